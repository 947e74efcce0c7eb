"""What is left of a picture when its content is taken away, and the power of that by frequency."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.watermark import canvas
from seemly.provenance.watermark.bins import REACH, TILE
from seemly.provenance.watermark.canvas import Plane

SPECTRUM = 1024  # frequencies a side; one size for all pictures, so that tables can be kept
HALF = SPECTRUM // 2 + 1
_NEAR = 33  # frequencies a side over which power is averaged
_PEAK = 8.0  # times the average: more is structure of the picture, not a mark
_FILTER = (7, 8.0, 3.0)  # pixels across; grey levels, and pixels, over which it averages
_AT_ONCE = 64  # frequencies of a spectrum
_EDGE = 12  # canonical pixels over which the border fades
_U, _V = np.arange(REACH + 1), np.arange(-REACH, REACH + 1)


@dataclass(frozen=True, eq=False)
class Residual:
    """`plane`: the residual at canonical size. `power`: flat, SPECTRUM x HALF, mean about 1."""

    plane: Plane
    power: NDArray[np.float32]
    mean: NDArray[np.float32]  # SPECTRUM x HALF: power around each frequency

    @classmethod
    def of(cls, grey: NDArray[np.uint8]) -> Residual:
        """Of a luma plane of any size."""
        plane = residual(grey)
        power = spectral_power(plane)
        mean = _around(np.minimum(power, 4 * _around(power))) + np.float32(1e-9)
        return cls(plane, np.clip(power / mean, 0, _PEAK).ravel(), mean)


def residual(grey: NDArray[np.uint8]) -> Plane:
    """Detail without edges, evened out: an edge-stopping filter tells content from mark."""
    plane = _canonical(grey).astype(np.float32)
    return _evened(plane - cv2.bilateralFilter(plane, *_FILTER))


def rough_residual(grey: NDArray[np.uint8]) -> Plane:
    """The same in whole grey levels: two thirds of the time, and fainter on plain ground."""
    plane = _canonical(grey)
    smooth = cv2.bilateralFilter(plane, *_FILTER)
    return _evened(np.asarray(cv2.subtract(plane, smooth, dtype=cv2.CV_32F), np.float32))


def _canonical(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    plane = canvas.resized(grey, *canvas.canonical(*grey.shape))
    return plane[:SPECTRUM, :SPECTRUM]  # of a strip, one end


def _evened(rest: Plane) -> Plane:
    # np.clip is quicker than np.maximum with a number, and OpenCV's root than numpy's: the same.
    power = np.clip(cv2.boxFilter(rest * rest, -1, (11, 11)), 0, np.inf)
    evened = np.asarray(rest / (cv2.sqrt(power) + np.float32(0.8)), np.float32)
    np.clip(evened, -2.5, 2.5, out=evened)
    rows, columns = rest.shape
    evened *= _fade(rows)[:, None]
    evened *= _fade(columns)
    return evened


def spectral_power(plane: Plane) -> NDArray[np.float32]:
    """SPECTRUM x HALF: the squared amplitude of each frequency of a plane of at most that size.

    OpenCV is far quicker with real lines than with complex ones. So the first transform's real and
    imaginary parts are lines of their own in the second, and are put together behind it. That goes
    a few frequencies at a time, so that they stay in the cache.
    """
    lines = _transformed(plane)
    power = np.empty((SPECTRUM, HALF), np.float32)
    power[: HALF : HALF - 1] = _squared(_complex(_transformed(lines[:, :: SPECTRUM - 1])))
    for first in range(1, HALF - 1, _AT_ONCE):
        last = min(first + _AT_ONCE, HALF - 1) - 1
        both = _complex(_transformed(lines[:, 2 * first - 1 : 2 * last + 1]))
        real, imaginary = both[0::2], 1j * both[1::2]
        power[first : last + 1] = _squared(real + imaginary)
        power[-first : -last - 1 : -1] = _squared(real - imaginary)
    return power


def _transformed(lines: Plane) -> NDArray[np.float32]:
    """The columns' spectra, one a row of SPECTRUM numbers, packed as OpenCV does for real lines."""
    rows = cv2.transpose(lines)
    wide = cv2.copyMakeBorder(rows, 0, 0, 0, SPECTRUM - rows.shape[1], cv2.BORDER_CONSTANT)
    return np.asarray(cv2.dft(wide, flags=cv2.DFT_ROWS), np.float32)


def _complex(packed: NDArray[np.float32]) -> NDArray[np.complex64]:
    """Packed is a real number, pairs of the real and the imaginary part, and a real number."""
    lines = np.empty((len(packed), HALF), np.complex64)
    lines[:, 0], lines[:, -1] = packed[:, 0], packed[:, -1]
    lines[:, 1:-1] = packed[:, 1:-1].view(np.complex64)
    return lines


def _squared(values: NDArray[np.complex64]) -> NDArray[np.float32]:
    return np.asarray(values.real**2 + values.imag**2)


def _fade(count: int) -> NDArray[np.float32]:
    place = np.arange(1, count + 1)
    return np.minimum(1, np.minimum(place, place[::-1]) / _EDGE).astype(np.float32)


def _around(power: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.blur(power, (_NEAR, _NEAR)), np.float32)


def lattice(plane: Plane, across: float, down: float) -> NDArray[np.complex64]:
    """The tile's own spectrum, if it was repeated over `plane` enlarged by `across` and `down`.

    65 x 33 values: row v + 32, column u, cycles a tile. Two products of matrices give exactly
    what warping, folding and transforming the plane would give up to interpolation.
    """
    rows, columns = plane.shape
    left, right = _waves((rows, columns), (TILE * down, TILE * across))
    whole = left @ plane @ right.T
    count = REACH + 1
    by_cosine = whole[:count, :count] + 1j * whole[:count, count:]
    by_sine = 1j * whole[count:, :count] - whole[count:, count:]
    back = (by_cosine - by_sine)[:0:-1]  # v < 0: those waves are the others' conjugates
    return np.concatenate([back, by_cosine + by_sine])


def loudness(mean: NDArray[np.float32], across: float, down: float) -> NDArray[np.float32]:
    """The amplitude of the picture itself around each value of `lattice`."""
    rows = np.rint(_V * (SPECTRUM / TILE / down)).astype(np.intp) % SPECTRUM
    columns = np.minimum(np.rint(_U * (SPECTRUM / TILE / across)).astype(np.intp), HALF - 1)
    return np.asarray(np.sqrt(mean[rows[:, None], columns]), np.float32)


@functools.lru_cache(maxsize=32)  # the next picture often has the same size and is upright too
def _waves(counts: tuple[int, int], periods: tuple[float, float]) -> tuple[Plane, Plane]:
    """For two sides, 0 to REACH waves in a period of pixels at the centres of `count` pixels: the
    cosines of each, one a row, and then the sines."""
    turns = [
        -2j * np.pi / period * (np.arange(count) + 0.5)
        for count, period in zip(counts, periods, strict=True)
    ]
    first = np.exp(np.concatenate(turns)).astype(np.complex64)  # both in one go: half the calls
    waves = np.empty((2, REACH + 1, len(first)), np.float32)
    waves[:, 0], waves[:, 1] = [[1], [0]], [first.real, first.imag]
    cosine, sine = np.stack([first.real] * 2), np.stack([-first.imag, first.imag])
    for number in range(2, REACH + 1):
        before = waves[:, number - 1]
        waves[:, number] = before * cosine + before[::-1] * sine
    left, right = (
        half.reshape(-1, half.shape[-1]) for half in np.split(waves, counts[:1], axis=-1)
    )
    left.flags.writeable = right.flags.writeable = False
    return left, right
