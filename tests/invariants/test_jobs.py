"""Invariants 2, 6, 7, 9 and 10: what holds of every job."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.living import LIGHTHOUSE, Life
from tests.test_life import a_picture

import seemly
from seemly import life as lives
from seemly.errors import CheckFailed
from seemly.facts import Wish
from seemly.generate.generator import Made, Wanted
from seemly.guard.people import Seen
from seemly.ledger import entries
from seemly.ledger.entries import NotForTheLedger
from seemly.provenance.publication import Pixels
from seemly.redress import takedown
from seemly.store import Move
from seemly.tables import jobs, ledger_entries

SOURCES = Path(seemly.__file__).parent
STATES = ("received", "screened", "approved", "marked", "publishing")


# -- 2: fail closed --------------------------------------------------------------------------------


class NoFinder:
    """A finder that does not answer."""

    def look(self, pixels: Pixels) -> Seen:
        raise CheckFailed("the finder crashed")


class NoNudity:
    """A nudity model that does not answer."""

    def score(self, pixels: Pixels) -> float:
        raise CheckFailed("the model crashed")


class NoReader:
    """A reader of words that does not answer."""

    def read(self, text: str, *, has_picture: bool) -> Wish:
        raise CheckFailed("the reader crashed")


@pytest.mark.parametrize(
    ("part", "broken"),
    [("finder", NoFinder()), ("nudity", NoNudity()), ("reader", NoReader())],
    ids=["finder", "nudity", "reader"],
)
def test_invariant_2_fail_closed_when_a_check_crashes(
    life: Life, part: str, broken: object
) -> None:
    life.give(**{part: broken})
    job = life.finish(life.ask(text="make it black and white", picture=a_picture()).id)
    assert job.state == "held"
    assert life.people.posts == {}


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError("a bug"), TimeoutError("late"), MemoryError("too large")]
)
def test_invariant_2_fail_closed_whatever_a_check_dies_of(life: Life, fault: Exception) -> None:
    class Dying:
        def score(self, pixels: Pixels) -> float:
            raise fault

    life.give(nudity=Dying())
    job = life.finish(life.ask().id)
    assert job.state == "held"
    assert life.people.posts == {}


# -- 6: once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [LIGHTHOUSE, "undress her", "xqzt wrtp ghjkl mnbvc"])
@pytest.mark.parametrize("kept", ["nothing was saved", "all was saved"])
def test_invariant_6_once_however_often_workers_die(life: Life, text: str, kept: str) -> None:
    """Every step is done three times over, with and without its result being kept."""
    job = life.ask(text=text)
    while job.open:
        for _ in range(2):
            claimed = life.worker_claims()
            move: Move = lives.step(claimed, life.parts)
            life.everybody_dies()
        claimed = life.worker_claims()
        move = lives.step(claimed, life.parts)
        job = life.store.save(claimed, move, life.now)
        if kept == "all was saved":
            life.everybody_dies()
        else:
            job = life.finish(job.id)
    assert job.state in ("published", "refused")
    assert len(life.people.posts) == 1
    ended = [entry for entry in life.entries(job.id) if entry["kind"] == "ended"]
    assert len(ended) == 1


def test_invariant_6_once_however_often_a_mention_is_heard(life: Life) -> None:
    mention = life.people.ask("ann")
    for _ in range(3):
        life.hear(mention, mention)
        life.work()
    assert len(life.people.posts) == 1


# -- 7: gone stays gone ----------------------------------------------------------------------------


def test_invariant_7_gone_stays_gone_through_a_retry(life: Life) -> None:
    mention = life.people.ask("ann")
    [job] = life.hear(mention)
    life.finish(job)
    for opened in takedown.remove(life.store, "memory:ann", "operator:ada", life.now):
        life.finish(opened)
    life.hear(mention)
    life.now += 1_000_000.0
    life.work()
    assert life.store.find(jobs.c.open == 1) == []
    assert life.people.posts == {}


def test_invariant_7_gone_stays_gone_as_a_near_copy(life: Life) -> None:
    """The same picture asked for again: made, recognised, and not posted."""
    generator = life.parts.generator

    class Same:
        name, version, local = "same", "1", True

        def make(self, wanted: Wanted) -> Made:
            return generator.make(Wanted("x", seed=1))

        def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
            return self.make(wanted)

        def check(self) -> str:
            return "same"

    life.give(generator=Same())
    first = life.finish(life.ask("ann").id)
    assert first.state == "published"
    for opened in takedown.remove(life.store, "memory:ann", "operator:ada", life.now):
        life.finish(opened)
    again = life.finish(life.ask("bob").id)
    assert again.state == "refused"
    assert again.public_id is None


@pytest.mark.parametrize("state", STATES)
def test_invariant_7_gone_stays_gone_wherever_it_was_on_its_way(life: Life, state: str) -> None:
    job = life.ask()
    while job.state != state:
        job = life.step()
    for opened in takedown.remove(life.store, "memory:ann", "operator:ada", life.now):
        life.finish(opened)
    life.finish(job.id)
    assert life.people.posts == {}


# -- 9: one decision point -------------------------------------------------------------------------


def callers(name: str) -> set[str]:
    """Source files, without their own definition, that call this name."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == name and not _hands_on(node):
                found.add(path.relative_to(SOURCES).as_posix())
    return found


