"""One network for a whole run, fresh accounts for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.network import atproto
from tests.network.rig import BlueskyRig, PlazaRig, Rig


@pytest.fixture(scope="session")
def atproto_network() -> Iterator[atproto.Network]:
    """The running AT Protocol network. Tests that use it carry the marker `network`."""
    with atproto.running() as network:
        yield network


@pytest.fixture(scope="session")
def atproto_accounts(atproto_network: atproto.Network) -> atproto.Accounts:
    """Makes people: `person()` gives one with post, reply, mention, follow, block, delete."""
    return atproto.Accounts(atproto_network)


@pytest.fixture
def bluesky_rig(atproto_accounts: atproto.Accounts, tmp_path: Path) -> BlueskyRig:
    """Our bot with a fresh account."""
    return BlueskyRig(atproto_accounts, tmp_path)


@pytest.fixture(params=["plaza", pytest.param("bluesky", marks=pytest.mark.network)])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    """The same world on each network."""
    if request.param == "plaza":
        return PlazaRig(tmp_path)
    made: BlueskyRig = request.getfixturevalue("bluesky_rig")
    return made
