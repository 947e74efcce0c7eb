"""All writing: units of work that wait at the same moment share one transaction and one fsync.

A unit of work is a function that talks to the database and does nothing else. Most of what a step
commits is a statement prepared once, with other values each time: those that share a transaction
are sent together. Measured on the build machine: 3 ms for a commit, half a millisecond for a
statement, 20 microseconds for one more set of values. This is what makes a life cheap.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from seemly.errors import TryLater

T = TypeVar("T")
Unit = Callable[[Connection], T]

TOGETHER = 64  # units of work in one transaction at most


class Shared(ABC):
    """A unit of work that can be done together with others of its kind."""

    @property
    @abstractmethod
    def kind(self) -> Hashable:
        """Units of the same kind are done together."""

    @abstractmethod
    def do_all(self, connection: Connection, same: Sequence[Any]) -> None:
        """Do these, of which this one is the first."""

    def __call__(self, connection: Connection) -> None:
        """Do this one alone."""
        self.do_all(connection, [self])


@dataclass(frozen=True)
class Prepared(Shared):
    """A statement that is written once, and the values of one execution."""

    statement: sa.Executable
    values: Mapping[str, Any]

    @property
    def kind(self) -> Hashable:
        """The statement, and which values are given."""
        return id(self.statement), tuple(self.values)

    def do_all(self, connection: Connection, same: Sequence[Prepared]) -> None:
        """One statement, many values."""
        connection.execute(self.statement, [one.values for one in same])


def executing(statement: sa.Executable) -> Unit[None]:
    """A unit of work of one statement."""

    def unit(connection: Connection) -> None:
        connection.execute(statement)

    return unit


class Committer:
    """Commits what is written: whoever comes while nobody does, for all who wait by then; next the
    first of those who came meanwhile. A thread of its own would cost each two changes of threads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._changing = threading.Condition()
        self._queue: list[_Waiting[Any]] = []
        self._committing = self._closed = False

    def write(self, unit: Unit[T], shared: Sequence[Shared] = ()) -> T:
        """Do `shared`, then `unit`, and return its value once all of it is durable.

        Their errors come back here. They may be run twice, the first time undone, and in the thread
        of somebody else who writes. Raises TryLater when the database did not commit.
        """
        mine = _Waiting(unit, shared)
        self._queue_up(mine)
        try:
            mine.woken.wait()
        finally:  # whoever is interrupted too: its turn would be nobody's, and all would wait
            mine.woken.wait()
            if not mine.is_over:
                self._commit_next()
        if mine.fault is not None:
            raise mine.fault
        return mine.outcome

    def close(self) -> None:
        """Let what waits be committed, and take nothing more."""
        with self._changing:
            self._closed = True
            self._changing.wait_for(lambda: not self._committing, timeout=10)

    def waiting(self) -> int:
        """How many units wait for the next transaction."""
        return len(self._queue)

    def _queue_up(self, waiting: _Waiting[Any]) -> None:
        """It is its turn at once where nobody commits: then nobody waits before it either."""
        with self._changing:
            if self._closed:
                raise TryLater("the database is closed")
            self._queue.append(waiting)
            if not self._committing:
                self._committing = True
                waiting.woken.set()

    def _commit_next(self) -> None:
        """By the first in the queue."""
        with self._changing:
            batch, self._queue = self._queue[:TOGETHER], self._queue[TOGETHER:]
        try:
            self._commit(batch)
        finally:
            with self._changing:
                following = self._queue[:1]
                self._committing = bool(following)
                self._changing.notify_all()
            for one in batch:
                one.is_over = True
            for one in (*batch, *following):
                one.woken.set()

    def _commit(self, batch: Sequence[_Waiting[Any]]) -> None:
        """All together; where one is refused, all of it is undone and each is run by itself."""
        done = False
        try:
            with self._engine.begin() as connection:
                _run(connection, batch)
                done = True
        except (sa.exc.OperationalError, sa.exc.TimeoutError) as fault:
            # The disk is full, or the database is busy or away: nothing is known to be durable.
            problem = TryLater(f"the database did not commit: {getattr(fault, 'orig', fault)}")
            for waiting in batch:
                waiting.fault = problem
        except Exception as fault:  # handed to the callers of `write`, never swallowed
            if done or len(batch) == 1:
                for waiting in batch:
                    waiting.fault = fault
            else:
                for waiting in batch:
                    self._commit([waiting])
        else:
            for waiting in batch:
                waiting.fault = None


class _Waiting(Generic[T]):
    """A unit of work; whoever wants it waits until it is over."""

    outcome: T

    def __init__(self, unit: Unit[T], shared: Sequence[Shared]) -> None:
        self.unit, self.shared = unit, shared
        self.woken = threading.Event()  # because it is over, or its turn to commit
        self.is_over = False
        #: Until it is known to be durable: whoever commits may be interrupted.
        self.fault: Exception | None = TryLater("the database did not come to commit")


def _run(connection: Connection, batch: Sequence[_Waiting[Any]]) -> None:
    """What is shared kind by kind, in the order in which the kinds first come; then the rest."""
    kinds: dict[Hashable, list[Shared]] = {}
    for waiting in batch:
        for one in waiting.shared:
            kinds.setdefault(one.kind, []).append(one)
    for same in kinds.values():
        same[0].do_all(connection, same)
    for waiting in batch:
        waiting.outcome = waiting.unit(connection)
