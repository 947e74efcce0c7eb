"""docs/pictures/masks.jpg: source, lock, a generator's answer, and what came out.

`python -m tests.guard.contact_sheet PHOTOS OUT.jpg`. Only pictures that anybody may pass on: NASA's
portrait of Eileen Collins, the US Navy's of Grace Hopper, the Solvay photograph of 1927, and
scenes of scikit-image (CC0).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from skimage import data
from tests.guard import masks
from tests.guard.pictures import astronaut, solvay
from tests.photos.photos import pixels, rows

from seemly.errors import GeneratorFault
from seemly.guard import alignment
from seemly.guard import lock as locks
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.models import Models
from seemly.provenance.publication import Pixels

WIDE, GAP = 300, 8  # px of a tile, and between them
GREEN = (40, 160, 60)

Change = Callable[[Pixels], Pixels]


def hopper(folder: Path) -> Pixels:
    """Grace Hopper's portrait. Raises FileNotFoundError."""
    photo = next(photo for photo in rows() if photo.name == "matplotlib-grace-hopper")
    return pixels(folder / photo.file, photo.crop)


def scene(name: str) -> Pixels:
    """A scene of scikit-image: height x width x 3."""
    picture = np.asarray(getattr(data, name)(), np.uint8)
    return picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)


def answers(folder: Path) -> Iterator[tuple[Pixels, str, Change | None]]:
    """Sources, the scene set behind, and what the generator did to its answer besides."""
    yield astronaut(), "rocket", None
    yield hopper(folder), "coffee", None
    yield solvay(), "grass", None
    yield astronaut(), "coffee", masks.ANSWERS["mirrored"]
    yield hopper(folder), "rocket", masks.ANSWERS["colours inverted"]
    yield astronaut(), "brick", masks.ANSWERS["smaller by 10 %"]


def row(source: Pixels, behind: Pixels, change: Change | None, lock: Lock) -> Pixels:
    """Source, lock, answer, result, side by side."""
    height, width = source.shape[:2]
    shown = source.copy()
    free = ~lock.mask
    shown[free] = (0.3 * shown[free] + 0.7 * np.array(GREEN)).astype(np.uint8)
    answer = np.asarray(cv2.resize(behind, (width, height)), np.uint8)
    if change is not None:
        answer = change(np.where(lock.mask[..., None], source, answer))
    try:
        laid = answer
        if change is not None:  # a generator that never saw the people cannot have moved them
            laid = alignment.aligned(source, answer, (0, 0), lock)
        result = locks.restore(source, laid, None, (0, 0), lock)
    except GeneratorFault:
        result = np.full_like(source, 60)
        middle = (width // 2 - 70, height // 2)
        cv2.putText(result, "refused", middle, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,) * 3, 2)
    tiles = [tile(picture) for picture in (source, shown, answer, result)]
    return np.hstack(tiles)


def tile(picture: Pixels) -> Pixels:
    """At the sheet's width, with a gap around."""
    size = (WIDE, round(WIDE * picture.shape[0] / picture.shape[1]))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    half = GAP // 2
    white = (255, 255, 255)
    return np.asarray(
        cv2.copyMakeBorder(small, half, half, half, half, cv2.BORDER_CONSTANT, value=white),
        np.uint8,
    )


def main(folder: Path, out: Path) -> None:
    """Write the sheet as JPEG."""
    finder = Eyes.open(Models.open()).finder
    sheet = np.vstack(
        [
            row(source, scene(name), change, Lock.of(finder.look(source)))
            for source, name, change in answers(folder)
        ]
    )
    quality = [cv2.IMWRITE_JPEG_QUALITY, 72]
    cv2.imwrite(str(out), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), quality)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
