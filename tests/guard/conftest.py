"""The installed models, opened once; `make install` brings the weights."""

from __future__ import annotations

import pytest

from seemly.guard.people import Finder
from seemly.guard.sexual import Nudity
from seemly.models import Models


@pytest.fixture(scope="session")
def finder() -> Finder:
    models = Models.open()
    return Finder(
        models.path("yunet"), models.path("selfie_segmentation"), models.path("pose_detection")
    )


@pytest.fixture(scope="session")
def nudity() -> Nudity:
    return Nudity(Models.open().path("opennsfw"))
