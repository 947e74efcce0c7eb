"""Buildings of cut paper; each takes the colour of its walls."""

from __future__ import annotations

import numpy as np

from seemly.generate.sketch.drawing import (
    WHITE,
    Colour,
    Figure,
    Part,
    both,
    box,
    darker,
    ellipse,
    lighter,
    polygon,
    rgb,
    ribbon,
    turned,
    wedge,
)

INK = rgb("#2b2230")
GLASS = rgb("#ffe3a0")
WOOD = rgb("#8b5a3a")
CREAMY = rgb("#fbf3e6")


def _window(x: float, y: float, half: float, pane: Colour = GLASS) -> Figure:
    """A square window with a cross, around (x, y)."""
    return (
        Part(box(x - half, y - half, x + half, y + half, half * 0.15), WHITE, 0.12),
        Part(box(x - half * 0.8, y - half * 0.8, x - half * 0.1, y + half * 0.8), pane),
        Part(box(x + half * 0.1, y - half * 0.8, x + half * 0.8, y + half * 0.8), pane),
    )


def _arch(x: float, bottom: float, half: float, height: float, colour: Colour) -> Part:
    """A door or window with a round top."""
    top = bottom + height - half
    outline = [(x + half, bottom), (x + half, top), (x, top + half), (x - half, top)]
    rounded = wedge(x, top, half, 0, 180)[:-1]
    points = [outline[0], *((float(a), float(b)) for a, b in rounded), (x - half, bottom)]
    return Part(polygon(*points), colour, 0.1)


def house(wall: Colour) -> Figure:
    """A small house with a chimney."""
    roof = rgb("#c8503f")
    return (
        Part(box(0.16, 0.7, 0.27, 0.97), darker(roof, 0.25), 0.2),
        Part(box(-0.4, 0, 0.4, 0.56), wall, 0.3),
        Part(polygon((-0.5, 0.54), (0.5, 0.54), (0.34, 0.92), (-0.34, 0.92)), roof, 0.4),
        *(Part(box(-0.47 + i * 0.04, 0.62 + i * 0.1, 0.47 - i * 0.04, 0.63 + i * 0.1),
               darker(roof, 0.16), 0.0, 0.0) for i in range(3)),
        _arch(0, 0, 0.085, 0.33, WOOD),
        Part(ellipse(0.05, 0.14, 0.013, 0.013), GLASS, 0.0, 0.0),
        *_window(-0.24, 0.28, 0.09),
        *_window(0.24, 0.28, 0.09),
    )  # fmt: skip


def castle(wall: Colour) -> Figure:
    """A castle with three towers and a flag."""

    def crown(left: float, right: float, base: float) -> Figure:
        step = (right - left) / 5
        return tuple(
            Part(box(left + step * i, base, left + step * (i + 1), base + 0.05), wall, 0.05)
            for i in (0, 2, 4)
        )

    return (
        Part(box(-0.012, 0.82, 0.0, 1.0), INK),
        Part(polygon((0, 1.0), (0.16, 0.96), (0, 0.92)), rgb("#d8433f"), 0.1),
        Part(box(-0.13, 0.3, 0.13, 0.78), darker(wall, 0.12), 0.3),
        *crown(-0.15, 0.15, 0.78),
        Part(box(-0.34, 0, 0.34, 0.42), wall, 0.3),
        *crown(-0.2, 0.2, 0.42),
        *both(Part(box(0.28, 0, 0.48, 0.6), lighter(wall, 0.12), 0.35)),
        *both(Part(polygon((0.25, 0.6), (0.51, 0.6), (0.38, 0.86)), rgb("#5b6fae"), 0.3)),
        *both(_arch(0.38, 0.36, 0.04, 0.13, INK)),
        _arch(0, 0.56, 0.04, 0.13, INK),
        _arch(0, 0, 0.11, 0.28, WOOD),
    )  # fmt: skip


def church(wall: Colour) -> Figure:
    """A church with a pointed tower."""
    roof = rgb("#5b6f8e")
    return (
        Part(box(-0.1, 0, 0.45, 0.4), wall, 0.3),
        Part(polygon((-0.1, 0.38), (0.5, 0.38), (0.4, 0.62), (-0.1, 0.62)), roof, 0.3),
        Part(box(-0.4, 0, -0.08, 0.62), lighter(wall, 0.2), 0.35),
        Part(polygon((-0.44, 0.62), (-0.04, 0.62), (-0.24, 0.98)), roof, 0.35),
        _arch(-0.24, 0, 0.08, 0.26, WOOD),
        Part(ellipse(-0.24, 0.5, 0.07, 0.07), WHITE, 0.1),
        Part(ribbon([(-0.24, 0.55), (-0.24, 0.5), (-0.2, 0.5)], 0.014, 0.014), INK),
        *(_arch(x, 0.1, 0.045, 0.2, GLASS) for x in (0.06, 0.2, 0.34)),
    )


