"""The places of a drawing, each painted from the distance to the front."""

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
    lighter,
    mix,
    polygon,
    rgb,
    ribbon,
)
from seemly.generate.sketch.landscape import LIGHTS, Light, Stage, ridge, scatter_stars

Painter = Callable[[Canvas, Light, np.random.Generator], Stage]


def meadow(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Rolling hills with a few trees far off."""
    for level, colour, far in ((0.58, "#8fbf9a", 0.5), (0.65, "#7fb77a", 0.26)):
        edge = ridge(canvas, level, 0.06, rng)
        canvas.paint(edge, under.on(rgb(colour), far), 0.5, 0.05)
        if far < 0.4:
            _row(canvas, under, rng, level + 0.02, 0.09, 0.28)
    canvas.paint(ridge(canvas, 0.75, 0.045, rng, 1.3), under.on(rgb("#74ab5c")), 0.6, 0.06)
    canvas.paint(ridge(canvas, 0.95, 0.03, rng, 1.6), under.on(rgb("#5c9550")), 0.6, 0.05)
    _tufts(canvas, under.on(rgb("#4f8a48")), rng)
    return Stage(0.79, 0.9)


def _row(
    canvas: Canvas, under: Light, rng: np.random.Generator, level: float, high: float, far: float
) -> None:
    """Small trees along a distant edge."""
    for x in rng.uniform(0.04, 0.96, 7):
        kind = nature.tree if rng.random() < 0.5 else nature.pine
        green = under.on(rgb("#4f8f5c"), far)
        size = high * rng.uniform(0.7, 1.25) * canvas.unit
        canvas.place(kind(green), x * canvas.width, (level + 0.015) * canvas.height, size)


def _tufts(canvas: Canvas, green: Colour, rng: np.random.Generator) -> None:
    for x, y in rng.uniform((0.02, 0.8), (0.98, 0.98), (16, 2)):
        high = 0.022 * canvas.unit
        foot = np.array([x * canvas.width, y * canvas.height])
        for lean in (-0.5, 0.0, 0.5):
            blade = [(-0.16, 0.0), (0.16, 0.0), (lean, -1.0)]
            canvas.paint(foot + polygon(*blade) * high, green)


def mountains(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Peaks behind hills."""
    for x in rng.permutation([0.12, 0.36, 0.62, 0.88]):
        high = rng.uniform(0.34, 0.5) * canvas.unit
        stone = under.on(rgb("#7d8aa8"), rng.uniform(0.15, 0.45))
        canvas.place(nature.mountain(stone), x * canvas.width, 0.72 * canvas.height, high)
    canvas.paint(ridge(canvas, 0.69, 0.05, rng), under.on(rgb("#7fae88"), 0.25), 0.6, 0.05)
    _row(canvas, under, rng, 0.72, 0.12, 0.1)
    canvas.paint(ridge(canvas, 0.79, 0.04, rng, 1.4), under.on(rgb("#6fa562")), 0.6, 0.06)
    return Stage(0.82, 0.92)


def forest(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Rows of pines and leafy trees, paler with distance."""
    for level, high, far in ((0.7, 0.42, 0.55), (0.76, 0.5, 0.32), (0.82, 0.58, 0.1)):
        canvas.paint(ridge(canvas, level, 0.02, rng), under.on(rgb("#6d9b66"), far), 0.3, 0.03)
        for x in np.linspace(-0.02, 1.02, 9) + rng.uniform(-0.04, 0.04, 9):
            if far < 0.2 and 0.22 < x < 0.78:
                continue  # a clearing
            kind = nature.pine if rng.random() < 0.65 else nature.tree
            green = under.on(rgb("#3f7f5c"), far)
            size = high * rng.uniform(0.8, 1.1) * canvas.unit
            canvas.place(kind(green), x * canvas.width, (level + 0.02) * canvas.height, size)
    canvas.paint(ridge(canvas, 0.84, 0.025, rng), under.on(rgb("#5d8f4f")), 0.6, 0.06)
    _tufts(canvas, under.on(rgb("#48783f")), rng)
    return Stage(0.87, 0.94)


def snow(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """White hills with dark pines."""
    canvas.paint(ridge(canvas, 0.6, 0.06, rng), under.on(rgb("#dbe8f3"), 0.35), 0.5, 0.03)
    _row(canvas, under, rng, 0.63, 0.12, 0.25)
    canvas.paint(ridge(canvas, 0.69, 0.05, rng), under.on(rgb("#e8f1f8"), 0.1), 0.6, 0.03)
    _row(canvas, under, rng, 0.71, 0.16, 0.05)
    canvas.paint(ridge(canvas, 0.79, 0.04, rng, 1.3), under.on(rgb("#f6fafd")), 0.7, 0.04)
    return Stage(0.83, 0.92)


def desert(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Dunes."""
    for level, colour, far in (
        (0.6, "#e8b878", 0.4),
        (0.68, "#e5ac66", 0.15),
        (0.78, "#dd9d55", 0),
    ):
        canvas.paint(ridge(canvas, level, 0.07, rng, 1.4), under.on(rgb(colour), far), 0.6, 0.07)
    return Stage(0.82, 0.92)


def waves(
    canvas: Canvas, under: Light, rng: np.random.Generator, top: float, rows: int, swell: float
) -> None:
    """Scalloped rows of paper waves from `top` (share of the height) to the bottom edge."""
    for row in range(rows):
        near = (row + 1) / rows
        level = top + (1.0 - top) * (row / rows) ** 1.15
        wide = (0.05 + 0.09 * near) * (1 + swell)
        high = (0.008 + 0.016 * near) * (1 + 2.2 * swell)
        colour = mix(rgb("#8fd0d8"), rgb("#1f6f9c"), near**0.8)
        paper = under.on(colour, 0.35 * (1 - near))
        x = np.linspace(-0.05, 1.05, 360)
        turn = (x + rng.uniform(0, 1)) / wide
        crest = 1 - 2 * np.abs(np.sin(turn * math.pi)) ** 0.8
        drift = np.sin(x * 5 + rng.uniform(0, 6)) * high * 0.8 * (1 + swell)
        edge = np.stack([x * canvas.width, (level - high * crest + drift) * canvas.height], axis=1)
        low = canvas.height * 1.05
        sheet = np.vstack([edge, [[1.05 * canvas.width, low], [-0.05 * canvas.width, low]]])
        if swell > 0.3:
            foam = sheet - np.array([0, high * 0.32 * canvas.height])
            canvas.paint(foam, lighter(paper, 0.55), 0.35)
        canvas.paint(sheet, paper, 0.0 if swell > 0.3 else 0.45, 0.05)


def sea(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Open sea to the horizon."""
    stormy = under.sky == LIGHTS["storm"].sky
    waves(canvas, under, rng, 0.6, 6, 0.7 if stormy else 0.12)
    return Stage(0.86, 0.94, water=0.78, shore=True)


def lake(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """A lake between hills, with the near bank in front."""
    canvas.paint(ridge(canvas, 0.5, 0.08, rng), under.on(rgb("#86ab96"), 0.45), 0.5, 0.05)
    canvas.paint(ridge(canvas, 0.57, 0.05, rng), under.on(rgb("#6f9f74"), 0.2), 0.5, 0.05)
    _row(canvas, under, rng, 0.59, 0.12, 0.1)
    waves(canvas, under, rng, 0.63, 5, 0.0)
    return Stage(0.86, 0.94, water=0.76, shore=True)


def bank(canvas: Canvas, under: Light, rng: np.random.Generator) -> None:
    """Land in the foreground of water, for whoever does not swim."""
    canvas.paint(ridge(canvas, 0.84, 0.035, rng, 1.2), under.on(rgb("#6fa55a")), 0.8, 0.08)


def headland(canvas: Canvas, under: Light, x: float, width: float) -> float:
    """A rocky headland around `x` (share of the width) in the sea; gives its top as a share."""
    half = width * canvas.unit / canvas.width
    crag = [(-1.25, 1.05), (-1.1, 0.94), (-0.86, 0.86), (-0.8, 0.79), (-0.52, 0.75), (-0.4, 0.705),
            (0.4, 0.7), (0.56, 0.76), (0.84, 0.8), (0.9, 0.87), (1.16, 0.93),
            (1.3, 1.05)]  # fmt: skip
    points = [((x + half * a) * canvas.width, b * canvas.height) for a, b in crag]
    stone = under.on(rgb("#6f6a72"))
    canvas.paint(polygon(*points), stone, 0.9, 0.16)
    facet = [(0.4, 0.7), (0.56, 0.76), (0.84, 0.8), (0.9, 0.87), (1.16, 0.93), (1.3, 1.05),
             (0.3, 1.05), (0.5, 0.9), (0.26, 0.82)]  # fmt: skip
    points = [((x + half * a) * canvas.width, b * canvas.height) for a, b in facet]
    canvas.paint(polygon(*points), darker(stone, 0.25), 0.0, 0.1)
    turf = [(-0.56, 0.757), (-0.4, 0.698), (0.4, 0.693), (0.56, 0.757), (0.34, 0.735), (0.1, 0.75),
            (-0.14, 0.732), (-0.36, 0.752)]  # fmt: skip
    points = [((x + half * a) * canvas.width, b * canvas.height) for a, b in turf]
    canvas.paint(polygon(*points), under.on(rgb("#6f9a55")), 0.3, 0.1)
    return 0.715


def beach(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Sea behind, sand in front."""
    waves(canvas, under, rng, 0.58, 4, 0.0)
    foam = ridge(canvas, 0.762, 0.018, rng, 2.4)
    canvas.paint(foam, under.on(rgb("#f5fbfa")), 0.3)
    canvas.paint(foam + np.array([0, 0.016 * canvas.height]), under.on(rgb("#f0d6a2")), 0.3, 0.06)
    canvas.paint(ridge(canvas, 0.9, 0.03, rng, 1.5), under.on(rgb("#e5c287")), 0.4, 0.05)
    return Stage(0.83, 0.93, water=0.69)


def city(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Rows of houses above a street."""
    lit = under.on(rgb("#dceaf0")) if not under.dark else rgb("#ffd98a")
    for low, high, far in ((0.3, 0.62, 0.55), (0.18, 0.44, 0.22)):
        x = -0.02
        while x < 1.0:
            wide = rng.uniform(0.08, 0.15)
            tall = rng.uniform(low, high)
            wall = rng.choice(["#c98a7a", "#7f9fc0", "#d9b48a", "#8fa8a0", "#a88fb5"])
            _block(canvas, under.on(rgb(str(wall)), far), mix(lit, under.sky[2], far * 0.8),
                   (x, 0.84 - tall, x + wide, 0.84), rng)  # fmt: skip
            x += wide + rng.uniform(0.004, 0.02)
    edges = [(0.835, "#c9c4bd", 0.4), (0.862, "#6b6f7a", 0.3)]
    for level, colour, lift in edges:
        top = level * canvas.height
        canvas.paint(box(-9, top, canvas.width + 9.0, canvas.height + 9.0), under.on(rgb(colour)),
                     lift)  # fmt: skip
    for i in range(7):
        left = (i / 6 - 0.04) * canvas.width
        y = 0.935 * canvas.height
        stripe = box(left, y, left + 0.08 * canvas.width, y + 0.009 * canvas.height)
        canvas.paint(stripe, under.on(rgb("#f2ead8")))
    return Stage(0.855, 0.915)


def _block(
    canvas: Canvas,
    wall: Colour,
    pane: Colour,
    sides: tuple[float, float, float, float],
    rng: np.random.Generator,
) -> None:
    left, top, right, bottom = sides
    w, h = canvas.width, canvas.height
    canvas.paint(box(left * w, top * h, right * w, bottom * h), wall, 0.4, 0.05)
    columns = max(2, round((right - left) * 30))
    step = (right - left) / columns
    for row in range(int((bottom - top) / 0.055) - 1):
        y = top + 0.03 + row * 0.055
        for column in range(columns):
            if rng.random() < 0.78:
                x = left + (column + 0.28) * step
                canvas.paint(box(x * w, y * h, (x + step * 0.44) * w, (y + 0.028) * h), pane)


def room(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """A wall with a window, and a table or floor."""
    wall = under.on(rgb(str(rng.choice(["#e8d5bd", "#cfe0d8", "#e3cbd0", "#d3d8ea"]))))
    canvas.gradient([(0, lighter(wall, 0.15)), (1, darker(wall, 0.06))])
    w, h, u = canvas.width, canvas.height, canvas.unit
    for i in range(9):
        x = (i + 0.5) / 9 * w
        canvas.paint(box(x - 0.022 * w, -5, x + 0.022 * w, h), lighter(wall, 0.14))
    side = float(rng.choice([0.2, 0.8]))
    frame = box(side * w - 0.15 * u, 0.1 * h, side * w + 0.15 * u, 0.1 * h + 0.36 * u, 0.01 * u)
    canvas.paint(frame, under.on(WHITE), 0.6)
    for a, b in ((-0.132, -0.006), (0.006, 0.132)):
        for c, d in ((0.018, 0.172), (0.188, 0.342)):
            pane = box(side * w + a * u, 0.1 * h + c * u, side * w + b * u, 0.1 * h + d * u)
            canvas.paint(pane, under.sky[1], 0.0, 0.1)
    floor = box(-9, 0.74 * h, w + 9.0, h + 9.0)
    canvas.paint(floor, under.on(rgb("#b98555")), 0.7, 0.08)
    canvas.paint(box(-9, 0.725 * h, w + 9.0, 0.745 * h), under.on(rgb("#f3e8d8")), 0.3)
    for y in (0.8, 0.87, 0.95):
        canvas.paint(ribbon([(-9, y * h), (w + 9.0, y * h)], 0.003 * h, 0.003 * h),
                     under.on(rgb("#a5744a")))  # fmt: skip
    return Stage(0.84, 0.92)


def table(canvas: Canvas, under: Light) -> Stage:
    """A table in a room, for what would be lost on the floor."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    wood = under.on(rgb("#8f5f3c"))
    for x in (0.14, 0.82):
        canvas.paint(box(x * w, 0.82 * h, (x + 0.045) * w, 1.1 * h), darker(wood, 0.25), 0.4)
    canvas.paint(box(0.07 * w, 0.775 * h, 0.93 * w, 0.84 * h, 0.012 * u), wood, 0.8, 0.12)
    cloth = box(0.2 * w, 0.765 * h, 0.8 * w, 0.87 * h, 0.012 * u)
    canvas.paint(cloth, under.on(rgb("#f6efe4")), 0.5, 0.04)
    return Stage(0.785, 0.785)


def space(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Deep space with glowing dust."""
    for _ in range(4):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        dust = rgb(str(rng.choice(["#5a3f9e", "#2f5fa8", "#a84f8a"])))
        canvas.glow(x, y, rng.uniform(0.3, 0.55) * canvas.unit, dust, 0.55)
    scatter_stars(canvas, rng, 90)
    return Stage(0.8, 0.9)


def moonscape(canvas: Canvas, under: Light, rng: np.random.Generator) -> None:
    """Ground for those who stand in space."""
    canvas.paint(ridge(canvas, 0.8, 0.04, rng, 1.3), rgb("#a39fb5"), 0.8, 0.1)
    for x, y, r in rng.uniform((0.05, 0.86, 0.02), (0.95, 0.97, 0.06), (6, 3)):
        angle = np.linspace(0, 2 * math.pi, 40)
        ring = np.stack([(x + r * np.cos(angle)) * canvas.width,
                         (y + r * 0.3 * np.sin(angle)) * canvas.height], axis=1)  # fmt: skip
        canvas.paint(ring, rgb("#8b87a0"), 0.0, 0.08)


def in_the_sky(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Only air, with cloud banks at the bottom."""
    for level in (0.93, 1.0):
        for x in np.linspace(0.0, 1.0, 5) + rng.uniform(-0.06, 0.06, 5):
            size = rng.uniform(0.3, 0.42) * canvas.unit
            paper = under.on(mix(WHITE, under.sky[2], 0.35 if level < 1 else 0.1))
            canvas.place(nature.cloud(paper), x * canvas.width, level * canvas.height + size * 0.2,
                         size)  # fmt: skip
    return Stage(0.86, 0.93)


def underwater(canvas: Canvas, under: Light, rng: np.random.Generator) -> Stage:
    """Shafts of light, weed and sand."""
    tone = [under.on(rgb(code)) for code in ("#8fdbe0", "#3fa3c4", "#1f6a9c")]
    canvas.gradient([(0, tone[0]), (0.4, tone[1]), (1, tone[2])])
    w, h = canvas.width, canvas.height
    for x in rng.uniform(0.0, 0.9, 4):
        shaft = polygon((x * w, -9), ((x + 0.08) * w, -9), ((x + 0.3) * w, h), ((x + 0.08) * w, h))
        canvas.paint(shaft, WHITE, opacity=0.08)
    canvas.paint(ridge(canvas, 0.86, 0.04, rng), under.on(rgb("#4f93a8")), 0.5)
    canvas.paint(ridge(canvas, 0.91, 0.03, rng), under.on(rgb("#e0c48f")), 0.6, 0.06)
    for x in rng.uniform(0.02, 0.98, 9):
        _weed(canvas, under.on(rgb(str(rng.choice(["#3f8f6a", "#58a86a", "#c0607a"])))), x, rng)
    for x, y in rng.uniform((0.05, 0.1), (0.95, 0.8), (14, 2)):
        canvas.glow(x * w, y * h, rng.uniform(0.006, 0.014) * canvas.unit, WHITE, 0.7)
    return Stage(0.9, 0.95, water=0.5)


def _weed(canvas: Canvas, green: Colour, x: float, rng: np.random.Generator) -> None:
    foot, tall = rng.uniform(0.92, 1.0), rng.uniform(0.14, 0.34)
    spine = [((x + 0.022 * math.sin(i * 1.6 + x * 20)) * canvas.width,
              (foot - tall * i / 5) * canvas.height) for i in range(6)]  # fmt: skip
    canvas.paint(ribbon(spine, 0.03 * canvas.unit, 0.008 * canvas.unit), green, 0.3)


PLACES: dict[str, Painter] = {
    "meadow": meadow,
    "mountains": mountains,
    "forest": forest,
    "snow": snow,
    "desert": desert,
    "sea": sea,
    "lake": lake,
    "beach": beach,
    "city": city,
    "room": room,
    "space": space,
    "sky": in_the_sky,
    "underwater": underwater,
}
