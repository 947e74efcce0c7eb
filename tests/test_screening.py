"""Lines in, verdicts out: what is not said is the strictest, and a bad line stops nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from seemly.facts import Intent
from seemly.screening import Screener, measure
from seemly.verdict import Action

STRANGER = {
    "real": True,
    "requester": False,
    "consented": False,
    "looks_minor": False,
    "public_figure": False,
}


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener.load("default")


def action(screener: Screener, text: str, people: Any) -> str:
    return screener.screen({"id": "1", "text": text, "people": people}).action


@pytest.mark.parametrize(
    ("text", "people", "expected"),
    [
        ("a lighthouse in a storm", None, "allow"),
        ("put a party hat on the dog", [], "allow"),
        ("replace the background with a library", [STRANGER], "lock"),
        ("replace the background with a library", [{}], "lock"),
        ("make her hair green", [STRANGER], "ask"),
        ("make her hair green", [{**STRANGER, "requester": True}], "ask"),
        ("make her hair green", [{**STRANGER, "consented": True}], "allow"),
        ("make my hair green", [{**STRANGER, "consented": True, "requester": True}], "allow"),
        ("make her hair green", [{**STRANGER, "consented": True}, STRANGER], "ask"),
        ("make her hair green", [{"consented": True}], "hold"),  # may be a minor
        ("make her hair green", [{**STRANGER, "real": False}], "allow"),
        ("undress her", [STRANGER], "refuse"),
        ("undress her", [{**STRANGER, "consented": True, "requester": True}], "refuse"),
        ("undress her", [], "refuse"),
        ("undress her", None, "refuse"),
        ("undress her", [{**STRANGER, "real": False}], "refuse"),
        ("add a dog", [STRANGER], "ask"),
        ("add a dog", [], "allow"),
        ("?!", [], "refuse"),
    ],
)
def test_a_line(screener: Screener, text: str, people: Any, expected: str) -> None:
    assert action(screener, text, people) == expected


def test_a_missing_key_people_means_a_picture_that_may_show_anybody(screener: Screener) -> None:
    assert screener.screen({"id": 1, "text": "add a dog"}).action == "ask"
    assert screener.screen({"id": 1, "text": "make it brighter"}).action == "lock"


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        "[]",
        "17",
        "null",
        "{}",
        '{"id": "7"}',
        '{"id": "7", "text": 5, "people": []}',
        '{"id": "7", "text": "x", "people": "all"}',
        '{"id": "7", "text": "x", "people": [{"consented": "yes"}]}',
        '{"id": ["7"], "text": "x", "people": []}',
        "[" * 5000,
    ],
)
def test_a_bad_line_is_held_and_stops_nothing(screener: Screener, line: str) -> None:
    row = screener.screen(line)
    assert (row.action, row.reasons, dict(row.scores)) == ("hold", ("bad_line",), {})
    assert row.id in ("7", None)


def test_a_row_has_the_id_and_a_score_for_every_intent(screener: Screener) -> None:
    row = screener.screen(json.dumps({"id": "x9", "text": "undress her", "people": []}))
    assert row.id == "x9"
    assert set(row.scores) == {intent.value for intent in Intent}
    assert row.scores["undress"] == 1.0
    assert row.reasons[0] == "sexual"


def test_nulls_inside_a_person_are_the_strictest(screener: Screener) -> None:
    people = [{**STRANGER, "consented": None}]
    assert action(screener, "make her hair green", people) == "ask"


def test_rates_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    lines = [{"id": n, "text": t, "people": []} for n, t in enumerate(["undress her", "a dog"])]
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    rates = measure(file)
    assert rates.lines == 2
    assert rates.share(Action.REFUSE, Action.HOLD) == 0.5
    assert rates.reasons["sexual"] == 1
