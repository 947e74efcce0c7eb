"""Whether something in a copy was changed: two aligned pictures, compared place by place.

Saving anew, scaling, filters and colour move all places a little. A thing added, removed or painted
over moves one place much. So the colours are fitted first, over what fits best, and the place that
fits worst decides.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

PLACES = 12  # on the longer side
BLUR = 0.012  # of the longer side: noise, blocks and a small shift are no change
KEPT = 0.7  # of the pixels, that the colours are fitted on at last
MOVED = 24.0  # levels of 255 by which a place must differ
STANDS_OUT = 5.0  # times the median of all places


def is_altered(pairs: Iterable[tuple[Pixels, Pixels]]) -> bool:
    """Whether the pair that agrees best still differs somewhere. Pairs of one size, RGB."""
    places = [_differences(seen, ours) for seen, ours in pairs]
    if not places:
        return False
    best = min(places, key=lambda place: float(np.median(place)))
    return bool(best.max() > max(MOVED, STANDS_OUT * float(np.median(best))))


def _differences(seen: Pixels, ours: Pixels) -> NDArray[np.float32]:
    """By how many levels each place differs, once the colours are fitted."""
    longest = max(seen.shape[:2])
    there, here = (_smooth(pixels, BLUR * longest) for pixels in (seen, ours))
    difference = np.abs(_fitted(here, there) - there).mean(axis=2)
    height, width = difference.shape
    size = (max(1, round(PLACES * width / longest)), max(1, round(PLACES * height / longest)))
    return np.asarray(cv2.resize(difference, size, interpolation=cv2.INTER_AREA), np.float32)


def _smooth(pixels: Pixels, sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), sigma), np.float32)


def _fitted(ours: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Our colours as the seen picture shows them: brighter, greyer, warmer."""
    colours = np.concatenate([ours.reshape(-1, 3), np.ones((ours[..., 0].size, 1), np.float32)], 1)
    target = seen.reshape(-1, 3)
    chosen = np.arange(len(colours))
    for _ in range(3):
        way = np.linalg.lstsq(colours[chosen], target[chosen], rcond=None)[0]
        error = np.abs(colours @ way - target).mean(axis=1)
        chosen = np.flatnonzero(error <= np.quantile(error, KEPT))
    return np.asarray((colours @ way).reshape(seen.shape).clip(0, 255), np.float32)
