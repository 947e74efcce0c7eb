"""Whoever saw the people must show them where they stood.

The lock puts people back in their own place. A generator that saw them and moved its picture would
leave a second, shifted copy beside them, so its answer must line up with the source: in every
quarter of what is locked the answer's grey follows the source's, in the same place. An answer
mirrored, turned or shifted as a whole is laid back; all else (scaled, bent, turned a little, people
painted over or gone) is refused, because nobody could tell what of it is a copy of them.
Colours may change: only the grey's pattern is compared, and its inverse counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import GeneratorFault
from seemly.guard import lock as locks
from seemly.guard.lock import Lock
from seemly.provenance.publication import Pixels

LONGEST = 192  # px at which pictures are compared …
LARGE = 48  # … or more, until the locked box is that long …
FINEST = 512  # … but never more
REACH = 0.05  # of the longer side: how far an answer may be shifted
SLACK = 0.003  # of the longer side, at least 1.5 px: a shift that the lock's own rim hides
LIKE = 0.8  # correlation of the same people; redrawn by a lossy model 0.95, another picture < 0.5
RIM = 2  # px of the lock's edge that are left out: it holds some of the old background
QUARTER = 1.5  # a quarter may be off by so much more: its middle is known less well
FEW = 48  # px of a part that are too few to compare …
FLAT = 3.0  # … and levels of its spread that show nothing
SAME = 2.0  # levels of mean difference up to which nothing moved

Grey = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Part:
    """A part of what is locked, as the source shows it: its box, its grey and which px count."""

    left: int
    top: int
    grey: Grey
    counts: Grey


def aligned(source: Pixels, made: Pixels, origin: tuple[int, int], lock: Lock) -> Pixels:
    """What a generator that saw the people returned, laid so that they stand where they stood.

    `source` and `made` are height x width x 3, uint8; a crop at `origin` (x, y) comes back as it
    is, for `lock.restore` compares its people. Raises GeneratorFault when it does not line up.
    """
    _, _, whole = locks.placed(source, made, origin, lock)
    if whole.shape != source.shape or not lock.mask.any() or lock.mask.all():
        return made
    if _difference(source, whole, lock.mask) <= SAME:
        return whole
    size = _size(lock)
    parts = tuple(_parts(_grey(source, size), lock, size))
    reach = 1 + round(REACH * max(size))
    pixel = max(source.shape[:2]) / max(size)
    for turned in _turns(whole):
        if (laid := _laid(turned, parts, reach, pixel, size)) is not None:
            return laid
    raise GeneratorFault(
        "the generator's answer does not line up with the picture",
        "It must show the people it saw where they stood, in their size",
    )


def _laid(
    made: Pixels, parts: tuple[_Part, ...], reach: int, pixel: float, size: tuple[int, int]
) -> Pixels | None:
    """The answer shifted back so that every part is in its place, or None."""
    slack = max(1.5, SLACK * max(made.shape[:2])) / pixel
    grey = _grey(made, size)
    x, y = _shift(parts[0], grey, reach)
    if np.hypot(x, y) > slack:
        if max(abs(x), abs(y)) > reach - 1:
            return None
        move = np.array([[1, 0, -round(x * pixel)], [0, 1, -round(y * pixel)]], np.float32)
        made = np.asarray(
            cv2.warpAffine(made, move, made.shape[1::-1], borderMode=cv2.BORDER_REFLECT), np.uint8
        )
        grey = _grey(made, size)
    off = [float(np.hypot(*_shift(part, grey, reach))) for part in parts]
    if off[0] <= slack and max(off) <= QUARTER * slack:
        return made
    return None


def _shift(part: _Part, grey: Grey, reach: int) -> tuple[float, float]:
    """How far (px right, px down) a part is from its place; infinitely, where it is not shown."""
    height, width = part.grey.shape
    around = cv2.copyMakeBorder(grey, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    window = around[
        part.top : part.top + height + 2 * reach, part.left : part.left + width + 2 * reach
    ]
    like = cv2.matchTemplate(window, part.grey, cv2.TM_CCOEFF_NORMED, mask=part.counts)
    # Flat places divide by nothing.
    like = np.abs(np.nan_to_num(like, nan=0.0, posinf=0.0, neginf=0.0))
    like[like > 1.01] = 0
    y, x = (int(place) for place in np.unravel_index(np.argmax(like), like.shape))
    if like[y, x] < LIKE:
        return np.inf, np.inf
    return x - reach + _peak(like[y].tolist(), x), y - reach + _peak(like[:, x].tolist(), y)


def _peak(values: list[float], place: int) -> float:
    """Where between its neighbours the peak lies, by a parabola: -0.5 to 0.5."""
    if not 0 < place < len(values) - 1:
        return 0.0
    before, at, after = values[place - 1 : place + 2]
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else 0.5 * (before - after) / bend


def _parts(grey: Grey, lock: Lock, size: tuple[int, int]) -> Iterator[_Part]:
    """All that is locked, then those of its quarters that show something to compare.

    Raises GeneratorFault when there is nothing to compare at all.
    """
    held = cv2.resize(lock.mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    outer = np.asarray(held > 0.5, np.uint8)
    inner = cv2.erode(outer, np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))
    counts = inner if np.count_nonzero(inner) >= FEW else outer
    left, top, width, height = cv2.boundingRect(counts)
    middle, centre = left + width // 2, top + height // 2
    whole = (left, top, left + width, top + height)
    quarters = (
        (left, top, middle, centre),
        (middle, top, whole[2], centre),
        (left, centre, middle, whole[3]),
        (middle, centre, whole[2], whole[3]),
    )
    for number, (x, y, right, bottom) in enumerate((whole, *quarters)):
        of_part, shown = counts[y:bottom, x:right], grey[y:bottom, x:right]
        if np.count_nonzero(of_part) >= FEW and float(shown[of_part > 0].std()) >= FLAT:
            yield _Part(x, y, shown, of_part.astype(np.float32))
        elif number == 0:
            raise GeneratorFault("who is locked is too small or too plain to be found again")


def _size(lock: Lock) -> tuple[int, int]:
    """Width and height at which the pictures are compared."""
    height, width = lock.mask.shape
    *_, wide, high = cv2.boundingRect(lock.mask.astype(np.uint8))
    longest = min(FINEST, max(LONGEST, LARGE * max(height, width) / max(wide, high)))
    scale = min(1.0, longest / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _grey(pixels: Pixels, size: tuple[int, int]) -> Grey:
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (3, 3), 0).astype(np.float32)


def _turns(made: Pixels) -> Iterator[Pixels]:
    """As it came, mirrored, and every turn of both that keeps the shape."""
    for turn in range(4):
        for one in (made, made[:, ::-1]):
            turned = np.rot90(one, turn)
            if turned.shape == made.shape:
                yield np.ascontiguousarray(turned)


def _difference(source: Pixels, made: Pixels, mask: NDArray[np.bool_]) -> float:
    """Mean difference in levels over what is locked."""
    held = mask.astype(np.uint8)
    return float(cv2.norm(source, made, cv2.NORM_L1, held)) / (3 * np.count_nonzero(held))
