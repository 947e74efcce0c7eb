"""The threat model cites invariants and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
INVARIANTS = (ROOT / "docs" / "invariants.md").read_text("utf-8")


def test_each_cited_test_is_there() -> None:
    cited = re.findall(r"`(tests/[\w/.]+)::(\w+)`", PAGE)
    assert len(cited) > 20
    missing = [
        f"{file}::{name}"
        for file, name in cited
        if f"def {name}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert missing == []


def test_each_invariant_is_cited() -> None:
    known = {int(number) for number in re.findall(r"^(\d+)\. ", INVARIANTS, re.M)}
    groups = re.findall(r"\((\d+(?:, \d+)*), `", PAGE)
    assert {int(number) for group in groups for number in group.split(", ")} == known


def test_each_attacker_is_told_what_is_not_stopped() -> None:
    attackers = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    silent = [name for name, text in attackers[:-1] if "**Not stopped:**" not in text]
    assert silent == []
