"""Which window of a picture a crop keeps: everybody locked stays whole, with room around them."""

from __future__ import annotations

import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.sketch.spots import Box
from seemly.provenance.publication import Pixels

CLOSER = 0.8  # of each side, where no shape was asked for
#: Room beyond what is locked, as a share of the longer side: an outline may miss a hand or a foot.
ROOM = 0.04
LEAST_SIDE = 64  # px; less is no picture
WHOLE = 0.97  # of both sides; a window as large as that changes nothing


def around(mask: Pixels, aspect: float | None, subject: Box | None = None) -> Box:
    """The largest window of this aspect (width / height; None: the picture's own, closer), as
    (left, top, right, bottom) in px, about the middle of whoever is locked, else of the `subject`,
    which is whole where it fits.

    `mask`: height x width, 0 where somebody is locked. Raises GeneratorCannot where no such window
    keeps everybody whole, or where it would leave nothing out.
    """
    height, width = mask.shape
    wide, high = _size(width, height, aspect)
    keep = _kept(mask)
    if min(wide, high) < LEAST_SIDE or wide < keep[2] - keep[0] or high < keep[3] - keep[1]:
        raise GeneratorCannot("crop", "somebody would be cut off")
    if wide >= WHOLE * width and high >= WHOLE * height:
        raise GeneratorCannot("crop", "the picture has that shape already")
    if subject is not None and not (mask == 0).any():
        keep = _within(subject, wide, high)
    left = _start((keep[0], keep[2]), wide, width)
    top = _start((keep[1], keep[3]), high, height)
    return left, top, left + wide, top + high


def _within(subject: Box, wide: int, high: int) -> Box:
    """As much of the subject as a window of that size can hold, about its middle; of one that is
    too tall the upper end, where a head is."""
    left, top, right, bottom = subject
    if right - left > wide:
        left, right = (left + right - wide) // 2, (left + right + wide) // 2
    return left, top, right, min(bottom, top + high)


def _size(width: int, height: int, aspect: float | None) -> tuple[int, int]:
    if aspect is None:
        return round(width * CLOSER), round(height * CLOSER)
    return min(width, round(height * aspect)), min(height, round(width / aspect))


def _kept(mask: Pixels) -> Box:
    """What the window must hold; an empty box in the middle where nobody is locked."""
    height, width = mask.shape
    rows, columns = np.flatnonzero((mask == 0).any(axis=1)), np.flatnonzero((mask == 0).any(axis=0))
    if not rows.size:
        return width // 2, height // 2, width // 2, height // 2
    room = round(ROOM * max(width, height))
    return (
        max(0, int(columns[0]) - room),
        max(0, int(rows[0]) - room),
        min(width, int(columns[-1]) + 1 + room),
        min(height, int(rows[-1]) + 1 + room),
    )


def _start(kept: tuple[int, int], size: int, whole: int) -> int:
    """Where a window of `size` begins that holds what is kept, as near to its middle as can be."""
    middle = (kept[0] + kept[1] - size) // 2
    return int(np.clip(middle, max(0, kept[1] - size), min(kept[0], whole - size)))
