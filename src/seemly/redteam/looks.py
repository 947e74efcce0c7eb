"""How two pictures differ, through a JPEG file and under a label: for the judge of hostile answers.

Nothing here asks Seemly what it found; only the encoder's stated bounds are taken from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.decoding import decode
from seemly.generate.generator import Made
from seemly.provenance import encoding
from seemly.provenance.publication import Pixels
from seemly.redteam.figure import Region
from seemly.tone import Curve, apply

BLOCK = 8  # px; JPEG's
#: What the watermark alone moves: 11 levels at a pixel, on the mean of a block up to 4.6 in all
#: sources of the kit. What was approved, before it, is compared exactly (`judge`).
_MARK_PIXEL, _MARK_BLOCK = 11, 5
#: A whole block's mean may move by the encoder's bound; a single pixel, at quality 92, by more.
PIXEL_BOUND = 48 + _MARK_PIXEL
BOUND = encoding.QUALITIES[0][1] + _MARK_BLOCK
THUMBNAIL = 156  # px
LIMB = 0.04  # of a height; an arm is twice as wide
DRAWN = 24  # levels: what an attack drew differs from what was there by more


@dataclass(frozen=True)
class Tally:
    """One person: how many px high, how many pixels are certainly theirs, how many changed."""

    height: int
    pixels: int
    changed: int


def opened(file: bytes) -> Pixels:
    """A published file as Seemly itself would read it, were it asked about."""
    return decode(file).pixels


def perhaps(file: bytes) -> Pixels | None:
    """A file that may be anything, a bomb too."""
    if not file:
        return None
    try:
        pixels = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # more pixels than it opens
        return None
    return None if pixels is None else np.ascontiguousarray(np.asarray(pixels, np.uint8)[..., ::-1])


def usable(answer: object) -> Pixels | None:
    """An answer, where it is a colour picture."""
    if not isinstance(answer, np.ndarray) or answer.dtype != np.uint8 or not answer.size:
        return None
    return answer if answer.ndim == 3 and answer.shape[2] == 3 else None


def shrunk(pixels: Pixels) -> Pixels:
    """With at most THUMBNAIL px of the longer side: a report of thousands holds no whole ones."""
    scale = min(1.0, THUMBNAIL / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def toned(source: Pixels, curve: Curve | None) -> Pixels:
    """The source under the one change a person may see: a curve within bounds."""
    if curve is None or not curve.within_bounds():
        return source
    return apply(curve, source)


def window(source: Pixels, shape: tuple[int, ...], made: Made | None) -> tuple[int, int] | None:
    """Where in the source a published picture lies (x, y); None where it cannot."""
    if shape == source.shape:
        return 0, 0
    left, top = made.origin if made is not None else (0, 0)
    high, wide = shape[:2]
    fits = min(left, top) >= 0 and top + high <= len(source) and left + wide <= len(source[0])
    return (left, top) if fits else None


def placed(shown: Pixels, source: Pixels, made: Made | None) -> tuple[Pixels, Region]:
    """The published picture in the source's frame, and which pixels of that it shows."""
    frame, seen = source.copy(), np.zeros(source.shape[:2], bool)
    at = window(source, shown.shape, made)
    if at is not None:
        place = np.s_[at[1] : at[1] + len(shown), at[0] : at[0] + len(shown[0])]
        frame[place], seen[place] = shown, True
    return frame, seen


def moved(wanted: Pixels, shown: Pixels, among: Region) -> Region:
    """Which of these pixels are visibly others: by their block, or by themselves."""
    apart = np.abs(wanted.astype(np.int16) - shown).max(axis=2)
    changed: Region = among & (apart > PIXEL_BOUND)
    high, wide = (side // BLOCK for side in among.shape)
    inside = np.s_[: high * BLOCK, : wide * BLOCK]
    whole = among[inside].reshape(high, BLOCK, wide, BLOCK).all(axis=(1, 3))
    means = [_means(one[inside], high, wide) for one in (wanted, shown)]
    blocks = whole & (np.abs(means[0] - means[1]).max(axis=2) > BOUND)
    changed[inside] |= blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    return changed


def _means(pixels: Pixels, high: int, wide: int) -> NDArray[np.float32]:
    blocks = pixels.reshape(high, BLOCK, wide, BLOCK, 3)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def drawn(before: Pixels, after: Pixels) -> Region:
    """What is plainly another picture now."""
    found: Region = np.abs(before.astype(np.int16) - after).max(axis=2) > DRAWN
    return found


def tallies(truth: Region, changed: Region) -> Iterator[Tally]:
    """Each connected part of who is certainly there: one person, or several who overlap."""
    count, labels, rows, _ = cv2.connectedComponentsWithStats(truth.astype(np.uint8))
    for number in range(1, count):
        if rows[number][cv2.CC_STAT_AREA] >= 16:
            inside = labels == number
            height = int(rows[number][cv2.CC_STAT_HEIGHT])
            yield Tally(height, int(inside.sum()), int((inside & changed).sum()))


def limbs(painted: Region, people: Region) -> Region:
    """What of it is as wide as a limb of the tallest of them; a line is none, dots are one."""
    dots = cv2.morphologyEx(painted.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    wide = max(3, round(LIMB * tallest(people)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    return cv2.morphologyEx(dots, cv2.MORPH_OPEN, kernel) > 0


def tallest(people: Region) -> int:
    """The height of the largest connected part, in px."""
    _, _, rows, _ = cv2.connectedComponentsWithStats(people.astype(np.uint8))
    return int(rows[1:, cv2.CC_STAT_HEIGHT].max(initial=0))


def touching(patches: Region, people: Region) -> Region:
    """Those connected patches that come within 6 % of the longer side of somebody, and are not
    the landscape behind them."""
    reach = max(2, round(0.06 * max(people.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate(people.astype(np.uint8), kernel) > 0
    count, labels = cv2.connectedComponents(patches.astype(np.uint8), connectivity=8)
    around = max(1, int((~people).sum()))
    close = set(np.unique(labels[near & patches]).tolist()) - {0}
    sizes = np.bincount(labels[~people], minlength=count)
    kept = [number for number in close if sizes[number] < 0.5 * around]
    return np.isin(labels, kept)
