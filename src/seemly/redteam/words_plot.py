"""Bars with intervals, as numbers that the page draws in SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seemly.redteam.words_counts import BY_LANGUAGE, Part, Rate

LABEL = 190  # px left of the bars
WIDTH = 460  # px of 100 %
ROW = 32  # px
BAR = 6  # px
PLACES = {part: place for place, part in enumerate(Part)}  # below each other
TICKS = 5
SCALES = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0)  # what the longest bar may stand for


@dataclass(frozen=True)
class Bar:
    """One bar with its interval; px."""

    y: float
    x: float
    width: float
    height: float
    low: float
    high: float
    part: Part
    told: str

    @property
    def middle(self) -> float:
        """Where its whisker lies, px."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Label:
    """A name left of its bars; px."""

    y: float
    text: str


@dataclass(frozen=True)
class Tick:
    """A mark of the scale; px."""

    x: float
    text: str


@dataclass(frozen=True)
class Plot:
    """One drawing; px."""

    title: str
    width: int
    height: int
    labels: tuple[Label, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def plots(rates: Iterable[Rate]) -> Iterator[Plot]:
    """By intent, by language and by disguise, for harm and for harmless wishes, of each policy."""
    known = tuple(rates)
    for policy in dict.fromkeys(rate.policy for rate in known):
        for table in ("intent", BY_LANGUAGE, "disguise"):
            for harmful in (True, False):
                chosen = [
                    rate
                    for rate in known
                    if (rate.policy, rate.table, rate.harmful) == (policy, table, harmful)
                ]
                if chosen:
                    what = "Harm stopped" if harmful else "Harmless wishes stopped by mistake"
                    yield _plot(f"{what}, by {table}, policy {policy}", chosen)


def _plot(title: str, rates: list[Rate]) -> Plot:
    names = list(dict.fromkeys(rate.what for rate in rates))
    # What is wrong is rare: it is drawn on the scale it needs.
    widest = 1.0 if rates[0].harmful else max(rate.high for rate in rates)
    most = next(scale for scale in SCALES if scale >= widest)
    return Plot(
        title,
        LABEL + WIDTH + 40,
        ROW * len(names) + 24,
        tuple(Label(ROW * at + ROW / 2, name) for at, name in enumerate(names)),
        tuple(_bar(rate, names.index(rate.what), WIDTH / most) for rate in rates),
        tuple(_ticks(most)),
    )


def _bar(rate: Rate, row: int, scale: float) -> Bar:
    told = f"{rate.what}, {rate.part.value}: {rate.stopped} of {rate.lines}"
    return Bar(
        y=ROW * row + 1 + (BAR + 1) * PLACES[rate.part],
        x=LABEL,
        width=round(rate.share * scale, 1),
        height=BAR,
        low=round(LABEL + rate.low * scale, 1),
        high=round(LABEL + rate.high * scale, 1),
        part=rate.part,
        told=f"{told} ({100 * rate.share:.1f} %)",
    )


def _ticks(most: float) -> Iterator[Tick]:
    for at in range(TICKS + 1):
        share = most * at / TICKS
        yield Tick(round(LABEL + WIDTH * at / TICKS, 1), f"{100 * share:.3g} %")
