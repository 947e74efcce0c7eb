"""The made picture against its source and every ancestor (invariants 3, 4 and 5).

Always run, whatever was found in the source. It knows nothing of the generator but the window it
declared; the tone it declared is checked again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from seemly import tone as curves
from seemly.errors import CheckFailed
from seemly.facts import AgeBand, Fact, NotApplicable, NotAsked, Result, Unknown
from seemly.guard import ages, exposure
from seemly.guard import lock as locks
from seemly.guard.eyes import Eyes
from seemly.guard.faces import SURE, Face
from seemly.guard.lock import Lock
from seemly.guard.people import Finder, Seen
from seemly.guard.trail import Trail
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

Box = tuple[int, int, int, int]

#: The pose detector sees bodies in scaffolding and bookshelves up to 0.77; above, it is a body.
NEW_BODY = 0.8
#: From this nudity on, or with a person added, new skin in a picture of nobody is no sand or wood.
SKIN_COUNTS_FROM = 0.3


@dataclass(frozen=True, eq=False)
class Before:
    """The picture that was edited, who was seen in it, and how the generator says it changed it.

    `origin` (x, y) is the result's top left corner in the source; `lock` is None where nobody is
    to be kept as they were.
    """

    source: Pixels
    seen: Seen
    lock: Lock | None
    tone: Curve | None = None
    origin: tuple[int, int] = (0, 0)

    def shown(self, result: Pixels) -> Pixels:
        """The source as the result should show it: under the curve, in the same window."""
        tone, source = self.tone, self.source
        toned = curves.apply(tone, source) if tone is not None and tone.within_bounds() else source
        return _window(toned, self.origin, result)

    def untouched(self, result: Pixels) -> bool:
        """Whether all of the result is locked."""
        return self.lock is not None and self.lock.whole and self.source.shape == result.shape

    def people(self, result: Pixels) -> Pixels:
        """Where in the result's window people were seen, height x width, 0 where not."""
        return _window(self.seen.mask, self.origin, result)


@dataclass(frozen=True)
class Checked:
    """What was found, and how far the lineage has come with this picture."""

    result: Result
    trail: Trail

    @classmethod
    def failed(cls) -> Checked:
        """For a check that did not answer: every look is Unknown, and so it is held."""
        return cls(Result(**dict.fromkeys(Result.__dataclass_fields__, Unknown)), Trail())


def check(result: Pixels, before: Before | None, trail: Trail, eyes: Eyes) -> Checked:
    """All facts about a result. Raises CheckFailed.

    `before` is None for a picture made from words, `trail` that of all ancestors together.
    Ordinary values: `nudity` below 0.2 (portraits up to 0.67); `exposure_delta` within 0.05 of 0
    when only the background, the tone or the window changed; `skin_delta` 0 to 0.03;
    `people_added` 0; `changed_in_lock` 0 always, after `lock.restore`. A patch of skin painted
    beside somebody gives a `skin_delta` of its share of that person's area: 0.1 is a forearm.
    """
    if result.ndim != 3 or result.shape[2] != 3 or result.dtype != np.uint8 or not result.size:
        raise CheckFailed("a result is height x width x 3 pixels of uint8")
    nudity = eyes.nudity.score(result)
    if before is None:
        return _from_words(result, nudity, trail, eyes.finder)
    least = min(trail.least_nudity, eyes.nudity.score(before.source))
    if math.isnan(nudity - least):
        raise CheckFailed("the rise of nudity is not a number")
    faces = _faces(result, before, eyes.finder)
    new = _new(faces, result, before, eyes.finder)
    added = max(len(new), _bodies_added(result, before, eyes.finder))
    risen = trail.skin_risen + max(0.0, _skin(result, before, nudity, added))
    facts = Result(
        people_added=added,
        exposure_delta=nudity - least,
        skin_delta=risen,
        nudity=nudity,
        text_in_picture=NotAsked,
        changed_in_lock=_changed(result, before),
        people_locked=before.lock is not None,
        # Where nobody is locked, a generator may have made somebody who was there younger.
        youngest=_youngest(result, faces if before.lock is None else new, added, eyes.finder),
    )
    return Checked(facts, replace(trail, least_nudity=min(least, nudity), skin_risen=risen))


def _from_words(result: Pixels, nudity: float, trail: Trail, finder: Finder) -> Checked:
    """Nothing to compare with; what descends from it begins at no skin, for nobody was there."""
    skin = exposure.skin_share(result) if nudity >= SKIN_COUNTS_FROM else 0.0
    bodies = len(finder.bodies.find(result, NEW_BODY)) if nudity >= SKIN_COUNTS_FROM else 0
    youngest = _youngest(result, _faces(result, None, finder), bodies, finder)
    facts = Result(skin_delta=skin, nudity=nudity, people_locked=NotApplicable, youngest=youngest)
    return Checked(facts, replace(trail, least_nudity=min(trail.least_nudity, nudity)))


def _changed(result: Pixels, before: Before) -> Fact[int]:
    if before.lock is None:
        return NotApplicable
    return locks.changed(before.source, result, before.tone, before.origin, before.lock)


def _youngest(result: Pixels, faces: Sequence[Face], added: int, finder: Finder) -> Fact[AgeBand]:
    """The apparent age of the youngest of them; a body without a face may be anybody's."""
    if added and not faces:
        return AgeBand.MAYBE_MINOR
    return ages.youngest(finder.ages.bands(result, faces))


def _faces(result: Pixels, before: Before | None, finder: Finder) -> tuple[Face, ...]:
    """Every face of a result, but none where nothing but the curve touched it; that it did not
    is what `changed_in_lock` says."""
    if before is not None and before.untouched(result):
        return ()
    return tuple(face for face in finder.faces.find(result) if face.score >= SURE)


def _new(faces: Sequence[Face], result: Pixels, before: Before, finder: Finder) -> tuple[Face, ...]:
    """Those faces that the source does not show in that place."""
    known = [face.box for face in finder.faces.find(before.shown(result))] if faces else []
    return tuple(
        face
        for face in faces
        if not any(_same_place(face.box, box) for box in known)
        and finder.faces.confirms(result, face)
    )


def _bodies_added(result: Pixels, before: Before, finder: Finder) -> int:
    """Bodies outside the lock that the source does not show in that place; people who stand there
    already are blanked in both pictures."""
    if before.untouched(result):
        return 0
    shown = before.shown(result)
    if before.lock is not None:
        held = _window(before.lock.mask.astype(np.uint8), before.origin, result) > 0
        shown, result = shown.copy(), result.copy()
        shown[held] = result[held] = locks.GREY
    new = [body.box for body in finder.bodies.find(result, NEW_BODY)]
    if not new:
        return 0
    known = [body.box for body in finder.bodies.find(shown, NEW_BODY / 2)]
    return sum(not any(_same_place(box, old) for old in known) for box in new)


def _skin(result: Pixels, before: Before, nudity: float, added: int) -> float:
    """The rise of bare skin: near people against them, else of the whole picture.

    Where nobody is seen, sand, wood and fur are the ordinary reason for new skin colour, so it
    counts only when the nudity model or a finder of people agrees.
    """
    shown = before.shown(result)
    near = 0.0
    if not before.seen.nobody_there:
        near = exposure.rise_near(shown, result, before.people(result))
    if nudity < SKIN_COUNTS_FROM and not added:
        return near
    return max(near, exposure.skin_share(result) - exposure.skin_share(shown))


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
