"""The table: shares, goals and wrong ids; peers are right only where every bit is."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from seemly.bench.marks.measured import OURS, UNMARKED, Measured
from seemly.bench.marks.rows import (
    CostRow,
    FalseRow,
    QualityRow,
    RecoveryRow,
    Row,
    TotalRow,
    goal,
    rows,
)

PHOTO = Measured(OURS, "1 MP", "photo", "a", psnr=46.0, ssim=0.99, found={"chain": 30.0})
PEER = Measured("dwtDctSvd", "1 MP", "photo", "a", psnr=40.0, ssim=0.98, found={"chain": 1.0})

Part = TypeVar("Part", bound=Row)


def _only(kind: type[Part], found: list[Row]) -> Part:
    [row] = [row for row in found if isinstance(row, kind)]
    return row


def test_a_wrong_id_is_neither_right_nor_forgotten() -> None:
    found = rows(replace(PHOTO, found={"chain": score}) for score in (30.0, 20.0, 0.0, -1.0))
    row = _only(RecoveryRow, found)
    assert (row.reads, row.right, row.wrong, row.share) == (4, 2, 1, 0.5)
    assert (row.score, row.bits, row.goal) == (25.0, None, 0.99)
    total = _only(TotalRow, found)
    assert (total.pictures, total.reads, total.right, total.wrong) == (4, 4, 2, 1)


def test_a_peer_is_right_only_where_every_bit_is() -> None:
    found = rows(replace(PEER, found={"chain": bits}) for bits in (1.0, 0.98, 0.5))
    row = _only(RecoveryRow, found)
    assert (row.reads, row.right, row.wrong) == (3, 1, 2)
    assert (row.score, row.bits, row.goal) == (None, 0.827, None)


def test_quality_is_told_apart_by_mark_and_kind() -> None:
    drawing = replace(PHOTO, kind="drawing", name="b", psnr=48.0, weak=True, raised=True)
    found = [row for row in rows([PHOTO, drawing, PEER]) if isinstance(row, QualityRow)]
    told = {(row.mark, row.kind): (row.psnr_least, row.raised, row.weak) for row in found}
    assert told == {
        (OURS, "photo"): (46.0, 0, 0),
        (OURS, "drawing"): (48.0, 1, 1),
        ("dwtDctSvd", "photo"): (40.0, 0, 0),
    }


def test_false_reads_are_added_up_over_pictures() -> None:
    one = Measured(UNMARKED, "1 MP", "photo", "a", reads=33, false=1)
    row = _only(FalseRow, rows([one, replace(one, name="b", false=0), replace(PHOTO, reads=1)]))
    assert (row.pictures, row.reads, row.found) == (2, 67, 1)


def test_costs_of_unmarked_pictures_are_ours_and_have_goals() -> None:
    cost = {"read, unmarked": [40.0, 50.0, 60.0]}
    row = _only(CostRow, rows([Measured(UNMARKED, "1 MP", "photo", "a", cost=cost)]))
    assert (row.mark, row.cpu_ms, row.goal_ms) == (OURS, 50.0, 200.0)


def test_goals_by_size_and_distortion() -> None:
    assert goal("512 px", "half size, jpeg 75") == 0.90
    assert goal("512 px", "chain") == 0.97
    assert goal("4 MP", "half size, jpeg 75") == 0.99
    assert goal("1 MP", "squeezed 5 %") == 0.95
    assert goal("1 MP", "turned 1") is None
