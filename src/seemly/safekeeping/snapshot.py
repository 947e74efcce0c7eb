"""A consistent copy of the database while the service writes to it, and its way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from seemly.errors import ConfigurationError

_SECONDS = 6 * 3600


def of_sqlite(database: Path, copy: Path) -> None:
    """SQLite's own online backup: readers and writers go on meanwhile. Raises ConfigurationError.

    `copy` is one file, without a journal beside it, checked by SQLite itself.
    """
    try:
        with (
            closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            [said] = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as fault:
        raise ConfigurationError(f"{database} cannot be copied: {fault}") from fault
    if said != "ok":
        raise ConfigurationError(f"{database} is damaged: {said}", "Restore an older backup")


def of_postgresql(url: str, copy: Path) -> None:
    """By `pg_dump`, which sees one instant of the database. Raises ConfigurationError."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def into_postgresql(url: str, copy: Path) -> None:
    """By `pg_restore`, all of it or nothing, into a database without tables."""
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *whole, str(copy))


def _run(program: str, url: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise ConfigurationError(
            f"{program} is not installed",
            "Install PostgreSQL's client programs, of your server's version",
        )
    parts = sa.engine.make_url(url)
    given = {
        "PGHOST": parts.host,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": parts.username,
        "PGPASSWORD": str(parts.password) if parts.password else None,  # never an argument: `ps`
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    command = [found, "--no-password", f"--dbname={parts.database}", *words]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as fault:
        raise ConfigurationError(f"{program} did not end within {_SECONDS // 3600} h") from fault
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        raise ConfigurationError(f"{program} failed: {said}", "Its version must fit the server's")
