"""Writes pdq_vectors.json beside it: what the reference implementation of PDQ answers.

It needs a package that Seemly does not depend on and a compiler, so it runs in an environment of
its own, from the repository's root, and never in the tests:

    python3 -m venv DIR && DIR/bin/pip install pdqhash==0.2.8 scikit-image==0.26.0
    DIR/bin/python -m tests.data.make_pdq_vectors
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pdqhash
from numpy.typing import NDArray
from tests.data.pdq_pictures import CROPS, DRAWN, NAMES, cut, draw


def answer(pixels: NDArray[np.uint8]) -> dict[str, object]:
    """Hash and quality of the picture, and the hashes of its eight turns and mirrors."""
    bits, quality = pdqhash.compute(pixels)
    eight, _ = pdqhash.compute_dihedral(pixels)
    return {"hash": _hex(bits), "quality": int(quality), "eight": [_hex(each) for each in eight]}


def _hex(bits: NDArray[np.int_]) -> str:
    return np.packbits(bits.astype(np.uint8)).tobytes().hex()


if __name__ == "__main__":
    vectors: list[dict[str, object]] = [
        {"picture": name, "crop": crop, **answer(cut(name, crop))}
        for name in NAMES
        for crop in CROPS
    ]
    vectors += [{"picture": name, "crop": None, **answer(draw(name))} for name in DRAWN]
    text = ",\n".join(json.dumps(vector) for vector in vectors)
    Path(__file__).with_name("pdq_vectors.json").write_text(f"[\n{text}\n]\n")
