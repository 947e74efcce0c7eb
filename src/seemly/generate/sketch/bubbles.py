"""A speech bubble, where nobody is locked: nobody who did not agree is made to say anything."""

from __future__ import annotations

import cv2
import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.sketch import captions, subject
from seemly.generate.sketch.captions import Block
from seemly.generate.sketch.drawing import Canvas, box, rgb
from seemly.generate.sketch.spots import Box, Place, free_spot
from seemly.provenance.publication import Pixels

_PAPER, _INK = rgb("#fffdf6"), rgb("#26212e")
#: What is left out where somebody is locked; its words offer a caption.
BESIDE_A_LOCK = "speech bubble beside somebody"
_SIZES = (0.05, 0.042, 0.034, 0.028, 0.022)  # of type, as shares of the short side


def mouth(seen: Pixels) -> tuple[float, float] | None:
    """The mouth that speaks, in pixels: of the main subject; None where none stands out."""
    found = subject.mask(seen)
    if found is None:
        return None
    head = subject.head(found)
    return head.x, head.y + 0.55 * head.width


def write(
    pixels: Pixels, free: Pixels, text: str, place: Place | None, says: tuple[float, float] | None
) -> tuple[Pixels, Box]:
    """The picture with `text` in a bubble near `place`, else beside who `says` it, and its box.

    Raises GeneratorCannot when there are no words or no room for them.
    """
    words = captions.clean(text)
    if not words:
        raise GeneratorCannot("speech bubble", "there are no words to write")
    height, width = free.shape
    wanted = place or _beside(says, width, height)
    open_to = _room(free, says)
    for share in _SIZES:
        size = max(captions.SMALLEST, round(share * min(height, width * 1.2)))
        for wide in (0.34, 0.46, 0.24, 0.62):
            block = captions.wrapped(words, size, round(wide * width))
            if block is None:
                continue
            margin = max(3, size // 2)
            spot = free_spot(open_to, (block.width + 2 * margin, block.height + 2 * margin), wanted)
            if spot is not None:
                left, top, right, bottom = spot
                inner = (left + margin, top + margin, right - margin, bottom - margin)
                return _drawn(pixels, free, block, inner, says)
    raise GeneratorCannot("speech bubble", "there is no free room in the picture for the words")


def _beside(says: tuple[float, float] | None, width: int, height: int) -> Place:
    """Above, on the side where there is more room."""
    if says is None:
        return (0.8, 0.1)
    return (0.85 if says[0] < 0.5 * width else 0.15, max(0.08, says[1] / height - 0.3))


def _room(free: Pixels, says: tuple[float, float] | None) -> Pixels:
    """Where the bubble may lie: not over the face of whoever speaks."""
    if says is None:
        return free
    result = free.copy()
    reach = round(0.14 * min(free.shape))
    cv2.circle(result, (round(says[0]), round(says[1])), reach, 0, -1)
    return result


def _drawn(
    pixels: Pixels, free: Pixels, block: Block, spot: Box, says: tuple[float, float] | None
) -> tuple[Pixels, Box]:
    height, width = free.shape
    shapes = [box(*spot, min(block.size * 1.1, (spot[3] - spot[1]) / 2 - 1))]
    if says is not None:
        shapes.append(_pointer(spot, says))
    points = np.vstack(shapes)
    line = max(2.0, block.size * 0.11)
    pad = round(2 * line) + 2
    left, top = (max(0, int(v) - pad) for v in points.min(axis=0))
    right = min(width, int(points[:, 0].max()) + pad)
    bottom = min(height, int(points[:, 1].max()) + pad)
    window = np.ascontiguousarray(pixels[top:bottom, left:right])
    canvas = Canvas.over(window)
    corner = np.array([left, top])
    _outlined(canvas, [shape - corner for shape in shapes], line)
    inside = (spot[0] - left, spot[1] - top, spot[2] - left, spot[3] - top)
    sheet = captions.lettered(canvas.pixels(), block, inside, (38, 33, 46))
    result = pixels.copy()
    may = (free[top:bottom, left:right] == 255)[..., None]
    result[top:bottom, left:right] = np.where(may, sheet, window)
    return result, (left, top, right, bottom)


def _pointer(spot: Box, says: tuple[float, float]) -> np.ndarray:
    """A tail from the middle of the bubble most of the way to the mouth."""
    left, top, right, bottom = spot
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    way = np.array(says) - middle
    length = max(float(np.hypot(*way)), 1.0)
    across = np.array([-way[1], way[0]]) / length * min(right - left, bottom - top) * 0.16
    tip = middle + 0.62 * way
    return np.stack([middle + across, tip, middle - across])


def _outlined(canvas: Canvas, shapes: list[np.ndarray], line: float) -> None:
    """All shapes as one: ink around them first, then paper over every seam."""
    for shape in shapes:
        middle = shape.mean(axis=0)
        away = shape - middle
        far = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-6)[:, None]
        canvas.paint(shape + away / far * line, _INK)
    for shape in shapes:
        canvas.paint(shape, _PAPER)
