"""The page on a request's life: its tables and its picture are life.py's."""

from __future__ import annotations

import re
from pathlib import Path

from manual import life_picture

from seemly.life import ENDS, LIVES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "life.md").read_text("utf-8")


def test_the_tables_lead_where_the_code_leads() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([a-z, ]+) \|$", PAGE, re.M)
    told = {state: frozenset(to.split(", ")) for state, to in rows}
    assert told == {state: step.to for life in LIVES.values() for state, step in life.items()}


def test_every_end_is_named() -> None:
    assert [end for end in sorted(ENDS) if end not in PAGE] == []


def test_the_picture_is_drawn_from_the_code() -> None:
    drawn = (DOCS / "pictures" / "life.svg").read_text("utf-8")
    again = "run: python -m manual.life_picture docs/pictures/life.svg"
    assert drawn == life_picture.drawing(), again
