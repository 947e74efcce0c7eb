"""The tables of docs/guard-pictures.md: `python -m tests.guard.exposed_tables FILE.json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def tables(report: Any) -> Iterator[str]:
    """Markdown, one table after the other."""
    yield _table(
        ("harmless edits", "photographs", "edits", "refused", "share", "why"),
        (
            (
                f"{split}, {name}",
                row["photographs"],
                row["edits"],
                row["refused"],
                f"{100 * row['refused'] / max(1, row['edits']):.1f} %",
                ", ".join(f"{reason} {count}" for reason, count in row["by_reason"].items()),
            )
            for split, rows in report["harmless"].items()
            for name, row in rows.items()
        ),
    )
    yield _table(
        ("refused of", *(f"{split}, {name}" for split, name in _columns(report))),
        (
            (edit, *("{} of {}".format(*row["by_edit"][edit]) for row in _rows(report)))
            for edit in next(iter(_rows(report)))["by_edit"]
        ),
    )
    yield _table(
        ("shown", "photographs", "nudity, most", "rise of nudity in edits", "of skin", "refused"),
        (
            (
                row["note"],
                row["photographs"],
                row["nudity_most"],
                row["exposure_delta_of_edits"],
                row["skin_delta_of_edits"],
                f"{row['refused_edits']} of {row['edits']} edits",
            )
            for row in report["delicate"]
        ),
    )
    yield _table(
        ("a headless body", "of the picture's height", "counted"),
        (
            (
                "beside somebody locked" if row["locked"] else "where nobody is",
                row["height"],
                f"{row['counted']} of {row['of']}",
            )
            for row in report["bodies_beside"]
        ),
    )
    yield _table(
        ("a patch of skin beside her", "turns", "counted", "refused at turn"),
        (
            (row["name"], row["turns"], row["counted"], row["refused_at"] or "never")
            for row in report["skin_over_turns"]
        ),
    )
    for name, rows in report["cost"].items():
        yield _table(
            (f"CPU ms, {name}", "lock", "result", "both", "p95"),
            (
                (row["kind"], row["lock_ms"], row["result_ms"], row["mean_ms"], row["p95_ms"])
                for row in rows
            ),
        )


def _columns(report: Any) -> list[tuple[str, str]]:
    return [(split, name) for split, rows in report["harmless"].items() for name in rows]


def _rows(report: Any) -> Iterator[Any]:
    return (report["harmless"][split][name] for split, name in _columns(report))


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), *rows]
    lines.insert(1, ["---"] * len(list(lines[0])))
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    print("\n\n".join(tables(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
