"""People, toys and other things of cut paper; each takes its main colour."""

from __future__ import annotations

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
    wedge,
)

INK = rgb("#2b2230")
STONE = rgb("#cfc7bd")
WOOD = rgb("#8b5a3a")
STEEL = rgb("#5a6472")
CREAMY = rgb("#fbf3e6")


def gift(paper: Colour) -> Figure:
    """A wrapped present with a bow."""
    bow = rgb("#f7d354")
    return (
        Part(box(-0.36, 0, 0.36, 0.58, 0.02), paper, 0.35),
        Part(box(-0.42, 0.5, 0.42, 0.68, 0.02), lighter(paper, 0.15), 0.3),
        Part(box(-0.07, 0, 0.07, 0.68), bow, 0.1),
        *both(Part(smooth((0.0, 0.7), (0.16, 0.92), (0.34, 0.86), (0.2, 0.7)), bow, 0.25)),
        *both(Part(ellipse(0.16, 0.78, 0.07, 0.04, 24), darker(bow, 0.25))),
        Part(ellipse(0, 0.71, 0.06, 0.055), darker(bow, 0.08), 0.2),
    )


def cake(icing: Colour) -> Figure:
    """A cake with three candles."""
    drops = [Part(ellipse(-0.36 + 0.12 * i, 0.31, 0.06, 0.07), icing) for i in range(7)]
    candles = [
        part
        for x in (-0.16, 0.0, 0.16)
        for part in (
            Part(box(x - 0.018, 0.62, x + 0.018, 0.82), WHITE, 0.1),
            Part(smooth((x, 0.95), (x + 0.03, 0.87), (x, 0.82), (x - 0.03, 0.87)), rgb("#f7a823")),
        )
    ]
    return (
        Part(ellipse(0, 0.02, 0.5, 0.04), WHITE, 0.2),
        Part(box(-0.42, 0.02, 0.42, 0.38, 0.03), rgb("#c98a52"), 0.3),
        *drops,
        Part(box(-0.42, 0.31, 0.42, 0.4, 0.03), icing),
        *candles,
        Part(box(-0.28, 0.38, 0.28, 0.64, 0.03), lighter(icing, 0.45), 0.25),
        Part(box(-0.28, 0.57, 0.28, 0.64, 0.03), WHITE),
    )


def person(clothes: Colour) -> Figure:
    """A plain clothed figure without likeness to anybody."""
    skin = rgb("#c98f68")
    trousers = rgb("#3d4a6b")
    return (
        *both(Part(box(0.02, 0.03, 0.1, 0.46, 0.03), trousers, 0.2)),
        *both(Part(ellipse(0.075, 0.025, 0.07, 0.03), INK, 0.1)),
        *both(Part(ribbon([(0.12, 0.68), (0.18, 0.55), (0.2, 0.42)], 0.075, 0.06), clothes, 0.2)),
        *both(Part(ellipse(0.2, 0.395, 0.034, 0.038), skin, 0.1)),
        Part(smooth((0, 0.75), (0.12, 0.73), (0.16, 0.62), (0.13, 0.38), (0, 0.36), (-0.13, 0.38),
                    (-0.16, 0.62), (-0.12, 0.73)), clothes, 0.3),
        Part(box(-0.04, 0.7, 0.04, 0.8, 0.02), darker(skin, 0.12)),
        Part(ellipse(0, 0.88, 0.095, 0.11), skin, 0.25),
        Part(smooth((-0.1, 0.88), (-0.11, 0.96), (0, 1.01), (0.11, 0.96), (0.1, 0.88), (0.04, 0.94),
                    (-0.05, 0.945)), rgb("#4a3428"), 0.1),
    )  # fmt: skip


def snowman(scarf: Colour) -> Figure:
    """A snowman with a top hat and a scarf."""
    snow = rgb("#fbfdff")
    return (
        *both(Part(ribbon([(0.14, 0.48), (0.3, 0.56), (0.4, 0.66)], 0.022, 0.014), WOOD, 0.1)),
        Part(ellipse(0, 0.17, 0.25, 0.2), snow, 0.35, 0.05),
        Part(ellipse(0, 0.46, 0.19, 0.17), snow, 0.35, 0.05),
        Part(ellipse(0, 0.71, 0.145, 0.14), snow, 0.35, 0.05),
        Part(
            ribbon([(0.06, 0.58), (0.12, 0.44), (0.1, 0.34)], 0.08, 0.08), darker(scarf, 0.1), 0.2
        ),
        Part(ribbon([(-0.13, 0.605), (0, 0.575), (0.13, 0.605)], 0.075, 0.075), scarf, 0.25),
        *(Part(ellipse(0, y, 0.02, 0.02), INK) for y in (0.5, 0.4, 0.22)),
        *both(Part(ellipse(0.05, 0.745, 0.018, 0.021), INK, 0.0, 0.0)),
        Part(polygon((0, 0.715), (0, 0.68), (0.15, 0.675)), rgb("#f08c2e"), 0.15),
        Part(box(-0.17, 0.815, 0.17, 0.845, 0.014), INK, 0.2),
        Part(box(-0.1, 0.84, 0.1, 1.0, 0.012), INK, 0.15),
        Part(box(-0.1, 0.845, 0.1, 0.88), scarf, 0.0, 0.0),
    )


