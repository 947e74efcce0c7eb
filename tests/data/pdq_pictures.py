"""The pictures behind pdq_vectors.json, cut from what comes with scikit-image, or drawn here."""

from __future__ import annotations

import numpy as np
import skimage.data
from numpy.typing import NDArray

NAMES = ("astronaut", "chelsea", "coffee", "rocket", "camera", "page", "coins", "moon", "text")
#: top, left, height, width; the picture repeats where the crop is greater than it
CROPS = (
    (0, 0, 512, 512),
    (0, 0, 300, 451),
    (10, 20, 64, 64),
    (5, 7, 65, 63),
    (0, 0, 128, 129),
    (30, 3, 127, 500),
    (0, 0, 1000, 1333),
    (0, 0, 9, 5),
)
DRAWN = ("flat", "ramp", "disc", "tiles")


def cut(name: str, crop: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The crop as height x width x 3."""
    pixels = getattr(skimage.data, name)()
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    top, left, height, width = crop
    rows = np.arange(top, top + height) % pixels.shape[0]
    columns = np.arange(left, left + width) % pixels.shape[1]
    return np.ascontiguousarray(pixels[rows][:, columns, :3], np.uint8)


def draw(name: str) -> NDArray[np.uint8]:
    """Pictures in which much is equal or exactly zero, so that rounding decides; 400 x 600 x 3."""
    y, x = np.mgrid[0:400, 0:600]
    luma = {
        "flat": np.full((400, 600), 200),
        "ramp": x * 255 // 599,
        "disc": np.where((x - 299.5) ** 2 + (y - 199.5) ** 2 < 150**2, 30, 220),
        "tiles": np.where((x // 50 + y // 50) % 2 == 0, 10, 250),
    }[name]
    return np.repeat(luma.astype(np.uint8)[..., None], 3, axis=2)
