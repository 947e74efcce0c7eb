"""How a photograph was taken, as far as the photograph itself tells: for what is drawn behind it.

Read at a small size from the old background and from whoever stays: no model, and nothing about
who that is. All of it is a guess that only steers a drawing; what it cannot tell it leaves usual.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

SIDE = 240  # long side at which the photograph is read, pixels
CUT = 0.03  # of the height: who reaches this near the lower edge is cut off by it
LOW = 0.66  # the horizon behind a close-up: behind the shoulders, never through the head
STEP = 13.0  # levels of Lab by which ground and sky differ, from which an old horizon counts
GREY = 5.0  # spread of chroma in levels, up to which a photograph is black and white or toned
EVEN = 0.12  # slope of light up to which it comes from no side

Sheet = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """Heights are shares of the picture's; `side` is where the light is: -1 left, 1 right."""

    horizon: float = 0.5
    foot: float | None = None  # where the subject stands; None where the frame cuts it off
    side: float = 0.0
    luma: float = 0.5  # of the whole photograph, 0 to 1
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)  # of its light, as gains that keep luma
    toned: tuple[float, float] | None = None  # a and b of Lab, where it has no other colours

    @property
    def close(self) -> bool:
        """A close-up: what lies behind is far out of focus, its ground out of the picture."""
        return self.foot is None

    def down(self, offset: float) -> float:
        """A height `offset` below the horizon, nearer to it where the subject stands near it."""
        if self.foot is None:
            return self.horizon + offset
        return self.horizon + offset * float(np.clip((self.foot - self.horizon) / 0.36, 0.25, 1.3))


def estimate(pixels: Pixels, free: Pixels) -> View:
    """The view of `pixels` (height x width x 3); whoever stays is where `free` (uint8) is 0."""
    scale = min(1.0, SIDE / max(free.shape))
    size = (max(8, round(free.shape[1] * scale)), max(8, round(free.shape[0] * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    kept = cv2.resize(free, size, interpolation=cv2.INTER_AREA) < 128
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    horizon, foot = _standing(lab, kept)
    return View(horizon, foot, _side(lab[..., 0], kept), float(lab[..., 0].mean()) / 255,
                _tint(small), _toned(lab))  # fmt: skip


def _standing(lab: Sheet, kept: Mask) -> tuple[float, float | None]:
    """The horizon, and the foot of whoever stays."""
    height = len(kept)
    rows = np.flatnonzero(kept.any(axis=1))
    seen = _old_horizon(lab, ~kept)
    if not len(rows):
        return seen or 0.5, 1.0
    top, low = rows[0] / height, (rows[-1] + 1) / height
    if low > 1 - CUT:
        # Shoulders that fill the frame hide a horizon; a small figure cut at the knees does not.
        beside = top + 0.3 * (low - top)
        if kept.mean() < 0.3:
            return float(np.clip(seen or beside, 0.3, 0.6)), None
        return float(np.clip(max(LOW, seen or 0), LOW, 0.74)), None
    # A camera at eye height has every head at the horizon; a low thing is looked down upon.
    usual = top + 0.12 * (low - top) if low - top > 0.45 else top - 0.25 * (low - top)
    horizon = seen if seen is not None and seen < low - 0.04 else usual
    return float(np.clip(horizon, 0.22, max(0.24, min(0.6, low - 0.1)))), low


def _old_horizon(lab: Sheet, free: Mask) -> float | None:
    """Where the old background changes most from above to below, on both sides alike."""
    height, width = free.shape
    reach = max(2, round(0.1 * height))
    halves = [_steps(lab[:, part], free[:, part], reach)
              for part in (slice(0, width // 2), slice(width // 2, width))]  # fmt: skip
    one, other = halves
    long = np.linalg.norm(one, axis=1), np.linalg.norm(other, axis=1)
    alike = (one * other).sum(axis=1) / np.maximum(long[0] * long[1], 1e-3)
    strength = np.where(alike > 0.6, np.minimum(*long), 0)
    # The sky is seldom darker than what lies below it.
    strength = np.where((one + other)[:, 0] > 0, 0.6 * strength, strength)
    inner = slice(round(0.15 * height), max(round(0.15 * height) + 1, round(0.8 * height)))
    best = int(np.argmax(strength[inner])) + inner.start
    return best / height if strength[best] > STEP else None


def _steps(lab: Sheet, free: Mask, reach: int) -> Sheet:
    """For each row, by how much the colour just below it differs from the one just above."""
    weight = np.pad(np.cumsum(free.sum(axis=1)), (1, 0)).astype(np.float32)
    total = np.pad(np.cumsum((lab * free[..., None]).sum(axis=1), axis=0), ((1, 0), (0, 0)))
    row = np.arange(len(free))
    above, below = np.maximum(row - reach, 0), np.minimum(row + reach, len(free))
    over, under = weight[row] - weight[above], weight[below] - weight[row]
    enough = np.minimum(over, under) > 0.12 * reach * free.shape[1]
    difference = (total[below] - total[row]) / np.maximum(under, 1)[:, None] - (
        total[row] - total[above]
    ) / np.maximum(over, 1)[:, None]
    return np.asarray(difference * enough[:, None], np.float32)


def _side(light: Sheet, kept: Mask) -> float:
    """Where it is brighter, of the subject and of what is behind, as far as the two agree."""
    slopes = [_slope(light, part) for part in (kept, ~kept) if part.mean() > 0.04]
    if not slopes or min(slopes) * max(slopes) < 0:
        return 0.0
    slope = float(np.mean(slopes))
    return float(np.clip(slope / 0.6, -1, 1)) if abs(slope) > EVEN else 0.0


def _slope(light: Sheet, part: Mask) -> float:
    """From the left end of a part to its right end, in spreads of its brightness."""
    _, x = np.nonzero(part)
    values = light[part]
    spread = max(float(values.std()), 6.0)
    away = x - x.mean()
    turn = float((away * values).sum() / max(float((away**2).sum()), 1.0))
    return turn * 2 * float(away.std()) / spread


def _tint(small: Pixels) -> tuple[float, float, float]:
    """The colour of the light, between grey world and brightest patch (shades of grey, p = 5)."""
    linear = (small.reshape(-1, 3).astype(np.float32) + 1) / 256
    shade = (linear**5).mean(axis=0) ** 0.2
    gain = np.clip((shade / shade.mean()) ** 0.3, 0.94, 1.07)
    gain = gain / float(gain @ np.array([0.299, 0.587, 0.114]))
    return float(gain[0]), float(gain[1]), float(gain[2])


def _toned(lab: Sheet) -> tuple[float, float] | None:
    chroma = lab[..., 1:].reshape(-1, 2) - 128
    middle = np.median(chroma, axis=0)
    far = np.percentile(np.linalg.norm(chroma - middle, axis=1), 95)
    return (float(middle[0]), float(middle[1])) if far < GREY else None
