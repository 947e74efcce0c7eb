"""Figures cut from Fluent Emoji's flat pictures (MIT, see fluent/LICENSE), as layers of paper.

Each piece becomes a `Part` with the shadows that our own figures have, so all look of one hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from seemly.generate.sketch.drawing import Colour, Figure, Part, Points, mix, rgb
from seemly.generate.sketch.words import rows

_STEPS = np.linspace(0, 1, 9)[1:, None]  # points along one curve
_FAINT = 0.35  # pieces less opaque than this are left out: reflections
_RELIEF = 0.22  # lift of a piece as large as the figure; small ones lie flat


@cache
def _pieces() -> dict[str, list[tuple[str, float, str]]]:
    """Icon to its pieces from the back: fill, opacity, outline."""
    table: dict[str, list[tuple[str, float, str]]] = {}
    for icon, fill, opacity, outline in rows("cutouts.tsv"):
        table.setdefault(icon, []).append((fill, float(opacity), outline))
    return table


@cache
def _parts(icon: str) -> Figure:
    """The icon in a figure's frame: 1 high, its foot at (0, 0)."""
    pieces = [(f, list(_rings(o))) for f, opacity, o in _pieces()[icon] if opacity > _FAINT]
    every = np.vstack([ring for _, rings in pieces for ring in rings])
    low, high = every.min(axis=0), every.max(axis=0)
    scale = 1 / (high[1] - low[1])
    foot = np.array([(low[0] + high[0]) / 2, high[1]])
    parts = []
    for fill, rings in pieces:
        placed = [(ring - foot) * np.array([scale, -scale]) for ring in rings]
        share = _size(np.vstack(placed))
        lift = _RELIEF if share > 0.12 else 0.1 if share > 0.02 else 0.0
        parts.append(Part(placed[0], _calm(rgb(fill)), lift, 0.05, tuple(placed[1:])))
    return tuple(parts)


def width(icon: str) -> float:
    """How wide the figure is beside a height of 1."""
    every = np.vstack([ring for part in _parts(icon) for ring in (part.outline, *part.more)])
    return float(np.ptp(every[:, 0]))


def main_colour(icon: str) -> str:
    """The colour of its largest coloured piece, "#rrggbb"."""
    return _hex(_main(icon))


def figure(icon: str) -> Callable[[Colour], Figure]:
    """What draws the icon; in its own colours when asked for its main one."""

    def draw(colour: Colour) -> Figure:
        main = _main(icon)
        if _hex(colour) == _hex(main):
            return _parts(icon)
        return tuple(
            Part(p.outline, _recoloured(p.colour, main, colour), p.lift, p.shade, p.more)
            for p in _parts(icon)
        )

    return draw


def moved(parts: Figure, x: float, y: float, size: float) -> Figure:
    """A figure made smaller and set into another one's frame."""
    at = np.array([x, y])
    return tuple(
        Part(p.outline * size + at, p.colour, p.lift, p.shade, tuple(m * size + at for m in p.more))
        for p in parts
    )


def _calm(paper: Colour) -> Colour:
    """Less vivid than on a screen, as the papers of our own figures are."""
    grey = 0.3 * paper[0] + 0.55 * paper[1] + 0.15 * paper[2]
    return mix(paper, (grey, grey * 0.98, grey * 0.94), 0.16)


def _main(icon: str) -> Colour:
    areas: dict[Colour, float] = {}
    for part in _parts(icon):
        share = sum(_area(ring) for ring in (part.outline, *part.more))
        vivid = max(part.colour) - min(part.colour)
        areas[part.colour] = areas.get(part.colour, 0.0) + share * (0.25 + vivid)
    return max(areas, key=lambda colour: areas[colour])


def _recoloured(paper: Colour, main: Colour, wanted: Colour) -> Colour:
    """The paper in the wanted colour if it is a shade of the main one, else as it was."""
    a, b = np.array(paper), np.array(main)
    hue = float(np.dot(a - a.mean(), b - b.mean()))
    norm = float(np.linalg.norm(a - a.mean()) * np.linalg.norm(b - b.mean()))
    grey = np.ptp(b) < 0.08
    alike = (abs(a.mean() - b.mean()) < 0.3 and np.ptp(a) < 0.12) if grey else (
        norm > 1e-4 and hue / norm > 0.75
    )  # fmt: skip
    if not alike:
        return paper
    lighter = float(a.mean() - b.mean())
    end: Colour = (1.0, 1.0, 1.0) if lighter > 0 else (0.08, 0.05, 0.1)
    return mix(wanted, end, min(0.6, abs(lighter) * 1.4))


def _rings(outline: str) -> Iterator[Points]:
    """The closed rings of an outline, as points."""
    ring: list[Points] = []
    for command, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", outline):
        at = np.array(numbers.split(), np.float64).reshape(-1, 2)
        if command == "M":
            if ring:
                yield np.vstack(ring)
            ring = [at]
        elif command == "L":
            ring.append(at)
        elif command == "C":
            a, (b, c, d), t = ring[-1][-1], at, _STEPS
            curve = a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t**2 * (1 - t) + d * t**3
            ring.append(curve)
    if ring:
        yield np.vstack(ring)


def _size(points: Points) -> float:
    span = np.ptp(points, axis=0)
    return float(span[0] * span[1])


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour)
