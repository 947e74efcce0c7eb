"""Animals of cut paper. Each function takes the colour of the coat and gives a `Figure`."""

from __future__ import annotations

from collections.abc import Callable

from seemly.generate.sketch import cutouts
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
    mix,
    polygon,
    rgb,
    ribbon,
    smooth,
    wedge,
)

INK = rgb("#2b2230")
ROSE = rgb("#f08a8f")
CREAM = rgb("#fff4e2")


def _eyes(x: float, y: float, size: float) -> Figure:
    """Two dark eyes with a light in each, `x` left and right of the middle."""
    return (
        *both(Part(ellipse(x, y, size, size * 1.2), INK, 0.0, 0.0)),
        Part(ellipse(x + size * 0.3, y + size * 0.45, size * 0.34, size * 0.34), WHITE, 0.0, 0.0),
        Part(ellipse(-x + size * 0.3, y + size * 0.45, size * 0.34, size * 0.34), WHITE, 0.0, 0.0),
    )


def _sitting(coat: Colour, chest: Colour) -> Figure:
    """The body of an animal that sits and looks at us, up to the neck at 0.55."""
    return (
        *both(Part(ellipse(0.19, 0.14, 0.135, 0.14), darker(coat, 0.1), 0.25)),
        Part(
            smooth((0, 0.62), (0.13, 0.52), (0.2, 0.3), (0.21, 0.1), (0.12, 0.03), (-0.12, 0.03),
                   (-0.21, 0.1), (-0.2, 0.3), (-0.13, 0.52)),
            coat, 0.35,
        ),
        Part(
            smooth((0, 0.56), (0.09, 0.46), (0.1, 0.3), (0.05, 0.17), (0, 0.13), (-0.05, 0.17),
                   (-0.1, 0.3), (-0.09, 0.46)),
            chest, 0.0,
        ),
        *both(Part(ellipse(0.23, 0.035, 0.085, 0.04), lighter(coat, 0.18), 0.2)),
        *both(Part(box(0.025, 0.02, 0.135, 0.36, 0.055), coat, 0.2)),
        *both(Part(ellipse(0.085, 0.035, 0.075, 0.042), chest, 0.15)),
    )  # fmt: skip


def _smile(y: float, width: float) -> Figure:
    """Nose line and two cheeks of a mouth under a nose at `y`."""
    return (
        Part(ribbon([(0, y), (0, y - 0.035)], 0.01, 0.01), INK, 0.0, 0.0),
        *both(
            Part(
                ribbon([(0, y - 0.033), (width * 0.5, y - 0.055), (width, y - 0.03)], 0.011, 0.007),
                INK, 0.0, 0.0,
            )
        ),
    )  # fmt: skip


def seated(head: Callable[[Colour], Figure]) -> Callable[[Colour], Figure]:
    """A sitting animal under another one's head."""

    def draw(coat: Colour) -> Figure:
        face = cutouts.moved(head(coat), 0.0, 0.42, 0.58)
        tail = ribbon([(0.16, 0.1), (0.33, 0.12), (0.4, 0.26), (0.36, 0.36)], 0.085, 0.05)
        return (Part(tail, darker(coat, 0.12), 0.3), *_sitting(coat, lighter(coat, 0.4)), *face)

    return draw


def dog(coat: Colour) -> Figure:
    """A sitting dog with hanging ears, a collar and its tongue out."""
    ears = mix(coat, rgb("#5b3320"), 0.62)
    return (
        Part(ribbon([(0.16, 0.1), (0.33, 0.15), (0.41, 0.3), (0.37, 0.42)], 0.1, 0.045), coat, 0.3),
        *_sitting(coat, CREAM),
        Part(ribbon([(-0.145, 0.53), (0, 0.475), (0.145, 0.53)], 0.05, 0.05), rgb("#d8433f"), 0.2),
        Part(ellipse(0, 0.445, 0.038, 0.038), rgb("#f5c445"), 0.2),
        Part(
            smooth((0, 0.955), (0.14, 0.93), (0.235, 0.82), (0.245, 0.68), (0.17, 0.56), (0, 0.51),
                   (-0.17, 0.56), (-0.245, 0.68), (-0.235, 0.82), (-0.14, 0.93)),
            coat, 0.4,
        ),
        Part(
            smooth((0, 0.95), (0.03, 0.9), (0.04, 0.78), (0.085, 0.68), (0, 0.62), (-0.085, 0.68),
                   (-0.04, 0.78), (-0.03, 0.9)),
            CREAM, 0.0, 0.02,
        ),
        *both(
            Part(
                smooth((0.12, 0.925), (0.2, 0.93), (0.29, 0.83), (0.33, 0.66), (0.29, 0.54),
                       (0.225, 0.57), (0.2, 0.7), (0.165, 0.83)),
                ears, 0.4,
            )
        ),
        Part(smooth((0, 0.545), (0.05, 0.54), (0.045, 0.47), (0, 0.445), (-0.045, 0.47),
                    (-0.05, 0.54)), ROSE, 0.15),
        Part(ellipse(0, 0.615, 0.135, 0.09), CREAM, 0.25),
        *_smile(0.645, 0.085),
        Part(smooth((0, 0.7), (0.05, 0.695), (0.052, 0.665), (0, 0.63), (-0.052, 0.665),
                    (-0.05, 0.695)), INK, 0.1),
        Part(ellipse(-0.015, 0.685, 0.017, 0.008), rgb("#8b7f93"), 0.0, 0.0),
        *_eyes(0.105, 0.765, 0.031),
        *both(Part(ribbon([(0.07, 0.835), (0.105, 0.85), (0.14, 0.835)], 0.014, 0.01), ears)),
    )  # fmt: skip


