"""`seemly bench marks`: is the id read back, what does it cost, is anything read that is not there.

Each picture is marked with an id of its own, distorted in every way, and read without knowing what
was done to it. Only reads at one thread are timed, in CPU time. Everything is deterministic.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TypeVar

import cv2
import numpy as np

from seemly.bench.marks import pictures
from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.pictures import Kind, Picture, Size
from seemly.bench.marks.quality import psnr, ssim
from seemly.bench.marks.rows import CostRow, FalseRow, QualityRow, RecoveryRow, Row
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.embed import embed
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import FALSE, Reading, confirm, read, read_deep

SIZES: tuple[Size, ...] = ("512 px", "1 MP", "4 MP")
GOAL = 0.99
GOAL_SMALL = 0.97
GOALS_SMALL = {"half size, jpeg 75": 0.90}
GOAL_STRETCHED = 0.95
#: CPU ms.
COST_GOALS = {
    ("embed", "1 MP"): 35.0,
    ("embed", "4 MP"): 110.0,
    ("embed", "12 MP"): 200.0,
    ("read, marked", "1 MP"): 130.0,
    ("read, unmarked", "1 MP"): 200.0,
    ("deep read, turned", "1 MP"): 1100.0,
}
_OTHER = Carriers(b"the key of some other deployment")
_ROUNDS = 5  # of what is timed by itself

Answer = TypeVar("Answer")


@dataclass
class _Seen:
    """All that was measured, by kind and size."""

    scores: defaultdict[tuple[Size, Kind, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )  # 0: nothing read, below 0: another id
    quality: defaultdict[tuple[Size, Kind], list[tuple[float, float, bool, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cost: defaultdict[tuple[str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    false: list[bool] = field(default_factory=list)
    unmarked: int = 0

    def timed(self, what: str, size: str, asked: Callable[[], Answer]) -> Answer:
        """The answer; what it cost is kept."""
        began = time.thread_time()
        answer = asked()
        self.cost[what, size].append(1000 * (time.thread_time() - began))
        return answer


def run(photos: int, drawings: int, progress: Callable[[str], None]) -> list[Row]:
    """So many photographs and drawings at each size. Raises ConfigurationError without photos."""
    cv2.setNumThreads(1)
    key, seen = Carriers(b"a key only of this measurement.."), _Seen()
    random = np.random.default_rng(5)
    read_deep(np.zeros((64, 64, 3), np.uint8), key)  # tables are made once
    for size in SIZES:
        for number, picture in enumerate(_all(size, photos, drawings)):
            _measure(picture, int(random.integers(0, 2**48)), key, seen)
            progress(f"{size}: {number + 1} pictures")
    _large(key, seen)
    return rows(seen)


def _all(size: Size, photos: int, drawings: int) -> Iterator[Picture]:
    yield from pictures.photographs(size, photos)
    yield from pictures.drawings(size, drawings)


def _measure(picture: Picture, public_id: int, key: Carriers, seen: _Seen) -> None:
    size, kind, pixels = picture.size, picture.kind, picture.pixels
    seen.timed("embed", size, partial(embed, pixels, public_id, key, 1.0))
    fastened = seen.timed("embed and make sure", size, partial(fasten, pixels, public_id, key))
    marked = fastened.pixels
    seen.timed("confirm", size, partial(confirm, marked, public_id, key))
    change = psnr(marked, pixels), ssim(marked, pixels)
    seen.quality[size, kind].append((*change, fastened.strength > 1, fastened.weak))
    for name, distort in DISTORTIONS.items():
        found = seen.timed("read, marked", size, partial(read, distort(marked), key))
        seen.scores[size, kind, name].append(_score(found, public_id))
    for name, distort in TURNS.items():
        found = seen.timed("deep read, turned", size, partial(read_deep, distort(marked), key))
        seen.scores[size, kind, name].append(_score(found, public_id))
    _unmarked(pixels, marked, size, key, seen)


def _unmarked(pixels: Pixels, marked: Pixels, size: Size, key: Carriers, seen: _Seen) -> None:
    """The picture without a mark, in all its variants, and with the mark of another key."""
    seen.unmarked += 1
    for distort in DISTORTIONS.values():
        found = seen.timed("read, unmarked", size, partial(read, distort(pixels), key))
        seen.false.append(found is not None)
    deep = seen.timed("deep read, unmarked", size, partial(read_deep, pixels, key))
    seen.false += [deep is not None, read(marked, _OTHER) is not None]


def _large(key: Carriers, seen: _Seen) -> None:
    """What one large picture costs; noise over a gradient, for there are few photographs of it."""
    slope = np.linspace(40, 200, 4000, dtype=np.float32)[None, :, None]
    noise = np.random.default_rng(1).normal(0, 6, (3000, 4000, 1)).astype(np.float32)
    pixels = np.repeat((slope + noise).clip(0, 255).astype(np.uint8), 3, axis=2)
    for _ in range(_ROUNDS):
        marked = seen.timed("embed", "12 MP", partial(embed, pixels, 7, key, 1.0))
        seen.timed("read, marked", "12 MP", partial(read, marked, key))


def _score(found: Reading | None, public_id: int) -> float:
    if found is None:
        return 0.0
    return found.score if found.public_id == public_id else -1.0


def rows(seen: _Seen) -> list[Row]:
    """The table."""
    found: list[Row] = []
    for (size, kind), measured in seen.quality.items():
        decibels, likeness, raised, weak = zip(*measured, strict=True)
        found.append(
            QualityRow(
                "quality", size, kind, len(measured),
                round(statistics.mean(decibels), 2), round(min(decibels), 2),
                round(statistics.mean(likeness), 4), round(min(likeness), 4),
                sum(raised), sum(weak),
            )
        )  # fmt: skip
    found += [_recovery(*named, scores) for named, scores in seen.scores.items()]
    found.append(FalseRow("false reads", seen.unmarked, len(seen.false), sum(seen.false), FALSE))
    for (what, size_), spent in sorted(seen.cost.items()):
        middle, high = (round(float(np.percentile(spent, share)), 1) for share in (50, 95))
        found.append(CostRow("cost", what, size_, middle, high, COST_GOALS.get((what, size_))))
    return found


def _recovery(size: Size, kind: Kind, name: str, scores: list[float]) -> RecoveryRow:
    right = [score for score in scores if score > 0]
    return RecoveryRow(
        part="recovery",
        size=size,
        kind=kind,
        distortion=name,
        reads=len(scores),
        right=len(right),
        wrong=sum(score < 0 for score in scores),
        share=round(len(right) / len(scores), 4),
        score=round(statistics.median(right), 1) if right else None,
        goal=_goal(size, name),
    )


def _goal(size: Size, name: str) -> float | None:
    if name.startswith(("stretched", "squeezed")):
        return GOAL_STRETCHED
    if name in TURNS:
        return None
    return GOALS_SMALL.get(name, GOAL_SMALL) if size == "512 px" else GOAL


def table(found: Sequence[Row]) -> str:
    """For people: one line a row."""
    return "\n".join(
        "  ".join(f"{name} {value}" for name, value in asdict(row).items() if value is not None)
        for row in found
    )
