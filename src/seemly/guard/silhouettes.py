"""The shape of the people in a picture, by MediaPipe's selfie segmentation (Apache-2.0).

Very good on one or two people close by; it loses dresses in groups, and takes animals and objects
that fill the frame for people (a cat: 91 % of the picture, coins: 78 %). Its answer has 256 px a
side, so whoever is small in the picture is looked at again from near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.litert import Net
from seemly.provenance.publication import Pixels

Box = tuple[int, int, int, int]
Mask = NDArray[np.uint8]
Floats = NDArray[np.float32]

SIDE = 256  # px, the net's input and output
MOSTLY = 0.5  # a pixel's probability from which on it counts as person
PERHAPS = 0.3  # the same for the lock, where too much is better than too little
GUIDED_AT = 256  # px of the longer side at which the guided filter learns how edges run
RADIUS = 4  # px of that filter, about as many pixels of the net's answer
SOFT = 1e-3  # its regularisation; edges fainter than 3 % of the range do not pull
FINEST = 768  # px of a look's longer side at which its edges are drawn; 1500 gains nothing
MARGIN = 0.25  # of a place's sides: what is seen around it in a look from near
NEAR = 0.9  # of the picture's area; a larger look from near shows nothing new
MOST = 6  # looks from near; a larger group is locked by its boxes
ERROR = 1.5  # px of the net's answer: how far its edge is off on the astronaut
APART = 3  # px of the net's answer: two looks that differ by less differ about the rim only


@dataclass(frozen=True, eq=False)
class _Look:
    """What one window of the picture shows."""

    window: tuple[slice, slice]  # rows, columns
    person: Mask  # of the window's size, 255 on people
    pixel: float  # px of the picture for one pixel of the net's answer


class Silhouettes:
    """The segmentation net. Thread-safe."""

    def __init__(self, weights: Path) -> None:
        self._net = Net(weights)

    def read(self, pixels: Pixels) -> Floats:
        """256 x 256 probabilities, 0..1, over the picture stretched to a square.

        Raises CheckFailed.
        """
        square = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        (answer,) = self._net.run(np.asarray(square / 255, np.float32))
        return np.clip(answer[..., 0], 0, 1)

    def outline(self, pixels: Pixels, places: Sequence[Box] = ()) -> Mask:
        """Height x width, 255 on people, with edges drawn to the picture's own.

        `places` (left, top, right, bottom in px) are where people were found: each is looked at
        again from near, and there the finer look draws the edge. What only the look from afar
        shows stays, unless it is rim. Raises CheckFailed.
        """
        height, width = pixels.shape[:2]
        far = self._look(pixels, (slice(0, height), slice(0, width)))
        mask = far.person
        for window in _windows(places, (height, width)):
            near = self._look(pixels, window)
            mask[window] = _joined(mask[window], near, far.pixel)
        return mask

    def _look(self, pixels: Pixels, window: tuple[slice, slice]) -> _Look:
        seen = pixels[window]
        person = _drawn(seen, self.read(seen))
        return _Look(window, person, max(seen.shape[:2]) / SIDE)


def _joined(far: Mask, near: _Look, pixel: float) -> Mask:
    """The near look's people, and whatever of the far look lies apart from them.

    A dress that the near look lost is more than a rim, so it stays, with its own rim. `pixel` is
    what one pixel of the far look's answer measures in the picture.
    """
    side = 2 * max(1, round(APART * pixel)) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))  # squares grow fast at any size
    apart = cv2.bitwise_and(far, cv2.bitwise_not(cv2.dilate(near.person, rim)))
    lost = cv2.bitwise_and(far, cv2.dilate(apart, rim))
    return np.asarray(cv2.bitwise_or(near.person, lost), np.uint8)


def _drawn(pixels: Pixels, coarse: Floats) -> Mask:
    """The net's answer at the picture's size, its edges drawn to the picture's.

    A fast guided filter (He and Sun 2015) learns at low resolution how the answer follows the
    picture's grey, and is applied at high. A pixel counts where the answer or the filter says so,
    for a hand lost is worse than a rim of background kept; the net's own error is added.
    """
    height, width = pixels.shape[:2]
    size = _fitted(width, height, FINEST)
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    if size != (width, height):
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    guide = np.asarray(grey / np.float32(255), np.float32)
    low = _fitted(width, height, GUIDED_AT)
    slope, offset = _guided(_sized(guide, low), _sized(coarse, low))
    fine = _sized(slope, size) * guide + _sized(offset, size)
    person = (_sized(coarse, size) > MOSTLY) | (fine > PERHAPS)
    side = 2 * max(1, round(ERROR * max(size) / SIDE)) + 1
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    grown = cv2.dilate(person.astype(np.uint8) * 255, round_)
    return np.asarray(cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def _guided(guide: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Slope and offset of the values over the guide around every pixel."""
    window = (2 * RADIUS + 1, 2 * RADIUS + 1)
    mean_guide, mean_values = cv2.blur(guide, window), cv2.blur(values, window)
    spread = cv2.blur(guide * guide, window) - mean_guide * mean_guide
    slope = (cv2.blur(guide * values, window) - mean_guide * mean_values) / (spread + SOFT)
    offset = mean_values - slope * mean_guide
    blurred = cv2.blur(np.stack([slope, offset], axis=-1), window)
    return np.asarray(blurred[..., 0], np.float32), np.asarray(blurred[..., 1], np.float32)


def _sized(values: Floats, size: tuple[int, int]) -> Floats:
    """At another size (width, height): averaged where it shrinks, else interpolated."""
    shrinks = size[0] < values.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, size, interpolation=how), np.float32)


def _windows(places: Sequence[Box], shape: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    """Rows and columns around each place, the largest first; none for a crowd."""
    if len(places) > MOST:
        return
    height, width = shape
    for left, top, right, bottom in sorted(places, key=_area, reverse=True):
        reach = MARGIN * max(right - left, bottom - top)
        rows = slice(max(0, int(top - reach)), max(0, min(height, int(bottom + reach))))
        columns = slice(max(0, int(left - reach)), max(0, min(width, int(right + reach))))
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        if high > 0 and wide > 0 and high * wide <= NEAR * height * width:
            yield rows, columns


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))
