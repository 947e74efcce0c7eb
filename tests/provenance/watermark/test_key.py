"""Carriers: the same for a secret, others for another, all of them used."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_a_short_secret_is_refused_and_none_is_shown(key: Carriers) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Carriers(b"short")
    assert "0123456789abcdef" not in repr(key)
