"""Puts an id into pixels: one tile repeated, as strong as the picture hides it.

The mark is made at the canonical size and brought up to the picture's. It is stronger where the
picture is busy and weakest on plain ground, stays away from clipping, and never costs more than
the quality floor allows.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas
from seemly.provenance.watermark.bins import TILE
from seemly.provenance.watermark.canvas import Plane
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.tile import tile

FLOOR = 42.0  # dB PSNR, at least, whatever the strength
_PLAIN, _BUSY, _MOST = 0.8, 0.18, 5.0  # amplitude on plain ground, per unit of activity, at most
_STEPS = 12.0  # of the mark's amplitude between two grey levels while it is enlarged
_ROWS = 256  # of a picture that are worked on at a time: they stay in the cache


def embed(pixels: Pixels, public_id: int, key: Carriers, strength: float) -> Pixels:
    """The marked picture; `pixels` stay as they are.

    `strength`: 1 is the usual amplitude. Raises ValueError for an id of more than 48 bits.
    """
    height, width = pixels.shape[:2]
    mark = _residual(pixels, public_id, key, strength * _usual(height * width))
    steps = np.clip(np.rint(mark * _STEPS) + 128, 0, 255).astype(np.uint8)
    how = cv2.INTER_CUBIC if height * width < 1_500_000 else cv2.INTER_LINEAR
    large = np.asarray(cv2.resize(steps, (width, height), interpolation=how), np.uint8)
    return _added(pixels, large)


def _usual(area: int) -> float:
    """Small pictures lose more on their way and get more."""
    return float(min(max(0.7 * (1e6 / area) ** 0.43, 0.63), 1.4))


def _tilt(area: int) -> float:
    """Of small pictures only low frequencies come through."""
    return 0.0


def _residual(pixels: Pixels, public_id: int, key: Carriers, amplitude: float) -> Plane:
    height, width = pixels.shape[:2]
    rows, columns = canvas.canonical(height, width)
    grey = canvas.luma(canvas.resized(pixels, rows, columns)).astype(np.float32)
    drawn = tile(public_id, key, _tilt(height * width))
    repeats = (-(-rows // TILE), -(-columns // TILE))
    mark = np.tile(drawn, repeats)[:rows, :columns] * _mask(grey) * np.float32(amplitude)
    worst = 255**2 / 10 ** (FLOOR / 10)
    mark *= np.float32(min(1.0, math.sqrt(worst / max(float(np.mean(mark * mark)), 1e-9))))
    return _within(mark, grey)


def _mask(grey: Plane) -> Plane:
    """The amplitude that goes unseen: activity, eroded by half so that edges get no halo."""
    active = cv2.boxFilter(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.5)), -1, (7, 7))
    inner = cv2.erode(active, np.ones((7, 7), np.uint8))
    active = cv2.GaussianBlur((inner + np.minimum(active, 3 * inner + 1)) / 2, (0, 0), 2)
    return np.asarray(np.minimum(_PLAIN + _BUSY * active, _MOST), np.float32)


def _within(mark: Plane, grey: Plane) -> Plane:
    """Near-white is pulled down and near-black up, so that half of the mark is not clipped."""
    room = 1.25 * cv2.boxFilter(np.abs(mark), -1, (9, 9))
    return np.asarray(
        mark - np.maximum(0, grey + room - 255) + np.maximum(0, room - grey), np.float32
    )


def _added(pixels: Pixels, steps: NDArray[np.uint8]) -> Pixels:
    marked = np.empty(pixels.shape, np.uint8)
    for top in range(0, len(pixels), _ROWS):
        rows = slice(top, top + _ROWS)
        three = cv2.cvtColor(steps[rows], cv2.COLOR_GRAY2RGB)
        cv2.addWeighted(pixels[rows], 1.0, three, 1 / _STEPS, -128 / _STEPS, dst=marked[rows])
    return marked
