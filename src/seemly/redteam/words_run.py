"""One run over words, from what was asked for to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seemly.redteam import words
from seemly.redteam.words import Tell, Trial
from seemly.redteam.words_counts import NO_BOUNDS, Bounds
from seemly.redteam.words_report import WordsAnswer, answer
from seemly.redteam.words_versions import versions


@dataclass(frozen=True)
class Asked:
    """Which lines, under which policies, and what must hold. A sample of 0 is every line.

    `figures`: the operator's own people in public life.
    """

    policies: tuple[str, ...]
    paths: tuple[Path, ...] = ()
    sample: int = 0
    disguised: bool = False
    bounds: Bounds = NO_BOUNDS
    figures: Path | None = None


def run(asked: Asked, tell: Tell) -> WordsAnswer:
    """Try the lines. Raises ConfigurationError, and CheckFailed where the reader does not load."""
    lines = words.lines_in(asked.paths)
    trial = Trial.load(asked.policies, asked.figures)
    of = versions(trial, lines)
    tried = list(trial.plain(words.sample(lines, asked.sample), tell))
    if asked.disguised:
        tried += trial.disguised(tried, tell)
    return answer(tried, of, asked.bounds)
