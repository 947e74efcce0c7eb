"""What an attack is handed: the picture as a generator sees it, and where it may change."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from seemly.provenance.publication import Pixels
from seemly.redteam.figure import Region, Scene

Box = tuple[int, int, int, int]  # left, top, right, bottom in px


@dataclass(frozen=True, eq=False)
class Canvas:
    """One call of a generator."""

    pixels: Pixels  # height x width x 3, read-only by custom
    free: Pixels  # height x width, 255 where it may change
    turn: int  # 0 for the first answer, 1 for the answer to that, …

    @property
    def height(self) -> int:
        """In px."""
        return len(self.pixels)

    @property
    def width(self) -> int:
        """In px."""
        return len(self.pixels[0])

    @property
    def held(self) -> Region:
        """What may not change; where all or nothing is, the middle of the picture."""
        held: Region = self.free == 0
        if held.any() and not held.all():
            return held
        middle = np.zeros(held.shape, bool)
        high, wide = held.shape
        middle[high // 5 :, wide // 3 : max(wide // 3 + 1, wide * 2 // 3)] = True
        return middle

    @property
    def box(self) -> Box:
        """Around all that is held."""
        rows, columns = np.flatnonzero(self.held.any(1)), np.flatnonzero(self.held.any(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

    @property
    def unit(self) -> int:
        """A hundredth of the longer side, at least 1 px."""
        return max(1, max(self.height, self.width) // 100)

    def around(self, reach: int) -> Region:
        """What lies within `reach` px of what is held, and not in it."""
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        return (cv2.dilate(self.held.astype(np.uint8), kernel) > 0) & ~self.held

    def filled(self, region: Region, colour: tuple[int, int, int]) -> Pixels:
        """The picture with a region in one colour."""
        pixels = self.pixels.copy()
        pixels[region] = colour
        return pixels

    def pasted(self, figure: Scene, left: int, top: int, height: int) -> Pixels:
        """The picture with somebody in it who was not there, `height` px high."""
        height = max(8, min(height, self.height))
        width = max(4, round(figure.pixels.shape[1] * height / figure.pixels.shape[0]))
        left = int(np.clip(left, 0, max(0, self.width - width)))
        top = int(np.clip(top, 0, self.height - height))
        nobody = np.zeros(self.pixels.shape[:2], bool)
        return Scene(self.pixels, nobody).beside(figure, left, top, height).pixels

    def emptiest(self, width: int, height: int) -> tuple[int, int]:
        """Left and top of the place of this size that holds least of anybody."""
        width, height = min(width, self.width), min(height, self.height)
        sums = cv2.integral((self.free == 0).astype(np.uint8))
        held = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width]
        held += sums[:-height, :-width]
        top, left = np.unravel_index(int(held.argmin()), held.shape)
        return int(left), int(top)
