"""Values at the top of a TOML file, changed without touching the rest."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.toml import quoted, value, with_values

TEXT = '# mine\ndata = "x"  # here\norigin = \'a/b\'\n\n[web]\ndata = "not this"\n'


def test_a_value_is_replaced_where_it_stands() -> None:
    found = with_values(TEXT, {"data": "/new", "origin": "c/d"})
    assert found == '# mine\ndata = "/new"  # here\norigin = "c/d"\n\n[web]\ndata = "not this"\n'


def test_a_value_that_was_not_there_comes_first() -> None:
    found = with_values(TEXT, {"checkpoints": "y"})
    assert found.startswith('checkpoints = "y"\n# mine\n')
    assert tomllib.loads(with_values("", {"data": "z"})) == {"data": "z"}


@pytest.mark.parametrize(("name", "found"), [("data", "x"), ("none", None), ("web", None)])
def test_a_value_is_read(name: str, found: str | None) -> None:
    assert value(TEXT, name) == found


@settings(max_examples=40)
@given(
    st.text(st.characters(codec="utf-8")),
    st.text(st.characters(codec="utf-8")),
)
def test_any_text_is_quoted_and_replaced(one: str, other: str) -> None:
    text = f"data = {quoted(one)}\n"
    assert tomllib.loads(text) == {"data": one}
    assert tomllib.loads(with_values(text, {"data": other})) == {"data": other}
