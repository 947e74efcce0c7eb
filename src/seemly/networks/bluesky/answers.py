"""JSON from servers that pass on what strangers wrote.

A record may hold anything beside the fields of its lexicon, and servers pass it on. A mention with
a list nested 250 deep made the SDK's reader fail on the whole page of notifications: one post, and
the bot was deaf (measured on the test network). So what is nested too deep is cut out, and the
rest is read.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json

DEEPEST = 180  # levels; the reader stops at 201, and a thread of 100 posts needs about 115

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')


def read_json(text: bytes) -> Any:
    """The value. Raises ValueError for what is no JSON."""
    try:
        return from_json(text)
    except ValueError:
        return from_json(_shallow(text))


def _shallow(text: bytes) -> bytes:
    """The same with `null` for every list and object that lies deeper than DEEPEST."""
    kept, start, depth = [], 0, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in b"[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept += [text[start : token.start()], b"null"]
        elif mark in b"]}":
            depth -= 1
            if depth == DEEPEST:
                start = token.end()
    return b"".join([*kept, text[start:]])
