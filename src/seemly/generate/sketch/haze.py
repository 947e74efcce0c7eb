"""What air and a lens do to a painted scene: softness, cloudy noise and washes of colour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch.drawing import Canvas, Colour


def soften(canvas: Canvas, share: float) -> None:
    """Out of focus by `share` of the short side."""
    soft = cv2.GaussianBlur(canvas.sheet, (0, 0), max(0.5, share * canvas.unit))
    canvas.sheet = np.asarray(soft, np.float32)


def cloudiness(canvas: Canvas, rng: np.random.Generator, cells: int) -> NDArray[np.float32]:
    """Fractal noise, height x width, 0 to 1, with about `cells` blobs across."""
    total = np.zeros((canvas.height, canvas.width), np.float32)
    for octave in range(5):
        wide = cells * 2**octave
        high = max(2, round(wide * canvas.height / canvas.width))
        coarse = rng.random((high + 1, wide + 1), dtype=np.float32)
        size = (canvas.width, canvas.height)
        total += cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC) / np.float32(1.9**octave)
    low, high_ = float(total.min()), float(total.max())
    result: NDArray[np.float32] = (total - low) / max(high_ - low, 1e-6)
    return result


def wash(canvas: Canvas, share: NDArray[np.float32], colour: Colour) -> None:
    """Mix a colour in by `share` per pixel."""
    canvas.sheet += (np.array(colour, np.float32) - canvas.sheet) * share[..., None]
