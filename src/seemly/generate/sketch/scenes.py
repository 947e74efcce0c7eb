"""Backgrounds for photographs: drawn with depth and soft light, and a little out of focus.

Each scene is painted at a modest size and blurred as a lens would blur it, so it may be enlarged
to any picture without looking coarse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch import nature
from seemly.generate.sketch.drawing import (
    WHITE,
    Canvas,
    Colour,
    box,
    darker,
    ellipse,
    lighter,
    mix,
    polygon,
    rgb,
    ribbon,
)
from seemly.generate.sketch.landscape import LIGHTS, ridge, scatter_stars
from seemly.provenance.publication import Pixels

SIDE = 1100  # long side at which a scene is painted, pixels

Scenery = Callable[[Canvas, float, np.random.Generator], None]


def paint(name: str, size: tuple[int, int], horizon: float, seed: int) -> Pixels:
    """A scene for a picture of `size` (width, height); `horizon` as a share of the height.

    `name` is a key of `SCENES` or a colour "#rrggbb". What comes back has the picture's shape at
    no more than `SIDE` pixels on its long side.
    """
    width, height = size
    scale = min(1.0, SIDE / max(width, height))
    canvas = Canvas(max(16, round(width * scale)), max(16, round(height * scale)))
    rng = np.random.default_rng(seed)
    if name.startswith("#"):
        _plain(canvas, rgb(name))
        return canvas.pixels()
    SCENES[name](canvas, horizon, rng)
    return canvas.pixels()


def _soften(canvas: Canvas, share: float) -> None:
    """Out of focus by `share` of the short side."""
    soft = cv2.GaussianBlur(canvas.sheet, (0, 0), max(0.5, share * canvas.unit))
    canvas.sheet = np.asarray(soft, np.float32)


def _cloudiness(canvas: Canvas, rng: np.random.Generator, cells: int) -> NDArray[np.float32]:
    """Fractal noise, height x width, 0 to 1, with about `cells` blobs across."""
    total = np.zeros((canvas.height, canvas.width), np.float32)
    for octave in range(5):
        wide = cells * 2**octave
        high = max(2, round(wide * canvas.height / canvas.width))
        coarse = rng.random((high + 1, wide + 1), dtype=np.float32)
        size = (canvas.width, canvas.height)
        total += cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC) / np.float32(1.9**octave)
    low, high_ = float(total.min()), float(total.max())
    result: NDArray[np.float32] = (total - low) / max(high_ - low, 1e-6)
    return result


def _wash(canvas: Canvas, share: NDArray[np.float32], colour: Colour) -> None:
    """Mix a colour in by `share` per pixel."""
    canvas.sheet += (np.array(colour, np.float32) - canvas.sheet) * share[..., None]


def _plain(canvas: Canvas, colour: Colour) -> None:
    """A studio backdrop: one colour, brighter behind the subject."""
    canvas.sheet[:] = darker(colour, 0.1)
    reach = 0.75 * math.hypot(canvas.width, canvas.height)
    canvas.glow(canvas.width * 0.5, canvas.height * 0.42, reach, lighter(colour, 0.14), 0.9)


def studio(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """A painted studio backdrop."""
    tone = rgb(str(rng.choice(["#7f8fa6", "#a39684", "#8a9a8c", "#94879c"])))
    _plain(canvas, tone)
    _wash(canvas, _cloudiness(canvas, rng, 4) * 0.16, WHITE)


def library(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """A corridor of bookshelves with warm lamps, seen along its length."""
    w, h = canvas.width, canvas.height
    canvas.gradient([(0, rgb("#2a1a12")), (0.5, rgb("#4a2f1e")), (1, rgb("#3a2417"))])
    x, y = w * rng.uniform(0.42, 0.58), h * horizon
    far_w, far_h = 0.17 * max(w, h), 0.26 * max(w, h)
    left, right, top, low = x - far_w, x + far_w, y - far_h, y + far_h * 0.72
    floor = polygon((left, low), (right, low), (w * 1.5, h * 1.25), (-w * 0.5, h * 1.25))
    canvas.paint(floor, rgb("#7a4f30"), 0.0, -0.25)
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
    _wash(canvas, np.repeat(np.clip(0.34 - ramp * 0.7, 0, 1), h, axis=0), rgb("#ffd9a0"))
    _soften(canvas, 0.0085)
    for side in (-1.0, 1.0):
        for reach in (1.15, 1.9, 3.0):
            at_x, at_y = x + side * far_w * reach * 0.86, y - far_h * reach * 0.62
            size = 0.024 * reach * canvas.unit
            canvas.glow(at_x, at_y, size * 7, rgb("#ffcf87"), 0.5)
            canvas.glow(at_x, at_y, size * 1.5, rgb("#fff3d6"), 1.0)
    _soften(canvas, 0.003)


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
    canvas.paint(polygon(*arch), rgb("#fbeecb"))
    for share in (0.32, 0.56):
        bar = box(x - wide, top + high * share, x + wide, top + high * share + 3)
        canvas.paint(bar, rgb("#c9a877"))
    canvas.paint(box(x - 2, top + high * 0.1, x + 2, low), rgb("#c9a877"))
    canvas.glow(x, top + high * 0.45, high * 0.95, rgb("#fff0c4"), 0.75)


def _shelves(rng: np.random.Generator, rows: int, bays: int) -> Pixels:
    """A wall of books, 900 x 900, lit from the front."""
    sheet = Canvas(900, 900, rgb("#2e1b11"))
    papers = ("#8c2f2a", "#2f4f6f", "#3f6b4f", "#b08a3e", "#5b3a5e", "#c9b48a", "#7a4a2a",
              "#1f3a4a", "#a65a34", "#d8c9a6", "#4a4a55", "#6f1f2f")  # fmt: skip
    pitch, bay = 900 / rows, 900 / bays
    for row in range(rows):
        foot = (row + 1) * pitch - 0.09 * pitch
        x = 2.0
        while x < 900:
            if rng.random() < 0.05:
                x += rng.uniform(10, 26)
            wide, tall = rng.uniform(7, 17), pitch * rng.uniform(0.58, 0.84)
            cover = rgb(str(rng.choice(papers)))
            sheet.paint(box(x, foot - tall, x + wide, foot), mix(cover, rgb("#6a4a30"), 0.15))
            sheet.paint(box(x, foot - tall, x + wide * 0.2, foot), darker(cover, 0.35))
            if rng.random() < 0.6:
                band = foot - tall * rng.uniform(0.7, 0.85)
                sheet.paint(box(x, band, x + wide, band + 4), lighter(cover, 0.45))
            x += wide
        sheet.paint(box(0, foot, 900, foot + 0.09 * pitch), rgb("#8a5a34"))
        under = foot + 0.09 * pitch
        sheet.paint(box(0, under, 900, under + 0.1 * pitch), rgb("#120904"), opacity=0.55)
    for column in range(bays + 1):
        sheet.paint(box(column * bay - 9, 0, column * bay + 9, 900), rgb("#70452a"))
        sheet.paint(box(column * bay - 9, 0, column * bay - 4, 900), rgb("#a0703f"))
    return sheet.pixels()


def _hang(canvas: Canvas, sheet: Pixels, corners: Sequence[tuple[float, float]]) -> None:
    """Stretch a sheet in perspective over four corners: top left, top right, then clockwise."""
    high, wide = sheet.shape[:2]
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    warp = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    size = (canvas.width, canvas.height)
    laid = cv2.warpPerspective(sheet, warp, size, flags=cv2.INTER_AREA).astype(np.float32) / 255
    cover = cv2.warpPerspective(np.full((high, wide), 1, np.float32), warp, size)
    canvas.sheet += (laid - canvas.sheet) * cover[..., None]


def beach(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """Sky, sea and sand under a low sun, palm leaves at the edge."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    evening = rng.random() < 0.4
    top, low = (rgb("#5f83b8"), rgb("#ffd9a8")) if evening else (rgb("#4fa3dc"), rgb("#dff1f6"))
    canvas.gradient([(0, top), (horizon, low), (1, low)])
    fleece = np.clip(_cloudiness(canvas, rng, 3) * 2.4 - 1.25, 0, 1) * 0.75
    fade = np.clip(1 - np.linspace(0, 1 / horizon, h, dtype=np.float32) * 0.75, 0, 1)[:, None]
    _wash(canvas, fleece * fade, WHITE if not evening else rgb("#ffe9d6"))
    _sea(canvas, horizon, evening, rng)
    shore = min(0.92, horizon + 0.2)
    wet = ridge(canvas, shore, 0.03, rng, 1.3)
    canvas.paint(wet - np.array([0, 0.012 * h]), rgb("#f6fbfb"))
    canvas.paint(wet, rgb("#c9a578"))
    canvas.paint(wet + np.array([0, 0.035 * h]), rgb("#e8cfa0"), 0.0, 0.1)
    sand = _cloudiness(canvas, rng, 30)
    rows = np.linspace(0, 1, h, dtype=np.float32)[:, None] > shore + 0.03
    _wash(canvas, (np.abs(sand - 0.5) * 0.5 * rows).astype(np.float32), rgb("#b08d5c"))
    x = float(rng.choice([0.22, 0.8])) * w
    canvas.glow(x, horizon * h * 0.55, 0.75 * u, rgb("#fff2cf"), 0.8)
    _soften(canvas, 0.0045)
    side = -1 if x > w / 2 else 1
    for tilt in (-0.12, 0.06, 0.24):
        _frond(canvas, w * (0.5 - side * 0.54), h * (0.02 + tilt * 0.4), side, tilt, u)
    _soften(canvas, 0.004)


