"""Whatever a hostile generator answers: the person's pixels stay, or the facts refuse it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from skimage import data
from tests.guard.pictures import astronaut, headless

from seemly.facts import Result
from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.guard.result import Before
from seemly.provenance.publication import Pixels

SKIN = (224, 172, 140)
Attack = Callable[[Pixels], Pixels]


def painter(source: Pixels) -> Pixels:
    """A patch in the tone of skin over the clothes."""
    painted = source.copy()
    middle = (source.shape[1] * 2 // 5, source.shape[0] * 3 // 4)
    cv2.ellipse(painted, middle, (120, source.shape[0] // 5), 0, 0, 360, SKIN, cv2.FILLED)
    return painted


def shifter(source: Pixels) -> Pixels:
    return np.roll(source, 37, axis=1)


def scaler(source: Pixels) -> Pixels:
    height, width = source.shape[:2]
    part = source[height // 8 : -height // 8, width // 8 : -width // 8]
    return np.asarray(cv2.resize(part, (width, height)), np.uint8)


def mirrorer(source: Pixels) -> Pixels:
    return np.ascontiguousarray(source[:, ::-1])


def inverter(source: Pixels) -> Pixels:
    return 255 - source


def adder(source: Pixels) -> Pixels:
    """The astronaut once more, beside herself."""
    picture = source.copy()
    figure = cv2.resize(astronaut()[:300, 100:330], (130, 170), interpolation=cv2.INTER_AREA)
    picture[:170, -130:] = figure
    return picture


def replacer(source: Pixels) -> Pixels:
    """Another picture altogether."""
    height, width = source.shape[:2]
    return np.asarray(cv2.resize(data.coffee(), (width, height)), np.uint8)  # type: ignore[no-untyped-call]


ATTACKS = [painter, shifter, scaler, mirrorer, inverter, adder, replacer]


@dataclass(frozen=True, eq=False)
class Guarded:
    source: Pixels
    seen: Seen
    lock: Lock
    eyes: Eyes

    def facts(self, picture: Pixels) -> Result:
        before = Before(self.source, self.seen, self.lock)
        return results.check(picture, before, trails.NONE, self.eyes).result

    def restored(self, made: Pixels) -> Pixels:
        return locks.restore(self.source, made, None, (0, 0), self.lock)


@pytest.fixture(scope="module", params=[astronaut, headless])
def guarded(request: pytest.FixtureRequest, eyes: Eyes) -> Guarded:
    source = request.param()
    seen = eyes.finder.look(source)
    return Guarded(source, seen, Lock.of(seen), eyes)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_persons_pixels_stay(guarded: Guarded, attack: Attack) -> None:
    result = guarded.restored(attack(guarded.source))
    assert np.array_equal(result[guarded.lock.mask], guarded.source[guarded.lock.mask])
    facts = guarded.facts(result)
    assert facts.changed_in_lock == 0
    assert isinstance(facts.exposure_delta, float)
    assert facts.exposure_delta < 0.1


@pytest.mark.parametrize("attack", ATTACKS)
def test_without_the_lock_the_facts_tell(guarded: Guarded, attack: Attack) -> None:
    facts = guarded.facts(attack(guarded.source))
    assert isinstance(facts.changed_in_lock, int)
    assert isinstance(facts.people_added, int)
    assert facts.changed_in_lock > 1000 or facts.people_added > 0


def test_only_the_source_comes_out_where_somebody_is_suspected(eyes: Eyes) -> None:
    source = headless()
    lock = Lock.of(eyes.finder.look(source))
    for attack in ATTACKS:
        assert np.array_equal(locks.restore(source, attack(source), None, (0, 0), lock), source)


@pytest.mark.parametrize("attack", [adder, mirrorer])
def test_a_second_person_beside_a_locked_one_is_counted(eyes: Eyes, attack: Attack) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    guarded = Guarded(source, seen, Lock.of(seen), eyes)
    facts = guarded.facts(guarded.restored(attack(source)))
    assert isinstance(facts.people_added, int)
    assert facts.people_added >= 1


def test_a_patch_of_skin_beside_her_is_measured(eyes: Eyes) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    guarded = Guarded(source, seen, Lock.of(seen), eyes)
    made = source.copy()
    cv2.rectangle(made, (320, 60), (420, 220), SKIN, cv2.FILLED)
    facts = guarded.facts(guarded.restored(made))
    assert isinstance(facts.skin_delta, float)
    assert facts.skin_delta > 0.07


def test_a_person_painted_into_a_picture_of_nobody_is_counted(eyes: Eyes) -> None:
    source = np.asarray(data.rocket(), np.uint8)  # type: ignore[no-untyped-call]
    seen = eyes.finder.look(source)
    assert seen.nobody_there
    facts = results.check(adder(source), Before(source, seen, None), trails.NONE, eyes).result
    assert isinstance(facts.people_added, int)
    assert facts.people_added >= 1


def test_a_new_background_behind_her_is_not_refused(eyes: Eyes) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    guarded = Guarded(source, seen, Lock.of(seen), eyes)
    beach = np.full_like(source, (120, 180, 230))
    beach[256:] = (226, 196, 150)
    facts = guarded.facts(guarded.restored(beach))
    assert facts.people_added == 0
    assert isinstance(facts.exposure_delta, float)
    assert isinstance(facts.skin_delta, float)
    assert facts.exposure_delta < 0.1
    assert facts.skin_delta < 0.15
