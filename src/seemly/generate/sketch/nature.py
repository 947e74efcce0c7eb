"""Plants, rocks and what hangs in the sky, of cut paper; each takes its main colour."""

from __future__ import annotations

import math

import numpy as np

from seemly.generate.sketch.drawing import (
    Colour,
    Figure,
    Part,
    Points,
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
    star,
    wedge,
)

BARK = rgb("#7a4b32")
LEAF = rgb("#4f9a5b")
SNOW = rgb("#fbfdff")


def tree(crown: Colour) -> Figure:
    """A round leafy tree."""
    return (
        Part(smooth((-0.08, 0.0), (-0.045, 0.2), (-0.035, 0.5), (0.035, 0.5), (0.045, 0.2),
                    (0.08, 0.0)), BARK, 0.25),
        Part(ribbon([(0.02, 0.32), (0.1, 0.42), (0.16, 0.5)], 0.035, 0.02), BARK),
        Part(ellipse(-0.18, 0.56, 0.19, 0.17), darker(crown, 0.16), 0.3),
        Part(ellipse(0.19, 0.58, 0.19, 0.17), darker(crown, 0.1), 0.3),
        Part(smooth((0, 1.0), (0.22, 0.93), (0.3, 0.74), (0.18, 0.56), (0, 0.5), (-0.18, 0.56),
                    (-0.3, 0.74), (-0.22, 0.93)), crown, 0.35),
        Part(smooth((-0.04, 0.95), (0.1, 0.93), (0.14, 0.84), (0.0, 0.8), (-0.16, 0.82),
                    (-0.17, 0.9)), lighter(crown, 0.16)),
        Part(smooth((0.06, 0.7), (0.2, 0.72), (0.2, 0.64), (0.08, 0.62)), lighter(crown, 0.1)),
    )  # fmt: skip


def pine(needles: Colour) -> Figure:
    """A pine in four tiers."""
    tiers = [
        Part(polygon((-w, low), (w, low), (0.0, high)), mix(darker(needles, 0.14), needles, i / 3),
             0.3)
        for i, (w, low, high) in enumerate(
            ((0.3, 0.12, 0.5), (0.255, 0.31, 0.66), (0.205, 0.49, 0.82), (0.15, 0.66, 1.0)))
    ]  # fmt: skip
    return (Part(box(-0.045, 0, 0.045, 0.16), BARK, 0.2), *tiers)


def palm_tree(fronds: Colour) -> Figure:
    """A leaning palm."""
    tips = ((-0.42, 0.66), (-0.36, 0.92), (0.02, 0.99), (0.42, 0.9), (0.46, 0.62), (-0.2, 0.54))
    leaves = []
    for i, (x, y) in enumerate(tips):
        arch = (0.06 + (x - 0.06) * 0.55, max(0.8, y) + 0.06)
        leaf = smooth((0.06, 0.8), arch, (x, y), (arch[0] * 0.9, arch[1] - 0.09))
        leaves.append(Part(leaf, mix(fronds, darker(fronds, 0.3), i % 3 / 3), 0.25))
    return (
        Part(ribbon([(-0.1, 0.0), (-0.06, 0.3), (0.0, 0.58), (0.06, 0.8)], 0.1, 0.05),
             rgb("#a87748"), 0.3),
        *leaves,
        *(Part(ellipse(x, 0.77, 0.04, 0.042), rgb("#6b4528"), 0.15) for x in (0.03, 0.1)),
    )  # fmt: skip


def flower(petals: Colour) -> Figure:
    """A daisy on its stem."""
    ring = [
        Part(ellipse(0.15 * math.cos(a), 0.78 + 0.15 * math.sin(a), 0.1, 0.062, math.degrees(a)),
             petals, 0.15)
        for a in (i * math.pi / 4 for i in range(8))
    ]  # fmt: skip
    return (
        Part(ribbon([(0.03, 0.0), (-0.02, 0.35), (0, 0.76)], 0.035, 0.028), LEAF, 0.15),
        Part(smooth((0.0, 0.18), (0.14, 0.26), (0.22, 0.42), (0.08, 0.36)), LEAF, 0.2),
        Part(smooth((0.0, 0.1), (-0.14, 0.16), (-0.22, 0.32), (-0.07, 0.26)), darker(LEAF), 0.2),
        *ring,
        Part(ellipse(0, 0.78, 0.085, 0.085), rgb("#f7c331"), 0.2),
    )


