"""The frame in which a picture travels to a generator that draws in its own sizes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TypeAlias

import cv2
import numpy as np

from seemly.errors import GeneratorFault
from seemly.provenance.publication import Pixels

Size: TypeAlias = tuple[int, int]  # width, height

MOST_PIXELS = 2_097_152  # 2 megapixels, about what image models draw at; more only costs memory
SHAPE_SLACK = 0.02  # models round to multiples of 16 or 64; more is another picture


@dataclass(frozen=True)
class Canvas:
    """A picture of `source` size laid, scaled, into the box (left, top, width, height)."""

    source: Size
    size: Size
    box: tuple[int, int, int, int]

    def lay(self, pixels: Pixels) -> Pixels:
        """The picture on the canvas; its edge is continued where it does not reach."""
        left, top, width, height = self.box
        scaled = _resized(pixels, (width, height))
        right, bottom = self.size[0] - left - width, self.size[1] - top - height
        if not (left or top or right or bottom):
            return scaled
        return np.asarray(
            cv2.copyMakeBorder(scaled, top, bottom, left, right, cv2.BORDER_REPLICATE), np.uint8
        )

    def lay_mask(self, mask: Pixels) -> Pixels:
        """A mask (height x width) on the canvas; the margin may not change."""
        left, top, width, height = self.box
        laid = np.zeros((self.size[1], self.size[0]), np.uint8)
        laid[top : top + height, left : left + width] = cv2.resize(
            mask, (width, height), interpolation=cv2.INTER_NEAREST
        )
        return laid

    def lift(self, pixels: Pixels) -> Pixels:
        """The picture out of an answered canvas, in its own size again.

        Raises GeneratorFault when the answer has another shape than the canvas.
        """
        height, width = pixels.shape[:2]
        if abs(log(width / height) - log(self.size[0] / self.size[1])) > SHAPE_SLACK:
            raise GeneratorFault("the generator answered with a picture of another shape")
        left, top, wide, high = self.box
        whole = _resized(pixels, self.size)
        return _resized(whole[top : top + high, left : left + wide], self.source)


def canvas(source: Size, sizes: Sequence[Size] = ()) -> Canvas:
    """The canvas for a picture: of the nearest shape in `sizes`; without any, its own shape."""
    width, height = source
    if not sizes:
        shrink = min(1.0, sqrt(MOST_PIXELS / (width * height)))
        own = (max(round(width * shrink), 1), max(round(height * shrink), 1))
        return Canvas(source, own, (0, 0, *own))
    size = min(sizes, key=lambda one: abs(log(one[0] / one[1]) - log(width / height)))
    scale = min(size[0] / width, size[1] / height)
    wide, high = max(round(width * scale), 1), max(round(height * scale), 1)
    return Canvas(source, size, ((size[0] - wide) // 2, (size[1] - high) // 2, wide, high))


def _resized(pixels: Pixels, size: Size) -> Pixels:
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    way = cv2.INTER_AREA if size[0] < width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)
