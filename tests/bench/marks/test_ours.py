"""One picture all the way through, marked and unmarked."""

from __future__ import annotations

import pytest
from tests.bench.marks.shipped import coffee

from seemly.bench.marks import ours
from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.pictures import Picture, sized
from seemly.provenance.watermark.key import Carriers

KEY = Carriers(b"k" * 32)


def _picture() -> Picture:
    pixels = sized(coffee(), "512 px")
    assert pixels is not None
    return Picture("coffee", "photo", "512 px", pixels)


def test_a_marked_picture_through_every_distortion() -> None:
    measured = ours.marked(_picture(), 77, KEY)
    assert measured.found.keys() == DISTORTIONS.keys() | TURNS.keys()
    assert sum(score > 0 for score in measured.found.values()) >= len(measured.found) - 1
    assert min(measured.found.values()) >= 0
    assert measured.psnr is not None
    assert measured.psnr >= 42
    assert (measured.reads, measured.false) == (1, 0)
    assert len(measured.cost["read, marked"]) == len(DISTORTIONS)


@pytest.mark.slow
def test_an_unmarked_picture_reads_as_nothing_in_any_variant() -> None:
    measured = ours.unmarked(_picture(), KEY)
    assert (measured.reads, measured.false) == (len(DISTORTIONS) + 1, 0)
    assert measured.found == {}