def tulip(petals: Colour) -> Figure:
    """A tulip."""
    return (
        Part(ribbon([(0, 0.0), (0, 0.6)], 0.035, 0.03), LEAF, 0.15),
        Part(smooth((0, 0.02), (0.16, 0.2), (0.2, 0.5), (0.06, 0.26)), LEAF, 0.2),
        Part(smooth((0, 0.02), (-0.15, 0.16), (-0.18, 0.42), (-0.05, 0.22)), darker(LEAF), 0.2),
        Part(smooth((0, 0.98), (0.1, 0.8), (0, 0.6), (-0.1, 0.8)), darker(petals, 0.15), 0.1),
        *both(Part(smooth((0.02, 0.58), (0.15, 0.64), (0.19, 0.95), (0.06, 0.84)), petals, 0.2)),
        Part(smooth((0, 0.57), (0.1, 0.66), (0, 0.88), (-0.1, 0.66)), lighter(petals, 0.15), 0.1),
    )


def cactus(skin: Colour) -> Figure:
    """A cactus with two arms and a flower."""
    return (
        Part(ribbon([(0.05, 0.34), (0.24, 0.36), (0.26, 0.62)], 0.13, 0.12), darker(skin, 0.08),
             0.2),
        Part(ribbon([(-0.05, 0.24), (-0.24, 0.26), (-0.26, 0.5)], 0.13, 0.12), darker(skin, 0.08),
             0.2),
        Part(box(-0.12, 0.0, 0.12, 0.92, 0.12), skin, 0.3),
        *(Part(box(x - 0.008, 0.06, x + 0.008, 0.84, 0.008), darker(skin, 0.25), 0.0, 0.0)
          for x in (-0.055, 0.0, 0.055)),
        Part(star(0, 0.93, 0.085, 0.55, 6), rgb("#ef6fa3"), 0.15),
    )  # fmt: skip


def mushroom(cap: Colour) -> Figure:
    """A spotted mushroom."""
    return (
        Part(smooth((-0.13, 0.0), (-0.1, 0.3), (-0.11, 0.5), (0.11, 0.5), (0.1, 0.3), (0.13, 0.0)),
             rgb("#f7ead6"), 0.25),
        Part(smooth((-0.48, 0.46), (-0.4, 0.72), (-0.2, 0.92), (0, 0.97), (0.2, 0.92), (0.4, 0.72),
                    (0.48, 0.46), (0.2, 0.4), (-0.2, 0.4)), cap, 0.35),
        *(Part(ellipse(x, y, r, r * 0.9), SNOW)
          for x, y, r in ((-0.22, 0.66, 0.08), (0.06, 0.8, 0.07), (0.26, 0.6, 0.07),
                          (0.02, 0.55, 0.05))),
    )  # fmt: skip


def apple(skin: Colour) -> Figure:
    """An apple with a leaf."""
    return (
        Part(ribbon([(0, 0.72), (0.02, 0.86), (0.07, 0.95)], 0.04, 0.03), BARK, 0.1),
        Part(smooth((0, 0.76), (0.2, 0.84), (0.4, 0.7), (0.41, 0.4), (0.24, 0.06), (0, 0.08),
                    (-0.24, 0.06), (-0.41, 0.4), (-0.4, 0.7), (-0.2, 0.84)), skin, 0.35),
        Part(smooth((0.05, 0.86), (0.2, 0.98), (0.34, 0.93), (0.18, 0.83)), LEAF, 0.2),
        Part(ellipse(-0.24, 0.58, 0.06, 0.13, -15), lighter(skin, 0.45)),
    )  # fmt: skip


def leaf(blade: Colour) -> Figure:
    """One leaf."""
    return (
        Part(smooth((0, 0.06), (0.3, 0.3), (0.28, 0.66), (0, 1.0), (-0.28, 0.66), (-0.3, 0.3)),
             blade, 0.3),
        Part(ribbon([(0, 0.0), (0, 0.9)], 0.03, 0.008), darker(blade, 0.25), 0.0, 0.0),
        *(part for y in (0.26, 0.44, 0.62) for part in both(
            Part(ribbon([(0, y), (0.16, y + 0.12)], 0.016, 0.006), darker(blade, 0.25), 0, 0))),
    )  # fmt: skip


def mountain(stone: Colour) -> Figure:
    """A mountain with snow on its top."""
    return (
        Part(polygon((-0.62, 0), (0.62, 0), (0.3, 0.42), (0.2, 0.5), (0, 1.0), (-0.2, 0.62),
                     (-0.3, 0.5)), stone, 0.35, 0.1),
        Part(polygon((0, 1.0), (0.62, 0), (0.18, 0), (0.04, 0.42)), darker(stone, 0.16), 0.0, 0.08),
        Part(polygon((0, 1.0), (0.152, 0.62), (0.09, 0.66), (0.05, 0.58), (0, 0.67), (-0.07, 0.6),
                     (-0.12, 0.66), (-0.185, 0.645)), SNOW, 0.1),
    )  # fmt: skip


