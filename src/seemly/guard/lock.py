"""People keep their pixels, whatever the generator did (invariant 3).

`restore` puts the locked region of the source back into what a generator returned, and `changed`
counts afterwards, on its own, the locked pixels that differ. The one change a locked pixel may see
is a declared tone curve within bounds. Blending happens outside the lock only.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly import tone as curves
from seemly.errors import GeneratorFault
from seemly.facts import Presence
from seemly.guard.people import Seen
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

GREY = 128  # what a remote generator sees instead of a locked person
BLANK_MARGIN = 0.03  # of the longer side, at least 4 px: shadows and stray hair tell who it is
FEATHER = 0.008  # of the longer side, at least 2 px: how far outside the lock the edge is blended
ASPECT = 0.01  # a returned picture this near to the source's aspect was only scaled
IN_PLACE = 24.0  # mean difference in levels, inside the lock, up to which a crop is a crop


@dataclass(frozen=True, eq=False)
class Lock:
    """Which pixels of a source must come out as they went in."""

    mask: NDArray[np.bool_]  # height x width of the source
    whole: bool  # somebody only suspected fills the frame

    @classmethod
    def of(cls, seen: Seen) -> Lock:
        """The lock for everybody seen; none of them has agreed."""
        return cls(seen.mask > 0, seen.people.presence is Presence.POSSIBLE)

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom in px around all that is locked; None when nothing is."""
        rows, columns = np.flatnonzero(self.mask.any(axis=1)), np.flatnonzero(self.mask.any(axis=0))
        if not rows.size:
            return None
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def blank(pixels: Pixels, lock: Lock) -> Pixels:
    """A copy in which everybody locked is flat grey, with a margin around them."""
    reach = max(4, round(BLANK_MARGIN * max(pixels.shape[:2])))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    hidden = cv2.dilate(_of_size(lock, pixels).astype(np.uint8), kernel) > 0
    blanked = pixels.copy()
    blanked[hidden] = GREY
    return blanked


def restore(
    source: Pixels, made: Pixels, tone: Curve | None, origin: tuple[int, int], lock: Lock
) -> Pixels:
    """What the generator made, with everything locked as it was in the source.

    `source` and `made` are height x width x 3, uint8. `made` has the source's size, or its aspect
    (it is then scaled), or is a window of the source at `origin` (x, y) that holds all that is
    locked. Raises GeneratorFault for anything else and for a tone curve out of bounds.
    """
    locked = _of_size(lock, source)
    _usable(made)
    # The whole source, so that the same levels come out here and in `changed`.
    kept = _toned(source, tone)
    left, top, made = _placed(kept, made, origin, lock)
    height, width = made.shape[:2]
    window = (slice(top, top + height), slice(left, left + width))
    kept, locked = kept[window], locked[window]
    if not locked.any():
        return made.copy()
    reach = max(2.0, FEATHER * max(source.shape[:2]))
    distance = cv2.distanceTransform((~locked).astype(np.uint8), cv2.DIST_L2, 5)
    share = np.clip(1 - distance / reach, 0, 1)[..., None]
    blended: Pixels = np.rint(made + share * (kept.astype(np.float32) - made)).astype(np.uint8)
    blended[locked] = kept[locked]
    return blended


def changed(
    source: Pixels, result: Pixels, tone: Curve | None, origin: tuple[int, int], lock: Lock
) -> int:
    """How many locked pixels of the source are not in the result as they must be; 0 is the goal.

    Counted pixel by pixel from the coordinates of the lock, apart from `restore`: a locked pixel
    that the result does not show at all counts, and so does every one when the tone is out of
    bounds.
    """
    ys, xs = np.nonzero(_of_size(lock, source))
    if tone is not None and not tone.within_bounds():
        return int(ys.size)
    wanted = source if tone is None else curves.apply(tone, source)
    height, width = result.shape[:2]
    x, y = xs - origin[0], ys - origin[1]
    shown = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    differs = (result[y[shown], x[shown]] != wanted[ys[shown], xs[shown]]).any(axis=-1)
    return int((~shown).sum() + differs.sum())


def _toned(source: Pixels, tone: Curve | None) -> Pixels:
    if tone is None:
        return source
    if not tone.within_bounds():
        raise GeneratorFault("the tone curve is stronger than a person who is shown may undergo")
    return curves.apply(tone, source)


def _of_size(lock: Lock, source: Pixels) -> NDArray[np.bool_]:
    if lock.mask.shape != source.shape[:2]:
        raise ValueError("the lock was made for another picture")
    return lock.mask


def _usable(made: Pixels) -> None:
    if not isinstance(made, np.ndarray) or made.dtype != np.uint8:
        raise GeneratorFault("the generator returned no pixels")
    if made.ndim != 3 or made.shape[2] != 3 or not made.size:
        raise GeneratorFault("the generator returned something that is no colour picture")


def _placed(
    kept: Pixels, made: Pixels, origin: tuple[int, int], lock: Lock
) -> tuple[int, int, Pixels]:
    """Where in the source the returned picture lies, and the picture in the source's scale."""
    height, width = kept.shape[:2]
    made_height, made_width = made.shape[:2]
    left, top = origin
    if (made_height, made_width) == (height, width) and origin == (0, 0):
        return 0, 0, made
    within = min(left, top) >= 0 and left + made_width <= width and top + made_height <= height
    if within and _is_crop(kept, made, origin, lock):
        return left, top, made
    if origin == (0, 0) and _same_aspect((width, height), (made_width, made_height)):
        shrinks = made_width > width
        how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        return 0, 0, np.asarray(cv2.resize(made, (width, height), interpolation=how), np.uint8)
    raise GeneratorFault(
        f"the generator returned {made_width} x {made_height} for {width} x {height}",
        "Only the same aspect, or a crop that keeps everybody whole, can be locked",
    )


def _is_crop(kept: Pixels, made: Pixels, origin: tuple[int, int], lock: Lock) -> bool:
    """Whether everybody locked is whole in this window, and stands where they stood.

    A small picture of the same aspect could also be the whole, scaled down; a crop leaves people
    where they are, so their pixels must roughly be there already.
    """
    height, width = made.shape[:2]
    left, top = origin
    box = lock.box
    if box is None:
        return origin != (0, 0) or not _same_aspect(kept.shape[1::-1], (width, height))
    if box[0] < left or box[1] < top or box[2] > left + width or box[3] > top + height:
        return False
    window = (slice(top, top + height), slice(left, left + width))
    inside = lock.mask[window]
    apart = np.abs(made[inside].astype(np.int16) - kept[window][inside])
    return float(apart.mean()) <= IN_PLACE


def _same_aspect(size: tuple[int, ...], other: tuple[int, int]) -> bool:
    """Whether two sizes (width, height) differ in scale alone, give or take a rounded pixel."""
    ratio = (size[0] / size[1]) / (other[0] / other[1])
    slack = ASPECT + 0.5 / min(*size, *other)
    return abs(ratio - 1) <= slack
