"""SQLite in the data folder: what is copied here. PostgreSQL has a file of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database(tmp_path: Path, empty_sqlite: Path) -> str:
    shutil.copy(empty_sqlite, tmp_path / "seemly.db")
    return f"sqlite:///{tmp_path / 'seemly.db'}"
