"""The made picture against its source and every ancestor (invariants 3, 4 and 5).

Always run, whatever was found in the source. It knows nothing of the generator but the window it
declared; the tone it declared is checked again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from seemly import tone as curves
from seemly.errors import CheckFailed
from seemly.facts import Fact, NotApplicable, NotAsked, Result
from seemly.guard import exposure
from seemly.guard import lock as locks
from seemly.guard.eyes import Eyes
from seemly.guard.faces import SURE
from seemly.guard.lock import Lock
from seemly.guard.people import Finder, Seen
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

Box = tuple[int, int, int, int]

#: The pose detector sees bodies in scaffolding and bookshelves up to 0.77; above, it is a body.
NEW_BODY = 0.8
#: From this nudity on, or with a person added, new skin in a picture of nobody is no sand or wood.
SKIN_COUNTS_FROM = 0.3


def check(
    result: Pixels,
    source: Pixels | None,
    ancestors: Sequence[Pixels],
    seen: Seen | None,
    lock: Lock | None,
    tone: Curve | None,
    origin: tuple[int, int],
    eyes: Eyes,
) -> Result:
    """All facts about a result. Raises CheckFailed.

    `source`, `seen` and `lock` are None for a picture made from words. Ordinary values:
    `nudity` below 0.2 (portraits up to 0.67); `exposure_delta` within 0.05 of 0 when only the
    background, the tone or the window changed; `skin_delta` 0 to 0.03; `people_added` 0;
    `changed_in_lock` 0 always, after `lock.restore`. A patch of skin painted beside somebody gives
    a `skin_delta` of its share of that person's area: 0.1 is a forearm.
    """
    if result.ndim != 3 or result.shape[2] != 3 or result.dtype != np.uint8 or not result.size:
        raise CheckFailed("a result is height x width x 3 pixels of uint8")
    score = eyes.nudity.score(result)
    older = [*ancestors] if source is None else [source, *ancestors]
    added = _added(result, source, lock, tone, origin, eyes.finder)
    return Result(
        people_added=added,
        exposure_delta=_rise(score, [eyes.nudity.score(one) for one in older]),
        skin_delta=_skin(result, source, ancestors, seen, tone, origin, score, added),
        nudity=score,
        text_in_picture=NotAsked,
        changed_in_lock=_changed(result, source, lock, tone, origin),
        people_locked=NotApplicable if source is None else lock is not None,
    )


def _rise(value: float, older: Sequence[float]) -> Fact[float]:
    if not older:
        return NotApplicable
    rise = value - min(older)
    if math.isnan(rise):
        raise CheckFailed("the rise of nudity is not a number")
    return rise


def _changed(
    result: Pixels,
    source: Pixels | None,
    lock: Lock | None,
    tone: Curve | None,
    origin: tuple[int, int],
) -> Fact[int]:
    if source is None or lock is None:
        return NotApplicable
    return locks.changed(source, result, tone, origin, lock)


def _added(
    result: Pixels,
    source: Pixels | None,
    lock: Lock | None,
    tone: Curve | None,
    origin: tuple[int, int],
    finder: Finder,
) -> Fact[int]:
    """Faces and bodies that the source does not show in that place."""
    if source is None:
        return NotApplicable
    if lock is not None and lock.whole and source.shape == result.shape:
        # Nothing but the curve touched it; that it did not is what `changed_in_lock` says.
        return 0
    before = _shown(source, tone, result, origin)
    known = [face.box for face in finder.faces.find(before)]
    faces = [
        face.box
        for face in finder.faces.find(result)
        if face.score >= SURE
        and not any(_same_place(face.box, box) for box in known)
        and finder.faces.confirms(result, face)
    ]
    return max(len(faces), _bodies_added(before, result, lock, origin, finder))


def _bodies_added(
    before: Pixels, result: Pixels, lock: Lock | None, origin: tuple[int, int], finder: Finder
) -> int:
    """Bodies outside the lock; people who stand there already are blanked in both pictures."""
    if lock is not None:
        held = _window(lock.mask.astype(np.uint8), origin, result) > 0
        before, result = before.copy(), result.copy()
        before[held] = result[held] = locks.GREY
    new = [body.box for body in finder.bodies.find(result, NEW_BODY)]
    if not new:
        return 0
    known = [body.box for body in finder.bodies.find(before, NEW_BODY / 2)]
    return sum(not any(_same_place(box, old) for old in known) for box in new)


def _skin(
    result: Pixels,
    source: Pixels | None,
    ancestors: Sequence[Pixels],
    seen: Seen | None,
    tone: Curve | None,
    origin: tuple[int, int],
    score: float,
    added: Fact[int],
) -> Fact[float]:
    """The rise of bare skin: near people against them, else of the whole picture.

    Where nobody is seen, sand, wood and fur are the ordinary reason for new skin colour, so it
    counts only when the nudity model or a finder of people agrees.
    """
    somebody = score >= SKIN_COUNTS_FROM or (isinstance(added, int) and added > 0)
    share = exposure.skin_share(result) if somebody else 0.0
    if source is None:
        least = min((exposure.skin_share(one) for one in ancestors), default=0.0)
        return max(0.0, share - least) if somebody else 0.0
    before = _shown(source, tone, result, origin)
    near = 0.0
    if seen is not None and not seen.nobody_there:
        near = exposure.rise_near(before, result, _window(seen.mask, origin, result))
    older = [before, *ancestors]
    whole = share - min(exposure.skin_share(one) for one in older) if somebody else 0.0
    return max(near, whole)


def _shown(source: Pixels, tone: Curve | None, result: Pixels, origin: tuple[int, int]) -> Pixels:
    """The source as the result should show it: under the curve, in the same window."""
    toned = curves.apply(tone, source) if tone is not None and tone.within_bounds() else source
    return _window(toned, origin, result)


def _window(source: Pixels, origin: tuple[int, int], result: Pixels) -> Pixels:
    """The result's window of the source (or of a mask); where none fits, the whole, scaled."""
    height, width = result.shape[:2]
    left, top = origin
    bottom, right = top + height, left + width
    if min(left, top) >= 0 and bottom <= source.shape[0] and right <= source.shape[1]:
        return np.ascontiguousarray(source[top:bottom, left:right])
    scaled = cv2.resize(source, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(scaled, np.uint8)


def _same_place(one: Box, other: Box) -> bool:
    """Whether the middle of a box lies in the other one and their sizes agree within half."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    inside = other[0] <= x <= other[2] and other[1] <= y <= other[3]
    return inside and 0.5 <= (one[2] - one[0]) / max(1, other[2] - other[0]) <= 2.0
