"""Play cases, judge each, and forget what it left: one row and at most one picture a case."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from seemly.decoding import decode
from seemly.provenance.publication import Pixels
from seemly.redteam import looks, stage
from seemly.redteam.judge import Judge
from seemly.redteam.row import Row
from seemly.redteam.stage import Case, Played

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Strip:
    """What a report shows of a case, in small: source, mask, hostile answer, and what came out."""

    row: Row
    source: Pixels
    mask: Pixels  # the source with all that is locked in one colour
    answer: Pixels | None
    came: Pixels | None


def play(cases: Sequence[Case], tell: Tell) -> Iterator[tuple[Row, Strip | None]]:
    """Each case's verdict; a strip where the source may be shown. Raises CheckFailed."""
    with stage.opened() as opened:
        judge = Judge(opened)
        for number, case in enumerate(cases, 1):
            played = opened.play(case)
            row = judge.row(played)
            if row.wrong:
                tell(f"{case}: {', '.join(row.wrong)}")
            if number % 100 == 0:
                tell(f"{number} of {len(cases)} cases")
            yield row, _strip(row, played, judge) if case.source.shown else None
            shutil.rmtree(played.folder)


def _strip(row: Row, played: Played, judge: Judge) -> Strip | None:
    data = played.case.source.data
    if data is None:
        return None
    source = decode(data).pixels
    last = played.turns[-1]
    answer = last.made[-1].pixels if last.made else _answered(last.answered)
    came = looks.opened(played.files[-1]) if played.files else None
    usable = looks.usable(answer)
    return Strip(
        row,
        looks.shrunk(source),
        looks.shrunk(judge.masked(played.case.source)),
        looks.shrunk(usable) if usable is not None else None,
        looks.shrunk(came) if came is not None else None,
    )


def _answered(files: tuple[bytes, ...]) -> Pixels | None:
    return looks.perhaps(files[-1]) if files else None
