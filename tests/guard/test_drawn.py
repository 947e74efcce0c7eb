"""Flat colours are a drawing; a photograph made flat is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.guard.pictures import as_jpeg, astronaut, dog, empty, headless, people

from seemly.guard.drawn import is_drawn
from seemly.provenance.publication import Pixels


@pytest.mark.parametrize("quality", [None, 92, 85])
def test_a_drawing_stays_one_through_jpeg(quality: int | None) -> None:
    assert is_drawn(dog() if quality is None else as_jpeg(dog(), quality))


def test_no_photograph_is_a_drawing() -> None:
    named = [*people(), *empty()]
    assert [name for name, pixels in named if is_drawn(pixels)] == []


def posterised(pixels: Pixels, colours: int) -> Pixels:
    step = 256 // colours
    return (pixels // step * step + step // 2).astype(np.uint8)


@pytest.mark.parametrize("photograph", [astronaut(), headless()])
@pytest.mark.parametrize("gain", [0.5, 0.35, 0.2, 0.1])
def test_a_dark_photograph_is_no_drawing(photograph: Pixels, gain: float) -> None:
    assert not is_drawn((photograph * gain).astype(np.uint8))


@pytest.mark.parametrize("photograph", [astronaut(), headless()])
def test_a_photograph_made_flat_is_no_drawing(photograph: Pixels) -> None:
    for colours in (2, 4, 8):
        assert not is_drawn(posterised(photograph, colours)), colours
    assert not is_drawn(np.asarray(cv2.medianBlur(photograph, 9), np.uint8))
    assert not is_drawn(np.asarray(cv2.pyrMeanShiftFiltering(photograph, 20, 40), np.uint8))
    assert not is_drawn(np.asarray(cv2.GaussianBlur(photograph, (0, 0), 6), np.uint8))


def test_an_empty_sheet_is_no_drawing() -> None:
    assert not is_drawn(np.full((64, 64, 3), 200, np.uint8))


@pytest.mark.parametrize("photograph", [astronaut(), headless()])
@pytest.mark.parametrize("side", [300, 500])
def test_a_photograph_on_a_sheet_with_a_line_of_text_is_no_drawing(
    photograph: Pixels, side: int
) -> None:
    sheet = np.full((1200, 1200, 3), 255, np.uint8)
    sheet[400 : 400 + side, 300 : 300 + side] = cv2.resize(photograph, (side, side))
    cv2.putText(sheet, "WHEN IT IS MONDAY", (5, 60), cv2.FONT_HERSHEY_DUPLEX, 2.2, (0, 0, 0), 4)
    cv2.putText(sheet, "AGAIN", (600, 1180), cv2.FONT_HERSHEY_DUPLEX, 2.2, (0, 0, 0), 4)
    assert not is_drawn(sheet)
