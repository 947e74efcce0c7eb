"""What is set behind somebody locked is made apart: from cleaned words, by a generator that never
sees the picture, and looked at by itself before anybody stands in front of it.

So a generator, near or far, has nobody before it whom it could undress, follow or add to; and in a
scene alone a body, a face or bare skin cannot hide behind the people who belong there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import cv2
import numpy as np

from seemly.compute.compute import Place, Task
from seemly.errors import CheckFailed, GeneratorCannot, GeneratorFault
from seemly.facts import AgeBand, Fact, Intent, Missing, Result, Unknown
from seemly.generate.generator import Generator, Made, Wanted
from seemly.guard import emptiness
from seemly.parts import Parts
from seemly.provenance.publication import Pixels

#: The frame around the cleaned words; models of every language follow an English one.
PROMPT = "An empty place, nobody there, seen as the background of a photograph: {scene}"
LOOK_SECONDS = 20.0
#: What the words around the picture call it.
DID = Intent.BACKGROUND.value

_AGES = (AgeBand.ADULT, AgeBand.MAYBE_MINOR, AgeBand.MINOR)
T = TypeVar("T", int, float)


@dataclass(frozen=True, eq=False)
class Scene:
    """A background made apart, and who was seen in it."""

    made: Made
    people: Fact[int]  # seen in it; it was asked for without any

    @property
    def pixels(self) -> Pixels:
        """As the generator answered."""
        return self.made.pixels

    def fitted(self, source: Pixels) -> Pixels:
        """The scene in the size of the source: scaled to cover it, cut about its middle."""
        height, width = source.shape[:2]
        scale = max(width / self.pixels.shape[1], height / self.pixels.shape[0])
        size = (max(width, round(self.pixels.shape[1] * scale)),
                max(height, round(self.pixels.shape[0] * scale)))  # fmt: skip
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        large = cv2.resize(self.pixels, size, interpolation=way)
        left, top = (size[0] - width) // 2, (size[1] - height) // 2
        return np.ascontiguousarray(large[top : top + height, left : left + width], np.uint8)

    def finished(self, artist: Generator, wanted: Wanted, laid: Pixels, free: Pixels) -> Made:
        """Whatever else was wished, done by the artist on the picture with its new background."""
        made = Made(laid, did=(DID,), says=self.made.says, cost=self.made.cost)
        rest = (wanted.only or frozenset()) - {Intent.BACKGROUND}
        if not rest:
            return made
        try:
            more = artist.edit(replace(wanted, only=rest), laid, free)
        except GeneratorCannot as cannot:
            return replace(made, left_out=(cannot.thing,))
        return replace(more, did=(DID, *more.did), says=made.says, cost=made.cost)

    def stricter(self, result: Result, alone: Result) -> Result:
        """The facts of the whole picture, no milder than those of the scene by itself."""
        return replace(
            result,
            people_added=_most(result.people_added, self.people),
            nudity=_most(result.nudity, alone.nudity),
            parts_delta=_most(result.parts_delta, alone.parts_delta),
            youngest=_youngest(result.youngest, alone.youngest),
            text_in_picture=_either(result.text_in_picture, alone.text_in_picture),
        )


def behind(parts: Parts, wanted: Wanted) -> Scene | None:
    """The scene that the wish names; None where it names none, or the artist is to draw it.

    Raises GeneratorFault and TryLater; where the generator cannot, the artist may.
    """
    if Intent.BACKGROUND not in wanted.kinds or parts.generator.name == parts.artist.name:
        return None
    scene = parts.reader.scene(wanted.text)
    if not scene:
        return None
    asked = replace(wanted, text=PROMPT.format(scene=scene), kinds=frozenset({Intent.DRAW.value}))
    try:
        made = parts.generator.make(replace(asked, only=None))
    except GeneratorCannot:
        return None
    _check_usable(made.pixels)
    return Scene(made, _people(parts, made.pixels))


def _people(parts: Parts, pixels: Pixels) -> Fact[int]:
    def seen(scene: Pixels) -> int:
        return emptiness.persons(scene, parts.eyes)

    try:
        return parts.compute.call(Task("scene", seen, Place.THREAD), pixels, LOOK_SECONDS)
    except CheckFailed:
        return Unknown


def _check_usable(pixels: Pixels) -> None:
    colours = isinstance(pixels, np.ndarray) and pixels.ndim == 3 and pixels.shape[2] == 3
    if not colours or pixels.dtype != np.uint8 or not pixels.size:
        raise GeneratorFault("the generator returned no colour picture")


def _most(one: Fact[T], other: Fact[T]) -> Fact[T]:
    """The greater; a look that failed stays one that failed."""
    if Unknown in (one, other):
        return Unknown
    if isinstance(one, Missing) or isinstance(other, Missing):
        return other if isinstance(one, Missing) else one
    return max(one, other)


def _either(one: Fact[bool], other: Fact[bool]) -> Fact[bool]:
    if True in (one, other):
        return True
    return Unknown if Unknown in (one, other) else one


def _youngest(one: Fact[AgeBand], other: Fact[AgeBand]) -> Fact[AgeBand]:
    if Unknown in (one, other):
        return Unknown
    bands = [band for band in (one, other) if isinstance(band, AgeBand)]
    return max(bands, key=_AGES.index, default=one)
