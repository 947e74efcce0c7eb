"""Every figure in the README comes from a committed measurement, and every command exists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
TABLES = ("README.md", "docs/measured.md", "docs/costs.md")
ROW = re.compile(
    r"^\|[^|]+\| *([\d.,]+)[^|]*\| *\[[^\]]+\]\((?:docs/)?measured/([^)]+)\) `([^`]+)` *\|", re.M
)
UNIT = re.compile(r"\b\d[\d.,]*\s?(?:ms|s|%|MB|GB|requests/s|times)\b")


def _at(document: Any, path: str) -> Any:
    """The value at a path of keys; a row is told by its number, or by what its first keys say."""
    for step in path.split("."):
        if isinstance(document, list) and not step.isdigit():
            told = step.split("/")
            [document] = [row for row in document if list(row.values())[: len(told)] == told]
        else:
            document = document[int(step)] if step.isdigit() else document[step]
    return document


@pytest.mark.parametrize("page", TABLES)
def test_each_figure_is_what_was_measured(page: str) -> None:
    rows = ROW.findall((ROOT / page).read_text("utf-8"))
    assert rows, f"{page} has no table of measurements"
    for figure, file, path in rows:
        measured = _at(json.loads((ROOT / "docs" / "measured" / file).read_text("utf-8")), path)
        written = float(figure.replace(",", ""))
        assert abs(written - measured) <= max(0.05 * abs(measured), 0.01), (file, path, measured)


def test_measurements_name_their_commit_and_machine() -> None:
    for file in (ROOT / "docs" / "measured").glob("*.json"):
        measured = json.loads(file.read_text("utf-8"))
        assert {"commit", "machine"} <= measured.keys(), file.name


def test_no_figure_stands_outside_the_table() -> None:
    outside = [
        line for line in README.splitlines() if UNIT.search(line) and not line.startswith("|")
    ]
    assert outside == []


def test_each_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)`", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target
