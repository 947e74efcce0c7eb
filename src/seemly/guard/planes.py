"""The largest and the smallest value of each pixel: numpy's over three values takes ten times."""

from __future__ import annotations

import cv2
import numpy as np

from seemly.provenance.publication import Pixels

Values = cv2.typing.MatLike  # height x width x 3, uint8


def most(pixels: Values) -> Pixels:
    """Height x width: the largest of each pixel's three values."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def least(pixels: Values) -> Pixels:
    """Height x width: the smallest of each pixel's three values."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