def _sea(canvas: Canvas, horizon: float, evening: bool, rng: np.random.Generator) -> None:
    w, h = canvas.width, canvas.height
    deep = rgb("#2f7fa0") if not evening else rgb("#4a7f9c")
    first = horizon * h
    for i in range(60):
        y = first + (h - first) * (i / 60)
        colour = mix(deep, rgb("#8fd6cf"), min(1.0, i / 16))
        canvas.paint(box(-2, y, w + 2.0, h + 2.0), colour)
    for _ in range(240):
        depth = rng.uniform(0, 1) ** 2.2
        x, y = rng.uniform(0, w), first + depth * 0.24 * h
        long, thick = (0.008 + 0.07 * depth) * w, (0.0014 + 0.006 * depth) * h
        colour = WHITE if rng.random() < 0.55 else darker(deep, 0.1)
        canvas.paint(ellipse(x, y, long, thick), colour, opacity=0.35)


def _frond(canvas: Canvas, x: float, y: float, side: int, tilt: float, unit: float) -> None:
    """A palm leaf that hangs into the picture from its side."""
    along = np.linspace(0, 1, 34)
    bend = 0.06 + tilt * 0.5
    spine = [(x + side * unit * 0.5 * t, y + unit * (bend * t + 0.26 * t * t)) for t in along]
    for i, (a, b) in enumerate(spine[2:]):
        t = along[i + 2]
        long = unit * 0.17 * math.sin(math.pi * (0.12 + 0.88 * t)) ** 0.6
        for way, green in ((-1, rgb("#3f7f52")), (1, rgb("#2c6342"))):
            bow = (a + side * long * 0.5, b + way * long * 0.3 + long * 0.1)
            tip = (a + side * long * 0.85, b + way * long * 0.38 + long * 0.42)
            canvas.paint(ribbon([(a, b), bow, tip], 0.017 * unit, 0.003 * unit), green)
    canvas.paint(ribbon(spine[::4], 0.009 * unit, 0.003 * unit), rgb("#5f8f4f"))


