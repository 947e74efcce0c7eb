"""Whether somebody may be in a picture that shows no clear face: all finders together.

Each small finder alone misses headless crops, backs, silhouettes and people far away, and each
alone sees people in lions, coffee and city lights. Together they hardly ever err: their signs are
added up as log odds, weighed by a logistic regression over the `tune` half of the photographs
(docs/guard-pictures.md) and rounded; what is looked at is the same for every picture, and how much
doubt suffices depends on what the finders can know of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from seemly.guard import exposure
from seemly.guard.bodies import Bodies
from seemly.guard.drawn import is_coloured, is_flattened
from seemly.guard.faces import Faces
from seemly.guard.persons import Persons
from seemly.provenance.publication import Pixels

# Thresholds in log odds, over photographs of split `tune` (118 with somebody, 119 of nobody):
DOUBT = -5.0  # one with somebody lies below, caught by PERSON; 9 of nobody above
SKIN_DOUBT = -7.0  # where skin fills the frame: cheeks, foreheads from -6.2 on; fur and sand below
FAINT_DOUBT = -6.0  # where colour or texture is gone, and in squares of strips: legs in grey -5.3
SECOND_LOOK = -6.5  # from here on `persons` looks at parts as well
PART_DOUBT = -3.2  # and suffices there; a headless figure 120 px high -3.1
DRAWN_DOUBT = -1.0  # a drawing must look more like somebody: icons of people 0.5, teddy bears -2
PERSON = 0.5  # `pedestrians` alone; photographs of nobody reach 0.29, one field of grass 0.95
PART = 0.9  # the same in a part of the picture, shrunk away in the whole; a car's radiator 0.85
TURNED = 0.6  # the same in a turned picture; a mountain village 0.68
TURNED_FACE = 0.85  # YuNet in a turned picture; real faces 0.9, a bird 0.79
BARE = 0.3  # share of smooth skin, or …
SKIN = 0.5  # … of anything with its colour, from which on skin fills the frame
STRIP = 2.0  # longer side against shorter from which on the whole look squeezes people to nothing
MOST_SQUARES = 8  # looked at in a strip, evenly spread: a bound on cost
TURNED_SIDE = 320  # px: whoever lies or hangs in a picture is looked for at this size
PART_SHARE = 0.6  # of each side: four parts that overlap in a cross
LEAST_PART = 64  # px


class Why(StrEnum):
    """The first reason to see or suspect somebody."""

    NOTHING = "nothing"
    FACE = "face"
    TURNED_FACE = "turned face"
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
    part: float  # and on its best part
    figure: float  # `persons`
    body: float  # the pose detector
    face: float  # YuNet

    @property
    def doubt(self) -> float:
        """Log odds that somebody is there, up to a constant."""
        return (
            0.45 * _odds(self.person)
            + 0.2 * _odds(self.part)
            + 2.7 * _odds(self.figure)
            + 0.4 * _odds(self.body)
            + 1.7 * self.face
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

    def of(self, pixels: Pixels, face: float, drawn: bool) -> Why:
        """The first reason to suspect somebody, the cheap looks first.

        `face` is the score of the clearest face, 0 where there is none. Raises CheckFailed.
        """
        signs = self._signs(pixels, face)
        if drawn:
            return Why.SIGNS if signs.doubt >= DRAWN_DOUBT else Why.NOTHING
        if signs.person >= PERSON:
            return Why.PERSON
        if signs.doubt >= DOUBT:
            return Why.SIGNS
        if signs.part >= PART or self._in_part(pixels, signs) or self._in_strip(pixels):
            return Why.PART
        why = _half_blind(pixels, signs.doubt)
        return why if why is not Why.NOTHING else self._turned(pixels)

    def _signs(self, pixels: Pixels, face: float) -> Signs:
        return Signs(
            self._pedestrians.score(pixels),
            max((self._pedestrians.score(part) for part in parts(pixels)), default=0.0),
            self._persons.score(pixels),
            self._bodies.score(pixels),
            face,
        )

    def _in_part(self, pixels: Pixels, whole: Signs) -> bool:
        """Whether a part shows somebody of whom the whole look saw too little."""
        if whole.doubt < SECOND_LOOK:
            return False
        for part in parts(pixels):
            person = self._pedestrians.score(part)
            near = Signs(person, person, self._persons.score(part), whole.body, 0.0)
            if near.doubt >= PART_DOUBT:
                return True
        return False

    def _in_strip(self, pixels: Pixels) -> bool:
        """Whether a square of a strip shows somebody whom the whole look squeezed."""
        found = (self._signs(square, 0.0) for square in squares(pixels))
        return any(signs.person >= PERSON or signs.doubt >= FAINT_DOUBT for signs in found)

    def _turned(self, pixels: Pixels) -> Why:
        small = _small(pixels)
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(small, quarters))
            if self._pedestrians.score(turned) >= TURNED:
                return Why.TURNED
            if any(face.score >= TURNED_FACE for face in self._faces.find(turned)):
                return Why.TURNED_FACE
        return Why.NOTHING


def parts(pixels: Pixels) -> tuple[Pixels, ...]:
    """Four overlapping parts of a picture; none of a small one."""
    height, width = (round(PART_SHARE * side) for side in pixels.shape[:2])
    if min(height, width) < LEAST_PART:
        return ()
    down, right = pixels.shape[0] - height, pixels.shape[1] - width
    return tuple(
        np.ascontiguousarray(pixels[top : top + height, left : left + width])
        for top in (0, down)
        for left in (0, right)
    )


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


def _small(pixels: Pixels) -> Pixels:
    scale = TURNED_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _half_blind(pixels: Pixels, doubt: float) -> Why:
    """Faint signs suffice where skin fills the frame, and where colour or texture are gone."""
    small = exposure.shrunk(pixels)
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
