"""What sails, drives and flies, of cut paper; each takes its main colour."""

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
    smooth,
)

INK = rgb("#2b2230")
GLASS = rgb("#ffe3a0")
STONE = rgb("#cfc7bd")
WOOD = rgb("#8b5a3a")
STEEL = rgb("#5a6472")
SKY = rgb("#bfe4f5")
CREAMY = rgb("#fbf3e6")


def boat(hull: Colour) -> Figure:
    """A sailing boat that heads to the right."""
    return (
        Part(box(-0.012, 0.2, 0.012, 0.98), WOOD, 0.1),
        Part(smooth((0.03, 0.95), (0.14, 0.68), (0.36, 0.32), (0.2, 0.28), (0.03, 0.28)),
             WHITE, 0.3),
        Part(polygon((-0.03, 0.9), (-0.03, 0.28), (-0.36, 0.28)), lighter(hull, 0.55), 0.3),
        Part(polygon((0, 0.98), (0, 0.93), (-0.12, 0.955)), rgb("#f2a33a"), 0.1),
        Part(polygon((-0.46, 0.22), (0.52, 0.22), (0.36, 0.0), (-0.32, 0.0)), hull, 0.35),
        Part(polygon((-0.46, 0.22), (0.52, 0.22), (0.49, 0.175), (-0.43, 0.175)), WHITE, 0.0, 0.0),
    )  # fmt: skip


def ship(hull: Colour) -> Figure:
    """A steam ship with two funnels."""
    return (
        *(Part(box(x, 0.5, x + 0.11, 0.82), rgb("#d8433f"), 0.2) for x in (-0.17, 0.06)),
        *(Part(box(x, 0.74, x + 0.11, 0.82), INK) for x in (-0.17, 0.06)),
        Part(box(-0.28, 0.36, 0.28, 0.58, 0.02), WHITE, 0.25),
        *(Part(ellipse(-0.2 + 0.1 * i, 0.48, 0.026, 0.026), STEEL) for i in range(5)),
        Part(polygon((-0.5, 0.38), (0.56, 0.38), (0.42, 0.0), (-0.42, 0.0)), hull, 0.35),
        Part(polygon((-0.47, 0.28), (0.525, 0.28), (0.51, 0.24), (-0.465, 0.24)), WHITE, 0.0, 0.0),
    )


def _wheel(x: float, radius: float) -> Figure:
    return (
        Part(ellipse(x, radius, radius, radius), INK, 0.25),
        Part(ellipse(x, radius, radius * 0.5, radius * 0.5), STONE),
        Part(ellipse(x, radius, radius * 0.18, radius * 0.18), STEEL),
    )


def car(body: Colour) -> Figure:
    """A small round car."""
    return (
        Part(smooth((-0.3, 0.3), (-0.24, 0.5), (-0.08, 0.58), (0.12, 0.57), (0.26, 0.46),
                    (0.34, 0.3)), body, 0.3),
        Part(smooth((-0.22, 0.33), (-0.18, 0.47), (-0.08, 0.52), (-0.01, 0.52),
                    (-0.01, 0.33)), SKY),
        Part(smooth((0.03, 0.33), (0.03, 0.52), (0.11, 0.51), (0.2, 0.44), (0.25, 0.33)), SKY),
        Part(box(-0.5, 0.1, 0.5, 0.34, 0.1), body, 0.2),
        Part(box(-0.5, 0.1, 0.5, 0.15, 0.02), darker(body, 0.3)),
        Part(ellipse(0.465, 0.25, 0.03, 0.042), GLASS),
        Part(box(-0.5, 0.22, -0.465, 0.29), rgb("#b8302c")),
        Part(box(0.02, 0.26, 0.1, 0.275, 0.006), darker(body, 0.4)),
        *_wheel(-0.28, 0.12),
        *_wheel(0.29, 0.12),
    )  # fmt: skip


def bus(body: Colour) -> Figure:
    """A town bus."""
    return (
        Part(box(-0.5, 0.1, 0.5, 0.62, 0.06), body, 0.35),
        Part(box(-0.5, 0.22, 0.5, 0.26), WHITE, 0.0, 0.0),
        *(Part(box(x, 0.34, x + 0.15, 0.54, 0.02), SKY) for x in (-0.46, -0.28, -0.1, 0.08)),
        Part(box(0.28, 0.14, 0.4, 0.54, 0.02), SKY, 0.05),
        Part(ellipse(0.47, 0.18, 0.025, 0.035), GLASS),
        *_wheel(-0.28, 0.1),
        *_wheel(0.2, 0.1),
    )


def train(body: Colour) -> Figure:
    """A steam engine."""
    return (
        Part(polygon((0.2, 0.5), (0.34, 0.5), (0.37, 0.74), (0.17, 0.74)), INK, 0.2),
        *(Part(ellipse(x, y, r, r), WHITE, 0.15)
          for x, y, r in ((0.24, 0.84, 0.07), (0.12, 0.91, 0.085), (-0.04, 0.94, 0.06))),
        Part(box(-0.2, 0.18, 0.46, 0.52, 0.12), body, 0.3),
        *(Part(box(x, 0.18, x + 0.03, 0.52), rgb("#f5c445"), 0.0, 0.0) for x in (0.0, 0.16, 0.32)),
        Part(box(-0.48, 0.16, -0.12, 0.72), darker(body, 0.14), 0.3),
        Part(box(-0.53, 0.72, -0.07, 0.78, 0.02), INK, 0.2),
        Part(box(-0.4, 0.46, -0.2, 0.64, 0.02), SKY),
        Part(polygon((0.42, 0.06), (0.58, 0.06), (0.44, 0.24)), rgb("#b8302c"), 0.1),
        *_wheel(-0.3, 0.14),
        *_wheel(0.06, 0.1),
        *_wheel(0.3, 0.1),
    )  # fmt: skip