def forest(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """Trunks that fade into light, ferns below, the sun through leaves."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#b9d08f")), (horizon, rgb("#eaf2cd")), (1, rgb("#6f8f4f"))])
    x, y = w * rng.uniform(0.3, 0.7), h * horizon * 0.55
    canvas.glow(x, y, 0.9 * u, rgb("#fffbe0"), 0.95)
    for depth in (0.1, 0.32, 0.58, 0.85):
        shade = mix(rgb("#c3d3a0"), rgb("#3c4a30"), depth)
        foot = horizon + 0.06 + 0.2 * depth
        soil = mix(rgb("#bcd08e"), rgb("#4f6b34"), depth)
        canvas.paint(ridge(canvas, foot - 0.02, 0.03, rng), soil, 0.0, 0.05)
        number = round((15 - 11 * depth) * max(1.0, w / h))
        for trunk in (np.arange(number) + rng.uniform(0.1, 0.9, number)) / number:
            _trunk(canvas, trunk * w, foot * h, (0.006 + 0.034 * depth**1.4) * u, shade, rng)
        _foliage(canvas, mix(rgb("#a8c878"), rgb("#41662f"), depth), depth, rng)
        haze = np.full((h, w), 0.13 * (1 - depth), np.float32)
        _wash(canvas, haze, rgb("#f2f6d8"))
        if depth < 0.8:
            _soften(canvas, 0.006)
    ground = np.clip(np.linspace(0, 1, h, dtype=np.float32)[:, None] - horizon - 0.12, 0, 1) * 2
    _wash(canvas, np.clip(_cloudiness(canvas, rng, 24) * ground, 0, 0.6), rgb("#3f5a2a"))
    for at_x, at_y, size in rng.uniform((0, 0, 0.008), (1, 0.5, 0.03), (34, 3)):
        canvas.paint(ellipse(at_x * w, at_y * h, size * u, size * u), rgb("#fffbdc"), opacity=0.28)
    canvas.glow(x, y, 0.6 * u, rgb("#fffadb"), 0.55)
    _soften(canvas, 0.006)


def _trunk(
    canvas: Canvas, x: float, foot: float, wide: float, bark: Colour, rng: np.random.Generator
) -> None:
    lean = rng.uniform(-0.03, 0.03) * canvas.height
    wide *= rng.uniform(0.7, 1.3)
    spine = [(x, foot + wide), (x + lean * 0.4, foot * 0.55), (x + lean, -0.05 * canvas.height)]
    canvas.paint(ribbon(spine, wide * 1.5, wide * 0.8), bark)
    lit = [(a - wide * 0.32, b) for a, b in spine]
    canvas.paint(ribbon(lit, wide * 0.4, wide * 0.25), lighter(bark, 0.2))


def _foliage(canvas: Canvas, green: Colour, depth: float, rng: np.random.Generator) -> None:
    """Leaves overhead and bushes below: soft blots cut from noise."""
    rows = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None]
    crown = np.clip(1.25 - rows * (3.4 - depth * 0.6), 0, 1)
    noise = _cloudiness(canvas, rng, 7)
    cut = np.clip((noise * 0.75 + crown * 0.62 - 0.74) * 7, 0, 1)
    _wash(canvas, (cut * 0.85).astype(np.float32), green)


def mountains(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """Blue ranges behind each other and a meadow."""
    canvas.gradient([(0, rgb("#7fb4e0")), (horizon, rgb("#eaf1f2")), (1, rgb("#eaf1f2"))])
    _wash(canvas, np.clip(_cloudiness(canvas, rng, 3) * 2.2 - 1.2, 0, 1) * 0.6, WHITE)
    for i, code in enumerate(("#b3c6d9", "#8fa8c2", "#6f8aa6", "#5a7584")):
        _range(canvas, horizon - 0.16 + 0.075 * i, 0.3 - 0.06 * i, rgb(code), i == 1, rng)
        _wash(canvas, np.full(canvas.sheet.shape[:2], 0.05, np.float32), rgb("#eaf1f2"))
    for level, code in ((horizon + 0.1, "#5f7f52"), (horizon + 0.2, "#7fa05c")):
        canvas.paint(ridge(canvas, level, 0.04, rng), rgb(code), 0.0, 0.1)
    rows = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None] > horizon + 0.14
    _wash(canvas, _cloudiness(canvas, rng, 26) * 0.3 * rows.astype(np.float32), rgb("#4f6f3a"))
    _soften(canvas, 0.006)


def _range(
    canvas: Canvas, level: float, swing: float, stone: Colour, snowy: bool, rng: np.random.Generator
) -> None:
    """A jagged range; midpoints are pushed up and down again and again."""
    line = np.array([rng.uniform(0.3, 0.7), rng.uniform(0.7, 1.0), rng.uniform(0.2, 0.8)])
    for depth in range(7):
        middles = (line[1:] + line[:-1]) / 2 + rng.normal(0, 0.3 / 1.85**depth, len(line) - 1)
        line = np.insert(line, np.arange(1, len(line)), middles)
    x = np.linspace(-0.02, 1.02, len(line)) * canvas.width
    y = (level + swing * 0.5 - swing * line) * canvas.height
    low = canvas.height * 1.05
    edge = np.stack([x, y], axis=1)
    canvas.paint(np.vstack([edge, [[x[-1], low], [x[0], low]]]), stone)
    if snowy:
        cap = np.minimum(y + 0.05 * canvas.height * rng.uniform(0.4, 1.0, len(y)),
                         np.percentile(y, 45))  # fmt: skip
        snow = np.stack([x, np.maximum(cap, y)], axis=1)
        canvas.paint(np.vstack([edge, snow[::-1]]), rgb("#f4f7fa"), opacity=0.85)


def night_sky(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """Stars and a band of milky light above dark hills."""
    top, middle, low = LIGHTS["night"].sky
    canvas.gradient([(0, darker(top, 0.3)), (horizon, middle), (1, low)])
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    slope = float(rng.uniform(-0.7, 0.7))
    across = (rows / canvas.height - 0.32 - slope * (columns / canvas.width - 0.5)) / 0.2
    band = np.exp(-(across**2)) * (0.25 + 0.5 * _cloudiness(canvas, rng, 5))
    _wash(canvas, (band * 0.55).astype(np.float32), rgb("#a9b4e0"))
    scatter_stars(canvas, rng, 260)
    _soften(canvas, 0.0016)
    for i, level in enumerate((horizon + 0.14, horizon + 0.22)):
        hill = mix(rgb("#26305c"), rgb("#0d1022"), i * 0.7)
        canvas.paint(ridge(canvas, level, 0.06, rng), hill, 0.0, 0.1)
    _soften(canvas, 0.002)


def snow(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """White fields, pines in mist and falling flakes."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#a9c0d6")), (horizon, rgb("#e9f0f5")), (1, rgb("#f4f8fb"))])
    for depth in (0.0, 0.4, 0.8):
        green = mix(rgb("#b9cad4"), rgb("#4f6f78"), depth)
        foot = horizon + 0.05 + 0.1 * depth
        for x in np.linspace(0, 1, 15 - round(7 * depth)) + rng.uniform(-0.04, 0.04):
            tall = (0.2 + 0.24 * depth) * rng.uniform(0.7, 1.2) * u
            canvas.place(nature.pine(green), x * w, foot * h, tall)
        canvas.paint(ridge(canvas, foot - 0.015, 0.03, rng), mix(rgb("#e4edf3"), WHITE, depth))
        _soften(canvas, 0.005)
    for x, y, size in rng.uniform((0, 0, 0.003), (1, 1, 0.012), (130, 3)):
        canvas.glow(x * w, y * h, size * u * 1.5, WHITE, 0.9)
    _soften(canvas, 0.002)


