"""Which looks a picture without a clear face is worth."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.guard.faces import Face
from seemly.guard.persons import Square
from seemly.guard.suspicion import AGAIN, DOUBT, DRAWN_DOUBT, Signs, Suspicion, Why
from seemly.provenance.publication import Pixels

ROUGH = np.random.default_rng(7).integers(0, 256, (200, 200, 3), np.uint8)


class Says:
    """A stand-in for a finder: the same of every picture."""

    def __init__(self, score: float) -> None:
        self._score = score

    def score(self, picture: Pixels | Square) -> float:
        return self._score


class Turned:
    """A stand-in for the face finder, asked about turned pictures only."""

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        return (Face((0, 0, 20, 20), 0.95),)


def _asked(figure: float, near: float) -> tuple[float, Why]:
    """The doubt of a look at the whole, and what comes of it. `figure`: what the blunt detector
    says; `near`: what the sharp one says of parts and turns."""
    suspicion = Suspicion(Turned(), Says(0.05), Says(figure), Says(near))  # type: ignore[arg-type]
    far = Signs(person=0.02, face=0.0)
    doubt = Signs(far.person, far.face, figure, 0.05).doubt
    return doubt, suspicion.of(ROUGH, Square.of(ROUGH), far, drawn=False)


def test_parts_and_turns_are_looked_at_where_a_cheap_look_leaves_doubt() -> None:
    doubt, why = _asked(figure=0.2, near=0.95)
    assert (doubt >= AGAIN, why) == (True, Why.PART)
    doubt, why = _asked(figure=0.2, near=0.5)
    assert (doubt >= AGAIN, why) == (True, Why.TURNED_FACE)


@pytest.mark.parametrize("near", [0.5, 0.95])
def test_a_cheap_look_that_leaves_none_is_enough(near: float) -> None:
    doubt, why = _asked(figure=0.01, near=near)
    assert (doubt < AGAIN, why) == (True, Why.NOTHING)


class Counted(Says):
    """A stand-in that counts how often it is asked."""

    asked = 0

    def score(self, picture: Pixels | Square) -> float:
        self.asked += 1
        return super().score(picture)


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("face", [0.0, 0.8])
@pytest.mark.parametrize("figure", [0.01, 0.06, 0.1, 0.2, 0.4, 0.6, 0.95])
def test_bodies_are_asked_exactly_where_their_word_counts(
    figure: float, face: float, drawn: bool
) -> None:
    far = Square.of(ROUGH)
    answers = set()
    for body in (0.0, 0.5, 1.0):
        bodies = Counted(body)
        suspicion = Suspicion(Turned(), bodies, Says(figure), Says(0.5))  # type: ignore[arg-type]
        answers.add(suspicion.of(ROUGH, far, Signs(0.02, face), drawn))
    least, enough = (DRAWN_DOUBT, DRAWN_DOUBT) if drawn else (AGAIN, DOUBT)
    counts = (
        Signs(0.02, face, figure, body=1.0).doubt >= least
        and Signs(0.02, face, figure, body=0.0).doubt < enough
    )
    assert bodies.asked == counts
    assert counts or len(answers) == 1
