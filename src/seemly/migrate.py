"""One schema history for SQLite and PostgreSQL, applied at every start."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from seemly.errors import ConfigurationError
from seemly.settings import Settings
from seemly.store import Store, open_engine


def open_store(settings: Settings) -> Store:
    """The database of these settings, its schema brought up to date.

    Raises ConfigurationError where there is none to be had.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = open_engine(settings.database_url)
        up(engine)
    except OSError as fault:
        raise ConfigurationError(f"{settings.data} cannot be used: {fault.strerror}") from None
    except (sa.exc.SQLAlchemyError, ImportError) as fault:
        why = str(getattr(fault, "orig", fault)).splitlines()[0]
        raise ConfigurationError(
            f"the database cannot be opened: {why}", "Look at data, or at SEEMLY_DATABASE_URL"
        ) from None
    return Store(engine)


def up(engine: Engine) -> None:
    """Bring the database to this version's schema; quick where it is there already.

    Raises ConfigurationError when the database belongs to a newer Seemly.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    if now == head:
        return
    if now is not None and now not in {one.revision for one in script.walk_revisions()}:
        raise ConfigurationError(
            f"the database is of a newer Seemly (schema {now})", "Install that version or newer"
        )
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two processes that start at once would both create the tables.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7312649)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(engine: Engine) -> str:
    """The schema's revision, "" where there is none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_there(engine: Engine) -> bool:
    """Whether the schema was ever made here."""
    return inspect(engine).has_table("jobs")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
