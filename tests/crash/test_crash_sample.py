"""A sample of the crash proof, killed at a few places on each database that is there."""

from __future__ import annotations

import pytest
from tests.crash import proof


@pytest.mark.crash
@pytest.mark.timeout(400)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_twice_unapproved_or_back(database: str) -> None:
    there = proof.databases()
    if database not in there:
        pytest.skip("SEEMLY_TEST_POSTGRES is not set: run tests/postgres.sh COMMAND")
    row = proof.prove(database, there[database], proof.SAMPLE, seed=1)
    assert row.clean
    assert row.kills >= 8
    assert row.places >= 6
    assert row.removals > 0
    assert row.refusals > 0
