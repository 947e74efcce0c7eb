"""What is gone: as the database knows it, and made true again in a database that forgot it.

A database may be older than `removals.log`: it was restored, or set back by hand. Then everything
in the log is removed anew: known posts by a takedown of their own, unknown ones by a stone in their
place, so that a mention heard again meets it, and a near copy is recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts, record
from seemly.frozen import from_json, to_json
from seemly.intake import PictureRequest
from seemly.posts import Kind, Post, post_key
from seemly.redress import takedown
from seemly.redress.takedown import Notice
from seemly.removals_log import Removal, RemovalsLog
from seemly.store import Store
from seemly.tables import jobs, publications
from seemly.tables import posts as posts_table
from seemly.verdict import Voice

BY = "removals_log"
AT_ONCE = 500  # in one transaction

_PICTURE = (
    publications.c.file_sha256,
    publications.c.pdq,
    publications.c.pdq_approved,
    publications.c.pdq_quality,
    publications.c.pdq_source,
)


def removal(connection: Connection, notice: Notice, network: str, now: float) -> Removal:
    """What the log says of a notice's post."""
    row = connection.execute(
        sa.select(*_PICTURE).where(publications.c.public_id == notice.public_id)
    ).first()
    return _removal(notice.post_key, network, notice.public_id, row or (None,) * len(_PICTURE), now)


def known(connection: Connection, started: Sequence[str] = ()) -> list[Removal]:
    """Every removal in the database; with `started`, only those whose takedown came that far."""
    gone, states = posts_table.c, jobs.c.state.in_(started) if started else sa.true()
    taken = sa.select(jobs.c.key).where(
        jobs.c.kind == "takedown", states, jobs.c.key == sa.literal("takedown|") + gone.key
    )
    rows = connection.execute(
        sa.select(gone.key, gone.network, gone.public_id, gone.removed_at, *_PICTURE)
        .outerjoin(publications, publications.c.public_id == gone.public_id)
        .where(gone.state == posts.State.REMOVED, taken.exists())
        .order_by(gone.removed_at)
    )
    found = [_removal(row[0], row[1], row[2], row[4:], row[3]) for row in rows]
    return found if started else found + _never_said(connection)


def reconcile(store: Store, log: RemovalsLog, now: float) -> int:
    """Bring log and database up to each other; returns how many removals were made true again."""
    again = replay(store, log.read(), now)
    with store.read() as connection:
        log.write(known(connection))
    return again


def write_down(store: Store, log: RemovalsLog) -> None:
    """Bring the log up to the database, before anybody is told of a removal."""
    with store.read() as connection:
        log.write(known(connection))


def replay(store: Store, removals: Iterable[Removal], now: float) -> int:
    """Remove again what this database believes to stand, or never heard of; idempotent."""
    with store.read() as connection:
        done = set(
            connection.execute(
                sa.select(posts_table.c.key).where(posts_table.c.state == posts.State.REMOVED)
            ).scalars()
        )
        done |= {one.post_key for one in _never_said(connection)}  # its request is its stone
    left = [one for one in removals if one.post_key not in done]
    for start in range(0, len(left), AT_ONCE):
        some = left[start : start + AT_ONCE]

        def unit(connection: Connection, some: Sequence[Removal] = some) -> None:
            for one in some:
                _remove(store, connection, one, now)

        store.write(unit)
    return len(left)


def _remove(store: Store, connection: Connection, one: Removal, now: float) -> None:
    post = posts.by_key(connection, one.post_key)
    if post is None:
        post = _stone(store, connection, one, now)
    takedown.open_for(store, connection, post, BY, now)
    takedown.take_away(connection, post, now)  # also where a takedown of it was there already


def _stone(store: Store, connection: Connection, one: Removal, now: float) -> Post:
    """A removed post in the place of one that this database never knew, and its publication."""
    job_id = connection.execute(
        sa.select(publications.c.job_id).where(publications.c.public_id == one.public_id)
    ).scalar()
    if job_id is None:
        job_id = _cancelled(store, connection, one, now)
        if one.public_id is not None:
            _publication(connection, one, job_id, now)
    post = Post(
        key=one.post_key,
        job_id=job_id,
        network=one.network,
        kind=Kind.PICTURE,
        audience=Voice.PUBLIC,
        to_account="",
        answers="",
        record="{}",
        words=None,
        public_id=one.public_id,
        state=posts.State.REMOVED,
        uri=None,
        sent_at=None,
    )
    posts.intend(post, now)(connection)
    return post


def _cancelled(store: Store, connection: Connection, one: Removal, now: float) -> int:
    values: dict[str, Any] = {
        "kind": "request",
        "state": "cancelled",
        "key": f"{BY}|{one.post_key}",
        "network": one.network,
        "asker": "",
        "request": to_json(PictureRequest("", "", "", "", (), None)),
        "reasons": '["removed"]',
        "open": 0,
        "created_at": now,
        "changed_at": now,
        "ended_at": now,
    }
    job_id = store.insert_once(connection, values)
    assert job_id is not None, "a post's key is in no two stones"
    record.ended(job_id, "cancelled", ("removed",), now)(connection)
    return job_id


def _publication(connection: Connection, one: Removal, job_id: int, now: float) -> None:
    """Only what near copies are known by."""
    connection.execute(
        sa.insert(publications).values(
            public_id=one.public_id,
            job_id=job_id,
            approved_digest="",
            approval="{}",
            publication="{}",
            pixels_sha256="",
            pixels_digest="",
            file_sha256=one.sha256,
            pdq=bytes.fromhex(one.pdq) if one.pdq else None,
            pdq_approved=bytes.fromhex(one.pdq_unlabelled) if one.pdq_unlabelled else None,
            pdq_quality=one.pdq_quality,
            pdq_source=bytes.fromhex(one.pdq_source) if one.pdq_source else None,
            post_key=one.post_key,
            created_at=one.at,
            removed_at=now,
        )
    )


def _never_said(connection: Connection) -> list[Removal]:
    """Requests that were removed before their picture had a place: the place stays empty."""
    rows = connection.execute(
        sa.select(jobs.c.request, jobs.c.network, jobs.c.ended_at).where(
            jobs.c.kind == "request",
            jobs.c.state == "cancelled",
            jobs.c.reasons == '["removed"]',
            jobs.c.key.not_like(f"{BY}|%"),
            ~sa.select(posts_table.c.key).where(posts_table.c.job_id == jobs.c.id).exists(),
        )
    )
    return [
        Removal(
            post_key(from_json(PictureRequest, row[0]).mention, Kind.PICTURE), row[1], at=row[2]
        )
        for row in rows
    ]


def _removal(
    key: str, network: str, public_id: str | None, picture: Sequence[Any], at: float
) -> Removal:
    sha256, pdq, unlabelled, quality, source = picture
    return Removal(
        key,
        network,
        public_id,
        sha256,
        bytes(pdq).hex() if pdq else None,
        bytes(unlabelled).hex() if unlabelled else None,
        quality,
        at,
        bytes(source).hex() if source else None,
    )
