"""Backgrounds for photographs: drawn with depth and soft light, and a little out of focus.

Each scene is painted at a modest size and blurred as a lens would blur it, so it may be enlarged
to any picture without looking coarse.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

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
    rgb,
    ribbon,
)
from seemly.generate.sketch.haze import cloudiness, soften, wash
from seemly.generate.sketch.landscape import LIGHTS, ridge, scatter_stars
from seemly.generate.sketch.shelves import library
from seemly.generate.sketch.view import View
from seemly.provenance.publication import Pixels

SIDE = 1100  # long side at which a scene is painted, pixels

CLOSER = 0.007  # of the short side: how much softer it is behind a close-up

Scenery = Callable[[Canvas, View, np.random.Generator], None]


def paint(name: str, size: tuple[int, int], view: View, seed: int) -> Pixels:
    """A scene for a picture of `size` (width, height), seen as that picture was.

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
    SCENES[name](canvas, view, rng)
    if view.close:
        soften(canvas, CLOSER)
    return canvas.pixels()


def _plain(canvas: Canvas, colour: Colour) -> None:
    """A studio backdrop: one colour, brighter behind the subject."""
    canvas.sheet[:] = darker(colour, 0.1)
    reach = 0.75 * math.hypot(canvas.width, canvas.height)
    canvas.glow(canvas.width * 0.5, canvas.height * 0.42, reach, lighter(colour, 0.14), 0.9)


