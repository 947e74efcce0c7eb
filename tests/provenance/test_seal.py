from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import NotApproved
from seemly.provenance.seal import Seal

DIGESTS = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=3)


@given(DIGESTS, DIGESTS)
def test_a_seal_holds_for_its_own_digests_alone(these: list[str], others: list[str]) -> None:
    seal = Seal.of(b"secret")
    seal.check(seal.on(*these), *these)
    if these != others:
        with pytest.raises(NotApproved):
            seal.check(seal.on(*these), *others)


@pytest.mark.parametrize("forged", [None, "", "0" * 64])
def test_no_seal_is_no_approval(forged: str | None) -> None:
    with pytest.raises(NotApproved):
        Seal.of(b"secret").check(forged, "a" * 64)


def test_another_key_makes_another_seal() -> None:
    assert Seal.of(b"one").on("a") != Seal.of(b"other").on("a")
    assert Seal.of(b"one").key != b"one"
    assert "key" not in repr(Seal.of(b"one"))
