"""A store for each test: on SQLite always, on PostgreSQL where the marker `postgres` is chosen."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import settings
from sqlalchemy import Engine
from tests.living import Life, People
from tests.world import World

from seemly import migrate
from seemly import store as stores
from seemly.assemble import Seemly, opened
from seemly.bench import stand_ins
from seemly.guard.text.reader import Reader
from seemly.provenance.credentials import Signer
from seemly.settings import Limits, Settings
from seemly.store import Store, open_engine
from seemly.tables import metadata

# No test asserts on time: a busy machine is slow, not wrong.
settings.register_profile("seemly", deadline=None)
settings.load_profile("seemly")

SHIPPED = stores.SYNCHRONOUS

# Millions of objects stay for the whole run, and looking through them again and again for rubbish
# took a sixth of the time of all tests: seldom, then, and not through what was there at the start.
gc.set_threshold(10_000, 10, 10)


def pytest_collection_finish() -> None:
    """Everything that is imported by now stays."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """Structlog's own default draws every local variable of a traceback: seconds for each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
    )


@pytest.fixture(scope="session", autouse=True)
def no_power_cut() -> Iterator[None]:
    """No test here pulls the plug, and a slow disk would be most of the time of many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        patch.setattr(stores, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.up(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL database of this process alone, with the schema."""
    given = os.environ.get("SEEMLY_TEST_POSTGRES")
    if not given:
        pytest.fail("SEEMLY_TEST_POSTGRES is not set: run tests/postgres.sh COMMAND")
    name = f"seemly_{os.getpid()}"
    server = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.engine.make_url(given).set(database=name).render_as_string(hide_password=False)
    engine = open_engine(url)
    migrate.up(engine)
    engine.dispose()
    yield url
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "seemly.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres")
    _empty(open_engine(url))
    return url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A store over an empty database."""
    opened = Store(open_engine(database))
    yield opened
    opened.close()


def _empty(engine: Engine) -> None:
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    engine.dispose()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signing key: to make one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("keys")
    Signer.open(folder / "keys", datetime.now(UTC))
    return folder / "keys"


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The real reader of words."""
    return Reader.load()


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seemly]:
    """The real guard, loaded once; a test that needs other parts replaces them."""
    limits = Limits(per_asker_day=100, per_thread_day=100, per_root_picture_day=100)
    with opened(Settings(data=tmp_path_factory.mktemp("assembled"), limits=limits)) as built:
        yield built


@pytest.fixture
def world(assembled: Seemly, empty_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """A plaza for this test alone."""
    built = World(assembled, empty_sqlite, tmp_path)
    yield built
    built.close()


@pytest.fixture
def life(store: Store, tmp_path: Path, keys: Path, reader: Reader) -> Life:
    """A Seemly on a network of people."""
    shutil.copytree(keys, tmp_path / "keys")
    people = People()
    parts = stand_ins.parts(store, tmp_path, {people.name: people}, reader)
    alive = Life(parts, people)
    alive.give(clock=lambda: alive.now)
    return alive
