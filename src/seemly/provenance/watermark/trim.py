"""Takes plain borders off: the bars of a screenshot, the frame of a letterbox."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EVEN = 3  # grey levels within which a line counts as plain
_LEAST = 48  # pixels of a side that must be left


def trimmed(grey: NDArray[np.uint8]) -> tuple[slice, slice]:
    """Rows and columns without the plain lines around them."""
    rows = _inside(grey)
    return rows, _inside(grey[rows].T)


def _inside(lines: NDArray[np.uint8]) -> slice:
    if (np.ptp(lines[[0, -1]], axis=1) > _EVEN).all():  # as in most pictures: no need to look on
        return slice(0, len(lines))
    busy = np.flatnonzero(lines.max(1) - lines.min(1) > _EVEN)
    if len(busy) == 0 or busy[-1] - busy[0] < _LEAST:
        return slice(0, len(lines))
    return slice(int(busy[0]), int(busy[-1]) + 1)
