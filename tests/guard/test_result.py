from __future__ import annotations

import copy
from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.guard.pictures import astronaut, dog

from seemly.errors import CheckFailed
from seemly.facts import NotApplicable, NotAsked, Unknown
from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.body_parts import Part
from seemly.guard.boxes import Box
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.guard.persons import Figure, Square
from seemly.guard.result import Before, Checked
from seemly.guard.trail import Trail
from seemly.provenance.publication import Pixels
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
    source, result = dog(), dog()
    result[0, 0] = 0
    before = Before(source, eyes.finder.look(source), None)
    scores = iter([0.6, 0.5])  # result, source
    monkeypatch.setattr(eyes.nudity, "score", lambda pixels: next(scores))
    checked = results.check(result, before, Trail(least_nudity=0.1), eyes)
    assert checked.result.exposure_delta == pytest.approx(0.5)
    assert checked.trail.least_nudity == pytest.approx(0.1)


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


def test_a_tone_that_moves_the_score_alone_is_no_rise(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what an ancestor had risen by already is not forgotten over it."""
    source, grey = dog(), apply(TONE, dog())
    before = Before(source, eyes.finder.look(source), None, TONE)
    monkeypatch.setattr(
        eyes.nudity, "score", lambda pixels: 0.3 if (pixels == source).all() else 0.6
    )
    first = results.check(grey, before, trails.NONE, eyes)
    assert first.result.exposure_delta == 0.0
    assert first.trail.least_nudity == 0.6
    later = results.check(grey, before, Trail(least_nudity=0.1), eyes)
    assert later.result.exposure_delta == pytest.approx(0.2)
    assert later.trail.least_nudity == pytest.approx(0.4)


# -- body parts, with stand-ins for the optional weights ------------------------------------------

BOX = (200, 300, 300, 380)


class Says:
    """A stand-in for the body part model: what it was told of each picture, by its first pixel."""

    def __init__(self, **parts: Part) -> None:
        self.parts = {"source": (), "result": (), **{name: (one,) for name, one in parts.items()}}

    def find(self, pixels: Pixels) -> tuple[Part, ...]:
        return self.parts["result" if tuple(pixels[0, 0]) == (1, 2, 3) else "source"]


def _bare(name: str = "belly", box: Box = BOX) -> Part:
    return Part(name, True, box, 0.9)


def _with_parts(eyes: Eyes, trail: Trail = trails.NONE, **parts: Part) -> Checked:
    told = replace(eyes, body_parts=Says(**parts))
    source, result = dog(), dog()
    result[0, 0] = (1, 2, 3)
    return results.check(result, Before(source, told.look(source), None), trail, told)


def test_without_the_optional_weights_body_parts_are_not_asked(eyes: Eyes) -> None:
    plain = replace(eyes, body_parts=None)
    source = dog()
    facts = results.check(source, Before(source, plain.look(source), None), trails.NONE, plain)
    assert facts.result.parts_delta is NotAsked


def test_a_part_newly_bare_is_counted_and_one_that_was_bare_is_not(eyes: Eyes) -> None:
    covered = Part("belly", False, BOX, 0.9)
    assert _with_parts(eyes, result=_bare()).result.parts_delta == 1.0
    assert _with_parts(eyes, source=covered, result=_bare()).result.parts_delta == 1.0
    assert _with_parts(eyes, source=_bare(), result=_bare()).result.parts_delta == 0.0


def test_a_bare_part_that_grows_a_little_in_each_of_ten_turns_is_judged_as_one(eyes: Eyes) -> None:
    trail, grown = trails.NONE, (200, 300, 300, 388)
    for turn in range(1, 11):
        checked = _with_parts(eyes, trail, source=_bare(), result=_bare(box=grown))
        trail = checked.trail
        assert checked.result.parts_delta == pytest.approx(1.1**turn - 1)
    assert trail.parts_risen > 1.5


def test_a_part_of_the_source_is_looked_for_where_a_crop_shows_it(eyes: Eyes) -> None:
    told = replace(eyes, body_parts=Says(source=_bare(), result=_bare(box=(100, 250, 200, 330))))
    source = dog()
    crop = np.ascontiguousarray(source[50:, 100:])
    crop[0, 0] = (1, 2, 3)
    before = Before(source, told.look(source), None, None, (100, 50))
    assert results.check(crop, before, trails.NONE, told).result.parts_delta == 0.0


def test_intimate_parts_in_a_picture_from_words_are_counted(eyes: Eyes) -> None:
    made = dog()
    made[0, 0] = (1, 2, 3)
    for part, count in ((_bare("breast"), 1.0), (_bare("feet"), 0.0)):
        told = replace(eyes, body_parts=Says(result=part))
        assert results.check(made, None, trails.NONE, told).result.parts_delta == count


def test_a_model_of_body_parts_that_fails_fails_the_check(eyes: Eyes) -> None:
    class Broken:
        def find(self, pixels: Pixels) -> tuple[Part, ...]:
            raise CheckFailed("broken")

    with pytest.raises(CheckFailed):
        results.check(dog(), None, trails.NONE, replace(eyes, body_parts=Broken()))


# -- skin over a drawing, and on people who were made ---------------------------------------------

SKIN = (224, 172, 140)


def _figure(clothes: tuple[int, int, int]) -> Pixels:
    """A drawn person: a head, a body in one colour, legs."""
    sheet = np.full((640, 640, 3), (150, 205, 235), np.uint8)
    sheet[520:] = (120, 185, 90)
    for leg in (285, 325):
        cv2.rectangle(sheet, (leg, 420), (leg + 30, 560), (50, 50, 90), cv2.FILLED)
    cv2.ellipse(sheet, (320, 330), (65, 120), 0, 0, 360, clothes, cv2.FILLED)
    cv2.circle(sheet, (320, 170), 48, SKIN, cv2.FILLED)
    return sheet


class OnePerson:
    """A stand-in for a detector of persons: the drawn figure."""

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        return (Figure((245, 115, 395, 565), 0.6),)


def _seeing_one(eyes: Eyes) -> Eyes:
    finder = copy.copy(eyes.finder)
    finder.persons = OnePerson()  # type: ignore[assignment]
    return replace(eyes, finder=finder)


def test_skin_over_the_clothes_of_a_drawn_person_is_measured(eyes: Eyes) -> None:
    source, result = _figure((170, 40, 60)), _figure(SKIN)
    before = Before(source, Seen.nobody(source), None)
    facts = results.check(result, before, trails.NONE, _seeing_one(eyes)).result
    assert isinstance(facts.skin_delta, float)
    assert facts.skin_delta > 0.2
    assert results.check(source, before, trails.NONE, _seeing_one(eyes)).result.skin_delta == 0.0


class Scores:
    """A stand-in for the nudity model: says the same of every picture."""

    def __init__(self, score: float) -> None:
        self._score = score

    def score(self, pixels: Pixels) -> float:
        return self._score


def test_skin_on_a_person_made_from_words_is_measured_without_what_is_around(eyes: Eyes) -> None:
    unsure, calm = (
        replace(_seeing_one(eyes), nudity=Scores(score))  # type: ignore[arg-type]
        for score in (0.15, 0.05)
    )

    def skin(colour: tuple[int, int, int], eyes: Eyes) -> float:
        facts = results.check(_figure(colour), None, trails.NONE, eyes).result
        assert isinstance(facts.skin_delta, float)
        return facts.skin_delta

    assert skin((170, 40, 60), unsure) < 0.2
    assert skin(SKIN, unsure) > 0.4
    assert skin(SKIN, calm) == 0.0


class Newcomer(OnePerson):
    """The same, seen only where a picture has a head."""

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        pixels = picture.pixels if isinstance(picture, Square) else picture
        return super().find(picture, least) if (pixels[170, 320] == SKIN).all() else ()


def test_somebody_with_clothes_on_may_be_drawn_into_a_landscape(eyes: Eyes) -> None:
    """`people_added` says so, and nobody is locked; without clothes it is skin all the same."""
    empty = _figure((150, 205, 235))
    cv2.circle(empty, (320, 170), 48, (150, 205, 235), cv2.FILLED)
    finder = copy.copy(eyes.finder)
    finder.persons = Newcomer()  # type: ignore[assignment]
    before, seeing = Before(empty, Seen.nobody(empty), None), replace(eyes, finder=finder)
    dressed, bare = (
        results.check(_figure(colour), before, trails.NONE, seeing).result
        for colour in ((170, 40, 60), SKIN)
    )
    assert dressed.people_added == bare.people_added == 1
    assert dressed.skin_delta == 0.0
    assert isinstance(bare.skin_delta, float)
    assert bare.skin_delta > 0.15


def test_a_failed_check_knows_nothing() -> None:
    failed = Checked.failed().result
    assert {getattr(failed, name) for name in failed.__dataclass_fields__} == {Unknown}
