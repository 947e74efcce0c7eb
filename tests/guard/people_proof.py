"""Misses and false suspicion on the photographs: `make photos proof-people`.

Looks at every photograph as it is, and at crops and variants of them, and writes all numbers to
one JSON file, and what failed to a contact sheet in build/: the photographs are not ours to show.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from tests.photos.photos import Photo, photos

from seemly import envelope
from seemly.bench.machine import machine
from seemly.facts import Missing, Presence
from seemly.guard.faces import SURE, Faces
from seemly.guard.measure import PLAIN, Look, Measured, Named, Share, altered, look, mean_cost
from seemly.guard.people import Finder
from seemly.models import Models
from seemly.provenance.publication import Pixels

MEGAPIXEL = 1_000_000
EVERY = 4  # variants are looked at for each fourth photograph
CELL = 180  # px of a picture in the contact sheet
LEAST = 0.2  # of the height: what must be left below a chin to be a crop without a head
SPLITS = ("tune", "held")
Numbers: TypeAlias = dict[str, object]


def main() -> None:
    """Look, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--photos", type=Path, default=Path("build/photos"))
    asked.add_argument("--out", type=Path, default=Path("docs/measured/guard-people.json"))
    asked.add_argument("--sheet", type=Path, default=Path("build/guard-people.jpg"))
    asked.add_argument("--splits", nargs="+", default=SPLITS, choices=SPLITS)
    asked.add_argument("--plain", action="store_true", help="leave the variants out")
    given = asked.parse_args()
    cv2.setNumThreads(1)
    finder = Finder.open(Models.open())
    finder.look(np.zeros((64, 64, 3), np.uint8))  # the first look opens the nets
    found = Found()
    for number, (photo, pixels) in enumerate(_chosen(given.photos, given.splits)):
        for variant, shown in _shown(pixels, photo, finder.faces, number, given.plain):
            found.add(photo, look(finder, photo.name, variant, shown), shown)
    numbers = found.numbers()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")
    print(found.report())
    if found.failures:
        _sheet(found.failures, given.sheet)


def _chosen(folder: Path, splits: Iterable[str]) -> Iterator[tuple[Photo, Pixels]]:
    for photo, pixels in photos(folder):
        if photo.split in splits:
            yield photo, _megapixel(pixels)