def studio(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """A painted studio backdrop."""
    tone = rgb(str(rng.choice(["#7f8fa6", "#a39684", "#8a9a8c", "#94879c"])))
    _plain(canvas, tone)
    wash(canvas, cloudiness(canvas, rng, 4) * 0.16, WHITE)


def beach(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """Sky, sea and sand under a low sun, palm leaves at the edge."""
    horizon = view.horizon
    w, h, u = canvas.width, canvas.height, canvas.unit
    evening = rng.random() < 0.4
    top, low = (rgb("#5f83b8"), rgb("#ffd9a8")) if evening else (rgb("#4fa3dc"), rgb("#dff1f6"))
    canvas.gradient([(0, top), (horizon, low), (1, low)])
    fleece = np.clip(cloudiness(canvas, rng, 3) * 2.4 - 1.25, 0, 1) * 0.75
    fade = np.clip(1 - np.linspace(0, 1 / horizon, h, dtype=np.float32) * 0.75, 0, 1)[:, None]
    wash(canvas, fleece * fade, WHITE if not evening else rgb("#ffe9d6"))
    _sea(canvas, view, evening, rng)
    shore = min(0.92, view.down(0.2))
    wet = ridge(canvas, shore, 0.03, rng, 1.3)
    canvas.paint(wet - np.array([0, 0.012 * h]), rgb("#f6fbfb"))
    canvas.paint(wet, rgb("#c9a578"))
    canvas.paint(wet + np.array([0, 0.035 * h]), rgb("#e8cfa0"), 0.0, 0.1)
    sand = cloudiness(canvas, rng, 30)
    rows = np.linspace(0, 1, h, dtype=np.float32)[:, None] > shore + 0.03
    wash(canvas, (np.abs(sand - 0.5) * 0.5 * rows).astype(np.float32), rgb("#b08d5c"))
    x = _sun(view, float(rng.choice([0.22, 0.8]))) * w
    canvas.glow(x, horizon * h * 0.55, 0.75 * u, rgb("#fff2cf"), 0.8)
    soften(canvas, 0.0045)
    side = -1 if x > w / 2 else 1
    for tilt in (-0.12, 0.06, 0.24):
        _frond(canvas, w * (0.5 - side * 0.54), h * (0.02 + tilt * 0.4), side, tilt, u)
    soften(canvas, 0.004)


def _sun(view: View, usual: float) -> float:
    """Where across the picture the sun stands: on the side of the photograph's light."""
    return 0.5 + 0.32 * view.side if view.side else usual


def _sea(canvas: Canvas, view: View, evening: bool, rng: np.random.Generator) -> None:
    w, h = canvas.width, canvas.height
    deep = rgb("#2f7fa0") if not evening else rgb("#4a7f9c")
    first = view.horizon * h
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


def forest(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """Trunks that fade into light, ferns below, the sun through leaves."""
    horizon = view.horizon
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#b9d08f")), (horizon, rgb("#eaf2cd")), (1, rgb("#6f8f4f"))])
    x, y = w * _sun(view, rng.uniform(0.3, 0.7)), h * horizon * 0.55
    canvas.glow(x, y, 0.9 * u, rgb("#fffbe0"), 0.95)
    for depth in (0.1, 0.32, 0.58, 0.85):
        shade = mix(rgb("#c3d3a0"), rgb("#3c4a30"), depth)
        foot = view.down(0.06 + 0.2 * depth)
        soil = mix(rgb("#bcd08e"), rgb("#4f6b34"), depth)
        canvas.paint(ridge(canvas, foot - 0.02, 0.03, rng), soil, 0.0, 0.05)
        number = round((15 - 11 * depth) * max(1.0, w / h))
        for trunk in (np.arange(number) + rng.uniform(0.1, 0.9, number)) / number:
            _trunk(canvas, trunk * w, foot * h, (0.006 + 0.034 * depth**1.4) * u, shade, rng)
        _foliage(canvas, mix(rgb("#a8c878"), rgb("#41662f"), depth), depth, rng)
        haze = np.full((h, w), 0.13 * (1 - depth), np.float32)
        wash(canvas, haze, rgb("#f2f6d8"))
        if depth < 0.8:
            soften(canvas, 0.006)
    ground = np.clip(np.linspace(0, 1, h, dtype=np.float32)[:, None] - view.down(0.12), 0, 1) * 2
    wash(canvas, np.clip(cloudiness(canvas, rng, 24) * ground, 0, 0.6), rgb("#3f5a2a"))
    for at_x, at_y, size in rng.uniform((0, 0, 0.008), (1, 0.5, 0.03), (34, 3)):
        canvas.paint(ellipse(at_x * w, at_y * h, size * u, size * u), rgb("#fffbdc"), opacity=0.28)
    canvas.glow(x, y, 0.6 * u, rgb("#fffadb"), 0.55)
    soften(canvas, 0.006)


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
    noise = cloudiness(canvas, rng, 7)
    cut = np.clip((noise * 0.75 + crown * 0.62 - 0.74) * 7, 0, 1)
    wash(canvas, (cut * 0.85).astype(np.float32), green)


def mountains(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """Blue ranges behind each other and a meadow."""
    horizon = view.horizon
    canvas.gradient([(0, rgb("#7fb4e0")), (horizon, rgb("#eaf1f2")), (1, rgb("#eaf1f2"))])
    wash(canvas, np.clip(cloudiness(canvas, rng, 3) * 2.2 - 1.2, 0, 1) * 0.6, WHITE)
    for i, code in enumerate(("#b3c6d9", "#8fa8c2", "#6f8aa6", "#5a7584")):
        _range(canvas, horizon - 0.16 + 0.075 * i, 0.3 - 0.06 * i, rgb(code), i == 1, rng)
        wash(canvas, np.full(canvas.sheet.shape[:2], 0.05, np.float32), rgb("#eaf1f2"))
    for level, code in ((view.down(0.1), "#5f7f52"), (view.down(0.2), "#7fa05c")):
        canvas.paint(ridge(canvas, level, 0.04, rng), rgb(code), 0.0, 0.1)
    rows = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None] > view.down(0.14)
    wash(canvas, cloudiness(canvas, rng, 26) * 0.3 * rows.astype(np.float32), rgb("#4f6f3a"))
    soften(canvas, 0.006)


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


def night_sky(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """Stars and a band of milky light above dark hills."""
    horizon = view.horizon
    top, middle, low = LIGHTS["night"].sky
    canvas.gradient([(0, darker(top, 0.3)), (horizon, middle), (1, low)])
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    slope = float(rng.uniform(-0.7, 0.7))
    across = (rows / canvas.height - 0.32 - slope * (columns / canvas.width - 0.5)) / 0.2
    band = np.exp(-(across**2)) * (0.25 + 0.5 * cloudiness(canvas, rng, 5))
    wash(canvas, (band * 0.55).astype(np.float32), rgb("#a9b4e0"))
    scatter_stars(canvas, rng, 260)
    soften(canvas, 0.0016)
    for i, level in enumerate((view.down(0.14), view.down(0.22))):
        hill = mix(rgb("#26305c"), rgb("#0d1022"), i * 0.7)
        canvas.paint(ridge(canvas, level, 0.06, rng), hill, 0.0, 0.1)
    soften(canvas, 0.002)


def snow(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """White fields, pines in mist and falling flakes."""
    horizon = view.horizon
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#a9c0d6")), (horizon, rgb("#e9f0f5")), (1, rgb("#f4f8fb"))])
    for depth in (0.0, 0.4, 0.8):
        green = mix(rgb("#b9cad4"), rgb("#4f6f78"), depth)
        foot = view.down(0.05 + 0.1 * depth)
        for x in np.linspace(0, 1, 15 - round(7 * depth)) + rng.uniform(-0.04, 0.04):
            tall = (0.2 + 0.24 * depth) * rng.uniform(0.7, 1.2) * u
            canvas.place(nature.pine(green), x * w, foot * h, tall)
        canvas.paint(ridge(canvas, foot - 0.015, 0.03, rng), mix(rgb("#e4edf3"), WHITE, depth))
        soften(canvas, 0.005)
    for x, y, size in rng.uniform((0, 0, 0.003), (1, 1, 0.012), (130, 3)):
        canvas.glow(x * w, y * h, size * u * 1.5, WHITE, 0.9)
    soften(canvas, 0.002)


def city(canvas: Canvas, view: View, rng: np.random.Generator) -> None:
    """A street at dusk: towers with lit windows and lights out of focus."""
    horizon, pavement = view.horizon, view.down(0.16)
    w, h, u = canvas.width, canvas.height, canvas.unit
    canvas.gradient([(0, rgb("#3c4a78")), (horizon, rgb("#f0b890")), (1, rgb("#6f6478"))])
    for depth in (0.0, 0.45, 0.9):
        wall = mix(rgb("#b08f98"), rgb("#333650"), depth)
        x = -0.03 * w
        while x < w:
            wide, tall = rng.uniform(0.07, 0.15) * u, rng.uniform(0.18, 0.5) * (1 + depth * 0.4)
            top = (pavement - tall) * h
            canvas.paint(box(x, top, x + wide, h * (pavement + 0.04)), wall)
            _lit(canvas, (x, top, wide, h * (pavement - 0.02)), depth, rng)
            x += wide + rng.uniform(0, 0.02) * u
        soften(canvas, 0.004)
    canvas.paint(box(-2, pavement * h, w + 2.0, h + 2.0), rgb("#4a4656"), 0.0, -0.1)
    for x, y, size in rng.uniform((0, view.down(0.02), 0.01), (1, view.down(0.2), 0.03), (40, 3)):
        lamp = rgb(str(rng.choice(["#ffd27f", "#ff9f6b", "#ffe9c0", "#f07a6a"])))
        canvas.paint(ellipse(x * w, y * h, size * u, size * u), lamp, opacity=0.42)
    soften(canvas, 0.005)


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
