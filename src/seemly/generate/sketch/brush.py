"""Turning a clean drawing into one that looks painted with a brush."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels


def oil(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Strokes along the shapes with paint that stands up from the canvas.

    The stroke direction follows the picture's own edges; noise smeared along it is both the
    displacement that breaks up edges and the relief that catches the light (line integral
    convolution, Cabral and Leedom 1993).
    """
    height, width = pixels.shape[:2]
    along = _direction(pixels, rng)
    coarse = rng.random((height // 3 + 1, width // 3 + 1), dtype=np.float32)
    grain = _resized(coarse, width, height)
    relief = _smeared(grain, along, max(2.0, min(height, width) / 128), 7)
    relief = (relief - relief.mean()) / max(float(relief.std()), 1e-6)
    rows, columns = np.indices((height, width), dtype=np.float32)
    reach = min(height, width) / 260
    moved = cv2.remap(
        pixels,
        columns + relief * along[..., 1] * reach,
        rows + relief * along[..., 0] * reach,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    paint = cv2.medianBlur(moved, 5).astype(np.float32)
    slope = cv2.Sobel(relief, cv2.CV_32F, 1, 1, ksize=3)
    paint += (relief * 3.2 + slope * 3.0)[..., None]
    result: Pixels = np.clip(paint + 0.5, 0, 255).astype(np.uint8)
    return result


def _direction(pixels: Pixels, rng: np.random.Generator) -> NDArray[np.float32]:
    """Unit vectors (x, y) along edges where there are any, wandering elsewhere."""
    height, width = pixels.shape[:2]
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    small = cv2.GaussianBlur(cv2.resize(grey, (128, 128)), (0, 0), 1.5)
    gx, gy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    wander = _resized(rng.random((5, 5), dtype=np.float32), 128, 128)
    double = wander * 4.0 - 2.0  # twice the angle, so that opposite directions agree
    xx = cv2.GaussianBlur(gy * gy - gx * gx, (0, 0), 4) + 60 * np.cos(double)
    xy = cv2.GaussianBlur(-2 * gx * gy, (0, 0), 4) + 60 * np.sin(double)
    angle = 0.5 * np.arctan2(xy, xx)
    unit = np.stack([np.cos(angle), np.sin(angle)], axis=2).astype(np.float32)
    return np.asarray(cv2.resize(unit, (width, height)), np.float32)


def _resized(sheet: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    smooth = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)


def _smeared(
    grain: NDArray[np.float32], along: NDArray[np.float32], step: float, steps: int
) -> NDArray[np.float32]:
    rows, columns = np.indices(grain.shape, dtype=np.float32)
    total = np.zeros(grain.shape, np.float32)
    for i in range(-steps, steps + 1):
        reach = np.float32(i * step / 3)
        total += np.asarray(
            cv2.remap(
                grain,
                columns + along[..., 0] * reach,
                rows + along[..., 1] * reach,
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REFLECT,
            ),
            np.float32,
        )
    result: NDArray[np.float32] = total / np.float32(2 * steps + 1)
    return result
