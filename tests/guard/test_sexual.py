from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.guard.pictures import astronaut

from seemly.errors import CheckFailed
from seemly.guard.sexual import Nudity


def test_a_portrait_scores_low(nudity: Nudity) -> None:
    assert 0.0 <= nudity.score(astronaut()) < 0.1


def test_the_score_does_not_depend_on_size_much(nudity: Nudity) -> None:
    assert nudity.score(np.ascontiguousarray(astronaut()[::2, ::2])) < 0.15


def test_missing_weights_fail(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed):
        Nudity(tmp_path / "nothing.onnx")


def test_an_answer_that_is_no_probability_fails(
    nudity: Nudity, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            return np.array([[0.0, 1.5]], np.float32)

    monkeypatch.setattr(nudity, "_net", Broken())
    with pytest.raises(CheckFailed):
        nudity.score(astronaut())
