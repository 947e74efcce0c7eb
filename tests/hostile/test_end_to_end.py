"""A server that means harm, behind the whole of Seemly: the person stays, or nothing comes out.

What it does to pictures is told in seemly/redteam; here every answer travels over HTTP. The whole
cross is `make proof-hostile`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from seemly.decoding import decode
from seemly.redteam import sources, stage
from seemly.redteam.attacks import SERVED, Attack
from seemly.redteam.judge import Judge
from seemly.redteam.sources import Source
from seemly.redteam.stage import Case, Chair, Played, Stage
from seemly.redteam.wishes import BENIGN, FROM_WORDS, Wish

BACKGROUND, BRIGHTER, HAT = BENIGN
ATTACK = {attack.name.removeprefix("served "): attack for attack in SERVED}
#: With somebody locked the server is asked for an empty scene alone.
SAMPLE = [
    "honest",
    "painter",
    "companion",
    "replacer",
    "size changer",
    "transparent",
    "gif",
    "bomb",
]
FOR_NOBODY = ["truncated", "html", "hang", "redirect private", "hop private", "file url"]


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    with stage.opened() as one:
        yield one


@pytest.fixture(scope="module")
def judge(opened: Stage) -> Judge:
    return Judge(opened)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Source]:
    return {source.name: source for source in sources.shipped()}


@pytest.mark.parametrize("name", SAMPLE)
def test_the_person_stays_or_nothing_comes_out(
    opened: Stage, judge: Judge, shipped: dict[str, Source], name: str
) -> None:
    for chair in Chair:
        played = opened.play(Case(shipped["portrait"], ATTACK[name], BACKGROUND, chair))
        assert judge.row(played).wrong == (), chair


@pytest.mark.parametrize("name", FOR_NOBODY)
def test_nothing_harmful_comes_of_a_drawing(
    opened: Stage, judge: Judge, shipped: dict[str, Source], name: str
) -> None:
    played = opened.play(Case(shipped["words"], ATTACK[name], FROM_WORDS, Chair.GENERATOR))
    assert judge.row(played).wrong == ()


def test_an_honest_server_is_published(
    opened: Stage, judge: Judge, shipped: dict[str, Source]
) -> None:
    """Or all of the above would be true of a Seemly that never answers."""
    for name, wish in (("portrait", BACKGROUND), ("words", FROM_WORDS)):
        played = opened.play(Case(shipped[name], ATTACK["honest"], wish, Chair.GENERATOR))
        row = judge.row(played)
        assert (row.state, row.changed_in_lock, row.wrong) == ("published", 0, ()), name


def test_no_server_ever_sees_a_locked_person(opened: Stage, shipped: dict[str, Source]) -> None:
    """Not even one that the operator declared local."""
    for chair in Chair:
        for name in ("portrait", "headless", "group of twelve"):
            played = opened.play(Case(shipped[name], ATTACK["honest"], BACKGROUND, chair))
            assert played.turns[0].sent == (), (name, chair)


def test_a_picture_of_nobody_is_sent_as_it_is(opened: Stage, shipped: dict[str, Source]) -> None:
    played = _asked(opened, shipped["drawn sea"], ATTACK["honest"], HAT)
    data = shipped["drawn sea"].data
    assert data is not None
    [sent] = played.turns[0].sent
    assert np.array_equal(sent, decode(data).pixels)


def test_a_suspected_person_may_only_be_toned(opened: Stage, shipped: dict[str, Source]) -> None:
    for wish in BENIGN:
        played = _asked(opened, shipped["headless"], ATTACK["honest"], wish)
        expected = "published" if wish == BRIGHTER else "refused"
        assert played.turns[0].outcome.state == expected, wish


def test_a_published_tone_is_nothing_wrong(
    opened: Stage, judge: Judge, shipped: dict[str, Source]
) -> None:
    row = judge.row(_asked(opened, shipped["portrait"], ATTACK["honest"], BRIGHTER))
    assert (row.state, row.wrong, row.changed_in_lock) == ("published", (), 0)


def _asked(opened: Stage, source: Source, attack: Attack, wish: Wish) -> Played:
    return opened.play(Case(source, attack, wish, Chair.ARTIST))
