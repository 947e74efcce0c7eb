"""The emergency brake: rows that stop all making, edits of people, one account or one target.

Read before every step and once more in the transaction that begins a post, so that it holds on
every worker as soon as it is committed.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import record
from seemly.errors import ConfigurationError
from seemly.found import Found
from seemly.store import Job, Store
from seemly.tables import brakes

EVERYTHING = "all"
PEOPLE = "people"
_PULLED = sa.select(brakes.c.what).where(
    brakes.c.what.in_(sa.bindparam("stopping", expanding=True))
)


def pull(store: Store, what: str, who: str, now: float) -> None:
    """Stop `what`: all, people, account:ID or target:ID."""
    _checked(what)

    def unit(connection: Connection) -> None:
        connection.execute(sa.delete(brakes).where(brakes.c.what == what))
        connection.execute(sa.insert(brakes).values(what=what, since_at=now))
        record.person(None, "brake_on", f"{who} {what}", now)(connection)

    store.write(unit)


def release(store: Store, what: str, who: str, now: float) -> None:
    """Let `what` go on. What was cancelled meanwhile stays cancelled."""
    _checked(what)

    def unit(connection: Connection) -> None:
        connection.execute(sa.delete(brakes).where(brakes.c.what == what))
        record.person(None, "brake_off", f"{who} {what}", now)(connection)

    store.write(unit)


def pulled(connection: Connection) -> list[tuple[str, float]]:
    """What is stopped, and since when."""
    rows = connection.execute(sa.select(brakes.c.what, brakes.c.since_at))
    return [(row.what, row.since_at) for row in rows]


def stops(connection: Connection, job: Job, found: Found) -> str | None:
    """Which brake stops this picture request, or None.

    A target is whoever posted the picture, and everybody else whose thread it is or whose picture
    it was made from: a copy of our answer that somebody else posts does not get around it. An
    untouched picture that somebody else posts does: nothing tells whose it is.
    """
    authors = (f"{job.network}:{author}" for author in found.authors)
    targets = {target for target in (job.pictured, *authors) if target}
    stopping = [EVERYTHING, f"account:{job.asker}", *(f"target:{one}" for one in sorted(targets))]
    if found.shows_people != "none":
        stopping.append(PEOPLE)
    return connection.execute(_PULLED, {"stopping": stopping}).scalars().first()


def _checked(what: str) -> None:
    kind, _, name = what.partition(":")
    if what not in (EVERYTHING, PEOPLE) and not (kind in ("account", "target") and name):
        raise ConfigurationError(
            f"there is no brake {what!r}", "Use: all, people, account:ID or target:ID"
        )
