"""A stage for all tests of this folder: the models are loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import pytest
from hypothesis import HealthCheck, settings

from seemly.redteam import sources, stage
from seemly.redteam.judge import Judge
from seemly.redteam.sources import Source
from seemly.redteam.stage import Stage

cv2.setNumThreads(1)

#: What every test run tries, and what `make proof-hostile` tries.
settings.register_profile("seemly", deadline=None)
_SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
THREE = settings(max_examples=3, deadline=None, suppress_health_check=_SLOW)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=_SLOW)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=_SLOW)


@pytest.fixture(scope="session")
def opened() -> Iterator[Stage]:
    with stage.opened() as one:
        yield one


@pytest.fixture(scope="session")
def judge(opened: Stage) -> Judge:
    return Judge(opened)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Source]:
    return {source.name: source for source in sources.shipped()}
