"""Draws the demo's dog: `python -m seemly.demo.draw_dog` writes dog.png beside this file.

Flat colours and no grain, so that everybody (and the guard) sees that it is a drawing.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from seemly.generate.sketch.animals import dog
from seemly.generate.sketch.drawing import Canvas, ellipse, rgb, smooth
from seemly.provenance.publication import Pixels

SIDE = 768


def picture() -> Pixels:
    """A sitting dog before a round window of sky, 768 x 768."""
    canvas = Canvas(SIDE, SIDE, rgb("#bfe3e0"))
    canvas.paint(ellipse(384, 410, 300, 300), rgb("#d6efec"))
    hill = [(-40, 640), (150, 600), (384, 588), (620, 602), (810, 640), (810, 900), (-40, 900)]
    canvas.paint(smooth(*hill), rgb("#8cc084"))
    canvas.place(dog(rgb("#dba062")), 378, 700, 440)
    return canvas.pixels()


def main() -> None:
    """Write the file."""
    Image.fromarray(picture()).save(Path(__file__).with_name("dog.png"), optimize=True)


if __name__ == "__main__":
    main()
