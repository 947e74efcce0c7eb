"""How sexual a picture is as a whole, by Yahoo's open_nsfw (BSD-2-Clause).

One score alone gives false alarms (of 119 ordinary photographs: 10 above 0.2, 4 above 0.5, 1 above
0.8); the rise against the source and every ancestor is the steadier signal. How much it finds was
not measured: no nude picture was used (docs/guard.md).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from seemly.errors import CheckFailed
from seemly.guard.onnx import OnnxNet
from seemly.provenance.publication import Pixels

RESIZED = 256  # px, then the middle 224: the reference's own preprocessing
CROP = 224
MEAN_BGR = np.array([104, 117, 123], np.float32)


class Nudity:
    """The classifier on one thread a call. Thread-safe: its net is."""

    def __init__(self, opennsfw: Path) -> None:
        """Load the weights. Raises CheckFailed."""
        self._net = OnnxNet(opennsfw, "nudity model")

    def score(self, pixels: Pixels) -> float:
        """The probability of a sexual picture, 0..1, of height x width x 3, uint8, RGB.

        Raises CheckFailed when the model fails or answers with something that is no probability.
        """
        answer = self._net.run(_prepared(pixels)[None])
        score = float(answer[0][1])
        if not 0.0 <= score <= 1.0:
            raise CheckFailed("the nudity model answered with something that is no probability")
        return score


def _prepared(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """224 x 224 x 3 BGR less the mean. The reference passes through JPEG, and so its scores."""
    height, width = pixels.shape[:2]
    across, down = (side * (RESIZED - CROP) / (2 * RESIZED) for side in (width, height))
    middle = (across, down, width - across, height - down)
    picture = Image.fromarray(pixels).resize((CROP, CROP), Image.Resampling.BILINEAR, box=middle)
    with BytesIO() as buffer:
        picture.save(buffer, format="JPEG")
        values = np.asarray(Image.open(buffer), np.float32)
    return np.ascontiguousarray(values[:, :, ::-1] - MEAN_BGR)
