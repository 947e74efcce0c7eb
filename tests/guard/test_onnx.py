"""A net that crashes or answers with no number is a failed check, never an answer (invariant 2)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seemly.errors import CheckFailed
from seemly.guard.onnx import OnnxNet
from seemly.models import Models


@pytest.fixture
def net() -> OnnxNet:
    return OnnxNet(Models.open().path("opennsfw"), "nudity model")


def test_what_is_no_net_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"nothing")
    with pytest.raises(CheckFailed, match="the nudity model could not be loaded"):
        OnnxNet(tmp_path / "net.onnx", "nudity model")


def test_values_of_the_wrong_shape_are_a_failed_check(net: OnnxNet) -> None:
    with pytest.raises(CheckFailed, match="the nudity model failed"):
        net.run(np.zeros((1, 3), np.float32))


def test_nan_is_a_failed_check(net: OnnxNet) -> None:
    with pytest.raises(CheckFailed, match="no number"):
        net.run(np.full((1, 224, 224, 3), np.nan, np.float32))


def test_what_the_file_does_not_say_is_a_failed_check(net: OnnxNet) -> None:
    with pytest.raises(CheckFailed, match="does not name its alphabet"):
        net.note("alphabet")
