"""Invariant 8: nothing unchecked rests."""

from __future__ import annotations

import hashlib

import pytest
from tests.invariants.models import Scored, signed
from tests.invariants.pictures import ASTRONAUT, BACKGROUND, DOG, HOUSE
from tests.world import Painter, World

from seemly.provenance.publication import Pixels


@pytest.mark.parametrize(
    ("score", "state", "reason"),
    [(0.9, "refused", "nudity"), (0.75, "held", "nudity_doubtful"), (None, "held", "check_failed")],
)
def test_invariant_8_nothing_unchecked_rests(
    world: World, score: float | None, state: str, reason: str
) -> None:
    world.give(generator=Painter(signed), nudity=Scored(score))
    asked = world.ask(world.host("ann"), "make it brighter", HOUSE)
    assert (asked.outcome.state, asked.outcome.reasons[0]) == (state, reason)
    assert world.at_rest() == {hashlib.sha256(HOUSE).hexdigest()}
    assert asked.job.facts_after is not None, "what is refused or held leaves its scores"


def test_invariant_8_nothing_unchecked_rests_while_it_is_checked(world: World) -> None:
    rested: list[set[str]] = []
    real = world.parts.eyes.nudity

    class Watching:
        def score(self, pixels: Pixels) -> float:
            rested.append(world.at_rest())
            return real.score(pixels)

    world.give(generator=Painter(signed), nudity=Watching())
    asked = world.ask(world.host("ann"), "make it brighter", DOG)
    assert asked.outcome.state == "published"
    assert rested
    assert all(seen == {hashlib.sha256(DOG).hexdigest()} for seen in rested)
    assert asked.outcome.file_sha256 in world.at_rest()


@pytest.mark.parametrize("local", [False, True])
def test_invariant_8_no_generator_sees_a_locked_person(world: World, local: bool) -> None:
    """Near or far: it is asked for the scene alone, in words that name nobody."""
    generator = Painter(lambda picture, _: picture, local=local)
    world.give(generator=generator)
    world.ask(world.host("ann"), f"{BACKGROUND} behind her", ASTRONAUT)
    world.ask(world.host("bob"), "make it brighter", ASTRONAUT)
    world.ask(world.host("cleo"), "crop it to a square", ASTRONAUT)
    assert generator.sent == []
    [wish] = generator.wishes
    assert wish.endswith(": library")
