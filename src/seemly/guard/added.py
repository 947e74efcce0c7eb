"""People whom a result shows and its source does not: with a face, without one, without a head.

Whoever is locked is blanked in both pictures first, so that a body pasted beside them stands
alone; what the source shows in the same place, however faintly, is not new (invariant 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard import boxes
from seemly.guard import lock as locks
from seemly.guard.before import Before, Pair
from seemly.guard.boxes import Box
from seemly.guard.faces import SURE, Face
from seemly.guard.halves import halved
from seemly.guard.people import Finder
from seemly.guard.persons import Square
from seemly.provenance.publication import Pixels

BODY = 0.8  # the pose detector sees bodies in scaffolding and bookshelves up to 0.77
FIGURE = 0.25  # the object detectors: beside somebody locked 3 of 344 harmless edits reach this, …
ALONE = 0.4  # … where nobody is, 2 of 33 reached 0.3 and none this (docs/guard-pictures.md)
SOMEBODY = 0.5  # drawn people 0.54 to 0.69, a drawn dog 0.48
TWICE = 2.0  # what the source shows in that place must speak for a person half as much at most
SAME = 0.4  # overlap of two boxes of one person
FINE = (400, 400)  # px that finders of whole persons are shown at least; nets take 300 and 224
LOCKED = 0.4  # of a box; more, and it is the one who is locked, in front of something new


class Figure(Protocol):
    """What a finder of bodies or whole persons found."""

    @property
    def box(self) -> Box:
        """Left, top, right, bottom in px."""
        ...

    @property
    def score(self) -> float:
        """0..1."""
        ...


@dataclass(frozen=True)
class Added:
    """Who is new in a result: the faces among them, the whole persons, and how many in all; and
    where those whole persons stand who were there before, and are not locked."""

    faces: tuple[Face, ...] = ()
    count: int = 0
    newcomers: tuple[Box, ...] = ()
    others: tuple[Box, ...] = ()


def added(pair: Pair, before: Before, faces: Sequence[Face], finder: Finder) -> Added:
    """Everybody whom the source does not show in that place. Raises CheckFailed.

    `faces` are those of the result.
    """
    if pair.same:
        return Added()
    new = _faces(pair, before, faces, finder)
    # What follows is in px of the halved pictures.
    held = halved(before.held(pair.result.shape).astype(np.uint8) * 255, FINE) > 0
    apart = _blanked(halved(pair.result, FINE), held)
    standing, bodies = _standing(apart, held, finder), finder.bodies.find(apart, BODY)
    if not bodies and not any(standing):
        return Added(new, len(new))
    shown = _blanked(halved(pair.shown, FINE), held)
    newcomers = _newcomers(shown, held, standing, finder)
    others = tuple(box for box in _sure(standing) if not _among(box, newcomers))
    count = max(len(new), len(newcomers), _new(shown, bodies, finder))
    placed = [_placed(found, held.shape, pair.result.shape) for found in (newcomers, others)]
    return Added(new, count, *placed)


def figures_in(result: Pixels, finder: Finder) -> tuple[Box, ...]:
    """Every whole person, heads or no heads. Raises CheckFailed."""
    small = halved(result, FINE)
    found = _sure(_standing(small, np.zeros(small.shape[:2], np.bool_), finder))
    return _placed(found, small.shape, result.shape)


def faces_in(result: Pixels, finder: Finder) -> tuple[Face, ...]:
    """Every face. Raises CheckFailed."""
    return tuple(face for face in finder.faces.find(result) if face.score >= SURE)


def _faces(pair: Pair, before: Before, faces: Sequence[Face], finder: Finder) -> tuple[Face, ...]:
    """The source is looked at again only where it is not already known to show a face."""
    shape = pair.result.shape
    known = [before.placed(box, shape) for box in before.seen.faces]
    new = [face for face in faces if not _among(face.box, known)]
    if not new:
        return ()
    known = [face.box for face in finder.faces.find(pair.shown)]
    return tuple(
        face
        for face in new
        if not _among(face.box, known) and finder.faces.confirms(pair.result, face)
    )


def _blanked(pixels: Pixels, held: NDArray[np.bool_]) -> Pixels:
    """With everybody locked in flat grey, so that finders see the others."""
    if not held.any():
        return pixels
    grey = np.full_like(pixels, locks.GREY)
    return np.asarray(cv2.copyTo(grey, held.astype(np.uint8), pixels.copy()), np.uint8)


def _new(shown: Pixels, bodies: Sequence[Figure], finder: Finder) -> int:
    """How many bodies the pose detector does not see in the source."""
    known = [body.box for body in finder.bodies.find(shown, BODY / 2)] if bodies else []
    return sum(not _among(body.box, known) for body in bodies)


def _standing(
    result: Pixels, held: NDArray[np.bool_], finder: Finder
) -> tuple[tuple[Figure, ...], ...]:
    """What each of the two detectors of whole persons sees beside those who are locked."""
    least, square = FIGURE if held.any() else ALONE, Square.of(result)
    return tuple(
        tuple(one for one in detector.find(square, least) if _share(held, one.box) < LOCKED)
        for detector in (finder.persons, finder.pedestrians)
    )


def _newcomers(
    shown: Pixels,
    held: NDArray[np.bool_],
    standing: Sequence[Sequence[Figure]],
    finder: Finder,
) -> tuple[Box, ...]:
    """Those of them who are new, by the detector that sees more of those."""
    if not any(standing):
        return ()
    new: list[tuple[Box, ...]] = []
    square = Square.of(shown)
    for detector, found in zip((finder.persons, finder.pedestrians), standing, strict=True):
        known = detector.find(square, FIGURE / TWICE) if found else ()
        new.append(tuple(one.box for one in found if _is_new(one, known, held)))
    return max(new, key=len)


def _sure(standing: Sequence[Sequence[Figure]]) -> tuple[Box, ...]:
    return tuple(one.box for found in standing for one in found if one.score >= SOMEBODY)


def _is_new(figure: Figure, known: Sequence[Figure], held: NDArray[np.bool_]) -> bool:
    """Whether nobody of the known stood there half as surely.

    Where nobody is locked, whoever is known may be in any box over the figure: the boxes of one
    drawn person change with what is drawn around them. The grey of a blanked person is itself read
    as one, up to 0.6 and in boxes that reach over others, so beside it only the same box counts.
    """
    wide = not held.any()
    return all(
        figure.score > TWICE * one.score
        for one in known
        if boxes.overlap(one.box, figure.box) >= SAME
        or (wide and boxes.holds_middle(one.box, figure.box))
    )


def _placed(
    found: Sequence[Box], halves: tuple[int, ...], whole: tuple[int, ...]
) -> tuple[Box, ...]:
    """As they lie in the whole picture. Both shapes: height, width."""
    across, along = whole[1] / halves[1], whole[0] / halves[0]
    return tuple(boxes.scaled(box, across, along) for box in found)


def _share(held: NDArray[np.bool_], box: Box) -> float:
    left, top, right, bottom = box
    return float(held[top:bottom, left:right].mean())


def _among(box: Box, known: Sequence[Box]) -> bool:
    return any(boxes.same_place(box, old) for old in known)