def cat(coat: Colour) -> Figure:
    """A sitting cat with stripes and whiskers."""
    stripe = darker(coat, 0.32)
    return (
        Part(
            ribbon([(0.14, 0.08), (0.34, 0.06), (0.42, 0.2), (0.36, 0.36), (0.4, 0.46)], 0.09,
                   0.06),
            stripe, 0.3,
        ),
        *_sitting(coat, CREAM),
        *both(Part(polygon((0.055, 0.85), (0.245, 0.72), (0.225, 1.0)), coat, 0.25)),
        *both(Part(polygon((0.1, 0.86), (0.21, 0.77), (0.205, 0.945)), ROSE)),
        Part(
            smooth((0, 0.9), (0.14, 0.875), (0.23, 0.78), (0.25, 0.68), (0.19, 0.58), (0, 0.535),
                   (-0.19, 0.58), (-0.25, 0.68), (-0.23, 0.78), (-0.14, 0.875)),
            coat, 0.4,
        ),
        Part(ribbon([(0, 0.9), (0, 0.82)], 0.03, 0.012), stripe, 0.0, 0.0),
        *both(Part(ribbon([(0.065, 0.89), (0.05, 0.825)], 0.026, 0.01), stripe, 0.0, 0.0)),
        *both(Part(ribbon([(0.24, 0.72), (0.18, 0.705)], 0.022, 0.008), stripe, 0.0, 0.0)),
        *both(Part(ellipse(0.05, 0.625, 0.062, 0.05), CREAM, 0.0, 0.0)),
        Part(polygon((-0.028, 0.672), (0.028, 0.672), (0, 0.642)), rgb("#e8707a")),
        *_smile(0.645, 0.06),
        *both(Part(ribbon([(0.09, 0.635), (0.31, 0.66)], 0.006, 0.003), INK, 0.0, 0.0)),
        *both(Part(ribbon([(0.09, 0.62), (0.3, 0.605)], 0.006, 0.003), INK, 0.0, 0.0)),
        *both(Part(ellipse(0.105, 0.735, 0.044, 0.046), rgb("#bfe07a"), 0.0, 0.0)),
        *both(Part(ellipse(0.105, 0.735, 0.02, 0.042), INK, 0.0, 0.0)),
        Part(ellipse(0.115, 0.752, 0.011, 0.011), WHITE, 0.0, 0.0),
        Part(ellipse(-0.095, 0.752, 0.011, 0.011), WHITE, 0.0, 0.0),
    )  # fmt: skip


def rabbit(coat: Colour) -> Figure:
    """A sitting rabbit with upright ears."""
    squat = [Part(p.outline * (1.0, 0.8), p.colour, p.lift, p.shade) for p in _sitting(coat, CREAM)]
    return (
        Part(ellipse(0.23, 0.13, 0.07, 0.07), WHITE, 0.2),
        *squat,
        *both(Part(ellipse(0.085, 0.84, 0.055, 0.165, 8), coat, 0.3)),
        *both(Part(ellipse(0.085, 0.83, 0.027, 0.12, 8), ROSE)),
        Part(ellipse(0, 0.56, 0.19, 0.165), coat, 0.4),
        *both(Part(ellipse(0.045, 0.495, 0.06, 0.046), CREAM, 0.0, 0.0)),
        Part(box(-0.026, 0.435, 0.026, 0.48, 0.01), WHITE, 0.05),
        Part(ellipse(0, 0.535, 0.024, 0.018), rgb("#e8707a")),
        *_smile(0.522, 0.045),
        *_eyes(0.09, 0.59, 0.026),
    )


