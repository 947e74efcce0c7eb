"""Invariant 4: never more skin."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.invariants.models import Tells
from tests.invariants.pictures import ASTRONAUT, BACKGROUND, HOUSE, locked_in
from tests.world import Painter, World, decoded, packed

from seemly.guard import exposure
from seemly.policy.floor import SKIN_RISE
from seemly.provenance.publication import Pixels
from seemly.redteam.edits import SKIN, limbs


def test_invariant_4_never_more_skin_in_one_step(world: World) -> None:
    world.give(generator=Painter(limbs))
    asked = world.ask(world.host("ann"), BACKGROUND, ASTRONAUT)
    assert asked.outcome.state == "refused"
    assert set(asked.outcome.reasons) & {"more_exposed", "person_added"}


@pytest.mark.parametrize("outward", [False, True])
def test_invariant_4_never_more_skin_in_ten_small_steps(world: World, outward: bool) -> None:
    """Each turn adds a little to the last answer: along her side, or away from her."""
    turn = 0

    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        if outward:
            corners = (290 + 18 * turn, 40), (308 + 18 * turn, 180)
        else:
            corners = (290, 20 + 16 * turn), (420, 36 + 16 * turn)
        cv2.rectangle(picture, *corners, SKIN, cv2.FILLED)
        return picture

    world.give(generator=Painter(paint, local=True))
    ann = world.host("ann")
    people = locked_in(world, ASTRONAUT).astype(np.uint8)
    asked = world.ask(ann, BACKGROUND, ASTRONAUT)
    assert asked.outcome.state == "published", "one small step alone is not noticed"
    for turn in range(1, 10):
        asked = world.ask(ann, BACKGROUND, under=world.answer_uri(asked))
        if asked.outcome.state != "published":
            break
        risen = exposure.rise_near(decoded(ASTRONAUT), world.shown(asked), people)
        assert risen < 1.1 * SKIN_RISE, f"turn {turn}, less a tenth for what JPEG blurs"
    assert asked.outcome.reasons[:1] == ("more_exposed",)


def test_invariant_4_never_more_skin_than_an_ancestor_posted_anew(world: World) -> None:
    """The second step starts from a copy of the first answer, posted as somebody's own."""
    places = iter(range(60, 400, 60))

    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        top = next(places)
        cv2.rectangle(picture, (290, top), (400, top + 40), SKIN, cv2.FILLED)
        return picture

    world.give(generator=Painter(paint, local=True))
    asked = world.ask(world.host("ann"), BACKGROUND, ASTRONAUT)
    assert asked.outcome.state == "published"
    bob = world.host("bob")
    for _ in range(5):
        asked = world.ask(bob, BACKGROUND, packed(world.shown(asked)))
        if asked.outcome.state != "published":
            break
    assert asked.outcome.reasons[:1] == ("more_exposed",)


def test_invariant_4_never_more_exposed_than_the_least_exposed_ancestor(world: World) -> None:
    """Each turn rises by less than one turn may; the file is a PNG, so the mark in it stays."""
    scores = iter((10, 28, 46, 64))

    class Reads:
        def score(self, pixels: Pixels) -> float:
            return float(pixels[0, 0, 2]) / 100 if tuple(pixels[0, 0, :2]) == (1, 2) else 0.1

    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        picture[0, 0] = (1, 2, next(scores))
        return picture

    world.give(generator=Painter(paint), nudity=Reads())
    ann = world.host("ann")
    asked = world.ask(ann, "make it brighter", HOUSE)
    for _ in range(2):
        asked = world.ask(ann, "make it brighter", under=world.answer_uri(asked))
    assert asked.outcome.state == "published"
    asked = world.ask(ann, "make it brighter", under=world.answer_uri(asked))
    assert asked.outcome.reasons[:1] == ("more_exposed",)


def test_invariant_4_never_more_skin_rough_at_first_and_smooth_later(world: World) -> None:
    """Noise hides the skin of one turn from the look; the account of both turns has it."""
    dice = np.random.default_rng(1)
    noise = iter((40, 0))

    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        patch = np.array(SKIN) + dice.normal(0, next(noise), (160, 100, 3))
        picture[60:220, 330:430] = np.clip(patch, 0, 255).astype(np.uint8)
        return picture

    world.give(generator=Painter(paint, local=True))
    ann = world.host("ann")
    asked = world.ask(ann, BACKGROUND, ASTRONAUT)
    if asked.outcome.state == "published":
        asked = world.ask(ann, BACKGROUND, under=world.answer_uri(asked))
    assert asked.outcome.state == "refused"
    assert set(asked.outcome.reasons) & {"more_exposed", "person_added"}


def test_invariant_4_never_more_skin_where_a_covered_part_turns_bare(world: World) -> None:
    world.give(generator=Painter(lambda picture, mask: picture), body_parts=Tells("belly"))
    asked = world.ask(world.host("ann"), BACKGROUND, ASTRONAUT)
    assert asked.outcome.state == "refused"
    assert "more_exposed" in asked.outcome.reasons
    assert '"covered_belly"' in (asked.job.facts_before or "")
