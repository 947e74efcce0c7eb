"""One real Seemly for all attacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.attacks.scene import Scene

from seemly.assemble import Seemly, opened
from seemly.settings import Limits, Settings


@pytest.fixture(scope="package")
def seemly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seemly]:
    """One real Seemly; every test has accounts and pictures of its own."""
    limits = Limits(per_pictured_day=12, per_asker_day=100, per_thread_day=100, queue=10_000)
    with opened(Settings(data=tmp_path_factory.mktemp("data"), limits=limits)) as built:
        yield built


@pytest.fixture
def scene(seemly: Seemly) -> Scene:
    return Scene(seemly)
