"""Where in a picture's spectrum a repeated tile could be: its scale, stretch and angle.

A repeated tile has power on a lattice alone, so for every scale the power at its lattice points is
summed, without phases and without the key: first the plain scales, then those with unequal sides,
and for turned pictures all angles at once, by correlation in logarithmic polar coordinates.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.watermark.bins import BINS, HIGHEST, LOWEST, RADIUS, TILE
from seemly.provenance.watermark.residual import HALF, SPECTRUM

_STEP = 0.003  # between scales, logarithmic: at 32 cycles a tile three quarters of a frequency
_SMALLEST, _LARGEST = 0.55, 2.25  # the tile in the seen picture, against the canonical one
_FREQUENCIES = SPECTRUM / TILE  # of the spectrum in one cycle a tile
_CLOSE = 1.35  # what is left of a picture when half is cut off
#: Bins up to 40 %, 70 % and all of the radii: what was made small has lost the outer ones.
_BANDS = [
    int(np.searchsorted(RADIUS, LOWEST + (HIGHEST - LOWEST) * share)) for share in (0.4, 0.7, 1.1)
]
_STRETCH = 12
#: In steps: how much one side is larger and the other smaller; up to 7.5 % between them.
_SHIFTS = range(-_STRETCH, _STRETCH + 1, 2)
_ANGLES = 900  # in half a turn
_RADII = 1024  # logarithmic steps of the polar picture
_FINE = np.arange(-3, 4) * 0.001  # logarithmic steps around a candidate
_LARGER = np.exp(_FINE)
_WIDER, _HIGHER = np.repeat(_LARGER, len(_FINE)), np.tile(_LARGER, len(_FINE))
_X, _Y = (_FREQUENCIES * BINS[:, side] for side in (0, 1))


@dataclass(frozen=True)
class Candidate:
    """A tile enlarged by `across` and `down`, turned by `angle` (radians). `power`: deviations by
    which its lattice is louder than chance makes one."""

    across: float
    down: float
    angle: float
    power: float


_SCALES: Final = np.exp(np.arange(math.log(_SMALLEST), math.log(_LARGEST), _STEP))


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What is searched. `power`: flat, as residual.Residual has it. `sums`: of the lattice at each
    plain scale, up to each band's end. `usual`, `spread`: median and deviation of these."""

    power: NDArray[np.float32]
    sums: NDArray[np.float32]
    usual: NDArray[np.float32]
    spread: NDArray[np.float32]

    @classmethod
    def of(cls, power: NDArray[np.float32]) -> Spectrum:
        """With the sums, which every search is measured by."""
        sums = _in_bands(power.take(_plain_places()))
        return cls(power, sums, *_chance(sums))

    def loud(self, places: NDArray[np.intp]) -> float:
        """Deviations of one lattice, in the band where it is most."""
        sums = _in_bands(self.power.take(places))
        return float(((sums - self.usual) / self.spread).max())


def plain(seen: Spectrum, most: int) -> list[Candidate]:
    """Scales with equal sides, likeliest first."""
    loud = ((seen.sums - seen.usual) / seen.spread).max(-1)
    return [
        Candidate(_SCALES[place], _SCALES[place], 0.0, found)
        for _, place, found in _peaks(loud[None], most)
    ]


def close() -> list[Candidate]:
    """Scales of a small part of a picture, in steps that two tiles can just tell apart."""
    steps = np.arange(math.log(_CLOSE), math.log(_LARGEST), 3 * _STEP)
    return [Candidate(scale, scale, 0.0, 0.0) for scale in np.exp(steps).tolist()]


def beside(near: Candidate) -> list[Candidate]:
    """One step smaller and one larger."""
    return [
        Candidate(near.across * factor, near.down * factor, near.angle, near.power)
        for factor in (math.exp(-_STEP), math.exp(_STEP))
    ]


