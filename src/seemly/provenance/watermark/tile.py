"""The tile of one id: 128 x 128, mean 0, deviation 1."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from seemly.provenance.watermark import code
from seemly.provenance.watermark.bins import BINS, COUNT, TILE
from seemly.provenance.watermark.key import Carriers

#: Power of a sync bin beside one that carries two coded bits of power 1 each.
_SYNC_POWER = 2.0


def tile(public_id: int, key: Carriers, tilt: float) -> NDArray[np.float32]:
    """`tilt`: how the amplitude falls with frequency, as radius ** -tilt; 0 is flat."""
    values = spectrum(public_id, key) * (np.hypot(BINS[:, 0], BINS[:, 1]) / TILE) ** -tilt
    plane = np.zeros((TILE, TILE), np.complex128)
    plane[BINS[:, 1], BINS[:, 0]] = values
    plane[-BINS[:, 1], -BINS[:, 0]] = values.conj()
    drawn = np.fft.ifft2(plane).real
    return np.asarray(drawn / drawn.std(), np.float32)


def spectrum(public_id: int, key: Carriers) -> NDArray[np.complex64]:
    """The value of each bin of bins.BINS."""
    halves = code.encode(key.word(public_id))[key.coded] * key.signs
    values = np.empty(COUNT, np.complex64)
    values[key.sync] = key.phases * math.sqrt(_SYNC_POWER)
    values[key.payload] = halves[0::2] + 1j * halves[1::2]
    return values
