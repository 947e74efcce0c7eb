"""PDQ: 256 bits of a picture that stay much the same when it is scaled or compressed.

    luma -> two passes of a box filter along both axes -> every n-th pixel: 64 x 64
         -> the 16 x 16 lowest waves of a cosine transform, without the constant ones
         -> one bit each: above the median or not

The bits are those of the reference implementation. All before the last step is linear, so it is
done as two products with the filter's weights at the 64 places. Where a wave or the quality comes
out so near to a boundary that the reference's rounding may decide, the reference is followed step
by step instead (`exact`). What we measured against it is in docs/matching.md.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seemly.errors import BadPicture
from seemly.matching import exact
from seemly.matching.exact import COSINES, SIDE, WAVES, Floats

BITS = 256
SMALLEST = 5  # pixels on the shorter side, as the reference
#: How far apart the two waves around the median must be for the reference, which adds in single
#: precision, to have them in the same order: five times the most by which it brought them nearer
#: or apart in 1,264 pictures, and eighty times what it ever turned round (docs/matching.md).
CLEAR = 0.01
#: By how much a step between neighbours may differ from the reference's, in hundredths of the whole
#: range: three times the most in 982 pictures.
UNSURE_STEP = 0.01


@dataclass(frozen=True)
class PdqHash:
    """256 bits; bit 16 * i + j stands for wave i down and wave j across."""

    bits: int

    def __post_init__(self) -> None:
        if not 0 <= self.bits < 1 << BITS:
            raise ValueError("a PDQ hash has 256 bits")

    def hex(self) -> str:
        """64 hexadecimal digits, as everybody exchanges them."""
        return f"{self.bits:064x}"

    @staticmethod
    def from_hex(text: str) -> PdqHash:
        """Raises ValueError unless `text` is 64 hexadecimal digits."""
        return PdqHash.from_bytes(bytes.fromhex(text))

    def to_bytes(self) -> bytes:
        """32 bytes, for a column of the database."""
        return self.bits.to_bytes(BITS // 8, "big")

    @staticmethod
    def from_bytes(data: bytes) -> PdqHash:
        """Raises ValueError unless these are 32 bytes."""
        if len(data) != BITS // 8:
            raise ValueError(f"a PDQ hash has 32 bytes, not {len(data)}")
        return PdqHash(int.from_bytes(data, "big"))


def distance(left: PdqHash, right: PdqHash) -> int:
    """Count the bits in which two PDQ hashes differ: 0 same, 256 opposite.

    Up to 31 bits we speak of a copy, as ThreatExchange does; two pictures that have nothing to do
    with each other are about 128 apart.
    """
    return (left.bits ^ right.bits).bit_count()


@dataclass(frozen=True, eq=False)
class Waves:
    """What a picture's hashes are made of: the 16 x 16 lowest waves, and how much they mean."""

    waves: Floats
    quality: int  # 0 to 100; below 50 a picture is too plain for its hash to mean much

    @classmethod
    def of(cls, pixels: NDArray[np.uint8]) -> Waves:
        """Of height x width x 3 in RGB. Raises BadPicture for a side under 5 pixels."""
        return _waves(pixels, _MIRRORS)

    def hash(self) -> PdqHash:
        """The picture's hash as it is."""
        return _bits(self.waves)

    def all_eight(self) -> tuple[PdqHash, ...]:
        """The hashes of the picture turned and mirrored.

        As it is; turned by 90, 180 and 270 degrees; upside down; mirrored left to right; over the
        diagonal; over the other diagonal.
        """
        waves = self.waves
        _, across, down, both = _MIRRORS
        turns = (
            waves,
            (waves * across).T,
            waves * both,
            (waves * down).T,
            waves * down,
            waves * across,
            waves.T,
            (waves * both).T,
        )
        return tuple(_bits(turn) for turn in turns)


def hash_pixels(pixels: NDArray[np.uint8]) -> tuple[PdqHash, int]:
    """Hash and quality (0 to 100) of a picture, height x width x 3 in RGB; see `Waves`."""
    waves = _waves(pixels, _MIRRORS[:1])
    return waves.hash(), waves.quality


