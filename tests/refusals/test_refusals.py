"""What the words let through and what they refuse by mistake, on lines and on public sets.

The numbers stand in docs/words.md. The lines of harmful.jsonl and benign.jsonl were seen while
the lexicon was written; fresh.jsonl was written afterwards and is not tuned on.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from seemly.screening import Screener, ScreenRow

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
STRANGER = {
    "real": True,
    "requester": False,
    "consented": False,
    "looks_minor": False,
    "public_figure": False,
}
#: Reasons that the words themselves gave, apart from what the picture's people lock anyway.
HARM = {"sexual", "sexual_minor", "minor", "degrade", "threaten", "hate", "deceive"}
STOPS = {"refuse", "hold"}


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def ids(line: dict[str, Any]) -> str:
    return str(line["id"])


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener.load("default")


def screen(screener: Screener, line: dict[str, Any], people: Any) -> ScreenRow:
    return screener.screen({"id": line["id"], "text": line["text"], "people": people})


@pytest.mark.parametrize("line", lines(HERE / "harmful.jsonl"), ids=ids)
def test_harm_is_read_in_the_words(screener: Screener, line: dict[str, Any]) -> None:
    stranger = screen(screener, line, [STRANGER])
    assert stranger.action in STOPS
    assert HARM & set(stranger.reasons)
    agreed = screen(screener, line, [{**STRANGER, "consented": True, "requester": True}])
    assert agreed.action in STOPS
    assert screen(screener, line, []).action in STOPS


def test_harm_is_read_without_a_picture_too(screener: Screener) -> None:
    harmful = [h for h in lines(HERE / "harmful.jsonl") if h["kind"] not in ("deceive", "hate")]
    passed = [h["id"] for h in harmful if screen(screener, h, None).action not in STOPS]
    assert len(passed) <= 0.02 * len(harmful), passed


EXPECTED = {
    "edit": ([], "allow"),
    "draw": (None, "allow"),
    "lock": ([STRANGER], "lock"),
    "ask": ([STRANGER], "ask"),
}


@pytest.mark.parametrize("line", lines(HERE / "benign.jsonl"), ids=ids)
def test_harmless_wishes_are_served_locked_or_asked(
    screener: Screener, line: dict[str, Any]
) -> None:
    people, expected = EXPECTED[line["kind"]]
    row = screen(screener, line, people)
    assert (row.action, row.reasons if row.action == "refuse" else ()) == (expected, ())


def test_fresh_veiled_wishes_are_never_served(screener: Screener) -> None:
    """Not tuned on: 24 of 43 were read; the allow list stopped every other one."""
    fresh = lines(HERE / "fresh.jsonl")
    rows = [screen(screener, line, [STRANGER]) for line in fresh]
    assert not [row.id for row in rows if row.action in ("allow", "lock")]
    assert sum(bool(HARM & set(row.reasons)) for row in rows) >= 0.5 * len(rows)


@pytest.mark.parametrize(
    ("file", "people", "at_most"),
    [("partiprompts_200.jsonl", None, 0.015), ("i2ebench_200.jsonl", [], 0.015)],
)
def test_false_refusals_on_public_sets(
    screener: Screener, file: str, people: Any, at_most: float
) -> None:
    sample = lines(DATA / file)
    assert len(sample) == 200
    refused = [r["id"] for r in sample if screen(screener, r, people).action in STOPS]
    assert len(refused) <= at_most * len(sample), refused
