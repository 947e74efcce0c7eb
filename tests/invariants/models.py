"""Stand-ins for models, which say of a picture what a test told them, and a painter that signs."""

from __future__ import annotations

import numpy as np

from seemly.errors import CheckFailed
from seemly.guard.body_parts import Part
from seemly.provenance.publication import Pixels


class Tells:
    """A stand-in for the body part model: one part, bare in what was made, else covered."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find(self, pixels: Pixels) -> tuple[Part, ...]:
        made = bool((pixels[2:6, -6:-2] == 200).all())
        return (Part(self._name, made, (180, 300, 260, 380), 0.9),)


#: The first pixel of what a generator made.
RESULT = (1, 2, 3)


class Scored:
    """A nudity model that says what it is told, of a result; of a source, the same."""

    def __init__(self, *scores: float | None) -> None:
        self._scores = list(scores)

    def score(self, pixels: Pixels) -> float:
        """The next thing that it is to say of a result."""
        if (np.asarray(pixels[0, 0]) != RESULT).any():
            return self._scores[0] or 0.0
        told = self._scores.pop(0) if len(self._scores) > 1 else self._scores[0]
        if told is None:
            raise CheckFailed("told to fail")
        return told


def signed(picture: Pixels, mask: Pixels) -> Pixels:
    """So that `Scored` tells a result from its source."""
    picture[0, 0] = RESULT
    return picture
