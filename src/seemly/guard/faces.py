"""Faces, by YuNet (libfacedetection, MIT): where they are, and nothing about whose they are.

No template is computed and nothing is kept (invariant 12).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.guard.boxes import Box
from seemly.guard.onnx import OnnxNet
from seemly.provenance.publication import Pixels

LONGEST = 640  # px; at 480 to 800 all 29 faces of the Solvay photograph are found (docs/guard.md)
SURE = 0.6  # a score from here on is a face; 0.9 loses 3 to 13 of the same 29
CLEAR = 0.87  # a face whatever the other finders say; lions, boots and cups of coffee reach 0.86
AGAIN = 0.5  # the worst of four looks from near: faces 0.84 to 0.95, shelves of books up to 0.47
NEAR = (0.5, 1.0)  # margins of the second look, in sizes of the face on each side
NEAR_SIDE = 320  # px of that look's longer side, but …
NEAR_SCALE = 2.0  # … no more than this: blurred faces 30 px wide are lost when enlarged further
FAINT = 0.3  # below SURE, but reason enough to suspect somebody
OVERLAP = 0.3
LEAST = 16  # px: no face is looked for in less
MOST = 5000  # faces of one picture
STRIDES = (8, 16, 32)  # px of a cell in each of the net's three layers

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Face:
    """One face: left, top, right, bottom in pixels of the picture, within it; score 0..1.

    `points` are the right eye, left eye, nose tip and right and left corner of the mouth (the
    person's right) in pixels of the picture; they may lie outside it.
    """

    box: Box
    score: float
    points: tuple[tuple[float, float], ...] = ()

    def placed(self, scale: float, window: Box) -> Face:
        """The face as it lies in the picture of which the window was scaled."""
        left, top, right, bottom = window
        box = (
            int(self.box[0] * scale) + left,
            int(self.box[1] * scale) + top,
            min(right, math.ceil(self.box[2] * scale) + left),
            min(bottom, math.ceil(self.box[3] * scale) + top),
        )
        points = tuple((x * scale + left, y * scale + top) for x, y in self.points)
        return Face(box, self.score, points)


class Faces:
    """YuNet through onnxruntime, with OpenCV's answers at 0.6 of its cost. Thread-safe."""

    def __init__(self, weights: Path) -> None:
        """Load the weights. Raises CheckFailed."""
        self._net = OnnxNet(weights, "face finder")

    def find(
        self, pixels: Pixels, longest: int = LONGEST, small: Pixels | None = None
    ) -> tuple[Face, ...]:
        """Every face with a score of at least FAINT, best first. Raises CheckFailed.

        The picture is looked at with at most `longest` px of its longer side; `small` is the
        picture at that size, where somebody has shrunk it already.
        """
        height, width = pixels.shape[:2]
        scale = min(1.0, longest / max(height, width))
        # YuNet halves the picture five times and reads nonsense from strips narrower than that.
        size = (max(32, round(width * scale)), max(32, round(height * scale)))
        if small is None or small.shape[1::-1] != size:
            small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        zoom = (width / size[0], height / size[1])
        return tuple(_face(row, zoom, (width, height)) for row in self._rows(small))

    def _rows(self, pixels: Pixels) -> Floats:
        """n x 15, best first: left, top, width, height, five points x and y in px, score."""
        values = _values(pixels)
        answers = self._net.answers(values)
        columns = values.shape[3] // STRIDES[0]
        layers = [
            _decoded([answer[0] for answer in answers[layer::3]], stride, columns >> layer)
            for layer, stride in enumerate(STRIDES)
        ]
        rows = np.concatenate(layers)
        if not np.isfinite(rows).all():
            raise CheckFailed("the face finder answered with something that is no number")
        boxes = np.trunc(rows[:, :4]).astype(np.int32)
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), rows[:, 14].tolist(), FAINT, OVERLAP, 1.0, MOST)
        return rows[np.asarray(kept, np.intp)]

    def within(self, pixels: Pixels, window: Box) -> tuple[Face, ...]:
        """Faces in a part of a picture, looked at from near, as they lie in the whole picture.

        Raises CheckFailed.
        """
        height, width = pixels.shape[:2]
        left, top = max(0, window[0]), max(0, window[1])
        right, bottom = min(width, window[2]), min(height, window[3])
        if right - left < LEAST or bottom - top < LEAST:
            return ()
        part = pixels[top:bottom, left:right]
        scale = min(NEAR_SCALE, NEAR_SIDE / max(part.shape[:2]))
        found = self.find(_scaled(part, scale))
        return tuple(face.placed(1 / scale, (left, top, right, bottom)) for face in found)

    def confirms(self, pixels: Pixels, face: Face) -> bool:
        """Whether a face is one from near too, upright and mirrored. Raises CheckFailed.

        For faces that somebody may have added, never for those of a source: a blurred shelf of
        books was read as a face of up to 0.80 in one of eight libraries.
        """
        looks = [_near(pixels, face.box, margin) for margin in NEAR]
        looks += [np.ascontiguousarray(look[:, ::-1]) for look in looks]
        return all(any(one.score >= AGAIN for one in self.find(look)) for look in looks)


def _values(pixels: Pixels) -> Floats:
    """1 x 3 x height x width, blue first, black up to whole cells; OpenCV's own takes twice."""
    height, width = pixels.shape[:2]
    down, right = -height % STRIDES[-1], -width % STRIDES[-1]
    values = np.zeros((1, 3, height + down, width + right), np.float32)
    for plane, channel in zip(values[0, ::-1], cv2.split(pixels), strict=True):
        plane[:height, :width] = channel
    return values


def _decoded(answers: Sequence[Floats], stride: int, columns: int) -> Floats:
    """Rows of one layer that score at least FAINT, as `_rows` gives them.

    `answers` for each of its cells: a face's class, whether there is one, box and points.
    """
    kind, there, boxes, points = answers
    scores = np.sqrt(np.clip(kind[:, 0], 0, 1) * np.clip(there[:, 0], 0, 1))
    cells = np.flatnonzero(scores >= FAINT)
    origin = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    middle, size = boxes[cells, :2] + origin, np.exp(boxes[cells, 2:])
    placed = points[cells].reshape(-1, 5, 2) + origin[:, None]
    shown = np.concatenate([middle - size / 2, size, placed.reshape(-1, 10)], axis=1) * stride
    return np.concatenate([shown, scores[cells, None]], axis=1).astype(np.float32)


def _near(pixels: Pixels, box: Box, margin: float) -> Pixels:
    """A square around a box, enlarged; cut where the picture ends."""
    left, top, right, bottom = box
    half = max(right - left, bottom - top) * (0.5 + margin)
    x, y = (left + right) / 2, (top + bottom) / 2
    window = pixels[
        max(0, round(y - half)) : round(y + half), max(0, round(x - half)) : round(x + half)
    ]
    return _scaled(window, min(NEAR_SCALE, NEAR_SIDE / max(window.shape[:2])))


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _face(row: NDArray[np.float32], scale: tuple[float, float], size: tuple[int, int]) -> Face:
    left, top, width, height = (float(value) for value in row[:4])
    box = (
        int(min(max(left * scale[0], 0), size[0] - 1)),
        int(min(max(top * scale[1], 0), size[1] - 1)),
        min(max(math.ceil((left + width) * scale[0]), 1), size[0]),
        min(max(math.ceil((top + height) * scale[1]), 1), size[1]),
    )
    points = tuple(
        (float(row[place]) * scale[0], float(row[place + 1]) * scale[1])
        for place in range(4, 14, 2)
    )
    return Face(box, float(row[14]), points)
