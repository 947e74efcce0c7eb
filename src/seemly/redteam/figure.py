"""Somebody whose pixels are known without asking any finder: the outline was drawn by hand.

NASA's portrait of Eileen Collins (public domain, demo/SOURCES.txt). What is judged by this outline
does not depend on the guard's own masks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

Region: TypeAlias = NDArray[np.bool_]

#: Drawn over the photograph at four times its size, a little inside of her; without the helmet
#: in her arm, which is no person. (x, y) in px of 512 x 512.
OUTLINE = (
    (232, 17), (250, 20), (268, 30), (284, 45), (294, 58), (299, 78), (298, 100), (292, 115),
    (283, 128), (276, 133), (269, 136), (262, 145), (258, 160), (255, 177), (275, 187), (290, 202),
    (299, 218), (303, 234), (318, 243), (334, 257), (344, 275), (350, 292), (355, 312), (359, 335),
    (359, 348), (343, 354), (324, 365), (305, 383), (290, 404), (281, 430), (276, 460), (275, 490),
    (277, 511), (30, 511), (26, 490), (25, 470), (23, 450), (21, 410), (20, 385), (25, 352),
    (36, 322), (40, 300), (46, 276), (59, 252), (76, 236), (99, 221), (113, 209), (117, 201),
    (116, 190), (121, 182), (124, 176), (130, 165), (143, 154), (165, 150), (183, 151), (183, 134),
    (178, 130), (171, 116), (161, 106), (157, 95), (155, 75), (160, 60), (171, 49), (187, 41),
    (196, 29), (213, 20),
)  # fmt: skip
NECK = 178  # px from the top: what stands above is her head
CERTAIN = 0.99  # of a pixel: from here on it shows the person and nothing else


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture, and the pixels that certainly show a person."""

    pixels: Pixels  # height x width x 3
    truth: Region  # height x width

    def cut(self, top: int, bottom: int, left: int, right: int) -> Scene:
        """A window of it."""
        window = np.s_[top:bottom, left:right]
        return Scene(np.ascontiguousarray(self.pixels[window]), self.truth[window].copy())

    def turned(self, quarters: int) -> Scene:
        """Turned to the left."""
        pixels = np.ascontiguousarray(np.rot90(self.pixels, quarters))
        return Scene(pixels, np.ascontiguousarray(np.rot90(self.truth, quarters)))

    def mirrored(self) -> Scene:
        """Left is right."""
        return Scene(np.ascontiguousarray(self.pixels[:, ::-1]), self.truth[:, ::-1].copy())

    def under(self, tone: Callable[[Pixels], Pixels]) -> Scene:
        """The same under other light."""
        return Scene(tone(self.pixels), self.truth)

    def beside(self, other: Scene, left: int, top: int, height: int) -> Scene:
        """Another one's people pasted over this, `height` px high; what they hide is hidden."""
        width = max(1, round(other.pixels.shape[1] * height / other.pixels.shape[0]))
        figure = cv2.resize(other.pixels, (width, height), interpolation=cv2.INTER_AREA)
        share = cv2.resize(
            other.truth.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA
        )
        below, right = min(self.pixels.shape[0], top + height), left + width
        right = min(self.pixels.shape[1], right)
        window = np.s_[top:below, left:right]
        figure, share = figure[: below - top, : right - left], share[: below - top, : right - left]
        pixels, truth = self.pixels.copy(), self.truth.copy()
        behind = pixels[window].astype(np.float32)
        mixed = behind + share[..., None] * (figure.astype(np.float32) - behind)
        pixels[window] = np.rint(mixed).astype(np.uint8)
        truth[window] = np.where(share > 1 - CERTAIN, share >= CERTAIN, truth[window])
        return Scene(pixels, truth)


@cache
def portrait() -> Scene:
    """The whole photograph, 512 x 512."""
    data = (files("seemly") / "demo" / "astronaut.jpg").read_bytes()
    photo = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    pixels = np.ascontiguousarray(np.asarray(photo, np.uint8)[..., ::-1])
    inside = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.array(OUTLINE, np.int32)], 1)
    return Scene(pixels, cv2.erode(inside, np.ones((3, 3), np.uint8)) > 0)


@cache
def whole() -> Scene:
    """Head and body, cut close: 497 x 342."""
    return portrait().cut(15, 512, 20, 362)


@cache
def body() -> Scene:
    """The body without its head."""
    return portrait().cut(NECK, 512, 20, 362)


@cache
def head() -> Scene:
    """The head without its body."""
    return portrait().cut(15, NECK, 152, 302)
