"""The label anybody can see: a small plate in a corner that says a machine made or edited this.

The plate is opaque, so it reads the same on any picture (contrast 17:1, measured; WCAG asks for
4.5). It stands in the corner where it covers least of what should stay clear, and its inner
edges lie on the 8-pixel grid of JPEG, so that the encoder carries nothing of it outside its box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from seemly.provenance.publication import Origin, Pixels

Box: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom; right and bottom outside

GRID = 8  # px of a JPEG block without chroma subsampling
PLATE = (24, 24, 24)
INK = (255, 255, 255)
SIZE = 0.028  # of the text, as a share of the square root of the picture's area
SMALLEST, LARGEST = 8, 64  # px of the text; below 13 the short form alone
LONG_FROM = 13

#: Per language: made, edited, and the short form where those do not fit. No accents: the font
#: that Pillow brings has none.
WORDS = {
    "en": ("Made with AI", "Edited with AI", "AI"),
    "de": ("Mit KI erstellt", "Mit KI bearbeitet", "KI"),
    "fr": ("Image par IA", "Retouche par IA", "IA"),
    "nl": ("Gemaakt met AI", "Bewerkt met AI", "AI"),
    "es": ("Creada con IA", "Editada con IA", "IA"),
    "it": ("Creata con IA", "Modificata con IA", "IA"),
    "pt": ("Criada com IA", "Editada com IA", "IA"),
    "pl": ("Stworzone z AI", "Zmienione z AI", "AI"),
    "ro": ("Creat cu IA", "Editat cu IA", "IA"),
    "sv": ("Gjord med AI", "Redigerad med AI", "AI"),
}


@dataclass(frozen=True, eq=False)
class Labelled:
    """A picture with its label, and where that stands."""

    pixels: Pixels
    box: Box


def label(
    pixels: Pixels, origin: Origin, languages: Sequence[str], keep_clear: Sequence[Box]
) -> Labelled:
    """Put the label on a copy; outside the box no pixel changes."""
    height, width = pixels.shape[:2]
    text, size = _form(_words(origin, languages), width, height)
    box = _place(_plate_size(text, size), width, height, keep_clear)
    left, top, right, bottom = box
    labelled = pixels.copy()
    labelled[top:bottom, left:right] = _plate(text, size, right - left, bottom - top)
    return Labelled(labelled, box)


def _words(origin: Origin, languages: Sequence[str]) -> tuple[str, str]:
    """The long and the short form in the first language we have, else in English."""
    primary = [tag.split("-")[0].lower() for tag in languages]
    known = next((tag for tag in primary if tag in WORDS), "en")
    made, edited, short = WORDS[known]
    return (made if origin is Origin.CREATED else edited), short


def _form(words: tuple[str, str], width: int, height: int) -> tuple[str, int]:
    """Text and size: the largest that takes at most half the width and a third of the height."""
    long, short = words
    wanted = min(LARGEST, max(LONG_FROM, round(SIZE * (width * height) ** 0.5)))
    forms = [(long, size) for size in range(wanted, LONG_FROM - 1, -1)]
    forms += [(short, size) for size in range(wanted, SMALLEST - 1, -1)]
    for text, size in forms:
        across, down = _plate_size(text, size)
        if across <= width // 2 and down <= height // 3:
            return text, size
    return short, SMALLEST  # a tiny picture, or a strip: legible comes first


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)  # Aileron Regular, inside Pillow


def _plate_size(text: str, size: int) -> tuple[int, int]:
    """Width and height, on the grid, with room around the text."""
    left, _, right, _ = _font(size).getbbox(text, anchor="ls")
    room = max(2, size // 3)
    return _up(int(right - left) + 2 * room), _up(round(size * 0.95) + room)


def _up(length: int) -> int:
    return -(-length // GRID) * GRID


def _plate(text: str, size: int, width: int, height: int) -> Pixels:
    plate = Image.new("RGB", (width, height), PLATE)
    ImageDraw.Draw(plate).text((width / 2, height / 2), text, INK, _font(size), anchor="mm")
    return np.asarray(plate)


def _place(plate: tuple[int, int], width: int, height: int, keep_clear: Sequence[Box]) -> Box:
    """The corner with the least overlap; bottom right first where that is equal."""
    across, down = min(plate[0], width), min(plate[1], height)
    # Grid lines count from the top left, so only these inner edges need to lie on them.
    right_side = (width - across) // GRID * GRID
    lower_side = (height - down) // GRID * GRID
    corners = [
        (right_side, lower_side, width, height),
        (0, lower_side, across, height),
        (right_side, 0, width, down),
        (0, 0, across, down),
    ]
    return min(corners, key=lambda corner: sum(_overlap(corner, box) for box in keep_clear))


def _overlap(one: Box, other: Box) -> int:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)
