"""`make proof-marks`: the whole of `seemly bench marks`, and what averaging teaches.

    python -m tests.bench.marks.proof --keep build/marks/journal.jsonl \
        --out docs/measured/marks.json --picture docs/pictures/marks.svg

An hour and more of a quiet core; stopped and started again, it goes on from the journal.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench.marks import averaging
from tests.bench.marks.chart import chart

from seemly import envelope
from seemly.bench.machine import machine
from seemly.bench.marks import run
from seemly.bench.marks.peers import Peers


def main() -> None:
    """Measure what the journal does not have, and write the page's numbers and its picture."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--keep", type=Path, default=Path("build/marks/journal.jsonl"))
    asked.add_argument("--out", type=Path, default=Path("docs/measured/marks.json"))
    asked.add_argument("--picture", type=Path, default=Path("docs/pictures/marks.svg"))
    told = asked.parse_args()
    rows = run.run(run.FULL, told.keep, lambda line: print(line, file=sys.stderr))
    with Peers.opened() as peers:
        versions = peers.versions
    measured = {
        "commit": envelope.commit(),
        "machine": machine(),
        "command": "make proof-marks",
        "note": "Photographs, drawings, crops and variants are not independent of each other.",
        "versions": versions | {"opencv": importlib.metadata.version("opencv-python-headless")},
        "averaging": [asdict(row) for row in averaging.attack()],
        "rows": [asdict(row) for row in rows],
    }
    told.out.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    told.picture.write_text(chart(rows), "utf-8")
    print(run.table(rows))


if __name__ == "__main__":
    main()
