"""The tone curve, pixel by pixel, against its plain formula."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from seemly.tone import LUMA, STRIPE, Curve, apply

CURVES = st.builds(
    Curve,
    gain=st.floats(0.67, 1.5),
    gamma=st.floats(0.7, 1.4),
    grey=st.sampled_from([0.0, 0.3, 1.0]),
    warmth=st.sampled_from([0.0, -1.0, 0.6]),
)


def _plainly(curve: Curve, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    table = np.clip(np.arange(256, dtype=np.float32) / 255 * curve.gain, 0, 1) ** curve.gamma
    toned = table[pixels]
    if curve.grey:
        toned += curve.grey * ((toned @ LUMA)[..., None] - toned)
    if curve.warmth:
        toned *= np.array([1 + 0.12 * curve.warmth, 1.0, 1 - 0.12 * curve.warmth], np.float32)
    levels: NDArray[np.uint8] = np.clip(toned * 255 + 0.5, 0, 255).astype(np.uint8)
    return levels


@given(CURVES, st.integers(1, 2 * STRIPE + 1), st.integers(1, 70), st.integers(0, 2**32 - 1))
def test_each_pixel_is_toned_by_itself(curve: Curve, height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    assert (apply(curve, pixels) == _plainly(curve, pixels)).all()


def test_a_window_of_a_picture_is_toned_as_the_whole() -> None:
    """What is restored and what is counted as changed must be the same levels."""
    pixels = np.random.default_rng(1).integers(0, 256, (100, 90, 3), np.uint8)
    for curve in (Curve(1.2, 0.8), Curve(1.2, 0.8, 0.4, -0.5)):
        window = apply(curve, pixels[7:61, 5:40])
        assert (window == apply(curve, pixels)[7:61, 5:40]).all()


@given(
    st.builds(Curve, gain=st.floats(0.7, 1.0), gamma=st.floats(0.7, 1.4)),
    st.builds(Curve, gain=st.floats(0.7, 1.0), gamma=st.floats(0.7, 1.4)),
)
def test_two_curves_are_one(first: Curve, later: Curve) -> None:
    """Where nothing clips, to the two roundings between."""
    levels = np.arange(64, 256, dtype=np.uint8).reshape(1, -1, 1).repeat(3, axis=2)
    twice, once = apply(later, apply(first, levels)), apply(first.then(later), levels)
    assert np.abs(twice.astype(int) - once).max() <= 2
