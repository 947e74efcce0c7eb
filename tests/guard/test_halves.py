"""Pictures in halves: as large as was asked for, and the same picture."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.guard.pictures import astronaut

from seemly.guard.halves import halved, shrunk

sides = st.integers(1, 70)


@given(sides, sides, sides, sides)
def test_no_side_is_halved_below_what_was_asked_for(
    height: int, width: int, high: int, wide: int
) -> None:
    picture = np.full((height, width, 3), (10, 100, 200), np.uint8)
    half = halved(picture, (wide, high))
    assert half.shape[0] >= min(high, height)
    assert half.shape[1] >= min(wide, width)
    assert half.shape[1] < 2 * wide or half.shape[0] < 2 * high
    assert (half == (10, 100, 200)).all()
    assert shrunk(picture, (wide, high)).shape == (high, wide, 3)


def test_what_was_halved_first_shows_the_same() -> None:
    picture = astronaut()
    size = (150, 140)
    at_once = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    apart = cv2.absdiff(at_once, shrunk(picture, size))
    assert apart.mean() < 1.5
    assert np.percentile(apart, 99) < 12


def test_a_mask_is_halved_as_well() -> None:
    mask = np.zeros((41, 81), np.uint8)
    mask[20:, 40:] = 255
    half = halved(mask, (40, 20))
    assert half.shape == (20, 40)
    assert half[10:, 20:].all()
    assert not half[:10].any()
