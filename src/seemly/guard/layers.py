"""A second picture between the pixels of the first.

Every other pixel can show something else so that their mean is harmless: whoever scales the
picture down by dropping pixels, or looks at it closely, sees the other one, and models that look at
a smoothed copy see neither. In photographs and drawings neighbours agree.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from seemly.guard.planes import most
from seemly.provenance.publication import Pixels

STEPS = (2, 3, 4)  # px; every second, third or fourth pixel may be the other picture
WINDOW = 9  # of those pixels, over which their mean is taken
APART = 28  # levels between that mean and the mean of all pixels there
#: Of the picture, more than in its source: 3 of 400 photographs hold more by themselves, and a
#: band of the width of an arm around somebody 60 px high is 0.023 of 480 x 640 px.
SHARE = 0.02


def hidden(pixels: Pixels) -> float:
    """The share of a picture (height x width x 3, uint8) that shows two pictures at once, 0..1."""
    if not _rough(pixels):
        return 0.0
    return max(_apart(pixels, step) for step in STEPS)


def _rough(pixels: Pixels) -> bool:
    """The cheap look: whether enough pixels differ at all from those around them."""
    apart = most(cv2.absdiff(pixels, cv2.blur(pixels, (3, 3))))
    return bool((apart > APART // 2).mean() > SHARE)


def _apart(pixels: Pixels, step: int) -> float:
    high, wide = (side // step * step for side in pixels.shape[:2])
    if min(high, wide) < step * WINDOW:
        return 0.0
    size = (wide // step, high // step)
    whole = pixels[:high, :wide]
    mean = cv2.blur(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), (WINDOW, WINDOW))
    apart = np.zeros((*size[::-1], 3), np.uint8)
    for phase in _phases(whole, step):
        apart = cv2.max(apart, cv2.absdiff(cv2.blur(phase, (WINDOW, WINDOW)), mean))
    return float((most(apart) > APART).mean())


def _phases(pixels: Pixels, step: int) -> Iterator[Pixels]:
    """Every `step`-th pixel of rows and columns, from each place to begin.

    As numbers of four bytes they are gathered in a fifth of the time of three values each.
    """
    whole = cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA).view(np.uint32)[..., 0]
    for row, column in np.ndindex(step, step):
        phase = np.ascontiguousarray(whole[row::step, column::step])[..., None].view(np.uint8)
        yield np.asarray(cv2.cvtColor(phase, cv2.COLOR_RGBA2RGB), np.uint8)
