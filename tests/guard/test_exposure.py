from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.guard.pictures import astronaut

from seemly.guard import exposure
from seemly.provenance.publication import Pixels

#: Flat tones from the lightest to the darkest of the Monk scale's middle range, sRGB.
TONES = [(243, 218, 200), (231, 190, 160), (215, 165, 130), (165, 115, 85), (115, 75, 55), (90, 60, 45)]  # fmt: skip  # noqa: E501
OTHER = [(40, 90, 200), (60, 150, 60), (200, 30, 40), (250, 250, 250), (10, 10, 10), (128, 128, 128)]  # fmt: skip  # noqa: E501


def flat(colour: tuple[int, int, int]) -> Pixels:
    return np.full((64, 64, 3), colour, np.uint8)


@pytest.mark.parametrize("tone", TONES)
def test_light_and_dark_skin_is_skin(tone: tuple[int, int, int]) -> None:
    assert exposure.skin_share(flat(tone)) == 1.0


@pytest.mark.parametrize("colour", OTHER)
def test_other_colours_are_not(colour: tuple[int, int, int]) -> None:
    assert exposure.skin_share(flat(colour)) == 0.0


def test_a_region_is_read_alone() -> None:
    pixels = flat(TONES[2])
    pixels[:, 32:] = OTHER[0]
    left = np.zeros((64, 64), np.uint8)
    left[:, :28] = 255
    assert exposure.skin_share(pixels, left) == 1.0
    assert exposure.skin_share(pixels, np.zeros((64, 64), np.uint8)) == 0.0
    assert 0.4 < exposure.skin_share(pixels) < 0.6


def person(side: int = 256) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = np.zeros((side, side), np.uint8)
    cv2.ellipse(mask, (128, 160), (50, 96), 0, 0, 360, 255, cv2.FILLED)
    return mask


def test_nothing_new_is_no_rise() -> None:
    pixels = np.asarray(cv2.resize(astronaut(), (256, 256)), np.uint8)
    assert exposure.rise_near(pixels, pixels, person()) == 0.0


@pytest.mark.parametrize("tone", TONES[1:])
def test_a_patch_on_or_beside_somebody_counts_in_any_tone(tone: tuple[int, int, int]) -> None:
    source = np.full((256, 256, 3), (90, 110, 160), np.uint8)
    on, beside, far = source.copy(), source.copy(), source.copy()
    cv2.circle(on, (128, 180), 30, tone, cv2.FILLED)
    cv2.rectangle(beside, (180, 120), (210, 200), tone, cv2.FILLED)
    cv2.rectangle(far, (232, 4), (252, 40), tone, cv2.FILLED)
    assert exposure.rise_near(source, on, person()) > 0.15
    assert exposure.rise_near(source, beside, person()) > 0.12
    assert exposure.rise_near(source, far, person()) == 0.0


def test_a_beach_all_around_is_not_somebodys_body() -> None:
    source = np.full((256, 256, 3), (90, 110, 160), np.uint8)
    beach = np.where(person()[..., None] > 0, source, np.uint8([226, 196, 150]))  # type: ignore[arg-type]
    assert exposure.rise_near(source, beach.astype(np.uint8), person()) == 0.0