def bear(coat: Colour) -> Figure:
    """A sitting bear."""
    return (
        *_sitting(coat, lighter(coat, 0.32)),
        *both(Part(ellipse(0.17, 0.89, 0.08, 0.08), coat, 0.3)),
        *both(Part(ellipse(0.17, 0.885, 0.045, 0.045), lighter(coat, 0.4))),
        Part(ellipse(0, 0.73, 0.24, 0.21), coat, 0.4),
        Part(ellipse(0, 0.655, 0.115, 0.085), lighter(coat, 0.45), 0.15),
        Part(ellipse(0, 0.695, 0.045, 0.03), INK),
        *_smile(0.67, 0.06),
        *_eyes(0.1, 0.77, 0.026),
    )


def fox(coat: Colour) -> Figure:
    """A sitting fox with a bushy tail."""
    dark = rgb("#3b2a2f")
    return (
        Part(smooth((0.1, 0.05), (0.32, 0.04), (0.47, 0.2), (0.45, 0.42), (0.36, 0.52),
                    (0.31, 0.34), (0.2, 0.2)), coat, 0.3),
        Part(smooth((0.36, 0.52), (0.46, 0.4), (0.455, 0.3), (0.39, 0.35), (0.31, 0.34)), CREAM),
        *_sitting(coat, CREAM),
        *both(Part(ellipse(0.085, 0.035, 0.075, 0.042), dark, 0.15)),
        *both(Part(polygon((0.04, 0.84), (0.25, 0.72), (0.235, 1.0)), coat, 0.25)),
        *both(Part(polygon((0.11, 0.85), (0.22, 0.78), (0.215, 0.945)), dark)),
        Part(smooth((0, 0.87), (0.15, 0.84), (0.26, 0.68), (0.12, 0.57), (0, 0.51), (-0.12, 0.57),
                    (-0.26, 0.68), (-0.15, 0.84)), coat, 0.4),
        *both(Part(smooth((0.02, 0.56), (0.06, 0.66), (0.15, 0.69), (0.26, 0.68), (0.12, 0.57),
                          (0, 0.51)), CREAM, 0.0, 0.0)),
        Part(ellipse(0, 0.545, 0.038, 0.03), INK, 0.1),
        *_eyes(0.1, 0.72, 0.026),
    )  # fmt: skip


def owl(coat: Colour) -> Figure:
    """An owl that looks at us."""
    pale = lighter(coat, 0.5)
    feathers = [
        Part(wedge(x, y, 0.05, 180, 360), lighter(coat, 0.15), 0.06)
        for y, row in ((0.42, (-0.1, 0.0, 0.1)), (0.34, (-0.05, 0.05)), (0.26, (-0.1, 0.0, 0.1)))
        for x in row
    ]
    return (
        *both(Part(polygon((0.06, 0.82), (0.25, 0.76), (0.23, 0.99)), darker(coat, 0.15), 0.2)),
        Part(smooth((0, 0.92), (0.2, 0.86), (0.28, 0.66), (0.28, 0.34), (0.18, 0.08), (0, 0.03),
                    (-0.18, 0.08), (-0.28, 0.34), (-0.28, 0.66), (-0.2, 0.86)), coat, 0.4),
        Part(ellipse(0, 0.32, 0.19, 0.24), pale),
        *feathers,
        *both(Part(smooth((0.2, 0.6), (0.3, 0.5), (0.31, 0.24), (0.22, 0.13), (0.2, 0.35)),
                   darker(coat, 0.22), 0.25)),
        *both(Part(ellipse(0.115, 0.7, 0.13, 0.13), pale, 0.2)),
        *both(Part(ellipse(0.11, 0.7, 0.085, 0.085), rgb("#f6b93b"))),
        *both(Part(ellipse(0.105, 0.7, 0.055, 0.055), INK, 0.0, 0.0)),
        Part(ellipse(0.125, 0.722, 0.018, 0.018), WHITE, 0.0, 0.0),
        Part(ellipse(-0.085, 0.722, 0.018, 0.018), WHITE, 0.0, 0.0),
        Part(polygon((-0.04, 0.645), (0.04, 0.645), (0, 0.55)), rgb("#f08c2e"), 0.2),
        *both(Part(ellipse(0.08, 0.035, 0.06, 0.035), rgb("#f08c2e"), 0.15)),
    )  # fmt: skip


