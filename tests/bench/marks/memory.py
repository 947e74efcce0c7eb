"""What marking keeps in memory, by the size of the picture: label to read-back, one thread.

`python -m tests.bench.marks.memory --out docs/measured/marks-memory.json`. Each size is marked in
a process of its own, whose peak the kernel tells (`ru_maxrss`); decoding would bring every picture
from outside to a longer side of 2,048 px first. The photograph is enlarged, so that 40 megapixels
fit into a file at all.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import skimage.data

from seemly import envelope
from seemly.bench.machine import machine
from seemly.matching import pdq
from seemly.provenance.credentials import Signer
from seemly.provenance.mark import mark
from seemly.provenance.publication import Origin, Publication, approve
from seemly.provenance.watermark.key import Carriers
from seemly.verdict import Action, Verdict

SIZES = ((1000, 1000), (2048, 2048), (4000, 3000), (8000, 5000))  # width, height; px
COMMAND = "python -m tests.bench.marks.memory"


def peak() -> int:
    """Of this process so far, in MB (millions of bytes)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def marked(width: int, height: int) -> dict[str, float]:
    """Mark one picture of this size, here."""
    cv2.setNumThreads(1)
    photo = skimage.data.astronaut()  # type: ignore[no-untyped-call]
    pixels = np.asarray(cv2.resize(photo, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    publication = Publication(
        pixels=pixels,
        public_id="4tb2m9q0xk",
        post_text="Made by an AI system.",
        alt_text="A picture.",
        languages=("en",),
        labels=(),
        answers="bench",
        origin=Origin.CREATED,
        generator="bench 1",
    )
    verdict = Verdict(Action.ALLOW, (), (), "bench", (publication.digest(),))
    with tempfile.TemporaryDirectory() as folder:
        signer = Signer.open(Path(folder), datetime.now(UTC))
        key = Carriers(b"a key for this measurement......")
        before, began = peak(), time.process_time()
        hash_, _ = pdq.hash_pixels(pixels)
        picture = mark(publication, approve(publication, verdict), signer, key, None, hash_)
        return {
            "width": width,
            "height": height,
            "picture_mb": round(pixels.nbytes / 1e6),
            "before_mb": before,
            "peak_mb": peak(),
            "cpu_s": round(time.process_time() - began, 2),
            "file_mb": round(len(picture.file) / 1e6, 2),
            "watermark": picture.watermark.value,  # type: ignore[dict-item]
        }


def main() -> None:
    """All sizes, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    parser.add_argument("--size", type=int, nargs=2)
    given = parser.parse_args()
    if given.size:
        print(json.dumps(marked(*given.size)))
        return
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    rows = []
    for width, height in SIZES:
        command = [sys.executable, "-m", "tests.bench.marks.memory", "--size", str(width)]
        answer = subprocess.run(
            [*command, str(height)], env=alone, check=True, stdout=subprocess.PIPE
        )
        rows.append(json.loads(answer.stdout))
        print(rows[-1], file=sys.stderr)
    found = {
        "commit": envelope.commit(), "machine": machine(), "command": COMMAND, "rows": rows,
    }  # fmt: skip
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
