"""What the guard is measured on: kinds of requests, their share, and pictures of 1 megapixel.

The shares are an assumption, printed with every result: there is no public log of requests to
take them from. Pictures are those that scikit-image and this repository bring, scaled to one
megapixel and saved as JPEG, as a phone's picture arrives after a network has made it smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from seemly.errors import ConfigurationError
from seemly.provenance.publication import Pixels

PIXELS = 1_000_000
QUALITY = 90  # of the JPEG
GROUP = Path("tests/data/solvay1927.jpg")  # in the checkout, as `make install-bench` is


@dataclass(frozen=True)
class Kind:
    """Requests of one kind. `pictures`: names of `picture`, none for a wish from words alone."""

    name: str
    share: float  # of all requests
    pictures: tuple[str, ...]
    wish: str


BACKGROUND = "replace the background with a beach"
TONE = "make it black and white"
MIX = (
    Kind("portraits", 0.30, ("astronaut", "camera"), BACKGROUND),
    Kind("groups", 0.15, ("solvay", "solvay, left half"), BACKGROUND),
    Kind("headless", 0.05, ("astronaut without a head",), TONE),
    Kind("landscapes and things", 0.15, ("rocket", "coffee"), TONE),
    Kind("animals", 0.15, ("chelsea",), TONE),
    Kind("drawings", 0.05, ("dog",), TONE),
    Kind("made from words", 0.15, (), "a lighthouse in a storm"),
)


def pictures(shipped: Path) -> dict[str, bytes]:
    """Every picture of the mix by name. `shipped`: the folder of scikit-image's data."""
    names = {name for kind in MIX for name in kind.pictures}
    return {name: as_file(picture(name, shipped)) for name in sorted(names)}


def picture(name: str, shipped: Path) -> Pixels:
    """Height x width x 3 of about a megapixel. Raises ConfigurationError where it is not there."""
    match name:
        case "dog":
            pixels = read(Path(str(files("seemly").joinpath("demo/dog.png"))))
        case "solvay":
            pixels = read(GROUP)
        case "solvay, left half":
            whole = read(GROUP)
            pixels = whole[:, : whole.shape[1] // 2]
        case "astronaut without a head":
            pixels = read(shipped / "astronaut.png")[200:]
        case "rocket":
            pixels = read(shipped / "rocket.jpg")
        case _:
            pixels = read(shipped / f"{name}.png")
    return scaled(pixels)


def scaled(pixels: Pixels) -> Pixels:
    """The picture at one megapixel."""
    height, width = pixels.shape[:2]
    scale = (PIXELS / (height * width)) ** 0.5
    size = (round(width * scale), round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def as_file(pixels: Pixels) -> bytes:
    """A JPEG."""
    ordered = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", ordered, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data)


def read(path: Path) -> Pixels:
    """An RGB picture of a file. Raises ConfigurationError where it is not there."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise ConfigurationError(
            f"the bench's picture {path} is not there", "Run it in a checkout: make install-bench"
        )
    return np.asarray(pixels, np.uint8)
