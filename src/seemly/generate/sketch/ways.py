"""Parts of the land that a wish can name: a river, a road, a waterfall."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seemly.generate.sketch.drawing import (
    WHITE,
    Canvas,
    Points,
    darker,
    lighter,
    mix,
    polygon,
    rgb,
    smooth,
)
from seemly.generate.sketch.landscape import Light, Stage

#: Drawn with the number of figures that stand before it.
Part = Callable[[Canvas, Light, Stage, np.random.Generator, int], None]

#: Places whose land these can lie in; a lake is a river wide enough for boats.
LANDS = frozenset({"meadow", "mountains", "forest", "snow", "desert"})
_NEAR = 1.04  # where they leave the picture, as a share of its height


def _winding(
    canvas: Canvas, far: tuple[float, float], near: float, wide: tuple[float, float], bend: float
) -> Points:
    """A band from `far` (x, y) to `near` (x) at the lower edge, `wide` there and here, winding."""
    share = np.linspace(0, 1, 90)
    depth = share**1.7  # what lies far off is foreshortened
    y = far[1] + (_NEAR - far[1]) * depth
    x = far[0] + (near - far[0]) * share**1.3
    x = x + bend * np.sin(share * 2.6 * np.pi) * (0.25 + depth) * (1 - share**4)
    half = (wide[0] + (wide[1] - wide[0]) * depth) / 2
    left = np.stack([(x - half) * canvas.width, y * canvas.height], axis=1)
    right = np.stack([(x + half) * canvas.width, y * canvas.height], axis=1)
    return np.vstack([left, right[::-1]])


def _way(rng: np.random.Generator, others: int) -> tuple[float, float, float]:
    """Far x, near x and bend: past the middle for a river with company, else through it."""
    side = float(rng.choice([-1.0, 1.0]))
    near = 0.5 + side * (0.34 if others else 0.06)
    return 0.5 - side * rng.uniform(0.02, 0.12), near, side * 0.07


def river(
    canvas: Canvas, under: Light, stage: Stage, rng: np.random.Generator, others: int
) -> None:
    """Water that winds out of the hills toward us, with a darker bank and bright ripples."""
    far, near, bend = _way(rng, others)
    top = stage.back - 0.145
    bank = _winding(canvas, (far, top - 0.002), near, (0.035, 0.5), bend)
    canvas.paint(bank, under.on(rgb("#c9b98a"), 0.05), 0.25)
    water = under.on(rgb("#4f9fc4"))
    canvas.paint(_winding(canvas, (far, top), near, (0.022, 0.43), bend), water, 0.0, -0.12)
    for shift, thin in ((-0.26, 0.02), (0.06, 0.028), (0.3, 0.016)):
        stripe = _winding(canvas, (far + 0.008 * shift, top + 0.012), near + 0.43 * shift,
                          (0.001, thin), bend)  # fmt: skip
        canvas.paint(stripe, lighter(water, 0.4), opacity=0.5)


def path(canvas: Canvas, under: Light, stage: Stage, rng: np.random.Generator, others: int) -> None:
    """Trodden earth."""
    far, near, bend = _way(rng, 0)
    edge = _winding(canvas, (far, stage.back - 0.06), near, (0.03, 0.5), bend)
    canvas.paint(edge, under.on(rgb("#7f9a58"), 0.05), 0.15)
    earth = _winding(canvas, (far, stage.back - 0.058), near, (0.02, 0.42), bend)
    canvas.paint(earth, under.on(rgb("#c3a377")), 0.0, -0.08)


def road(canvas: Canvas, under: Light, stage: Stage, rng: np.random.Generator, others: int) -> None:
    """A road from the foreground to the hills, pale at its edges."""
    side = float(rng.choice([-1.0, 1.0]))
    far, near, bend = 0.5 + side * rng.uniform(0.04, 0.14), 0.5, side * 0.06
    top = stage.back - 0.145
    canvas.paint(_winding(canvas, (far, top - 0.002), near, (0.03, 0.56), bend),
                 under.on(rgb("#d8c7a0"), 0.05), 0.2)  # fmt: skip
    stone = under.on(rgb("#8b8a92"))
    canvas.paint(_winding(canvas, (far, top), near, (0.02, 0.48), bend), stone, 0.0, -0.08)
    middle = _winding(canvas, (far, top + 0.01), near, (0.001, 0.024), bend)
    half = len(middle) // 2
    left, right = middle[:half], middle[half:][::-1]
    for start in range(24, half - 6, 12):  # dashes, longer the nearer they are
        dash = np.vstack([left[start : start + 7], right[start : start + 7][::-1]])
        canvas.paint(dash, under.on(rgb("#f4ecd8")))


def waterfall(
    canvas: Canvas, under: Light, stage: Stage, rng: np.random.Generator, others: int
) -> None:
    """A cliff with water falling over its edge into a pool; aside, unless it is all there is."""
    side = float(rng.choice([-1.0, 1.0]))
    x, size = (0.5, 1.2) if not others else (0.5 + 0.3 * side, 1.0)
    low, top = stage.back + 0.02, stage.back + 0.02 - 0.52 * size

    def at(points: tuple[tuple[float, float], ...]) -> Points:
        """From the cliff's own frame: across from its middle, up from its foot."""
        return np.array([((x + a * size) * canvas.width, (low + (top - low) * b) * canvas.height)
                         for a, b in points])  # fmt: skip

    stone = under.on(rgb("#7f7a84"))
    rough = rng.uniform(-0.012, 0.012, 12)
    wall = ((-0.34, -0.02), (-0.3, 0.3), (-0.27 + rough[0], 0.55), (-0.2, 0.72), (-0.17, 0.93),
            (-0.09, 1.0 + rough[1]), (0.09, 1.0 + rough[2]), (0.16, 0.9), (0.21 + rough[3], 0.66),
            (0.28, 0.5), (0.31, 0.22), (0.36, -0.02))  # fmt: skip
    canvas.paint(at(wall), stone, 0.7, 0.12)
    for left, right in ((-0.25, -0.1), (0.1, 0.25)):
        for level in (0.2, 0.42, 0.64):
            a, b = left + rng.uniform(0, 0.03), right - rng.uniform(0, 0.04)
            if max(abs(a), abs(b)) < 0.33 - 0.22 * level:
                ledge = ((a, level), (b, level + 0.03), (b, level + 0.01), (a, level - 0.06))
                canvas.paint(at(ledge), darker(stone, 0.22))
    turf = ((-0.2, 0.9), (-0.15, 0.99), (-0.06, 1.03), (0.06, 1.03), (0.14, 0.98), (0.2, 0.86),
            (0.11, 0.93), (-0.1, 0.94))  # fmt: skip
    canvas.paint(at(turf), under.on(rgb("#6a9a55")), 0.3, 0.08)
    water = under.on(rgb("#7cc0dc"))
    fall = ((-0.062, 1.02), (0.062, 1.02), (0.07, 0.8), (0.092, 0.0), (-0.092, 0.0), (-0.07, 0.8))
    canvas.paint(at(fall), water, 0.3, -0.08)
    for left, wide in ((-0.05, 0.014), (-0.015, 0.02), (0.03, 0.012), (0.055, 0.008)):
        thread = ((left, 1.0), (left + wide, 1.0), (1.35 * left + wide, 0.02), (1.35 * left, 0.02))
        canvas.paint(at(thread), WHITE, opacity=0.55)
    pool = smooth(*(((x + a * size) * canvas.width, (low + b * size) * canvas.height)
                    for a, b in ((-0.27, 0.02), (-0.14, -0.028), (0.14, -0.028), (0.28, 0.02),
                                 (0.17, 0.062), (-0.15, 0.066))))  # fmt: skip
    canvas.paint(pool, under.on(rgb("#5aa7c8")), 0.2, -0.1)
    spray = mix(WHITE, under.sky[2], 0.12)
    for a, b, radius in rng.uniform((-0.12, -0.03, 0.014), (0.12, 0.012, 0.034), (16, 3)):
        angle = np.linspace(0, 2 * np.pi, 30)
        puff = [((x + (a + radius * np.cos(t)) * size) * canvas.width,
                 (low + (b + 0.7 * radius * np.sin(t)) * size) * canvas.height)
                for t in angle]  # fmt: skip
        canvas.paint(polygon(*puff), spray, opacity=0.75)


PARTS: dict[str, Part] = {"river": river, "road": road, "waterfall": waterfall}


def fits(part: str, place: str) -> bool:
    """Whether a place can show it: a lake is a river already, and a city has a road."""
    there = {("river", "lake"), ("road", "city"), ("waterfall", "lake")}
    return place in LANDS or (part, place) in there


def lay(
    canvas: Canvas,
    parts: tuple[str, ...],
    place: str,
    under: Light,
    stage: Stage,
    rng: np.random.Generator,
    others: int,
) -> None:
    """All parts, from the hills to the foreground; nothing where the place has them already."""
    for part in ("river", "waterfall", "road"):  # a river comes out of the pool
        if part in parts and (place in LANDS or part == "waterfall"):
            painter = path if (part, place) == ("road", "forest") else PARTS[part]
            painter(canvas, under, stage, rng, others)
