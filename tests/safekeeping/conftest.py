"""SQLite in the data folder, which is what is copied here (PostgreSQL has a file of its own), and
the paths of a backup and of what is restored from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database(tmp_path: Path, empty_sqlite: Path) -> str:
    shutil.copy(empty_sqlite, tmp_path / "seemly.db")
    return f"sqlite:///{tmp_path / 'seemly.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.tar"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """The data folder that is restored."""
    return tmp_path / "again"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log of removals of the installation that was backed up."""
    return tmp_path / "removals.log"