def stretched(seen: Spectrum, most: int) -> list[Candidate]:
    """Scales with unequal sides, likeliest first. Coarser: every other scale, no outer bins."""
    columns, rows = _inner_tables()
    middle = np.arange(_STRETCH, len(_SCALES) - _STRETCH, 2)
    sums = np.empty((len(_SHIFTS), len(middle)), np.float32)
    for into, shift in zip(sums, _SHIFTS, strict=True):
        high = rows[(_STRETCH - shift) // 2 :][: len(middle)]
        wide = columns[(_STRETCH + shift) // 2 :][: len(middle)]
        seen.power.take(high + wide).sum(1, out=into)
    found = []
    for line, place, loud in _peaks(_loud(sums[..., None]), most):
        scale, stretch = _SCALES[middle[place]], math.exp(_STEP * _SHIFTS[line])
        found.append(Candidate(scale * stretch, scale / stretch, 0.0, loud))
    return found


def turned(seen: Spectrum, most: int) -> list[Candidate]:
    """Equal sides, any angle up to an eighth of a turn either way, likeliest first."""
    sums = np.fft.irfft2(np.fft.rfft2(_polar(seen.power)) * _templates(), (_ANGLES, _RADII))
    eighth = _ANGLES // 4
    near = np.roll(sums, eighth, axis=1)[:, : 2 * eighth + 1, : len(_SCALES)]
    found = []
    for line, place, loud in _peaks(_loud(np.moveaxis(near, 0, -1)), most):
        scale = _LARGEST * math.exp(-_STEP * place)
        found.append(Candidate(scale, scale, math.pi / _ANGLES * (line - eighth), loud))
    return found


def refined(seen: Spectrum, near: Candidate) -> Candidate:
    """The same candidate, as exactly as its power tells; and its power there, if that is more."""
    if near.angle:
        turns, grows = np.meshgrid(math.radians(50) * _FINE, _LARGER)
        across = down = near.across * grows.ravel()
        angle = near.angle + turns.ravel()
        places = _leaning(across, angle)
    else:
        across, down = near.across * _WIDER, near.down * _HIGHER
        angle = np.zeros(across.size)
        places = _straight(near.across * _LARGER, near.down * _LARGER)
    sums = seen.power.take(places).sum(-1)
    weight = np.maximum(sums - np.percentile(sums, 70), 0) ** 2 + 1e-9
    weight /= weight.sum()
    here = float(across @ weight), float(down @ weight), float(angle @ weight)
    return Candidate(*here, max(near.power, seen.loud(_lattice(*here))))


def _lattice(across: float, down: float, angle: float) -> NDArray[np.intp]:
    """Where one lattice lies in the flat spectrum."""
    if angle:
        return _leaning(np.array([across]), np.array([angle]))
    return _straight(np.array([across]), np.array([down]))


def _straight(across: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.intp]:
    """Where the lattice lies in the flat spectrum: one row for each pair, those of a wide first."""
    columns = np.rint(_X / across[:, None]).astype(np.intp)
    rows = (np.rint(_Y / down[:, None]).astype(np.intp) & SPECTRUM - 1) * HALF
    return (columns[:, None] + rows).reshape(-1, len(BINS))


def _leaning(scale: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.intp]:
    """The same, turned: one row for each scale and its angle."""
    x, y = _X / scale[:, None], _Y / scale[:, None]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y = x * cosine - y * sine, x * sine + y * cosine
    y = np.where(x < 0, -y, y)
    columns = np.rint(np.abs(x)).astype(np.intp)
    return np.asarray((np.rint(y).astype(np.intp) & SPECTRUM - 1) * HALF + columns)


@functools.cache
def _tables() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Columns, and rows times their length, of each bin at each scale."""
    columns = np.rint(_X / _SCALES[:, None]).astype(np.intp)
    rows = (np.rint(_Y / _SCALES[:, None]).astype(np.intp) & SPECTRUM - 1) * HALF
    return columns, rows


@functools.cache
def _plain_places() -> NDArray[np.intp]:
    columns, rows = _tables()
    return rows + columns


@functools.cache
def _inner_tables() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of every other scale, without the outer bins: in one piece they are added faster."""
    columns, rows = (np.ascontiguousarray(table[::2, : _BANDS[1]]) for table in _tables())
    return columns, rows


def _in_bands(found: NDArray[np.float32]) -> NDArray[np.float32]:
    """Power at each bin to power up to each band's end."""
    ends = np.concatenate([[0], _BANDS])
    return np.cumsum(
        [found[..., begin:end].sum(-1) for begin, end in itertools.pairwise(ends)], axis=0
    ).T


def _loud(sums: NDArray[np.floating]) -> NDArray[np.float32]:
    """Deviations above the ordinary, in the band where it is most."""
    usual, spread = _chance(sums.reshape(-1, sums.shape[-1]))
    return np.asarray(((sums - usual) / spread).max(-1), np.float32)


def _chance(sums: NDArray[np.floating]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Median and deviation of each column, by its quarters: a lattice that is there is no part."""
    quarter, half, three = np.percentile(sums, (25, 50, 75), axis=0)
    return half, (three - quarter) / 1.349 + 1e-9


def _peaks(loud: NDArray[np.float32], most: int) -> list[tuple[int, int, float]]:
    """Row, column and value of what is largest around itself, largest first."""
    around = cv2.dilate(loud, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero(loud == around)
    order = np.argsort(-loud[rows, columns])[:most]
    return [
        (int(rows[place]), int(columns[place]), float(loud[rows[place], columns[place]]))
        for place in order
    ]


def _polar(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Power less its mean by angle (half a turn) and logarithmic radius."""
    columns, rows = _polar_maps()
    spread = np.roll(power.reshape(SPECTRUM, HALF), SPECTRUM // 2, axis=0) - 1
    return np.asarray(cv2.remap(spread, columns, rows, cv2.INTER_LINEAR), np.float32)


@functools.cache
def _polar_maps() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    angle = np.pi * (np.arange(_ANGLES) / _ANGLES - 0.5)
    radius = LOWEST * _FREQUENCIES / _LARGEST * np.exp(_STEP * np.arange(_RADII))
    columns = np.cos(angle)[:, None] * radius
    rows = np.sin(angle)[:, None] * radius + SPECTRUM // 2
    return columns.astype(np.float32), rows.astype(np.float32)


@functools.cache
def _templates() -> NDArray[np.complex64]:
    """Conjugate transforms of the lattice up to each band's end, in polar coordinates."""
    radius = np.rint(np.log(RADIUS / LOWEST) / _STEP).astype(np.intp)
    turn = np.arctan2(BINS[:, 1], BINS[:, 0]) / np.pi + 0.5
    angle = np.rint(turn * _ANGLES).astype(np.intp) % _ANGLES
    drawn = np.zeros((len(_BANDS), _ANGLES, _RADII), np.float32)
    for plane, end in zip(drawn, _BANDS, strict=True):
        np.add.at(plane, (angle[:end], radius[:end]), 1.0)
    return np.asarray(np.fft.rfft2(drawn).conj(), np.complex64)
