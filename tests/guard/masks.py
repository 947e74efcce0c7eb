"""How much of a person a mask loses, and how much background it keeps: `make proof-masks`.

`python -m tests.guard.masks PHOTOS OUT.json` sets cut-out figures (tests/guard/cutouts.py) before
scenes of nobody that no threshold was set on, looks at each with the whole finder, and prints the
tables of docs/guard-pictures.md.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.guard import cutouts
from tests.guard.cutouts import Composed, Figure
from tests.photos.photos import photos

from seemly import envelope
from seemly.bench.machine import machine
from seemly.errors import GeneratorFault
from seemly.facts import Presence
from seemly.guard import alignment
from seemly.guard import lock as locks
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.guard.people import Finder
from seemly.models import Models
from seemly.provenance.publication import Pixels

SHARES = (0.15, 0.4, 0.85)  # heights of a figure in its picture
SIZES = ((0.25, 6), (1.0, 6), (12.0, 2))  # megapixels, and before how many scenes
PLACES = (0.15, 0.5, 0.85)
SCENERY = frozenset({"landscape", "building", "room", "street", "outdoor"})
EVERY = 13  # scene of the held ones
NEAR = 0.03  # of the longer side: locked background further from a figure is no rim
LOST = 0.005  # a loss that one would see: an ear, a finger
PLAIN_FADE = 0.008  # of the longer side: how the seam was blended before


@dataclass(frozen=True)
class Kept:
    """Masks of figures of one size."""

    megapixels: float
    share: float  # of the picture's height
    pictures: int
    some: int  # with a mask around somebody
    whole: int  # somebody suspected: the whole picture is locked
    missed: int
    lost_mean: float  # share of the person's pixels outside the mask, where there is one
    lost_most: float
    lost_seen: int  # masks that lose more than LOST
    rim_median: float  # px of background kept around the person
    rim_most_of_ten: float  # px, 90th percentile
    elsewhere: float  # mean share of the picture locked although nobody is near


@dataclass(frozen=True)
class Seam:
    """Levels by which the pixels just outside the mask miss the ideal composite."""

    background: float
    background_plain: float  # with a plain fade over PLAIN_FADE
    person: float  # hair and cloth that the mask missed
    person_plain: float


@dataclass(frozen=True)
class Moved:
    """What became of answers that were moved in one way."""

    how: str
    in_place: int
    laid_back: int
    refused: int


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one thread at 1 megapixel."""

    part: str
    mean: float
    p95: float


def composed(figures: Sequence[Figure], scenes: Sequence[Pixels], size: float) -> Iterator[
    tuple[float, Composed]
]:  # fmt: skip
    """Every figure in every height before every scene."""
    for share in SHARES:
        for figure in figures:
            for number, scene in enumerate(scenes):
                across = PLACES[number % len(PLACES)]
                yield share, cutouts.compose(figure, scene, size, share, across)


def kept(
    finder: Finder, figures: Sequence[Figure], scenes: Sequence[Pixels], size: float
) -> Iterator[Kept]:
    """One row for each height of a figure."""
    rows: dict[float, list[tuple[Presence, float, float, float]]] = {}
    for share, picture in composed(figures, scenes, size):
        seen = finder.look(picture.pixels)
        presence = seen.people.presence
        assert isinstance(presence, Presence)
        rows.setdefault(share, []).append((presence, *_lost(picture.alpha, seen.mask > 0)))
    for share, looks in rows.items():
        masks = np.array([row[1:] for row in looks if row[0] is Presence.SOME]).reshape(-1, 3)
        lost, rim, elsewhere = masks.T if len(masks) else np.full((3, 1), np.nan)
        yield Kept(
            size,
            share,
            len(looks),
            len(masks),
            sum(row[0] is Presence.POSSIBLE for row in looks),
            sum(row[0] is Presence.NONE for row in looks),
            round(float(lost.mean()), 5),
            round(float(lost.max()), 5),
            int((lost > LOST).sum()),
            round(float(np.median(rim)), 1),
            round(float(np.percentile(rim, 90)), 1),
            round(float(elsewhere.mean()), 4),
        )


