"""Whether a picture is drawn: flat areas, clean edges, few colours. In doubt it is a photograph.

A photograph has texture nearly everywhere: sensor noise, weave, leaves. Thresholds between what
was measured in docs/guard.md: drawings (PNG and JPEG) have texture in up to 0.05 of what is not
edge; photographs from 0.15 up, or many edges, or many colours. Photographs made dark, blurred,
posterised, median filtered or greyscale are the attack here; each is a test.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.planes import least, most
from seemly.provenance.publication import Pixels

LOOKED_AT = 512  # px
EDGE = 32  # levels within 3 x 3 px
TEXTURE = 6  # levels within 3 x 3 px, away from edges: JPEG at quality 85 stays below on flat areas
MOST_TEXTURE = 0.055  # of what is not edge
LEAST_FLAT = 0.58  # of the picture differs by at most 3 levels from its neighbours
MOST_EDGES = 0.16  # of the picture
LEAST_EDGES = 0.02  # a drawing has outlines; a blurred photograph has none
MOST_COLOURS = 130  # of 4096 that cover 97 % of the picture
FLAT_COLOURS = 90
NEIGHBOURS = np.ones((3, 3), np.uint8)
WINDOW = 64  # px of a square in which a photograph within a drawing is looked for
MOST_WITHIN = 0.72  # texture of what is calm there; drawings saved as JPEG up to 0.67
MOST_ROUGH = 0.97  # the same with the edges; a cartoon 0.94
LEAST_CALM = 0.25  # of the square, or there is too little to say
LEAST_SAME = 0.25  # of the picture is exactly like its neighbours; photographs stay below 0.2


def is_drawn(pixels: Pixels) -> bool:
    """Whether a picture is surely a drawing."""
    small = _nearest(pixels)
    bright = _bright(small)
    if bright < 160:
        # A photograph made dark loses its texture in rounding: bring it back before looking.
        small = np.clip(small.astype(np.float32) * (200 / max(bright, 1)), 0, 255).astype(np.uint8)
    steps = most(cv2.subtract(cv2.dilate(small, NEIGHBOURS), cv2.erode(small, NEIGHBOURS)))
    flat = (steps <= 3).mean()
    if flat < LEAST_FLAT:
        return False
    edges = steps > EDGE
    calm = cv2.dilate(edges.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    return bool(
        LEAST_EDGES <= edges.mean() <= MOST_EDGES
        and calm.any()
        and (steps[calm] > TEXTURE).mean() <= MOST_TEXTURE
        and _colours(small) <= MOST_COLOURS
        and (is_coloured(small) or flat >= 0.9)
        and not _holds_photograph(steps)
    )


def _holds_photograph(steps: NDArray[np.uint8]) -> bool:
    """Whether a square of it is as rough as a photograph: one on a white sheet, under a line of
    text, is flat enough on the whole (9 of 20 people without a face were missed that way)."""
    rough = (steps > TEXTURE).astype(np.float32)
    calm = (cv2.dilate((steps > EDGE).astype(np.uint8), NEIGHBOURS) == 0).astype(np.float32)
    of_all, of_calm, quiet = (
        cv2.boxFilter(one, -1, (WINDOW, WINDOW), borderType=cv2.BORDER_CONSTANT)
        for one in (rough, rough * calm, calm)
    )
    textured = (quiet >= LEAST_CALM) & (of_calm >= MOST_WITHIN * quiet)
    return bool(textured.any() or (of_all >= MOST_ROUGH).any())


def is_flattened(pixels: Pixels) -> bool:
    """Whether a picture that is no drawing has large areas of exactly one colour.

    No camera does that: it is a photograph made flat (posterised headless portraits pass the
    finders) or a drawing too busy to be sure of. Clipped white and black do not count, nor the
    flat blocks of a poor JPEG, which have many colours or none.
    """
    small = _nearest(pixels)
    highest, lowest = cv2.dilate(small, NEIGHBOURS), cv2.erode(small, NEIGHBOURS)
    same = most(cv2.subtract(highest, lowest)) == 0
    clipped = (least(lowest) == 255) | (most(highest) == 0)
    return bool(
        (same & ~clipped).mean() >= LEAST_SAME
        and is_coloured(small)
        and _colours(small) <= FLAT_COLOURS
        and not is_drawn(pixels)
    )


def _nearest(pixels: Pixels) -> Pixels:
    """At most LOOKED_AT px, without mixing neighbours: mixing would smooth texture away."""
    scale = LOOKED_AT / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _bright(pixels: Pixels) -> int:
    """The level that 99 % of all values do not exceed."""
    counts = cv2.calcHist([pixels.reshape(-1, 1)], [0], None, [256], [0, 256])
    upto = np.cumsum(counts.ravel().astype(np.int64))
    place = 0.99 * (pixels.size - 1)
    below, above = (
        int(np.searchsorted(upto, at, "right")) for at in (int(place), -int(-place // 1))
    )
    return int(below + (above - below) * (place - int(place)))


def _colours(pixels: Pixels) -> int:
    """How many colours of 4 bits a channel cover 97 % of the picture."""
    counts = cv2.calcHist([pixels], [0, 1, 2], None, [16] * 3, [0, 256] * 3)
    shares = np.sort(counts.ravel().astype(np.int64))[::-1] / pixels[..., 0].size
    return int(np.searchsorted(np.cumsum(shares), 0.97)) + 1


def is_coloured(pixels: Pixels) -> bool:
    """Whether more than a twentieth of a picture has any colour.

    Greyscale photographs of smooth things look drawn (a clock, a cell under a microscope).
    """
    return bool((cv2.subtract(most(pixels), least(pixels)) > 12).mean() > 0.05)
