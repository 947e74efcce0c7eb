from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.networks.bluesky.answers import DEEPEST, read_json

VALUES = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def deep(levels: int) -> str:
    return '[{"]":' * (levels // 2) + "1" + "}]" * (levels // 2)


@given(VALUES, VALUES, st.text())
@settings(max_examples=30)  # the deep part is the same in each, and slow
def test_what_lies_too_deep_is_cut_out_and_the_rest_is_read(
    before: Any, after: Any, name: str
) -> None:
    parts = (json.dumps(before), json.dumps(name), deep(5000), json.dumps(after))
    text = "[{}, {{{}: {}}}, {}]".format(*parts)
    first, middle, last = read_json(text.encode())
    assert (first, last) == (before, after)
    assert middle[name][0]["]"][0].keys() == {"]"}


@pytest.mark.parametrize("levels", [2, DEEPEST - 2, DEEPEST, 200])
def test_what_the_reader_can_read_is_read_whole(levels: int) -> None:
    found, count = read_json(deep(levels).encode()), 0
    while found != 1:
        found = found[0] if isinstance(found, list) else found["]"]
        count += 1
    assert count == levels


@pytest.mark.parametrize(
    "text", ["", "{", "[1,", "<html>", '"open', "[" * 500, "]" * 500, '{"a": ' * 500, '["' * 500]
)
def test_what_is_no_json_is_no_json(text: str) -> None:
    with pytest.raises(ValueError):
        read_json(text.encode())


def test_quotes_and_escapes_hide_no_brackets() -> None:
    tricky = json.dumps({"a": '\\"[[[', "b\\": '"]]]', "c": "\\"})
    assert read_json(f"[{tricky}, {deep(600)}]".encode())[0] == json.loads(tricky)
