"""Rows of the plaza: reading them, writing them one writer at a time, taking a picture away.

Plaza (for the bot) and Town (for people) both stand on this.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from seemly.networks.network import Account
from seemly.networks.plaza.tables import accounts, posts

Clock = Callable[[], datetime]

PREFIX = "plaza://post/"


class PictureBytes(Protocol):
    """A store of picture bytes under their SHA-256 that belongs to the plaza alone."""

    def keep(self, data: bytes, /) -> str:
        """Store and return the SHA-256 (hex)."""
        ...

    def read(self, sha256: str, /) -> bytes:
        """The bytes. Raises NotFound."""
        ...

    def drop(self, sha256: str, /) -> None:
        """Delete; no error when they are not there."""
        ...


@dataclass(frozen=True)
class Picture:
    """A picture in a post, by its digest; width and height in pixels as shown."""

    sha256: str
    alt_text: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Row:
    """One post as it stands."""

    seq: int
    uri: str
    key: str | None
    author: str
    audience: str | None
    text: str
    parent: str | None
    root: str
    picture: Picture | None
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    version: int
    created_at: datetime
    gone: bool

    @property
    def name(self) -> str:
        """The last part of the URI; used in web addresses."""
        return self.uri.removeprefix(PREFIX)

    @property
    def thread_name(self) -> str:
        """The last part of the root's URI."""
        return self.root.removeprefix(PREFIX)


class Records:
    """The plaza's tables over one engine. Its transactions are its own, never a job's."""

    def __init__(self, engine: Engine, pictures: PictureBytes, bot: Account, clock: Clock) -> None:
        self.engine, self.pictures, self.bot, self.clock = engine, pictures, bot, clock
        self._insert = pg_insert if engine.dialect.name == "postgresql" else sqlite_insert

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for looking only."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that no other writer of the plaza overlaps.

        It begins by updating the bot's row, which locks it on both databases. So numbers are
        committed in order (a cursor never steps over a post that is still being written), and
        nobody drops a picture's bytes while somebody else posts the same picture.
        """
        with self.engine.begin() as connection:
            lock = sa.update(accounts).where(accounts.c.id == self.bot.id).values(is_bot=1)
            if connection.execute(lock).rowcount != 1:
                self._create_bot(connection)
            yield connection

    def insert(self, connection: Connection, row: Row) -> None:
        """Write a post unless its URI or key is taken, be it by a removed one."""
        values = {
            "uri": row.uri, "key": row.key, "author": row.author, "audience": row.audience,
            "text": row.text, "parent": row.parent, "root": row.root,
            "languages": json.dumps(row.languages), "labels": json.dumps(row.labels),
            "version": row.version, "created_at": row.created_at.timestamp(),
        }  # fmt: skip
        if row.picture is not None:
            values |= {
                "picture_sha256": row.picture.sha256, "picture_alt": row.picture.alt_text,
                "picture_type": row.picture.media_type, "picture_width": row.picture.width,
                "picture_height": row.picture.height,
            }  # fmt: skip
        connection.execute(self._insert(posts).values(**values).on_conflict_do_nothing())

    def empty(self, connection: Connection, row: Row) -> None:
        """Take a post away: words, alt text, and the picture's bytes where no other post has them.

        The bytes go before the commit. A crash in between leaves a post without its picture,
        never a picture that was taken away; doing it again finishes it.
        """
        connection.execute(
            sa.update(posts).where(posts.c.seq == row.seq)
            .values(text="", picture_alt="",
                    removed_at=sa.func.coalesce(posts.c.removed_at, self.now()))
        )  # fmt: skip
        if row.picture is None:
            return
        standing = sa.select(posts.c.seq).where(
            posts.c.picture_sha256 == row.picture.sha256, posts.c.removed_at.is_(None)
        )
        if connection.execute(standing.limit(1)).first() is None:
            self.pictures.drop(row.picture.sha256)

    def post(self, connection: Connection, uri: str) -> Row | None:
        """The post at this URI if it stands."""
        rows = select(connection, posts.c.uri == uri, posts.c.removed_at.is_(None))
        return rows[0] if rows else None

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.clock().timestamp()

    def _create_bot(self, connection: Connection) -> None:
        values = {"id": self.bot.id, "handle": self.bot.handle, "is_bot": 1}
        statement = self._insert(accounts).values(**values, created_at=self.now())
        connection.execute(statement.on_conflict_do_nothing())


def select(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Row]:
    """Posts that meet all conditions, oldest first."""
    statement = sa.select(posts).where(*conditions).order_by(posts.c.seq)
    return [_row(found) for found in connection.execute(statement)]


def people(connection: Connection, ids: set[str]) -> dict[str, Account]:
    """Accounts by id."""
    found = connection.execute(sa.select(accounts).where(accounts.c.id.in_(ids)))
    return {row.id: account(row) for row in found}


def account(row: Any) -> Account:
    """From a row of the accounts table."""
    created = datetime.fromtimestamp(row.created_at, UTC)
    return Account(row.id, row.handle, is_bot=bool(row.is_bot), created_at=created)


def _row(found: Any) -> Row:
    return Row(
        seq=found.seq,
        uri=found.uri,
        key=found.key,
        author=found.author,
        audience=found.audience,
        text=found.text,
        parent=found.parent,
        root=found.root,
        picture=_picture(found),
        languages=tuple(json.loads(found.languages)),
        labels=tuple(json.loads(found.labels)),
        version=found.version,
        created_at=datetime.fromtimestamp(found.created_at, UTC),
        gone=found.removed_at is not None,
    )


def _picture(found: Any) -> Picture | None:
    if found.picture_sha256 is None:
        return None
    return Picture(
        sha256=found.picture_sha256,
        alt_text=found.picture_alt,
        media_type=found.picture_type,
        width=found.picture_width,
        height=found.picture_height,
    )
