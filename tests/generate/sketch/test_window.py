"""A crop keeps everybody whole, with room around them, or there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import GeneratorCannot
from seemly.generate.generator import Wanted
from seemly.generate.sketch import window
from seemly.generate.sketch.artist import Sketch
from seemly.generate.sketch.edits import Crop
from seemly.generate.sketch.plan import ASPECTS, parse


def mask(width: int, height: int, box: tuple[int, int, int, int] | None) -> np.ndarray:
    free = np.full((height, width), 255, np.uint8)
    if box is not None:
        left, top, right, bottom = box
        free[top:bottom, left:right] = 0
    return free


SIDES = st.integers(70, 400)


@given(SIDES, SIDES, st.sampled_from(list(ASPECTS.values())), st.data())
def test_whatever_is_locked_is_inside(
    width: int, height: int, aspect: float | None, data: st.DataObject
) -> None:
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    right = data.draw(st.integers(left + 1, width))
    bottom = data.draw(st.integers(top + 1, height))
    try:
        box = window.around(mask(width, height, (left, top, right, bottom)), aspect)
    except GeneratorCannot:
        return
    assert 0 <= box[0] <= left < right <= box[2] <= width
    assert 0 <= box[1] <= top < bottom <= box[3] <= height
    assert (box[2] - box[0], box[3] - box[1]) != (width, height)
    if aspect is not None:
        wide, high = box[2] - box[0], box[3] - box[1]
        assert abs(wide - aspect * high) <= max(1.0, aspect)


def test_nobody_locked_is_the_middle() -> None:
    assert window.around(mask(300, 200, None), 1.0) == (50, 0, 250, 200)
    assert window.around(mask(300, 200, None), None) == (30, 20, 270, 180)


@pytest.mark.parametrize(
    ("box", "aspect"), [((0, 0, 300, 200), 1.0), ((10, 10, 290, 60), 9 / 16), (None, 3 / 2)]
)
def test_where_somebody_would_be_cut_or_nothing_goes_there_is_no_crop(
    box: tuple[int, int, int, int] | None, aspect: float
) -> None:
    with pytest.raises(GeneratorCannot, match=r"cut off|already"):
        window.around(mask(300, 200, box), aspect)


@pytest.mark.parametrize(
    ("wish", "language", "key"),
    [
        ("crop it to a square", "en", "square"),
        ("crop to 16:9", "en", "16 9"),
        ("crop it a bit", "en", "closer"),
        ("quadratisch zuschneiden", "de", "square"),
        ("recadre en carré", "fr", "square"),
        ("snijd het bij naar 4:3", "nl", "4 3"),
    ],
)
def test_a_crop_is_read_in_four_languages(wish: str, language: str, key: str) -> None:
    assert Crop(ASPECTS[key]) in parse(wish, language).steps


def test_the_artist_says_where_its_window_begins_and_puts_the_rest_inside() -> None:
    dice = np.random.default_rng(3)
    picture = dice.integers(60, 200, (200, 400, 3), np.uint8)
    free = mask(400, 200, (260, 60, 340, 180))
    made = Sketch().edit(Wanted('crop it to a square, caption "hi" at the top'), picture, free)
    left, top = made.origin
    assert made.pixels.shape == (200, 200, 3)
    assert (made.did, made.caption) == (("crop", "caption"), "hi")
    held = made.pixels[60 - top : 180 - top, 260 - left : 340 - left]
    assert np.array_equal(held, picture[60:180, 260:340])


def test_only_what_the_guard_read_is_done() -> None:
    picture = np.full((128, 128, 3), 90, np.uint8)
    free = mask(128, 128, None)
    wish = Wanted("make it brighter and crop it to 4:3", only=frozenset({"tone"}))
    made = Sketch().edit(wish, picture, free)
    assert (made.did, made.pixels.shape) == (("brighter",), picture.shape)
    with pytest.raises(GeneratorCannot):
        Sketch().edit(Wanted("make it brighter", only=frozenset({"caption"})), picture, free)
