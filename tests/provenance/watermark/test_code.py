"""The code: every id comes back, through noise; a wrong one is noticed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.provenance.watermark.code import CODED, ID_BITS, decode, encode

ids = st.integers(0, 2**ID_BITS - 1)


@settings(max_examples=15, deadline=None)
@given(ids)
def test_every_id_comes_back(public_id: int) -> None:
    assert decode(encode(public_id)) == public_id


@settings(max_examples=15, deadline=None)
@given(ids, st.integers(0, 2**32 - 1))
def test_an_id_comes_back_through_noise_louder_than_itself(public_id: int, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 1.2, CODED).astype(np.float32)
    assert decode(encode(public_id) + noise) == public_id


@settings(max_examples=10, deadline=None)
@given(ids, st.integers(0, 2**32 - 1))
def test_half_of_the_signs_may_be_missing(public_id: int, seed: int) -> None:
    soft = encode(public_id)
    soft[np.random.default_rng(seed).permutation(CODED)[: CODED // 2]] = 0
    assert decode(soft) == public_id


def test_noise_alone_seldom_passes_the_check() -> None:
    random = np.random.default_rng(1)
    found = [decode(random.normal(0, 1, CODED).astype(np.float32)) for _ in range(20)]
    assert found == [None] * 20


@settings(max_examples=10, deadline=None)
@given(ids, st.integers(0, 2**32 - 1))
def test_a_word_that_adds_up_to_what_is_asked_is_never_left_out(public_id: int, seed: int) -> None:
    signs = encode(public_id)
    soft = signs + np.random.default_rng(seed).normal(0, 1.2, CODED).astype(np.float32)
    assert decode(soft, float(soft @ signs)) == public_id
    assert decode(soft, 1.1 * float(np.abs(soft).sum())) is None  # more than any signs add up to


@settings(max_examples=30, deadline=None)
@given(ids, st.integers(0, ID_BITS - 1))
def test_ids_one_bit_apart_are_far_apart_as_signs(public_id: int, bit: int) -> None:
    assert np.count_nonzero(encode(public_id) != encode(public_id ^ 1 << bit)) >= 40


@pytest.mark.parametrize("public_id", [-1, 2**ID_BITS])
def test_more_than_48_bits_are_refused(public_id: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        encode(public_id)
