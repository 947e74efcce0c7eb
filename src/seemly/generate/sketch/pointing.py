"""Which pixels a wish points to: a click, a box, a place in words, sky or ground, or the subject.

No model knows what a lamp is. What is pointed to is what stands out there from what surrounds it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import GeneratorCannot
from seemly.generate.sketch import subject
from seemly.generate.sketch.edits import Area, Target
from seemly.generate.sketch.spots import Box, Place
from seemly.provenance.publication import Pixels

LOOKS = (0.07, 0.13, 0.22, 0.36, 0.6)  # half sides of windows around a click, of the long side
TOUCHED = 0.04  # of a window's rim; a thing that fills more of it is larger than the window
SMALL = 360  # long side at which sky and ground are told, pixels
LIKE = 3.2  # levels (Lab) from one pixel to the next inside sky or ground
FAR = 34.0  # levels from every colour along the picture's edge: it is something else


def region(pixels: Pixels, free: Pixels, target: Target) -> Pixels:
    """What is meant as a mask (height x width, uint8, 255 meant), nowhere but where `free` is 255.

    Raises GeneratorCannot when nothing stands out there, or all of it may not change.
    """
    found = _found(pixels, free, target)
    if found is None:
        raise GeneratorCannot("edit", "nothing stands out there")
    result: Pixels = np.where((found > 0) & (free == 255), 255, 0).astype(np.uint8)
    if not result.any():
        raise GeneratorCannot("edit", "nothing that is meant may change")
    return result


def _found(pixels: Pixels, free: Pixels, target: Target) -> Pixels | None:
    if target.pointed is not None:
        return _pointed(pixels, free, target.pointed)
    if target.area is not None:
        return _area(pixels, target.area)
    if target.place is not None:
        x, y = target.place
        near = np.asarray(np.where(_beside(free.shape, target.place), free, 0), np.uint8)
        return subject.mask(pixels, near, (0.2 + 0.6 * x, 0.2 + 0.6 * y))
    return subject.mask(pixels, free)


def _beside(shape: tuple[int, ...], place: Place) -> NDArray[np.bool_]:
    """The half or quarter of the picture that a place in words speaks of."""
    rows, columns = np.ogrid[0 : shape[0], 0 : shape[1]]
    across, down = (columns + 0.5) / shape[1], (rows + 0.5) / shape[0]
    result = np.ones(shape[:2], bool)
    for share, at in ((across, place[0]), (down, place[1])):
        if at < 0.5:
            result &= share < 0.5
        elif at > 0.5:
            result &= share > 0.5
    return result


def _pointed(pixels: Pixels, free: Pixels, box: Box) -> Pixels | None:
    height, width = free.shape
    left, top, right, bottom = box
    if left >= width or top >= height:
        raise GeneratorCannot("edit", "that point lies outside the picture")
    if right - left < 4 or bottom - top < 4:
        return _clicked(pixels, free, (left + right) // 2, (top + bottom) // 2)
    right, bottom = min(right, width), min(bottom, height)
    inside = np.zeros_like(free)
    inside[top:bottom, left:right] = free[top:bottom, left:right]
    return inside


def _clicked(pixels: Pixels, free: Pixels, x: int, y: int) -> Pixels | None:
    """The smallest window in which a thing under the click ends before the rim does."""
    height, width = free.shape
    x, y = min(x, width - 1), min(y, height - 1)
    for share in LOOKS:
        reach = round(share * max(height, width))
        window = (x - reach, y - reach, x + reach, y + reach)
        found = _in_window(pixels, free, window)
        if found is not None and found[y, x] and _rim(found, window) < TOUCHED:
            return found
    return None


def _in_window(pixels: Pixels, free: Pixels, window: Box) -> Pixels | None:
    """What stands out in a window of the picture, in the picture's own size."""
    left, top = max(0, window[0]), max(0, window[1])
    rows, columns = slice(top, max(0, window[3])), slice(left, max(0, window[2]))
    part = np.ascontiguousarray(pixels[rows, columns])
    if min(part.shape[:2]) < 8:
        return None
    found = subject.mask(part, np.ascontiguousarray(free[rows, columns]))
    if found is None:
        return None
    whole = np.zeros_like(free)
    whole[rows, columns] = found
    return whole


def _rim(found: Pixels, window: Box) -> float:
    """Share of a window's rim that is covered; where the picture itself ends does not count."""
    height, width = found.shape
    left, top, right, bottom = window
    rims = [found[max(0, top) : bottom, x] for x in (left, right - 1) if 0 < x < width - 1]
    rims += [found[y, max(0, left) : right] for y in (top, bottom - 1) if 0 < y < height - 1]
    return float(np.concatenate(rims).mean()) / 255 if rims else 0.0


def _area(pixels: Pixels, area: Area) -> Pixels | None:
    """Whatever joins the upper (sky) or lower (ground) edge without an edge between."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SMALL / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.bilateralFilter(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), 5, 18, 3)
    grown = np.zeros((size[1] + 2, size[0] + 2), np.uint8)
    row = 1 if area is Area.SKY else size[1] - 2
    way = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    for column in range(2, size[0] - 2, max(1, size[0] // 40)):
        if not grown[row + 1, column + 1]:
            cv2.floodFill(lab, grown, (column, row), 0, (LIKE,) * 3, (LIKE,) * 3, way)
    levels = lab.astype(np.float32)
    edge = levels[row, :: max(1, size[0] // 40)]
    apart = np.min(np.linalg.norm(levels[:, :, None] - edge[None, None], axis=3), axis=2)
    alike = np.where((grown[1:-1, 1:-1] > 0) & (apart < FAR), 255, 0).astype(np.uint8)
    part = cv2.morphologyEx(alike, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    part = cv2.dilate(part, np.ones((3, 3), np.uint8))
    share = float((part > 0).mean())
    if not 0.03 < share < 0.9:
        return None
    soft = cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.where(soft > 127, 255, 0), np.uint8)
