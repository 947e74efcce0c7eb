"""PostgreSQL: by its own tools, into an empty database, or with a clear word about why not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.safekeeping.places import wanted

from seemly import brake, migrate
from seemly.errors import ConfigurationError
from seemly.removals_log import Removal, RemovalsLog
from seemly.safekeeping import backup, restore, snapshot
from seemly.settings import Settings
from seemly.store import Store, open_engine
from seemly.tables import publications

NOW = 1_800_000_000.0


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """Another database, without a table."""
    url = sa.engine.make_url(postgres)
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"{url.database}_again"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.mark.postgres
def test_a_backup_of_postgresql_comes_back(postgres: str, empty: str, tmp_path: Path) -> None:
    source = Settings(data=tmp_path / "data", database=postgres)
    store = migrate.open_store(source)
    brake.pull(store, "people", "operator:ada", NOW)
    store.close()
    file, into = tmp_path / "backup.tar", tmp_path / "again"
    backup.run(source, None, file, NOW)
    log = tmp_path / "data" / "removals.log"
    RemovalsLog(log).write(
        (Removal("a" * 64, "plaza", "0000000001", "b" * 64, "c" * 64, "d" * 64, 90),)
    )
    given = wanted(file, into, NOW)
    with pytest.raises(ConfigurationError, match="SEEMLY_DATABASE_URL"):
        restore.with_removals(given, [log])
    answer = restore.with_removals(replace(given, database_url=empty), [log])
    assert answer.removed_again == 1
    again = Store(open_engine(empty))
    with again.read() as connection:
        assert {what for what, _ in brake.pulled(connection)} == {"people", "all"}
        gone = connection.execute(sa.select(publications.c.removed_at)).scalars().all()
    again.close()
    assert gone == [NOW]
    assert not (into / "database.dump").exists()
    shutil.rmtree(into)
    with pytest.raises(ConfigurationError, match="is not empty"):
        restore.with_removals(replace(given, database_url=empty), [log])


def test_without_pg_dump_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="pg_dump is not installed"):
        snapshot.of_postgresql("postgresql+psycopg://ann:s3cr3t@db/x", tmp_path / "copy")


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
def test_the_password_is_no_argument_and_a_fault_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "pg_dump"
    fake.write_text('#!/bin/sh\necho "$@" "$PGPASSWORD@$PGHOST" >&2\necho "no route" >&2\nexit 1\n')
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(ConfigurationError, match="pg_dump failed: no route") as fault:
        snapshot.of_postgresql("postgresql+psycopg://ann:s3cr3t@db/x", tmp_path / "copy")
    assert "s3cr3t" not in str(fault.value)
