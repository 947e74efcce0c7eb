"""Writes pdq_vectors.json beside it: what the reference implementation of PDQ answers.

It needs packages that Seemly does not depend on and a compiler, so it runs in an environment of
its own, never in the tests:

    python3 -m venv DIR && DIR/bin/pip install pdqhash==0.2.8 scikit-image==0.26.0 numpy
    DIR/bin/python tests/data/make_pdq_vectors.py

The pictures come with scikit-image; the tests cut the same crops from the same pictures.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pdqhash
import skimage.data

NAMES = ("astronaut", "chelsea", "coffee", "rocket", "camera", "page", "coins", "moon", "text")
#: top, left, height, width; the picture repeats where the crop is greater than it
CROPS = (
    (0, 0, 512, 512),
    (0, 0, 300, 451),
    (10, 20, 64, 64),
    (5, 7, 65, 63),
    (0, 0, 128, 129),
    (30, 3, 127, 500),
    (0, 0, 1000, 1333),
    (0, 0, 9, 5),
)


def picture(name: str, crop: tuple[int, int, int, int]) -> np.ndarray:
    """The crop as height x width x 3, uint8."""
    pixels = getattr(skimage.data, name)()
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    top, left, height, width = crop
    rows = np.arange(top, top + height) % pixels.shape[0]
    columns = np.arange(left, left + width) % pixels.shape[1]
    return np.ascontiguousarray(pixels[rows][:, columns, :3])


def drawn() -> dict[str, np.ndarray]:
    """Pictures where much is equal or exactly zero, so that rounding decides."""
    y, x = np.mgrid[0:400, 0:600]
    flat = np.full((400, 600, 3), 200, np.uint8)
    ramp = np.repeat((x * 255 // 599).astype(np.uint8)[..., None], 3, axis=2)
    disc = np.where(((x - 299.5) ** 2 + (y - 199.5) ** 2 < 150**2)[..., None], 30, 220)
    tiles = np.where(((x // 50 + y // 50) % 2 == 0)[..., None], 10, 250)
    return {
        "flat": flat,
        "ramp": ramp,
        "disc": np.broadcast_to(disc, (400, 600, 3)).astype(np.uint8),
        "tiles": np.broadcast_to(tiles, (400, 600, 3)).astype(np.uint8),
    }


def answer(pixels: np.ndarray) -> dict[str, object]:
    """Hash and quality of the picture, and of its eight turns and mirrors."""
    bits, quality = pdqhash.compute(pixels)
    eight, _ = pdqhash.compute_dihedral(pixels)
    return {
        "hash": _hex(bits),
        "quality": int(quality),
        "eight": [_hex(each) for each in eight],
    }


def _hex(bits: np.ndarray) -> str:
    return np.packbits(bits.astype(np.uint8)).tobytes().hex()


if __name__ == "__main__":
    vectors = [
        {"picture": name, "crop": list(crop), **answer(picture(name, crop))}
        for name in NAMES
        for crop in CROPS
    ]
    vectors += [{"picture": name, "crop": None, **answer(p)} for name, p in drawn().items()]
    text = ",\n".join(json.dumps(vector) for vector in vectors)
    Path(__file__).with_name("pdq_vectors.json").write_text(f"[\n{text}\n]\n")
