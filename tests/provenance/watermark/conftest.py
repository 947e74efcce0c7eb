"""Few pictures, small: three photographs that scikit-image ships and one drawing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data

from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.key import Carriers

PHOTOS = ("astronaut", "coffee", "chelsea")
DRAWING = "a lighthouse in a storm"


@pytest.fixture(scope="session")
def key() -> Carriers:
    return Carriers(b"0123456789abcdef" * 2)


@pytest.fixture(scope="session")
def pictures() -> dict[str, Pixels]:
    """Longer side 800 px."""
    whole = {name: getattr(data, name)() for name in PHOTOS}
    whole["drawing"] = Sketch().make(Wanted(DRAWING, seed=1)).pixels
    return {name: _sized(pixels) for name, pixels in whole.items()}


def _sized(pixels: Pixels) -> Pixels:
    factor = 800 / max(pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor), np.uint8)
