"""The canonical size: every picture is looked at as if it had the area of 512 x 512 pixels."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

SIDE: Final = 512
LEAST = 16  # pixels of a canonical side, for pictures that are all but a line

Plane = NDArray[np.float32]  # luma, 0 to 255


def canonical(height: int, width: int) -> tuple[int, int]:
    """Height and width of the same shape at canonical area."""
    scale = SIDE / math.sqrt(height * width)
    return max(LEAST, round(height * scale)), max(LEAST, round(width * scale))


def luma(pixels: Pixels) -> NDArray[np.uint8]:
    """Height x width x 3 (RGB) to height x width."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def resized(pixels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """By area where it shrinks, by cubic where it grows; one channel or three."""
    how = cv2.INTER_AREA if pixels.shape[0] > height else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), np.uint8)
