"""Changing values at the top of a TOML file without losing what a person wrote around them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_TABLE = re.compile(r"^\s*\[", re.M)


def value(text: str, name: str) -> str | None:
    """A top-level string, or None."""
    found = tomllib.loads(text).get(name)
    return found if isinstance(found, str) else None


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The text with these top-level strings, in place of what they said before."""
    table = _TABLE.search(text)
    head, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    for name, new in values.items():
        line = f"{name} = {quoted(new)}"
        old = re.search(rf"^{re.escape(name)}\s*=\s*{_STRING}", head, re.M)
        if old is not None:
            head = head[: old.start()] + line + head[old.end() :]
        else:
            head = f"{line}\n{head}"
    return head + rest


def quoted(text: str) -> str:
    """A basic TOML string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
