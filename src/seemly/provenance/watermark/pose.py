"""How a tile lies: flip, quarter turns and shift, by the bins of known phase; and its soft bits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from seemly.provenance.watermark import code
from seemly.provenance.watermark.bins import BINS, HIGHEST, LOWEST, RADIUS, REACH, TILE
from seemly.provenance.watermark.key import Carriers

#: The eight ways to lay a square: matrices that take the seen tile to the one that was embedded.
LAYS: Final = tuple(
    ((across, 0), (0, down)) if straight else ((0, across), (down, 0))
    for straight in (True, False)
    for across in (1, -1)
    for down in (1, -1)
)
AS_MARKED: Final = (-0.5, -0.5)  # the shift of a picture that lies as it was marked
_RINGS = 12
_RING = np.minimum(((RADIUS - LOWEST) / (HIGHEST - LOWEST) * _RINGS).astype(np.intp), _RINGS - 1)

_STRUCTURE = 8.0  # power above which a frequency is the picture's

Lay = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Pose:
    """`lay` and then `shift` (tile pixels) take the seen tile to the embedded one.

    `laid`: each bin of bins.BINS in the embedded tile's own order. `sync`: how well the known bins
    agree, in deviations.
    """

    lay: Lay
    shift: tuple[float, float]
    laid: NDArray[np.complex64]
    sync: float

    @property
    def values(self) -> NDArray[np.complex64]:
        """Each bin in the embedded tile's own order and phase."""
        return shifted(self.laid, self.shift)


def best_pose(spectrum: NDArray[np.complex64], key: Carriers) -> Pose:
    """The pose that fits best. `spectrum`: as residual.lattice gives it, whitened."""
    weights = _audible(_laid(spectrum, 0))[_RING[key.sync]]
    known = (key.phases * weights).astype(np.complex64)
    planes = np.zeros((len(LAYS), TILE, REACH + 1), np.complex64)
    across, down = BINS[key.sync].T
    planes[:, down, across] = _limited(_laid(spectrum, np.s_[:, key.sync])).conj() * known
    fits = np.fft.irfft(np.fft.ifft(planes, axis=1), TILE, axis=2)
    which, down, across = (int(at) for at in np.unravel_index(fits.argmax(), fits.shape))
    fit = fits[which]
    shift = (
        across + _summit(*(fit[down, (across + step) % TILE] for step in (-1, 0, 1))),
        down + _summit(*(fit[(down + step) % TILE, across] for step in (-1, 0, 1))),
    )
    sync = float(fit[down, across]) * TILE**2 / 2 / math.sqrt(float(weights @ weights) / 2)
    return Pose(LAYS[which], shift, _laid(spectrum, which), sync)


def as_marked(spectrum: NDArray[np.complex64], key: Carriers) -> Pose:
    """The pose of a picture that lies as it was marked. Nothing is searched, so that even a `sync`
    of 2 is rare by chance."""
    laid, values = _laid(spectrum, 0), upright(spectrum)
    weights = _audible(laid)[_RING[key.sync]]
    fits = (_limited(values[key.sync]) * key.phases.conj()).real @ weights
    sync = float(fits) / math.sqrt(float(weights @ weights) / 2)
    return Pose(LAYS[0], AS_MARKED, laid, sync)


def upright(spectrum: NDArray[np.complex64]) -> NDArray[np.complex64]:
    """The values of a picture that lies as it was marked."""
    return _turned(_laid(spectrum, 0), _AS_MARKED_TURNS)


def shifted(values: NDArray[np.complex64], shift: tuple[float, float]) -> NDArray[np.complex64]:
    """Values of bins.BINS with the phases of a shift (tile pixels) taken out."""
    return _turned(values, _turns(shift))


def _turned(values: NDArray[np.complex64], turns: NDArray[np.complex128]) -> NDArray[np.complex64]:
    return np.asarray(values * turns, np.complex64)


def _turns(shift: tuple[float, float]) -> NDArray[np.complex128]:
    return np.asarray(np.exp(-2j * np.pi * ((BINS @ np.array(shift)) / TILE)))


_AS_MARKED_TURNS: Final = _turns(AS_MARKED)


@dataclass(frozen=True, eq=False)
class SoftBits:
    """`bits`: 384 sums. `energy`: of the squares of all terms that went into them."""

    bits: NDArray[np.float32]
    energy: float

    def score(self, word: int) -> float:
        """How far the sums lean to this word, in units of which chance has deviation 1 at most."""
        if self.energy <= 0:
            return 0.0
        return float(self.bits @ code.encode(word)) / math.sqrt(self.energy)


def soft_bits(values: NDArray[np.complex64], key: Carriers) -> SoftBits:
    """Weighted by ring, as the known bins there tell signal from noise.

    Neither weights nor limits know the payload's signs: the bound on false reads needs that.
    """
    loud = np.abs(values) ** 2
    agree = (values[key.sync] * key.phases.conj()).real
    weights = _ring_means(agree, _RING[key.sync]).clip(0) / (_ring_means(loud, _RING) + 1e-12)
    weights = _smooth(weights)
    weights += 1e-3 * weights.max() + 1e-12
    seen = values[key.payload]
    limit = 2.5 * math.sqrt(float(np.median(loud))) + 1e-12
    payload = seen / np.maximum(1, np.abs(seen) / limit) * weights[_RING[key.payload]]
    terms = np.stack([payload.real, payload.imag], axis=1).ravel() * key.signs
    bits = np.bincount(key.coded, terms, code.CODED).astype(np.float32)
    return SoftBits(bits, float(terms @ terms))


def _places() -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where in a flat spectrum each bin lies, by lay; bins of u < 0 mirror the others."""
    seen = np.stack([BINS @ np.array(lay) for lay in LAYS])
    mirrored = seen[..., 0] < 0
    seen = np.where(mirrored[..., None], -seen, seen)
    return (seen[..., 1] + REACH) * (REACH + 1) + seen[..., 0], mirrored


_PLACES, _MIRRORED = _places()


def _laid(
    spectrum: NDArray[np.complex64], which: int | tuple[slice, NDArray[np.intp]]
) -> NDArray[np.complex64]:
    """The seen values of all bins in one lay, or of some in all: one row for each lay."""
    values = spectrum.ravel()[_PLACES[which]]
    np.negative(values.imag, out=values.imag, where=_MIRRORED[which])
    return values


def _audible(values: NDArray[np.complex64]) -> NDArray[np.float64]:
    """A weight for each ring: how far its power is above the picture's own, which is 1."""
    above = _ring_means(np.minimum(np.abs(values) ** 2, _STRUCTURE), _RING) - 1
    return np.maximum(_smooth(above), 0.05)


def _smooth(rings: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.convolve(np.pad(rings, 1, "edge"), (0.25, 0.5, 0.25), "valid")


def _limited(values: NDArray[np.complex64]) -> NDArray[np.complex64]:
    """Only the phase of what is loud: one strong frequency must not decide."""
    loud = np.abs(values)
    usual = np.median(loud, axis=-1, keepdims=True)
    return np.asarray(values / np.maximum(loud, usual + 1e-12), np.complex64)


def _ring_means(values: NDArray[np.float32], rings: NDArray[np.intp]) -> NDArray[np.float64]:
    counts = np.maximum(np.bincount(rings, minlength=_RINGS), 1)
    return np.asarray(np.bincount(rings, values, _RINGS) / counts)


def _summit(before: float, here: float, after: float) -> float:
    """Where a parabola through three neighbours is highest: -0.5 to 0.5 from the middle."""
    bend = before + after - 2 * here
    return 0.0 if bend == 0 else 0.5 * (before - after) / bend
