"""Who is new beside somebody, above all without a head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from tests.guard.pictures import astronaut

from seemly.facts import People, Presence
from seemly.guard import added
from seemly.guard import lock as locks
from seemly.guard.before import Before
from seemly.guard.boxes import Box
from seemly.guard.eyes import Eyes
from seemly.guard.faces import Face
from seemly.guard.lock import Lock
from seemly.guard.people import Finder, Seen
from seemly.guard.persons import Square
from seemly.provenance.publication import Pixels
from seemly.redteam import figure

SIZE = (200, 300)


@dataclass(frozen=True)
class Figure:
    box: Box
    score: float


class Sees:
    """A stand-in for a detector: figures where a picture has their red; score in hundredths."""

    def __init__(self, *places: Box) -> None:
        self.places = places

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        pixels = picture.pixels if isinstance(picture, Square) else picture
        found = (Figure(box, pixels[box[1], box[0], 0] / 100) for box in self.places)
        return tuple(one for one in found if least <= one.score <= 1.0)


class NoFaces:
    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        return ()


LEFT: Box = (10, 20, 80, 190)
RIGHT: Box = (200, 20, 280, 190)


def _finder(persons: Sees, pedestrians: Sees | None = None) -> Finder:
    return Finder(NoFaces(), None, Sees(), persons, pedestrians or Sees(), None)  # type: ignore[arg-type]


def _picture(**scores: int) -> Pixels:
    picture = np.zeros((*SIZE, 3), np.uint8)
    for name, score in scores.items():
        box = {"left": LEFT, "right": RIGHT}[name]
        picture[box[1], box[0], 0] = score
    return picture


def _before(source: Pixels, *locked: Box) -> Before:
    mask = np.zeros(SIZE, np.uint8)
    for box in locked:
        mask[box[1] + 1 : box[3], box[0] + 1 : box[2]] = 255
    people = People(Presence.SOME if locked else Presence.NONE)
    seen = Seen(people, mask)
    return Before(source, seen, Lock(mask > 0, whole=False) if locked else None)


def _count(before: Before, result: Pixels, finder: Finder) -> int:
    return added.added(before.beside(result), before, (), finder).count


def test_a_figure_beside_somebody_locked_counts() -> None:
    finder = _finder(Sees(LEFT, RIGHT))
    before = _before(_picture(left=90), LEFT)
    assert _count(before, _picture(left=90, right=27), finder) == 1
    assert _count(before, _picture(left=90, right=23), finder) == 0


def test_whoever_is_locked_does_not_count_again() -> None:
    """A new background makes the detector surer of her; she is still no newcomer."""
    before = _before(_picture(left=10), LEFT)
    assert _count(before, _picture(left=90), _finder(Sees(LEFT, RIGHT))) == 0


WIDE: Box = (10, 10, 270, 195)
WITHIN: Box = (150, 60, 210, 190)


class Reaches(Sees):
    """Before and after reads somebody in a box that reaches over the newcomer's."""

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        return (Figure(WIDE, 0.5), *super().find(picture, least))


@pytest.mark.parametrize(("score", "count"), [(23, 0), (27, 1), (45, 1)])
def test_the_grey_of_a_blanked_person_hides_nobody(score: int, count: int) -> None:
    """It is read as somebody; whoever stands within that box needs to be no surer for it."""
    before = _before(_picture(), (10, 11, 140, 190))
    result = _picture()
    result[WITHIN[1], WITHIN[0], 0] = score
    assert _count(before, result, _finder(Reaches(WITHIN))) == count


def test_whoever_was_there_and_is_not_locked_is_not_new_in_a_smaller_box() -> None:
    before = _before(_picture())
    result = _picture()
    result[WITHIN[1], WITHIN[0], 0] = 90
    assert _count(before, result, _finder(Reaches(WITHIN))) == 0


def test_what_the_source_shows_there_faintly_is_not_new() -> None:
    finder = _finder(Sees(LEFT, RIGHT))
    before = _before(_picture(left=90, right=20), LEFT)
    assert _count(before, _picture(left=90, right=35), finder) == 0
    assert _count(before, _picture(left=90, right=45), finder) == 1


def test_where_nobody_is_locked_a_figure_must_be_surer() -> None:
    finder = _finder(Sees(RIGHT))
    before = _before(_picture())
    assert _count(before, _picture(right=35), finder) == 0
    assert _count(before, _picture(right=45), finder) == 1


def test_either_detector_is_enough() -> None:
    finder = _finder(Sees(), Sees(RIGHT))
    assert _count(_before(_picture(left=90), LEFT), _picture(left=90, right=45), finder) == 1


def test_a_picture_that_did_not_change_shows_nobody_new() -> None:
    before = _before(_picture(left=90), LEFT)
    seen = added.added(before.beside(_picture(left=90)), before, (), _finder(Sees(LEFT, RIGHT)))
    assert seen == added.Added()


class SeesHalf(Sees):
    """A detector that is shown a large picture in half its size."""

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        assert isinstance(picture, Square)
        assert picture.pixels.shape == (450, 500, 3)
        return super().find(picture, least)


def test_whoever_is_new_in_a_large_picture_stands_where_it_shows_them() -> None:
    source, result = (np.zeros((900, 1000, 3), np.uint8) for _ in range(2))
    left, top, right, bottom = (2 * side for side in RIGHT)
    result[top:bottom, left:right] = 90
    seen = Seen(People(Presence.NONE), np.zeros(source.shape[:2], np.uint8))
    before = Before(source, seen, None)
    new = added.added(before.beside(result), before, (), _finder(SeesHalf(RIGHT)))
    assert new == added.Added((), 1, ((left, top, right, bottom),))


@pytest.mark.parametrize("height", [260, 330])
def test_a_headless_body_pasted_beside_her_is_counted(eyes: Eyes, height: int) -> None:
    wide = np.full((512, 768, 3), (150, 170, 190), np.uint8)
    wide[:, :512] = astronaut()
    seen = eyes.finder.look(wide)
    lock = Lock.of(seen)
    scene = figure.Scene(wide, np.zeros(wide.shape[:2], np.bool_))
    made = scene.beside(figure.body(), 768 - 250, 512 - height, height).pixels
    before = Before(wide, seen, lock)
    restored = locks.restore(wide, made, None, (0, 0), lock)
    faces = added.faces_in(restored, eyes.finder)
    pair = before.beside(restored)
    assert added.added(pair, before, faces, eyes.finder).count >= 1
    assert added.added(before.beside(wide), before, (), eyes.finder).count == 0
