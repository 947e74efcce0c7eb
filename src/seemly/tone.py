"""One bounded tone curve for a whole picture: the only change a locked person's pixels may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

GAIN = (0.67, 1.5)  # as strong as one photographic half stop and a bit either way
GAMMA = (0.7, 1.4)
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
STRIPE = 32  # rows at a time: what they need stays in the processor's cache, a third of the time


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

    def then(self, later: Curve) -> Curve:
        """Both, one after the other, as one curve; clipping between them aside."""
        return Curve(
            gain=self.gain * later.gain ** (1 / self.gamma),
            gamma=self.gamma * later.gamma,
            grey=max(self.grey, later.grey),
            warmth=self.warmth + later.warmth,
        )


def apply(curve: Curve, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (height x width x 3, uint8) under the curve; each pixel by itself."""
    levels = np.arange(256, dtype=np.float32) / 255
    table = np.asarray(np.clip(levels * curve.gain, 0, 1) ** curve.gamma, np.float32)
    if not curve.grey and not curve.warmth:
        return np.asarray(cv2.LUT(pixels, _as_levels(table)), np.uint8)
    result = np.empty_like(pixels, order="C")
    for top in range(0, len(pixels), STRIPE):
        toned = np.asarray(cv2.LUT(pixels[top : top + STRIPE], table), np.float32)
        _mix(curve, toned, result[top : top + STRIPE])
    return result


def _mix(curve: Curve, toned: Floats, result: NDArray[np.uint8]) -> None:
    """Toward grey and warmth, plane by plane; `toned` is 0..1."""
    luma = toned @ LUMA
    scales = np.array([1 + 0.12 * curve.warmth, 1.0, 1 - 0.12 * curve.warmth], np.float32)
    planes = []
    for plane, scale in zip(cv2.split(toned), scales, strict=True):  # each one in one piece
        mixed: Floats = np.asarray(plane, np.float32)
        if curve.grey:
            mixed += curve.grey * (luma - mixed)
        if curve.warmth:
            mixed *= scale
        planes.append(_as_levels(mixed))
    cv2.merge(planes, result)


def _as_levels(shares: Floats) -> NDArray[np.uint8]:
    levels: NDArray[np.uint8] = np.clip(shares * 255 + 0.5, 0, 255).astype(np.uint8)
    return levels
