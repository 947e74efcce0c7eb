"""One bounded tone curve for a whole picture: the only change a locked person's pixels may see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GAIN = (0.67, 1.5)  # as strong as one photographic half stop and a bit either way
GAMMA = (0.7, 1.4)


@dataclass(frozen=True)
class Curve:
    """A gain, then a gamma, then toward grey and warmth; monotone in every channel.

    `grey` 1 is black-and-white and 0 leaves colours; `warmth` -1 (cold) to 1 (warm) scales red
    and blue by at most 12 % either way.
    """

    gain: float = 1.0
    gamma: float = 1.0
    grey: float = 0.0
    warmth: float = 0.0

    def within_bounds(self) -> bool:
        """Whether a locked person may undergo it; NaN never is."""
        return (
            GAIN[0] <= self.gain <= GAIN[1]
            and GAMMA[0] <= self.gamma <= GAMMA[1]
            and 0.0 <= self.grey <= 1.0
            and -1.0 <= self.warmth <= 1.0
        )


def apply(curve: Curve, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (height x width x 3, uint8) under the curve; each pixel by itself."""
    levels = np.arange(256, dtype=np.float32) / 255
    table = np.clip(levels * curve.gain, 0, 1) ** curve.gamma
    toned = table[pixels]
    if curve.grey:
        luma = toned @ np.array([0.299, 0.587, 0.114], np.float32)
        toned += curve.grey * (luma[..., None] - toned)
    if curve.warmth:
        toned *= np.array([1 + 0.12 * curve.warmth, 1.0, 1 - 0.12 * curve.warmth], np.float32)
    result: NDArray[np.uint8] = np.clip(toned * 255 + 0.5, 0, 255).astype(np.uint8)
    return result
