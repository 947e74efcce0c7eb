"""How much a picture changed."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels


def psnr(one: Pixels, other: Pixels) -> float:
    """Decibels over all channels; infinite where nothing changed."""
    error = float(np.mean((one.astype(np.float32) - other) ** 2))
    return math.inf if error == 0 else 10 * math.log10(255**2 / error)


def ssim(one: Pixels, other: Pixels) -> float:
    """Structural similarity of luma (Wang 2004: Gaussian of 1.5 px): 1 is the same."""
    first, second = (
        np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32) for pixels in (one, other)
    )
    mean1, mean2 = _around(first), _around(second)
    spread1 = _around(first * first) - mean1 * mean1
    spread2 = _around(second * second) - mean2 * mean2
    shared = _around(first * second) - mean1 * mean2
    light, texture = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean1 * mean2 + light) * (2 * shared + texture)
    below = (mean1 * mean1 + mean2 * mean2 + light) * (spread1 + spread2 + texture)
    return float(np.mean(above / below))


def _around(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5), np.float32)
