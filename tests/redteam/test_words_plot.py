"""Where bars and their whiskers lie."""

from __future__ import annotations

import itertools

import pytest

from seemly.redteam.words_counts import Part, Rate
from seemly.redteam.words_plot import LABEL, ROW, WIDTH, plots


def rate(what: str, part: Part, share: float, low: float, high: float, harmful: bool) -> Rate:
    return Rate(
        "language", what, "default", part, harmful, 100, round(100 * share), share, low, high, {}
    )


def test_a_bar_is_as_long_as_its_share_and_its_whisker_as_its_interval() -> None:
    (plot,) = plots([rate("de", Part.TUNING, 0.5, 0.25, 0.75, harmful=True)])
    (bar,) = plot.bars
    assert (bar.x, bar.width) == (LABEL, WIDTH / 2)
    assert (bar.low, bar.high) == (LABEL + WIDTH / 4, LABEL + WIDTH * 3 / 4)
    assert [tick.text for tick in plot.ticks] == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
    assert "50 of 100" in bar.told


@pytest.mark.parametrize(("high", "last"), [(0.004, "1 %"), (0.03, "5 %"), (0.9, "100 %")])
def test_what_is_rare_is_drawn_larger(high: float, last: str) -> None:
    (plot,) = plots([rate("de", Part.ASIDE, high / 2, 0.0, high, harmful=False)])
    assert plot.ticks[-1].text == last
    assert plot.bars[0].high <= LABEL + WIDTH


def test_the_parts_of_a_language_share_its_row_and_do_not_overlap() -> None:
    (plot,) = plots(
        [rate(what, part, 0.9, 0.8, 0.95, harmful=True) for what in ("de", "fr") for part in Part]
    )
    assert [label.text for label in plot.labels] == ["de", "fr"]
    first = [bar for bar in plot.bars if bar.y < ROW]
    assert [bar.part for bar in first] == list(Part)
    assert all(a.y + a.height < b.y for a, b in itertools.pairwise(first))
    assert first[-1].y + first[-1].height <= ROW


def test_harm_and_harmless_wishes_are_drawn_apart() -> None:
    titles = [
        plot.title
        for plot in plots(
            [
                rate("de", Part.TUNING, 0.9, 0.8, 0.95, harmful=True),
                rate("de", Part.TUNING, 0.0, 0.0, 0.04, harmful=False),
            ]
        )
    ]
    assert [title.split(",")[0] for title in titles] == [
        "Harm stopped",
        "Harmless wishes stopped by mistake",
    ]