def _megapixel(pixels: Pixels) -> Pixels:
    """At most one megapixel: the size that the goals speak of."""
    scale = (MEGAPIXEL / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _shown(
    pixels: Pixels, photo: Photo, faces: Faces, number: int, only_plain: bool
) -> Iterator[Named]:
    yield PLAIN, pixels
    if only_plain or number % EVERY or photo.group not in ("somebody", "nobody"):
        return
    yield from altered(pixels)
    if photo.group == "somebody":
        yield from _crops(pixels, faces)
    else:
        half = pixels.shape[1] // 2
        yield "left half", np.ascontiguousarray(pixels[:, :half])
        yield "right half", np.ascontiguousarray(pixels[:, half:])


def _crops(pixels: Pixels, faces: Faces) -> Iterator[Named]:
    """Without the head, and a piece of cheek: what surely shows one of up to three people."""
    found = [face for face in faces.find(pixels) if face.score >= SURE]
    if not 1 <= len(found) <= 3:
        return
    chin = max(face.box[3] for face in found)
    if pixels.shape[0] - chin >= LEAST * pixels.shape[0]:
        yield "without the head", np.ascontiguousarray(pixels[chin:])
    (left, top, right, bottom), points = found[0].box, found[0].points
    eyes, mouth = max(points[0][1], points[1][1]), min(points[3][1], points[4][1])
    if mouth - eyes >= 40:
        middle = slice(round(eyes), round(mouth))
        yield "cheeks", np.ascontiguousarray(pixels[middle, max(0, left) : right])
    if bottom - top >= 200:
        yield (
            "forehead",
            np.ascontiguousarray(
                pixels[top : round(top + 0.2 * (bottom - top)), max(0, left) : right]
            ),
        )


class Found:
    """All looks, by what the eye saw in the photograph."""

    def __init__(self) -> None:
        self._commit = envelope.commit()  # of the code that looks, not of what came meanwhile
        self._looks: list[tuple[Photo, Look]] = []
        self.failures: list[tuple[str, Pixels]] = []

    def add(self, photo: Photo, one: Look, pixels: Pixels) -> None:
        """Keep a look, and the pixels where it was wrong."""
        self._looks.append((photo, one))
        missed = photo.group == "somebody" and one.presence is Presence.NONE
        suspected = photo.group == "nobody" and one.presence is not Presence.NONE
        if missed or (suspected and one.variant == PLAIN):
            title = f"{'MISSED' if missed else one.why.value}: {photo.name} {one.variant}"
            self.failures.append((title, pixels))

    def measured(self, split: str, variants: bool) -> Measured:
        """Plain looks of one split, or those at variants."""
        chosen = [
            (photo.group, one)
            for photo, one in self._looks
            if photo.split == split and (one.variant != PLAIN) == variants
        ]
        return Measured(
            tuple(one for group, one in chosen if group == "somebody"),
            tuple(one for group, one in chosen if group == "nobody"),
        )

    def report(self) -> str:
        """The tables of docs/guard-pictures.md."""
        parts = []
        for split in SPLITS:
            for variants in (False, True):
                measured = self.measured(split, variants)
                if measured.people or measured.empty:
                    parts += [f"### {split}, {'variants' if variants else 'plain'}"]
                    parts += [measured.table(), ""]
        plain = [one for _, one in self._looks if one.variant == PLAIN]
        mean, late = mean_cost(plain)
        parts.append(f"A look: {mean:.0f} cpu ms on average, p95 {late:.0f}, {len(plain)} looks.")
        parts += ["", self._fairness_table()]
        return "\n".join(parts)

    def numbers(self) -> Numbers:
        """Everything, for the JSON file."""
        mean, late = mean_cost([one for _, one in self._looks if one.variant == PLAIN])
        return {
            "commit": self._commit,
            "machine": machine(),
            "longest_look": "1 megapixel",
            "cpu_ms": {"mean": round(mean, 1), "p95": round(late, 1)},
            "splits": {
                f"{split}, {'variants' if variants else 'plain'}": _outcome(
                    self.measured(split, variants)
                )
                for split in SPLITS
                for variants in (False, True)
            },
            "variants": self._by_variant(),
            "fairness": self._fairness(),
        }

    def _by_variant(self) -> Numbers:
        grouped: dict[str, list[tuple[str, Look]]] = defaultdict(list)
        for photo, one in self._looks:
            grouped[one.variant].append((photo.group, one))
        return {name: _outcome(_of(rows)) for name, rows in grouped.items()}

    def _fairness(self) -> Numbers:
        """How people were seen, by what a viewer would guess of them; plain pictures only."""
        groups: dict[str, list[Presence | Missing]] = defaultdict(list)
        for photo, one in self._looks:
            if photo.group == "somebody" and one.variant == PLAIN:
                for kind in _kinds(photo):
                    groups[kind].append(one.presence)
        return {
            kind: {
                "of": len(seen),
                "some": seen.count(Presence.SOME),
                "possible": seen.count(Presence.POSSIBLE),
                "missed": seen.count(Presence.NONE),
            }
            for kind, seen in sorted(groups.items())
        }

    def _fairness_table(self) -> str:
        rows = ["| who | photographs | `some` | `possible` | missed |", "|---|---|---|---|---|"]
        for kind, seen in self._fairness().items():
            assert isinstance(seen, dict)
            cells = " | ".join(str(seen[word]) for word in ("of", "some", "possible", "missed"))
            rows.append(f"| {kind} | {cells} |")
        return "\n".join(rows)


def _kinds(photo: Photo) -> Iterator[str]:
    yield "all"
    yield "face to see" if photo.face else "no face to see"
    if photo.skin:
        yield f"skin: {photo.skin}"
    if photo.presentation:
        yield f"presentation: {photo.presentation}"
    if photo.age:
        yield f"age: {photo.age}"
    for note in photo.notes:
        yield f"shown: {note}"


def _of(rows: Iterable[tuple[str, Look]]) -> Measured:
    kept = list(rows)
    return Measured(
        tuple(one for group, one in kept if group == "somebody"),
        tuple(one for group, one in kept if group == "nobody"),
    )


def _outcome(measured: Measured) -> Numbers:
    missed, suspected = Share(len(measured.misses), len(measured.people)), measured.false_suspicion
    reasons: dict[str, int] = defaultdict(int)
    for one in measured.suspected:
        reasons[one.why.value] += 1
    return {
        "people": missed.of,
        "missed": missed.count,
        "missed_bounds": [round(bound, 4) for bound in missed.bounds],
        "missed_names": [one.title for one in measured.misses],
        "empty": suspected.of,
        "suspected": suspected.count,
        "suspected_bounds": [round(bound, 4) for bound in suspected.bounds],
        "suspected_names": [one.title for one in measured.suspected],
        "reasons": dict(sorted(reasons.items(), key=lambda item: -item[1])),
    }


def _sheet(failures: list[tuple[str, Pixels]], path: Path, columns: int = 8) -> None:
    """All failures side by side, each under its name."""
    cells = []
    for title, pixels in failures:
        scale = CELL / max(pixels.shape[:2])
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        cell = np.full((CELL + 26, CELL + 4, 3), 255, np.uint8)
        cell[24 : 24 + size[1], : size[0]] = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        for line, text in enumerate((title[:32], title[32:64])):
            where = (1, 9 + 11 * line)
            cv2.putText(cell, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.3, (0, 0, 0), 1, cv2.LINE_AA)
        cells.append(cell)
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    rows = [np.hstack(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet = cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(path), sheet, [cv2.IMWRITE_JPEG_QUALITY, 75])


if __name__ == "__main__":
    main()