def bicycle(frame: Colour) -> Figure:
    """A bicycle."""

    def ring(x: float) -> Part:
        """A tyre: around the outside, then back around the inside."""
        outer, inner = ellipse(x, 0.2, 0.215, 0.215), ellipse(x, 0.2, 0.185, 0.185)
        return Part(np.vstack([outer, outer[:1], inner[:1], inner[::-1]]), INK, 0.1, 0.0)

    tubes = (((-0.28, 0.2), (-0.02, 0.2)), ((-0.02, 0.2), (0.2, 0.5)),
             ((-0.02, 0.2), (-0.12, 0.55)), ((-0.14, 0.48), (0.2, 0.5)),
             ((-0.28, 0.2), (-0.13, 0.5)), ((0.3, 0.2), (0.18, 0.62)))  # fmt: skip
    return (
        ring(-0.28),
        ring(0.3),
        *(Part(ribbon(tube, 0.032, 0.032), frame, 0.1) for tube in tubes),
        Part(ribbon([(0.26, 0.66), (0.18, 0.63), (0.1, 0.66)], 0.03, 0.03), INK),
        Part(ribbon([(-0.2, 0.575), (-0.06, 0.57)], 0.05, 0.035), INK),
        Part(ellipse(-0.02, 0.2, 0.045, 0.045), STEEL),
    )


def plane(body: Colour) -> Figure:
    """A plane that flies to the right."""
    return (
        Part(polygon((-0.46, 0.5), (-0.52, 0.86), (-0.4, 0.86), (-0.26, 0.56)), body, 0.2),
        Part(polygon((0.06, 0.56), (-0.08, 0.86), (0.02, 0.86), (0.2, 0.56)), darker(body, 0.2)),
        Part(smooth((-0.5, 0.56), (-0.2, 0.6), (0.3, 0.6), (0.5, 0.48), (0.3, 0.36), (-0.2, 0.38)),
             WHITE, 0.3),
        *(Part(ellipse(-0.12 + 0.1 * i, 0.51, 0.022, 0.026), rgb("#5aa7d6")) for i in range(4)),
        Part(smooth((0.34, 0.57), (0.47, 0.5), (0.34, 0.48)), rgb("#5aa7d6")),
        Part(polygon((0.12, 0.44), (-0.16, 0.1), (-0.28, 0.1), (-0.1, 0.44)), body, 0.3),
    )  # fmt: skip


def rocket(body: Colour) -> Figure:
    """A rocket on its flame."""
    return (
        Part(smooth((-0.1, 0.2), (0, 0.0), (0.1, 0.2)), rgb("#f5a623"), 0.1),
        Part(smooth((-0.055, 0.2), (0, 0.07), (0.055, 0.2)), rgb("#ffe9a8")),
        *both(Part(polygon((0.1, 0.42), (0.25, 0.26), (0.24, 0.14), (0.1, 0.22)), body, 0.25)),
        Part(smooth((0, 1.0), (0.13, 0.8), (0.16, 0.5), (0.11, 0.2), (-0.11, 0.2), (-0.16, 0.5),
                    (-0.13, 0.8)), WHITE, 0.3),
        Part(smooth((0, 1.0), (0.06, 0.92), (0.115, 0.8), (0, 0.775), (-0.115, 0.8), (-0.06, 0.92)),
             body),
        Part(ellipse(0, 0.6, 0.085, 0.085), STEEL, 0.1),
        Part(ellipse(0, 0.6, 0.06, 0.06), SKY),
        Part(box(-0.025, 0.12, 0.025, 0.38, 0.02), body, 0.15),
    )  # fmt: skip


def hot_air_balloon(cloth: Colour) -> Figure:
    """A striped balloon with its basket."""
    return (
        *both(Part(ribbon([(0.12, 0.42), (0.07, 0.14)], 0.01, 0.01), WOOD, 0.0, 0.0)),
        Part(smooth((0, 1.0), (0.26, 0.93), (0.36, 0.7), (0.26, 0.48), (0.11, 0.34), (-0.11, 0.34),
                    (-0.26, 0.48), (-0.36, 0.7), (-0.26, 0.93)), cloth, 0.35),
        *both(Part(smooth((0.06, 0.99), (0.2, 0.86), (0.24, 0.68), (0.17, 0.48), (0.07, 0.345),
                          (0.11, 0.5), (0.13, 0.7), (0.11, 0.88)), CREAMY, 0.0, 0.0)),
        Part(box(-0.085, 0.0, 0.085, 0.15, 0.03), rgb("#a9713f"), 0.25),
        Part(box(-0.095, 0.13, 0.095, 0.165, 0.015), WOOD, 0.1),
    )  # fmt: skip


def balloon(skin: Colour) -> Figure:
    """A balloon on a string."""
    return (
        Part(ribbon([(0, 0.36), (0.04, 0.24), (-0.03, 0.12), (0.02, 0.0)], 0.012, 0.008), INK, 0.0,
             0.0),
        Part(polygon((0, 0.39), (0.045, 0.33), (-0.045, 0.33)), darker(skin, 0.2)),
        Part(smooth((0, 1.0), (0.2, 0.93), (0.26, 0.72), (0.16, 0.5), (0, 0.38), (-0.16, 0.5),
                    (-0.26, 0.72), (-0.2, 0.93)), skin, 0.35),
        Part(ellipse(-0.12, 0.81, 0.03, 0.075, -20), lighter(skin, 0.6)),
    )  # fmt: skip
