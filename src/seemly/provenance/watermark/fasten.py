"""Marks a picture for publishing: stronger where its mark would not survive a rough road.

The rough road is half the size and JPEG 75, the worst that ordinary use does. What stays weak
within the quality floor is marked all the same, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas
from seemly.provenance.watermark.embed import Older, embed
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import LEAST_SCORE, lean

STRENGTHS = (1.0, 1.5, 2.2)
ENOUGH = 20.0  # score after the rough road, above which no more strength is needed
_QUALITY = 75


@dataclass(frozen=True, eq=False)
class Fastened:
    """A marked picture. `score`: of its id after the rough road."""

    pixels: Pixels = field(repr=False)
    strength: float
    score: float

    @property
    def weak(self) -> bool:
        """Whether the id would be lost at half size as JPEG 75: the record says "mark weak"."""
        return self.score <= LEAST_SCORE


def fasten(pixels: Pixels, public_id: int, key: Carriers, older: Older | None = None) -> Fastened:
    """The picture with its id, as gently as is enough; `older` and ValueError as `embed`."""
    for strength in STRENGTHS:
        marked = embed(pixels, public_id, key, strength, older)
        fastened = Fastened(marked, strength, lean(_roughened(canvas.luma(marked)), public_id, key))
        if fastened.score >= ENOUGH:
            break
    return fastened


def _roughened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Luma alone, which the mark is read from, and which a JPEG keeps by itself."""
    height, width = grey.shape
    size = (max(1, width // 2), max(1, height // 2))
    half = cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR)  # of two pixels each the mean
    _, data = cv2.imencode(".jpg", half, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
