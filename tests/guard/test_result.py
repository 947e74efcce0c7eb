from __future__ import annotations

import numpy as np
import pytest
from tests.guard.pictures import astronaut, dog

from seemly.errors import CheckFailed
from seemly.facts import NotApplicable, NotAsked
from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.guard.result import Before
from seemly.guard.trail import Trail
from seemly.tone import Curve, apply

TONE = Curve(gain=1.3, gamma=0.9, grey=1.0)


def test_a_picture_from_words_has_nothing_to_compare_with(eyes: Eyes) -> None:
    facts = results.check(dog(), None, trails.NONE, eyes).result
    assert facts.people_added is NotApplicable
    assert facts.exposure_delta is NotApplicable
    assert facts.changed_in_lock is NotApplicable
    assert facts.people_locked is NotApplicable
    assert facts.text_in_picture is NotAsked
    assert facts.skin_delta == 0.0  # a brown dog is no body
    assert isinstance(facts.nudity, float)


def test_the_source_itself_is_no_change(eyes: Eyes) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    facts = results.check(source, Before(source, seen, Lock.of(seen)), trails.NONE, eyes).result
    assert facts.people_added == 0
    assert facts.exposure_delta == 0.0
    assert facts.skin_delta == 0.0
    assert facts.changed_in_lock == 0
    assert facts.people_locked is True


def test_a_toned_crop_that_keeps_her_whole_passes(eyes: Eyes) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    lock = Lock.of(seen)
    assert lock.box is not None
    left, top, right, bottom = lock.box
    made = np.ascontiguousarray(apply(TONE, source)[top:bottom, left:right])
    kept = locks.restore(source, made, TONE, (left, top), lock)
    facts = results.check(
        kept, Before(source, seen, lock, TONE, (left, top)), trails.NONE, eyes
    ).result
    assert facts.changed_in_lock == 0
    assert facts.people_added == 0
    assert isinstance(facts.skin_delta, float)
    assert facts.skin_delta <= 0.03


def test_the_least_exposed_ancestor_counts(eyes: Eyes, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = iter([0.6, 0.5])  # result, source
    monkeypatch.setattr(eyes.nudity, "score", lambda pixels: next(scores))
    before = Before(dog(), eyes.finder.look(dog()), None)
    checked = results.check(dog(), before, Trail(least_nudity=0.1), eyes)
    assert checked.result.exposure_delta == pytest.approx(0.5)
    assert checked.trail.least_nudity == 0.1


def test_skin_in_a_picture_of_nobody_counts_when_another_model_agrees(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    desert = np.full((64, 64, 3), (215, 165, 130), np.uint8)
    monkeypatch.setattr(eyes.nudity, "score", lambda pixels: 0.05)
    calm = results.check(desert, None, trails.NONE, eyes).result
    assert calm.skin_delta == 0.0
    monkeypatch.setattr(eyes.nudity, "score", lambda pixels: 0.4)
    doubtful = results.check(desert, None, trails.NONE, eyes).result
    assert doubtful.skin_delta == pytest.approx(1.0)


def test_a_result_that_is_no_picture_fails(eyes: Eyes) -> None:
    with pytest.raises(CheckFailed):
        results.check(np.zeros((8, 8), np.uint8), None, trails.NONE, eyes)
