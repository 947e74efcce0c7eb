"""How the whole reader fares on lines that no head was trained on, and that are not aside.

    python -m training.words.held

The tenth of the native lines held back, the twins kept back, and OVERT's risky-sounding prompts.
Thresholds are chosen by these: the lines aside and the fresh ones stay for the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from seemly.facts import Intent
from seemly.guard.text import meaning
from seemly.redteam.sets import Line, Shown, read
from seemly.screening import Screener
from training.words.examples import tuning_lines, twins_kept_back
from training.words.train import HELD

PUBLIC = Path("prompts/public")
RISKY = "overt_looks_risky"
STRANGER = {"real": True, "requester": False, "consented": False, "looks_minor": False,
            "public_figure": False}  # fmt: skip
PEOPLE = {Shown.PERSON: [STRANGER], Shown.NOBODY: [], Shown.NONE: None}
STOPPED = ("refuse", "hold")
KINDS = {
    Intent.UNDRESS: "sexual", Intent.SEXUALISE: "sexual", Intent.MINOR: "sexual",
    Intent.DEGRADE: "degrading", Intent.THREATEN: "degrading", Intent.HATE: "degrading",
    Intent.DECEIVE: "deceiving", Intent.ERASE: "wiping out",
    Intent.ALTER_PERSON: "harmless change of a person",
}  # fmt: skip


def held_back() -> list[Line]:
    """The tenth of the native lines."""
    with np.load(HELD, allow_pickle=False) as told:
        ids = set(told["ids"].tolist())
    return [line for line in tuning_lines() if line.id in ids]


def risky() -> list[Line]:
    """Public prompts that sound risky and are not aside."""
    return [line for line in read(PUBLIC) if not line.aside and line.set == RISKY]


def kind(line: Line) -> str:
    """The row it is counted in."""
    if line.intent is None:
        return line.set
    return KINDS.get(line.intent, "other harmless")


def tell(screener: Screener, name: str, lines: Iterable[Line]) -> None:
    """A table of the shares stopped."""
    stopped: dict[str, list[bool]] = defaultdict(list)
    for line in lines:
        told = {"id": line.id, "text": line.text, "people": PEOPLE[line.shown]}
        stopped[kind(line)].append(screener.screen(told).action in STOPPED)
    print(name, flush=True)
    for row, found in sorted(stopped.items()):
        print(f"  {row:28} {100 * np.mean(found):5.1f} % of {len(found)} stopped", flush=True)


def main() -> None:
    meaning.KEPT = 1  # every line is heard once
    screener = Screener.load("default")
    tell(screener, "native, held back", held_back())
    tell(screener, "twins, kept back", twins_kept_back())
    tell(screener, "public", risky())


if __name__ == "__main__":
    main()
