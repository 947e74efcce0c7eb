"""The table: shares, goals and wrong ids; and one picture all the way through."""

from __future__ import annotations

import numpy as np
from tests.bench.marks.shipped import coffee

from seemly.bench.marks import run
from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.pictures import WISHES, Picture, drawings, sized
from seemly.bench.marks.rows import CostRow, FalseRow, QualityRow, RecoveryRow
from seemly.provenance.watermark.key import Carriers


def test_a_wrong_id_is_neither_right_nor_forgotten() -> None:
    seen = run._Seen()
    seen.scores["1 MP", "photo", "chain"] += [30.0, 20.0, 0.0, -1.0]
    [row] = [row for row in run.rows(seen) if isinstance(row, RecoveryRow)]
    assert (row.reads, row.right, row.wrong, row.share) == (4, 2, 1, 0.5)
    assert row.score == 25.0
    assert row.goal == 0.99


def test_goals_by_size_and_distortion() -> None:
    assert run._goal("512 px", "half size, jpeg 75") == 0.90
    assert run._goal("512 px", "chain") == 0.97
    assert run._goal("4 MP", "half size, jpeg 75") == 0.99
    assert run._goal("1 MP", "squeezed 5 %") == 0.95


def test_one_picture_all_the_way() -> None:
    pixels = sized(coffee(), "512 px")
    assert pixels is not None
    seen = run._Seen()
    run._measure(Picture("coffee", "photo", "512 px", pixels), 77, Carriers(b"k" * 32), seen)
    found = run.rows(seen)
    recovered = [row for row in found if isinstance(row, RecoveryRow)]
    assert {row.distortion for row in recovered} == {*DISTORTIONS, *TURNS}
    assert sum(row.right for row in recovered) >= len(recovered) - 1
    assert sum(row.wrong for row in recovered) == 0
    [quality] = [row for row in found if isinstance(row, QualityRow)]
    assert quality.psnr_least >= 42
    [false] = [row for row in found if isinstance(row, FalseRow)]
    assert (false.pictures, false.found) == (1, 0)
    assert false.reads == len(DISTORTIONS) + 2
    assert {row.what for row in found if isinstance(row, CostRow)} >= {"embed", "confirm"}


def test_nothing_is_enlarged() -> None:
    assert sized(np.zeros((600, 600, 3), np.uint8), "1 MP") is None
    shrunk = sized(np.zeros((2000, 1000, 3), np.uint8), "1 MP")
    assert shrunk is not None
    assert abs(shrunk.shape[0] * shrunk.shape[1] - 1e6) < 2000


def test_the_built_in_artist_can_draw_the_wishes() -> None:
    assert len(WISHES) == 30
    assert len(list(drawings("512 px", 3))) == 3
