"""A striped party hat of paper, set onto a subject or where the wish says."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.sketch import subject
from seemly.generate.sketch.drawing import (
    WHITE,
    Canvas,
    Colour,
    Figure,
    Part,
    Points,
    ellipse,
    lighter,
    rgb,
    star,
)
from seemly.generate.sketch.spots import Box, Place, free_spot
from seemly.provenance.publication import Pixels

_PAPERS = (("#e8467c", "#fbd04a"), ("#2f8fd0", "#f7f3e8"), ("#7a4fc0", "#f58fb8"),
           ("#23a08c", "#fbd04a"), ("#ee6f3a", "#fff1d0"))  # fmt: skip
HEIGHT = 1.45  # of a hat, in widths of its brim


@dataclass(frozen=True)
class Worn:
    """Where a hat sits: the middle of its brim in pixels, its brim's width, its lean in degrees."""

    x: float
    y: float
    width: float
    lean: float


def put(
    pixels: Pixels, free: Pixels, place: Place | None, seed: int, seen: Pixels
) -> tuple[Pixels, Box]:
    """The picture with a hat, and the box that changed.

    The subject is looked for in `seen`, the picture as it was before its background changed.
    `free`: height x width, uint8, 255 where the picture may change; no pixel of the hat or its
    shadow lies elsewhere. Raises GeneratorCannot when there is no subject or no free place.
    """
    worn = _on_subject(seen, free) if place is None else _at(free, place)
    return _drawn(pixels, free, worn, seed)


def _on_subject(seen: Pixels, free: Pixels) -> Worn:
    found = subject.mask(seen, free)
    if found is None:
        raise GeneratorCannot("party hat", "no subject stands out that could wear the hat")
    top = subject.head(found)
    height, width = free.shape
    brim = float(np.clip(top.width * 0.62, 0.07 * min(height, width), 0.42 * width))
    # A head near the upper edge still gets its whole hat, smaller and lower on the brow.
    room = top.y + 0.3 * brim
    brim = max(min(brim, room / (HEIGHT * 0.8)), 0.4 * brim)
    y = max(top.y + 0.2 * brim, HEIGHT * brim * 0.98)
    for shrink in (1.0, 0.8, 0.6, 0.45):
        worn = Worn(top.x, y - (1 - shrink) * 0.1 * brim, brim * shrink, top.lean or 6.0)
        if _clear(free, worn):
            return worn
    raise GeneratorCannot("party hat", "there is no free place for the hat on the subject")


def _at(free: Pixels, place: Place) -> Worn:
    short = min(free.shape)
    for share in (0.26, 0.2, 0.14, 0.1):
        width = share * short
        spot = free_spot(free, (width * 1.45, width * HEIGHT * 1.16), place)
        if spot is not None:
            left, _, right, bottom = spot
            return Worn((left + right) / 2, bottom - 0.14 * width, width, 6.0)
    raise GeneratorCannot("party hat", "there is no free place for the hat")


def _outline(worn: Worn, grown: float) -> list[tuple[float, float]]:
    """Corners around hat and shadow in pixels."""
    lean = math.radians(worn.lean)
    corners = [
        (-0.55, -0.16),
        (0.55, -0.16),
        (0.6, 0.3),
        (0.2, HEIGHT),
        (-0.2, HEIGHT),
        (-0.6, 0.3),
    ]
    return [
        (worn.x + worn.width * grown * (x * math.cos(lean) + y * math.sin(lean)),
         worn.y - worn.width * grown * (y * math.cos(lean) - x * math.sin(lean)))
        for x, y in corners
    ]  # fmt: skip


def _clear(free: Pixels, worn: Worn) -> bool:
    """Whether everything the hat covers may change; what leaves the picture does not count."""
    height, width = free.shape
    cover = np.zeros((height, width), np.uint8)
    corners = np.round(np.array(_outline(worn, 1.08))).astype(np.int32)
    cv2.fillConvexPoly(cover, corners, 255)
    return bool((free[cover > 0] == 255).all())


def figure(seed: int) -> Figure:
    """The hat with its brim 1 wide around (0, 0)."""
    rng = np.random.default_rng(seed)
    one, other = (rgb(code) for code in _PAPERS[int(rng.integers(len(_PAPERS)))])
    return (
        Part(_cone(0.0, 1.0, 0.0), one, 0.5, 0.05),
        *(_stripe(low, other) for low in (0.1, 0.37, 0.64)),
        *_pompom(lighter(other, 0.25)),
    )


def _cone(low: float, high: float, slant: float) -> Points:
    """The cone between two heights; its edges sag as a round brim seen from the front does."""
    lower, upper = _rim(low, slant), _rim(high, slant)
    return np.vstack([lower, upper[::-1]])


def _rim(height: float, slant: float) -> Points:
    """One line around the front of the cone, from left to right."""
    x = np.linspace(-1, 1, 25)
    level = height + slant * x
    sag = 0.13 * (1 - height) * (1 - x * x)
    half = 0.5 * (1 - level) + 0.02
    return np.stack([half * x, HEIGHT * 0.9 * level - sag], axis=1)


def _stripe(low: float, colour: Colour) -> Part:
    return Part(_cone(low, low + 0.14, 0.055), colour, 0.0, 0.05)


def _pompom(colour: Colour) -> Figure:
    y = HEIGHT * 0.9
    return (
        Part(star(0, y, 0.17, 0.72, 14), colour, 0.35, 0.1),
        Part(ellipse(0, y, 0.115, 0.115), lighter(colour, 0.25), 0.0, 0.06),
        Part(ellipse(-0.03, y + 0.04, 0.04, 0.035), WHITE, 0.0, 0.0),
    )


def _drawn(pixels: Pixels, free: Pixels, worn: Worn, seed: int) -> tuple[Pixels, Box]:
    """Draw it in a window of the picture, never on pixels that are not free."""
    height, width = free.shape
    corners = np.array(_outline(worn, 1.25))
    left, top = (max(0, int(v)) for v in corners.min(axis=0))
    right = min(width, int(corners[:, 0].max()) + 1)
    bottom = min(height, int(corners[:, 1].max()) + 1)
    window = pixels[top:bottom, left:right]
    canvas = Canvas.over(np.ascontiguousarray(window))
    canvas.unit = worn.width * 1.1
    canvas.place(figure(seed), worn.x - left, worn.y - top, worn.width, -worn.lean)
    result = pixels.copy()
    may = (free[top:bottom, left:right] == 255)[..., None]
    result[top:bottom, left:right] = np.where(may, canvas.pixels(), window)
    return result, (left, top, right, bottom)
