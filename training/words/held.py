"""How the whole reader fares on lines that no head was trained on, and that are not aside.

    python -m training.words.held
    python -m training.words.held --since COMMIT    twins alone, without those of that commit

The tenth of the native lines held back, the twins kept back, OVERT's risky-sounding prompts, and
how well writing is told from writing turned round. Thresholds are chosen by these: the lines aside
and the fresh ones stay for the end.
"""

from __future__ import annotations

import argparse
import codecs
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seemly.guard.text.heads import Heads
from seemly.guard.text.meaning import RATHER
from seemly.guard.text.normalise import cleaned
from seemly.redteam.sets import Line, read
from seemly.redteam.words import Trial
from seemly.redteam.words_counts import rates
from training.words.examples import TWINS, tuning_lines, twins_kept_back
from training.words.train import HELD, SHORTEST

PUBLIC = Path("prompts/public")
RISKY = "overt_looks_risky"


def held_back() -> list[Line]:
    """The tenth of the native lines."""
    with np.load(HELD, allow_pickle=False) as told:
        ids = set(told["ids"].tolist())
    return [line for line in tuning_lines() if line.id in ids]


def risky() -> list[Line]:
    """Public prompts that sound risky and are not aside."""
    return [line for line in read(PUBLIC) if not line.aside and line.set == RISKY]


def kept_since(commit: str) -> list[Line]:
    """The twins kept back that the files of a commit had not."""
    lines = twins_kept_back()
    known = {language: _twins_at(commit, language) for language in {li.language for li in lines}}
    return [line for line in lines if line.text not in known[line.language]]


def _twins_at(commit: str, language: str) -> set[str]:
    file = f"{commit}:{TWINS.as_posix()}/{language}.tsv"
    rows = subprocess.run(["git", "show", file], capture_output=True, text=True).stdout
    return {row.split("\t")[-1].strip() for row in rows.splitlines()}


def tell(trial: Trial, name: str, lines: Sequence[Line]) -> None:
    """A table of the shares stopped."""
    print(name, flush=True)
    table = "set" if lines[0].intent is None else "group"
    for rate in rates(list(trial.plain(lines, lambda _: None))):
        if rate.table == table:
            print(f"  {rate.what:32} {100 * rate.share:5.1f} % of {rate.lines} stopped", flush=True)


def tell_turned(lines: Sequence[Line]) -> None:
    """How often a text looks rather like itself turned round: lines as they stand, and turned."""
    sense = Heads.load().forward.sense
    texts = [text for line in lines if len(text := cleaned(line.text)) >= SHORTEST]
    for name, turn in (("backwards", _reversed), ("moved on by thirteen", _rot13)):
        both = [(text, turn(text)) for text in texts if turn(text) != text]
        rather = np.array([sense(turned) - sense(text) for text, turned in both])
        wrong, right = 100 * (rather > RATHER).mean(), 100 * (-rather > RATHER).mean()
        print(f"{name}: {right:.1f} % of {len(both)} told, {wrong:.1f} % of plain ones wrongly")


def _reversed(text: str) -> str:
    return text[::-1]


def _rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--since", help="a commit")
    asked = parser.parse_args()
    trial = Trial.load(["default"])
    if asked.since:
        tell(trial, f"twins, kept back, since {asked.since}", kept_since(asked.since))
        return
    native = held_back()
    tell_turned(native)
    tell(trial, "native, held back", native)
    tell(trial, "twins, kept back", twins_kept_back())
    tell(trial, "public", risky())


if __name__ == "__main__":
    main()
