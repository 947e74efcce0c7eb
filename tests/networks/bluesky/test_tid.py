from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from seemly.networks.bluesky.tid import record_key

SYNTAX = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")  # the protocol's


@given(st.binary(min_size=32, max_size=32))
def test_every_key_gives_a_valid_tid(key: bytes) -> None:
    assert SYNTAX.fullmatch(record_key(key.hex()))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 62))
def test_each_of_63_bits_counts(key: bytes, bit: int) -> None:
    other = int.from_bytes(key) ^ (1 << (255 - bit))
    assert record_key(key.hex()) != record_key(f"{other:064x}")


def test_the_same_key_lies_in_the_same_place_in_every_release() -> None:
    assert record_key("0123456789abcdef" * 4) == "236h4qj4hftrr"
