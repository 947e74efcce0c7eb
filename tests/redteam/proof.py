"""The whole cross, and photographs besides: `make proof-hostile`.

    python -m tests.redteam.proof --out docs/measured/hostile.json --report build/hostile

Photographs come from build/photos where `make photos` fetched them: the held half, of somebody.
Their faces go into no report. Ends with 1 where anything came out that may not.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from tests.photos.photos import photos

from seemly import envelope
from seemly.bench.machine import machine
from seemly.pictures import pack
from seemly.redteam import campaign
from seemly.redteam.attacks import HERE, Aim
from seemly.redteam.campaign import Campaign
from seemly.redteam.cases import REACHES_ALL, REACHES_PORT
from seemly.redteam.command import table
from seemly.redteam.sources import Source
from seemly.redteam.stage import Case, Chair
from seemly.terminal import log_to_stderr, progress

PHOTOS = Path("build/photos")
SHEET = Path("docs/pictures/hostile.jpg")
LONGEST = 1024  # px; a lock is judged no better on more


def on_photos(folder: Path) -> Iterator[Case]:
    """Each photograph of somebody meets one attack in the artist's chair, and every third one
    from behind the port as well."""
    attacks = [one for one in HERE if one.aim in (Aim.PIXELS, Aim.SKIN, Aim.PERSON)]
    turn = cycle(one for one in attacks if one.turns == 1)
    for number, source in enumerate(_held(folder)):
        yield Case(source, next(turn), REACHES_ALL, Chair.ARTIST)
        if number % 3 == 0:
            yield Case(source, next(turn), REACHES_PORT[0], Chair.GENERATOR)


def _held(folder: Path) -> Iterator[Source]:
    if not folder.is_dir():
        progress(f"{folder} is not there: no photographs (make photos)")
        return
    for photo, pixels in photos(folder, group="somebody", split="held"):
        scale = min(1.0, LONGEST / max(pixels.shape[:2]))
        size = (max(16, round(pixels.shape[1] * scale)), max(16, round(pixels.shape[0] * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        name = f"photo {photo.name}"
        yield Source.of_photo(name, pack(np.asarray(small, np.uint8)), of_nobody=False)


def measured(found: Campaign, commit: str) -> dict[str, object]:
    """What docs/measured/hostile.json holds."""
    summary = found.summary
    rows = [row for row in found.rows if row.wrong or row.unnoticed]
    return {
        "commit": commit,
        "machine": machine(),
        "cases": summary.cases,
        "photographs": sum(row.source.startswith("photo ") for row in found.rows),
        "published_with_changed_person": sum(bool(row.changed_in_lock) for row in found.rows),
        "wrong": len(found.wrong),
        "kinds_of_wrong": Counter(kind for row in found.wrong for kind in row.wrong),
        **asdict(summary),
        "rows": [asdict(row) for row in rows],
    }


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many cases of the cross; 0: all")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--report", type=Path, default=Path("build/hostile"))
    parser.add_argument("--photographs", type=int, default=10**6, help="so many of them at most")
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    asked = parser.parse_args()
    log_to_stderr()
    cv2.setNumThreads(1)
    commit = envelope.commit()  # before the minutes in which somebody may commit more
    chosen = (*campaign.cases(asked.sample), *islice(on_photos(asked.photos), asked.photographs))
    found = campaign.run_all(chosen, progress)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(measured(found, commit), indent=1) + "\n", "utf-8")
    print(table(found.summary))
    print(found.write(asked.report))
    shutil.copy(asked.report / "contact.jpg", SHEET)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
