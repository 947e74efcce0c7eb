"""The light of a drawing: hour, sky, clouds and weather."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seemly.generate.sketch import nature
from seemly.generate.sketch.drawing import (
    WHITE,
    Canvas,
    Colour,
    Points,
    mix,
    polygon,
    rgb,
)


@dataclass(frozen=True)
class Light:
    """The hour and the weather: sky from top to horizon, and what it does to every paper."""

    sky: tuple[Colour, Colour, Colour]
    tint: Colour  # papers are mixed toward it
    strength: float  # by so much, 0 to 1
    dark: bool = False  # stars are out

    def on(self, colour: Colour, far: float = 0.0) -> Colour:
        """A paper under this light; `far` 0 (near) to 1 fades it toward the horizon's sky."""
        lit = mix(colour, (colour[0] * self.tint[0], colour[1] * self.tint[1],
                           colour[2] * self.tint[2]), self.strength)  # fmt: skip
        return mix(lit, self.sky[2], far)

    def near(self) -> Light:
        """The light on figures: weaker, so that they stand out from the landscape."""
        return Light(self.sky, self.tint, self.strength * 0.55, self.dark)


def _light(top: str, middle: str, low: str, tint: str, strength: float, dark: bool) -> Light:
    return Light((rgb(top), rgb(middle), rgb(low)), rgb(tint), strength, dark)


LIGHTS = {
    "day": _light("#6fbfe8", "#a9dcf0", "#e3f4f2", "#ffffff", 0.0, False),
    "sunset": _light("#5a4a8c", "#ee7d6b", "#ffd08a", "#f0a890", 0.75, False),
    "sunrise": _light("#7fa8d8", "#f7b8b0", "#ffe8b8", "#ffd8cc", 0.6, False),
    "night": _light("#131a3f", "#243468", "#4a5c96", "#5468a8", 0.85, True),
    "storm": _light("#2c3444", "#4d5a6c", "#8b98a3", "#93a0ae", 0.7, False),
    "rain": _light("#7d93a6", "#a3b5c1", "#cbd6da", "#b4c2cc", 0.7, False),
    "fog": _light("#b3c0c6", "#ccd5d8", "#e4e8e8", "#d2dadc", 0.6, False),
    "space": _light("#0c0d26", "#1b1746", "#3a2463", "#ffffff", 0.0, True),
}


def light(place: str, time: str, weather: str | None) -> Light:
    """The light of a place; bad weather by night stays night."""
    if place == "space":
        return LIGHTS["space"]
    if weather in ("storm", "rain", "fog") and time == "day":
        return LIGHTS[weather]
    if weather == "storm" and time == "night":
        stormy = LIGHTS["storm"]
        night = LIGHTS["night"]
        sky = (night.sky[0], mix(night.sky[1], stormy.sky[0], 0.5), mix(night.sky[2], stormy.sky[1],
               0.5))  # fmt: skip
        return Light(sky, night.tint, 0.8)
    return LIGHTS.get(time, LIGHTS["day"])


@dataclass(frozen=True)
class Stage:
    """Where figures may stand, as shares of the height: `back` is far, `front` is near."""

    back: float
    front: float
    water: float | None = None  # the waterline of boats
    shore: bool = False  # the land is a bank in front of water


def ridge(
    canvas: Canvas, level: float, swing: float, rng: np.random.Generator, bumps: float = 2.0
) -> Points:
    """A rolling edge across the picture and everything below; level and swing in heights."""
    x = np.linspace(-0.03, 1.03, 160)
    y = np.zeros_like(x)
    for octave in range(3):
        turn = rng.uniform(0, 2 * math.pi)
        y += np.sin(x * bumps * (1.0 + octave * 0.9) * math.pi + turn) / (1.6**octave)
    edge = np.stack([x * canvas.width, (level - swing * y / 2) * canvas.height], axis=1)
    low = canvas.height * 1.05
    return np.vstack([edge, [[1.05 * canvas.width, low], [-0.05 * canvas.width, low]]])


