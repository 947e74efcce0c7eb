"""Runs of two to five letters, hashed: what a text is written like, in any language.

The cheapest voice of the three (about 0.1 cpu ms), and the only one that knows the languages the
embeddings hardly saw: Maltese, Irish, Georgian, romanised Hindi.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from seemly.guard.text.normalise import fold

#: Two to the sixteenth: 1 MB of weights in 8 bit.
BUCKETS = 1 << 16
_LEAST, _MOST = 2, 5
_LONGEST = 600


def buckets(text: str) -> NDArray[np.int64]:
    """Which of 65,536 buckets a text's runs of letters fall into, each once, in order."""
    padded = f" {' '.join(fold(text[:_LONGEST]).split())} "
    found = {
        zlib.crc32(padded[start : start + size].encode()) % BUCKETS
        for size in range(_LEAST, _MOST + 1)
        for start in range(len(padded) - size + 1)
    }
    return np.array(sorted(found), np.int64)
