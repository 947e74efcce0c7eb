"""Writes what the reference implementation of PDQ answers: pdq_vectors.json, or the file named.

It needs a package that Seemly does not depend on and a compiler, so it runs beside the bench's
peers and never in the fast tests: `make proof-pdq` compares its answers of today with those kept.

    .venv-bench/bin/python -m tests.data.make_pdq_vectors [FILE]
"""

from __future__ import annotations

import json
import sys
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
    kept = Path(__file__).with_name("pdq_vectors.json")
    (Path(sys.argv[1]) if len(sys.argv) > 1 else kept).write_text(f"[\n{text}\n]\n")
