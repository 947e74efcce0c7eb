"""What a picture is like, by one transform."""

from __future__ import annotations

import numpy as np
import pytest
from tests.guard.pictures import astronaut

from seemly.provenance.publication import Pixels
from seemly.publications import GOOD_QUALITY, Published

PLAIN: Pixels = np.full((64, 80, 3), 90, np.uint8)


@pytest.mark.parametrize("pixels", [astronaut(), PLAIN], ids=["photograph", "plain"])
def test_the_hash_beside_a_likeness_is_the_one_that_is_kept(pixels: Pixels) -> None:
    like = Published().like(pixels)
    assert (like.hash, like.quality) == Published().hash(pixels)


def test_a_mirrored_copy_is_near_and_a_plain_picture_near_to_nothing() -> None:
    published = Published()
    for name, pixels in (("photograph", astronaut()), ("plain", PLAIN)):
        hash_, _ = published.hash(pixels)
        published.add(name, hash_, hash_)
    mirrored = published.like(np.ascontiguousarray(astronaut()[:, ::-1]))
    assert mirrored.near.keys() == {"photograph"}
    plain = published.like(PLAIN)
    assert plain.quality < GOOD_QUALITY
    assert not plain.near
