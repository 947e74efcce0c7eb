"""Takes plain borders off: the bars of a screenshot, the frame of a letterbox."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EVEN = 3  # grey levels within which a line counts as plain
_LEAST = 48  # pixels of a side that must be left


def trimmed(grey: NDArray[np.uint8]) -> tuple[slice, slice]:
    """Rows and columns without the plain lines around them."""
    rows = _inside(grey.max(1).astype(np.int16) - grey.min(1))
    inner = grey[rows]
    return rows, _inside(inner.max(0).astype(np.int16) - inner.min(0))


def _inside(spread: NDArray[np.int16]) -> slice:
    busy = np.flatnonzero(spread > _EVEN)
    if len(busy) == 0 or busy[-1] - busy[0] < _LEAST:
        return slice(0, len(spread))
    return slice(int(busy[0]), int(busy[-1]) + 1)
