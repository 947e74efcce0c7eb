"""Carriers: the same for a secret, others for another, all of them used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.provenance.watermark import bins, code
from seemly.provenance.watermark.key import SYNC, Carriers


def test_a_secret_always_gives_the_same_carriers(key: Carriers) -> None:
    again = Carriers(key.secret)
    assert np.array_equal(again.signs, key.signs)
    assert np.array_equal(again.coded, key.coded)
    assert np.array_equal(again.phases, key.phases)
    assert np.array_equal(again.sync, key.sync)


def test_another_secret_gives_others(key: Carriers) -> None:
    other = Carriers(b"x" * 32)
    assert 0.4 < np.mean(other.signs == key.signs) < 0.6
    assert not np.array_equal(other.sync, key.sync)


def test_every_bin_has_one_use_and_every_coded_bit_as_many_carriers(key: Carriers) -> None:
    assert len(key.sync) == SYNC
    assert sorted([*key.sync, *key.payload]) == list(range(bins.COUNT))
    carriers = np.bincount(key.coded, minlength=code.CODED)
    assert carriers.max() - carriers.min() <= 1
    assert carriers.min() >= 5


@given(st.integers(0, 2**code.ID_BITS - 1))
def test_a_word_stands_for_one_id(public_id: int) -> None:
    key = Carriers(b"0123456789abcdef" * 2)
    word = key.word(public_id)
    assert 0 <= word < 2**code.ID_BITS
    assert key.public_id(word) == public_id


def test_words_tell_nothing_of_ids_without_the_secret(key: Carriers) -> None:
    other = Carriers(b"x" * 32)
    changed = [
        (key.word(number) ^ key.word(number ^ 1 << bit)).bit_count()
        for number in range(20)
        for bit in range(0, code.ID_BITS, 7)
    ]
    assert 22 < np.mean(changed) < 26  # one bit of an id changes half of the word
    assert all(key.word(number) != other.word(number) for number in range(20))


@pytest.mark.parametrize("public_id", [-1, 2**code.ID_BITS])
def test_more_than_48_bits_have_no_word(key: Carriers, public_id: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        key.word(public_id)


def test_a_short_secret_is_refused_and_none_is_shown(key: Carriers) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Carriers(b"short")
    assert "0123456789abcdef" not in repr(key)
