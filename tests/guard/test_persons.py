"""Two detectors of whole persons: what they see, and where their boxes lie."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.guard.pictures import astronaut, empty, headless, solvay, within

from seemly.guard.boxes import overlap
from seemly.guard.people import Finder
from seemly.guard.persons import Persons, Square
from seemly.provenance.publication import Pixels

SCENE = dict(empty())


def _upright(finder: Finder) -> tuple[Persons, Persons]:
    return finder.persons, finder.pedestrians


def test_both_see_a_portrait_where_it_is(finder: Finder) -> None:
    where = (15, 10, 380, 512)  # drawn by hand around her
    for detector in _upright(finder):
        best = detector.find(astronaut(), 0.3)[0]
        assert overlap(best.box, where) >= 0.7


def test_both_see_a_portrait_without_its_head(finder: Finder) -> None:
    assert finder.persons.score(headless()) >= 0.5  # measured 0.55
    assert finder.pedestrians.score(headless()) >= 0.35  # measured 0.43


@pytest.mark.parametrize("name", ["chelsea", "coffee", "coins", "rocket", "brick", "grass"])
def test_neither_sees_anybody_where_nobody_is(finder: Finder, name: str) -> None:
    assert finder.persons.score(SCENE[name]) <= 0.15
    assert finder.pedestrians.score(SCENE[name]) <= 0.05


@pytest.mark.parametrize("left", [60, 250, 420])
def test_a_box_follows_a_figure_across_the_picture(finder: Finder, left: int) -> None:
    """Wrong anchors would find her, but elsewhere."""
    scene = cv2.resize(SCENE["brick"], (640, 480))
    figure = cv2.resize(astronaut()[:, 90:350], (112, 220), interpolation=cv2.INTER_AREA)
    scene[250:470, left : left + 112] = figure
    best = finder.pedestrians.find(np.asarray(scene, np.uint8), 0.5)[0]
    assert overlap(best.box, (left, 250, left + 112, 470)) >= 0.6


def test_several_people_of_a_group_have_their_own_boxes(finder: Finder) -> None:
    figures = finder.pedestrians.find(solvay(), 0.3)
    assert len(figures) >= 4
    assert all(overlap(a.box, b.box) < 0.5 for a in figures for b in figures if a is not b)


def test_a_detector_reports_no_box_outside_the_picture(finder: Finder) -> None:
    picture = within(SCENE["brick"], np.ascontiguousarray(astronaut()[:, 90:350]), 240)
    height, width = picture.shape[:2]
    for detector in _upright(finder):
        for figure in detector.find(picture, 0.05):
            left, top, right, bottom = figure.box
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            assert 0 <= figure.score <= 1


@pytest.mark.parametrize("shape", [(1, 1, 3), (8, 900, 3), (900, 8, 3)])
def test_the_narrowest_pictures_are_read(finder: Finder, shape: tuple[int, int, int]) -> None:
    grey: Pixels = np.full(shape, 90, np.uint8)
    for detector in _upright(finder):
        reading = detector.read(grey)
        assert reading.size == shape[:2]
        assert 0 <= reading.best <= 1


def test_a_picture_shrunk_once_is_read_as_the_picture_is(finder: Finder) -> None:
    shrunk = Square.of(solvay())
    for detector in _upright(finder):
        once, plain = detector.read(shrunk), detector.read(solvay())
        assert once.size == plain.size
        assert np.array_equal(once.scores, plain.scores)
        assert once.figures(0.3) == plain.figures(0.3)
