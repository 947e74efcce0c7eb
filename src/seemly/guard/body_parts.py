"""Body parts, bare or covered, by NudeNet's detector (320n, AGPL-3.0): only where it was chosen.

The weights are no part of Seemly and nothing depends on them; this adapter was written from the
inputs and outputs of the file alone. Its two kinds of faces, which tell women from men badly, are
never read. How much it finds was not measured: no nude picture was used (docs/guard-pictures.md).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.guard import boxes
from seemly.guard.boxes import Box
from seemly.guard.onnx import OnnxNet
from seemly.provenance.publication import Pixels

SIDE = 320  # px, the square that the net was trained on
FAINT = 0.15  # of a source: what may be there already is no news in a result
SURE = 0.35  # of a result; of 119 ordinary photographs one showed a bare part above 0.2, at 0.29
OVERLAP = 0.45
MOST = 60  # boxes of one picture
#: As the file calls them, less "_EXPOSED" and "_COVERED". Whether a breast is a woman's or a
#: man's tells a beach from a nude; the names that leave this module do not say it.
NAMES: Mapping[str, str] = {
    "FEMALE_GENITALIA": "genitals",
    "MALE_GENITALIA": "genitals",
    "FEMALE_BREAST": "breast",
    "MALE_BREAST": "chest",
    "BUTTOCKS": "buttocks",
    "ANUS": "anus",
    "BELLY": "belly",
    "ARMPITS": "armpits",
    "FEET": "feet",
}
INTIMATE = frozenset({"genitals", "breast", "buttocks", "anus"})

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Part:
    """One body part: left, top, right, bottom in px within the picture; score 0..1."""

    name: str  # one of NAMES' values
    bare: bool
    box: Box
    score: float

    @property
    def intimate(self) -> bool:
        """Whether a picture made from words may not show it bare (invariant 5)."""
        return self.name in INTIMATE

    @property
    def kind(self) -> str:
        """As the facts name it: bare_belly."""
        return f"{'bare' if self.bare else 'covered'}_{self.name}"


class BodyParts(Protocol):
    """Looks for body parts."""

    def find(self, pixels: Pixels) -> tuple[Part, ...]:
        """Parts that score at least FAINT, best first. Raises CheckFailed."""
        ...


class NudeNet:
    """The detector on one thread a call. Thread-safe: its net is."""

    def __init__(self, weights: Path) -> None:
        """Load the weights. Raises CheckFailed."""
        self._net = OnnxNet(weights, "body part model")
        self._kinds = _kinds(self._net.note("names"))

    def find(self, pixels: Pixels) -> tuple[Part, ...]:
        """Parts that score at least FAINT, best first, of height x width x 3, uint8, RGB.

        Raises CheckFailed when the model fails or answers with something that is no number.
        """
        square, scale = _padded(pixels)
        values = np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32) / 255
        answer = self._net.run(np.asarray(values, np.float32))
        if answer.shape[1] != 4 + len(self._kinds):
            raise CheckFailed("the body part model answered with something else than boxes")
        return self._parts(answer[0].T, scale, pixels.shape[1], pixels.shape[0])

    def _parts(self, rows: Floats, scale: float, width: int, height: int) -> tuple[Part, ...]:
        scores = rows[:, 4:]
        found: list[Part] = []
        places, kinds = np.nonzero(scores >= FAINT)
        for at in np.argsort(-scores[places, kinds]):
            kind = self._kinds[kinds[at]]
            if kind is None or len(found) == MOST:
                continue
            row, (name, bare) = rows[places[at]], kind
            part = Part(name, bare, _box(row / scale, width, height), float(row[4 + kinds[at]]))
            # Bare and covered compete for one place; the surer says which it is.
            if all(
                part.name != one.name or boxes.overlap(part.box, one.box) < OVERLAP for one in found
            ):
                found.append(part)
        return tuple(found)


def newly_bare(before: Sequence[Part], after: Sequence[Part]) -> float:
    """How much barer a body became: 1 for each part newly bare, else the growth of bare ones.

    Growth is in shares of what was bare: 0.5 where half as much again is, -0.2 where a fifth less.
    `before` and `after` lie in the same window.
    """
    new, was, now = 0, 0, 0
    for part in after:
        if not part.bare or part.score < SURE:
            continue
        known = [boxes.area(one.box) for one in before if one.bare and _same(one, part)]
        new += not known
        was += max(known, default=0)
        now += boxes.area(part.box) if known else 0
    return new + (now / was - 1 if was else 0.0)


def intimate(parts: Sequence[Part]) -> int:
    """How many bare parts a picture made from words may not show."""
    return sum(part.bare and part.intimate and part.score >= SURE for part in parts)


def _same(one: Part, other: Part) -> bool:
    """Whether two parts are one: of a name, or a chest read once as a man's and once as a
    woman's, and in one place."""
    chests = {"breast", "chest"}
    alike = one.name == other.name or {one.name, other.name} <= chests
    here = boxes.holds_middle(one.box, other.box) or boxes.overlap(one.box, other.box) >= OVERLAP
    return alike and here


def _kinds(named: str) -> tuple[tuple[str, bool] | None, ...]:
    """Name and bareness of each output, None for faces. Raises CheckFailed for unknown ones."""
    try:
        given = ast.literal_eval(named)
        ordered = [str(given[place]) for place in range(len(given))]
    except (ValueError, SyntaxError, TypeError, KeyError) as fault:
        raise CheckFailed("the body part model does not say what it finds") from fault
    return tuple(_kind(name) for name in ordered)


def _kind(name: str) -> tuple[str, bool] | None:
    if name in ("FACE_FEMALE", "FACE_MALE"):
        return None
    which, _, state = name.rpartition("_")
    if which not in NAMES or state not in ("EXPOSED", "COVERED"):
        raise CheckFailed(f"the body part model finds something unknown: {name}")
    return NAMES[which], state == "EXPOSED"


def _padded(pixels: Pixels) -> tuple[Pixels, float]:
    """The picture in the top left of a black square of SIDE px, and the scale it is shown in."""
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    square[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=how)
    return square, scale


def _box(row: Floats, width: int, height: int) -> Box:
    x, y, across, along = (float(value) for value in row[:4])
    return (
        int(np.clip(x - across / 2, 0, width - 1)),
        int(np.clip(y - along / 2, 0, height - 1)),
        int(np.clip(np.ceil(x + across / 2), 1, width)),
        int(np.clip(np.ceil(y + along / 2), 1, height)),
    )
