"""The invariants of docs/invariants.md by name, on the real guard where they are about pictures.

Invariant 1 is in tests/provenance, 7 through a restore in tests/safekeeping; tests/hostile walks
them past a hostile server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from tests.world import World

from seemly.assemble import Seemly, opened
from seemly.settings import Limits, Settings

cv2.setNumThreads(1)


@pytest.fixture(scope="package")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seemly]:
    """The real guard, loaded once."""
    limits = Limits(per_asker_day=100, per_thread_day=100, per_root_picture_day=100)
    with opened(Settings(data=tmp_path_factory.mktemp("data"), limits=limits)) as built:
        yield built


@pytest.fixture
def world(assembled: Seemly, empty_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """A plaza for this test alone."""
    built = World(assembled, empty_sqlite, tmp_path)
    yield built
    built.close()