def lighthouse(band: Colour) -> Figure:
    """A banded lighthouse with a lit lamp."""

    def across(low: float, high: float) -> Part:
        def half(y: float) -> float:
            return 0.135 - 0.06 * y / 0.74

        return Part(
            polygon((-half(low), low), (half(low), low), (half(high), high), (-half(high), high)),
            band, 0.0, 0.0,
        )  # fmt: skip

    return (
        Part(polygon((-0.135, 0), (0.135, 0), (0.075, 0.74), (-0.075, 0.74)), CREAMY, 0.4),
        across(0.12, 0.27),
        across(0.42, 0.56),
        across(0.68, 0.74),
        Part(box(-0.11, 0.73, 0.11, 0.76, 0.01), INK, 0.2),
        Part(box(-0.055, 0.76, 0.055, 0.87), GLASS, 0.1),
        Part(box(-0.006, 0.76, 0.006, 0.87), INK),
        *both(Part(box(0.048, 0.76, 0.058, 0.87), INK)),
        Part(wedge(0, 0.865, 0.085, 0, 180), band, 0.2),
        Part(ellipse(0, 0.965, 0.017, 0.024), INK),
        _arch(0, 0, 0.042, 0.115, INK),
        _arch(0, 0.31, 0.023, 0.07, INK),
        _arch(0, 0.59, 0.02, 0.06, INK),
    )


def tower(wall: Colour) -> Figure:
    """A round stone tower."""
    return (
        Part(polygon((-0.17, 0), (0.17, 0), (0.14, 0.72), (-0.14, 0.72)), wall, 0.35),
        Part(box(-0.19, 0.68, 0.19, 0.75), darker(wall, 0.15), 0.2),
        Part(polygon((-0.2, 0.75), (0.2, 0.75), (0, 1.0)), rgb("#b5483f"), 0.3),
        _arch(0, 0, 0.06, 0.18, WOOD),
        *(_arch(x, y, 0.025, 0.09, INK) for x, y in ((-0.06, 0.3), (0.06, 0.42), (0, 0.55))),
    )


def windmill(wall: Colour) -> Figure:
    """A windmill with four sails."""
    from_hub = []
    for turn in (25, 115, 205, 295):
        sail = Part(box(0.01, 0.06, 0.1, 0.38), CREAMY, 0.15)
        arm = Part(box(-0.012, 0, 0.012, 0.4), WOOD, 0.1)
        from_hub += [_about(part, turn, 0.66) for part in (sail, arm)]
    return (
        Part(polygon((-0.2, 0), (0.2, 0), (0.13, 0.6), (-0.13, 0.6)), wall, 0.35),
        Part(wedge(0, 0.6, 0.16, 0, 180), rgb("#7a4a3a"), 0.2),
        _arch(0, 0, 0.06, 0.18, WOOD),
        *_window(0, 0.36, 0.045),
        *from_hub,
        Part(ellipse(0, 0.66, 0.03, 0.03), WOOD, 0.1),
    )


def _about(part: Part, degrees: float, y: float) -> Part:
    """The part turned about the origin, then moved up to `y`."""
    return Part(
        turned(part.outline, degrees) + np.array([0.0, y]), part.colour, part.lift, part.shade
    )


def tent(cloth: Colour) -> Figure:
    """A tent with an open flap."""
    return (
        Part(polygon((-0.5, 0), (0.5, 0), (0, 0.8)), cloth, 0.35),
        Part(polygon((0.5, 0), (0, 0.8), (0.24, 0)), darker(cloth, 0.14)),
        Part(polygon((-0.14, 0), (0.14, 0), (0, 0.5)), INK),
        Part(polygon((0, 0.5), (0.14, 0), (0.22, 0)), lighter(cloth, 0.4), 0.1),
    )


def bridge(stone: Colour) -> Figure:
    """A stone bridge with two arches."""
    deck = [(-1.1, 0.5), (-0.6, 0.68), (0, 0.76), (0.6, 0.68), (1.1, 0.5), (1.1, 0.0)]
    wall = polygon(*deck, (-1.1, 0.0))
    holes = tuple(
        polygon(*[(x + 0.36 * np.cos(a), 0.48 * np.sin(a)) for a in np.linspace(0, np.pi, 30)])
        for x in (-0.48, 0.48)
    )
    rail = ribbon([(-1.12, 0.54), (-0.6, 0.73), (0, 0.81), (0.6, 0.73), (1.12, 0.54)], 0.09, 0.09)
    posts = [Part(box(x - 0.06, y, x + 0.06, y + 0.24, 0.02), darker(stone, 0.1), 0.2)
             for x, y in ((-1.02, 0.5), (-0.5, 0.68), (0.0, 0.76), (0.5, 0.68),
                          (1.02, 0.5))]  # fmt: skip
    return (Part(wall, stone, 0.35, 0.1, holes), *posts, Part(rail, lighter(stone, 0.25), 0.25))
