from __future__ import annotations

import pytest

from seemly.guard import boxes


def test_boxes_overlap_by_shared_over_joined_area() -> None:
    assert boxes.overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert boxes.overlap((0, 0, 10, 10), (10, 10, 20, 20)) == 0.0
    assert boxes.moved((5, 6, 7, 8), (5, 5)) == (0, 1, 2, 3)
    assert boxes.scaled((2, 4, 6, 8), 0.5, 2.0) == (1, 8, 3, 16)


def test_a_place_is_the_same_where_the_middle_lies_within_and_the_width_agrees() -> None:
    assert boxes.same_place((0, 0, 10, 10), (2, 0, 12, 10))
    assert not boxes.same_place((0, 0, 10, 10), (6, 0, 16, 10))
    assert not boxes.same_place((0, 0, 10, 10), (0, 0, 40, 10))