def robot(metal: Colour) -> Figure:
    """A friendly robot."""
    return (
        Part(box(-0.01, 0.86, 0.01, 0.96), STEEL),
        Part(ellipse(0, 0.965, 0.03, 0.03), rgb("#d8433f"), 0.1),
        *both(Part(box(0.05, 0.04, 0.15, 0.24, 0.02), STEEL, 0.2)),
        *both(Part(box(0.03, 0.0, 0.19, 0.07, 0.03), INK, 0.1)),
        *both(Part(ribbon([(0.22, 0.5), (0.31, 0.4), (0.3, 0.26)], 0.07, 0.06), STEEL, 0.2)),
        Part(box(-0.23, 0.2, 0.23, 0.55, 0.05), metal, 0.3),
        Part(box(-0.13, 0.28, 0.13, 0.46, 0.03), lighter(metal, 0.55), 0.1),
        *(
            Part(ellipse(x, 0.37, 0.026, 0.026), rgb(c))
            for x, c in ((-0.07, "#d8433f"), (0, "#f5c445"), (0.07, "#58a868"))
        ),
        Part(box(-0.2, 0.58, 0.2, 0.87, 0.07), metal, 0.3),
        *both(Part(ellipse(0.085, 0.75, 0.05, 0.05), WHITE, 0.1)),
        *both(Part(ellipse(0.085, 0.75, 0.024, 0.024), INK, 0.0, 0.0)),
        Part(ribbon([(-0.08, 0.655), (0, 0.635), (0.08, 0.655)], 0.018, 0.018), INK, 0.0, 0.0),
    )


def umbrella(cloth: Colour) -> Figure:
    """An open umbrella."""
    return (
        Part(ribbon([(0, 0.9), (0, 0.3), (0, 0.08), (0.07, 0.03), (0.12, 0.1)], 0.03, 0.03), WOOD),
        Part(wedge(0, 0.5, 0.48, 0, 180), cloth, 0.35),
        *(Part(smooth((x, 0.5), (x * 0.7, 0.8), (0, 0.98), (x * 0.1, 0.75), (x * 0.25, 0.5)),
               lighter(cloth, 0.28), 0.0, 0.0) for x in (-0.24, 0.24)),
    )  # fmt: skip


def ball(skin: Colour) -> Figure:
    """A beach ball."""
    return (
        Part(ellipse(0, 0.5, 0.5, 0.5), skin, 0.35),
        *(Part(smooth((0, 1.0), (x, 0.8), (x * 1.45, 0.5), (x, 0.2), (0, 0.0), (x * 0.4, 0.5)),
               WHITE, 0.0, 0.0) for x in (-0.3, 0.3)),
    )  # fmt: skip


def book(cover: Colour) -> Figure:
    """An open book."""
    return (
        Part(polygon((-0.5, 0.1), (0, 0.0), (0.5, 0.1), (0.5, 0.7), (0, 0.6), (-0.5, 0.7)),
             cover, 0.35),
        *both(Part(smooth((0, 0.05), (0.24, 0.13), (0.46, 0.14), (0.46, 0.72), (0.22, 0.72),
                          (0, 0.62)), WHITE, 0.2)),
        *(part for i in range(4) for part in both(
            Part(ribbon([(0.08, 0.54 - 0.1 * i), (0.24, 0.6 - 0.1 * i), (0.4, 0.61 - 0.1 * i)],
                        0.014, 0.014), STONE, 0.0, 0.0))),
    )  # fmt: skip


def kite(cloth: Colour) -> Figure:
    """A kite with a tail."""
    return (
        Part(ribbon([(0, 0.3), (0.1, 0.2), (-0.06, 0.1), (0.06, 0.0)], 0.014, 0.01), INK, 0.0, 0.0),
        Part(polygon((0, 1.0), (0.3, 0.7), (0, 0.28), (-0.3, 0.7)), cloth, 0.3),
        Part(polygon((0, 1.0), (0.3, 0.7), (0, 0.7)), lighter(cloth, 0.5), 0.0, 0.0),
        Part(polygon((0, 0.28), (-0.3, 0.7), (0, 0.7)), lighter(cloth, 0.5), 0.0, 0.0),
    )


