from __future__ import annotations

from importlib.resources import files

import cv2
import numpy as np
import pytest
from PIL import Image

from seemly.generate.sketch.artist import Sketch
from seemly.provenance.publication import Pixels

cv2.setNumThreads(1)


def opened(name: str) -> Pixels:
    with Image.open(str(files("seemly.demo") / name)) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.fixture
def sketch() -> Sketch:
    return Sketch()


@pytest.fixture(scope="session")
def dog() -> Pixels:
    """The demo's drawn dog, 768 x 768."""
    return opened("dog.png")


@pytest.fixture(scope="session")
def astronaut() -> Pixels:
    """The demo's photograph of a real person, 512 x 512."""
    return opened("astronaut.jpg")


@pytest.fixture(scope="session")
def person_locked() -> Pixels:
    """A lock for the astronaut as a stand-in for the guard's: 0 on her, 255 around."""
    mask = np.full((512, 512), 255, np.uint8)
    cv2.ellipse(mask, (222, 110), (85, 105), 0, 0, 360, 0, -1)
    cv2.rectangle(mask, (25, 190), (511, 511), 0, -1)
    return mask
