"""How much each account, picture and thread may cost; over it, one polite word a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.tables import accounts, jobs, spending
from seemly.writes import Prepared

DAY = 86_400.0
#: Times the share of one poster: what all who post one picture have together.
ALL_POSTERS = 3

_WAITING = sa.select(sa.func.count()).where(jobs.c.open == 1, jobs.c.kind == "request")
_SPEND = sa.insert(spending)
_SPENT = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(spending.c.cost), 0.0)).where(
    spending.c.at > sa.bindparam("since")
)


@dataclass(frozen=True)
class Allowance:
    """At most this many requests in 24 hours, and generator money in the operator's currency."""

    per_asker: int
    per_pictured: int
    per_root_picture: int
    per_thread: int
    total: int
    queue: int
    generator_requests: int
    generator_money: float


@dataclass(frozen=True)
class Count:
    """Whose requests are counted: the columns of one job, before that job."""

    job_id: int
    asker: str
    thread: str
    pictured: str | None = None
    root_picture: str | None = None


def exceeded(connection: Connection, count: Count, allowance: Allowance, now: float) -> bool:
    """Whether the requests before this one already use up an allowance.

    Requests that themselves were over a limit do not count, or one eager evening would shut an
    account out for longer than a day. Nor do those of strangers, or those taken back before they
    were looked at, or anybody could use up a thread's allowance, and everybody's.

    A picture counts for each of its posters alone. All of them together have three times as much,
    or every further account that posts the same file would bring another share; this does not
    bind the account whose post of it was first edited here, so strangers cannot use up its share.
    """
    return bool(
        connection.execute(
            _EXCEEDED,
            {
                "before": count.job_id,
                "since": now - DAY,
                "asker": count.asker,
                "thread": count.thread,
                "pictured": count.pictured,
                "root_picture": count.root_picture,
                "per_asker": allowance.per_asker,
                "per_thread": allowance.per_thread,
                "per_pictured": allowance.per_pictured,
                "per_root_picture": allowance.per_root_picture,
                "by_all_posters": ALL_POSTERS * allowance.per_root_picture,
                "total": allowance.total,
            },
        ).scalar()
    )


def waiting(connection: Connection) -> int:
    """How many requests a worker still has to look at; the queue is bounded."""
    return int(connection.execute(_WAITING).scalar_one())


def budget_is_spent(connection: Connection, allowance: Allowance, now: float) -> bool:
    """Whether the calls of the last 24 hours, this one among them, go past the budget."""
    calls, money = connection.execute(_SPENT, {"since": now - DAY}).one()
    return bool(calls > allowance.generator_requests or money > allowance.generator_money)


def spend(job_id: int, generator: str, cost: float, now: float) -> Prepared:
    """A write that counts one call of the generator, before it is made: a crash still counts."""
    values = {"job_id": job_id, "generator": generator, "at": now, "cost": cost}
    return Prepared(_SPEND, values)


def refund(job_id: int) -> Callable[[Connection], None]:
    """A write that takes back the last call: the generator was away and was never asked."""
    last = sa.select(sa.func.max(spending.c.id)).where(spending.c.job_id == job_id)

    def write(connection: Connection) -> None:
        connection.execute(sa.delete(spending).where(spending.c.id == last.scalar_subquery()))

    return write


def may_be_told(connection: Connection, asker: str, now: float) -> bool:
    """Whether the asker has had no word about a limit in the last 24 hours."""
    told = connection.execute(
        sa.select(accounts.c.limit_told_at).where(accounts.c.id == asker)
    ).scalar_one_or_none()
    return told is None or told <= now - DAY


def told(asker: str, now: float) -> Callable[[Connection], None]:
    """A write that remembers the polite word."""

    def write(connection: Connection) -> None:
        connection.execute(
            sa.update(accounts).where(accounts.c.id == asker).values(limit_told_at=now)
        )

    return write


#: How requests end that cost nothing.
_FREE = ('["over_limit"]', '["busy"]', '["not_for_you"]')
_TAKEN_BACK = '["asking_post_gone"]'  # free before the first verdict
#: The others, before this one.
_COUNTED = (
    jobs.c.kind == "request",
    # Not by its index: SQLite would read every job there ever was, oldest first.
    jobs.c.id + 0 < sa.bindparam("before", type_=sa.BigInteger),
    *(jobs.c.reasons != ending for ending in _FREE),  # a list would be written anew each time
    sa.or_(jobs.c.reasons != _TAKEN_BACK, jobs.c.verdict_before.is_not(None)),
)
_PICTURED = sa.bindparam("pictured", type_=sa.String)
_SAME_ROOT = jobs.c.root_picture == sa.bindparam("root_picture", type_=sa.String)
_FIRST_POSTER = (
    sa.select(jobs.c.pictured)
    .where(_SAME_ROOT, *_COUNTED)
    .order_by(jobs.c.created_at, jobs.c.id)
    .limit(1)
    .scalar_subquery()
)


def _as_many(most: str, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether at least `most` earlier requests meet the conditions; it counts no further."""
    counted = (
        sa.select(jobs.c.id)
        .where(
            jobs.c.created_at > sa.bindparam("since"),
            *_COUNTED,
            *conditions,
        )
        .limit(sa.bindparam(most, type_=sa.BigInteger))
        .subquery()
    )
    found = sa.select(sa.func.count()).select_from(counted).scalar_subquery()
    return found >= sa.bindparam(most, type_=sa.BigInteger)


#: One statement for all six: each request passes here. NULL equals nothing: no picture, no limit.
_EXCEEDED = sa.select(
    sa.or_(
        _as_many("per_asker", jobs.c.asker == sa.bindparam("asker")),
        _as_many("per_thread", jobs.c.thread == sa.bindparam("thread")),
        _as_many("per_pictured", jobs.c.pictured == _PICTURED),
        # Whoever posts a copy, and has it edited all day, uses up nothing of the first one's.
        _as_many("per_root_picture", _SAME_ROOT, jobs.c.pictured.is_not_distinct_from(_PICTURED)),
        sa.and_(
            _PICTURED.is_distinct_from(_FIRST_POSTER),
            _as_many("by_all_posters", _SAME_ROOT),
        ),
        _as_many("total"),
    )
)