def _hands_on(call: ast.Call) -> bool:
    """Whether a method only passes on to the one it overrides."""
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "super()"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_invariant_9_one_decision_point_decides_on_every_route() -> None:
    """Mention and command line walk the two steps; `screen`, `policy`, `redteam` only tell."""
    assert callers("decide") == {
        "steps.py", "making.py", "screening.py", "rulings.py", "redteam/words.py",
    }  # fmt: skip
    assert callers("decline") == {"answers.py"}


def test_invariant_9_one_decision_point_makes_verdicts() -> None:
    assert callers("Verdict") == {"policy/decide.py"}


@pytest.mark.parametrize(
    ("name", "only"),
    [("approve", {"keeping.py"}), ("publish", {"steps.py"})],
)
def test_invariant_9_one_decision_point_stands_before_approving_and_publishing(
    name: str, only: set[str]
) -> None:
    """Nobody approves or publishes but the life, and it decides twice."""
    assert callers(name) == only


def test_invariant_9_one_decision_point_is_asked_before_and_after(life: Life) -> None:
    job = life.finish(life.ask().id)
    moments = [e["moment"] for e in life.entries(job.id) if e["kind"] == "decided"]
    assert moments == ["before", "after"]


# -- 10: on the record -----------------------------------------------------------------------------


def test_invariant_10_on_the_record_together_with_the_state(life: Life) -> None:
    """A step that is not saved leaves no entry, and one that is leaves its own."""
    life.ask()
    claimed = life.worker_claims()
    before = life.entries(claimed.id)
    move = lives.step(claimed, life.parts)
    assert life.entries(claimed.id) == before
    life.store.save(claimed, move, life.now)
    assert [e["kind"] for e in life.entries(claimed.id)] == ["received", "decided"]


def test_invariant_10_on_the_record_without_personal_data(life: Life) -> None:
    """The wish, the handle, the account and the address of the post stand nowhere in it."""
    life.finish(life.ask("annabelle", "a very particular lighthouse").id)
    life.finish(life.ask("annabelle-too", "undress her").id)
    for opened in takedown.remove(life.store, "memory:annabelle", "operator:adelheid", life.now):
        life.finish(opened)
    with life.store.read() as connection:
        texts = list(connection.execute(sa.select(ledger_entries.c.entry)).scalars())
    assert len(texts) > 10
    for text in texts:
        for personal in ("annabelle", "adelheid", "particular", "undress her", "memory:"):
            assert personal not in text
        assert json.loads(text)["v"] == entries.FORMAT


@pytest.mark.parametrize("key", ["text", "asker", "uri", "handle"])
def test_invariant_10_on_the_record_has_no_place_for_it(life: Life, key: str) -> None:
    def write(connection: sa.Connection) -> None:
        entries.write(connection, "said", life.now, {key: "ann"}, {}, None, bytes(16))

    with pytest.raises(NotForTheLedger):
        life.store.write(write)
