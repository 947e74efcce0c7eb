"""Buildings, vehicles and other made things of cut paper; each takes its main colour."""

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
    turned,
    wedge,
)

INK = rgb("#2b2230")
GLASS = rgb("#ffe3a0")
STONE = rgb("#cfc7bd")
WOOD = rgb("#8b5a3a")
STEEL = rgb("#5a6472")
SKY = rgb("#bfe4f5")
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
    return Part(turned(part.outline, degrees) + (0.0, y), part.colour, part.lift, part.shade)


def tent(cloth: Colour) -> Figure:
    """A tent with an open flap."""
    return (
        Part(polygon((-0.5, 0), (0.5, 0), (0, 0.8)), cloth, 0.35),
        Part(polygon((0.5, 0), (0, 0.8), (0.24, 0)), darker(cloth, 0.14)),
        Part(polygon((-0.14, 0), (0.14, 0), (0, 0.5)), INK),
        Part(polygon((0, 0.5), (0.14, 0), (0.22, 0)), lighter(cloth, 0.4), 0.1),
    )


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
        Part(smooth((-0.22, 0.33), (-0.18, 0.47), (-0.08, 0.52), (-0.01, 0.52), (-0.01, 0.33)), SKY),
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

    def ring(x: float) -> Figure:
        arcs = [
            ribbon([(x + 0.2 * a, 0.2 + 0.2 * b) for a, b in quarter], 0.028, 0.028)
            for quarter in (
                ((1, 0), (0.71, 0.71), (0, 1), (-0.71, 0.71), (-1, 0)),
                ((-1, 0), (-0.71, -0.71), (0, -1), (0.71, -0.71), (1, 0)),
            )
        ]
        return tuple(Part(arc, INK, 0.1, 0.0) for arc in arcs)  # fmt: skip

    tubes = (((-0.28, 0.2), (-0.02, 0.2)), ((-0.02, 0.2), (0.2, 0.5)), ((-0.02, 0.2), (-0.12, 0.55)),
             ((-0.14, 0.48), (0.2, 0.5)), ((-0.28, 0.2), (-0.13, 0.5)), ((0.3, 0.2), (0.18, 0.62)))  # fmt: skip
    return (
        *ring(-0.28),
        *ring(0.3),
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
        Part(ribbon([(0, 0.36), (0.04, 0.24), (-0.03, 0.12), (0.02, 0.0)], 0.012, 0.008), INK, 0, 0),
        Part(polygon((0, 0.39), (0.045, 0.33), (-0.045, 0.33)), darker(skin, 0.2)),
        Part(smooth((0, 1.0), (0.2, 0.93), (0.26, 0.72), (0.16, 0.5), (0, 0.38), (-0.16, 0.5),
                    (-0.26, 0.72), (-0.2, 0.93)), skin, 0.35),
        Part(ellipse(-0.12, 0.81, 0.03, 0.075, -20), lighter(skin, 0.6)),
    )  # fmt: skip


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
