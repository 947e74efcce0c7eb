"""The page on costs says what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

from seemly import check

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "costs.md").read_text("utf-8")
COLUMNS = ("cpu_s", "published_mb", "database_mb", "ledger_mb", "resting_mb")


def test_each_row_is_what_was_measured() -> None:
    measured = json.loads((DOCS / "measured" / "disk.json").read_text("utf-8"))
    rows = re.findall(r"^\| ([a-z' ]+) \|((?: [\d.]+ \|){5})$", PAGE, re.M)
    told = {kind: [float(cell) for cell in cells.split("|")[:-1]] for kind, cells in rows}
    assert told == {row["kind"]: [row[name] for name in COLUMNS] for row in measured["rows"]}


def test_the_lights_of_the_disk_are_those_of_check() -> None:
    assert f"below {check.ROOMY / 1e9:g} GB of free disk" in PAGE
    assert f"below {check.DISK / 1e6:g} MB" in PAGE
