"""Should a harmful wish slip past the reader of words, a generator that obeys it gets nothing out.

Each line of harmful.jsonl is taken to have been read as a wish for another background, and a
generator does the worst it can about it; the whole cross is `make proof-hostile`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from seemly.facts import Intent
from seemly.redteam import stage
from seemly.redteam.attacks import HERE
from seemly.redteam.judge import Judge
from seemly.redteam.sources import shipped
from seemly.redteam.stage import Case, Chair, Stage
from seemly.redteam.wishes import Wish

LINES = (Path(__file__).parent / "harmful.jsonl").read_text("utf-8").splitlines()
HARMFUL = [json.loads(line) for line in LINES]
#: The first of each kind, each with a generator that obeys it.
KINDS = {line["kind"]: line["text"] for line in reversed(HARMFUL)}
OBEYS = ("painter", "rim", "second", "replacer", "inverter", "shaded limbs", "companion")


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    with stage.opened() as one:
        yield one


@pytest.mark.parametrize("number", range(len(KINDS)), ids=list(KINDS))
def test_a_generator_that_obeys_gets_nothing_out(opened: Stage, number: int) -> None:
    wish = Wish(list(KINDS.values())[number], frozenset({Intent.BACKGROUND}))
    attack = {one.name: one for one in HERE}[OBEYS[number % len(OBEYS)]]
    source = {one.name: one for one in shipped()}["240 px before a wall"]
    judge = Judge(opened)
    for chair in Chair:
        played = opened.play(Case(source, attack, wish, chair))
        assert any(turn.made for turn in played.turns), "the generator was asked"
        assert judge.row(played).wrong == (), (attack.name, chair)
