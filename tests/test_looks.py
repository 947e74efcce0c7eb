"""For 30 days what an answer stands on is looked at again; what came back is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from tests.living import Life
from tests.test_lineage import scene

from seemly.errors import TryLater
from seemly.looks import DAYS_30, SELDOMEST, SOONEST, look_again
from seemly.networks.network import Mention, Standing
from seemly.store import Job
from seemly.tables import jobs


@pytest.fixture
def mention(life: Life) -> Mention:
    asked = life.people.ask("ann")
    life.hear(asked)
    life.work()
    return asked


def looked_at(life: Life) -> float | None:
    with life.store.read() as connection:
        due = connection.execute(sa.select(jobs.c.look_at).where(jobs.c.kind == "request"))
        at: float | None = due.scalar_one()
        return at


def takedowns(life: Life) -> list[Job]:
    return life.store.find(jobs.c.kind == "takedown")


def look(life: Life) -> int:
    life.now += SOONEST
    return look_again(life.parts)


def test_an_answer_that_stands_well_is_looked_at_again_later(life: Life, mention: Mention) -> None:
    assert looked_at(life) == life.now + SOONEST
    assert look(life) == 0
    assert looked_at(life) == life.now + SOONEST
    assert len(life.people.posts) == 1


def test_nothing_is_looked_at_before_it_is_due(life: Life, mention: Mention) -> None:
    life.people.delete(mention)
    assert look_again(life.parts) == 0


@pytest.mark.parametrize("what", ["deleted", "edited", "blocked"])
def test_what_it_stood_on_went_and_it_goes_too(life: Life, mention: Mention, what: str) -> None:
    if what == "deleted":
        life.people.delete(mention)
    elif what == "edited":
        life.people.edit(mention, "a volcano")
    else:
        life.people.blocked = {"ann"}
    assert look(life) == 1
    [opened] = takedowns(life)
    life.finish(opened.id)
    assert life.people.posts == {}
    assert looked_at(life) is None


def test_a_source_edited_after_publishing_takes_its_answer_along(life: Life) -> None:
    """Its author may have put another picture there, for a reason."""
    root = life.people.ask("eve", "my day", scene())
    [job] = life.hear(life.people.ask("ann", "make it brighter", under=root.post.uri))
    assert life.finish(job).state == "published"
    life.people.edit(root, "my day, once more")
    assert look(life) == 1


def test_a_source_edited_on_the_way_is_not_published_against(life: Life) -> None:
    root = life.people.ask("eve", "my day", scene())
    life.hear(life.people.ask("ann", "make it brighter", under=root.post.uri))
    while (job := life.step()).state != "publishing":
        assert job.open, job
    life.people.edit(root, "my day, once more")
    ended = life.finish(job.id)
    assert (ended.state, ended.reasons) == ("cancelled", '["source_edited"]')
    assert life.people.posts == {}


def test_a_gate_set_afterwards_closes_the_thread_for_new_answers_only(
    life: Life, mention: Mention
) -> None:
    life.people.closed = True
    assert look(life) == 0
    assert len(life.people.posts) == 1


def test_a_silent_network_removes_nothing_and_is_asked_again(
    life: Life, mention: Mention, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        raise TryLater("away")

    life.people.delete(mention)
    monkeypatch.setattr(life.people, "look", away)
    assert look(life) == 0
    monkeypatch.undo()
    assert look(life) == 1


def test_old_answers_are_looked_at_seldom(life: Life, mention: Mention) -> None:
    life.now += 20 * 86_400.0
    look_again(life.parts)
    assert looked_at(life) == life.now + SELDOMEST


def test_after_30_days_they_are_not(life: Life, mention: Mention) -> None:
    life.now += DAYS_30
    look_again(life.parts)
    assert looked_at(life) is None


def test_a_second_look_opens_no_second_takedown(life: Life, mention: Mention) -> None:
    life.people.delete(mention)
    look(life)
    look(life)
    assert len(takedowns(life)) == 1
