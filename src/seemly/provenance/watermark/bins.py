"""Where in the spectrum of a tile the mark lives.

The mark is a tile of 128 x 128 canonical pixels, repeated over the picture. A repeated tile has
power only on a lattice of frequencies, whole cycles a tile, and so it can be found at any scale
without the key. Used are those from 7 to 32 cycles: fewer would show as blotches, more would not
survive a picture halved. The neighbourhood of both axes stays empty, since edges of pictures and
of JPEG blocks live there.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

TILE: Final = 128  # canonical pixels a side
LOWEST, HIGHEST = 7.0, 32.0  # cycles a tile
REACH: Final = int(HIGHEST)
_AXIS = 2  # bins nearer than this to an axis stay empty


def _annulus() -> NDArray[np.int32]:
    """Half a plane of bins (u >= 0; the rest mirrors it) by radius: n x 2 of u, v."""
    u, v = np.meshgrid(np.arange(REACH + 1), np.arange(-REACH, REACH + 1), indexing="ij")
    radius = np.hypot(u, v)
    used = (u >= _AXIS) & (np.abs(v) >= _AXIS) & (radius >= LOWEST) & (radius <= HIGHEST)
    bins = np.stack([u[used], v[used]], axis=1)
    return bins[np.argsort(radius[used], kind="stable")].astype(np.int32)


BINS: Final = _annulus()  # sorted by radius
RADIUS: Final = np.hypot(BINS[:, 0], BINS[:, 1])
COUNT: Final = len(BINS)
