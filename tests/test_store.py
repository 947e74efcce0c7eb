"""Jobs are inserted once, claimed by one, saved by their owner alone, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from tests.conftest import SHIPPED

from seemly import store as stores
from seemly.errors import LeaseLost, NotFound
from seemly.store import LEASE_SECONDS, Job, Move, Store, executing, open_engine
from seemly.tables import brakes, jobs

NOW = 1_000_000.0
HERE = ("plaza",)


def insert(store: Store, key: str, **changes: Any) -> int | None:
    values = {
        "kind": "request",
        "state": "received",
        "key": key,
        "network": "plaza",
        "asker": "plaza:ann",
        "request": "{}",
        "created_at": NOW,
        "changed_at": NOW,
    }
    return store.write(lambda connection: store.insert_once(connection, values | changes))


def claimed(store: Store, owner: str = "host/boot/1/1/0", now: float = NOW) -> Job:
    job = store.claim(owner, HERE, now)
    assert job is not None
    return job


def a_brake(what: str) -> Callable[[Connection], None]:
    return executing(sa.insert(brakes).values(what=what, since_at=NOW))


def brakes_on(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.execute(sa.select(brakes.c.what)).scalars())


def test_a_key_is_inserted_once(store: Store) -> None:
    first = insert(store, "a")
    assert first is not None
    assert insert(store, "a") is None
    assert insert(store, "b") not in (None, first)
    assert [job.key for job in store.find()] == ["a", "b"]


def test_a_claim_gives_one_job_to_one_worker(store: Store) -> None:
    insert(store, "a")
    job = claimed(store)
    assert (job.attempts, job.fence, job.lease_owner) == (1, 1, "host/boot/1/1/0")
    assert store.claim("another", HERE, NOW) is None


def test_many_workers_claim_every_job_once(store: Store) -> None:
    for number in range(40):
        insert(store, f"job {number}")

    def take(owner: str) -> list[int]:
        mine = []
        while (job := store.claim(owner, HERE, NOW)) is not None:
            mine.append(job.id)
        return mine

    with ThreadPoolExecutor(8) as threads:
        taken = [job for mine in threads.map(take, map(str, range(8))) for job in mine]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40


def test_two_processes_claim_different_jobs(store: Store, database: str) -> None:
    other = Store(open_engine(database))
    insert(store, "a")
    insert(store, "b")
    try:
        with ThreadPoolExecutor(2) as threads:
            both = list(threads.map(lambda s: s.claim("w", HERE, NOW), (store, other)))
        again = [s.claim("w", HERE, NOW) for s in (store, other)]
    finally:
        other.close()
    keys = sorted(job.key for job in (*both, *again) if job is not None)
    assert keys == ["a", "b"]


def test_only_what_is_due_open_and_of_our_networks_is_claimed(store: Store) -> None:
    insert(store, "later", run_after=NOW + 5)
    insert(store, "ended", open=0)
    insert(store, "elsewhere", network="bluesky")
    assert store.claim("w", HERE, NOW) is None
    assert claimed(store, now=NOW + 5).key == "later"


def test_a_lease_that_ran_out_is_free_again(store: Store) -> None:
    insert(store, "a")
    claimed(store)
    assert store.claim("other", HERE, NOW + LEASE_SECONDS - 0.1) is None
    again = claimed(store, "other", NOW + LEASE_SECONDS)
    assert (again.attempts, again.fence) == (2, 2)


def test_a_heartbeat_keeps_what_is_held_and_nothing_else(store: Store) -> None:
    insert(store, "mine")
    insert(store, "let go without a word")
    mine = claimed(store, "host/boot/1/1/0")
    claimed(store, "host/boot/1/1/0")
    store.heartbeat([mine], NOW + 6)
    store.heartbeat([], NOW + 6)
    taken = store.claim("w", HERE, NOW + LEASE_SECONDS)
    assert taken is not None
    assert taken.key == "let go without a word"
    assert store.claim("w", HERE, NOW + LEASE_SECONDS) is None


def test_a_heartbeat_of_an_older_claim_keeps_nothing(store: Store) -> None:
    insert(store, "a")
    old = claimed(store)
    claimed(store, "other", NOW + LEASE_SECONDS)
    store.heartbeat([old], NOW + LEASE_SECONDS + 6)
    assert store.claim("w", HERE, NOW + 2 * LEASE_SECONDS) is not None


def test_a_heartbeat_does_not_revive_a_lease_that_ran_out(store: Store) -> None:
    insert(store, "a")
    mine = claimed(store, "host/boot/1/1/0")
    store.heartbeat([mine], NOW + LEASE_SECONDS + 1)
    assert store.claim("w", HERE, NOW + LEASE_SECONDS + 1) is not None


def test_a_step_is_saved_with_all_that_belongs_to_it(store: Store) -> None:
    insert(store, "a")
    move = Move("screened", (("progress", '{"a":1}'),), (a_brake("all"),))
    saved = store.save(claimed(store), move, NOW + 1)
    assert (saved.state, saved.progress, saved.attempts) == ("screened", '{"a":1}', 0)
    assert store.job(saved.id) == saved
    assert brakes_on(store) == {"all"}


def test_nothing_of_a_step_is_kept_when_a_write_of_it_fails(store: Store) -> None:
    insert(store, "a")
    job = claimed(store)

    def broken(connection: Connection) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.save(job, Move("screened", (), (a_brake("all"), broken)), NOW)
    assert store.job(job.id).state == "received"
    assert brakes_on(store) == set()


def test_the_old_owner_saves_nothing_after_a_takeover(store: Store) -> None:
    insert(store, "a")
    old = claimed(store, "old")
    new = claimed(store, "new", NOW + LEASE_SECONDS)
    with pytest.raises(LeaseLost):
        store.save(old, Move("screened", (), (a_brake("all"),)), NOW + LEASE_SECONDS)
    assert brakes_on(store) == set()
    assert store.save(new, Move("screened"), NOW + LEASE_SECONDS).state == "screened"


def test_an_owner_that_claims_its_own_job_again_is_fenced_too(store: Store) -> None:
    """A thread that slept through its lease has the same name as the one that claimed after it."""
    insert(store, "a")
    asleep = claimed(store, "same")
    claimed(store, "same", NOW + LEASE_SECONDS)
    with pytest.raises(LeaseLost):
        store.save(asleep, Move("screened"), NOW + LEASE_SECONDS)
    with pytest.raises(LeaseLost):
        store.put_back(asleep, NOW, "late")
    with pytest.raises(LeaseLost):
        store.write(lambda connection: store.still_owns(connection, asleep))


def test_a_step_is_saved_once(store: Store) -> None:
    insert(store, "a")
    job = claimed(store)
    store.save(job, Move("screened"), NOW)
    with pytest.raises(LeaseLost):
        store.save(job, Move("screened"), NOW)


def test_an_end_frees_the_lease_and_keeps_its_first_instant(store: Store) -> None:
    insert(store, "a")
    refused = store.save(claimed(store), Move("refused", ended=True), NOW + 1)
    assert (refused.open, refused.ended_at) == (1, NOW + 1)
    said = store.save(refused, Move("refused", ended=True, still_open=False), NOW + 2)
    assert (said.open, said.ended_at) == (0, NOW + 1)
    assert store.claim("w", HERE, NOW + 1000) is None


def test_put_back_waits_and_remembers_why(store: Store) -> None:
    insert(store, "a")
    job = claimed(store)
    store.put_back(job, NOW + 8, "TryLater: busy")
    assert store.claim("w", HERE, NOW + 7) is None
    again = claimed(store, now=NOW + 8)
    assert (again.attempts, again.fault) == (2, "TryLater: busy")


def test_take_over_frees_what_the_dead_held_and_nothing_else(store: Store) -> None:
    insert(store, "a")
    insert(store, "b")
    claimed(store, "dead/x/1/1/0")
    claimed(store, "alive/x/2/2/0")
    assert store.take_over(lambda owner: owner.startswith("dead"), NOW + 1) == 1
    assert claimed(store, now=NOW + 1).key == "a"
    assert store.claim("w", HERE, NOW + 1) is None


def test_job_says_when_there_is_none(store: Store) -> None:
    with pytest.raises(NotFound, match="no job 7"):
        store.job(7)


# -- group commit ------------------------------------------------------------------------------


def test_a_reader_takes_no_write_lock(store: Store) -> None:
    with store.read() as connection:
        connection.execute(sa.select(jobs.c.id)).all()
        done = ThreadPoolExecutor(1).submit(store.write, a_brake("all"))
        done.result(10)  # SQLite would wait here for 30 seconds
    assert brakes_on(store) == {"all"}


def test_sqlite_is_as_durable_as_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "SYNCHRONOUS", SHIPPED)
    engine = open_engine(f"sqlite:///{tmp_path}/seemly.db")
    with engine.begin() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    engine.dispose()
    assert (mode, full) == ("wal", 2)


def test_the_queue_is_found_through_its_partial_index(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by statistics")
    told: list[tuple[str, tuple[object, ...]]] = []

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object):  # type: ignore[no-untyped-def]
        told.append((statement, values))

    store.claim("w", HERE, NOW)
    [(statement, values)] = [one for one in told if one[0].startswith("SELECT")]
    with store.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "ix_jobs_claim" in str(plan)
