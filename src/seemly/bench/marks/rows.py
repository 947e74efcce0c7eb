"""The rows of `seemly bench marks`: one list, told apart by `part`."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

import numpy as np

from seemly.bench.marks.distortions import TURNS
from seemly.bench.marks.measured import OURS, UNMARKED, Mark, Measured
from seemly.bench.marks.pictures import Kind, Size
from seemly.provenance.watermark.read import FALSE

GOAL = 0.99
GOAL_SMALL = 0.97
GOALS_SMALL = {"half size, jpeg 75": 0.90}
GOAL_STRETCHED = 0.95
#: CPU ms, of ours.
COST_GOALS = {
    ("embed", "1 MP"): 35.0,
    ("embed", "4 MP"): 110.0,
    ("embed", "12 MP"): 200.0,
    ("read, marked", "1 MP"): 130.0,
    ("read, unmarked", "1 MP"): 200.0,
    ("deep read, turned", "1 MP"): 1100.0,
}


@dataclass(frozen=True)
class TotalRow:
    """Every reading of a marked picture of one size."""

    part: Literal["total"]
    mark: Mark
    size: Size
    pictures: int
    reads: int
    right: int
    wrong: int  # another id; a peer always tells something, and knows no wrong from right
    share: float


@dataclass(frozen=True)
class RecoveryRow:
    """One distortion of one kind of picture at one size."""

    part: Literal["recovery"]
    mark: Mark
    size: Size
    kind: Kind
    distortion: str
    reads: int
    right: int
    wrong: int
    share: float  # right of all reads
    score: float | None  # ours: median of those that were right; a read needs 10.8
    bits: float | None  # peers: mean share of bits that were right; half is chance
    goal: float | None  # share


@dataclass(frozen=True)
class QualityRow:
    """What marking did to the pictures."""

    part: Literal["quality"]
    mark: Mark
    size: Size
    kind: Kind
    pictures: int
    psnr_mean: float  # dB
    psnr_least: float
    ssim_mean: float
    ssim_least: float
    raised: int  # pictures that needed more than the usual strength
    weak: int  # pictures whose mark the record would call weak


@dataclass(frozen=True)
class FalseRow:
    """Reads of pictures without our mark: as they are and distorted, crops and variants count."""

    part: Literal["false reads"]
    pictures: int
    reads: int
    found: int
    bound: float  # chance of one in one read, at most


@dataclass(frozen=True)
class CostRow:
    """CPU of one thread, milliseconds."""

    part: Literal["cost"]
    mark: Mark
    what: str
    size: Size
    cpu_ms: float  # median
    p95_ms: float
    goal_ms: float | None


Row: TypeAlias = TotalRow | RecoveryRow | QualityRow | FalseRow | CostRow
Key = TypeVar("Key", bound=tuple[str, ...])


def rows(measured: Iterable[Measured]) -> list[Row]:
    """The table."""
    kept = list(measured)
    marked = [one for one in kept if one.mark != UNMARKED]
    found: list[Row] = [_total(*by, of) for by, of in _by(_mark_and_size, marked) if of[0].found]
    found += [_quality(*by, of) for by, of in _by(_mark_size_kind, marked) if of[0].found]
    for by, of in _by(_mark_size_kind, marked):
        names = list(dict.fromkeys(name for one in of for name in one.found))
        found += [_recovery(*by, name, [one for one in of if name in one.found]) for name in names]
    read = [one for one in kept if one.reads]
    if read:
        pictures = len({(one.size, one.name) for one in read})
        reads, false = (
            sum(count) for count in zip(*((r.reads, r.false) for r in read), strict=True)
        )
        found.append(FalseRow("false reads", pictures, reads, false, FALSE))
    return found + list(_costs(kept))


def _mark_and_size(one: Measured) -> tuple[Mark, Size]:
    return one.mark, one.size


def _mark_size_kind(one: Measured) -> tuple[Mark, Size, Kind]:
    return one.mark, one.size, one.kind


def _by(
    key: Callable[[Measured], Key], measured: list[Measured]
) -> Iterator[tuple[Key, list[Measured]]]:
    for named, group in itertools.groupby(sorted(measured, key=key), key):
        yield named, list(group)


def _is_right(mark: Mark, found: float) -> bool:
    return found > 0 if mark == OURS else found == 1


def _counts(mark: Mark, found: list[float]) -> tuple[int, int]:
    """Right, and wrong."""
    right = sum(_is_right(mark, one) for one in found)
    wrong = sum(one < 0 for one in found) if mark == OURS else len(found) - right
    return right, wrong


def _total(mark: Mark, size: Size, of: list[Measured]) -> TotalRow:
    found = [share for one in of for share in one.found.values()]
    right, wrong = _counts(mark, found)
    share = round(right / len(found), 4)
    return TotalRow("total", mark, size, len(of), len(found), right, wrong, share)


def _quality(mark: Mark, size: Size, kind: Kind, of: list[Measured]) -> QualityRow:
    decibels = [one.psnr for one in of if one.psnr is not None]
    likeness = [one.ssim for one in of if one.ssim is not None]
    return QualityRow(
        part="quality",
        mark=mark,
        size=size,
        kind=kind,
        pictures=len(of),
        psnr_mean=round(statistics.mean(decibels), 2),
        psnr_least=round(min(decibels), 2),
        ssim_mean=round(statistics.mean(likeness), 4),
        ssim_least=round(min(likeness), 4),
        raised=sum(one.raised for one in of),
        weak=sum(one.weak for one in of),
    )


def _recovery(mark: Mark, size: Size, kind: Kind, name: str, of: list[Measured]) -> RecoveryRow:
    found = [one.found[name] for one in of]
    right, wrong = _counts(mark, found)
    scores = [one for one in found if one > 0]
    return RecoveryRow(
        part="recovery",
        mark=mark,
        size=size,
        kind=kind,
        distortion=name,
        reads=len(found),
        right=right,
        wrong=wrong,
        share=round(right / len(found), 4),
        score=round(statistics.median(scores), 1) if scores and mark == OURS else None,
        bits=None if mark == OURS else round(statistics.mean(found), 3),
        goal=goal(size, name) if mark == OURS else None,
    )


def goal(size: Size, name: str) -> float | None:
    """The share that issue 5 asks for."""
    if name.startswith(("stretched", "squeezed")):
        return GOAL_STRETCHED
    if name in TURNS:
        return None
    return GOALS_SMALL.get(name, GOAL_SMALL) if size == "512 px" else GOAL


def _costs(measured: list[Measured]) -> Iterator[CostRow]:
    spent: dict[tuple[Mark, Size, str], list[float]] = {}
    for one in measured:
        mark = OURS if one.mark == UNMARKED else one.mark
        for what, times in one.cost.items():
            spent.setdefault((mark, one.size, what), []).extend(times)
    for (mark, size, what), times in sorted(spent.items()):
        middle, high = (round(float(np.percentile(times, share)), 1) for share in (50, 95))
        wanted = COST_GOALS.get((what, size)) if mark == OURS else None
        yield CostRow("cost", mark, what, size, middle, high, wanted)
