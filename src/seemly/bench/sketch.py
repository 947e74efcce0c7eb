"""What the built-in artist costs, and how much it understands of wishes that others wrote.

Understood is counted by words, over the first 300 PartiPrompts and the first 300 edits of I2EBench
(prompts/public), in the order of their files; none is left out. The rule:

- a drawing is *fully* understood when something is drawn, nothing is named as left out, and every
  word of three letters or more is in the artist's lexicon, a number, or one of its language's
  function words; *partly* when something is drawn; else *not*;
- an edit is *fully* understood when its plan has a step and names nothing as left out; *partly*
  when its plan has a step; else *not*.

So it says nothing about whether the picture is right: "three cats on a boat" would count as fully
understood if they stood beside it. The words were widened with PartiPrompts in sight (nouns of the
first 300 were looked at), so these numbers are no forecast for other people's wishes; the rest of
PartiPrompts stands beside them as a check.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from seemly.errors import SeemlyError
from seemly.generate.sketch import composition, illustration, plan
from seemly.generate.sketch.illustration import Illustration
from seemly.provenance.publication import Pixels

SEED = 7
FIRST = 300  # prompts of a set that are counted
SIZES = (256, 512, 1024, 2048)  # pixels a side
TILE, COLUMNS = 200, 8  # of the contact sheet, pixels
_PUBLIC = Path(__file__).parents[3] / "prompts" / "public"
_STYLES = ("paper cut", "watercolour", "ink", "poster", "pixel", "oil painting")

#: Forty wishes for the sheet; those marked with an id are PartiPrompts (Apache-2.0).
WISHES = (
    "three cats on a boat under a red moon",
    "a dog beside a house",
    "ein grüner Drache vor einer Burg bei Nacht",
    "a tall horse next to a red car",  # parti-0467
    "un chien noir à côté d'une maison rouge",
    "a raccoon wearing a top hat, oil painting",
    "a lighthouse in a storm, watercolour",
    "five frogs on a log by the lake",
    "a stop sign with a large tree behind it",  # parti-0500
    "an elephant under an umbrella",
    "three small yellow boxes on a large blue box",  # parti-0996
    "dinosaurs and a volcano, pixel art",
    "dos gatos encima de un elefante",
    "a castle by the lake at sunset, poster",
    "a panda wearing sunglasses, watercolour",
    "a giraffe in front of a house",
    "a pickup truck at the beach at sunrise",  # parti-0602
    "tre gatti su una barca al tramonto",
    "a robot holding a guitar in the city at night",
    "view of a giraffe and a zebra in the middle of a field",  # parti-0927
    "a teapot and three cups on a table",
    "a monkey riding a bicycle",
    "two penguins on a rock in the snow",
    "trzy psy obok drzewa",
    "a cat standing on a horse",  # parti-0783
    "a child and a penguin sitting on the moon",  # parti-0840
    "a shark and an octopus",
    "a bear between two trees in the fog",
    "dois leões no deserto",
    "an owl in a tree at night, ink drawing",
    "a farm scene with cows, ducks and a tractor",  # parti-1107
    "a fire engine and a police car in the rain",
    "a rocket and three planets, poster",
    "twee konijnen onder een boom",
    "a whale under a rainbow",
    "a snowman and a polar bear on a sled",
    "two red flowers and three white flowers",  # parti-1076
    "a hot-air balloon above mountains at sunrise, oil painting",
    "a pizza, a hamburger and a glass of wine",
    "a teddy bear on a skateboard",  # parti-1110
)


@dataclass(frozen=True)
class Timed:
    """CPU seconds of one core for drawings of a size and style."""

    side: int  # pixels
    style: str
    drawings: int
    median_s: float
    slowest_s: float


@dataclass(frozen=True)
class Understood:
    """How many wishes of a set were fully, partly and not understood."""

    prompts: str
    number: int
    fully: int
    partly: int
    not_understood: int


Row = Timed | Understood


def run(report: Callable[[str], None]) -> list[Row]:
    """Time the drawings, then count what is understood. Needs prompts/public of a checkout."""
    cv2.setNumThreads(1)
    rows: list[Row] = []
    for side in SIZES:
        report(f"{side} x {side}")
        rows.append(_timed(side, "paper cut", WISHES[::5]))
    for style in _STYLES[1:]:
        report(style)
        rows.append(_timed(1024, style, WISHES[::8]))
    drawings, edits = _prompts("partiprompts"), _prompts("i2ebench_edits")
    rows.append(_understood(f"first {FIRST} PartiPrompts", drawings[:FIRST], _drawing))
    rows.append(_understood("the other PartiPrompts", drawings[FIRST:], _drawing))
    rows.append(_understood(f"first {FIRST} I2EBench edits", edits[:FIRST], _edit))
    return rows


def sheet(out: Path, report: Callable[[str], None]) -> None:
    """A contact sheet of `WISHES`, row by row, as a PNG of 256 colours."""
    cv2.setNumThreads(1)
    tiles = []
    for number, wish in enumerate(WISHES):
        report(wish)
        drawn = composition.draw(illustration.parse(wish), SEED + number, side=2 * TILE)
        tiles.append(_small(drawn))
    lines = [np.hstack(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
    picture = Image.fromarray(np.vstack(lines))
    palette = picture.quantize(256)
    dither = Image.Dither.FLOYDSTEINBERG
    picture.quantize(palette=palette, dither=dither).save(out, optimize=True)


def table(rows: list[Row]) -> str:
    """The rows for people."""
    return "\n".join(_line(row) for row in rows)


def _line(row: Row) -> str:
    if isinstance(row, Timed):
        times = f"median {row.median_s:.2f} s, slowest {row.slowest_s:.2f} s"
        return f"{row.side:5} px  {row.style:13} {times}  ({row.drawings} drawings)"
    counts = f"fully {row.fully}, partly {row.partly}, not {row.not_understood}"
    return f"{row.prompts}: {counts} of {row.number}"


def _timed(side: int, style: str, wishes: tuple[str, ...]) -> Timed:
    seconds = []
    for wish in wishes:
        wanted = illustration.parse(f"{wish.split(', ')[0]}, {style}")
        composition.draw(wanted, SEED, side=64)  # whatever is read once
        began = time.process_time()
        composition.draw(wanted, SEED, side=side)
        seconds.append(time.process_time() - began)
    middle, slowest = statistics.median(seconds), max(seconds)
    return Timed(side, style, len(seconds), round(middle, 3), round(slowest, 3))


def _understood(name: str, wishes: list[str], judge: Callable[[str], str]) -> Understood:
    said = [judge(wish) for wish in wishes]
    counts = (said.count("fully"), said.count("partly"), said.count("not"))
    return Understood(name, len(said), *counts)


def _drawing(wish: str) -> str:
    seen: Illustration = illustration.parse(wish)
    return "not" if seen.empty else "partly" if seen.left_out else "fully"


def _edit(wish: str) -> str:
    read = plan.parse(wish)
    return "not" if not read.steps else "partly" if read.left_out else "fully"


def _prompts(name: str) -> list[str]:
    return list(_texts(_PUBLIC / f"{name}.jsonl.gz"))


def _texts(path: Path) -> Iterator[str]:
    if not path.exists():
        raise SeemlyError("the prompts are not here: run this from a checkout of the source")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield str(json.loads(line)["text"])


def _small(pixels: Pixels) -> Pixels:
    small = Image.fromarray(pixels).resize((TILE, TILE), Image.Resampling.LANCZOS)
    return np.asarray(small, np.uint8)
