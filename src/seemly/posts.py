"""Everything Seemly says, said once: a post is a row, and its key fixes where it lands.

intended   committed with the step that wants it; the record is frozen
sent       committed right before the first try: from here on it may be out there
confirmed  the network has it, and we know its URI
removed    taken away, or never to be said; final
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.tables import posts
from seemly.verdict import Voice
from seemly.writes import Prepared


class Kind(StrEnum):
    """What is said."""

    PICTURE = "picture"
    QUESTION = "question"
    REFUSAL = "refusal"
    NOTICE = "notice"


class State(StrEnum):
    """Where a post stands."""

    INTENDED = "intended"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Post:
    """One thing we say."""

    key: str
    job_id: int
    network: str
    kind: Kind
    audience: Voice
    to_account: str
    answers: str
    record: str
    words: str | None
    public_id: str | None
    state: State
    uri: str | None
    sent_at: float | None


@dataclass(frozen=True)
class FrozenPost:
    """One thing we say, fixed before the first try, so that repeating is harmless."""

    key: str  # 64 hex characters from the mention's URI, the kind and the ordinal
    record: str  # the network's own record, JSON
    to: str = ""  # account id, for what only the asker may read


_COLUMNS = tuple(posts.c[name] for name in Post.__dataclass_fields__)


def _where(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(*conditions).order_by(posts.c.intended_at)


_OF_JOB = _where(posts.c.job_id == sa.bindparam("value"))
_BY_KEY = _where(posts.c.key == sa.bindparam("value"))
_BY_URI = _where(posts.c.uri == sa.bindparam("value"))
_ON_THE_WAY = _where(
    posts.c.network == sa.bindparam("value"), posts.c.state == State.SENT, posts.c.uri.is_(None)
)
_INTEND = sa.insert(posts)
_STANDS = posts.c.state != State.REMOVED
_CONFIRM = (
    sa.update(posts)
    .where(posts.c.key == sa.bindparam("of_key"))
    .values(
        uri=sa.bindparam("of_uri"),
        state=sa.case((_STANDS, State.CONFIRMED), else_=posts.c.state),
        confirmed_at=sa.case((_STANDS, sa.bindparam("at")), else_=posts.c.confirmed_at),
    )
)
_BEGIN = sa.update(posts).where(
    posts.c.key == sa.bindparam("of_key"), posts.c.state.in_([State.INTENDED, State.SENT])
)


def post_key(mention: str, kind: Kind, ordinal: int = 0) -> str:
    """64 hex characters: the same mention, kind and ordinal always land on the same post."""
    return hashlib.sha256(f"{mention}\n{kind}\n{ordinal}".encode()).hexdigest()


def intend(post: Post, now: float) -> Prepared:
    """A write that records what will be said, to be committed with the step that wants it."""
    values = {name: getattr(post, name) for name in Post.__dataclass_fields__}
    return Prepared(_INTEND, values | {"intended_at": now})


def of_job(connection: Connection, job_id: int) -> list[Post]:
    """All posts of a job."""
    return _all(connection.execute(_OF_JOB, {"value": job_id}))


def frozen(post: Post) -> FrozenPost:
    """What the network needs of a post."""
    return FrozenPost(post.key, post.record, post.to_account)


def by_uri(connection: Connection, uri: str) -> Post | None:
    """Our post at this URI."""
    return next(iter(_all(connection.execute(_BY_URI, {"value": uri}))), None)


def by_key(connection: Connection, key: str) -> Post | None:
    """Our post with this key."""
    return next(iter(_all(connection.execute(_BY_KEY, {"value": key}))), None)


def on_the_way(connection: Connection, network: str) -> list[Post]:
    """Posts that may be out there without our knowing their URI yet."""
    return _all(connection.execute(_ON_THE_WAY, {"value": network}))


def begin_sending(connection: Connection, post: Post, now: float) -> bool:
    """Mark a post sent; False when it was removed meanwhile and must not be said."""
    values = {"of_key": post.key, "state": State.SENT, "sent_at": now}
    return connection.execute(_BEGIN, values).rowcount == 1


def confirm(post: Post, uri: str, now: float) -> Prepared:
    """A write: the network has it. A removed post stays removed; its URI is kept for deleting."""
    return Prepared(_CONFIRM, {"of_key": post.key, "of_uri": uri, "at": now})


def silence(post: Post, now: float) -> Callable[[Connection], None]:
    """A write: this will never be said."""
    return remove_where(posts.c.key == post.key, now)


def remove_where(condition: sa.ColumnElement[bool], now: float) -> Callable[[Connection], None]:
    """A write: mark posts removed, in whatever state they are."""

    def write(connection: Connection) -> None:
        connection.execute(
            sa.update(posts).where(condition, posts.c.state != State.REMOVED)
            .values(state=State.REMOVED, removed_at=now)
        )  # fmt: skip

    return write


def _all(rows: Iterable[sa.Row[Any]]) -> list[Post]:
    return [
        Post(**{**row._asdict(), "kind": Kind(row.kind), "state": State(row.state),
                "audience": Voice(row.audience)})
        for row in rows
    ]  # fmt: skip