def bird(coat: Colour) -> Figure:
    """A small singing bird, from the side."""
    return (
        *(Part(ribbon([(x, 0.2), (x + 0.02, 0.0)], 0.022, 0.022), rgb("#d9832b"))
          for x in (0, 0.1)),
        Part(polygon((-0.22, 0.42), (-0.52, 0.36), (-0.5, 0.54), (-0.2, 0.54)), darker(coat), 0.2),
        Part(smooth((-0.3, 0.5), (-0.1, 0.66), (0.06, 0.76), (0.12, 0.9), (0.26, 0.97), (0.4, 0.9),
                    (0.43, 0.74), (0.36, 0.44), (0.2, 0.2), (-0.06, 0.17), (-0.24, 0.32)), coat,
             0.3),
        Part(smooth((0.41, 0.7), (0.36, 0.44), (0.2, 0.2), (0.02, 0.18), (0.12, 0.36),
                    (0.28, 0.58)), lighter(coat, 0.6)),
        Part(smooth((-0.34, 0.42), (-0.1, 0.62), (0.1, 0.6), (0.15, 0.44), (-0.02, 0.3)),
             darker(coat, 0.25), 0.3),
        Part(polygon((0.42, 0.87), (0.58, 0.81), (0.43, 0.75)), rgb("#f2a33a"), 0.15),
        Part(ellipse(0.3, 0.84, 0.032, 0.036), INK, 0.0, 0.0),
        Part(ellipse(0.31, 0.852, 0.011, 0.011), WHITE, 0.0, 0.0),
    )  # fmt: skip


def duck(coat: Colour) -> Figure:
    """A duck that swims to the right."""
    return (
        Part(smooth((-0.48, 0.44), (-0.3, 0.36), (0.0, 0.42), (0.3, 0.4), (0.34, 0.2), (0.2, 0.02),
                    (-0.2, 0.02), (-0.4, 0.16)), coat, 0.3),
        Part(smooth((0.1, 0.35), (0.16, 0.62), (0.34, 0.62), (0.36, 0.3)), coat),
        Part(ellipse(0.25, 0.74, 0.17, 0.18), coat, 0.25),
        Part(smooth((-0.3, 0.34), (0, 0.36), (0.16, 0.26), (0.04, 0.12), (-0.16, 0.14)),
             darker(coat, 0.14), 0.25),
        Part(smooth((0.39, 0.76), (0.5, 0.74), (0.57, 0.69), (0.5, 0.65), (0.38, 0.66)),
             rgb("#f08c2e"), 0.15),
        Part(ellipse(0.3, 0.79, 0.026, 0.03), INK, 0.0, 0.0),
    )  # fmt: skip


def fish(coat: Colour) -> Figure:
    """A fish that swims to the right."""
    dark = darker(coat, 0.25)
    stripes = [Part(smooth((x, 0.84), (x + 0.07, 0.5), (x, 0.16), (x - 0.06, 0.5)), WHITE)
               for x in (0.1, -0.12)]  # fmt: skip
    return (
        Part(smooth((-0.28, 0.5), (-0.54, 0.86), (-0.46, 0.5), (-0.54, 0.14)), dark, 0.3),
        Part(smooth((0.1, 0.82), (-0.08, 1.0), (-0.2, 0.86), (-0.12, 0.7)), dark, 0.2),
        Part(smooth((0.04, 0.2), (-0.1, 0.02), (-0.16, 0.24)), dark, 0.2),
        Part(smooth((0.52, 0.5), (0.36, 0.74), (0.08, 0.86), (-0.2, 0.72), (-0.36, 0.5),
                    (-0.2, 0.28), (0.08, 0.14), (0.36, 0.26)), coat, 0.3),
        *stripes,
        Part(smooth((0.06, 0.46), (-0.14, 0.5), (-0.12, 0.3), (0.0, 0.3)), dark, 0.2),
        Part(ellipse(0.33, 0.6, 0.065, 0.065), WHITE, 0.0, 0.0),
        Part(ellipse(0.345, 0.6, 0.036, 0.038), INK, 0.0, 0.0),
        Part(ribbon([(0.5, 0.46), (0.42, 0.4)], 0.014, 0.01), INK, 0.0, 0.0),
    )  # fmt: skip


