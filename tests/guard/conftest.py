"""The installed models, opened once; `make install` brings the weights."""

from __future__ import annotations

import pytest

from seemly.guard.eyes import Eyes
from seemly.guard.people import Finder
from seemly.guard.sexual import Nudity
from seemly.models import Models


@pytest.fixture(scope="session")
def eyes() -> Eyes:
    return Eyes.open(Models.open())


@pytest.fixture(scope="session")
def finder(eyes: Eyes) -> Finder:
    return eyes.finder


@pytest.fixture(scope="session")
def nudity(eyes: Eyes) -> Nudity:
    return eyes.nudity
