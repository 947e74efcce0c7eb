"""A caption written into the picture: bold, wrapped, on a plate, and off whoever is locked.

The typeface is the one inside OpenCV 5 (Rubik, OFL; Latin, Cyrillic, Hebrew and Arabic), so that
no machine needs a font installed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.sketch.drawing import Canvas, box
from seemly.generate.sketch.spots import Box, Place, free_spot
from seemly.provenance.publication import Pixels

LONGEST = 140  # characters of a caption
SMALLEST = 9  # pixels: below this nobody reads it
_WEIGHT = 700
_LINE = 1.28  # line height in type sizes


@dataclass(frozen=True)
class Block:
    """Wrapped lines at a type size in pixels, and how large a plate they need."""

    lines: tuple[str, ...]
    size: int
    width: int
    height: int

    @property
    def padding(self) -> int:
        return max(3, round(self.size * 0.55))


def clean(text: str) -> str:
    """One line without control, invisible or direction-changing characters, at most `LONGEST`."""
    joined = " ".join(text.split())
    kept = (c for c in joined if unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())[:LONGEST].strip()


def write(pixels: Pixels, free: Pixels, text: str, place: Place) -> tuple[Pixels, Box]:
    """The picture with `text` near `place`, and the box of its plate.

    `free`: height x width, uint8, 255 where it may change; the plate lies wholly there. Raises
    GeneratorCannot when the text is empty or there is no room to write it legibly.
    """
    words = clean(text)
    if not words:
        raise GeneratorCannot("caption", "there are no words to write")
    height, width = free.shape
    for share in (0.062, 0.05, 0.04, 0.032, 0.026, 0.02):
        size = max(SMALLEST, round(share * min(height, width * 1.2)))
        for wide in (0.86, 0.6, 0.42, 0.3, 0.16):
            block = wrapped(words, size, round(wide * width))
            if block is None or block.height > 0.45 * height:
                continue
            spot = _spot(free, block, place)
            if spot is not None:
                return _set(pixels, block, spot)
    raise GeneratorCannot("caption", "there is no free room in the picture for the words")


def _spot(free: Pixels, block: Block, place: Place) -> Box | None:
    """Where the block may stand: near the place asked, else at the opposite edge."""
    margin = max(2, round(min(free.shape) * 0.018))
    size = (block.width + 2 * margin, block.height + 2 * margin)
    for wanted in (place, (place[0], 1 - place[1])):
        found = free_spot(free, size, wanted, far=0.42)
        if found is not None:
            left, top, right, bottom = found
            return (left + margin, top + margin, right - margin, bottom - margin)
    return None


def wrapped(text: str, size: int, room: int) -> Block | None:
    """The text in lines at most `room` pixels wide, about equally long; None when it is wider."""
    lines = _broken(text, size, room)
    if lines is None:
        return None
    for narrower in range(9, 4, -1):
        even = _broken(text, size, round(room * narrower / 10))
        if even is None or len(even) > len(lines):
            break
        lines = even
    widest = max(_measured(line, size) for line in lines)
    padding = max(3, round(size * 0.55))
    return Block(
        tuple(lines), size, widest + 2 * padding, round(len(lines) * size * _LINE) + 2 * padding
    )


def _broken(text: str, size: int, room: int) -> list[str] | None:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _measured(joined, size) <= room:
            lines[-1] = joined
            continue
        pieces = _chopped(word, size, room)
        if pieces is None or len(lines) + len(pieces) > 8:
            return None
        lines += pieces
    return lines


def _chopped(word: str, size: int, room: int) -> list[str] | None:
    """A word wider than the room in pieces; None when not even one letter fits."""
    pieces = [""]
    for letter in word:
        if _measured(pieces[-1] + letter, size) <= room:
            pieces[-1] += letter
        elif pieces[-1] and _measured(letter, size) <= room:
            pieces.append(letter)
        else:
            return None
    return pieces


def _measured(line: str, size: int) -> int:
    """Width of a line in pixels."""
    _, _, width, _ = cv2.getTextSize((1 << 14, 1 << 12), line, (0, 0), _face(), size, _WEIGHT)
    return int(width) + max(1, size // 8)


def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


def _set(pixels: Pixels, block: Block, spot: Box) -> tuple[Pixels, Box]:
    left, top, right, bottom = spot
    window = np.ascontiguousarray(pixels[top:bottom, left:right])
    below = cv2.cvtColor(window, cv2.COLOR_RGB2GRAY).mean()
    plate, ink = (
        ((0.98, 0.97, 0.94), (38, 32, 46)) if below > 110 else ((0.09, 0.08, 0.12), (255,) * 3)
    )
    canvas = Canvas.over(window)
    corner = min(block.size * 0.5, (bottom - top) / 2 - 1)
    inset = 0.5
    shape = box(inset, inset, right - left - inset, bottom - top - inset, corner)
    canvas.paint(shape, plate, opacity=0.86)
    sheet = lettered(canvas.pixels(), block, (0, 0, right - left, bottom - top), ink)
    result = pixels.copy()
    result[top:bottom, left:right] = sheet
    return result, spot


def lettered(sheet: Pixels, block: Block, spot: Box, ink: tuple[int, int, int]) -> Pixels:
    """The lines of a block written into `spot` of the sheet, which is changed."""
    left, top, right, _ = spot
    for row, line in enumerate(block.lines):
        x = left + (right - left - _measured(line, block.size)) // 2
        y = top + block.padding + round((row + 0.5) * block.size * _LINE + block.size * 0.36)
        cv2.putText(sheet, line, (x, y), ink, _face(), block.size, _WEIGHT)
    return sheet
