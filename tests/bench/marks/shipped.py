"""Two photographs that scikit-image ships, typed."""

from __future__ import annotations

import numpy as np
from skimage import data

from seemly.provenance.publication import Pixels


def chelsea() -> Pixels:
    """A cat: 300 x 451."""
    return np.asarray(data.chelsea(), np.uint8)  # type: ignore[no-untyped-call]


def coffee() -> Pixels:
    """A cup: 400 x 600."""
    return np.asarray(data.coffee(), np.uint8)  # type: ignore[no-untyped-call]
