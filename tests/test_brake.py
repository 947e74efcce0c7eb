"""The emergency brake stops what it names, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from seemly import brake
from seemly.errors import ConfigurationError
from seemly.found import Found
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


def stops(store: Store, job: Job, shows_people: str = "some", *authors: str) -> str | None:
    with store.read() as connection:
        return brake.stops(connection, job, Found(shows_people=shows_people, authors=authors))


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


def test_a_copy_that_somebody_else_posts_gets_around_no_brake(store: Store, job: Job) -> None:
    """The job is of whoever posted the copy; whose picture it was stands among the authors."""
    brake.pull(store, "target:plaza:zoe", "operator:ada", NOW)
    assert stops(store, job) is None
    assert stops(store, job, "none", "bob", "zoe") == "target:plaza:zoe"
    assert stops(store, replace(job, network="bluesky"), "none", "zoe") is None


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
