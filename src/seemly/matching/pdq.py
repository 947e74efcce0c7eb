"""PDQ: 256 bits of a picture that stay much the same when it is scaled or compressed.

Follows the reference implementation step by step, in single precision and in its order of
additions, for where a picture is flat or symmetric rounding alone decides a bit:
https://github.com/facebook/ThreatExchange/tree/main/pdq (hashing/pdqhashing.cpp and
downscaling/downscaling.cpp). What we measured against it is in docs/matching.md.

    luma -> two passes of a box filter along both axes -> every n-th pixel: 64 x 64
         -> the 16 x 16 lowest waves of a cosine transform, without the constant ones
         -> one bit each: above the median or not
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import BadPicture

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp] | slice  # of rows or columns

BITS = 256
SMALLEST = 5  # pixels on the shorter side, as the reference
_SIDE = 64  # of the picture that is transformed
_WAVES = 16
_STRIPE = 64  # rows
_ALL = slice(None)


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
        small = _downsample(pixels)
        return cls(_waves(small), _quality(small))

    def hash(self) -> PdqHash:
        """The picture's hash as it is."""
        return _bits(self.waves)

    def all_eight(self) -> tuple[PdqHash, ...]:
        """The hashes of the picture turned and mirrored.

        As it is; turned by 90, 180 and 270 degrees; upside down; mirrored left to right; over the
        diagonal; over the other diagonal.
        """
        # Mirroring a picture turns the sign of every other wave, from the first on.
        signs = np.where(np.arange(_WAVES) % 2 == 0, np.float32(-1), np.float32(1))
        waves, down, across = self.waves, signs[:, None], signs[None, :]
        turns = (
            waves,
            (waves * across).T,
            waves * down * across,
            (waves * down).T,
            waves * down,
            waves * across,
            waves.T,
            (waves * down * across).T,
        )
        return tuple(_bits(turn) for turn in turns)


def hash_pixels(pixels: NDArray[np.uint8]) -> tuple[PdqHash, int]:
    """Hash and quality (0 to 100) of a picture, height x width x 3 in RGB; see `Waves`."""
    waves = Waves.of(pixels)
    return waves.hash(), waves.quality


def all_eight(pixels: NDArray[np.uint8]) -> tuple[PdqHash, ...]:
    """The hashes of a picture turned and mirrored; see `Waves`."""
    return Waves.of(pixels).all_eight()


def _downsample(pixels: NDArray[np.uint8]) -> Floats:
    """The 64 x 64 luma, 0 to 255, of which the hash is made.

    Two boxes make a tent (Jarosz, "Fast Image Convolutions", 2001).
    """
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST:
        raise BadPicture("too_small", f"a picture of {width} x {height} pixels cannot be matched")
    luma = _luma(pixels)
    if (height, width) == (_SIDE, _SIDE):
        return luma
    blurred = _blur(luma, _ALL, _ALL)
    return _blur(blurred, _centres(height), _centres(width))  # what nobody looks at is left out


def _luma(pixels: NDArray[np.uint8]) -> Floats:
    """0.299 red + 0.587 green + 0.114 blue, as the reference: summed in double precision, rounded.

    In thousandths the sum is a whole number below 2**24, so single precision adds it without
    rounding, and one division rounds it as the double would be: a test tries all 2**24 colours.
    """
    luma = np.empty(pixels.shape[:2], np.float32)
    for top in range(0, len(pixels), _STRIPE):  # what a stripe needs stays in the cache
        stripe = pixels[top : top + _STRIPE].astype(np.float32)
        cv2.transform(stripe, _THOUSANDTHS, dst=luma[top : top + _STRIPE])
    luma /= np.float32(1000)
    return luma


def _blur(luma: Floats, rows: Places, columns: Places) -> Floats:
    """One pass of the box along both axes, at these rows and columns only."""
    along = _box(_turned(luma), columns)  # a box runs down its picture
    return _box(_turned(along), rows)


def _turned(picture: Floats) -> Floats:
    return np.asarray(cv2.transpose(picture), np.float32)


def _box(picture: Floats, wanted: Places) -> Floats:
    """The mean of the rows around each wanted row, over 1/128 of the picture's height."""
    count = len(picture)
    window = (count + 2 * _SIDE - 1) // (2 * _SIDE)
    ahead = window // 2  # rows in the window after its centre
    behind = window - 1 - ahead
    row = np.arange(count)
    covered = np.minimum(row + ahead, count - 1) - np.maximum(row - behind, 0) + 1
    means = _running_sums(picture, ahead, behind)[wanted]
    means /= covered[wanted].astype(np.float32)[:, None]
    return means


def _running_sums(picture: Floats, ahead: int, behind: int) -> Floats:
    """The sum of each row, of those `ahead` after it and of those `behind` before it.

    Rows are added and subtracted in the reference's order, or its rounding would differ. The
    window enters at the top, slides, and leaves at the bottom.
    """
    window, sums = behind + 1 + ahead, np.empty_like(picture)
    rows, its_sum = list(picture), list(sums)
    total = np.zeros(picture.shape[1], np.float32)
    for new in rows[:ahead]:
        np.add(total, new, total)
    for new, out in zip(rows[ahead:window], its_sum, strict=False):
        total = np.add(total, new, out)
    for new, old, out in zip(rows[window:], rows, its_sum[behind + 1 :], strict=False):
        total = np.add(total, new, out)
        np.subtract(total, old, total)
    for old, out in zip(rows[-window:], its_sum[len(rows) - ahead :], strict=False):
        total = np.subtract(total, old, out)
    return sums


def _centres(length: int) -> NDArray[np.intp]:
    return ((np.arange(_SIDE) + 0.5) * length / _SIDE).astype(np.intp)


def _quality(small: Floats) -> int:
    """How much the picture has to it: the sum of its marked gradients, 0 to 100."""
    steps = (np.diff(small, axis=0), np.diff(small, axis=1))
    total = sum(int(np.abs((step * 100 / 255).astype(np.int32)).sum()) for step in steps)
    return min(total // 90, 100)


def _waves(small: Floats) -> Floats:
    """The 16 x 16 lowest waves; row and column 0 of the transform, the constant, are left out."""
    down = _sum_of_products(_COSINES, small)
    return _sum_of_products(down, _COSINES.T.copy())


def _sum_of_products(left: Floats, right: Floats) -> Floats:
    """The matrix product, summed from first to last in single precision."""
    total = np.zeros((left.shape[0], right.shape[1]), np.float32)
    for k in range(left.shape[1]):
        total += left[:, k, None] * right[None, k]
    return total


def _bits(waves: Floats) -> PdqHash:
    flat = waves.ravel()
    median = np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]  # the lower of the two middle ones
    bits = np.packbits(flat > median, bitorder="little")
    return PdqHash(int.from_bytes(bits.tobytes(), "little"))


def _cosines() -> Floats:
    wave = np.arange(1, _WAVES + 1)[:, None]
    place = 2 * np.arange(_SIDE)[None, :] + 1
    scale = float(np.float32(np.sqrt(2 / _SIDE)))
    matrix: Floats = (scale * np.cos(np.pi / 2 / _SIDE * wave * place)).astype(np.float32)
    return matrix


_COSINES = _cosines()
_THOUSANDTHS = np.array([[299, 587, 114]], np.float32)  # of red, green and blue
