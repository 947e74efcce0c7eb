"""Hashes of a picture's parts, by which a cut of it is known once its bytes are gone.

Windows of a third of each side, half over one another: whatever shows a quarter of the picture
(half of each side) shows at least one of them whole. A cut that was put back to its place is
compared window by window. Measured on 25 pictures: of the windows with a quality of 20 or more 92 %
of 572 stay within 31 bits after 90 % size and JPEG 70 (and one agreeing is enough), while 170,000
pairs of windows of different pictures were 94 bits and more apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.matching import pdq
from seemly.matching.pdq import PdqHash

ALONG = 5  # windows along each side
FRAME = 256  # pixels of the longer side, when windows are cut: a coordinate fits into a byte
_LEAST = pdq.SMALLEST * (ALONG + 1) // 2 + ALONG  # pixels of its shorter side
GOOD_QUALITY = 20  # below it a window is too plain to tell (a sky)
_BYTES = 33  # of each: its quality, its hash

Window = tuple[slice, slice]


def of(pixels: NDArray[np.uint8]) -> bytes:
    """What is kept of a picture (height x width x 3, RGB): 825 bytes."""
    size = frame(*pixels.shape[:2])
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    kept = b""
    for window in _windows(*size):
        hash_, quality = pdq.hash_pixels(np.ascontiguousarray(small[window]))
        kept += bytes((quality,)) + hash_.to_bytes()
    return kept


def frame(height: int, width: int) -> tuple[int, int]:
    """Width and height of a picture of that size, when windows are cut."""
    scale = min(1.0, FRAME / max(height, width))
    return max(_LEAST, round(width * scale)), max(_LEAST, round(height * scale))


def distances(
    shown: NDArray[np.uint8], left: int, top: int, size: tuple[int, int], kept: bytes
) -> Iterator[int]:
    """PDQ bits of every window that is shown whole and not too plain in either picture.

    `shown`: a part of the frame of `size` (width, height), and where in it that part begins.
    """
    bottom, right = top + shown.shape[0], left + shown.shape[1]
    for at, (rows, columns) in enumerate(_windows(*size)):
        quality, *_ = one = kept[at * _BYTES : (at + 1) * _BYTES]
        inside = top <= rows.start and rows.stop <= bottom
        inside &= left <= columns.start and columns.stop <= right
        if quality < GOOD_QUALITY or not inside:
            continue
        here = shown[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        hash_, seen = pdq.hash_pixels(np.ascontiguousarray(here))
        if seen >= GOOD_QUALITY:
            yield pdq.distance(hash_, PdqHash.from_bytes(one[1:]))


def _windows(width: int, height: int) -> Iterator[Window]:
    for row, column in product(range(ALONG), repeat=2):
        yield _third(row, height), _third(column, width)


def _third(at: int, side: int) -> slice:
    return slice(round(at * side / (ALONG + 1)), round((at + 2) * side / (ALONG + 1)))
