"""A library behind somebody: a corridor of painted bookshelves with lamps.

Its wood is painted green and its books have no browns: backgrounds keep out of the red of skin
(backdrop.py), which would leave a brown library grey.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from seemly.generate.sketch.drawing import Canvas, Colour, box, darker, lighter, mix, polygon, rgb
from seemly.generate.sketch.haze import soften, wash
from seemly.generate.sketch.view import View
from seemly.provenance.publication import Pixels


def library(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """A corridor of bookshelves with lamps, seen along its length."""
    w, h = canvas.width, canvas.height
    canvas.gradient([(0, rgb("#1d2a30")), (0.5, rgb("#3a4c52")), (1, rgb("#26383a"))])
    x, y = w * rng.uniform(0.42, 0.58), h * view.horizon
    far_w, far_h = 0.17 * max(w, h), 0.26 * max(w, h)
    left, right, top, low = x - far_w, x + far_w, y - far_h, y + far_h * 0.72
    floor = polygon((left, low), (right, low), (w * 1.5, h * 1.25), (-w * 0.5, h * 1.25))
    canvas.paint(floor, rgb("#4d6b52"), 0.0, -0.25)
    _far_wall(canvas, (left, top, right, low), rng)
    above, below = y - (y - top) * 3.6, y + (low - y) * 3.6
    out_left, out_right = x - far_w * 3.6, x + far_w * 3.6
    sides = (
        [(out_left, above), (left, top), (left, low), (out_left, below)],
        [(right, top), (out_right, above), (out_right, below), (right, low)],
    )
    for corners in sides:
        _hang(canvas, _shelves(rng, 10, 9), corners)
    ramp = np.abs(np.linspace(0, 1, w, dtype=np.float32) - np.float32(x / w))[None, :]
    wash(canvas, np.repeat(np.clip(0.34 - ramp * 0.7, 0, 1), h, axis=0), rgb("#eef1de"))
    soften(canvas, 0.0085)
    for side in (-1.0, 1.0):
        for reach in (1.15, 1.9, 3.0):
            at_x, at_y = x + side * far_w * reach * 0.86, y - far_h * reach * 0.62
            size = 0.024 * reach * canvas.unit
            canvas.glow(at_x, at_y, size * 7, rgb("#f0f2c0"), 0.5)
            canvas.glow(at_x, at_y, size * 1.5, rgb("#fbfde8"), 1.0)
    soften(canvas, 0.003)


def _far_wall(
    canvas: Canvas, sides: tuple[float, float, float, float], rng: np.random.Generator
) -> None:
    """Shelves at the end of the corridor around a bright window."""
    left, top, right, low = sides
    _hang(canvas, _shelves(rng, 8, 5), [(left, top), (right, top), (right, low), (left, low)])
    x, wide, high = (left + right) / 2, (right - left) * 0.2, low - top
    arch = [(x - wide, low), (x - wide, top + high * 0.3), (x - wide * 0.7, top + high * 0.16),
            (x, top + high * 0.1), (x + wide * 0.7, top + high * 0.16),
            (x + wide, top + high * 0.3), (x + wide, low)]  # fmt: skip
    canvas.paint(polygon(*arch), rgb("#f3f7dc"))
    for share in (0.32, 0.56):
        bar = box(x - wide, top + high * share, x + wide, top + high * share + 3)
        canvas.paint(bar, rgb("#9fb48a"))
    canvas.paint(box(x - 2, top + high * 0.1, x + 2, low), rgb("#9fb48a"))
    canvas.glow(x, top + high * 0.45, high * 0.95, rgb("#f4f8d6"), 0.75)


def _shelves(rng: np.random.Generator, rows: int, bays: int) -> Pixels:
    """A wall of books, 900 x 900, lit from the front."""
    sheet = Canvas(900, 900, rgb("#14261f"))
    papers = ("#2f5f8f", "#3f7b5f", "#a8a83e", "#4b4a8e", "#d2d6a8", "#2a6a7a", "#1f3a5a",
              "#6a9a44", "#e4e8ce", "#5a6a75", "#1f6f5f", "#8aa0c0")  # fmt: skip
    pitch, bay = 900 / rows, 900 / bays
    for row in range(rows):
        foot = (row + 1) * pitch - 0.09 * pitch
        x = 2.0
        while x < 900:
            if rng.random() < 0.05:
                x += rng.uniform(10, 26)
            wide, tall = rng.uniform(7, 17), pitch * rng.uniform(0.58, 0.84)
            cover = rgb(str(rng.choice(papers)))
            _block(sheet, (x, foot - tall, x + wide, foot), mix(cover, rgb("#3a5a48"), 0.1))
            _block(sheet, (x, foot - tall, x + wide * 0.2, foot), darker(cover, 0.35))
            if rng.random() < 0.6:
                band = foot - tall * rng.uniform(0.7, 0.85)
                _block(sheet, (x, band, x + wide, band + 4), lighter(cover, 0.45))
            x += wide
        _block(sheet, (0, foot, 900, foot + 0.09 * pitch), rgb("#3f6a52"))
        under = foot + 0.09 * pitch
        _block(sheet, (0, under, 900, under + 0.1 * pitch), rgb("#0a1a14"))
    for column in range(bays + 1):
        _block(sheet, (column * bay - 9, 0, column * bay + 9, 900), rgb("#33584a"))
        _block(sheet, (column * bay - 9, 0, column * bay - 4, 900), rgb("#5a8a6a"))
    return sheet.pixels()


def _block(sheet: Canvas, sides: tuple[float, float, float, float], colour: Colour) -> None:
    """A rectangle with hard edges, many of which make a wall: it is out of focus in the end."""
    left, top, right, low = (max(0, round(v)) for v in sides)
    sheet.sheet[top:low, left:right] = colour


def _hang(canvas: Canvas, sheet: Pixels, corners: Sequence[tuple[float, float]]) -> None:
    """Stretch a sheet in perspective over four corners: top left, top right, then clockwise."""
    high, wide = sheet.shape[:2]
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    warp = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    size = (canvas.width, canvas.height)
    laid = cv2.warpPerspective(sheet, warp, size, flags=cv2.INTER_AREA).astype(np.float32) / 255
    cover = cv2.warpPerspective(np.full((high, wide), 1, np.float32), warp, size)
    canvas.sheet += (laid - canvas.sheet) * cover[..., None]
