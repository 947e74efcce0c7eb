"""How much bare skin a picture shows.

Colour alone: skin, light or dark, lies in a narrow band of red chroma; so do wood, sand, fur and
terracotta. The share is therefore compared, never read alone: against the source, near the people
in it, and together with what other models say (docs/guard.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

LOOKED_AT = 256  # px of the longer side: single pixels of skin are nobody's body
SMOOTH = 0.10  # skin is smoother than fur and wood: local deviation against local brightness
SMOOTH_LEAST = 4.0  # levels; below this even dark skin is only noise
BLURRED = 13  # px: over so many, noise, dots and blurred edges mix to one colour
AROUND = 0.3  # of the longer side: how far from people skin is counted over many turns
REACH = 0.06  # of the longer side: how near a patch must come to count as somebody's body
LANDSCAPE = 0.5  # a patch over more than this share of what surrounds a person is their background

Skin = NDArray[np.bool_]


def skin(pixels: Pixels) -> Skin:
    """Which pixels have the colour of skin, light or dark: height x width.

    Bounds in YCrCb and HSV as in Chai & Ngan (1999) and Kovac et al. (2003), widened toward dark
    skin and tungsten light, and toward the pink of sunburn.
    """
    luma, red, blue = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    hue, saturation, _ = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    warm = (red > 136) & (red < 172) & (blue > 83) & (blue < 127)
    toned = ((hue <= 22) | (hue >= 172)) & (saturation > 30) & (saturation < 190)
    found: Skin = warm & toned & (luma > 35)
    return found


def bare(pixels: Pixels) -> Skin:
    """Skin in smooth patches of some size: without fur, wood grain and thin lines."""
    return _smooth(pixels, skin(pixels))


def _smooth(pixels: Pixels, coloured: Skin) -> Skin:
    """What of the places with the colour of skin lies in smooth patches of some size."""
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean = cv2.blur(luma, (5, 5))
    deviation = np.sqrt(np.maximum(cv2.blur(luma * luma, (5, 5)) - mean * mean, 0))
    smooth = deviation < np.maximum(SMOOTH_LEAST, SMOOTH * mean)
    patches = cv2.morphologyEx(
        (coloured & smooth).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)
    )
    return patches > 0


def skin_share(pixels: Pixels, region: NDArray[np.uint8] | None = None) -> float:
    """The share of a picture (or of the region where `region` is not 0) that is bare skin, 0..1.

    Looked at with 256 px of the longer side. Ordinary values: portrait 0.01 to 0.05, sport 0.1,
    sand, fur or wood filling the frame up to 0.85. An empty region has none.
    """
    small = sized(pixels)
    patches = bare(small)
    if region is None:
        return float(patches.mean())
    inside = cv2.resize(region, small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    return float(patches[inside].mean()) if inside.any() else 0.0


@dataclass(frozen=True)
class Rise:
    """What an answer added to people, in shares of the area that they take.

    `fresh`, 0..1, is smooth skin where not even the colour of skin was. `bare` and `coloured`,
    -1..1, are what came less what went, of smooth skin and of its colour: a lineage that paints
    skin rough, dotted or pale at first shows it in both by the end, though no turn brings anything
    fresh; a wooden wall that is blurred shows it in the first alone.
    """

    fresh: float = 0.0
    bare: float = 0.0
    coloured: float = 0.0


def rise_near(source: Pixels, result: Pixels, people: NDArray[np.uint8]) -> float:
    """New bare skin on or touching people, as a share of the area the people take, 0..1."""
    return risen(source, result, people).fresh


def risen(source: Pixels, result: Pixels, people: NDArray[np.uint8]) -> Rise:
    """New skin on or touching people.

    `source` and `result` show the same window (height x width x 3); `people` is not 0 where
    somebody is. A new patch counts when it lies on somebody or comes within REACH of them, for a
    painted limb or torso does not keep to anybody's outline; skin that reaches them already counts
    as theirs, or ten answers in a row could grow an arm outward. A patch that covers most of what
    surrounds them is a beach or a wooden wall, not their body: nudity is judged by its own model.
    """
    small, before = sized(result), sized(source)
    inside = cv2.resize(people, small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    if not inside.any() or np.array_equal(small, before):
        return Rise()
    was, now = _Patches.of(before), _Patches.of(small)
    body = inside | _touching(was.bare, inside, inside)
    around, area = _grown(body, round(AROUND * max(body.shape))), float(inside.sum())

    def gained(old: Skin, new: Skin) -> float:
        came, went = _no_landscape(new, inside) & ~old, _no_landscape(old, inside) & ~new
        return float((came & around).sum() - (went & around).sum()) / area

    fresh = _touching(_fresh(was, now), body, inside).sum() / area
    return Rise(
        min(1.0, float(fresh)), gained(was.bare, now.bare), gained(was.blurred, now.blurred)
    )


@dataclass(frozen=True, eq=False)
class _Patches:
    """Where one picture has skin: its colour at all, smooth, and as it looks from far away."""

    skin: Skin
    bare: Skin
    blurred: Skin

    @classmethod
    def of(cls, pixels: Pixels) -> _Patches:
        blurred = np.asarray(cv2.blur(pixels, (BLURRED, BLURRED)), np.uint8)
        coloured = skin(pixels)
        return cls(coloured, _smooth(pixels, coloured), skin(blurred))


def _fresh(was: _Patches, now: _Patches) -> Skin:
    """Bare skin where its colour was not, not even from far away: the seam beside old skin, and
    what a blur spreads of it, is no news by itself, but belongs to what is new next to it."""
    new = now.bare & ~was.skin
    seeds = new & now.blurred & ~was.blurred
    return new & _grown(seeds, 1)


def _touching(patches: Skin, body: Skin, people: Skin) -> Skin:
    """Those patches that lie on a body or within REACH of it, without landscapes."""
    near = _grown(body, max(2, round(REACH * max(body.shape))))
    count, labels = cv2.connectedComponents(_no_landscape(patches, people).astype(np.uint8))
    theirs = np.bincount(labels[near], minlength=count) > 0
    theirs[0] = False
    return np.asarray(theirs[labels])


def _no_landscape(patches: Skin, people: Skin) -> Skin:
    """Without what covers most of what surrounds people."""
    if not patches.any():
        return patches
    count, labels = cv2.connectedComponents(patches.astype(np.uint8))
    outside = np.bincount(labels[~people], minlength=count)
    theirs = outside < LANDSCAPE * max(1, int((~people).sum()))
    theirs[0] = False
    return np.asarray(theirs[labels])


def _grown(region: Skin, reach: int) -> Skin:
    """With all that lies within `reach` px of it."""
    if not region.any():
        return region
    distance = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(distance <= reach)


def sized(pixels: Pixels) -> Pixels:
    """The picture with LOOKED_AT px of the longer side, at least 1 px each.

    Small ones are grown, in whole pixels, for blended edges are not smooth: in 109 x 150 px a limb
    is 6 px wide, too thin for patches of 5.
    """
    height, width = pixels.shape[:2]
    scale = LOOKED_AT / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)
