"""How often an empty scene is taken for peopled, and the reverse: `make photos proof-emptiness`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
from tests.photos.photos import Photo, photos

from seemly import envelope
from seemly.bench.machine import machine
from seemly.guard.emptiness import persons
from seemly.guard.eyes import Eyes
from seemly.models import Models
from seemly.provenance.publication import Pixels

#: What a background may be; the other photographs of nobody show animals, food and things.
SCENES = frozenset(
    ("landscape", "building", "room", "street", "outdoor", "space", "aerial", "plant", "texture",
     "night")
)  # fmt: skip
LONGEST = 1024  # px: about what generators draw at


def main() -> None:
    """Look, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--photos", type=Path, default=Path("build/photos"))
    asked.add_argument("--out", type=Path, default=Path("docs/measured/guard-emptiness.json"))
    given = asked.parse_args()
    cv2.setNumThreads(1)
    eyes = Eyes.open(Models.open())
    wrong: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for photo, pixels in photos(given.photos):
        group = _group(photo)
        if group is None:
            continue
        counts[group] = counts.get(group, 0) + 1
        seen = persons(_smaller(pixels), eyes) > 0
        if seen is (photo.group == "nobody"):
            wrong.setdefault(group, []).append(photo.name)
    for group in sorted(counts):
        print(f"| {group} | {counts[group]} | {len(wrong.get(group, []))} |")
    found = {
        "commit": envelope.commit(),
        "machine": machine(),
        "body_parts": eyes.body_parts is not None,
        "looked_at": counts,
        "wrong": wrong,
    }
    given.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _group(photo: Photo) -> str | None:
    if photo.group == "nobody" and SCENES & set(photo.notes):
        return f"empty, {photo.split}"
    return f"somebody, {photo.split}" if photo.group == "somebody" else None


def _smaller(pixels: Pixels) -> Pixels:
    scale = min(1.0, LONGEST / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype("uint8")


if __name__ == "__main__":
    main()
