"""Persons as objects, by two detectors that were trained on whole things, not on faces or poses.

`pedestrians` (SSDLite MobileNetV2, MIT) is the sharpest finder here: it says 0.65 to 1.0 of people,
seen from any side, and up to 0.15 of nearly all else, at a few ms a look. `persons` (MediaPipe's
Objectron detector: SSD MobileNetV2, Open Images v4, Apache-2.0) is blunt, but it sees headless
portraits, silhouettes and people too small for the other (docs/guard-pictures.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.boxes import Box, moved, overlap
from seemly.provenance.publication import Pixels

SIDE = 300  # px, the net's input; the picture is stretched to it
OPEN_IMAGES = 4  # place of "Person" among the kinds of `persons`
STREET = 1  # and of `pedestrians`, behind "none of them"
OVERLAP = 0.5
MOST = 40  # boxes of one picture

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Figure:
    """One person as an object: left, top, right, bottom in px within the picture; score 0..1."""

    box: Box
    score: float

    def placed(self, window: Box) -> Figure:
        """The figure of a window as it lies in the whole picture."""
        left, top = window[:2]
        return Figure(moved(self.box, (-left, -top)), self.score)


@dataclass(frozen=True, eq=False)
class Square:
    """A picture as both detectors take it, shrunk once for both (2.3 ms at 640 px).

    `pixels`: height x width x 3; `values`: SIDE x SIDE x 3, -1..1.
    """

    pixels: Pixels
    values: Floats

    @classmethod
    def of(cls, pixels: Pixels) -> Square:
        """Stretch a picture (height x width x 3, uint8, RGB) to the nets' input."""
        square = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return cls(pixels, np.asarray(cv2.LUT(square, _LEVELS), np.float32))


_LEVELS = np.asarray(np.arange(256) / 127.5 - 1, np.float32)


@dataclass(frozen=True, eq=False)
class Reading:
    """What a detector said of one picture: offsets (n x 4), scores (n), height and width in px."""

    offsets: Floats
    scores: Floats
    size: tuple[int, int]

    @property
    def best(self) -> float:
        """How surely there is any person, 0..1."""
        return float(self.scores.max())

    def figures(self, least: float) -> tuple[Figure, ...]:
        """Persons that score at least `least`, best first."""
        height, width = self.size
        candidates = np.flatnonzero(self.scores >= least)
        boxes = _boxes(self.offsets[candidates], _ANCHORS[candidates])
        found: list[Figure] = []
        for place in np.argsort(-self.scores[candidates]):
            score = float(self.scores[candidates[place]])
            figure = Figure(_pixels(boxes[place], width, height), score)
            if all(overlap(figure.box, other.box) < OVERLAP for other in found):
                found.append(figure)
            if len(found) == MOST:
                break
        return tuple(found)


class Persons:
    """An object detector, asked for persons only. Thread-safe."""

    def __init__(self, net: Callable[[Floats], Sequence[Floats]], person: int) -> None:
        """`net` answers a square (SIDE x SIDE x 3) with offsets and logits of every anchor;
        `person` is the place of persons among the kinds that it knows."""
        self._net = net
        self._person = person

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        """Persons that score at least `least`, best first. Raises CheckFailed."""
        return self.read(picture).figures(least)

    def score(self, picture: Pixels | Square) -> float:
        """How surely there is any person, 0..1. Raises CheckFailed."""
        return self.read(picture).best

    def read(self, picture: Pixels | Square) -> Reading:
        """One look. Raises CheckFailed."""
        square = picture if isinstance(picture, Square) else Square.of(picture)
        # One answers 1 x 1917 x 4 and 1 x 1917 x 24, the other 1917 x 1 x 4 and 1917 x 2.
        outputs = sorted(self._net(square.values), key=lambda output: output.shape[-1] != 4)
        offsets, logits = (output.reshape(-1, output.shape[-1]) for output in outputs)
        person = 1 / (1 + np.exp(-np.clip(logits[:, self._person], -80, 80)))
        height, width = square.pixels.shape[:2]
        return Reading(offsets, person.astype(np.float32), (height, width))


def _anchors() -> Floats:
    """Anchors (1917 x 4: middle x, y, width, height in shares), as in TensorFlow's detectors.

    Six layers, scales 0.2 to 0.95; the lowest has three anchors a cell, the others six.
    """
    scales = [0.2 + 0.75 * layer / 5 for layer in range(6)] + [1.0]
    rows = []
    for layer in range(6):
        cells = -(-SIDE // (16 << layer))
        for y, x in np.ndindex(cells, cells):
            for width, height in _shapes(layer, scales):
                rows.append(((x + 0.5) / cells, (y + 0.5) / cells, width, height))
    return np.asarray(rows, np.float32)


def _shapes(layer: int, scales: list[float]) -> Iterator[tuple[float, float]]:
    scale = scales[layer]
    ratios = [(1.0, 0.1), (2.0, scale), (0.5, scale)]
    if layer:
        ratios = [(ratio, scale) for ratio in (1.0, 2.0, 0.5, 3.0, 0.3333)]
        ratios.append((1.0, float(np.sqrt(scale * scales[layer + 1]))))
    for ratio, side in ratios:
        yield side * ratio**0.5, side / ratio**0.5


_ANCHORS = _anchors()


def _boxes(offsets: Floats, anchors: Floats) -> Floats:
    """n x 4 of left, top, right, bottom in shares, from offsets (y, x, height, width)."""
    middle = offsets[:, 1::-1] / 10 * anchors[:, 2:] + anchors[:, :2]
    half = np.exp(np.clip(offsets[:, 3:1:-1] / 5, -10, 10)) * anchors[:, 2:] / 2
    return np.concatenate([middle - half, middle + half], axis=1)


def _pixels(box: Floats, width: int, height: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = (float(share) for share in box)
    return (
        int(min(max(left * width, 0), width - 1)),
        int(min(max(top * height, 0), height - 1)),
        min(max(math.ceil(right * width), 1), width),
        min(max(math.ceil(bottom * height), 1), height),
    )
