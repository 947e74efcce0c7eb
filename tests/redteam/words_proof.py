"""All lines of prompts against the reader: `make proof-words`.

    python -m tests.redteam.words_proof --out docs/measured/guard-words.json

Kept are numbers, and the ids of missed lines of the native sets that may be tuned on. Every text
costs its reading: about half an hour for all of it on a quiet core, of which a third for disguises.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seemly.bench.machine import machine
from seemly.redteam import words, words_report
from seemly.redteam.disguises import PLAIN
from seemly.redteam.sets import NATIVE, WHOLE, Line
from seemly.redteam.words import PROMPTS, Trial, Tried
from seemly.redteam.words_counts import NO_BOUNDS, Part, Rate, weakest
from seemly.redteam.words_report import Miss, WordsAnswer
from seemly.redteam.words_versions import versions
from seemly.terminal import log_to_stderr, progress

#: A language's lines that were set aside are about 30 each way; with fewer it is not ranked.
LEAST = 20


def measured(found: WordsAnswer) -> dict[str, Any]:
    """What docs/measured/guard-words.json holds."""
    return {
        "commit": found.versions.commit,
        "machine": machine(),
        "versions": {
            "date": found.versions.date,
            "heads": found.versions.heads,
            "encoders": found.versions.encoders,
            "lexicon": found.versions.lexicon,
            "policies": found.versions.policies,
            "aside": found.versions.aside,
        },
        "lines": found.lines,
        "cost": asdict(found.cost),
        "weakest": [_row(rate) for rate in weakest(found.rates, LEAST)],
        "tables": _tables(found.rates),
        "missed": _missed(found.misses),
    }


def _tables(rates: tuple[Rate, ...]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for rate in rates:
        tables[rate.table].append(_row(rate))
    return tables


def _row(rate: Rate) -> dict[str, Any]:
    row = asdict(rate)
    del row["table"]
    return row


def _missed(misses: tuple[Miss, ...]) -> dict[str, list[str]]:
    """Ids by intent; what a line says stands in prompts/native, and in the report."""
    ids: dict[str, list[str]] = defaultdict(list)
    for miss in misses:
        if (miss.set, miss.part, miss.disguise) == (NATIVE, Part.TUNING, PLAIN):
            ids[f"{miss.category}, {miss.policy}"].append(miss.id)
    return ids


def _some(tried: list[Tried], lines: int) -> list[Tried]:
    """What so many native lines came to: as many harmful ones as harmless ones wear disguises."""
    fit = [one.line for one in tried if one.line.intent is not None and not one.line.aside]
    chosen: set[Line] = set()
    for harmful in (True, False):
        of_kind = [line for line in dict.fromkeys(fit) if line.harmful == harmful]
        chosen.update(words.sample(of_kind, lines // 2))
    return [one for one in tried if one.line in chosen]


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--report", type=Path, default=Path("build/redteam-words"))
    parser.add_argument("--policy", action="append", help="default where none is named")
    parser.add_argument("--aside", type=int, default=0, help="of the lines set aside; 0: all")
    parser.add_argument("--native", type=int, default=0, help="of the tuning lines; 0: all")
    parser.add_argument("--public", type=int, default=0, help="of the public sets' tuning lines")
    parser.add_argument("--disguised", type=int, default=800, help="so many lines in disguise")
    asked = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    log_to_stderr()
    lines = words.lines_in(())
    aside = words.sample(
        [line for line in lines if line.aside and line.set not in WHOLE], asked.aside
    )
    whole = [line for line in lines if line.set in WHOLE]
    native = [line for line in lines if line.intent is not None and not line.aside]
    public = [line for line in lines if line.intent is None and not line.aside]
    chosen = (
        *whole,
        *aside,
        *words.sample(native, asked.native),
        *words.sample(public, asked.public),
    )
    trial = Trial.load(asked.policy or ["default"])
    of = versions(trial, lines)  # before the minutes in which somebody may commit more
    tried = list(trial.plain(chosen, progress))
    if asked.disguised:
        tried += trial.disguised(_some(tried, asked.disguised), progress)
    found = words_report.answer(tried, of, NO_BOUNDS)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(measured(found), indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(words_report.table(found))
    print(words_report.write(asked.report, found.only_tuning()))
    return 0


if __name__ == "__main__":
    if not PROMPTS.is_dir():
        sys.exit("run it in a checkout: there is no prompts folder")
    sys.exit(main())
