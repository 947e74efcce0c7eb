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

import cv2
import numpy as np

from seemly.provenance.publication import Origin, Pixels

Box: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom; right and bottom outside

GRID = 8  # px of a JPEG block without chroma subsampling
PLATE = (24, 24, 24)
INK = (255, 255, 255)
WEIGHT = 500  # of the typeface, 300 to 900
CAPITAL = 0.7  # height of a capital letter, in sizes
SIZE = 0.028  # of the text, as a share of the square root of the picture's area
SMALLEST, LARGEST = 8, 64  # px of the text; below 13 the short form alone
LONG_FROM = 13

#: The 24 languages of the EU: made, edited, and the short form where those do not fit. The
#: abbreviation is the everyday one of each language.
WORDS = {
    "en": ("Made with AI", "Edited with AI", "AI"),
    "bg": ("Създадено с ИИ", "Редактирано с ИИ", "ИИ"),
    "cs": ("Vytvořeno pomocí AI", "Upraveno pomocí AI", "AI"),
    "da": ("Lavet med AI", "Redigeret med AI", "AI"),
    "de": ("Mit KI erstellt", "Mit KI bearbeitet", "KI"),
    "el": ("Δημιουργία με ΤΝ", "Επεξεργασία με ΤΝ", "ΤΝ"),
    "es": ("Creada con IA", "Editada con IA", "IA"),
    "et": ("Loodud TI abil", "Muudetud TI abil", "TI"),
    "fi": ("Tehty tekoälyllä", "Muokattu tekoälyllä", "AI"),
    "fr": ("Image par IA", "Retouche par IA", "IA"),
    "ga": ("Déanta le hIS", "Curtha in eagar le hIS", "IS"),
    "hr": ("Izrađeno uz AI", "Uređeno uz AI", "AI"),
    "hu": ("MI-vel készült", "MI-vel módosítva", "MI"),
    "it": ("Creata con IA", "Modificata con IA", "IA"),
    "lt": ("Sukurta su DI", "Redaguota su DI", "DI"),
    "lv": ("Radīts ar MI", "Rediģēts ar MI", "MI"),
    "mt": ("Magħmul bl-IA", "Editjat bl-IA", "IA"),
    "nl": ("Gemaakt met AI", "Bewerkt met AI", "AI"),
    "pl": ("Stworzone z AI", "Zmienione z AI", "AI"),
    "pt": ("Criada com IA", "Editada com IA", "IA"),
    "ro": ("Creat cu IA", "Editat cu IA", "IA"),
    "sk": ("Vytvorené pomocou AI", "Upravené pomocou AI", "AI"),
    "sl": ("Ustvarjeno z UI", "Urejeno z UI", "UI"),
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


def spoken(languages: Sequence[str]) -> str:
    """The first of these languages (BCP 47) that the label can speak, else English."""
    primary = (tag.split("-")[0].lower() for tag in languages)
    return next((tag for tag in primary if tag in WORDS), "en")


def _words(origin: Origin, languages: Sequence[str]) -> tuple[str, str]:
    """The long and the short form."""
    made, edited, short = WORDS[spoken(languages)]
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
def _width(text: str, size: int) -> int:
    _, _, width, _ = cv2.getTextSize((1, 1), text, (0, 0), _face(), size, WEIGHT)
    return int(width)


def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")  # Rubik, inside OpenCV; one of its own for each thread


def _plate_size(text: str, size: int) -> tuple[int, int]:
    """Width and height, on the grid, with room around the text and its accents."""
    room = max(2, size // 3)
    return _up(_width(text, size) + 2 * room), _up(round(size * 0.95) + room)


def _up(length: int) -> int:
    return -(-length // GRID) * GRID


def _plate(text: str, size: int, width: int, height: int) -> Pixels:
    plate: Pixels = np.full((height, width, 3), PLATE, np.uint8)
    line = (height + round(size * CAPITAL)) // 2  # on which the letters stand
    start = ((width - _width(text, size)) // 2, line)
    cv2.putText(plate, text, start, INK, _face(), size, WEIGHT)
    return plate


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
