"""`seemly bench marks`: is the id read back, what does it cost, is anything read that is not there.

Each picture is marked with an id of its own, distorted in every way, and read without knowing what
was done to it; peers' marks go the same way, on fewer pictures, for they are slow. Only reads at
one thread are timed, in CPU time. Everything is deterministic.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from seemly.bench.marks import ours, pictures
from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.measured import OURS, UNMARKED, Journal, Mark, Measured
from seemly.bench.marks.peers import Peers
from seemly.bench.marks.pictures import Picture, Size
from seemly.bench.marks.rows import Row, rows
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import read_deep

EVERY = (*DISTORTIONS, *TURNS)


@dataclass(frozen=True)
class Share:
    """So many pictures of a size get this mark."""

    mark: Mark
    size: Size
    photos: int
    drawings: int


@dataclass(frozen=True)
class Plan:
    """What is measured, in this order. `names`: the distortions that peers go through. `photos`:
    where the photographs come from."""

    shares: tuple[Share, ...]
    names: tuple[str, ...] = EVERY
    photos: Callable[[Size, int], Iterator[Picture]] = pictures.photographs

    def pictures(self, share: Share) -> Iterator[Picture]:
        """Those of one share, photographs first."""
        yield from self.photos(share.size, share.photos)
        yield from pictures.drawings(share.size, share.drawings)


#: What matters most comes first. Every photograph that has the size is read unmarked.
FULL = Plan(
    (
        *(Share(OURS, "1 MP", 100, 30), Share(OURS, "512 px", 100, 30)),
        *(Share("dwtDctSvd", "512 px", 12, 4), Share("blind-watermark", "512 px", 8, 4)),
        *(Share("RivaGAN", "512 px", 4, 2), Share(UNMARKED, "512 px", 1000, 30)),
        *(Share(OURS, "4 MP", 20, 0), Share(UNMARKED, "1 MP", 1000, 30)),
        *(Share("dwtDctSvd", "1 MP", 8, 2), Share("blind-watermark", "1 MP", 3, 1)),
        Share("RivaGAN", "1 MP", 1, 0),
    )
)
#: Needs no `make photos`: five photographs that scikit-image ships.
SAMPLE = Plan(
    (
        *(Share(OURS, "1 MP", 2, 2), Share(OURS, "512 px", 5, 2)),
        *(Share(UNMARKED, "1 MP", 2, 0), Share(UNMARKED, "512 px", 5, 1)),
        *(Share("dwtDctSvd", "512 px", 2, 1), Share("blind-watermark", "512 px", 1, 1)),
        Share("RivaGAN", "512 px", 1, 0),
    ),
    names=("none", "jpeg 75", "half size", "cut one side 10 %, jpeg 75"),
    photos=pictures.shipped,
)


def run(plan: Plan, kept: Path | None, progress: Callable[[str], None]) -> list[Row]:
    """All that the plan asks for, but what `kept` (a journal) has already.

    Raises ConfigurationError where the photographs or the peers are not there.
    """
    cv2.setNumThreads(1)
    journal = Journal(kept)
    with ExitStack() as opened:
        bench = Bench(plan.names, opened)
        if not journal.has(OURS, "12 MP", ours.LARGE):
            journal.add(ours.large(bench.key))
        for share in plan.shares:
            for number, picture in enumerate(plan.pictures(share), start=1):
                if not journal.has(share.mark, share.size, picture.name):
                    journal.add(bench.measure(share.mark, picture))
                progress(f"{share.mark}, {share.size}: {number} pictures")
    return rows(journal.kept.values())


class Bench:
    """Measures one picture with one mark; the peers start when they are needed."""

    def __init__(self, names: Sequence[str], opened: ExitStack) -> None:
        self.key = Carriers(b"a key only of this measurement..")
        self._names, self._opened = names, opened
        self._peers: Peers | None = None
        read_deep(np.zeros((64, 64, 3), np.uint8), self.key)  # tables are made once

    def measure(self, mark: Mark, picture: Picture) -> Measured:
        random = np.random.default_rng([5, zlib.crc32(picture.name.encode())])
        if mark == UNMARKED:
            return ours.unmarked(picture, self.key)
        if mark == OURS:
            return ours.marked(picture, int(random.integers(0, 2**48)), self.key)
        if self._peers is None:
            self._peers = self._opened.enter_context(Peers.opened())
        return self._peers.measure(mark, picture, self._names, random)


def table(found: Sequence[Row]) -> str:
    """For people: one line a row."""
    return "\n".join(
        "  ".join(f"{name} {value}" for name, value in asdict(row).items() if value is not None)
        for row in found
    )
