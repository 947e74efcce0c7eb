"""Every attack does something, on any picture and any lock; a harmless one would prove nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seemly.redteam.attacks import ATTACKS, HERE, Aim, Attack
from seemly.redteam.canvas import Canvas
from seemly.redteam.figure import portrait
from seemly.redteam.sources import wall

PAINT = [attack for attack in HERE if attack.aim in (Aim.PIXELS, Aim.SKIN, Aim.PERSON, Aim.SCENE)]


def _canvas() -> Canvas:
    scene = wall().beside(portrait(), 200, 180, 300)
    free = np.where(scene.truth, 0, 255).astype(np.uint8)
    return Canvas(scene.pixels, free, 0)


@pytest.mark.parametrize("attack", PAINT, ids=str)
def test_it_changes_the_picture(attack: Attack) -> None:
    canvas = _canvas()
    before = canvas.pixels.copy()
    assert attack.answer is not None
    made = attack.answer(canvas)
    assert np.array_equal(canvas.pixels, before), "what was sent stays what it was"
    assert made.pixels.shape != before.shape or (made.pixels != before).any(axis=2).mean() > 0.001


@given(
    height=st.integers(16, 200),
    width=st.integers(16, 200),
    locked=st.floats(0, 1),
    turn=st.integers(0, 9),
    seed=st.integers(0, 2**16),
)
@example(height=16, width=192, locked=0.0, turn=0, seed=0)  # wide and low: no room for shoulders
@settings(max_examples=15, deadline=None)
def test_it_has_an_answer_to_any_picture(
    height: int, width: int, locked: float, turn: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (height, width, 3), np.uint8)
    free = np.full((height, width), 255, np.uint8)
    free[round(height * (1 - locked)) :] = 0
    for attack in HERE:
        if attack.answer is not None:
            attack.answer(Canvas(pixels, free, turn))


def test_each_has_a_name_of_its_own() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(names) == len(set(names))
    assert {attack.aim for attack in ATTACKS} == set(Aim)


def test_the_place_with_most_room_holds_nobody() -> None:
    canvas = _canvas()
    left, top = canvas.emptiest(100, 100)
    assert (canvas.free[top : top + 100, left : left + 100] == 255).all()
