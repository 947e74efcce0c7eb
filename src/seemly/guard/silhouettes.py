"""The shape of the people in a picture, by MediaPipe's selfie segmentation (Apache-2.0).

Very good on one or two people close by; it loses dresses in groups, and takes animals and objects
that fill the frame for people (a cat: 91 % of the picture, coins: 78 %). Its answer has 256 px a
side, so whoever is small in the picture is looked at again from near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
FINE = 768  # px of a look's longer side at which its edges are drawn; 1500 gains nothing
COARSE = 384  # the same from afar, where looks from near draw the edges
LIKE_BEHIND = 18.0  # levels: nearer than this to the background's colour, and …
UNLIKE = 3.0  # … so many times nearer to it than to the person's, …
BEYOND = 30.0  # … and by so many levels: background, and no part of the rim
AROUND = 8  # px of the net's answer within which those two colours are averaged
MARGIN = 0.25  # of a place's sides: what is seen around it in a look from near
NEAR = 0.9  # of the picture's area; a larger look from near shows nothing new
MOST = 6  # looks from near; a larger group is locked by its boxes
ERROR = 1.5  # px of the net's answer: how far its edge is off on the astronaut
APART = 3  # px of the net's answer: two looks that differ by less differ about the rim only


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
        windows = tuple(_windows(places, (height, width)))
        mask = self._look(pixels, COARSE if windows else FINE)
        for window in windows:
            near = self._look(np.ascontiguousarray(pixels[window]), FINE)
            mask[window] = _joined(mask[window], near, max(height, width) / SIDE)
        return mask

    def _look(self, pixels: Pixels, longest: int) -> Mask:
        """One look at a window, drawn at `longest` px of its longer side."""
        height, width = pixels.shape[:2]
        seen = _shrunk(pixels, _fitted(width, height, longest))
        mask = _drawn(seen, self.read(seen))
        full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(full, np.uint8)


def _joined(far: Mask, near: Mask, pixel: float) -> Mask:
    """The near look's people, and whatever of the far look lies apart from them.

    A dress that the near look lost is more than a rim, so it stays, with its own rim. `pixel` is
    what one pixel of the far look's answer measures in the picture.
    """
    side = 2 * max(1, round(APART * pixel)) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))  # squares grow fast at any size
    apart = cv2.bitwise_and(far, cv2.bitwise_not(cv2.dilate(near, rim)))
    lost = cv2.bitwise_and(far, cv2.dilate(apart, rim))
    return np.asarray(cv2.bitwise_or(near, lost), np.uint8)


def _drawn(seen: Pixels, answer: Floats) -> Mask:
    """The net's answer at the size of what it saw, its edges drawn to the picture's.

    A fast guided filter (He and Sun 2015) learns at low resolution how the answer follows the
    picture's grey, and is applied at high. A pixel counts where the answer or the filter says so,
    for a hand lost is worse than a rim of background kept; the net's own error is added, and of
    that rim goes what is surely background.
    """
    height, width = seen.shape[:2]
    size, low = (width, height), _fitted(width, height, GUIDED_AT)
    guide = np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY) / np.float32(255), np.float32)
    slope, offset = _guided(_sized(guide, low), _sized(answer, low))
    fine = _sized(slope, size) * guide + _sized(offset, size)
    person = ((_sized(answer, size) > MOSTLY) | (fine > PERHAPS)).astype(np.uint8)
    return np.asarray(255 * _trimmed(seen, person, max(size) / SIDE), np.uint8)


def _trimmed(seen: Pixels, person: Mask, pixel: float) -> Mask:
    """The person (1) grown by the net's error, without what has the background's colour.

    Only pixels within the error of the edge may go, only where the colour beyond them is theirs
    and the person's is not, and only together with their neighbours.
    """
    disc, spot = _disc(ERROR * pixel), _disc(1)
    grown = np.asarray(cv2.dilate(person, disc), np.uint8)
    inner = np.asarray(cv2.erode(person, disc), np.uint8)
    ys, xs = np.nonzero(grown > inner)
    if not ys.size:
        return np.asarray(grown, np.uint8)
    size = _fitted(person.shape[1], person.shape[0], SIDE)
    rows, columns = ys * size[1] // person.shape[0], xs * size[0] // person.shape[1]
    shown = seen[ys, xs].astype(np.float32)
    free = 1 - grown
    behind = _most(np.abs(shown - _mean(seen, free, size)[rows, columns]))
    before = _most(np.abs(shown - _mean(seen, inner, size)[rows, columns]))
    free[ys, xs] = (behind < LIKE_BEHIND) & (before > UNLIKE * behind + BEYOND)
    free[grown == 0] = 1
    gone = cv2.erode(cv2.morphologyEx(free, cv2.MORPH_OPEN, spot), spot)
    return np.asarray(np.where(gone, 0, grown), np.uint8)


def _mean(seen: Pixels, where: Mask, size: tuple[int, int]) -> Floats:
    """Mean colour around each pixel of that size, over what is 1; far from all of it, none."""
    share = cv2.resize(where * 255, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    colour = cv2.resize(cv2.copyTo(seen, where), size, interpolation=cv2.INTER_AREA)
    window = (2 * AROUND + 1, 2 * AROUND + 1)
    total = cv2.blur(share, window)[..., None]
    mean = cv2.blur(colour.astype(np.float32), window) / np.maximum(total, 1e-3)
    return np.asarray(np.where(total < 0.02, np.nan, mean), np.float32)


def _most(values: Floats) -> Floats:
    """The largest of each row's three, not a number where one is none; numpy's max takes longer."""
    return np.maximum(np.maximum(values[:, 0], values[:, 1]), values[:, 2])


def _disc(reach: float) -> Mask:
    side = 2 * max(1, round(reach)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _guided(guide: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Slope and offset of the values over the guide around every pixel."""
    window = (2 * RADIUS + 1, 2 * RADIUS + 1)
    mean_guide, mean_values = cv2.blur(guide, window), cv2.blur(values, window)
    spread = cv2.blur(guide * guide, window) - mean_guide * mean_guide
    slope = (cv2.blur(guide * values, window) - mean_guide * mean_values) / (spread + SOFT)
    offset = mean_values - slope * mean_guide
    blurred = cv2.blur(np.stack([slope, offset], axis=-1), window)
    return np.asarray(blurred[..., 0], np.float32), np.asarray(blurred[..., 1], np.float32)


def _shrunk(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """At a smaller size (width, height). Averaging is four times as slow, and not seen below 2."""
    if size == (pixels.shape[1], pixels.shape[0]):
        return pixels
    how = cv2.INTER_AREA if pixels.shape[1] >= 2 * size[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


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
