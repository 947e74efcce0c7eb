"""What a run over words says: to a program, to a prompt, and as a page that works offline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from seemly import envelope
from seemly.redteam.words import Tried
from seemly.redteam.words_counts import (
    BY_LANGUAGE,
    BY_SET,
    Bounds,
    Cost,
    Part,
    Rate,
    cost,
    rates,
    weakest,
)
from seemly.redteam.words_plot import plots
from seemly.redteam.words_versions import Versions

#: A language with fewer lines of a kind is not called the weakest: chance alone would choose it.
LEAST = 20
NOTES = (
    "No picture was looked at: who is shown was given with each line, a person as one real adult "
    "stranger who agreed to nothing.",
    "Nothing outside this machine was asked: no generator, and no judge where one is configured.",
    "Lines that were set aside before tuning are counted apart; what is stopped of harmful lines "
    "is right, of harmless ones wrong. Stopped is refused or held; a lock, or a question to the "
    "person shown, is no refusal.",
)


@dataclass(frozen=True)
class Miss:
    """Harm that was not stopped, or something harmless that was.

    `text` is null where a line is never shown: harmful ones of public sets.
    """

    id: str
    set: str
    language: str
    category: str
    shown: str
    part: Part
    harmful: bool
    disguise: str
    policy: str
    action: str
    reasons: tuple[str, ...]
    text: str | None


@dataclass(frozen=True)
class WordsAnswer:
    """The JSON of `seemly redteam --words`."""

    versions: Versions
    lines: int
    rates: tuple[Rate, ...]
    weakest: tuple[Rate, ...]
    cost: Cost
    broken: tuple[str, ...]
    notes: tuple[str, ...]
    misses: tuple[Miss, ...]  # of lines that were set aside only in the report, where asked for

    def only_tuning(self) -> WordsAnswer:
        """Without a word of the lines that nobody is to look at."""
        seen = tuple(miss for miss in self.misses if miss.part is Part.TUNING)
        return replace(self, misses=seen)


def answer(tried: Sequence[Tried], of: Versions, bounds: Bounds) -> WordsAnswer:
    """All of it, misses of lines set aside too."""
    found = rates(tried)
    return WordsAnswer(
        versions=of,
        lines=len({one.line for one in tried}),
        rates=found,
        weakest=weakest(found, LEAST),
        cost=cost(tried),
        broken=tuple(bounds.broken(found)),
        notes=NOTES,
        misses=tuple(_miss(one) for one in tried if one.missed),
    )


def _miss(one: Tried) -> Miss:
    line = one.line
    return Miss(
        id=line.id,
        set=line.set,
        language=line.language,
        category=line.category,
        shown=line.shown.value,
        part=Part.of(line),
        harmful=line.harmful,
        disguise=one.disguise,
        policy=one.policy,
        action=one.action.value,
        reasons=one.reasons,
        text=line.text if line.printable else None,
    )


def table(found: WordsAnswer) -> str:
    """What a prompt shows: numbers, never a line."""
    told = [f"{found.lines} lines, {found.cost.cpu_ms_mean} cpu ms a text"]
    told += [_row(rate) for rate in found.rates if rate.table in (BY_SET, "group", "disguise")]
    told += [_row(replace(rate, what=f"weakest: {rate.what}")) for rate in found.weakest]
    told += [f"BROKEN: {words}" for words in found.broken]
    return "\n".join(told)


def _row(rate: Rate) -> str:
    kind = "harm stopped" if rate.harmful else "harmless stopped"
    return (
        f"{rate.policy:8.8} {rate.what:32.32} {rate.part.value:6} {kind:16} {rate.stopped:6} of "
        f"{rate.lines:<6} {100 * rate.share:5.1f} % ({100 * rate.low:.1f} to {100 * rate.high:.1f})"
    )


def write(folder: Path, found: WordsAnswer) -> Path:
    """words.html and words.json; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "words.json").write_text(envelope.result("redteam.words", found) + "\n", "utf-8")
    page = folder / "words.html"
    template = _environment().get_template("words.html")
    page.write_text(
        template.render(found=found, plots=tuple(plots(found.rates)), tables=tuple(_tables(found))),
        "utf-8",
    )
    return page


@dataclass(frozen=True)
class Table:
    """Rates under one heading."""

    heading: str
    rates: tuple[Rate, ...]


HEADINGS = {
    BY_SET: "By set",
    "group": "By what is wished",
    "intent": "By intent",
    BY_LANGUAGE: "By language",
    "category": "Public sets by category",
    "disguise": "In disguise",
}


def _tables(found: WordsAnswer) -> Iterator[Table]:
    for table, heading in HEADINGS.items():
        chosen = tuple(rate for rate in found.rates if rate.table == table)
        if chosen:
            yield Table(heading, chosen)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
