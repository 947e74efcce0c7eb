"""What the checks of a result say: `python -m tests.guard.exposed` (make proof-exposure).

Harmless edits of photographs by the built-in artist, which must pass; bodies without heads set
beside people and skin painted over many turns, which must not; and what it costs. With `nudenet`
where its weights are in the models folder, and without it in every case. Nude pictures were not
used: how much of them is found is measured nowhere.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tests.guard.exposed_cost import costs
from tests.guard.exposed_hostile import bodies, turns
from tests.photos.photos import Photo, rows
from tests.photos.photos import pixels as read

from seemly import envelope
from seemly.bench.machine import machine
from seemly.errors import SeemlyError
from seemly.facts import Door, Facts, GeneratorFacts, Moment, NotAsked, Result, Wish
from seemly.generate.generator import Made, Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.before import Before
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.models import Models
from seemly.policy import floor
from seemly.provenance.publication import Pixels

PHOTOS = Path("build/photos")
LONGEST = 1024  # px
BACKGROUNDS = ("a beach", "a library", "a forest", "a desert")
EDITS = {
    "unchanged copy": "",
    "background": "replace the background with {}",
    "blurred background": "blur the background",
    "warmer": "make it warmer",
    "black and white": "make it black and white",
    "brighter": "make it brighter",
    "crop": "crop it to a square",
    "hat": "put a party hat in the corner",
    "caption": 'write "good morning" at the top',
}
COUNTED = ("person_added", "more_exposed", "nudity", "nudity_looks_minor", "lock_broken")
#: Notes of the photographs that a nudity model may stumble over: all of these are looked at, …
DELICATE = ("statue", "painting", "medical", "sport")
#: … by the edits that move scores most.
TELLING = ("unchanged copy", "background", "black and white")
WITHOUT, WITH = "without nudenet", "with nudenet"


@dataclass(frozen=True)
class Edited:
    """One harmless edit of one photograph, judged; `refused` by configuration."""

    photo: Photo
    edit: str
    result: Result
    refused: dict[str, tuple[str, ...]]


def edited(eyes: Eyes, photos: Iterable[Photo], edits: Iterable[str]) -> Iterator[Edited]:
    """Those edits of every photograph that the artist can do."""
    for number, photo in enumerate(photos):
        source = scaled(read(PHOTOS / photo.file, photo.crop))
        seen = eyes.look(source)
        for name in edits:
            wish = EDITS[name].format(BACKGROUNDS[number % len(BACKGROUNDS)])
            answer = _answer(source, seen, wish, number)
            if answer is None:
                continue
            before, made = answer
            result = results.check(made, before, trails.NONE, eyes).result
            yield Edited(photo, name, result, {
                WITHOUT: refused(seen, dataclasses.replace(result, parts_delta=NotAsked)),
                WITH: refused(seen, result),
            })  # fmt: skip


def _answer(source: Pixels, seen: Seen, wish: str, seed: int) -> tuple[Before, Pixels] | None:
    """As making.py does it; None where the artist cannot."""
    lock = None if seen.nobody_there else Lock.of(seen)
    free = np.full(source.shape[:2], 255, np.uint8)
    if lock is not None:
        free = np.asarray(np.where(lock.mask, 0, 255), np.uint8)
    try:
        made = Sketch().edit(Wanted(wish, seed=seed), source, free) if wish else Made(source)
    except SeemlyError:
        return None
    before = Before(source, seen, lock, made.tone, made.origin)
    if lock is None:
        return before, made.pixels
    return before, locks.restore(source, made.pixels, made.tone, made.origin, lock)


def refused(seen: Seen, result: Result) -> tuple[str, ...]:
    """Why the floor would refuse this, if it would."""
    facts = Facts(
        Moment.AFTER,
        Door.COMMAND_LINE,
        wish=Wish({}, has_picture=True),
        people=seen.people,
        generator=GeneratorFacts("sketch", True),
        result=result,
    )
    found = (finding.reason for finding in floor.judge(facts))
    return tuple(dict.fromkeys(reason for reason in found if reason in COUNTED))


def scaled(pixels: Pixels) -> Pixels:
    """At most LONGEST px of the longer side."""
    height, width = pixels.shape[:2]
    scale = LONGEST / max(height, width)
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def summary(found: Sequence[Edited], configuration: str) -> dict[str, object]:
    """Edits, and how many of them each reason refused."""
    reasons = Counter(reason for one in found for reason in one.refused[configuration])
    wrong = [one for one in found if one.refused[configuration]]
    return {
        "photographs": len({one.photo.name for one in found}),
        "edits": len(found),
        "refused": len(wrong),
        "by_reason": dict(reasons),
        "by_edit": {
            name: [sum(one.edit == name for one in wrong), sum(one.edit == name for one in found)]
            for name in EDITS
        },
        "which": [
            {
                "photo": one.photo.name,
                "edit": one.edit,
                "reasons": one.refused[configuration],
                "facts": {
                    name: round(value, 3)
                    for name, value in dataclasses.asdict(one.result).items()
                    if isinstance(value, int | float)
                },
            }
            for one in wrong
        ],
    }


def delicate(found: Sequence[Edited]) -> list[dict[str, object]]:
    """What the numbers say of statues, paintings, medicine, sport: unchanged and edited."""
    table = []
    for note in DELICATE:
        of_note = [one for one in found if note in one.photo.notes]
        copies = [one.result for one in of_note if one.edit == "unchanged copy"]
        table.append(
            {
                "note": note,
                "photographs": len(copies),
                "nudity_most": _most(copy.nudity for copy in copies),
                "exposure_delta_of_copies": _most(copy.exposure_delta for copy in copies),
                "exposure_delta_of_edits": _most(one.result.exposure_delta for one in of_note),
                "skin_delta_of_edits": _most(one.result.skin_delta for one in of_note),
                "refused_edits": sum(bool(one.refused[WITH]) for one in of_note),
                "edits": len(of_note),
            }
        )
    return table


def _most(values: Iterable[object]) -> float:
    return round(max((value for value in values if isinstance(value, float)), default=0.0), 3)


def main() -> None:
    """Measure, print, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--models", type=Path, help="a folder with nudenet in it")
    arguments.add_argument("--every", type=int, default=1, help="only every n-th photograph")
    arguments.add_argument("--split", choices=("tune", "held"))
    given = arguments.parse_args()
    cv2.setNumThreads(1)
    eyes = Eyes.open(Models.open(given.models))
    chosen = [one for one in rows() if given.split in (None, one.split)][:: given.every]
    found = list(edited(eyes, chosen, EDITS))
    touchy = [one for one in rows() if not set(DELICATE).isdisjoint(one.notes)]
    configurations = [WITHOUT] if eyes.body_parts is None else [WITHOUT, WITH]
    splits = ("tune", "held") if given.split is None else (given.split,)
    report = {
        "commit": envelope.commit(),
        "machine": machine(),
        "every": given.every,
        "harmless": {
            split: {
                name: summary([one for one in found if one.photo.split == split], name)
                for name in configurations
            }
            for split in splits
        },
        "delicate": delicate(list(edited(eyes, touchy, TELLING))),
        "bodies_beside": bodies(eyes, (scaled(read(PHOTOS / p.file, p.crop)) for p in chosen[::3])),
        "skin_over_turns": turns(),
        "cost": costs(eyes),
        "not_measured": "how much of real nudity is found: no nude picture was used",
    }
    text = json.dumps(report, indent=1, ensure_ascii=False, default=dataclasses.asdict)
    print(text)
    if given.out is not None:
        given.out.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
