"""Gone stays gone: a notice marks our posts removed at once, in the transaction that records it.

Every worker reads that mark in the same transaction in which it begins to send, so from the commit
on nothing of it goes out any more. The takedown's own steps (removal.py) then take away what the
network already has, and look for copies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts, record
from seemly.errors import NotFound
from seemly.frozen import to_json
from seemly.posts import Post
from seemly.store import Store
from seemly.tables import jobs, lineage, publications
from seemly.tables import posts as posts_table

#: Ways of finding an ancestor that show where a picture comes from.
CERTAIN = ("digest", "thread")
#: That show that it is ours, so that those whose picture it was are asked.
ASKED = (*CERTAIN, "pdq", "watermark")
#: All that make a descendant. "alike" is near to ours and to what ours was made from: by that
#: nobody has a say over it. "source" is what ours was made from, and descends from nothing.
WAYS = (*ASKED, "alike")


@dataclass(frozen=True)
class Notice:
    """What is to go, and who asked."""

    post_key: str
    public_id: str | None
    by: str  # account key, or "operator", or what was seen: "source_gone", …


@dataclass(frozen=True)
class Copy:
    """A publication that may be a copy of what goes."""

    public_id: str
    job_id: int
    post_key: str
    asker: str
    pictured: str | None


def notice(store: Store, connection: Connection, ours: Post, by: str, now: float) -> int | None:
    """ "Remove this" under our post: only its asker, the pictured author and those of the pictures
    it descends from may say so."""
    job = connection.execute(
        sa.select(jobs.c.asker, jobs.c.pictured).where(jobs.c.id == ours.job_id)
    ).one()
    before = people(connection, ancestors(connection, ours.public_id)) if ours.public_id else ()
    if by not in (job.asker, job.pictured, *before):
        return None
    return open_for(store, connection, ours, by, now)


def open_for(store: Store, connection: Connection, ours: Post, by: str, now: float) -> int | None:
    """Open a takedown of one post of ours; None when there is one already."""
    asker, network = connection.execute(
        sa.select(jobs.c.asker, jobs.c.network).where(jobs.c.id == ours.job_id)
    ).one()
    values = {
        "kind": "takedown",
        "state": "opened",
        "key": f"takedown|{ours.key}",
        "network": network,
        "asker": asker,
        "request": to_json(Notice(ours.key, ours.public_id, by)),
        "reasons": "[]",
        "created_at": now,
        "changed_at": now,
    }
    job_id = store.insert_once(connection, values)
    if job_id is None:
        job_id = _open_again(connection, ours, values)
    if job_id is None:
        return None
    take_away(connection, ours, now)
    record.removal(job_id, "opened", (ours.public_id,) if ours.public_id else (), by, now)(
        connection
    )
    return job_id


def _open_again(connection: Connection, ours: Post, values: dict[str, Any]) -> int | None:
    """A near copy that waits for a person, or that a person let stand, goes when its own people
    say so: the earlier question was another one."""
    let_stand = sa.select(posts_table.c.key).where(
        posts_table.c.key == ours.key, posts_table.c.state != posts.State.REMOVED
    )
    statement = (
        sa.update(jobs)
        .where(
            jobs.c.key == values["key"],
            jobs.c.state.in_(["held", "closed"]),
            let_stand.exists(),
        )
        .values(
            {**values, "open": 1, "attempts": 0, "run_after": 0.0, "lease_until": 0.0,
             "ended_at": None, "fence": jobs.c.fence + 1}
        )
        .returning(jobs.c.id)
    )  # fmt: skip
    return connection.execute(statement).scalar_one_or_none()


def take_away(connection: Connection, ours: Post, now: float) -> None:
    """From this commit on nothing of it goes out, and nothing near to it is made."""
    stop(connection, ours.job_id, now)
    posts.remove_where(posts_table.c.key == ours.key, now)(connection)
    if ours.public_id:
        connection.execute(
            sa.update(publications)
            .where(publications.c.public_id == ours.public_id, publications.c.removed_at.is_(None))
            .values(removed_at=now)
        )


def stop(connection: Connection, job_id: int, now: float) -> None:
    """Cancel a request that has not ended; its worker finds its fence gone."""
    going = jobs.c.state.not_in(["published", "refused", "cancelled", "closed"])
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == job_id, going)
        .values(
            state="cancelled",
            open=0,
            ended_at=now,
            changed_at=now,
            lease_until=0.0,
            fence=jobs.c.fence + 1,
            reasons='["removed"]',
        )
    )


def remove(store: Store, named: str, who: str, now: float) -> list[int]:
    """`seemly remove PUBLIC_ID|POST`: by public id, by our post's URI or by the asking post's.

    Returns the takedown jobs, empty when all of it was removed before. Raises NotFound.
    """

    def unit(connection: Connection) -> list[int]:
        found = _named(connection, named)
        if found is None:
            raise NotFound(
                f"nothing of ours is called {named}",
                "Give the public id, the address of our answer, or of the post that asked",
            )
        # Stopped before its posts are read: on PostgreSQL this waits for a worker that is just
        # refusing it, whose words would be unseen and then said.
        stop(connection, found, now)
        said = posts.of_job(connection, found)
        opened = [open_for(store, connection, post, who, now) for post in said]
        return [job for job in opened if job is not None]

    return store.write(unit)


def _named(connection: Connection, named: str) -> int | None:
    """The job of what is called so."""
    queries: tuple[sa.Select[Any], ...] = (
        sa.select(publications.c.job_id).where(publications.c.public_id == named),
        sa.select(posts_table.c.job_id).where(posts_table.c.uri == named),
        sa.select(jobs.c.id).where(
            jobs.c.kind == "request", jobs.c.key.endswith(f"|{named}", autoescape=True)
        ),
    )
    for query in queries:
        job_id = connection.execute(query).scalar()
        if job_id is not None:
            return int(job_id)
    return None


def descendants(
    connection: Connection, public_id: str, found_by: Collection[str] = WAYS
) -> set[str]:
    """Public ids of everything made from this picture, however many turns later, where each turn
    was found in one of these ways."""
    return _walk(connection, {public_id}, lineage.c.parent, lineage.c.child, found_by)


def ancestors(connection: Connection, public_id: str) -> set[str]:
    """Public ids of everything it was shown to be made from, however many turns before."""
    return _walk(connection, {public_id}, lineage.c.child, lineage.c.parent, ASKED)


def people(connection: Connection, public_ids: Collection[str]) -> tuple[str, ...]:
    """Account keys: whose pictures these were made from, and all they descend from; the first
    of them first."""
    every = set(public_ids)
    every |= _walk(connection, every, lineage.c.child, lineage.c.parent, ASKED)
    rows = connection.execute(
        sa.select(jobs.c.pictured)
        .join(publications, publications.c.job_id == jobs.c.id)
        .where(publications.c.public_id.in_(every), jobs.c.pictured.is_not(None))
        .order_by(publications.c.created_at)
    ).scalars()
    return tuple(dict.fromkeys(person for person in rows if person))


def _walk(
    connection: Connection,
    start: set[str],
    at: sa.Column[str],
    to: sa.Column[str],
    found_by: Collection[str],
) -> set[str]:
    found: set[str] = set()
    frontier = list(start)
    while frontier:
        rows = connection.execute(
            sa.select(to).where(at.in_(frontier), lineage.c.found_by.in_(found_by))
        ).scalars()
        frontier = [one for one in dict.fromkeys(rows) if one not in found]
        found.update(frontier)
    return found


def copies(connection: Connection, public_ids: set[str]) -> list[Copy]:
    """Those of these publications that still stand."""
    rows = connection.execute(
        sa.select(
            publications.c.public_id,
            publications.c.job_id,
            publications.c.post_key,
            jobs.c.asker,
            jobs.c.pictured,
        )
        .join(jobs, jobs.c.id == publications.c.job_id)
        .where(
            publications.c.public_id.in_(public_ids),
            publications.c.removed_at.is_(None),
            publications.c.post_key.is_not(None),
        )
    )
    return [Copy(*row) for row in rows]


def hold_for_a_person(connection: Connection, store: Store, copy: Copy, now: float) -> None:
    """A near copy that somebody else asked for: a person looks before it goes (`seemly held`)."""
    ours = posts.by_key(connection, copy.post_key)
    if ours is None:
        return
    job_id = store.insert_once(
        connection,
        {
            "kind": "takedown",
            "state": "held",
            "key": f"takedown|{ours.key}",
            "network": ours.network,
            "asker": copy.asker,
            "request": to_json(Notice(ours.key, copy.public_id, "near copy")),
            "reasons": '["near_copy"]',
            "open": 0,
            "created_at": now,
            "changed_at": now,
        },
    )
    if job_id is not None:
        record.moved(job_id, "held", ("near_copy",), now)(connection)
