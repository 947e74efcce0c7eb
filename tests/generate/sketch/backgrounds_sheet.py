"""docs/pictures/sketch-backgrounds.jpg: a picture, and four drawn backgrounds fitted to it.

`python -m tests.generate.sketch.backgrounds_sheet PHOTOS OUT.jpg`. Only pictures that anybody may
pass on: NASA's portrait of Eileen Collins, the US Navy's of Grace Hopper, a cup of scikit-image
(CC0), and the demo's dog. People are locked as the guard locks them.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from tests.guard.contact_sheet import hopper, scene
from tests.guard.pictures import astronaut

from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.models import Models
from seemly.provenance.publication import Pixels

SCENES = ("a beach", "a forest", "mountains", "a city at night")
TILE = 240  # px


def sources(folder: Path) -> list[tuple[Pixels, Pixels]]:
    """Pictures, and where each may change (255)."""
    finder = Eyes.open(Models.open()).finder
    people = [astronaut(), hopper(folder)]
    locked = [np.where(Lock.of(finder.look(one)).mask, 0, 255).astype(np.uint8) for one in people]
    with Image.open(str(files("seemly.demo") / "dog.png")) as opened:
        dog = np.asarray(opened.convert("RGB"))
    things = [scene("coffee"), dog]
    free = [np.full(one.shape[:2], 255, np.uint8) for one in things]
    return list(zip([*people, *things], [*locked, *free], strict=True))


def tile(picture: Pixels) -> Pixels:
    """The middle of the picture, square."""
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 3, (picture.shape[1] - side) // 2
    square = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(square, (TILE, TILE), interpolation=cv2.INTER_AREA), np.uint8)


def main(folder: Path, out: Path) -> None:
    """Write the sheet as JPEG."""
    sketch, rows = Sketch(), []
    for picture, free in sources(folder):
        made = [sketch.edit(Wanted(f"replace the background with {name}", seed=5), picture, free)
                for name in SCENES]  # fmt: skip
        rows.append(np.hstack([tile(one) for one in (picture, *(m.pixels for m in made))]))
    Image.fromarray(np.vstack(rows)).save(out, quality=80, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
