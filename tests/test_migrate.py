"""An older database is brought up to date with everything that is in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from seemly import migrate
from seemly.matching.pdq import PdqHash
from seemly.publications import removed_copies
from seemly.store import open_engine
from seemly.tables import publications

HASH = PdqHash(1)


def test_what_was_removed_before_its_sources_hash_was_kept_stays_gone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'seemly.db'}")
    config = migrate._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        job = dict.fromkeys(_needed(connection, "jobs"), "0") | {"id": 1}
        connection.execute(sa.text(_insert("jobs", job)), job)
        row = dict.fromkeys(_needed(connection, "publications"), "0") | {
            "public_id": "0000000001", "job_id": 1, "pdq": HASH.to_bytes(),
            "pdq_approved": HASH.to_bytes(), "removed_at": 2.0,
        }  # fmt: skip
        connection.execute(sa.text(_insert("publications", row)), row)
    migrate.up(engine)
    with engine.connect() as connection:
        assert connection.execute(sa.select(publications.c.pdq_source)).all() == [(None,)]
        assert removed_copies(connection, (HASH,), ["0000000001"]) == {"0000000001"}
    engine.dispose()


def _needed(connection: sa.Connection, table: str) -> list[str]:
    """Columns of that version that must be filled."""
    return [one["name"] for one in sa.inspect(connection).get_columns(table) if not one["nullable"]]


def _insert(table: str, row: Mapping[str, object]) -> str:
    return (
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
    )
