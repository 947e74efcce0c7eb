"""What a photograph tells about how it was taken, and a scene in its light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from seemly.generate.sketch import backdrop, grade, view
from seemly.generate.sketch.view import View
from seemly.provenance.publication import Pixels

HIGH, WIDE = 240, 200


def photo(horizon: float = 0.5, sky: int = 210, ground: int = 90) -> Pixels:
    """A sky over ground, with a little grain."""
    picture = np.full((HIGH, WIDE, 3), sky, np.int16)
    picture[round(horizon * HIGH) :] = ground
    picture += np.random.default_rng(1).integers(-4, 5, picture.shape).astype(np.int16)
    return picture.astype(np.uint8)


def standing(left: int = 80, top: int = 60, right: int = 120, low: int = 215) -> Pixels:
    """Free (255) but for somebody."""
    free = np.full((HIGH, WIDE), 255, np.uint8)
    free[top:low, left:right] = 0
    return free


@pytest.mark.parametrize("horizon", [0.35, 0.45, 0.55])
def test_the_old_horizon_is_kept(horizon: float) -> None:
    seen = view.estimate(photo(horizon), standing())
    assert seen.horizon == pytest.approx(horizon, abs=0.03)
    assert seen.foot == pytest.approx(215 / HIGH, abs=0.02)


def test_who_is_cut_by_the_frame_is_a_close_up_with_a_low_horizon() -> None:
    seen = view.estimate(photo(0.3), standing(20, 30, 180, HIGH))
    assert seen.close
    assert seen.horizon >= view.LOW


@pytest.mark.parametrize(("bright", "side"), [(slice(0, 60), -1), (slice(140, None), 1)])
def test_light_comes_from_the_brighter_side(bright: slice, side: int) -> None:
    picture = photo(ground=130, sky=150)
    ramp = np.linspace(-60, 60, WIDE) * side
    lit = np.clip(picture + ramp[None, :, None], 0, 255).astype(np.uint8)
    seen = view.estimate(lit, standing())
    assert seen.side * side > 0.2
    flat = np.full((60, WIDE, 3), 128, np.uint8)
    drawn = grade.graded(flat, seen).mean(axis=(0, 2))
    assert drawn[bright].mean() > drawn.mean()


def test_a_dark_photograph_darkens_the_scene_and_a_grey_one_takes_its_colours() -> None:
    flat = np.full((20, 20, 3), (60, 140, 200), np.uint8)
    assert grade.graded(flat, View(luma=0.2)).mean() < 0.75 * flat.mean()
    seen = view.estimate(photo(), standing())
    assert seen.toned is not None
    assert np.ptp(grade.graded(flat, seen).astype(int), axis=2).max() <= 3


def test_the_shadow_lies_at_the_feet_and_nowhere_on_the_person() -> None:
    free = standing()
    flat = np.full((HIGH, WIDE, 3), 200, np.uint8)
    shaded = grade.shaded(flat, free, View(0.4, foot=215 / HIGH))
    assert shaded[218, 100, 0] < 150
    assert (shaded[:150] == 200).all()
    cut = grade.shaded(flat, standing(low=HIGH), View(0.6))
    np.testing.assert_array_equal(cut, flat)
    source = photo()
    made = backdrop.replace(source, free, "beach", 3, backdrop.AROUND_A_LOCK)
    np.testing.assert_array_equal(made[free == 0], source[free == 0])


@pytest.mark.parametrize("size", [(8, 8), (9, 300), (300, 9)])
@pytest.mark.parametrize("kept", [0, 255])
def test_any_shape_has_a_view(size: tuple[int, int], kept: int) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (*size, 3), dtype=np.uint8)
    seen = view.estimate(noise, np.full(size, kept, np.uint8))
    assert 0.2 <= seen.horizon <= 0.8
    assert cv2.countNonZero(grade.graded(noise, seen)[..., 0]) > 0
