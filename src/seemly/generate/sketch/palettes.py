"""The colours of a whole drawing: by the name of a palette, or as two or more colours said."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch.drawing import rgb
from seemly.provenance.publication import Pixels

Sheet = NDArray[np.float32]
#: Lightness and chroma of Lab, chroma around 0, to the same.
Change = Callable[[Sheet, Sheet, Sheet], tuple[Sheet, Sheet, Sheet]]


def put(pixels: Pixels, palette: str) -> Pixels:
    """The drawing in a palette: a key of `PALETTES`, or inks "#rrggbb #rrggbb ..."."""
    if palette.startswith("#"):
        return _printed(pixels, tuple(palette.split()))
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    changed = PALETTES[palette](lab[..., 0], lab[..., 1] - 128, lab[..., 2] - 128)
    offsets = (0, 128, 128)
    sheets = [np.clip(one + add + 0.5, 0, 255) for one, add in zip(changed, offsets, strict=True)]
    return np.asarray(
        cv2.cvtColor(np.stack(sheets, axis=2).astype(np.uint8), cv2.COLOR_LAB2RGB), np.uint8
    )


def _printed(pixels: Pixels, codes: tuple[str, ...]) -> Pixels:
    """In inks alone: shadows in the darkest of them, lights on warm paper."""
    inks = sorted((np.array(rgb(code)) for code in codes), key=_luma)
    stops = [inks[0] * 0.35, *inks, np.array(rgb("#fdf8ec"))]
    lumas = np.maximum.accumulate([_luma(ink) for ink in stops])
    levels = np.linspace(0, 1, 256)
    # Half as bright as the inks say, half evenly: two dark inks share the picture too.
    at = 0.5 * (lumas - lumas[0]) / max(lumas[-1] - lumas[0], 1e-6)
    at = at + 0.5 * np.linspace(0, 1, len(stops))
    table = np.stack([np.interp(levels, at, [ink[i] for ink in stops]) for i in range(3)], axis=1)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(np.rint(table * 255).astype(np.uint8)[grey], np.uint8)


def _luma(colour: NDArray[np.float64]) -> float:
    return float(colour @ np.array([0.299, 0.587, 0.114]))


def _pastel(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    return 255 - (255 - light) * np.float32(0.62), a * np.float32(0.62), b * np.float32(0.62)


def _vivid(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    return (light - 128) * np.float32(1.06) + 128, a * np.float32(1.4), b * np.float32(1.4)


def _muted(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    return light * np.float32(0.95), a * np.float32(0.5) + 3, b * np.float32(0.5) + 8


def _autumn(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    """Greens turn to gold and rust, the rest a little warmer; skies stay."""
    chroma = np.hypot(a, b)
    hue = np.degrees(np.arctan2(b, a))
    green = np.clip(1 - np.abs(hue - 140) / 55, 0, 1) * np.clip(chroma / 12, 0, 1)
    green = green * green * (3 - 2 * green)
    # Dark leaves go to rust, bright ones to gold.
    leaf = np.radians(48 + 26 * np.clip((light - 90) / 110, 0, 1))
    strong = np.maximum(chroma, 34) * np.float32(1.25)
    a = a + (strong * np.cos(leaf) - a) * green + 2
    b = b + (strong * np.sin(leaf) - b) * green + 5
    return light + 6 * green, np.asarray(a, np.float32), np.asarray(b, np.float32)


def _grey(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    return light, a * 0, b * 0


def _sepia(light: Sheet, a: Sheet, b: Sheet) -> tuple[Sheet, Sheet, Sheet]:
    return light, a * 0 + 9, b * 0 + 24


PALETTES: dict[str, Change] = {
    "pastel": _pastel,
    "vivid": _vivid,
    "muted": _muted,
    "autumn": _autumn,
    "black and white": _grey,
    "sepia": _sepia,
}