def sky(canvas: Canvas, under: Light, rng: np.random.Generator) -> None:
    """The sky itself, with paper stars by night."""
    top, middle, low = under.sky
    canvas.gradient([(0.0, top), (0.38, middle), (0.72, low), (1.0, low)])
    if under.dark:
        scatter_stars(canvas, rng, 70)


def scatter_stars(canvas: Canvas, rng: np.random.Generator, number: int) -> None:
    """Small lights in the upper part."""
    for _ in range(number):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, 0.62) ** 1.2 * canvas.height
        size = rng.uniform(0.0012, 0.0034) * canvas.unit
        canvas.glow(x, y, size * 5, (0.85, 0.9, 1.0), 0.28)
        canvas.glow(x, y, size * 2.2, WHITE, 1.0)


def clouds(
    canvas: Canvas,
    under: Light,
    rng: np.random.Generator,
    weather: str | None,
    lamp: float | None,
) -> None:
    """A few paper clouds beside the sun or moon; in a storm a heavy ceiling of them."""
    if weather == "storm":
        for row, level in enumerate((0.02, 0.09, 0.16)):
            tone = mix(under.sky[0], under.sky[1], 0.15 + 0.3 * row)
            for i in range(6):
                x = (i / 5 + rng.uniform(-0.08, 0.08)) * canvas.width
                high = rng.uniform(0.16, 0.22) * canvas.unit
                y = (level + rng.uniform(0.03, 0.09)) * canvas.height
                canvas.place(nature.cloud(tone), x, y + high * 0.4, high * 1.7)
        return
    places = [x for x in rng.permutation([0.14, 0.5, 0.86]) if lamp is None or abs(x - lamp) > 0.2]
    for i, x in enumerate(places):
        paper = mix(WHITE, under.sky[1], 0.5 if under.dark else 0.12)
        size = rng.uniform(0.13, 0.2) * canvas.unit
        y = (0.14 + 0.09 * i + rng.uniform(-0.02, 0.04)) * canvas.height
        canvas.place(nature.cloud(under.on(paper)), x * canvas.width, y, size)


def weather(canvas: Canvas, kind: str, rng: np.random.Generator) -> None:
    """What falls or hangs in front of everything."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    if kind in ("rain", "storm"):
        lean = 0.32 if kind == "storm" else 0.12
        for x, y, long in rng.uniform((-0.1, -0.1, 0.03), (1.2, 1.0, 0.075), (230, 3)):
            top = np.array([x * w, y * h])
            drop = polygon((0, 0), (0.0022 * u, 0), (-lean * long * u, long * u))
            canvas.paint(top + drop, rgb("#e8f0f5"), opacity=0.5)
    if kind == "snowfall":
        for x, y, size in rng.uniform((0, 0, 0.003), (1, 1, 0.009), (150, 3)):
            canvas.glow(x * w, y * h, size * u * 1.6, WHITE, 1.0)
    if kind == "fog":
        rows = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
        veil = 0.72 * np.exp(-(((rows - 0.66) / 0.2) ** 2)).astype(np.float32)
        canvas.sheet += (np.array(rgb("#e6eaea"), np.float32) - canvas.sheet) * veil


def bolt(canvas: Canvas, x: float) -> None:
    """Lightning between cloud and horizon, around `x` (share of the width)."""
    w, h = canvas.width * 1.0, canvas.height * 1.0
    canvas.glow(x * w, 0.3 * h, 0.42 * canvas.unit, rgb("#e8ecff"), 0.55)
    canvas.place(nature.lightning(rgb("#fff3c0")), x * w, 0.55 * h, 0.36 * canvas.unit)


def beam(canvas: Canvas, x: float, y: float) -> None:
    """The light of a lighthouse's lamp, both ways, in pixels."""
    far = 0.7 * canvas.unit
    for way in (-1, 1):
        cone = polygon((x, y), (x + way * far, y - 0.16 * far), (x + way * far, y + 0.07 * far))
        canvas.paint(cone, rgb("#fff2c4"), opacity=0.2)
    canvas.glow(x, y, 0.14 * canvas.unit, rgb("#fff2c4"), 0.9)
