"""How often the finders miss somebody, and how often they suspect a picture of nobody.

`python -m seemly.guard.measure FOLDER` looks at the pictures in FOLDER/people and FOLDER/empty and
at variants of each, and prints the table of docs/guard-pictures.md for an operator's own pictures.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from seemly.errors import BadPicture
from seemly.facts import Missing, Presence
from seemly.guard.people import Finder
from seemly.guard.suspicion import Why
from seemly.models import Models
from seemly.provenance.publication import Pixels

Named: TypeAlias = tuple[str, Pixels]
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
PLAIN = "as it is"


@dataclass(frozen=True)
class Look:
    """One look at one picture or variant."""

    name: str
    variant: str
    presence: Presence | Missing
    why: Why
    cpu_ms: float

    @property
    def title(self) -> str:
        """The picture, and what was done to it."""
        return self.name if self.variant == PLAIN else f"{self.name} {self.variant}"


@dataclass(frozen=True)
class Share:
    """How many of how many, with a 95 % interval (Wilson 1927)."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """0..1; nothing looked at counts as nothing found."""
        return self.count / self.of if self.of else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper bound, 0..1."""
        if not self.of:
            return 0.0, 1.0
        z = 1.96
        middle = self.share + z * z / (2 * self.of)
        spread = z * math.sqrt(self.share * (1 - self.share) / self.of + (z / (2 * self.of)) ** 2)
        scale = 1 + z * z / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def __str__(self) -> str:
        low, high = self.bounds
        return f"{self.count} of {self.of} ({low:.1%} to {high:.1%})"


@dataclass(frozen=True)
class Measured:
    """What a run over pictures gave."""

    people: tuple[Look, ...]  # pictures with somebody
    empty: tuple[Look, ...]  # pictures of nobody

    @property
    def misses(self) -> tuple[Look, ...]:
        """Somebody, called `none`: the goal is nobody."""
        return tuple(look for look in self.people if look.presence is Presence.NONE)

    @property
    def suspected(self) -> tuple[Look, ...]:
        """Nobody, not called `none`."""
        return tuple(look for look in self.empty if look.presence is not Presence.NONE)

    def table(self) -> str:
        """Two rows of Markdown, then the wrong ones by name."""
        reasons = Counter(look.why.value for look in self.suspected)
        why = ", ".join(f"{name} {count}" for name, count in reasons.most_common())
        missed, suspected = Share(len(self.misses), len(self.people)), self.false_suspicion
        return "\n".join(
            [
                "| pictures | wrong | share |",
                "|---|---|---|",
                f"| with somebody, called `none` | {missed} | {missed.share:.1%} |",
                f"| of nobody, suspected | {suspected} | {suspected.share:.1%} |",
                "",
                f"Missed: {', '.join(look.title for look in self.misses) or 'nobody'}.",
                f"Reasons of suspicion: {why or 'none'}.",
                f"Suspected: {', '.join(look.title for look in self.suspected) or 'none'}.",
            ]
        )

    @property
    def false_suspicion(self) -> Share:
        """Pictures of nobody that were suspected."""
        return Share(len(self.suspected), len(self.empty))


def measure(finder: Finder, people: Iterable[Named], empty: Iterable[Named]) -> Measured:
    """Look at every picture once. Raises CheckFailed."""
    return Measured(
        tuple(look(finder, name, PLAIN, pixels) for name, pixels in people),
        tuple(look(finder, name, PLAIN, pixels) for name, pixels in empty),
    )


def look(finder: Finder, name: str, variant: str, pixels: Pixels) -> Look:
    """One look, timed on this thread. Raises CheckFailed."""
    began = time.thread_time()
    seen = finder.look(pixels)
    spent = (time.thread_time() - began) * 1000
    return Look(name, variant, seen.people.presence, seen.why, spent)


def pictures(folder: Path) -> Iterator[Named]:
    """Every picture of a folder, by name. Raises BadPicture."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES:
            pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if pixels is None:
                raise BadPicture("unreadable", f"{path} cannot be read as a picture")
            yield path.name, np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def variants(named: Iterable[Named]) -> Iterator[Named]:
    """Each picture as it is and as people post it, the variant's name behind its own."""
    for name, pixels in named:
        yield name, pixels
        for variant, changed in altered(pixels):
            yield f"{name} {variant}", changed


def altered(pixels: Pixels) -> Iterator[Named]:
    """A picture mirrored, turned, dark, bright, grey, blurred, as poor JPEG and small."""
    yield "mirrored", np.ascontiguousarray(pixels[:, ::-1])
    for turn in (1, 2, 3):
        yield f"turned {90 * turn}", np.ascontiguousarray(np.rot90(pixels, turn))
    yield "dark", (pixels * 0.35).astype(np.uint8)
    yield "bright", np.clip(pixels * 1.5, 0, 255).astype(np.uint8)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    yield "grey", np.repeat(grey[..., None], 3, axis=2)
    yield "blurred", np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4), np.uint8)
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 30])
    yield "as poor JPEG", np.asarray(cv2.imdecode(packed, 1), np.uint8)
    half = (max(1, pixels.shape[1] // 2), max(1, pixels.shape[0] // 2))
    yield "at half size", np.asarray(cv2.resize(pixels, half, interpolation=cv2.INTER_AREA))


def mean_cost(looks: Sequence[Look]) -> tuple[float, float]:
    """Mean and 95th percentile of the cost of a look, CPU ms."""
    spent = [one.cpu_ms for one in looks]
    return float(np.mean(spent)), float(np.percentile(spent, 95))


def main(folder: Path) -> None:
    """Print the table for one folder."""
    finder = Finder.open(Models.open())
    people = variants(pictures(folder / "people"))
    print(measure(finder, people, variants(pictures(folder / "empty"))).table())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m seemly.guard.measure FOLDER (with people/ and empty/ in it)")
    main(Path(sys.argv[1]))
