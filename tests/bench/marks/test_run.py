"""A run follows its plan, and does not measure again what its journal has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.bench.marks.shipped import coffee

from seemly.bench.marks import ours, run
from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.measured import OURS, UNMARKED, Measured
from seemly.bench.marks.pictures import WISHES, Picture, Size, drawings, sized
from seemly.bench.marks.rows import FalseRow, TotalRow
from seemly.bench.marks.run import FULL, SAMPLE, Plan, Share


def photographs(size: Size, most: int) -> Iterator[Picture]:
    for number in range(most):
        yield Picture(f"photo {number}", "photo", size, np.zeros((8, 8, 3), np.uint8))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was measured, by marks that cost nothing."""
    names: list[str] = []

    def marked(picture: Picture, public_id: int, key: object) -> Measured:
        names.append(picture.name)
        return Measured(
            OURS, picture.size, picture.kind, picture.name, 46.0, 0.99, found={"none": 30.0}
        )

    def unmarked(picture: Picture, key: object) -> Measured:
        return Measured(UNMARKED, picture.size, picture.kind, picture.name, reads=2)

    monkeypatch.setattr(ours, "marked", marked)
    monkeypatch.setattr(ours, "unmarked", unmarked)
    monkeypatch.setattr(ours, "large", lambda key: Measured(OURS, "12 MP", "drawing", ours.LARGE))
    return names


def test_a_plan_is_followed_and_a_second_run_measures_nothing(
    asked: list[str], tmp_path: Path
) -> None:
    shares = (Share(OURS, "1 MP", 3, 0), Share(UNMARKED, "512 px", 2, 0))
    plan = Plan(shares, photos=photographs)
    said: list[str] = []
    first = run.run(plan, tmp_path / "journal", said.append)
    assert asked == ["photo 0", "photo 1", "photo 2"]
    assert said[-1] == "none, 512 px: 2 pictures"
    [total] = [row for row in first if isinstance(row, TotalRow)]
    assert (total.pictures, total.reads, total.right) == (3, 3, 3)
    [false] = [row for row in first if isinstance(row, FalseRow)]
    assert (false.pictures, false.reads, false.found) == (2, 4, 0)
    assert run.run(plan, tmp_path / "journal", said.append) == first
    assert len(asked) == 3


def test_the_full_plan_is_what_the_issue_asks_for() -> None:
    ours_at = {share.size: share for share in FULL.shares if share.mark == OURS}
    for size in ("1 MP", "512 px"):
        assert (ours_at[size].photos, ours_at[size].drawings) == (100, 30)
    assert {share.mark for share in FULL.shares} == {share.mark for share in SAMPLE.shares}
    assert FULL.names == (*DISTORTIONS, *TURNS)
    assert set(SAMPLE.names) <= set(FULL.names)


def test_nothing_is_enlarged() -> None:
    assert sized(np.zeros((600, 600, 3), np.uint8), "1 MP") is None
    assert sized(coffee(), "4 MP") is None
    shrunk = sized(np.zeros((2000, 1000, 3), np.uint8), "1 MP")
    assert shrunk is not None
    assert abs(shrunk.shape[0] * shrunk.shape[1] - 1e6) < 2000


def test_the_built_in_artist_can_draw_the_wishes() -> None:
    assert len(WISHES) == 30
    assert len(list(drawings("512 px", 3))) == 3
