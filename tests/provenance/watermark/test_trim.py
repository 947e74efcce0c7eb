"""Plain borders come off, whatever is inside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.provenance.watermark.trim import trimmed

borders = st.integers(0, 20)


@given(borders, borders, borders, borders, st.integers(0, 255))
def test_only_the_border_comes_off(
    top: int, bottom: int, left: int, right: int, ground: int
) -> None:
    inside = np.random.default_rng(1).integers(0, 256, (60, 70), np.uint8)
    grey = np.pad(inside, ((top, bottom), (left, right)), constant_values=ground)
    assert trimmed(grey) == (slice(top, top + 60), slice(left, left + 70))


@pytest.mark.parametrize("busy", [0, 2, 20])
def test_what_would_leave_too_little_stays(busy: int) -> None:
    grey = np.full((90, 80), 7, np.uint8)
    grey[40 : 40 + busy] = np.arange(80) * 3
    assert trimmed(grey)[0] == slice(0, 90)


def test_a_plain_line_within_three_levels_is_border() -> None:
    grey = np.random.default_rng(1).integers(0, 256, (60, 70), np.uint8)
    grey[0] = 100 + np.arange(70) % 4
    assert trimmed(grey) == (slice(1, 60), slice(0, 70))
    grey[0, 5] = 104
    assert trimmed(grey) == (slice(0, 60), slice(0, 70))
