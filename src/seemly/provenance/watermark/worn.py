"""What a picture still wears of an older mark, so that a new one can take its place.

Two marks of one key sit on the same frequencies: where they lie alike, half of their signs cancel,
and the reader may tell either of them. So the older one, as it was read, is drawn as it lies in
this picture, measured piece by piece, and taken away with the new one put on.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from seemly.provenance.watermark.bins import TILE
from seemly.provenance.watermark.canvas import Plane
from seemly.provenance.watermark.placing import Placing

_DETAIL: Final = 4.0  # canonical pixels: coarser than the mark
_NEAR: Final = 11  # over which a picture's own loudness is measured
_PIECE: Final = 97  # over which the older mark's strength is measured: a pixel tells nothing
_MOST: Final = 2.0  # times what this picture would be given


def worn(grey: Plane, expected: Plane) -> Plane:
    """`expected`, as strong as it is found in `grey` around each pixel; both canonical."""
    seen, known = _detail(grey), _detail(expected)
    quiet = 1 / (cv2.boxFilter(seen * seen, -1, (_NEAR, _NEAR)) + 1)
    piece = (_PIECE, _PIECE)
    agree = cv2.boxFilter(seen * known * quiet, -1, piece)
    strength = agree / (cv2.boxFilter(known * known * quiet, -1, piece) + np.float32(1e-6))
    return np.asarray(expected * np.clip(strength, 0, _MOST), np.float32)


def laid(tile: Plane, placing: Placing, size: tuple[int, int], canonical: tuple[int, int]) -> Plane:
    """A tile repeated as it lies in a picture of this size (height, width), at canonical size."""
    (height, width), (rows, columns) = size, canonical
    x, y = np.meshgrid(
        (np.arange(columns) + 0.5) * (width / columns), (np.arange(rows) + 0.5) * (height / rows)
    )
    (a, b, c), (d, e, f) = placing.matrix
    across = np.remainder(a * x + b * y + c, TILE) - 0.5
    down = np.remainder(d * x + e * y + f, TILE) - 0.5
    maps = across.astype(np.float32), down.astype(np.float32)
    drawn = cv2.remap(tile, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
    return np.asarray(drawn, np.float32)


def _detail(plane: Plane) -> Plane:
    return np.asarray(plane - cv2.GaussianBlur(plane, (0, 0), _DETAIL), np.float32)
