"""Where a seen picture lies in the one that was marked, so that the same window can be cut.

A read id may have been copied onto another picture. So it is believed only after the pictures
agree where they overlap. The tile repeats every 128 canonical pixels, a quarter of a square
picture's side: of the few windows that are possible the caller believes the one that agrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas
from seemly.provenance.watermark.bins import TILE
from seemly.provenance.watermark.pose import Lay
from seemly.provenance.watermark.search import Candidate

_SIDE = 256  # pixels of the longer side in which pictures are compared
_LEAST = 0.12  # of the marked picture, that must be seen
_WHOLE = 0.97  # of the marked picture: nearly all of it
_NARROWEST = 16  # pixels of a window that is compared

Matrix = NDArray[np.float64]  # 3 x 3, edges at whole numbers


@dataclass(frozen=True)
class Placing:
    """`matrix`: two rows that take x, y, 1 of the seen picture to canonical x, y of the marked
    one, but for multiples of 128. Pixel (0, 0) has its centre at (0.5, 0.5).
    """

    matrix: tuple[tuple[float, float, float], tuple[float, float, float]]

    @property
    def flipped(self) -> bool:
        """Whether it is a mirror image."""
        (a, b, _), (c, d, _) = self.matrix
        return a * d - b * c < 0

    @property
    def turned(self) -> float:
        """Degrees by which to turn the seen picture, once unflipped, to set it upright."""
        (a, _, _), (c, _, _) = self.matrix
        return math.degrees(math.atan2(-c, -a) if self.flipped else math.atan2(c, a))

    def ways(self, seen: tuple[int, int], marked: tuple[int, int]) -> list[Matrix]:
        """Every possible way from the pixels of the seen to those of the marked picture.

        Both sizes as height, width. Only those where enough of the marked picture is seen.
        """
        rows, columns = canvas.canonical(*marked)
        to_pixels = np.diag((marked[1] / columns, marked[0] / rows, 1.0))
        here = np.vstack([self.matrix, (0, 0, 1)])
        height, width = seen
        corners = here @ np.array([(0, width, width, 0), (0, 0, height, height), (1, 1, 1, 1)])
        low, high = corners[:2].min(1), corners[:2].max(1)
        found = []
        for across in range(math.floor(-high[0] / TILE), math.ceil((columns - low[0]) / TILE)):
            for down in range(math.floor(-high[1] / TILE), math.ceil((rows - low[1]) / TILE)):
                moved = np.array((across, down)) * TILE
                share = np.minimum(high + moved, (columns, rows)) - np.maximum(low + moved, 0)
                if share.min() > 0 and share.prod() >= _LEAST * rows * columns:
                    shift = np.array(((1, 0, moved[0]), (0, 1, moved[1]), (0, 0, 1)))
                    found.append(to_pixels @ shift @ here)
        return found


def placed(
    corner: tuple[int, int],
    size: tuple[int, int],
    candidate: Candidate,
    lay: Lay,
    shift: tuple[float, float],
) -> Placing:
    """From what the reader found. `corner`: x, y of the part that was read; `size`: its height
    and width."""
    height, width = size
    rows, columns = canvas.canonical(height, width)
    middle_x, middle_y = columns / 2, rows / 2
    cosine, sine = math.cos(candidate.angle), math.sin(candidate.angle)
    cut = np.array(((1, 0, -corner[0]), (0, 1, -corner[1]), (0, 0, 1)))
    scaled = np.diag((columns / width, rows / height, 1.0))
    centred = np.array(((1, 0, -middle_x), (0, 1, -middle_y), (0, 0, 1)))
    upright = np.array(((cosine, sine, middle_x), (-sine, cosine, middle_y), (0, 0, 1)))
    tiles = np.diag((1 / candidate.across, 1 / candidate.down, 1.0))
    laid = np.array(((*lay[0], shift[0] + 0.5), (*lay[1], shift[1] + 0.5), (0, 0, 1)))
    whole = laid @ tiles @ upright @ centred @ scaled @ cut
    first, second = ((float(a), float(b), float(c)) for a, b, c in whole[:2])
    return Placing((first, second))


def overlaps(seen: Pixels, marked: Pixels, placing: Placing) -> Iterator[tuple[Pixels, Pixels]]:
    """Both pictures where they overlap, upright and of one size: a pair for each possible way.

    A rectangle that both fill: what only one of them shows would look alike in both.
    """
    height, width = marked.shape[:2]
    size, to_small = _comparable(height, width)
    ours = np.asarray(cv2.resize(marked, size, interpolation=cv2.INTER_AREA), np.uint8)
    for way in placing.ways(seen.shape[:2], (height, width)):
        there, covered = _warped(seen, to_small @ way, size)
        window = _filled(covered)
        if window is not None:
            yield np.ascontiguousarray(there[window]), np.ascontiguousarray(ours[window])


def frames(seen: Pixels, marked: tuple[int, int], placing: Placing) -> Iterator[Pixels]:
    """The seen picture cut to the whole marked one (height, width), for each way in which it
    shows nearly all of it."""
    size, to_small = _comparable(*marked)
    for way in placing.ways(seen.shape[:2], marked):
        there, covered = _warped(seen, to_small @ way, size)
        if covered.mean() >= _WHOLE * 255:
            yield there


def _comparable(height: int, width: int) -> tuple[tuple[int, int], Matrix]:
    """The width and height in which pictures are compared, and the way there."""
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return size, np.diag((size[0] / width, size[1] / height, 1.0))


def _filled(covered: NDArray[np.uint8]) -> tuple[slice, slice] | None:
    """The largest window around the middle of what is covered that is covered everywhere."""
    left, top, across, down = cv2.boundingRect(covered)
    for cut in range(48):  # hundredths of each side, at either end
        x, y = math.ceil(across * cut / 100), math.ceil(down * cut / 100)
        window = (slice(top + y, top + down - y), slice(left + x, left + across - x))
        if min(down - 2 * y, across - 2 * x) < _NARROWEST:
            return None
        if covered[window].all():
            return window
    return None


def _warped(
    pixels: Pixels, matrix: Matrix, size: tuple[int, int]
) -> tuple[Pixels, NDArray[np.uint8]]:
    """The picture seen through a matrix, and 255 where it is. Made small first, by area."""
    shrink = min(1.0, 1.5 * math.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    height, width = pixels.shape[:2]
    small = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    fewer = cv2.resize(pixels, small, interpolation=cv2.INTER_AREA)
    matrix = matrix @ np.diag((width / small[0], height / small[1], 1.0))
    half = np.array(((1, 0, 0.5), (0, 1, 0.5), (0, 0, 1)))  # OpenCV counts from pixel centres
    centres = (np.linalg.inv(half) @ matrix @ half)[:2]
    whole = np.full(fewer.shape[:2], 255, np.uint8)
    there = cv2.warpAffine(fewer, centres, size, flags=cv2.INTER_LINEAR)
    covered = cv2.warpAffine(whole, centres, size, flags=cv2.INTER_NEAREST)
    return np.asarray(there, np.uint8), np.asarray(covered, np.uint8)
