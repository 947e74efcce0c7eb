from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.guard.pictures import astronaut

from seemly.guard import exposure
from seemly.policy.floor import SKIN_RISE
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


def _beside(patch: object) -> Pixels:
    picture = np.full((256, 256, 3), (90, 110, 160), np.uint8)
    picture[120:200, 176:216] = np.clip(np.asarray(patch), 0, 255).astype(np.uint8)
    return picture


def test_skin_painted_rough_and_smoothed_later_shows_in_both_accounts() -> None:
    dice = np.random.default_rng(1)
    source, tone = _beside((90, 110, 160)), np.array(TONES[2])
    rough, smooth = _beside(tone + dice.normal(0, 60, (80, 40, 1))), _beside(tone)
    first = exposure.risen(source, rough, person())
    then = exposure.risen(rough, smooth, person())
    assert max(first.fresh, then.fresh) < 0.08, "no turn brings anything fresh"
    assert first.bare + then.bare > 0.15
    assert first.coloured + then.coloured > 0.15


def test_a_rough_wall_that_is_blurred_shows_in_one_account_alone() -> None:
    dice = np.random.default_rng(1)
    wall = _beside(np.array(TONES[2]) + dice.normal(0, 30, (80, 1, 1)) + np.zeros((80, 40, 1)))
    blurred = np.asarray(cv2.blur(wall[120:200, 176:216], (1, 25)), np.uint8)
    rise = exposure.risen(wall, _beside(blurred), person())
    assert rise.bare > 0.05
    assert rise.fresh == 0.0
    assert abs(rise.coloured) < 0.03


def test_an_arm_that_a_beach_hid_is_no_news_before_a_library() -> None:
    """Arm and sand are one patch, as large as a landscape; without the sand the arm stays."""
    beach = np.full((256, 256, 3), TONES[1], np.uint8)
    library = _beside(TONES[1])
    body = np.where(person()[..., None] > 0, np.uint8([90, 110, 160]), beach)  # type: ignore[arg-type]
    rise = exposure.risen(body.astype(np.uint8), library, person())
    assert max(rise.fresh, min(rise.bare, rise.coloured)) < 0.01


def test_a_limbs_width_of_dark_skin_counts_in_a_small_picture_too() -> None:
    """A band of 6 px in 109 x 150 px came out: too thin for patches of 5 px until grown."""
    source = np.full((150, 109, 3), 255, np.uint8)
    people = np.zeros((150, 109), np.uint8)
    people[10:140, 40:70] = 255
    source[people > 0] = (30, 35, 60)
    band = (cv2.dilate(people, np.ones((13, 13), np.uint8)) > 0) & (people == 0)
    result = source.copy()
    result[band] = (120, 78, 56)
    assert exposure.rise_near(source, result, people) >= SKIN_RISE
