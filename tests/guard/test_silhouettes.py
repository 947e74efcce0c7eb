from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.guard.pictures import astronaut, within

from seemly.guard import silhouettes
from seemly.guard.people import Finder
from seemly.provenance.publication import Pixels

Box = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def figure(finder: Finder) -> tuple[Pixels, Box]:
    """The astronaut, a fifth of the height of a drawn wall, and her box."""
    wall = np.full((1000, 1400, 3), (150, 160, 170), np.uint8)
    wall[::40] = wall[:, ::60] = (120, 130, 140)
    wall = np.asarray(cv2.GaussianBlur(wall, (5, 5), 0), np.uint8)
    person = np.ascontiguousarray(astronaut()[:, 90:400])
    picture = within(wall, person, 200)
    left, top, width = wall.shape[1] // 3, wall.shape[0] - 208, round(310 * 200 / 512)
    return picture, (left, top, left + width, top + 200)


def share(mask: silhouettes.Mask, box: Box) -> float:
    left, top, right, bottom = box
    return float((mask[top:bottom, left:right] > 0).mean())


def test_a_look_from_near_finds_who_is_lost_from_afar(
    finder: Finder, figure: tuple[Pixels, Box]
) -> None:
    picture, box = figure
    near = finder.silhouettes.outline(picture, (box,))
    assert near.shape == picture.shape[:2]
    assert set(np.unique(near)) <= {0, 255}
    assert share(near, box) > 0.5
    assert (near > 0).mean() < 0.05


def test_nothing_outside_of_the_places_changes(finder: Finder, figure: tuple[Pixels, Box]) -> None:
    picture, box = figure
    far, near = finder.silhouettes.outline(picture), finder.silhouettes.outline(picture, (box,))
    reach = int(silhouettes.MARGIN * 200) + 2
    outside = np.ones(far.shape, np.bool_)
    outside[box[1] - reach :, box[0] - reach : box[2] + reach] = False
    assert np.array_equal(far[outside], near[outside])


def test_what_only_the_far_look_saw_stays_and_its_rim_goes() -> None:
    far = np.zeros((200, 200), np.uint8)
    far[40:160, 40:160] = 255  # a rim of 10 px around the near look's person, and a dress below
    far[160:200, 60:140] = 255
    person = np.zeros_like(far)
    person[50:150, 50:150] = 255
    joined = silhouettes._joined(far, person, 4.0)
    assert (joined[person > 0] == 255).all()
    assert (joined[165:, 62:138] == 255).all()
    assert not joined[60:120, 40:44].any()


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (7, 2000), (255, 257)])
def test_any_size_has_an_outline(finder: Finder, size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 90, np.uint8)
    whole = (0, 0, size[1], size[0])
    assert finder.silhouettes.outline(picture, (whole,)).shape == size


boxes = st.tuples(*[st.integers(-50, 450)] * 4)


@settings(max_examples=25, deadline=None)
@given(st.lists(boxes, max_size=8))
def test_windows_lie_within_the_picture(places: list[Box]) -> None:
    shown = list(silhouettes._windows(places, (300, 400)))
    assert len(shown) <= silhouettes.MOST
    for rows, columns in shown:
        assert 0 <= rows.start < rows.stop <= 300
        assert 0 <= columns.start < columns.stop <= 400
