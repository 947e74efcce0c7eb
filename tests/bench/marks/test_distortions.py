"""The distortions do what their names say, and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from tests.bench.marks.shipped import chelsea

from seemly.bench.marks.distortions import DISTORTIONS, TURNS


@pytest.mark.parametrize("name", [*DISTORTIONS, *TURNS])
def test_each_gives_a_picture_and_leaves_the_given_one_alone(name: str) -> None:
    picture = chelsea()
    before = picture.copy()
    distort = (DISTORTIONS | TURNS)[name]
    found = distort(picture)
    assert np.array_equal(picture, before)
    assert found.dtype == np.uint8
    assert np.array_equal(distort(picture), found)
    assert (name == "none") == (found.shape == before.shape and np.array_equal(found, before))


@pytest.mark.parametrize(
    ("name", "height", "width"),
    [
        *(("half size, jpeg 75", 150, 226), ("stretched 3 %", 300, 465)),
        *(("stretched 5 %, jpeg 75", 315, 451), ("squeezed 5 %", 300, 428)),
        *(("quarter turn", 451, 300), ("cut to a quarter", 150, 226)),
    ],
)
def test_sizes(name: str, height: int, width: int) -> None:
    assert DISTORTIONS[name](chelsea()).shape[:2] == (height, width)