def rock(stone: Colour) -> Figure:
    """A boulder."""
    return (
        Part(
            smooth((-0.5, 0.0), (-0.46, 0.3), (-0.2, 0.56), (0.12, 0.6), (0.4, 0.36), (0.5, 0.0)),
            stone,
            0.3,
        ),
        Part(smooth((-0.3, 0.34), (-0.14, 0.5), (0.1, 0.53), (-0.04, 0.38)), lighter(stone, 0.25)),
    )


def sun(light: Colour) -> Figure:
    """The sun with paper rays."""
    return (
        Part(star(0, 0.5, 0.5, 0.74, 16), lighter(light, 0.25), 0.25),
        Part(ellipse(0, 0.5, 0.33, 0.33), light, 0.25, 0.03),
    )


def moon(light: Colour) -> Figure:
    """A crescent moon."""
    outer = wedge(0, 0.5, 0.5, 60, 300)[:-1]
    inner = wedge(0.19, 0.5, 0.438, 281, 79)[:-1]
    points = [(float(x), float(y)) for x, y in (*outer, *inner)]
    return (
        Part(polygon(*points), light, 0.25, 0.03),
        Part(ellipse(-0.36, 0.6, 0.045, 0.06), darker(light, 0.12), 0.0, 0.0),
        Part(ellipse(-0.3, 0.3, 0.035, 0.035), darker(light, 0.12), 0.0, 0.0),
    )


def full_moon(light: Colour) -> Figure:
    """A full moon with its craters."""
    return (
        Part(ellipse(0, 0.5, 0.5, 0.5), light, 0.25, 0.03),
        *(Part(ellipse(x, y, r, r * 0.9), darker(light, 0.1), 0.0, 0.0)
          for x, y, r in ((-0.16, 0.66, 0.11), (0.2, 0.5, 0.08), (-0.1, 0.3, 0.07),
                          (0.14, 0.78, 0.05))),
    )  # fmt: skip


def paper_star(light: Colour) -> Figure:
    """A five-pointed star."""
    return (Part(star(0, 0.48, 0.52, 0.46, 5), light, 0.3),)


def planet(skin: Colour) -> Figure:
    """A planet with a ring."""
    ring = rgb("#f3d9a4")
    back = ribbon([(-0.55, 0.36), (-0.3, 0.54), (0.3, 0.72), (0.55, 0.66)], 0.05, 0.05)
    front = ribbon([(-0.55, 0.36), (-0.28, 0.34), (0.3, 0.5), (0.55, 0.66)], 0.06, 0.06)
    return (
        Part(back, darker(ring, 0.2), 0.1),
        Part(ellipse(0, 0.5, 0.36, 0.36), skin, 0.3),
        Part(ribbon([(-0.34, 0.6), (0, 0.66), (0.32, 0.66)], 0.05, 0.05), lighter(skin, 0.2)),
        Part(ribbon([(-0.31, 0.32), (0, 0.3), (0.3, 0.33)], 0.06, 0.05), darker(skin, 0.15)),
        Part(front, ring, 0.2),
    )


def cloud(paper: Colour) -> Figure:
    """A fair-weather cloud; its puffs are one sheet, so they cast no shadow on each other."""
    puffs = ((-0.3, 0.22, 0.19), (-0.1, 0.34, 0.25), (0.14, 0.28, 0.21), (0.33, 0.19, 0.16))
    return (
        *(Part(ellipse(x, y, r, r), paper, 0.0, 0.0) for x, y, r in puffs),
        Part(box(-0.5, 0.03, 0.5, 0.26, 0.115), paper, 0.0, 0.0),
    )


def rainbow(_: Colour) -> Figure:
    """A half rainbow of seven bands."""
    bands = ("#e0524d", "#f08c3a", "#f7d04a", "#5fb263", "#4a9bd4", "#4f63b5", "#8e5bb0")
    arcs = [Part(_arc(0.5 - 0.036 * i, 0.036), rgb(code), 0.0, 0.0) for i, code in enumerate(bands)]
    return tuple(arcs)


def _arc(radius: float, width: float) -> Points:
    """Half a ring that stands on the ground, twice as wide as it is high."""
    angle = np.linspace(0, math.pi, 60)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.vstack([ring * radius * 2, (ring * (radius - width) * 2)[::-1]])


def lightning(light: Colour) -> Figure:
    """A bolt."""
    return (
        Part(polygon((0.08, 1.0), (-0.16, 0.5), (0.0, 0.5), (-0.1, 0.0), (0.22, 0.6), (0.05, 0.6),
                     (0.24, 1.0)), light, 0.3),
    )  # fmt: skip
