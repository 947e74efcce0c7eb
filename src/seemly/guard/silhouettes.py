"""The shape of the people in a picture, by MediaPipe's selfie segmentation (Apache-2.0).

Very good on one or two people close by; it loses dresses in groups, and takes animals and objects
that fill the frame for people (a cat: 91 % of the picture, coins: 78 %).
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.litert import Net
from seemly.provenance.publication import Pixels

SIDE = 256  # px, the net's input and output
MOSTLY = 0.5  # a pixel's probability from which on it counts as person
PERHAPS = 0.3  # the same for the lock, where too much is better than too little
GUIDED_AT = 512  # px of the longer side at which the outline is drawn to the picture's edges
RADIUS = 8  # px of the guided filter, about four pixels of the net's answer
SOFT = 1e-3  # its regularisation; edges fainter than 3 % of the range do not pull


class Silhouettes:
    """The segmentation net. Thread-safe."""

    def __init__(self, weights: Path) -> None:
        self._net = Net(weights)

    def read(self, pixels: Pixels) -> NDArray[np.float32]:
        """256 x 256 probabilities, 0..1, over the picture stretched to a square.

        Raises CheckFailed.
        """
        square = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        (answer,) = self._net.run(np.asarray(square / 255, np.float32))
        return np.clip(answer[..., 0], 0, 1)

    def outline(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Height x width, 255 on people, with edges drawn to the picture's own.

        The net's answer is followed by a guided filter (He, Sun and Tang 2010); a pixel counts
        where either says so, for a hand lost is worse than a rim of background kept.
        Raises CheckFailed.
        """
        height, width = pixels.shape[:2]
        scale = min(1.0, GUIDED_AT / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        guide = cv2.cvtColor(
            cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY
        )
        coarse = cv2.resize(self.read(pixels), size, interpolation=cv2.INTER_LINEAR)
        fine = _guided(np.asarray(guide / 255, np.float32), np.asarray(coarse, np.float32))
        person = ((coarse > MOSTLY) | (fine > PERHAPS)).astype(np.float32)
        full = cv2.resize(person, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.where(full > 0.5, 255, 0).astype(np.uint8)


def _guided(guide: NDArray[np.float32], values: NDArray[np.float32]) -> NDArray[np.float32]:
    window = (2 * RADIUS + 1, 2 * RADIUS + 1)
    mean_guide, mean_values = cv2.blur(guide, window), cv2.blur(values, window)
    spread = cv2.blur(guide * guide, window) - mean_guide * mean_guide
    slope = (cv2.blur(guide * values, window) - mean_guide * mean_values) / (spread + SOFT)
    offset = mean_values - slope * mean_guide
    filtered = cv2.blur(slope, window) * guide + cv2.blur(offset, window)
    return np.asarray(filtered, np.float32)
