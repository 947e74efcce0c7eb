"""Puts an id into pixels: one tile repeated, as strong as the picture hides it.

The mark is made at the canonical size and brought up to the picture's. It is stronger where the
picture is busy and weakest on plain ground, stays away from clipping, and never costs more than
the quality floor allows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas, worn
from seemly.provenance.watermark.bins import TILE
from seemly.provenance.watermark.canvas import Plane
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.placing import Placing
from seemly.provenance.watermark.tile import tile

FLOOR = 42.0  # dB PSNR, at least, whatever the strength: measured on what comes out
#: dB, at most: drawings hide little, but what is quieter a WebP of quality 50 wipes out.
QUIETEST = 48.3
_SLACK = 0.3  # dB that enlarging and rounding may cost
_ROUNDING = 0.1  # dB of it that rounding alone may cost
_SMALLEST, _NARROWEST = 96 * 96, 16  # pixels of a picture, and of its shorter side
_MOST = 5.0  # grey levels of amplitude anywhere
_STEPS = 12.0  # of the mark's amplitude between two grey levels while it is enlarged
_ROWS = 256  # of a picture that are worked on at a time: they stay in the cache


def embed(
    pixels: Pixels, public_id: int, key: Carriers, strength: float, older: Older | None = None
) -> Pixels:
    """The marked picture; `pixels` stay as they are.

    `strength`: 1 is the usual amplitude. `older`: a mark that was read in it, which the new one
    takes the place of. Raises ValueError for an id of more than 48 bits, and for
    a picture too small for any mark.
    """
    height, width = pixels.shape[:2]
    if height * width < _SMALLEST or min(height, width) < _NARROWEST:
        raise ValueError(f"{width} x {height} px are too few for a watermark")
    mark = _residual(pixels, public_id, key, strength, older)
    steps = np.clip(np.rint(mark * _STEPS) + 128, 0, 255).astype(np.uint8)
    how = cv2.INTER_CUBIC if height * width < 1_500_000 else cv2.INTER_LINEAR
    large = np.asarray(cv2.resize(steps, (width, height), interpolation=how), np.uint8)
    return _above_floor(pixels, large)


class Older(Protocol):
    """A mark that was read in a picture: read.Reading is one."""

    @property
    def public_id(self) -> int:
        """Its id."""
        ...

    @property
    def placing(self) -> Placing:
        """How it lies."""
        ...


@dataclass(frozen=True)
class _Manner:
    """How a picture of some size is marked. `plain`, `busy`: amplitude on plain ground, and per
    unit of activity. `tilt`: how amplitude falls with frequency."""

    plain: float
    busy: float
    tilt: float

    @classmethod
    def of(cls, area: int) -> _Manner:
        """Small pictures lose more on their way: they get more, at low frequencies, evenly."""
        amplitude = min(max(0.7 * (1e6 / area) ** 0.43, 0.63), 1.4)
        small = min(max(math.log2(0.9e6 / area) / 2, 0.0), 1.0)
        return cls(
            plain=amplitude * (0.8 + 0.2 * small),
            busy=amplitude * (0.18 - 0.08 * small),
            tilt=small,
        )


def _residual(
    pixels: Pixels, public_id: int, key: Carriers, strength: float, older: Older | None
) -> Plane:
    height, width = pixels.shape[:2]
    rows, columns = canvas.canonical(height, width)
    grey = canvas.resized(canvas.luma(pixels), rows, columns).astype(np.float32)
    manner = _Manner.of(height * width)
    drawn = tile(public_id, key, manner.tilt)
    repeats = (-(-rows // TILE), -(-columns // TILE))
    mask = _mask(grey, manner)
    mark = np.tile(drawn, repeats)[:rows, :columns] * mask * np.float32(strength)
    if older is not None:
        there = tile(older.public_id, key, manner.tilt)
        lying = worn.laid(there, older.placing, (height, width), (rows, columns))
        mark -= worn.worn(grey, lying * mask)
    quietest, loudest = _power(QUIETEST), _power(FLOOR + _SLACK)
    return _in_bounds(_within(_in_bounds(mark, quietest, loudest), grey), 0.0, loudest)


def _power(decibels: float) -> float:
    """The mean square error of a PSNR."""
    return float(255**2 / 10 ** (decibels / 10))


def _in_bounds(mark: Plane, least: float, most: float) -> Plane:
    """Louder or quieter, so that its power is within these bounds."""
    power = max(float(np.mean(mark * mark)), 1e-9)
    return np.asarray(mark * np.float32(math.sqrt(min(max(power, least), most) / power)))


def _mask(grey: Plane, manner: _Manner) -> Plane:
    """The amplitude that goes unseen: activity, eroded by half so that edges get no halo."""
    active = cv2.boxFilter(cv2.absdiff(grey, cv2.GaussianBlur(grey, (0, 0), 1.5)), -1, (7, 7))
    inner = cv2.erode(active, np.ones((7, 7), np.uint8))
    active = cv2.GaussianBlur((inner + np.minimum(active, 3 * inner + 1)) / 2, (0, 0), 2)
    return np.asarray(np.clip(manner.plain + manner.busy * active, 0, _MOST), np.float32)


def _within(mark: Plane, grey: Plane) -> Plane:
    """Near-white is pulled down and near-black up, so that half of the mark is not clipped."""
    room = 1.25 * cv2.boxFilter(np.abs(mark), -1, (9, 9))
    over, under = (np.clip(far, 0, np.inf) for far in (grey + room - 255, room - grey))
    return np.asarray(mark - over + under, np.float32)


def _gain(steps: NDArray[np.uint8]) -> float:
    """At most 1: what should keep the floor at the picture's size, where enlarging overshoots."""
    mean, deviation = (float(one[0, 0]) for one in cv2.meanStdDev(steps))
    power = ((mean - 128) ** 2 + deviation**2) / _STEPS**2
    return math.sqrt(min(1.0, _power(FLOOR + _ROUNDING) / max(power, 1e-9)))


def _above_floor(pixels: Pixels, steps: NDArray[np.uint8]) -> Pixels:
    """The marked picture as it really comes out, quieter where rounding or a small picture cost
    more than was expected; no mark at all costs nothing, so this ends."""
    gain = _gain(steps)
    marked = _added(pixels, steps, gain)
    while (quality := cv2.PSNR(pixels, marked)) < FLOOR:
        gain *= 0.995 * 10 ** ((quality - FLOOR) / 20)
        marked = _added(pixels, steps, gain)
    return marked


def _added(pixels: Pixels, steps: NDArray[np.uint8], gain: float) -> Pixels:
    marked, share = np.empty(pixels.shape, np.uint8), gain / _STEPS
    for top in range(0, len(pixels), _ROWS):
        rows = slice(top, top + _ROWS)
        three = cv2.cvtColor(steps[rows], cv2.COLOR_GRAY2RGB)
        cv2.addWeighted(pixels[rows], 1.0, three, share, -128 * share, dst=marked[rows])
    return marked
