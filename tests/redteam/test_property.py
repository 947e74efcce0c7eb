"""Any attack on any source with any wish: nothing that may not come out does.

Each run tries three crossings that hypothesis picks; `make proof-hostile` tries many, and the
whole cross besides (tests/redteam/proof.py).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.redteam.conftest import FEW, MANY, THREE

from seemly.facts import Intent
from seemly.redteam.attacks import HERE, SERVED
from seemly.redteam.judge import Judge
from seemly.redteam.sources import shipped
from seemly.redteam.stage import Case, Chair, Stage
from seemly.redteam.wishes import BENIGN, Wish

LINES = (Path(__file__).parents[1] / "refusals" / "harmful.jsonl").read_text("utf-8").splitlines()
SLIPPED = [json.loads(line)["text"] for line in LINES]
SOURCES = [source for source in shipped() if source.data is not None]
READ_AS = (Intent.BACKGROUND, Intent.TONE, Intent.STICKER, Intent.CAPTION, Intent.CROP)

slipped = st.builds(
    Wish, st.sampled_from(SLIPPED), st.frozensets(st.sampled_from(READ_AS), min_size=1)
)
here = [attack for attack in HERE if attack.turns == 1]
attacks = st.sampled_from(here) | st.sampled_from(SERVED)
cases = st.builds(
    Case,
    st.sampled_from(SOURCES),
    attacks,
    slipped | st.sampled_from(BENIGN),
    st.sampled_from(Chair),
)
drips = st.builds(
    Case,
    st.sampled_from(SOURCES[:6]),
    st.sampled_from([attack for attack in HERE if attack.turns > 1]),
    slipped,
    st.sampled_from(Chair),
)


def _nothing_comes_out(opened: Stage, judge: Judge, case: Case) -> None:
    row = judge.row(opened.play(case))
    assert row.wrong == (), case


@given(case=cases)
@THREE
def test_nothing_comes_out(opened: Stage, judge: Judge, case: Case) -> None:
    _nothing_comes_out(opened, judge, case)


@pytest.mark.hostile
@pytest.mark.timeout(3600)
@given(case=cases)
@MANY
def test_nothing_comes_out_of_many(opened: Stage, judge: Judge, case: Case) -> None:
    _nothing_comes_out(opened, judge, case)


@pytest.mark.hostile
@pytest.mark.timeout(3600)
@given(case=drips)
@FEW
def test_ten_small_steps_are_one(opened: Stage, judge: Judge, case: Case) -> None:
    _nothing_comes_out(opened, judge, case)
