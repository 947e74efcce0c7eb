"""A contact sheet of what the built-in artist does, to be looked at by a person.

python -m seemly.generate.sketch.contact docs/pictures/artist.png
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image

from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.provenance.publication import Pixels

TILE = 256  # pixels
COLUMNS = 4

EDITS = (
    "put a party hat on the dog",
    "replace the background with a library",
    "Ersetze den Hintergrund durch einen Strand und setze dem Hund einen Partyhut auf",
    'zwart-wit, en schrijf "Brave hond" bovenaan',
    "turn it into a watercolour and put a crown on the dog",
    "conviértelo en pop art",
    'przerób na pixel art, a speech bubble that says "Woof"',
    "fondo degradado de azul a rosa, gafas de sol y confeti",
)
DRAWINGS = (
    "a lighthouse in a storm, oil painting",
    "three cats",
    "ein rotes Boot auf dem Meer bei Sonnenuntergang",
    "un château au bord du lac, la nuit",
    "five balloons over the city",
    "twee konijnen onder een boom",
    "a birthday cake and a present",
    "ten fish",
)


def contact_sheet(out: Path, seed: int = 4) -> None:
    """Write the edits of the demo's dog and the drawings as one PNG."""
    sketch = Sketch()
    with Image.open(str(files("seemly.demo") / "dog.png")) as opened:
        dog = np.asarray(opened.convert("RGB"))
    free = np.full(dog.shape[:2], 255, np.uint8)
    tiles = [sketch.edit(Wanted(text, seed=seed), dog, free).pixels for text in EDITS]
    tiles += [sketch.make(Wanted(text, seed=seed)).pixels for text in DRAWINGS]
    rows = [tiles[i : i + COLUMNS] for i in range(0, len(tiles), COLUMNS)]
    sheet = np.vstack([np.hstack([_small(tile) for tile in row]) for row in rows])
    picture = Image.fromarray(sheet)
    # 256 dithered colours keep the file small enough for the repository.
    palette = picture.quantize(256)
    picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(out, optimize=True)


def _small(pixels: Pixels) -> Pixels:
    small = Image.fromarray(pixels).resize((TILE, TILE), Image.Resampling.LANCZOS)
    return np.asarray(small, np.uint8)


if __name__ == "__main__":
    contact_sheet(Path(sys.argv[1]))
