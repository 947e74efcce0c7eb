"""How wrong apparent age is, and that no child passes for an adult: `make proof-age`."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from tests.guard import pictures
from tests.photos.photos import Photo, photos

from seemly import envelope
from seemly.bench.machine import machine
from seemly.facts import AgeBand
from seemly.guard.ages import Ages
from seemly.guard.faces import SURE, Face, Faces
from seemly.guard.measure import altered
from seemly.models import Models
from seemly.provenance.publication import Pixels

#: Who sits where in Benjamin Couprie's photograph of October 1927, and how old they were: rows from
#: the back, left to right.
SOLVAY = (
    ("Piccard 43", "Henriot 42", "Ehrenfest 47", "Herzen 50", "de Donder 55", "Schrödinger 40",
     "Verschaffelt 57", "Pauli 27", "Heisenberg 25", "Fowler 38", "Brillouin 38"),
    ("Debye 43", "Knudsen 56", "Bragg 37", "Kramers 32", "Dirac 25", "Compton 35", "de Broglie 35",
     "Born 44", "Bohr 42"),
    ("Langmuir 46", "Planck 69", "Curie 59", "Lorentz 74", "Einstein 48", "Langevin 55", "Guye 61",
     "Wilson 58", "Richardson 48"),
)  # fmt: skip
CHILDREN = ("baby", "child", "teen")


@dataclass(frozen=True)
class Row:
    """One person of known age."""

    name: str
    years: int
    least: float
    middle: float
    judged: bool  # False: too small, blurred, dark or turned, so perhaps a minor whatever it says
    band: str


def main() -> None:
    """Look, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--photos", type=Path, default=Path("build/photos"))
    asked.add_argument("--solvay", type=Path, default=pictures.SOLVAY)
    asked.add_argument("--out", type=Path, default=Path("docs/measured/guard-age.json"))
    given = asked.parse_args()
    cv2.setNumThreads(1)
    models = Models.open()
    faces, ages = Faces(models.path("yunet")), Ages(models.path("age"))
    known = [*_solvay(given.solvay, faces, ages), *_public(given.photos, faces, ages)]
    bands, passed, milliseconds = _bands(given.photos, faces, ages)
    errors = [abs(row.middle - row.years) for row in known]
    found = {
        "commit": envelope.commit(),
        "machine": machine(),
        "known": [asdict(row) for row in known],
        "mean_error_years": round(float(np.mean(errors)), 1),
        "largest_error_years": round(float(np.max(errors)), 1),
        "bands": {f"{split} {age}": dict(count) for (split, age), count in sorted(bands.items())},
        "children_as_adults": passed,
        "cpu_ms_a_picture": {
            "mean": round(float(np.mean(milliseconds)), 1),
            "p95": round(float(np.percentile(milliseconds, 95)), 1),
        },
    }
    given.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    _print(known, bands, passed)
    print({name: found[name] for name in ("mean_error_years", "cpu_ms_a_picture")})


def _solvay(path: Path, faces: Faces, ages: Ages) -> Iterator[Row]:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise SystemExit(f"{path} cannot be read")
    picture = np.asarray(pixels, np.uint8)
    found = sorted(_sure(faces, picture), key=lambda face: face.box[1] + face.box[3])
    begin = 0
    for names in SOLVAY:
        row = sorted(found[begin : begin + len(names)], key=lambda face: face.box)
        begin += len(names)
        for name, face in zip(names, row, strict=True):
            who, _, years = name.rpartition(" ")
            yield _row(who, int(years), ages, picture, face)


def _public(folder: Path, faces: Faces, ages: Ages) -> Iterator[Row]:
    for photo, pixels in photos(folder, group="somebody"):
        found = _sure(faces, pixels)
        if photo.true_age is not None and found:
            largest = max(found, key=lambda face: face.box[2] - face.box[0])
            yield _row(f"{photo.name} ({photo.split})", photo.true_age, ages, pixels, largest)


def _row(name: str, years: int, ages: Ages, pixels: Pixels, face: Face) -> Row:
    guess = ages.estimate(pixels, face)
    judged = ages.guess(pixels, face) is not None
    band = ages.band(pixels, face).value
    return Row(name, years, round(guess.least, 1), round(guess.middle, 1), judged, band)


def _bands(
    folder: Path, faces: Faces, ages: Ages
) -> tuple[dict[tuple[str, str], Counter[str]], list[str], list[float]]:
    """Bands by split and by the age a viewer would guess; children also altered ten ways."""
    bands: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    passed, milliseconds = [], []
    for photo, pixels in photos(folder):
        if photo.group != "somebody" or not photo.age:
            continue
        found = _sure(faces, pixels)
        if found:
            began = time.process_time()
            seen = ages.bands(pixels, found)
            milliseconds.append((time.process_time() - began) * 1000)
            bands[photo.split, photo.age].update(band.value for band in seen)
        if photo.age in CHILDREN:
            for how, shown in _variants(pixels):
                seen = ages.bands(shown, _sure(faces, shown))
                count = bands[photo.split, f"{photo.age}, altered"]
                count.update(band.value for band in seen)
                passed += [_named(photo, how) for band in seen if band is AgeBand.ADULT]
    return bands, passed, milliseconds


def _variants(pixels: Pixels) -> Iterator[tuple[str, Pixels]]:
    yield "as it is", pixels
    for name, shown in altered(pixels):
        yield name, np.asarray(shown, np.uint8)
    for times in (2, 3):
        size = (times * pixels.shape[1], times * pixels.shape[0])
        if max(size) <= 2048:
            larger = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
            yield f"{times} times larger", np.asarray(larger, np.uint8)
    noise = np.random.default_rng(1).normal(0, 20, pixels.shape)
    yield "noisy", np.clip(pixels + noise, 0, 255).astype(np.uint8)
    sharper = cv2.addWeighted(pixels, 2.0, cv2.GaussianBlur(pixels, (0, 0), 2), -1.0, 0)
    yield "sharpened", np.asarray(sharper, np.uint8)


def _named(photo: Photo, how: str) -> str:
    return f"{photo.name} ({photo.split}, {photo.age}) {how}"


def _sure(faces: Faces, pixels: Pixels) -> list[Face]:
    return [face for face in faces.find(pixels) if face.score >= SURE]


def _print(known: list[Row], bands: dict[tuple[str, str], Counter[str]], passed: list[str]) -> None:
    print("| who | years | read as, youngest crop | middle | error | fit to judge | band |")
    print("|---|---|---|---|---|---|---|")
    for row in known:
        print(
            f"| {row.name} | {row.years} | {row.least:.0f} | {row.middle:.0f} | "
            f"{row.middle - row.years:+.0f} | {'yes' if row.judged else 'no'} | {row.band} |"
        )
    print("\n| faces, as a viewer would guess | minor | maybe_minor | adult |\n|---|---|---|---|")
    for (split, age), count in sorted(bands.items(), key=lambda one: (one[0][1], one[0][0])):
        numbers = " | ".join(str(count[band.value]) for band in AgeBand)
        print(f"| {age} ({split}) | {numbers} |")
    print(f"\nChildren read as adults: {len(passed)}: {'; '.join(passed) or 'none'}")


if __name__ == "__main__":
    main()
