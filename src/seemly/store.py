"""The durable table of jobs: insert once, claim with a lease, save with a fence.

All writing goes through writes.py, so that whatever waits shares a commit.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from seemly.errors import LeaseLost, NotFound
from seemly.tables import jobs
from seemly.writes import Committer, Shared
from seemly.writes import Unit as Unit
from seemly.writes import executing as executing

T = TypeVar("T")

LEASE_SECONDS = 10.0  # short, so that a dead worker's job goes on soon; the heartbeat renews it
SYNCHRONOUS = "FULL"  # SQLite: a commit is on the disk before anybody hears of it


def open_engine(url: str) -> Engine:
    """SQLite (WAL, synchronous FULL) or PostgreSQL, by SQLAlchemy URL."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    path = sa.engine.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 30}, pool_size=5, max_overflow=10)
    setattr(engine.dialect, "do_begin", _begin_immediate)  # noqa: B010 - an event costs more

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", f"synchronous={SYNCHRONOUS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once: two deferred readers that both turn writers deadlock."""
    if connection.isolation_level is not None:  # None: AUTOCOMMIT, for looking only
        connection.execute("BEGIN IMMEDIATE")


def _for_reading(engine: Engine) -> Engine:
    """The same database without transactions: each statement sees what is committed by then."""
    return sa.create_engine(
        engine.url, pool_size=10, max_overflow=40, pool_pre_ping=engine.dialect.name != "sqlite",
        isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One durable row with a life (life.py)."""

    id: int
    kind: str
    state: str
    key: str
    network: str
    asker: str
    pictured: str | None
    thread: str
    root_picture: str | None
    request: str
    progress: str
    public_id: str | None
    reasons: str
    facts_before: str | None
    verdict_before: str | None
    facts_after: str | None
    verdict_after: str | None
    yes: str | None
    attempts: int
    fault: str | None
    lease_owner: str | None
    fence: int
    open: int
    run_after: float
    created_at: float
    changed_at: float
    ended_at: float | None
    #: What the step before left in this worker's memory; nobody else, and nobody later, has it.
    hand: object = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(row: Any) -> Job:
        """From a row of the jobs table."""
        return Job(*(getattr(row, name) for name in _JOB_FIELDS))


_JOB_FIELDS = tuple(f.name for f in fields(Job) if f.name != "hand")
_JOB_COLUMNS = tuple(jobs.c[name] for name in _JOB_FIELDS)


@dataclass(frozen=True)
class Move:
    """What one step wants committed: the next state and all that belongs to it, or nothing."""

    to: str
    values: tuple[tuple[str, Any], ...] = ()  # columns of the job
    writes: tuple[Unit[None], ...] = ()  # posts, publication, ledger entries
    ended: bool = False
    still_open: bool = True  # a worker has something left to do
    hand: object = None  # for the next step of this worker, so that it need not read it again


class Store:
    """Every change to the database, and every job."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = _for_reading(engine)
        self._committer = Committer(engine)
        self._was_empty = False  # the last claim found nothing
        self.insert = pg_insert if engine.dialect.name == "postgresql" else sqlite_insert
        once = self.insert(jobs).on_conflict_do_nothing(index_elements=[jobs.c.key])
        self._insert_once = once.returning(jobs.c.id)

    def write(self, unit: Unit[T]) -> T:
        """Run `unit` in a transaction and return once it is durable; its errors come back here.

        It may be run twice, the first time undone, and must do nothing but talk to the database.
        Raises TryLater when the database did not commit.
        """
        return self._committer.write(unit)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for looking only, outside any transaction."""
        with self._reading.connect() as connection:
            yield connection

    def close(self) -> None:
        """Finish what waits and let go of the database."""
        self._committer.close()
        self._reading.dispose()
        self.engine.dispose()

    # -- jobs ------------------------------------------------------------------------------

    def insert_once(self, connection: Connection, values: dict[str, Any]) -> int | None:
        """Insert a job; None when its key is there already (repeats of a mention)."""
        return connection.execute(self._insert_once, values).scalar_one_or_none()

    def job(self, job_id: int) -> Job:
        """One job as it stands. Raises NotFound."""
        with self.read() as connection:
            row = connection.execute(sa.select(*_JOB_COLUMNS).where(jobs.c.id == job_id)).first()
        if row is None:
            raise NotFound(f"there is no job {job_id}")
        return Job.of(row)

    def find(self, *conditions: sa.ColumnElement[bool]) -> list[Job]:
        """Jobs that meet all conditions, oldest first."""
        statement = sa.select(*_JOB_COLUMNS).where(*conditions).order_by(jobs.c.id)
        with self.read() as connection:
            return [Job.of(row) for row in connection.execute(statement)]

    def claim(self, owner: str, networks: Sequence[str], now: float) -> Job | None:
        """Take the next open job of these networks whose lease is free.

        Its attempts and its fence rise by one.
        """
        if self._was_empty:  # an empty queue costs no write lock
            with self.read() as connection:
                values = {"now": now, "networks": tuple(networks)}
                if connection.execute(_ANY_FREE, values).first() is None:
                    return None
        claiming = _Claiming(owner, networks, now)
        self._committer.write(_nothing, (claiming,))
        self._was_empty = claiming.taken is None
        return claiming.taken

    def save(self, job: Job, move: Move, now: float) -> Job:
        """Commit a step, if this worker still owns the job and its state is as it was.

        Raises LeaseLost otherwise, and nothing of the step is kept.
        """
        saving = _Saving(job, move, now)
        shared = [write for write in move.writes if isinstance(write, Shared)]
        alone = [write for write in move.writes if not isinstance(write, Shared)]

        def unit(connection: Connection) -> Job:
            for write in alone:
                write(connection)
            return saving.saved

        return self._committer.write(unit, (saving, *shared))

    def put_back(self, job: Job, run_after: float, fault: str) -> None:
        """Give the job back to be tried again at `run_after`. Raises LeaseLost."""
        values = {"lease_until": 0.0, "run_after": run_after, "fault": fault}

        def unit(connection: Connection) -> None:
            if connection.execute(_OWNED, values | _claim_of(job)).rowcount != 1:
                raise LeaseLost(f"job {job.id} moved on without us")

        self.write(unit)

    def still_owns(self, connection: Connection, job: Job) -> None:
        """Inside a transaction: raises LeaseLost unless this claim still holds the job."""
        same = {"fence": job.fence}  # an update, to lock the row
        if connection.execute(_OWNED, same | _claim_of(job)).rowcount != 1:
            raise LeaseLost(f"job {job.id} moved on without us")

    def heartbeat(self, held: Sequence[Job], now: float) -> None:
        """Renew the leases of these claims, where they have not run out yet.

        Only of what a worker has in its hands: one that could not give a job back, because the
        database was away just then, would otherwise keep it from everybody for ever.
        """
        if not held:
            return
        claims = [(job.id, job.fence) for job in held]
        statement = (
            sa.update(jobs)
            .where(_OPEN, jobs.c.lease_until > now, sa.tuple_(jobs.c.id, jobs.c.fence).in_(claims))
            .values(lease_until=now + LEASE_SECONDS)
        )
        self.write(executing(statement))

    def take_over(self, is_dead: Callable[[str], bool], now: float) -> int:
        """Free at once what dead processes of this host held; returns how many owners."""
        held = sa.select(jobs.c.lease_owner).where(_OPEN, jobs.c.lease_until > now)
        with self.read() as connection:
            owners = {owner for (owner,) in connection.execute(held.distinct()) if owner}
        dead = [owner for owner in owners if is_dead(owner)]
        if dead:
            free = sa.update(jobs).where(jobs.c.lease_owner.in_(dead)).values(lease_until=0.0)
            self.write(executing(free))
        return len(dead)


class _Saving(Shared):
    """A step to be saved: the row changes only while this claim owns it."""

    def __init__(self, job: Job, move: Move, now: float) -> None:
        self._changes: dict[str, Any] = {
            "state": move.to,
            "changed_at": now,
            "attempts": 0 if move.to != job.state else job.attempts,
            "ended_at": now if move.ended and job.ended_at is None else job.ended_at,
            "open": int(move.still_open),
            "lease_until": now + LEASE_SECONDS if move.still_open else 0.0,
            **dict(move.values),
        }
        self._claim = _claim_of(job)
        columns = {k: v for k, v in self._changes.items() if k in _JOB_FIELDS}
        self.saved = replace(job, hand=move.hand, **columns)

    @property
    def kind(self) -> Hashable:
        """Steps that change the same columns."""
        return _Saving, tuple(self._changes)

    def do_all(self, connection: Connection, same: Sequence[_Saving]) -> None:
        """Raises LeaseLost when any of these claims has lost its job."""
        values = [one._changes | one._claim for one in same]
        if connection.execute(_OWNED, values).rowcount != len(same):
            raise LeaseLost(f"job {self.saved.id} moved on without us")


class _Claiming(Shared):
    """A worker that waits for a job; those that wait together choose together."""

    taken: Job | None = None

    def __init__(self, owner: str, networks: Sequence[str], now: float) -> None:
        self.owner, self.networks, self.now = owner, tuple(networks), now

    @property
    def kind(self) -> Hashable:
        """Workers for the same networks."""
        return _Claiming, self.networks

    def do_all(self, connection: Connection, same: Sequence[_Claiming]) -> None:
        """Give each of them one of the next free jobs, as far as they go."""
        now = max(one.now for one in same)
        values = {"now": now, "networks": self.networks, "most": len(same)}
        free = [Job.of(row) for row in connection.execute(_TAKE, values)]
        for one, job in itertools.zip_longest(same, free):
            one.taken = None if job is None else _claimed(job, one.owner)
        if free:
            until = now + LEASE_SECONDS
            taken = [_claim_of(one.taken) for one in same if one.taken is not None]
            connection.execute(_LEASE, [claim | {"lease_until": until} for claim in taken])


def _claimed(job: Job, owner: str) -> Job:
    """Attempts rise here and not at a failure: who is killed by a job never says so."""
    return replace(job, lease_owner=owner, fence=job.fence + 1, attempts=job.attempts + 1)


def _nothing(connection: Connection) -> None:
    """All there is to do is shared."""


#: Written out, because a partial index serves no condition whose value is sent beside it.
_OPEN = jobs.c.open == sa.literal_column("1")


#: An update of one job, as long as this claim owns it and its state is as it was.
_OWNED = sa.update(jobs).where(
    jobs.c.id == sa.bindparam("of_id"),
    jobs.c.fence == sa.bindparam("of_fence"),
    jobs.c.lease_owner == sa.bindparam("of_owner"),
    jobs.c.state == sa.bindparam("of_state"),
)
_LEASE = (
    sa.update(jobs)
    .where(jobs.c.id == sa.bindparam("of_id"))
    .values(
        lease_owner=sa.bindparam("of_owner"),
        fence=sa.bindparam("of_fence"),
        attempts=jobs.c.attempts + 1,
        lease_until=sa.bindparam("lease_until"),
    )
)
_FREE = (
    _OPEN,
    jobs.c.run_after <= sa.bindparam("now"),
    jobs.c.lease_until <= sa.bindparam("now"),
    jobs.c.network.in_(sa.bindparam("networks", expanding=True)),
)
_ANY_FREE = sa.select(jobs.c.id).where(*_FREE).limit(1)
_TAKE = (
    sa.select(*_JOB_COLUMNS)
    .where(*_FREE)
    .order_by(jobs.c.run_after, jobs.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)


def _claim_of(job: Job) -> dict[str, Any]:
    """What proves that a worker owns a job in the state it saw."""
    return {
        "of_id": job.id,
        "of_fence": job.fence,
        "of_owner": job.lease_owner,
        "of_state": job.state,
    }
