"""Things of paper to wear and to set onto a picture: each 1 wide around (0, 0), y up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seemly.generate.sketch.drawing import (
    WHITE,
    Colour,
    Figure,
    Part,
    Points,
    box,
    darker,
    ellipse,
    lighter,
    polygon,
    rgb,
    ribbon,
    smooth,
    star,
)

_PAPERS = (("#e8467c", "#fbd04a"), ("#2f8fd0", "#f7f3e8"), ("#7a4fc0", "#f58fb8"),
           ("#23a08c", "#fbd04a"), ("#ee6f3a", "#fff1d0"))  # fmt: skip
HAT = 1.45  # height of a party hat, in widths of its brim
_GOLD = rgb("#f2bd3a")

Extent = tuple[float, float, float, float]  # left, low, right, high, in widths
Drawn = Callable[[Colour | None, np.random.Generator], Figure]


@dataclass(frozen=True)
class Wearable:
    """What is worn: its figure, how far it reaches, and where it sits.

    `on_head` is how far below the crown its middle lies and how wide it is, both in widths of a
    head; `on_face` the same below the upper edge of a face's box, in its heights and widths.
    """

    draw: Drawn
    extent: Extent
    on_head: tuple[float, float]
    on_face: tuple[float, float]


def _papers(colour: Colour | None, rng: np.random.Generator) -> tuple[Colour, Colour]:
    one, other = (rgb(code) for code in _PAPERS[int(rng.integers(len(_PAPERS)))])
    return (one, other) if colour is None else (colour, lighter(colour, 0.72))


def party_hat(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """A striped cone with a pompom."""
    one, other = _papers(colour, rng)
    top = HAT * 0.9
    return (
        Part(_cone(0.0, 1.0, 0.0), one, 0.5, 0.05),
        *(Part(_cone(low, low + 0.14, 0.055), other, 0.0, 0.05) for low in (0.1, 0.37, 0.64)),
        Part(star(0, top, 0.17, 0.72, 14), lighter(other, 0.25), 0.35, 0.1),
        Part(ellipse(0, top, 0.115, 0.115), lighter(other, 0.45), 0.0, 0.06),
        Part(ellipse(-0.03, top + 0.04, 0.04, 0.035), WHITE, 0.0, 0.0),
    )


def _cone(low: float, high: float, slant: float) -> Points:
    """The cone between two heights; its edges sag as a round brim seen from the front does."""
    return np.vstack([_rim(low, slant), _rim(high, slant)[::-1]])


def _rim(height: float, slant: float) -> Points:
    """One line around the front of the cone, from left to right."""
    x = np.linspace(-1, 1, 25)
    level = height + slant * x
    sag = 0.13 * (1 - height) * (1 - x * x)
    half = 0.5 * (1 - level) + 0.02
    return np.stack([half * x, HAT * 0.9 * level - sag], axis=1)


def crown(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """Five points, a band and stones."""
    gold = colour or _GOLD
    stones = [rgb(code) for code in ("#d8433f", "#3f7fc4", "#58a868", "#3f7fc4", "#d8433f")]
    tips = np.linspace(-0.56, 0.56, 5)
    outline = [(-0.5, 0.0)]
    for at, tip in enumerate(tips):
        outline.append((tip, 0.62 if at != 2 else 0.7))
        if at < 4:
            outline.append(((tip + tips[at + 1]) / 2 * 0.96, 0.3))
    outline.append((0.5, 0.0))
    low = [(x, -0.1 * (1 - (2 * x) ** 2)) for x in np.linspace(0.5, -0.5, 15)]
    band = [(x, 0.17 - 0.1 * (1 - (2 * x) ** 2)) for x in np.linspace(-0.505, 0.505, 15)]
    return (
        Part(polygon(*outline, *low), gold, 0.45, 0.12),
        Part(polygon(*band, *((x * 1.01, y) for x, y in low)), darker(gold, 0.14), 0.12, 0.08),
        *(Part(ellipse(x, 0.62 if at != 2 else 0.7, 0.05, 0.05), lighter(gold, 0.5), 0.15, 0.1)
          for at, x in enumerate(tips)),
        *(Part(ellipse(x, 0.085 - 0.1 * (1 - (2 * x) ** 2), 0.045, 0.045), stone, 0.1, 0.2)
          for x, stone in zip(np.linspace(-0.38, 0.38, 5), stones, strict=True)),
    )  # fmt: skip


def glasses(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """Round glasses with clear lenses."""
    rim = colour or rgb("#3a2c2c")
    return (*_arms(rim), *(part for side in (-1, 1) for part in _lens(side, rim)))


def _arms(rim: Colour) -> Figure:
    return (
        Part(ribbon([(-0.1, 0.02), (0, 0.06), (0.1, 0.02)], 0.045, 0.045), rim, 0.1, 0.0),
        Part(box(-0.55, 0.0, -0.44, 0.045), rim, 0.1, 0.0),
        Part(box(0.44, 0.0, 0.55, 0.045), rim, 0.1, 0.0),
    )


def _lens(side: int, rim: Colour) -> Figure:
    """A ring in two halves, so that whoever looks through it is seen."""
    x = side * 0.27
    ring = [ribbon([(x + 0.185 * np.cos(a), 0.185 * np.sin(a)) for a in np.linspace(s, e, 14)],
                   0.05, 0.05) for s, e in ((-0.05, np.pi + 0.05), (np.pi - 0.05, 2 * np.pi + 0.05))]  # noqa: E501  # fmt: skip
    return tuple(Part(half, rim, 0.15, 0.0) for half in ring)


def sunglasses(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """Dark lenses with a glint."""
    rim = colour or rgb("#1d1a24")
    parts: list[Part] = list(_arms(rim))
    for side in (-1, 1):
        x = side * 0.25
        lens = smooth((x - 0.22, 0.12), (x, 0.15), (x + 0.22, 0.12), (x + 0.2, -0.08),
                      (x, -0.18), (x - 0.2, -0.08))  # fmt: skip
        parts.append(Part(lens, rim, 0.2, 0.1))
        glint = polygon((x - 0.12, 0.09), (x - 0.05, 0.1), (x - 0.13, -0.06), (x - 0.17, -0.02))
        parts.append(Part(glint, lighter(rim, 0.5), 0.0, 0.0))
    return tuple(parts)


def scarf(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """Knitted, striped, with one end hanging down."""
    one, other = _papers(colour, rng)
    end = polygon((0.1, -0.02), (0.34, 0.0), (0.4, -0.6), (0.14, -0.62))
    bars = [polygon((0.115 + 0.012 * i, -0.16 - 0.13 * i), (0.352 + 0.018 * i, -0.15 - 0.13 * i),
                    (0.358 + 0.018 * i, -0.21 - 0.13 * i), (0.122 + 0.012 * i, -0.22 - 0.13 * i))
            for i in range(3)]  # fmt: skip
    fringe = [box(x, -0.7, x + 0.025, -0.6) for x in np.linspace(0.15, 0.37, 6)]
    wrap = ribbon([(-0.52, 0.13), (-0.3, 0.0), (0.0, -0.05), (0.3, 0.0), (0.52, 0.13)], 0.2, 0.2)
    stripes = [ribbon([(x, y + 0.09), (x * 1.02, y - 0.09)], 0.05, 0.05)
               for x, y in ((-0.36, 0.04), (-0.18, -0.025), (0.0, -0.05), (0.18, -0.025),
                            (0.36, 0.04))]  # fmt: skip
    return (
        *(Part(thread, one, 0.1, 0.0) for thread in fringe),
        Part(end, darker(one, 0.08), 0.35, 0.06),
        *(Part(bar, other, 0.0, 0.0) for bar in bars),
        Part(wrap, one, 0.4, 0.1),
        *(Part(stripe, other, 0.0, 0.0) for stripe in stripes),
    )


def bow_tie(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """Two wings and a knot."""
    one, other = _papers(colour, rng)
    parts: list[Part] = []
    for side in (-1.0, 1.0):
        wing = smooth((side * 0.04, 0.05), (side * 0.3, 0.24), (side * 0.5, 0.2), (side * 0.46, 0),
                      (side * 0.5, -0.2), (side * 0.3, -0.24), (side * 0.04, -0.05))  # fmt: skip
        parts.append(Part(wing, one, 0.35, 0.1))
        parts += [Part(ellipse(side * x, y, 0.035, 0.035), other, 0.0, 0.0)
                  for x, y in ((0.22, 0.08), (0.35, 0.12), (0.36, -0.03), (0.24, -0.08),
                               (0.37, -0.14))]  # fmt: skip
    parts.append(Part(smooth((-0.08, 0.1), (0.08, 0.1), (0.07, -0.1), (-0.07, -0.1)),
                      darker(one, 0.15), 0.2, 0.1))  # fmt: skip
    return tuple(parts)


def heart(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """A plain heart with a glint."""
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    paper = colour or (rgb("#e2365b"), rgb("#ef6f8f"), rgb("#c92a4c"))[int(rng.integers(3))]
    return (
        Part(np.stack([x, y], axis=1) / 33, paper, 0.5, 0.14),
        Part(ellipse(-0.24, 0.2, 0.07, 0.045, 35), lighter(paper, 0.55), 0.0, 0.0),
    )


def gold_star(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """A five-pointed star."""
    paper = colour or _GOLD
    return (
        Part(star(0, 0, 0.5, 0.46, 5), paper, 0.5, 0.14),
        Part(star(0, 0, 0.3, 0.46, 5), lighter(paper, 0.3), 0.0, 0.1),
    )


def balloon(colour: Colour | None, rng: np.random.Generator) -> Figure:
    """A balloon on a string; 1 wide, its string hangs below."""
    papers = ("#d8433f", "#3f7fc4", "#f5c445", "#58a868", "#8758b5", "#ee8434")
    paper = colour or rgb(papers[int(rng.integers(len(papers)))])
    string = [(0.0, -0.62), (0.05, -0.85), (-0.05, -1.1), (0.03, -1.35)]
    return (
        Part(ribbon(string, 0.02, 0.015), rgb("#6a6470"), 0.0, 0.0),
        Part(polygon((-0.07, -0.68), (0.07, -0.68), (0, -0.56)), darker(paper), 0.2, 0.0),
        Part(smooth((0, 0.6), (0.36, 0.46), (0.5, 0.1), (0.34, -0.34), (0, -0.6), (-0.34, -0.34),
                    (-0.5, 0.1), (-0.36, 0.46)), paper, 0.5, 0.16),
        Part(ellipse(-0.2, 0.28, 0.08, 0.14, -25), lighter(paper, 0.55), 0.0, 0.0),
    )  # fmt: skip


WORN: dict[str, Wearable] = {
    "party hat": Wearable(party_hat, (-0.6, -0.18, 0.6, HAT), (0.12, 0.62), (0.0, 0.85)),
    "crown": Wearable(crown, (-0.66, -0.14, 0.66, 0.8), (0.12, 0.66), (0.02, 1.0)),
    "glasses": Wearable(glasses, (-0.6, -0.26, 0.6, 0.26), (0.37, 0.84), (0.4, 1.05)),
    "sunglasses": Wearable(sunglasses, (-0.6, -0.24, 0.6, 0.2), (0.37, 0.84), (0.4, 1.05)),
    "scarf": Wearable(scarf, (-0.66, -0.76, 0.66, 0.28), (0.82, 0.72), (1.15, 1.25)),
    "bow tie": Wearable(bow_tie, (-0.54, -0.28, 0.54, 0.28), (0.86, 0.4), (1.18, 0.7)),
}

SET: dict[str, tuple[Drawn, Extent]] = {
    "heart": (heart, (-0.55, -0.58, 0.55, 0.45)),
    "star": (gold_star, (-0.55, -0.5, 0.55, 0.56)),
    "balloon": (balloon, (-0.56, -1.4, 0.56, 0.66)),
}
