"""The steps of a takedown: hide the post, sweep its copies, close when the network has none."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import gone, posts, record
from seemly.decoding import DECODE
from seemly.errors import NotFound, TryLater
from seemly.frozen import from_json
from seemly.matching import pdq, windows
from seemly.parts import Parts
from seemly.provenance.publication import Pixels
from seemly.redress import takedown
from seemly.redress.takedown import Copy, Notice
from seemly.store import Job, Move, Unit
from seemly.tables import jobs, publications

#: A worker that began to send may still have a call in flight: its time-out, and then some.
IN_FLIGHT_SECONDS = 15.0


def hide(job: Job, parts: Parts) -> Move:
    """opened -> hidden: a line in the log, then the network deletes the post, at once.

    A full disk keeps nothing up: the post goes, and the step is tried again until the line stands.
    """
    notice = from_json(Notice, job.request)
    try:
        with parts.store.read() as connection:
            line = gone.removal(connection, notice, job.network, parts.clock())
        parts.removals.write((line,))
    finally:
        parts.network(job.network).remove(notice.post_key)
    return _move(job, parts, "hidden", notice)


def sweep(job: Job, parts: Parts) -> Move:
    """hidden -> swept: what was in flight is removed again, and our own copies are found."""
    notice = from_json(Notice, job.request)
    now = parts.clock()
    with parts.store.read() as connection:
        post = posts.by_key(connection, notice.post_key)
    if post is not None and post.sent_at and post.uri is None:
        wait = post.sent_at + IN_FLIGHT_SECONDS - now
        if wait > 0:
            raise TryLater("a call may still be in flight", wait)
        parts.network(job.network).remove(notice.post_key)
    pixels = _pixels(parts, notice)
    ours, theirs = _copies(parts, notice, pixels)

    def also(connection: Connection) -> None:
        _keep_windows(connection, notice, pixels)
        for copy in ours:
            row = posts.by_key(connection, copy.post_key)
            if row is not None:
                takedown.open_for(parts.store, connection, row, notice.by, now)
        for copy in theirs:
            takedown.hold_for_a_person(connection, parts.store, copy, now)

    return _move(job, parts, "swept", notice, also)


def close(job: Job, parts: Parts) -> Move:
    """swept -> closed: the network says it has nothing, and our own file is gone too."""
    notice = from_json(Notice, job.request)
    network = parts.network(job.network)
    if network.find(notice.post_key) is not None:
        network.remove(notice.post_key)
        raise TryLater("the network still shows the post", 1.0)
    if notice.public_id:
        _forget(parts, notice.public_id)
    return _move(job, parts, "closed", notice)


def _move(job: Job, parts: Parts, to: str, notice: Notice, also: Unit[None] | None = None) -> Move:
    now = parts.clock()
    ids = (notice.public_id,) if notice.public_id else ()
    writes: list[Unit[None]] = [record.removal(job.id, to, ids, notice.by, now)]
    if also is not None:
        writes.append(also)
    closed = to == "closed"
    return Move(to, writes=tuple(writes), ended=closed, still_open=not closed)


def _keep_windows(connection: Connection, notice: Notice, pixels: Pixels | None) -> None:
    """Its bytes go soon; by these a cut of it is known (recognised.py)."""
    if pixels is not None:
        connection.execute(
            sa.update(publications)
            .where(publications.c.public_id == notice.public_id)
            .values(pdq_windows=windows.of(pixels))
        )


def _copies(parts: Parts, notice: Notice, pixels: Pixels | None) -> tuple[list[Copy], list[Copy]]:
    """Copies that go now (what was made from it, and near copies of whoever may say so), and the
    others. Where no person decided, a likeness alone makes nothing a descendant: an untouched
    original that its author posts later is like the edit of a stranger's copy, too."""
    if notice.public_id is None:
        return [], []
    with parts.store.read() as connection:
        parts.published.refresh(connection, parts.clock())  # another process may have one too
        ways = takedown.WAYS if _decided(notice) else takedown.CERTAIN
        made_from_it = takedown.descendants(connection, notice.public_id, ways)
        alike = takedown.descendants(connection, notice.public_id)
        alike |= set(parts.published.near(() if pixels is None else pdq.all_eight(pixels)))
        standing = takedown.copies(connection, (made_from_it | alike) - {notice.public_id})
        theirs = _people_of(connection, notice.public_id) if _decided(notice) else {notice.by}
    # Whoever had a copy made of somebody's picture may take that copy away, and by it nothing of
    # that somebody: without a person's decision near copies go for their own people alone.
    ours = [
        copy
        for copy in standing
        if copy.public_id in made_from_it or {copy.asker, copy.pictured} & theirs
    ]
    return ours, [copy for copy in standing if copy not in ours]


def _decided(notice: Notice) -> bool:
    """Whether a person of the operator removed it (`terminal.who`)."""
    return notice.by.startswith("operator:")


def _people_of(connection: Connection, public_id: str) -> set[str]:
    """Who asked for a publication, and whose picture it was made from."""
    row = connection.execute(
        sa.select(jobs.c.asker, jobs.c.pictured)
        .join(publications, publications.c.job_id == jobs.c.id)
        .where(publications.c.public_id == public_id)
    ).first()
    return {account for account in row or () if account}


def _pixels(parts: Parts, notice: Notice) -> Pixels | None:
    """The removed picture; None where there is none, or its bytes are gone."""
    named = publications.c.public_id == notice.public_id
    with parts.store.read() as connection:
        file = connection.execute(sa.select(publications.c.file_sha256).where(named)).scalar()
    if file is None:
        return None
    try:
        return parts.compute.call(DECODE, parts.pictures.read(file), 10.0).pixels
    except NotFound:
        return None


def _forget(parts: Parts, public_id: str) -> None:
    """Delete its bytes, unless another publication that stands has the same."""
    file, pixels = publications.c.file_sha256, publications.c.pixels_sha256
    with parts.store.read() as connection:
        row = connection.execute(
            sa.select(file, pixels).where(publications.c.public_id == public_id)
        ).first()
        for sha256 in row or ():
            others = sa.select(publications.c.public_id).where(
                publications.c.removed_at.is_(None), (file == sha256) | (pixels == sha256)
            )
            if sha256 and connection.execute(others).first() is None:
                parts.pictures.drop(sha256)
