"""The pictures that the invariants are tried on, and what is locked in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.hostile.pictures import picture_of
from tests.world import World, decoded, packed

from seemly.guard import selftest
from seemly.guard.lock import Lock


def _picture(name: str) -> bytes:
    data = picture_of(name)
    assert data is not None
    return data


ASTRONAUT, HEADLESS, DOG = (_picture(name) for name in ("astronaut", "headless", "dog"))
HOUSE = packed(selftest.drawing())  # of nobody, as every start makes sure
BACKGROUND = "replace the background with a library"


def locked_in(world: World, picture: bytes) -> NDArray[np.bool_]:
    """Which pixels of a picture may not change."""
    return Lock.of(world.parts.eyes.finder.look(decoded(picture))).mask
