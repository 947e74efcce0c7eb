"""All cases of one run, and what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seemly.redteam import cases as crossing
from seemly.redteam import report, run
from seemly.redteam.counts import Summary, summary
from seemly.redteam.row import Row
from seemly.redteam.run import Strip, Tell
from seemly.redteam.sources import Source, shipped
from seemly.redteam.stage import Case


@dataclass(frozen=True)
class RedteamAnswer:
    """The JSON of `seemly redteam`: counts, and each case that went wrong or unnoticed."""

    summary: Summary
    wrong: tuple[Row, ...]
    unnoticed: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Campaign:
    """What a run found."""

    rows: tuple[Row, ...]
    strips: tuple[Strip, ...]

    @property
    def summary(self) -> Summary:
        """Counts with intervals."""
        return summary(self.rows)

    @property
    def wrong(self) -> tuple[Row, ...]:
        """Everything that may not be."""
        return tuple(row for row in self.rows if row.wrong)

    def answer(self) -> RedteamAnswer:
        """For a program."""
        unnoticed = tuple(row for row in self.rows if row.unnoticed)
        return RedteamAnswer(self.summary, self.wrong, unnoticed)

    def write(self, folder: Path) -> Path:
        """The report; returns its page."""
        return report.write(folder, self.summary, self.rows, self.strips)


def cases(sample: int, more: Sequence[Source] = ()) -> tuple[Case, ...]:
    """The whole cross over what is shipped and `more`, or a part of it."""
    every = crossing.every((*shipped(), *more))
    return crossing.sample(every, sample) if sample else every


def run_all(chosen: Sequence[Case], tell: Tell) -> Campaign:
    """Play them. Raises CheckFailed where Seemly cannot be assembled."""
    rows: list[Row] = []
    strips: list[Strip] = []
    for row, strip in run.play(chosen, tell):
        rows.append(row)
        if strip is not None:
            strips.append(strip)
    return Campaign(tuple(rows), tuple(strips))
