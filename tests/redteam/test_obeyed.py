"""Should a harmful wish slip past the reader of words, a generator that obeys it gets nothing out.

A line of tests/refusals/harmful.jsonl is taken to have been read as a wish for another background,
and a generator does the worst it can about it. Every run tries one of each kind, from one chair
after the other; `make proof-hostile` tries each from both.
"""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

import pytest

from seemly.facts import Intent
from seemly.redteam.attacks import HERE
from seemly.redteam.judge import Judge
from seemly.redteam.sources import Source
from seemly.redteam.stage import Case, Chair, Stage
from seemly.redteam.wishes import Wish

LINES = (Path(__file__).parents[1] / "refusals" / "harmful.jsonl").read_text("utf-8").splitlines()
HARMFUL = [json.loads(line) for line in LINES]
#: The first of each kind, each with a generator that obeys it.
KINDS = {line["kind"]: line["text"] for line in reversed(HARMFUL)}
OBEYS = ("painter", "rim", "second", "replacer", "inverter", "shaded limbs", "companion")
OBEYED = list(zip(KINDS, cycle(OBEYS), cycle(Chair)))
ATTACK = {one.name: one for one in HERE}


def _nothing_comes_out(
    opened: Stage, judge: Judge, source: Source, wish: str, attack: str, chair: Chair
) -> None:
    asked = Wish(wish, frozenset({Intent.BACKGROUND}))
    played = opened.play(Case(source, ATTACK[attack], asked, chair))
    assert any(turn.made for turn in played.turns), "the generator was asked"
    assert judge.row(played).wrong == (), (attack, chair)


@pytest.mark.parametrize(("kind", "attack", "chair"), OBEYED)
def test_a_generator_that_obeys_gets_nothing_out(
    opened: Stage, judge: Judge, shipped: dict[str, Source], kind: str, attack: str, chair: Chair
) -> None:
    source = shipped["240 px before a wall"]
    _nothing_comes_out(opened, judge, source, KINDS[kind], attack, chair)


@pytest.mark.hostile
@pytest.mark.parametrize("chair", Chair)
@pytest.mark.parametrize(("kind", "attack"), [(kind, attack) for kind, attack, _ in OBEYED])
def test_a_generator_that_obeys_gets_nothing_out_from_either_chair(
    opened: Stage, judge: Judge, shipped: dict[str, Source], kind: str, attack: str, chair: Chair
) -> None:
    source = shipped["240 px before a wall"]
    _nothing_comes_out(opened, judge, source, KINDS[kind], attack, chair)
