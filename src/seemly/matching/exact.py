"""The first steps of PDQ with the reference implementation's own rounding.

In single precision and in its order of additions, for where a picture is flat or symmetric
rounding alone decides a bit: https://github.com/facebook/ThreatExchange/tree/main/pdq
(hashing/pdqhashing.cpp and downscaling/downscaling.cpp).
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp] | slice  # of rows or columns

SIDE = 64  # of the picture that is transformed
WAVES = 16
_STRIPE = 64  # rows
_ALL = slice(None)


def downsampled(pixels: NDArray[np.uint8]) -> Floats:
    """The 64 x 64 luma, 0 to 255, of which the hash is made. `pixels`: height x width x 3."""
    height, width = pixels.shape[:2]
    luma = _luma(pixels)
    if (height, width) == (SIDE, SIDE):
        return luma
    blurred = _blur(luma, _ALL, _ALL)
    return _blur(blurred, centres(height), centres(width))  # what nobody looks at is left out


def waves(small: Floats) -> Floats:
    """The 16 x 16 lowest waves; row and column 0 of the transform, the constant, are left out."""
    down = _sum_of_products(COSINES, small)
    return _sum_of_products(down, COSINES.T.copy())


def window(length: int) -> tuple[int, int]:
    """Rows of the box behind its centre, and ahead of it: 1/128 of the picture's height."""
    whole = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = whole // 2
    return whole - 1 - ahead, ahead


def centres(length: int) -> NDArray[np.intp]:
    """The rows that are looked at."""
    return ((np.arange(SIDE) + 0.5) * length / SIDE).astype(np.intp)


def _luma(pixels: NDArray[np.uint8]) -> Floats:
    """0.299 red + 0.587 green + 0.114 blue, as the reference: summed in double precision, rounded.

    In thousandths the sum is a whole number below 2**24, so single precision adds it without
    rounding, and one division rounds it as the double would be: a test tries all 2**24 colours.
    """
    luma = np.empty(pixels.shape[:2], np.float32)
    for top in range(0, len(pixels), _STRIPE):  # what a stripe needs stays in the cache
        stripe = pixels[top : top + _STRIPE].astype(np.float32)
        cv2.transform(stripe, _THOUSANDTHS, dst=luma[top : top + _STRIPE])
    luma /= np.float32(1000)
    return luma


def _blur(luma: Floats, rows: Places, columns: Places) -> Floats:
    """One pass of the box along both axes, at these rows and columns only."""
    along = _box(_turned(luma), columns)  # a box runs down its picture
    return _box(_turned(along), rows)


def _turned(picture: Floats) -> Floats:
    return np.asarray(cv2.transpose(picture), np.float32)


def _box(picture: Floats, wanted: Places) -> Floats:
    """The mean of the rows around each wanted row, over 1/128 of the picture's height."""
    count = len(picture)
    behind, ahead = window(count)
    row = np.arange(count)
    covered = np.minimum(row + ahead, count - 1) - np.maximum(row - behind, 0) + 1
    means = _running_sums(picture, ahead, behind)[wanted]
    means /= covered[wanted].astype(np.float32)[:, None]
    return means


def _running_sums(picture: Floats, ahead: int, behind: int) -> Floats:
    """The sum of each row, of those `ahead` after it and of those `behind` before it.

    Rows are added and subtracted in the reference's order, or its rounding would differ. The
    window enters at the top, slides, and leaves at the bottom.
    """
    whole, sums = behind + 1 + ahead, np.empty_like(picture)
    rows, its_sum = list(picture), list(sums)
    total = np.zeros(picture.shape[1], np.float32)
    for new in rows[:ahead]:
        np.add(total, new, total)
    for new, out in zip(rows[ahead:whole], its_sum, strict=False):
        total = np.add(total, new, out)
    for new, old, out in zip(rows[whole:], rows, its_sum[behind + 1 :], strict=False):
        total = np.add(total, new, out)
        np.subtract(total, old, total)
    for old, out in zip(rows[-whole:], its_sum[len(rows) - ahead :], strict=False):
        total = np.subtract(total, old, out)
    return sums


def _sum_of_products(left: Floats, right: Floats) -> Floats:
    """The matrix product, summed from first to last in single precision."""
    total = np.zeros((left.shape[0], right.shape[1]), np.float32)
    for k in range(left.shape[1]):
        total += left[:, k, None] * right[None, k]
    return total


def _cosines() -> Floats:
    wave = np.arange(1, WAVES + 1)[:, None]
    place = 2 * np.arange(SIDE)[None, :] + 1
    scale = float(np.float32(np.sqrt(2 / SIDE)))
    matrix: Floats = (scale * np.cos(np.pi / 2 / SIDE * wave * place)).astype(np.float32)
    return matrix


COSINES = _cosines()
_THOUSANDTHS = np.array([[299, 587, 114]], np.float32)  # of red, green and blue