def city(canvas: Canvas, horizon: float, rng: np.random.Generator) -> None:
    """A street at dusk: towers with lit windows and lights out of focus."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#3c4a78")), (horizon, rgb("#f0b890")), (1, rgb("#6f6478"))])
    for depth in (0.0, 0.45, 0.9):
        wall = mix(rgb("#b08f98"), rgb("#333650"), depth)
        x = -0.03 * w
        while x < w:
            wide, tall = rng.uniform(0.07, 0.15) * u, rng.uniform(0.18, 0.5) * (1 + depth * 0.4)
            top = (horizon + 0.16 - tall) * h
            canvas.paint(box(x, top, x + wide, h * (horizon + 0.2)), wall)
            _lit(canvas, (x, top, wide, h * (horizon + 0.14)), depth, rng)
            x += wide + rng.uniform(0, 0.02) * u
        _soften(canvas, 0.004)
    canvas.paint(box(-2, (horizon + 0.16) * h, w + 2.0, h + 2.0), rgb("#4a4656"), 0.0, -0.1)
    for x, y, size in rng.uniform((0, horizon + 0.02, 0.01), (1, horizon + 0.2, 0.03), (40, 3)):
        lamp = rgb(str(rng.choice(["#ffd27f", "#ff9f6b", "#ffe9c0", "#f07a6a"])))
        canvas.paint(ellipse(x * w, y * h, size * u, size * u), lamp, opacity=0.42)
    _soften(canvas, 0.005)


def _lit(
    canvas: Canvas,
    wall: tuple[float, float, float, float],
    depth: float,
    rng: np.random.Generator,
) -> None:
    left, top, wide, low = wall
    step = 0.021 * canvas.unit
    for y in np.arange(top + step, low - step, step * 1.3):
        for x in np.arange(left + step * 0.5, left + wide - step, step):
            if rng.random() < 0.42:
                pane = box(float(x), float(y), float(x) + step * 0.55, float(y) + step * 0.7)
                canvas.paint(pane, rgb("#ffdf9a"), opacity=0.35 + 0.5 * depth)


SCENES: dict[str, Scenery] = {
    "library": library,
    "beach": beach,
    "forest": forest,
    "mountains": mountains,
    "night sky": night_sky,
    "snow": snow,
    "city": city,
    "studio": studio,
}
