"""The plan in words says every step, its defaults and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.generate.sketch.explanation import explain, lines


def test_every_step_is_told_in_order() -> None:
    wish = "remove the dog, crop it to 4:5, watercolour, and put three hearts top left"
    explained = explain(wish)
    assert [step.edit for step in explained.steps] == ["erase", "crop", "look", "sticker"]
    assert [step.intent for step in explained.steps] == ["object", "crop", "tone", "sticker"]
    assert explained.steps[0].default is not None
    assert lines(explained)[1] == "2. crop: width : height = 0.80"
    assert lines(explained)[3] == "4. sticker: 3 x heart, top left"


def test_what_is_left_out_is_said() -> None:
    assert lines(explain("make her hair green")) == ["left out: colour"]
    assert len(lines(explain(""))) == 1


@pytest.mark.parametrize(
    "wish",
    ["blur the background", 'write "x"', 'bubble "x"', "make the sky red", "turn red into blue",
     "black and white", "zoom in", "a gradient background", "erase (1, 2)", "hat",
     "remove the cup left"],
)  # fmt: skip
def test_every_kind_has_words(wish: str) -> None:
    (line,) = lines(explain(wish))
    assert line.startswith("1. ")


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert lines(explain(text))