def heart(skin: Colour) -> Figure:
    """A heart."""
    return (
        Part(smooth((0, 0.78), (0.13, 0.93), (0.32, 0.93), (0.45, 0.76), (0.4, 0.5), (0.2, 0.22),
                    (0, 0.02), (-0.2, 0.22), (-0.4, 0.5), (-0.45, 0.76), (-0.32, 0.93),
                    (-0.13, 0.93)), skin, 0.35),
        Part(ellipse(-0.26, 0.74, 0.05, 0.1, -30), lighter(skin, 0.5)),
    )  # fmt: skip


def clock(rim: Colour) -> Figure:
    """A round wall clock at ten past ten."""
    return (
        Part(ellipse(0, 0.5, 0.48, 0.48), rim, 0.35),
        Part(ellipse(0, 0.5, 0.4, 0.4), CREAMY, 0.1),
        *(Part(ellipse(0.33 * a, 0.5 + 0.33 * b, 0.02, 0.02), INK)
          for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))),
        Part(ribbon([(0, 0.5), (-0.15, 0.62)], 0.04, 0.025), INK),
        Part(ribbon([(0, 0.5), (0.22, 0.68)], 0.03, 0.02), INK),
        Part(ellipse(0, 0.5, 0.03, 0.03), rim),
    )  # fmt: skip


def table(wood: Colour) -> Figure:
    """A table from the side."""
    return (
        *both(Part(box(0.36, 0, 0.44, 0.86, 0.02), darker(wood, 0.25), 0.2)),
        Part(box(-0.44, 0.72, 0.44, 0.86, 0.01), darker(wood, 0.12), 0.15),
        Part(box(-0.55, 0.84, 0.55, 1.0, 0.04), wood, 0.35),
    )


def fence(wood: Colour) -> Figure:
    """A picket fence."""
    pickets = [
        Part(polygon((x - 0.07, 0), (x + 0.07, 0), (x + 0.07, 0.84), (x, 1.0), (x - 0.07, 0.84)),
             wood, 0.25)
        for x in (-0.84, -0.56, -0.28, 0.0, 0.28, 0.56, 0.84)
    ]  # fmt: skip
    rails = [Part(box(-1.0, y, 1.0, y + 0.12, 0.03), darker(wood, 0.14), 0.2) for y in (0.22, 0.6)]
    return (*rails, *pickets)


def log(bark: Colour) -> Figure:
    """A felled trunk that lies on its side, its rings toward us on the right."""
    return (
        Part(ribbon([(-0.9, 0.7), (-1.02, 0.92), (-1.0, 1.0)], 0.2, 0.12), darker(bark, 0.1), 0.2),
        Part(box(-1.55, 0.0, 1.4, 0.86, 0.4), bark, 0.35, 0.16),
        *(Part(ribbon([(a, y), (a + 0.3, y + 0.03), (a + long, y)], 0.05, 0.03), darker(bark, 0.28))
          for a, y, long in ((-1.2, 0.62, 0.9), (-0.5, 0.32, 0.8), (0.1, 0.54, 0.7),
                             (-1.3, 0.44, 0.5))),
        Part(ellipse(1.28, 0.43, 0.26, 0.43), lighter(bark, 0.5), 0.15),
        *(Part(ellipse(1.28, 0.43, 0.26 * r, 0.43 * r), lighter(bark, tone))
          for r, tone in ((0.8, 0.3), (0.68, 0.52), (0.42, 0.32), (0.3, 0.54))),
    )  # fmt: skip


def skateboard(deck: Colour) -> Figure:
    """A skateboard from the side, nose and tail turned up."""
    return (
        *both(Part(polygon((0.8, 0.62), (1.1, 0.62), (1.02, 0.3), (0.88, 0.3)), STEEL, 0.1)),
        *both(Part(ellipse(0.95, 0.27, 0.27, 0.27), CREAMY, 0.25)),
        *both(Part(ellipse(0.95, 0.27, 0.1, 0.1), STEEL)),
        Part(ribbon([(-1.72, 0.92), (-1.3, 0.7), (0.0, 0.68), (1.3, 0.7), (1.72, 0.92)], 0.2, 0.2),
             deck, 0.3),
        Part(ribbon([(-1.25, 0.76), (0.0, 0.745), (1.25, 0.76)], 0.06, 0.06), INK, 0.0, 0.0),
    )  # fmt: skip


def circle(paper: Colour) -> Figure:
    """A disc of paper."""
    return (Part(ellipse(0, 0.5, 0.5, 0.5), paper, 0.4),)


def square(paper: Colour) -> Figure:
    """A square of paper."""
    return (Part(box(-0.5, 0, 0.5, 1), paper, 0.4),)


def triangle(paper: Colour) -> Figure:
    """A triangle of paper, all sides alike."""
    return (Part(polygon((-0.577, 0), (0.577, 0), (0, 1)), paper, 0.4),)
