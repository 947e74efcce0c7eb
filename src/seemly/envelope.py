"""The one shape of JSON the command line answers in: schema, version, commit, result or rows."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from seemly import __version__
from seemly.bench.machine import machine


def result(schema: str, value: object) -> str:
    """One answer, a dataclass of contracts.py."""
    return _dump(schema, "result", _plain(value))


def rows(schema: str, values: Sequence[object]) -> str:
    """A list of answers."""
    return _dump(schema, "rows", [_plain(value) for value in values])


def measured(schema: str, values: Sequence[object]) -> str:
    """What a benchmark found, with the machine it ran on."""
    return _dump(schema, "rows", [_plain(value) for value in values], machine=machine())


def commit() -> str:
    """The commit this runs from, where it runs from a checkout; else "unknown"."""
    if "SEEMLY_COMMIT" in os.environ:
        return os.environ["SEEMLY_COMMIT"]
    folder = Path(__file__).parents[2] / ".git"
    try:
        head = (folder / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        loose = folder / name
        if loose.is_file():
            return loose.read_text().strip()
        packed = (folder / "packed-refs").read_text().splitlines()
    except OSError:
        return "unknown"
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "unknown")


def _plain(value: object) -> Any:
    return TypeAdapter(type(value)).dump_python(value, mode="json")


def _dump(schema: str, field: str, value: Any, **about: Any) -> str:
    whole = {
        "schema": f"seemly.{schema}/1",
        "version": __version__,
        "commit": commit(),
        **about,
        field: value,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
