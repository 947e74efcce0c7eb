"""The picture that was edited, and what of it a result must still show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly import tone as curves
from seemly.guard import boxes
from seemly.guard.boxes import Box
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Pair:
    """A result beside what its source shows in the same window; both height x width x 3."""

    shown: Pixels
    result: Pixels

    @cached_property
    def same(self) -> bool:
        """Whether nothing but the curve and the window changed."""
        return np.array_equal(self.shown, self.result)


@dataclass(frozen=True, eq=False)
class Before:
    """A source, who was seen in it, and how the generator says it changed it.

    `origin` (x, y) is the result's top left corner in the source; `lock` is None where nobody is
    to be kept as they were.
    """

    source: Pixels
    seen: Seen
    lock: Lock | None
    tone: Curve | None = None
    origin: tuple[int, int] = (0, 0)

    def beside(self, result: Pixels) -> Pair:
        """The source as the result should show it, under the curve, beside the result."""
        return Pair(self._window(self._toned, result.shape), result)

    def held(self, shape: Shape) -> NDArray[np.bool_]:
        """Which pixels of a result of this shape are locked."""
        if self.lock is None:
            return np.zeros(shape[:2], np.bool_)
        return self._window(self.lock.mask.astype(np.uint8), shape) > 0

    def people(self, shape: Shape) -> NDArray[np.uint8]:
        """Where in a result of this shape people were seen, height x width, 0 where not."""
        return self._window(self.seen.mask, shape)

    def placed(self, box: Box, shape: Shape) -> Box:
        """A box of the source as it lies in a result of this shape."""
        if self._fits(shape):
            return boxes.moved(box, self.origin)
        height, width = self.source.shape[:2]
        return boxes.scaled(box, shape[1] / width, shape[0] / height)

    @cached_property
    def _toned(self) -> Pixels:
        """The source under the curve: 1 to 9 ms a megapixel, and asked for by two checks."""
        tone, source = self.tone, self.source
        return curves.apply(tone, source) if tone is not None and tone.within_bounds() else source

    def _fits(self, shape: Shape) -> bool:
        left, top = self.origin
        height, width = self.source.shape[:2]
        return min(left, top) >= 0 and top + shape[0] <= height and left + shape[1] <= width

    def _window(self, pixels: NDArray[np.uint8], shape: Shape) -> NDArray[np.uint8]:
        """The result's window of the source (or of a mask); where none fits, the whole, scaled."""
        if self._fits(shape):
            left, top = self.origin
            return np.ascontiguousarray(pixels[top : top + shape[0], left : left + shape[1]])
        scaled = cv2.resize(pixels, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
        return np.asarray(scaled, np.uint8)
