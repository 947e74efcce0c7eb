"""Bodies, by MediaPipe's pose detector (BlazePose, Apache-2.0): where one may be, how surely.

It looks at the picture padded to a square; a body is found by its head and shoulders first, so
small ones in a crowd are missed and headless ones score low (docs/guard.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.boxes import overlap
from seemly.guard.litert import Net
from seemly.provenance.publication import Pixels

SIDE = 224  # px, the net's input
OVERLAP = 0.3


@dataclass(frozen=True)
class Body:
    """One body: the square that holds it whole, left, top, right, bottom in px; score 0..1."""

    box: tuple[int, int, int, int]
    score: float


class Bodies:
    """The pose detector. Thread-safe."""

    def __init__(self, weights: Path) -> None:
        self._net = Net(weights)

    def find(self, pixels: Pixels, least: float) -> tuple[Body, ...]:
        """Bodies that score at least `least`, best first. Raises CheckFailed."""
        boxes, scores = self._read(pixels)
        height, width = pixels.shape[:2]
        found: list[Body] = []
        for place in np.argsort(-scores):
            if scores[place] < least or len(found) == 20:
                break
            body = Body(_whole(boxes[place], width, height), float(scores[place]))
            if all(overlap(body.box, other.box) < OVERLAP for other in found):
                found.append(body)
        return tuple(found)

    def score(self, pixels: Pixels) -> float:
        """How surely there is any body, 0..1. Raises CheckFailed."""
        return float(self._read(pixels)[1].max())

    def _read(self, pixels: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Boxes (n x 12 in shares of the padded square) and scores (n) of every anchor."""
        square = cv2.resize(padded(pixels), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        outputs = self._net.run(np.asarray(square / 127.5 - 1, np.float32))
        boxes, logits = sorted(outputs, key=lambda output: -output.shape[-1])
        anchors = _ANCHORS
        points = np.asarray(boxes.reshape(-1, 6, 2) / SIDE, np.float32)
        points[:, [0, 2, 3, 4, 5]] += anchors[:, None]
        scores = 1 / (1 + np.exp(-np.clip(logits.reshape(-1), -80, 80)))
        return points, scores.astype(np.float32)


def padded(pixels: Pixels) -> Pixels:
    """The picture in the middle of a black square."""
    height, width = pixels.shape[:2]
    side = max(height, width)
    square = np.zeros((side, side, 3), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = pixels
    return square


def _anchors() -> NDArray[np.float32]:
    """Centres (2254 x 2) as MediaPipe's pose_detection_cpu.pbtxt lays them out.

    Five layers of strides 8, 16, 32, 32, 32 with two anchors a cell; layers of one stride share
    their cells.
    """
    centres = []
    for stride, anchors in ((8, 2), (16, 2), (32, 6)):
        cells = (np.arange(SIDE // stride, dtype=np.float32) + 0.5) * stride / SIDE
        ys, xs = np.meshgrid(cells, cells, indexing="ij")
        centres.append(np.repeat(np.stack([xs.ravel(), ys.ravel()], -1), anchors, axis=0))
    return np.concatenate(centres)


_ANCHORS = _anchors()


def _whole(points: NDArray[np.float32], width: int, height: int) -> tuple[int, int, int, int]:
    """The square around a body: the net gives the hips' middle and a point on its circle."""
    side = max(height, width)
    offset = np.array([(side - width) // 2, (side - height) // 2], np.float32)
    (x, y), rim = points[2] * side - offset, points[3] * side - offset
    radius = float(np.hypot(rim[0] - x, rim[1] - y))
    return (
        int(np.clip(x - radius, 0, width - 1)),
        int(np.clip(y - radius, 0, height - 1)),
        int(np.clip(np.ceil(x + radius), 1, width)),
        int(np.clip(np.ceil(y + radius), 1, height)),
    )
