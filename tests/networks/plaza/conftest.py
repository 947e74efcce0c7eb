"""A plaza over a database in a file, with a clock that stands still until told."""

from __future__ import annotations

import hashlib
import itertools
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.errors import NotFound
from seemly.networks.network import Account
from seemly.networks.plaza import tables
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.sessions import Sessions
from seemly.networks.plaza.town import Town
from seemly.provenance.publication import ApprovedWords, MarkedPicture, Watermark
from seemly.store import open_engine

BOT = Account("bot", "seemly", is_bot=True)
PNG = b"\x89PNG\r\n\x1a\n and the rest of it"
JPEG = b"\xff\xd8\xff and the rest of it"


@dataclass
class Bytes:
    """Picture bytes in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def keep(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = data
        return sha256

    def read(self, sha256: str) -> bytes:
        if sha256 not in self.kept:
            raise NotFound("no such picture")
        return self.kept[sha256]

    def drop(self, sha256: str) -> None:
        self.kept.pop(sha256, None)


@dataclass
class Clock:
    """Stands still until moved."""

    now: datetime = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class World:
    """Everything a test of the plaza touches."""

    engine: Engine
    pictures: Bytes
    clock: Clock
    plaza: Plaza
    town: Town
    sessions: Sessions

    def join(self, handle: str) -> str:
        """A new account's id."""
        return self.town.join(handle).id


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """On PostgreSQL in a schema of its own, where SEEMLY_TEST_POSTGRES has one."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path}/plaza.sqlite3")
        yield build(engine)
        engine.dispose()
        return
    url = os.environ.get("SEEMLY_TEST_POSTGRES")
    if not url:
        pytest.skip("SEEMLY_TEST_POSTGRES names no database")
    schema = f"plaza_{secrets.token_hex(6)}"
    admin = sa.create_engine(url)
    with admin.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    engine = sa.create_engine(url, connect_args={"options": f"-csearch_path={schema}"})
    yield build(engine)
    engine.dispose()
    with admin.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    admin.dispose()


def build(engine: Engine) -> World:
    """A world over any engine."""
    plaza_tables = [
        tables.accounts,
        tables.posts,
        tables.blocks,
        tables.sessions,
        tables.keyring,
    ]
    tables.accounts.metadata.create_all(engine, tables=plaza_tables)
    pictures, clock = Bytes(), Clock()
    names = (f"name{number}" for number in itertools.count())
    town = Town(engine, pictures, BOT, clock, lambda: next(names))
    plaza = Plaza(engine, pictures, BOT, clock)
    return World(engine, pictures, clock, plaza, town, Sessions(town.records))


def marked(answers: str, file: bytes = JPEG, text: str = "Made by AI.") -> MarkedPicture:
    """A marked picture as `mark` would hand it over."""
    return MarkedPicture(
        public_id="0123456789",
        approved_digest="a" * 64,
        marked_digest="b" * 64,
        file_digest=hashlib.sha256(file).hexdigest(),
        file=file,
        media_type="image/jpeg",
        watermark=Watermark.STRONG,
        pixels=np.zeros((480, 640, 3), np.uint8),
        width=640,
        height=480,
        post_text=text,
        alt_text="A dog with a hat.",
        languages=("en",),
        labels=("ai-generated",),
        answers=answers,
    )


def words(answers: str, text: str = "That is not possible.") -> ApprovedWords:
    """Words as `words_out` would hand them over."""
    return ApprovedWords(text, "refusal", "en", (), answers, "policy")


def stored(world: World, table: sa.Table) -> str:
    """Everything a table holds, to look for what it may not."""
    with world.engine.begin() as connection:
        return repr(connection.execute(sa.select(table)).all())


def rows(world: World) -> int:
    """How many posts there are, removed ones counted."""
    with world.engine.begin() as connection:
        count = sa.select(sa.func.count()).select_from(tables.posts)
        return int(connection.execute(count).scalar_one())
