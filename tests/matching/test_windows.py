"""What is kept of a picture's parts tells a part from a stranger's, at any size and shape."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seemly.matching import windows

astronaut: Callable[[], NDArray[np.uint8]] = skimage.data.astronaut
coffee: Callable[[], NDArray[np.uint8]] = skimage.data.coffee


def test_every_window_agrees_with_itself() -> None:
    pixels = astronaut()[::2, ::2]
    found = list(windows.distances(pixels, 0, 0, (256, 256), windows.of(pixels)))
    assert len(found) > 20
    assert set(found) == {0}


@pytest.mark.parametrize(("left", "top"), [(0, 0), (60, 31), (128, 128), (7, 127)])
def test_half_of_each_side_shows_at_least_one_window(left: int, top: int) -> None:
    pixels = astronaut()[::2, ::2]
    shown = pixels[top : top + 128, left : left + 128]
    found = list(windows.distances(shown, left, top, (256, 256), windows.of(pixels)))
    assert found
    assert set(found) == {0}


def test_a_stranger_is_far() -> None:
    kept = windows.of(astronaut())
    other = coffee()[:256, :256]
    assert min(windows.distances(other, 0, 0, (256, 256), kept)) > 60


def test_what_is_too_plain_is_not_compared() -> None:
    plain: NDArray[np.uint8] = np.full((256, 256, 3), 90, np.uint8)
    assert not list(windows.distances(plain, 0, 0, (256, 256), windows.of(plain)))


@settings(max_examples=20)
@given(st.integers(16, 400), st.integers(16, 400))
def test_any_shape_is_kept_in_so_many_bytes(height: int, width: int) -> None:
    assert len(windows.of(np.zeros((height, width, 3), np.uint8))) == 825
