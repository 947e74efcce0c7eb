"""The emergency brake stops what it names, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from tests.living import Life
from tests.test_lineage import jpeg, picture, scene

from seemly import brake
from seemly.errors import ConfigurationError
from seemly.found import Found
from seemly.posts import Kind, State
from seemly.store import Job, Store
from seemly.tables import ledger_entries

NOW = 5_000_000.0


@pytest.fixture
def job(store: Store) -> Job:
    values = {
        "kind": "request", "state": "received", "key": "plaza|m", "network": "plaza",
        "asker": "plaza:ann", "pictured": "plaza:eve", "request": "{}",
        "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    store.write(lambda connection: store.insert_once(connection, values))
    [found] = store.find()
    return found


def stops(store: Store, job: Job, shows_people: str = "some") -> str | None:
    with store.read() as connection:
        return brake.stops(connection, job, Found(shows_people=shows_people))


@pytest.mark.parametrize("what", ["all", "people", "account:plaza:ann", "target:plaza:eve"])
def test_each_brake_stops_and_lets_go(store: Store, job: Job, what: str) -> None:
    assert stops(store, job) is None
    brake.pull(store, what, "operator:ada", NOW)
    brake.pull(store, what, "operator:ada", NOW + 1)  # twice is once
    assert stops(store, job) == what
    with store.read() as connection:
        assert brake.pulled(connection) == [(what, NOW + 1)]
    brake.release(store, what, "operator:ada", NOW + 2)
    assert stops(store, job) is None


@pytest.mark.parametrize("what", ["account:plaza:bob", "target:plaza:ann", "account:plaza:eve"])
def test_somebody_elses_brake_does_not(store: Store, job: Job, what: str) -> None:
    brake.pull(store, what, "operator:ada", NOW)
    assert stops(store, job) is None


def test_the_brake_on_people_lets_pictures_without_people_pass(store: Store, job: Job) -> None:
    brake.pull(store, "people", "operator:ada", NOW)
    assert stops(store, job, "none") is None
    assert stops(store, job, "possible") == "people"


def test_a_job_without_a_pictured_author_is_no_target(store: Store, job: Job) -> None:
    brake.pull(store, "target:plaza:eve", "operator:ada", NOW)
    assert stops(store, replace(job, pictured=None)) is None


def test_a_copy_of_our_answer_gets_around_no_brake(life: Life) -> None:
    """Of what was made from ann's picture: the copy is bob's post, and ann's picture all the same.
    Her untouched picture, posted by him, is not held: no hash tells whose that is."""
    first = life.finish(life.ask("ann", "make it black and white", scene()).id)
    [answer] = [post for post in life.posts(first.id) if post.kind is Kind.PICTURE]
    copy = life.people.pictures[f"{answer.uri}#0"]
    brake.pull(life.store, "target:memory:ann", "operator:ada", life.now)
    held = life.finish(life.ask("bob", "make it a little brighter", jpeg(picture(copy))).id)
    assert (held.pictured, held.state, held.reasons) == ("memory:bob", "cancelled", '["brake"]')
    assert all(post.state is State.REMOVED for post in life.posts(held.id))


@pytest.mark.parametrize("what", ["", "everything", "account:", "target", "account"])
def test_a_brake_that_would_stop_nothing_is_refused(store: Store, what: str) -> None:
    with pytest.raises(ConfigurationError, match="no brake"):
        brake.pull(store, what, "operator:ada", NOW)
    with pytest.raises(ConfigurationError, match="no brake"):
        brake.release(store, what, "operator:ada", NOW)


def test_it_is_on_the_record_without_names(store: Store) -> None:
    brake.pull(store, "account:plaza:ann", "operator:ada", NOW)
    brake.release(store, "account:plaza:ann", "operator:ada", NOW)
    with store.read() as connection:
        entries = list(connection.execute(sa.select(ledger_entries.c.entry)).scalars())
    assert ["brake_on" in entries[0], "brake_off" in entries[1]] == [True, True]
    assert not any(name in entry for entry in entries for name in ("plaza:ann", "operator:ada"))
