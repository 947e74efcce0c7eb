"""Whether somebody may be in a picture that shows no clear face: all finders together.

Each small finder alone misses headless crops, backs, silhouettes and people far away, and each
alone sees people in lions, coffee and city lights. Together they hardly ever err: their signs are
added up as log odds, weighed by a logistic regression over the `tune` half of the photographs
(docs/guard-pictures.md) and rounded; what is looked at is the same for every picture, and how much
doubt suffices depends on what the finders can know of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard import exposure
from seemly.guard.bodies import Bodies
from seemly.guard.boxes import Box
from seemly.guard.drawn import is_coloured, is_flattened
from seemly.guard.faces import Faces
from seemly.guard.persons import Persons, Square
from seemly.provenance.publication import Pixels

# Thresholds in log odds, over 226 photographs of split `tune` without a clear face:
DOUBT = -1.2  # two with somebody lie below, caught by other rules; 12 of 143 of nobody above
SKIN_DOUBT = -2.6  # where skin fills the frame: cheeks and foreheads from -2.3 on, a cheetah -2.7
FAINT_DOUBT = -2.75  # where colour or texture is gone: a child in grey, turned, -2.65
STRIP_DOUBT = -2.6  # in squares of strips: the legs of 1927
SECOND_LOOK = -2.2  # from here on `persons` looks at parts as well: a headless figure -2.1
PART_DOUBT = 0.7  # and must see somebody there; the same figure 0.8
AGAIN = -4.0  # from here on parts and turns are looked at: whoever only they showed was at -2.4 or
# above (60 people turned, 21 of 420 figures of a twentieth of the height and more before scenes)
DRAWN_DOUBT = 1.0  # a drawing must look more like somebody: snowmen 0.2, icons of people 5
PERSON = 0.5  # `pedestrians` alone; photographs of nobody reach 0.29, one field of grass 0.95
PART = 0.9  # the same in a part of the picture, shrunk away in the whole; a car's radiator 0.85
TURNED = 0.6  # the same in a turned picture; a mountain village 0.68
TURNED_FACE = 0.85  # YuNet in a turned picture; real faces 0.9, a bird 0.79
BARE = 0.3  # share of smooth skin, or …
SKIN = 0.6  # … of anything with its colour, from which on skin fills the frame
STRIP = 2.0  # longer side against shorter from which on the whole look squeezes people to nothing
MOST_SQUARES = 8  # looked at in a strip; a longer one cannot be covered, and may show anybody
FAR = 640  # px: whole looks are taken at this size; the nets shrink it to 224 to 300
TURNED_SIDE = 320  # px: whoever lies or hangs in a picture is looked for at this size
FLAT = 8  # levels within a row or column that belongs to a frame of one colour
FRAMED = 0.5  # of the area; a thinner frame makes nobody much smaller, and drawings often have one
PART_SHARE = 0.6  # of each side: four parts that overlap in a cross
LEAST_PART = 64  # px


class Why(StrEnum):
    """The first reason to see or suspect somebody."""

    NOTHING = "nothing"
    FACE = "face"
    TURNED_FACE = "turned face"
    SMALL_FACE = "small face"
    PERSON = "person"  # seen as an object
    PART = "person in a part of the picture"
    TURNED = "person in a turned picture"
    BODY = "body part"
    SIGNS = "faint signs together"
    SKIN = "skin"
    FLATTENED = "flattened or colourless"


@dataclass(frozen=True)
class Signs:
    """What the finders say of one picture, each 0..1."""

    person: float  # `pedestrians` on the whole
    face: float  # YuNet's clearest
    figure: float = 0.0  # `persons`
    body: float = 0.0  # the pose detector

    @property
    def doubt(self) -> float:
        """Log odds that somebody is there: 0 is even."""
        return (
            3.8
            + 0.5 * _odds(self.person)
            + 2.8 * _odds(self.figure)
            + 0.45 * _odds(self.body)
            + 1.5 * self.face
        )


class Suspicion:
    """Asks the finders about pictures without a clear face. Thread-safe."""

    def __init__(
        self, faces: Faces, bodies: Bodies, persons: Persons, pedestrians: Persons
    ) -> None:
        self._faces = faces
        self._bodies = bodies
        self._persons = persons
        self._pedestrians = pedestrians

    def of(self, pixels: Pixels, far: Square, signs: Signs, drawn: bool) -> Why:
        """The first reason to suspect somebody, the cheap looks first.

        `far` is the picture shrunk to FAR; `signs` are those of the first look. Raises CheckFailed.
        """
        if signs.person >= PERSON and not drawn:
            return Why.PERSON
        if drawn:
            signs = self._joined(far, signs, DRAWN_DOUBT, DRAWN_DOUBT)
            return Why.SIGNS if signs.doubt >= DRAWN_DOUBT else Why.NOTHING
        signs = self._joined(far, signs, AGAIN, DOUBT)
        if signs.doubt >= DOUBT:
            return Why.SIGNS
        again = signs.doubt >= AGAIN
        if (again and self._in_part(pixels, signs)) or self._in_strip(pixels):
            return Why.PART
        why = _half_blind(pixels, far.pixels, signs.doubt)
        return self._turned(far.pixels) if again and why is Why.NOTHING else why

    def _joined(self, shown: Square, signs: Signs, least: float, enough: float) -> Signs:
        """The signs of the two slower finders as well.

        Bodies, the slowest, are asked only where their word counts: not where the doubt stays below
        `least` whatever they say, nor where it is `enough` without them.
        """
        signs = replace(signs, figure=self._persons.score(shown))
        if replace(signs, body=1.0).doubt < least or signs.doubt >= enough:
            return signs
        return replace(signs, body=self._bodies.score(shown.pixels))

    def _in_part(self, pixels: Pixels, whole: Signs) -> bool:
        """Whether a part shows somebody of whom the whole look saw too little."""
        for window in windows(pixels):
            shown = Square.of(part(pixels, window))
            person = self._pedestrians.score(shown)
            if person >= PART:
                return True
            if whole.doubt >= SECOND_LOOK:
                near = replace(whole, person=person, face=0.0, figure=self._persons.score(shown))
                if near.doubt >= PART_DOUBT:
                    return True
        return False

    def _in_strip(self, pixels: Pixels) -> bool:
        """Whether a square of a strip shows somebody whom the whole look squeezed."""
        if max(pixels.shape[:2]) > MOST_SQUARES * min(pixels.shape[:2]):
            return True
        for square in map(Square.of, squares(pixels)):
            signs = Signs(self._pedestrians.score(square), 0.0)
            if signs.person >= PERSON:
                return True
            if self._joined(square, signs, STRIP_DOUBT, STRIP_DOUBT).doubt >= STRIP_DOUBT:
                return True
        return False

    def _turned(self, pixels: Pixels) -> Why:
        small = shrunk(pixels, TURNED_SIDE)
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(small, quarters))
            if self._pedestrians.score(turned) >= TURNED:
                return Why.TURNED
            if any(face.score >= TURNED_FACE for face in self._faces.find(turned)):
                return Why.TURNED_FACE
        return Why.NOTHING


def windows(pixels: Pixels) -> tuple[Box, ...]:
    """Four overlapping parts of a picture; none of a small one."""
    height, width = (round(PART_SHARE * side) for side in pixels.shape[:2])
    if min(height, width) < LEAST_PART:
        return ()
    down, right = pixels.shape[0] - height, pixels.shape[1] - width
    return tuple(
        (left, top, left + width, top + height) for top in (0, down) for left in (0, right)
    )


def part(pixels: Pixels, window: Box) -> Pixels:
    """What a window shows, not copied."""
    left, top, right, bottom = window
    return pixels[top:bottom, left:right]


def framed(pixels: Pixels, small: Pixels) -> Pixels | None:
    """What a wide frame of one colour holds, or None where there is no such frame.

    `small` is the picture shrunk to FAR. Somebody small on a large sheet is too small for every
    whole look, and makes a drawing of it.
    """
    edges = (small[0], small[-1], small[:, 0], small[:, -1])
    if all((edge.max(axis=0) - edge.min(axis=0)).max() > FLAT for edge in edges):
        return None
    rows, columns = (np.flatnonzero(_spread(small, along) > FLAT) for along in (1, 0))
    if not rows.size or not columns.size:
        return None
    high, wide = pixels.shape[0] / small.shape[0], pixels.shape[1] / small.shape[1]
    top, bottom = int(rows[0] * high), math.ceil((rows[-1] + 1) * high)
    left, right = int(columns[0] * wide), math.ceil((columns[-1] + 1) * wide)
    inner = np.ascontiguousarray(pixels[top:bottom, left:right])
    return inner if inner.size < FRAMED * pixels.size else None


def _spread(pixels: Pixels, along: int) -> NDArray[np.uint8]:
    """How far levels lie apart in each row (along 1) or column (along 0); numpy takes 25 ms."""
    highest = cv2.reduce(pixels, along, cv2.REDUCE_MAX)
    lowest = cv2.reduce(pixels, along, cv2.REDUCE_MIN)
    apart: NDArray[np.uint8] = (highest - lowest).reshape(-1, 3).max(axis=1)
    return apart


def squares(pixels: Pixels) -> tuple[Pixels, ...]:
    """Overlapping squares that cover a strip; none of a picture that is no strip."""
    height, width = pixels.shape[:2]
    side, length = min(height, width), max(height, width)
    if length < STRIP * side:
        return ()
    count = min(MOST_SQUARES, -(-length // side))
    starts = [round(place * (length - side) / (count - 1)) for place in range(count)]
    if width > height:
        return tuple(np.ascontiguousarray(pixels[:, start : start + side]) for start in starts)
    return tuple(pixels[start : start + side] for start in starts)


def shrunk(pixels: Pixels, longest: int) -> Pixels:
    """The picture with at most `longest` px of its longer side, at least 1 px each."""
    scale = longest / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _half_blind(pixels: Pixels, far: Pixels, doubt: float) -> Why:
    """Faint signs suffice where skin fills the frame, and where colour or texture are gone."""
    if doubt < min(SKIN_DOUBT, FAINT_DOUBT):
        return Why.NOTHING
    small = exposure.sized(far)
    filled = exposure.bare(small).mean() >= BARE or exposure.skin(small).mean() >= SKIN
    if doubt >= SKIN_DOUBT and filled:
        return Why.SKIN
    if doubt >= FAINT_DOUBT and (is_flattened(pixels) or not is_coloured(small)):
        return Why.FLATTENED
    return Why.NOTHING


def _odds(share: float) -> float:
    """Log odds; scores nearer to 0 or 1 than 0.004 say no more than that."""
    kept = min(max(share, 0.004), 0.996)
    return math.log(kept / (1 - kept))
