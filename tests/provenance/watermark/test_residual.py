"""The power of what is left of a picture, by frequency."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.provenance.watermark.residual import HALF, SPECTRUM, spectral_power


@pytest.mark.parametrize("shape", [(512, 512), (409, 640), (16, SPECTRUM)])
def test_power_is_the_squared_amplitude_of_every_frequency(shape: tuple[int, int]) -> None:
    plane = np.random.default_rng(1).normal(0, 1, shape).astype(np.float32)
    expected = np.abs(np.fft.rfft2(plane, (SPECTRUM, SPECTRUM))) ** 2
    power = spectral_power(plane)
    assert power.shape == (SPECTRUM, HALF)
    np.testing.assert_allclose(power, expected, rtol=1e-3, atol=1e-5 * float(expected.max()))
