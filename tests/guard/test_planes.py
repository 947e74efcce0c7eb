"""The same as numpy's."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.guard.planes import least, most


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (40, 31)])
def test_the_largest_and_the_smallest_value_of_each_pixel(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (*size, 3), np.uint8)
    assert (most(pixels) == pixels.max(axis=2)).all()
    assert (least(pixels) == pixels.min(axis=2)).all()
    part = pixels[::-1, ::2]
    assert (most(part) == part.max(axis=2)).all()
