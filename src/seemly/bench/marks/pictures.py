"""The pictures on which the mark is measured: fetched photographs, and drawings made here."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from seemly.bench.conversation import PEER
from seemly.errors import ConfigurationError
from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.provenance.publication import Pixels

PHOTOS = Path("build/photos")
LISTED = Path("tests/photos/photos.tsv")

Kind = Literal["photo", "drawing"]
Size = Literal["512 px", "1 MP", "4 MP", "12 MP"]
_AREAS: dict[Size, float] = {"1 MP": 1e6, "4 MP": 4e6, "12 MP": 12e6}
_NATURAL = 0.9  # a photograph may be enlarged by this much of a little, and no more

SHIPPED = ("hubble_deep_field.jpg", "retina.jpg", "astronaut.png", "rocket.jpg", "coffee.png")
WISHES = (
    *("a lighthouse in a storm", "a dog on a beach", "a red car in the desert"),
    *("a castle on a hill at night", "a sailing boat at sunset", "a cat in a garden"),
    *("snowy mountains", "a forest in autumn", "a train in the city", "a house by a lake"),
    *("a rocket on the moon", "a tree in the rain", "a bird in the sky", "flowers in a field"),
    *("a cat in the snow", "a bicycle in the park", "a windmill", "an aeroplane over clouds"),
    *("a city at night", "a rainbow over hills", "a fish in the sea", "a dog by a lake"),
    *("a house on a meadow", "a church in a village", "a boat on a river", "a lighthouse at night"),
    *("a robot in space", "a snowman", "a blue car in the snow", "a fox in the forest"),
)


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture at one size."""

    name: str
    kind: Kind
    size: Size
    pixels: Pixels


def photographs(size: Size, most: int) -> Iterator[Picture]:
    """Photographs that have this size by nature, shrunk to it; none is enlarged.

    In the order of their SHA-256. Raises ConfigurationError where they were not fetched.
    """
    of_size = ((name, _at(PHOTOS / name, size)) for name in _listed())
    there = ((name, pixels) for name, pixels in of_size if pixels is not None)
    for name, pixels in itertools.islice(there, most):
        yield Picture(name, "photo", size, pixels)


def shipped(size: Size, most: int) -> Iterator[Picture]:
    """Photographs that scikit-image ships, in the peers' environment: a few, always the same.

    Raises ConfigurationError where the peers are not installed.
    """
    folders = list(PEER.parent.parent.glob("lib/python3*/site-packages/skimage/data"))
    if not folders:
        raise ConfigurationError("the bench's peers are not installed", "Run: make install-bench")
    of_size = ((name, _at(folders[0] / name, size)) for name in SHIPPED)
    there = ((name, pixels) for name, pixels in of_size if pixels is not None)
    for name, pixels in itertools.islice(there, most):
        yield Picture(name, "photo", size, pixels)


def drawings(size: Size, most: int) -> Iterator[Picture]:
    """By the built-in artist, at 1024 x 1024 px and shrunk, never enlarged."""
    for seed, wish in enumerate(WISHES[:most]):
        at_size = sized(Sketch().make(Wanted(wish, seed=seed)).pixels, size)
        if at_size is not None:
            yield Picture(wish, "drawing", size, at_size)


def sized(pixels: Pixels, size: Size) -> Pixels | None:
    """Shrunk to the size; None where it would have to grow."""
    height, width = pixels.shape[:2]
    wanted = 512 / max(height, width) if size == "512 px" else None
    factor = wanted or (_AREAS[size] / (height * width)) ** 0.5
    if min(height, width) * factor < 128 or factor > 1 / _NATURAL:
        return None
    if factor >= 1:
        return pixels
    shape = (round(width * factor), round(height * factor))
    return np.asarray(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA), np.uint8)


def _at(file: Path, size: Size) -> Pixels | None:
    """None where the file is no picture of that size or larger."""
    pixels = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
    return None if pixels is None else sized(np.asarray(pixels, np.uint8), size)


def _listed() -> list[str]:
    """Files of every listed photograph: no drawings, no icons."""
    if not LISTED.is_file() or not PHOTOS.is_dir():
        raise ConfigurationError(
            "the photographs were not fetched", "Run it in a checkout: make photos"
        )
    with LISTED.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["group"] != "drawn"]
    return sorted({row["sha256"][:16] + Path(row["path"]).suffix.lower() for row in rows})
