"""What somebody learns of a deployment's key from many of its published pictures, without the key.

The scheme is public, and so are ids. Of each picture the spectrum of its tile is taken, as the
reader does. Bins whose phase is the same in all pictures are the known ones. The others follow the
signs of what is written, and correlating them with the code tells which sign each carries: that is
tried with the ids, and with the words that stand for them, which nobody without the key has. What
was learned then serves to write an id of one's own choice, and to take a mark away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.bench.marks import pictures
from seemly.bench.marks.distortions import encoded
from seemly.bench.marks.pictures import Size
from seemly.bench.marks.quality import psnr
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import bins, canvas, code
from seemly.provenance.watermark.bins import BINS, REACH
from seemly.provenance.watermark.embed import embed
from seemly.provenance.watermark.key import SYNC, Carriers
from seemly.provenance.watermark.pose import shifted
from seemly.provenance.watermark.read import read
from seemly.provenance.watermark.residual import lattice, residual

SIZE: Final[Size] = "1 MP"
COUNTS = (10, 25, 50, 100, 150)
TARGETS = 20  # pictures that were not learned from
FORGED = 0xBAD1DEA
_KNOWN_PSNR = 52.0  # dB: a little more than the known bins' part of a mark of 46.2

Knows = Literal["ids", "words"]
Spectra = NDArray[np.complex64]  # pictures x bins


@dataclass(frozen=True)
class Learned:
    """From so many pictures. `sync`: share of the known bins that were found; `signs`: share of
    the others of which both what they carry and its sign are right."""

    knows: Knows
    pictures: int
    sync: float
    signs: float
    targets: int
    forged: int  # unmarked pictures that then read as what the attacker chose
    removed: int  # marked pictures that then read as nothing; with ids, by the known bins alone
    removal_psnr: float  # dB, mean, against the marked picture


def attack(most: int = max(COUNTS)) -> list[Learned]:
    """Each count up to `most`, on photographs of 1 megapixel. Raises ConfigurationError without."""
    key, random = Carriers(b"the key that nobody shall learn."), np.random.default_rng(11)
    photos = [
        picture.pixels for picture in islice(pictures.photographs(SIZE, 1000), most + TARGETS)
    ]
    targets, others = photos[:TARGETS], photos[TARGETS:]
    ids = [int(number) for number in random.integers(0, 2**code.ID_BITS, len(others))]
    publish = encoded(".jpg", 92)
    spectra = np.stack(
        [
            _tile(publish(embed(pixels, public_id, key, 1.0)))
            for pixels, public_id in zip(others, ids, strict=True)
        ]
    )
    counts = [count for count in COUNTS if count <= len(others)]
    found = []
    taught: dict[Knows, list[int]] = {"ids": ids, "words": [key.word(number) for number in ids]}
    for knows, told in taught.items():
        signs = np.stack([code.encode(word) for word in told])
        for count in counts:
            guess = _guessed(spectra[:count], signs[:count])
            forged, removed, decibels = _tried(guess, key, knows, targets)
            found.append(
                Learned(
                    knows=knows,
                    pictures=count,
                    sync=round(len(np.intersect1d(guess.sync, key.sync)) / SYNC, 3),
                    signs=round(_agreement(guess, key), 3),
                    targets=len(targets),
                    forged=forged,
                    removed=removed,
                    removal_psnr=round(decibels, 1),
                )
            )
    return found


class _Guess(Carriers):
    """Carriers as pictures tell them; what is written is given as it is."""

    def word(self, public_id: int) -> int:
        return public_id


def _tile(pixels: Pixels) -> NDArray[np.complex64]:
    """The bins of the tile, each limited to what is usual."""
    spectrum = lattice(residual(canvas.luma(pixels)), 1.0, 1.0)
    values = shifted(spectrum[BINS[:, 1] + REACH, BINS[:, 0]], (-0.5, -0.5))
    loud = np.abs(values)
    return np.asarray(values / np.maximum(loud, np.median(loud)), np.complex64)


def _tried(
    guess: Carriers, key: Carriers, knows: Knows, targets: Sequence[Pixels]
) -> tuple[int, int, float]:
    """Pictures forged, pictures freed of their mark, and what the latter cost in dB on average."""
    chosen = FORGED if knows == "ids" else key.public_id(FORGED)
    forged, removed, decibels = 0, 0, []
    for public_id, pixels in enumerate(targets):
        found = read(embed(pixels, FORGED, guess, 1.0), key)
        forged += found is not None and found.public_id == chosen
        marked = embed(pixels, public_id, key, 1.0)
        if knows == "words":
            without = embed(marked, key.word(public_id), guess, -1.0)
        else:
            without = _without_known(marked, guess)
        removed += read(without, key) is None
        decibels.append(psnr(without, marked))
    return forged, removed, float(np.mean(decibels))


def _without_known(marked: Pixels, guess: Carriers) -> Pixels:
    """The bins of known phase taken away, at the power that they have."""
    alone = object.__new__(_Guess)
    for name in ("sync", "phases", "payload", "coded"):
        object.__setattr__(alone, name, getattr(guess, name))
    object.__setattr__(alone, "signs", np.zeros_like(guess.signs))
    added = embed(marked, 0, alone, 1.0).astype(np.float32) - marked
    wanted = 255**2 / 10 ** (_KNOWN_PSNR / 10)
    added *= np.sqrt(wanted / max(float(np.mean(added**2)), 1e-9))
    return np.asarray(np.rint(marked - added).clip(0, 255), np.uint8)


def _guessed(spectra: Spectra, signs: NDArray[np.float32]) -> Carriers:
    """Carriers as the pictures tell them."""
    mean = spectra.mean(0)
    sync = np.sort(np.argsort(-np.abs(mean))[:SYNC])
    payload = np.setdiff1d(np.arange(bins.COUNT), sync)
    seen = spectra[:, payload]
    halves = np.stack([seen.real, seen.imag], axis=2).reshape(len(seen), -1)
    leaning = halves.T @ signs
    coded = np.abs(leaning).argmax(1)
    guess = object.__new__(_Guess)
    for name, value in (
        ("sync", sync),
        ("phases", (mean[sync] / np.abs(mean[sync])).astype(np.complex64)),
        ("payload", payload),
        ("coded", coded),
        ("signs", np.sign(leaning[np.arange(len(coded)), coded]).astype(np.float32)),
    ):
        object.__setattr__(guess, name, value)
    return guess


def _agreement(guess: Carriers, key: Carriers) -> float:
    """Share of the half bins of the payload that are right in both."""
    told = dict(_carried(guess))
    right = [told.get(half) == carried for half, carried in _carried(key)]
    return sum(right) / len(right)


def _carried(carriers: Carriers) -> Iterator[tuple[int, tuple[int, float]]]:
    for place, (coded, sign) in enumerate(zip(carriers.coded, carriers.signs, strict=True)):
        yield 2 * int(carriers.payload[place // 2]) + place % 2, (int(coded), float(sign))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    began = time.process_time()
    for row in attack():
        print(asdict(row))
    print(f"{time.process_time() - began:.0f} CPU seconds")