def all_eight(pixels: NDArray[np.uint8]) -> tuple[PdqHash, ...]:
    """The hashes of a picture turned and mirrored; see `Waves`."""
    return Waves.of(pixels).all_eight()


def _waves(pixels: NDArray[np.uint8], mirrors: Sequence[Floats]) -> Waves:
    """The reference's, as far as the hashes under these mirrors go."""
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST:
        raise BadPicture("too_small", f"a picture of {width} x {height} pixels cannot be matched")
    small = _downsampled(pixels)
    waves = np.asarray(COSINES @ small @ COSINES.T, np.float32)
    lowest, highest = (_quality(small, by) for by in (-UNSURE_STEP, UNSURE_STEP))
    if lowest == highest and all(_is_clear(waves * mirror) for mirror in mirrors):
        return Waves(waves, lowest)
    small = exact.downsampled(pixels)
    return Waves(exact.waves(small), _quality(small, 0))


def _downsampled(pixels: NDArray[np.uint8]) -> Floats:
    """The 64 x 64 luma, 0 to 255, of which the hash is made, but for its rounding."""
    height, width = pixels.shape[:2]
    down = np.empty((SIDE, width * 3), np.float32)
    for weights, row in zip(_tents(height), down, strict=True):
        rows = np.flatnonzero(weights)
        there = slice(rows[0], rows[-1] + 1)
        np.matmul(weights[there], pixels[there].astype(np.float32).reshape(-1, width * 3), row)
    luma: Floats = down.reshape(SIDE, width, 3) @ _LUMA
    return luma @ _tents(width).T


@functools.lru_cache(maxsize=16)  # of 5,000 pixels: 1.3 MB
def _tents(length: int) -> Floats:
    """64 x length: what each pixel of a row counts at each of the 64 places.

    Two boxes make a tent (Jarosz, "Fast Image Convolutions", 2001); at the borders a box is cut.
    """
    behind, ahead = exact.window(length)
    row = np.arange(length)
    covered = np.minimum(row + ahead, length - 1) - np.maximum(row - behind, 0) + 1
    centre = exact.centres(length)
    inside = (row >= centre[:, None] - behind) & (row <= centre[:, None] + ahead)
    second = inside / covered[centre, None]
    sums = np.pad(np.cumsum(second / covered, axis=1), ((0, 0), (1, 0)))
    first = sums[:, np.minimum(row + behind + 1, length)] - sums[:, np.maximum(row - ahead, 0)]
    tents: Floats = first.astype(np.float32)
    tents[np.abs(tents) < _NOTHING] = 0  # what the differences leave of rounding
    return tents


def _quality(small: Floats, by: float) -> int:
    """How much the picture has to it: the sum of its marked gradients, 0 to 100. `by`: how much
    is added to each."""
    steps = (np.abs(np.diff(small, axis=axis) * 100 / 255) for axis in (0, 1))
    total = sum(int(np.maximum(step + by, 0).astype(np.int32).sum()) for step in steps)
    return min(total // 90, 100)


def _is_clear(waves: Floats) -> bool:
    """Whether the two waves around the median are so far apart that no rounding changes a bit."""
    lower, upper = np.partition(waves.ravel(), (BITS // 2 - 1, BITS // 2))[BITS // 2 - 1 :][:2]
    return bool(upper - lower > CLEAR)


def _bits(waves: Floats) -> PdqHash:
    flat = waves.ravel()
    median = np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]  # the lower of the two middle ones
    bits = np.packbits(flat > median, bitorder="little")
    return PdqHash(int.from_bytes(bits.tobytes(), "little"))


def _mirrors() -> tuple[Floats, ...]:
    """The signs of the waves as they are, mirrored left to right, upside down, and both.

    Mirroring a picture turns the sign of every other wave, from the first on.
    """
    signs = np.where(np.arange(WAVES) % 2 == 0, np.float32(-1), np.float32(1))
    down, across = signs[:, None], signs[None, :]
    return np.ones((WAVES, WAVES), np.float32), across, down, down * across


_MIRRORS = _mirrors()
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue
_NOTHING = 1e-9
