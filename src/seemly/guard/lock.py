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
from seemly.guard.planes import most
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

GREY = 128  # stands for whoever is locked while newcomers are looked for
FEATHER = 0.012  # of the longer side, at least 2 px: how far outside the lock hair may be kept
SEAM = 1.5  # px that are blended whatever they show
BEHIND = 12.0  # levels: nearer to the old background than this is the old background, …
OFF = 40.0  # … further from it is a hair, a strap or a shadow of whoever is locked
COARSE = 4  # px a side for which the old background is estimated once
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


def restore(
    source: Pixels, made: Pixels, tone: Curve | None, origin: tuple[int, int], lock: Lock
) -> Pixels:
    """What the generator made, with everything locked as it was in the source.

    `source` and `made` are height x width x 3, uint8. `made` has the source's size, or its aspect
    (it is then scaled), or is a window of the source at `origin` (x, y) that holds all that is
    locked. Raises GeneratorFault for anything else and for a tone curve out of bounds.
    """
    locked = _of_size(lock, source)
    # The whole source, so that the same levels come out here and in `changed`.
    kept = _toned(source, tone)
    left, top, made = placed(kept, made, origin, lock)
    height, width = made.shape[:2]
    window = (slice(top, top + height), slice(left, left + width))
    kept, locked = kept[window], locked[window]
    result = np.array(made, order="C")
    if locked.any():
        reach = max(2.0, FEATHER * max(source.shape[:2]))
        near = _around(locked, reach)
        _blend(result[near], kept[near], locked[near], reach)
        cv2.copyTo(np.ascontiguousarray(kept), locked.astype(np.uint8), result)
    return result


def changed(
    source: Pixels, result: Pixels, tone: Curve | None, origin: tuple[int, int], lock: Lock
) -> int:
    """How many locked pixels of the source are not in the result as they must be; 0 is the goal.

    Counted pixel by pixel, apart from `restore`: a locked pixel that the result does not show at
    all counts, and so does every one when the tone is out of bounds.
    """
    locked = _of_size(lock, source)
    every = int(np.count_nonzero(locked))
    if tone is not None and not tone.within_bounds():
        return every
    wanted = source if tone is None else curves.apply(tone, source)
    (x, y), (height, width) = origin, result.shape[:2]
    # Of the source what the result shows, and of the result what lies within the source.
    there = (slice(max(0, y), max(0, y + height)), slice(max(0, x), max(0, x + width)))
    held = locked[there]
    if not held.any():
        return every
    rows, columns = max(0, -y), max(0, -x)
    shown = result[rows : rows + held.shape[0], columns : columns + held.shape[1]]
    apart = cv2.bitwise_xor(shown, wanted[there], mask=held.astype(np.uint8))
    return every - int(np.count_nonzero(held)) + cv2.countNonZero(most(apart))


def _blend(result: Pixels, kept: Pixels, locked: NDArray[np.bool_], reach: float) -> None:
    """Let the result's pixels just outside the lock fade into the source's, in place.

    What looks like the old background around it would be a halo, so only the pixels next to the
    lock fade there; what stands out from it is hair or cloth that the mask missed, and fades over
    the whole reach. Measured in docs/guard-pictures.md: half the halo of a plain fade.
    """
    distance = cv2.distanceTransform((~locked).astype(np.uint8), cv2.DIST_L2, 3)
    ys, xs = np.divmod(np.flatnonzero((distance > 0) & (distance < reach)), distance.shape[1])
    if not ys.size:
        return
    away = distance[ys, xs]
    behind = _behind(kept, distance >= SEAM, reach)
    was = kept[ys, xs].astype(np.float32)
    apart = np.abs(was - behind[ys // COARSE, xs // COARSE])
    furthest = np.maximum(np.maximum(apart[:, 0], apart[:, 1]), apart[:, 2])
    stands_out = np.clip((furthest - BEHIND) / (OFF - BEHIND), 0, 1)
    share = np.maximum(stands_out * (1 - away / reach), np.clip(1 - away / SEAM, 0, 1))
    now = result[ys, xs].astype(np.float32)
    result[ys, xs] = np.rint(now + share[:, None] * (was - now)).astype(np.uint8)


def _around(locked: NDArray[np.bool_], reach: float) -> tuple[slice, slice]:
    """Rows and columns that blending may touch."""
    left, top, width, height = cv2.boundingRect(locked.astype(np.uint8))
    # Behind it the old background is looked at as far again.
    margin = 2 * int(np.ceil(reach)) + COARSE
    rows = slice(max(0, top - margin), top + height + margin)
    return rows, slice(max(0, left - margin), left + width + margin)


def _behind(kept: Pixels, free: NDArray[np.bool_], reach: float) -> NDArray[np.float32]:
    """The old background's colour around every coarse pixel: the mean of what is free there."""
    height, width = free.shape
    rim = (0, -height % COARSE, 0, -width % COARSE)  # nothing of it is free
    weight = cv2.copyMakeBorder(free.astype(np.uint8), *rim, cv2.BORDER_CONSTANT)
    seen = cv2.copyTo(cv2.copyMakeBorder(kept, *rim, cv2.BORDER_CONSTANT), weight)
    size = (weight.shape[1] // COARSE, weight.shape[0] // COARSE)
    colour = cv2.resize(seen, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(weight * 255, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    side = 2 * max(1, round(reach / COARSE)) + 1
    total = cv2.blur(share, (side, side))[..., None]
    return np.asarray(cv2.blur(colour, (side, side)) / np.maximum(total, 1e-3), np.float32)


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


def usable(made: Pixels) -> None:
    """Raises GeneratorFault for what is no picture of height x width x 3, uint8."""
    if not isinstance(made, np.ndarray) or made.dtype != np.uint8:
        raise GeneratorFault("the generator returned no pixels")
    if made.ndim != 3 or made.shape[2] != 3 or not made.size:
        raise GeneratorFault("the generator returned something that is no colour picture")


def placed(
    kept: Pixels, made: Pixels, origin: tuple[int, int], lock: Lock
) -> tuple[int, int, Pixels]:
    """Where in the source the returned picture lies, and the picture in the source's scale.

    Raises GeneratorFault for what is no picture of the source's size, aspect or window.
    """
    usable(made)
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