def _lost(alpha: cutouts.Floats, mask: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Share of the person lost, px of rim, and share of the picture locked elsewhere."""
    person, nobody = alpha > 0.9, alpha < 0.1
    near = cv2.distanceTransform((alpha < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    near = near < NEAR * max(alpha.shape)
    contours, _ = cv2.findContours(
        (alpha > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    around = sum(cv2.arcLength(contour, True) for contour in contours)
    lost = (person & ~mask).sum() / person.sum()
    return lost, (nobody & mask & near).sum() / around, float((nobody & mask & ~near).mean())


def seam(finder: Finder, figures: Sequence[Figure], scenes: Sequence[Pixels], size: float) -> Seam:
    """Each figure moved from one scene to the next, against the composite that it should be."""
    found = []
    for number, figure in enumerate(figures):
        old, new = scenes[number % len(scenes)], scenes[(number + 1) % len(scenes)]
        was, ideal = (cutouts.compose(figure, scene, size, 0.6, 0.5) for scene in (old, new))
        seen = finder.look(was.pixels)
        if seen.people.presence is not Presence.SOME:
            continue
        lock = Lock.of(seen)
        behind = cutouts.sized(new, lock.mask.shape[::-1]).clip(0, 255).astype(np.uint8)
        away = cv2.distanceTransform((~lock.mask).astype(np.uint8), cv2.DIST_L2, 5)
        outside = (away > 0) & (away < locks.FEATHER * max(lock.mask.shape))
        share = np.clip(1 - away / (PLAIN_FADE * max(lock.mask.shape)), 0, 1)[..., None]
        plain = np.where(outside[..., None], behind + share * (was.pixels - behind * 1.0), 0)
        ours = locks.restore(was.pixels, behind, None, (0, 0), lock)
        row = []
        for place in (outside & (was.alpha < 0.05), outside & (was.alpha > 0.1)):
            wanted = ideal.pixels[place].astype(np.float32)
            for one in (ours, plain):
                row.append(float(np.abs(one[place] - wanted).mean()) if place.any() else np.nan)
        found.append(row)
    return Seam(*(round(float(value), 1) for value in np.nanmean(found, axis=0)))


def _moved(right: float, down: float, scale: float, turn: float) -> Callable[[Pixels], Pixels]:
    """Shifts in shares of the longer side, a scale about the middle, a turn in degrees."""

    def change(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        how = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale))
        how[:, 2] += np.array([right, down]) * max(height, width)
        border = cv2.BORDER_REFLECT
        return np.asarray(cv2.warpAffine(pixels, how, (width, height), borderMode=border), np.uint8)

    return change


ANSWERS: dict[str, Callable[[Pixels], Pixels]] = {
    "as asked": lambda pixels: pixels,
    "as a JPEG of quality 40": lambda pixels: np.asarray(
        cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 1), np.uint8
    ),
    "colours inverted": lambda pixels: 255 - pixels,
    "half as bright": lambda pixels: (pixels // 2).astype(np.uint8),
    "shifted by 1 %": _moved(0.01, 0, 1, 0),
    "shifted by 3 %": _moved(0.03, -0.02, 1, 0),
    "shifted by 10 %": _moved(0.1, 0, 1, 0),
    "mirrored": lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
    "upside down": lambda pixels: np.ascontiguousarray(pixels[::-1, ::-1]),
    "larger by 2 %": _moved(0, 0, 1.02, 0),
    "larger by 5 %": _moved(0, 0, 1.05, 0),
    "smaller by 10 %": _moved(0, 0, 0.9, 0),
    "turned by 3 degrees": _moved(0, 0, 1, 3),
    "turned by 15 degrees": _moved(0, 0, 1, 15),
    "grey where people are": lambda pixels: np.full_like(pixels, 128),
}


def moved(cases: Sequence[tuple[Pixels, Pixels, Lock]]) -> Iterator[Moved]:
    """Sources with a faithful answer and their lock, every answer moved in every way."""
    for how, change in ANSWERS.items():
        fates = [_fate(source, change(answer), lock) for source, answer, lock in cases]
        yield Moved(how, *(fates.count(fate) for fate in ("in place", "laid back", "refused")))


def _fate(source: Pixels, made: Pixels, lock: Lock) -> str:
    try:
        laid = alignment.aligned(source, made, (0, 0), lock)
    except GeneratorFault:
        return "refused"
    return "in place" if np.array_equal(laid, made) else "laid back"


def costs(finder: Finder, cases: Sequence[tuple[Pixels, Pixels, Lock]]) -> Iterator[Cost]:
    """What the lock costs after an answer came."""

    def whole(source: Pixels, made: Pixels, lock: Lock) -> None:
        laid = alignment.aligned(source, made, (0, 0), lock)
        result = locks.restore(source, laid, None, (0, 0), lock)
        assert locks.changed(source, result, None, (0, 0), lock) == 0

    redrawn = [(source, ANSWERS["as a JPEG of quality 40"](made), lock)
               for source, made, lock in cases]  # fmt: skip
    yield _cost("lock, the people's pixels untouched", [(whole, case) for case in cases])
    yield _cost("lock, the whole picture redrawn", [(whole, case) for case in redrawn])
    silhouettes = finder.silhouettes
    yield _cost("outline, nobody near", [(silhouettes.outline, (case[0],)) for case in cases])
    boxed = [(case[0], (case[2].box,)) for case in cases]
    yield _cost("outline, one look from near", [(silhouettes.outline, one) for one in boxed])


def _cost(part: str, calls: Sequence[tuple[Callable[..., object], tuple[object, ...]]]) -> Cost:
    times = []
    for call, values in (*calls[:2], *calls):  # the first two warm up
        began = time.process_time()
        call(*values)
        times.append(1000 * (time.process_time() - began))
    return Cost(part, round(float(np.mean(times[2:])), 1), round(np.percentile(times[2:], 95), 1))


def locked(
    finder: Finder, figures: Sequence[Figure], scenes: Sequence[Pixels]
) -> Iterator[tuple[Pixels, Pixels, Lock]]:
    """Sources of 1 megapixel, the same people before another scene, and their lock."""
    for share, picture in composed(figures, scenes[:2], 1.0):
        seen = finder.look(picture.pixels)
        if share > SHARES[0] and seen.people.presence is Presence.SOME:
            behind = cutouts.sized(scenes[2], seen.mask.shape[::-1]).clip(0, 255).astype(np.uint8)
            answer = np.where(seen.mask[..., None] > 0, picture.pixels, behind)
            yield picture.pixels, answer, Lock.of(seen)


def main(folder: Path, out: Path) -> None:
    """Measure everything, print the tables, write the numbers."""
    cv2.setNumThreads(1)
    finder = Eyes.open(Models.open()).finder
    figures = tuple(cutouts.figures(folder))
    held = [
        pixels
        for photo, pixels in photos(folder, group="nobody", split="held")
        if SCENERY & set(photo.notes)
    ]
    scenes = held[::EVERY][:6]
    masks = [row for size, few in SIZES for row in kept(finder, figures, scenes[:few], size)]
    cases = tuple(locked(finder, figures, scenes))
    answers = tuple(moved(cases))
    cost = tuple(costs(finder, cases))
    edge = seam(finder, figures, scenes, 1.0)
    found = {
        "commit": envelope.commit(),
        "machine": machine(),
        "figures": [figure.name for figure in figures],
        "scenes": len(scenes),
        "masks": [asdict(row) for row in masks],
        "answers": [asdict(row) for row in answers],
        "seam": asdict(edge),
        "cost": [asdict(row) for row in cost],
    }
    out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    for rows in (masks, answers, cost, (edge,)):
        print("\n".join(table(rows)), end="\n\n")


def table(rows: Sequence[Kept | Moved | Cost | Seam]) -> Iterator[str]:
    """Lines of a table, one column for each field."""
    names = list(asdict(rows[0]))
    yield f"| {' | '.join(name.replace('_', ' ') for name in names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(str(value) for value in asdict(row).values())} |"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