def whale(coat: Colour) -> Figure:
    """A whale that blows."""
    spray = rgb("#d9f1fb")
    return (
        *(Part(ribbon([(0.12, 0.64), (0.12 + x / 2, 0.86), (0.12 + x, 0.9), (0.12 + x * 1.3, 0.8)],
                      0.03, 0.045), spray, 0.15) for x in (-0.14, 0.14)),
        Part(smooth((-0.34, 0.36), (-0.5, 0.56), (-0.66, 0.62), (-0.6, 0.44), (-0.44, 0.28)),
             coat, 0.2),
        Part(smooth((-0.46, 0.4), (-0.38, 0.56), (-0.3, 0.66), (-0.26, 0.5), (-0.34, 0.36)),
             coat, 0.2),
        Part(smooth((-0.5, 0.34), (-0.3, 0.36), (0.0, 0.6), (0.34, 0.6), (0.5, 0.36), (0.44, 0.12),
                    (0.1, 0.02), (-0.3, 0.12)), coat, 0.35),
        Part(smooth((0.49, 0.3), (0.44, 0.12), (0.1, 0.02), (-0.16, 0.07), (0.1, 0.16)),
             lighter(coat, 0.7)),
        Part(ribbon([(0.49, 0.31), (0.32, 0.22), (0.12, 0.2)], 0.014, 0.006), INK, 0.0, 0.0),
        Part(ellipse(0.3, 0.34, 0.026, 0.03), INK, 0.0, 0.0),
        Part(smooth((0.06, 0.2), (-0.02, 0.0), (0.14, 0.12)), darker(coat, 0.2), 0.2),
    )  # fmt: skip


def butterfly(coat: Colour) -> Figure:
    """A butterfly with open wings."""
    dots = lighter(coat, 0.6)
    return (
        *both(Part(smooth((0.02, 0.5), (0.18, 0.86), (0.44, 0.94), (0.46, 0.66), (0.24, 0.5)),
                   coat, 0.3)),
        *both(Part(smooth((0.02, 0.5), (0.24, 0.48), (0.36, 0.3), (0.24, 0.08), (0.08, 0.22)),
                   mix(coat, rgb("#7a3fc0"), 0.35), 0.3)),
        *both(Part(ellipse(0.32, 0.74, 0.065, 0.075), dots)),
        *both(Part(ellipse(0.2, 0.3, 0.05, 0.055), dots)),
        *both(Part(ribbon([(0.0, 0.72), (0.05, 0.9), (0.13, 0.97)], 0.014, 0.022), INK)),
        Part(ellipse(0, 0.48, 0.035, 0.27), INK, 0.2),
    )  # fmt: skip


def bee(coat: Colour) -> Figure:
    """A bee in flight."""
    return (
        *(Part(ellipse(x, 0.76, 0.14, 0.22, t), rgb("#e4f4ff"), 0.25)
          for x, t in ((-0.1, 20), (0.1, -20))),
        Part(ellipse(0, 0.4, 0.36, 0.27), coat, 0.3),
        *(Part(smooth((x, 0.65), (x + 0.06, 0.4), (x, 0.15), (x - 0.08, 0.15), (x - 0.03, 0.4),
                      (x - 0.08, 0.65)), INK, 0.0, 0.0) for x in (0.02, -0.17)),
        Part(ellipse(0.24, 0.46, 0.035, 0.04), INK, 0.0, 0.0),
        Part(ribbon([(0.26, 0.62), (0.34, 0.8), (0.42, 0.82)], 0.016, 0.03), INK),
        Part(ribbon([(0.33, 0.34), (0.28, 0.28), (0.21, 0.3)], 0.014, 0.01), INK, 0.0, 0.0),
    )  # fmt: skip


def snail(coat: Colour) -> Figure:
    """A snail on its way to the right."""
    skin = rgb("#e9c89a")
    turns = [Part(ellipse(-0.08 + 0.02 * i, 0.46 - 0.02 * i, 0.3 - 0.085 * i, 0.3 - 0.085 * i),
                  (coat, darker(coat, 0.2))[i % 2], 0.12) for i in range(4)]  # fmt: skip
    return (
        *(Part(ribbon([(0.38, 0.5), (0.4 + x, 0.8)], 0.03, 0.04), skin, 0.1) for x in (0.0, 0.1)),
        Part(smooth((-0.5, 0.02), (-0.3, 0.16), (0.2, 0.2), (0.32, 0.5), (0.46, 0.56), (0.52, 0.4),
                    (0.44, 0.08), (0.3, 0.0)), skin, 0.3),
        *turns,
        *(Part(ellipse(0.4 + x, 0.81, 0.034, 0.036), INK, 0.0, 0.0) for x in (0.0, 0.1)),
        Part(ribbon([(0.5, 0.36), (0.45, 0.31), (0.4, 0.34)], 0.014, 0.01), INK, 0.0, 0.0),
    )  # fmt: skip
