"""Freed memory stays with the process: the next picture needs it again.

A picture of a megapixel is worked on in dozens of arrays of 1 to 12 MB. The C library gives each
back to the kernel as soon as it is freed, and taking it again costs a fault for every page: 4 to
6 % of all CPU time of an answer, measured with `seemly bench guard`.
"""

from __future__ import annotations

import ctypes

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h
KEPT = 128 * 2**20  # bytes at the end of the heap that are not given back
LARGE = 32 * 2**20  # bytes; what is larger is always given back, as is the C library's own limit


def keep_freed() -> None:
    """Once, at the start; nothing happens where the C library knows no such thing."""
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(_MAP, LARGE)
        tune(_TRIM, KEPT)
