"""How often the finders miss somebody, and how often they suspect a picture of nobody.

`python -m seemly.guard.measure FOLDER` looks at the pictures in FOLDER/people and FOLDER/empty and
at variants of each, and prints the table of docs/guard.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from seemly.errors import BadPicture
from seemly.guard.people import Finder, Why
from seemly.models import Models
from seemly.provenance.publication import Pixels

Named: TypeAlias = tuple[str, Pixels]
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True)
class Measured:
    """What a run over pictures gave; names of the pictures that came out wrong."""

    people: int  # pictures with somebody, variants counted
    misses: tuple[str, ...]  # of these, called `none`: the goal is nobody
    empty: int  # pictures of nobody
    suspected: tuple[tuple[str, Why], ...]  # of these, not called `none`

    def table(self) -> str:
        """Two rows of Markdown, then the wrong ones by name."""
        share = len(self.suspected) / max(1, self.empty)
        reasons = Counter(why.value for _, why in self.suspected)
        why = ", ".join(f"{name} {count}" for name, count in reasons.most_common())
        return "\n".join(
            [
                "| pictures | looked at | wrong | share |",
                "|---|---|---|---|",
                f"| with somebody, called `none` | {self.people} | {len(self.misses)} | "
                f"{len(self.misses) / max(1, self.people):.1%} |",
                f"| of nobody, suspected | {self.empty} | {len(self.suspected)} | {share:.1%} |",
                "",
                f"Missed: {', '.join(self.misses) or 'nobody'}.",
                f"Reasons of suspicion: {why or 'none'}.",
                f"Suspected: {', '.join(name for name, _ in self.suspected) or 'none'}.",
            ]
        )


def measure(finder: Finder, people: Iterable[Named], empty: Iterable[Named]) -> Measured:
    """Look at every picture once. Raises CheckFailed."""
    misses: list[str] = []
    suspected: list[tuple[str, Why]] = []
    somebody = nobody = 0
    for name, pixels in people:
        somebody += 1
        if finder.look(pixels).nobody_there:
            misses.append(name)
    for name, pixels in empty:
        nobody += 1
        seen = finder.look(pixels)
        if not seen.nobody_there:
            suspected.append((name, seen.why))
    return Measured(somebody, tuple(misses), nobody, tuple(suspected))


def pictures(folder: Path) -> Iterator[Named]:
    """Every picture of a folder, by name. Raises BadPicture."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES:
            pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if pixels is None:
                raise BadPicture("unreadable", f"{path} cannot be read as a picture")
            yield path.name, np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def variants(named: Iterable[Named]) -> Iterator[Named]:
    """Each picture as it is, and as people post it: turned, dark, bright, grey, blurred, small."""
    for name, pixels in named:
        yield name, pixels
        yield f"{name} mirrored", np.ascontiguousarray(pixels[:, ::-1])
        for turn in (1, 2, 3):
            yield f"{name} turned {90 * turn}", np.ascontiguousarray(np.rot90(pixels, turn))
        yield f"{name} dark", (pixels * 0.35).astype(np.uint8)
        yield f"{name} bright", np.clip(pixels * 1.5, 0, 255).astype(np.uint8)
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        yield f"{name} grey", np.repeat(grey[..., None], 3, axis=2)
        yield f"{name} blurred", np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4), np.uint8)
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 30])
        yield f"{name} as poor JPEG", np.asarray(cv2.imdecode(packed, 1), np.uint8)
        half = (max(1, pixels.shape[1] // 2), max(1, pixels.shape[0] // 2))
        yield f"{name} at half size", np.asarray(cv2.resize(pixels, half), np.uint8)


def main(folder: Path) -> None:
    """Print the table for one folder."""
    finder = Finder.open(Models.open())
    people = variants(pictures(folder / "people"))
    print(measure(finder, people, variants(pictures(folder / "empty"))).table())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m seemly.guard.measure FOLDER (with people/ and empty/ in it)")
    main(Path(sys.argv[1]))
