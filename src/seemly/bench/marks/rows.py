"""The rows of `seemly bench marks`: one list, told apart by `part`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from seemly.bench.marks.pictures import Kind, Size


@dataclass(frozen=True)
class RecoveryRow:
    """One distortion of one kind of picture at one size."""

    part: Literal["recovery"]
    size: Size
    kind: Kind
    distortion: str
    reads: int
    right: int
    wrong: int  # another id
    share: float  # right of all reads
    score: float | None  # median of those that were right; a read needs 10.8
    goal: float | None  # share


@dataclass(frozen=True)
class QualityRow:
    """What marking did to the pictures."""

    part: Literal["quality"]
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
    what: str
    size: str
    cpu_ms: float  # median
    p95_ms: float
    goal_ms: float | None


Row: TypeAlias = RecoveryRow | QualityRow | FalseRow | CostRow
