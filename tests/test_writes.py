"""Writes that wait at the same moment are committed together, and fail alone, on both databases."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from tests.test_store import NOW, a_brake, brakes_on, claimed, insert

from seemly.errors import LeaseLost, TryLater
from seemly.store import Job, Move, Store, open_engine
from seemly.tables import brakes
from seemly.writes import Prepared


def test_units_that_wait_together_are_committed_together(store: Store) -> None:
    """While one transaction is under way the next units gather, and share the next one."""
    first_is_in, go_on = threading.Event(), threading.Event()
    transactions: list[sa.RootTransaction | None] = []

    def first(connection: Connection) -> None:
        first_is_in.set()
        assert go_on.wait(10)

    def following(connection: Connection) -> None:
        transactions.append(connection.get_transaction())

    with ThreadPoolExecutor(5) as threads:
        held = threads.submit(store.write, first)
        assert first_is_in.wait(10)
        waiting = [threads.submit(store.write, following) for _ in range(4)]
        while store._committer.waiting() < 4:
            assert not any(one.done() for one in waiting)
        go_on.set()
        for one in (held, *waiting):
            one.result(10)
    assert len(transactions) == 4
    assert all(one is transactions[0] for one in transactions)


def test_one_refused_unit_does_not_undo_its_neighbours(store: Store) -> None:
    first_is_in, go_on = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        first_is_in.set()
        assert go_on.wait(10)

    def refused(connection: Connection) -> None:
        a_brake("refused")(connection)
        raise LeaseLost("not yours")

    with ThreadPoolExecutor(5) as threads:
        held = threads.submit(store.write, first)
        assert first_is_in.wait(10)
        waiting = [
            threads.submit(store.write, unit)
            for unit in (a_brake("one"), refused, a_brake("two"), a_brake("two"))
        ]
        while store._committer.waiting() < 4:
            assert not any(one.done() for one in waiting)
        go_on.set()
        held.result(10)
        faults = [type(one.exception(10)) for one in waiting]
    assert brakes_on(store) == {"one", "two"}
    assert faults == [type(None), LeaseLost, type(None), sa.exc.IntegrityError]


def test_a_value_comes_back_only_once_it_is_durable(store: Store, database: str) -> None:
    store.write(a_brake("all"))
    fresh = Store(open_engine(database))
    try:
        assert brakes_on(fresh) == {"all"}
    finally:
        fresh.close()


def test_a_commit_that_fails_is_told_and_the_store_goes_on(store: Store) -> None:
    def fails(connection: Connection) -> None:
        a_brake("all")(connection)
        raise sa.exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk is full"))

    with pytest.raises(TryLater, match="disk is full"):
        store.write(fails)
    assert brakes_on(store) == set()
    store.write(a_brake("people"))
    assert brakes_on(store) == {"people"}


def test_close_finishes_what_waits(database: str) -> None:
    store = Store(open_engine(database))
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(store.write, a_brake(str(number))) for number in range(4)]
        for one in waiting:
            one.result(10)
    store.close()
    fresh = Store(open_engine(database))
    try:
        assert brakes_on(fresh) == {"0", "1", "2", "3"}
    finally:
        fresh.close()


def test_a_closed_store_takes_nothing_more(database: str) -> None:
    store = Store(open_engine(database))
    store.close()
    with pytest.raises(TryLater, match="closed"):
        store.write(a_brake("all"))


def test_whoever_is_interrupted_while_committing_for_others_leaves_nobody_waiting(
    store: Store,
) -> None:
    """Ctrl-C in the thread that commits: what shared its transaction is told to come again."""
    first_is_in, go_on = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        first_is_in.set()
        assert go_on.wait(10)

    def interrupted(connection: Connection) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(4) as threads:
        threads.submit(store.write, first)
        assert first_is_in.wait(10)
        units = (interrupted, a_brake("one"), a_brake("two"))
        waiting = [threads.submit(store.write, unit) for unit in units]
        while store._committer.waiting() < 3:
            assert not any(one.done() for one in waiting)
        go_on.set()
        faults = [type(one.exception(10)) for one in waiting]
    assert sorted(fault.__name__ for fault in faults) == ["KeyboardInterrupt", *["TryLater"] * 2]
    assert brakes_on(store) == set()
    store.write(a_brake("all"))
    assert brakes_on(store) == {"all"}


# -- the databases themselves --------------------------------------------------------------------


def test_what_many_steps_write_is_sent_together(store: Store) -> None:
    """The same statement with other values, in one transaction: one execution."""
    for key in "abcd":
        insert(store, key)
    held = [claimed(store, key) for key in "abcd"]
    statement = sa.insert(brakes)
    first_is_in, go_on = threading.Event(), threading.Event()
    executions: list[str] = []

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        executions.append(statement)

    def first(connection: Connection) -> None:
        first_is_in.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(5) as threads:
        threads.submit(store.write, first)
        assert first_is_in.wait(10)
        saves = [
            threads.submit(
                store.save,
                job,
                Move("screened", (), (Prepared(statement, {"what": job.key, "since_at": NOW}),)),
                NOW,
            )
            for job in held
        ]
        while store._committer.waiting() < 4:
            assert not any(one.done() for one in saves)
        go_on.set()
        saved = [one.result(10) for one in saves]
    assert brakes_on(store) == {"a", "b", "c", "d"}
    assert sum(text.startswith("INSERT INTO brakes") for text in executions) == 1
    assert sum(text.startswith("UPDATE jobs") for text in executions) == 1
    assert [store.job(job.id) for job in saved] == saved


def test_one_lost_lease_among_many_steps_costs_only_its_own(store: Store) -> None:
    for key in "abc":
        insert(store, key)
    held = [claimed(store, key) for key in "abc"]
    store.take_over(lambda owner: owner == "b", NOW)
    claimed(store, "somebody else")
    first_is_in, go_on = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        first_is_in.set()
        assert go_on.wait(10)

    def move(job: Job) -> Move:
        values = {"what": job.key, "since_at": NOW}
        return Move("screened", (), (Prepared(sa.insert(brakes), values),))

    with ThreadPoolExecutor(4) as threads:
        threads.submit(store.write, first)
        assert first_is_in.wait(10)
        saves = [threads.submit(store.save, job, move(job), NOW) for job in held]
        while store._committer.waiting() < 3:
            assert not any(one.done() for one in saves)
        go_on.set()
        faults = [type(one.exception(10)) for one in saves]
    assert faults == [type(None), LeaseLost, type(None)]
    assert brakes_on(store) == {"a", "c"}


def test_a_transaction_takes_sqlites_write_lock_at_once(store: Store, database: str) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone")
    with (
        store.engine.begin(),
        contextlib.closing(sqlite3.connect(sa.engine.make_url(database).database or "")) as other,
    ):
        other.execute("PRAGMA busy_timeout=1")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
