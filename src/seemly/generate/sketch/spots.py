"""Places in a picture that a wish can name, and free room around them."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np

from seemly.provenance.publication import Pixels

#: Shares of width and height: (0, 0) top left, (0.5, 0.5) the middle.
Place: TypeAlias = tuple[float, float]
#: Left, top, right, bottom in pixels.
Box: TypeAlias = tuple[int, int, int, int]

SIDE = 400  # long side at which room is looked for


def free_spot(
    free: Pixels, size: tuple[float, float], place: Place, far: float = 0.34
) -> Box | None:
    """The box of `size` (width, height in pixels) nearest to `place` whose pixels are all 255.

    None when there is none within `far`, as a share of the picture's diagonal.
    """
    height, width = free.shape
    scale = min(1.0, SIDE / max(height, width))
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    # Shrinking keeps the strictest: a cell is free when all its pixels are.
    shut = cv2.resize(
        (free < 255).astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA
    )
    wide, high = int(np.ceil(size[0] * scale)), int(np.ceil(size[1] * scale))
    if wide > columns or high > rows:
        return None
    blocked = cv2.integral((shut > 0).astype(np.uint8))
    held = (
        blocked[high:, wide:] - blocked[:-high, wide:] - blocked[high:, :-wide]
        + blocked[:-high, :-wide]
    )  # fmt: skip
    tops, lefts = np.nonzero(held == 0)
    if not len(tops):
        return None
    ideal_left = np.clip(place[0] * columns - wide / 2, 0, columns - wide)
    ideal_top = np.clip(place[1] * rows - high / 2, 0, rows - high)
    distance = np.hypot(lefts - ideal_left, tops - ideal_top)
    best = int(np.argmin(distance))
    if distance[best] > far * float(np.hypot(rows, columns)):
        return None
    left, top = float(lefts[best]) / scale, float(tops[best]) / scale
    spot_left = min(round(left), width - round(size[0]))
    spot_top = min(round(top), height - round(size[1]))
    return (max(0, spot_left), max(0, spot_top),
            min(width, max(0, spot_left) + round(size[0])),
            min(height, max(0, spot_top) + round(size[1])))  # fmt: skip
