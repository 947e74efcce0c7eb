"""The made picture against its source and every ancestor (invariants 3, 4 and 5).

Always run, whatever was found in the source. It knows nothing of the generator but the window it
declared; the tone it declared is checked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seemly.errors import CheckFailed
from seemly.facts import AgeBand, Fact, NotApplicable, NotAsked, Result, Unknown
from seemly.guard import added, ages, body_parts, exposure, layers
from seemly.guard import lock as locks
from seemly.guard import trail as trails
from seemly.guard.added import Added
from seemly.guard.before import Before as Before  # for those who call `check`
from seemly.guard.before import Pair
from seemly.guard.boxes import Box
from seemly.guard.drawn import is_drawn
from seemly.guard.exposure import Rise
from seemly.guard.eyes import Eyes
from seemly.guard.faces import Face
from seemly.guard.people import Finder
from seemly.guard.trail import Trail
from seemly.provenance.publication import Pixels

#: From this nudity on, or with a person added, new skin in a picture of nobody is no sand or wood.
SKIN_COUNTS_FROM = 0.3
#: The same for skin on somebody who was made from words; of 117 photographs the 4 above it, with
#: people, show skin on up to 0.25 of their bodies.
BODY_COUNTS_FROM = 0.1
#: Of a body without its face: of 51 photographs of people with clothes on one shows more.
CLOTHED = 0.25
#: A result below this cannot have risen by what is refused (policy/floor.py: 0.2, and 0.1 beside
#: somebody who may be a minor, where the result is 0.25 at least), so its source is not looked at.
RISE_COUNTS_FROM = 0.15


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
    `parts_delta` 0; `people_added` 0; `changed_in_lock` 0 always, after `lock.restore`. A patch
    of skin painted beside somebody gives a `skin_delta` of its share of that person's area: 0.1
    is a forearm.
    """
    if result.ndim != 3 or result.shape[2] != 3 or result.dtype != np.uint8 or not result.size:
        raise CheckFailed("a result is height x width x 3 pixels of uint8")
    pair = None if before is None else before.beside(result)
    if (pair is None or not pair.same) and _shows_two(result, before):
        raise CheckFailed("the picture holds another one between its pixels")
    nudity = eyes.nudity.score(result)
    if before is None or pair is None:
        return _from_words(result, nudity, trail, eyes)
    faces = () if pair.same else added.faces_in(result, eyes.finder)
    new = added.added(pair, before, faces, eyes.finder)
    least = _least_nudity(nudity, pair, before, trail, eyes)
    trail = _skin(pair, before, new, trail)
    parts = _parts_risen(pair, before, trail, eyes)
    facts = Result(
        people_added=new.count,
        exposure_delta=nudity - least,
        skin_delta=max(
            trail.skin, _whole_skin(pair, nudity, new), _newcomers_skin(pair, new, faces)
        ),
        parts_delta=parts,
        nudity=nudity,
        text_in_picture=NotAsked,
        changed_in_lock=_changed(result, before),
        people_locked=before.lock is not None,
        # Where nobody is locked, a generator may have made somebody who was there younger.
        youngest=_youngest(
            result, faces if before.lock is None else new.faces, new.count, eyes.finder
        ),
    )
    risen = parts if isinstance(parts, float) else trail.parts_risen
    return Checked(facts, replace(trail, least_nudity=min(least, nudity), parts_risen=risen))


def _shows_two(result: Pixels, before: Before | None) -> bool:
    """Whether every other pixel shows what the rest hides; fine patterns of the source may stay."""
    share = layers.hidden(result)
    if share < layers.SHARE:
        return False
    return share - (layers.hidden(before.source) if before is not None else 0.0) >= layers.SHARE


def _from_words(result: Pixels, nudity: float, trail: Trail, eyes: Eyes) -> Checked:
    """Nothing to compare with; what descends from it begins at no skin, for nobody was there."""
    finder = eyes.finder
    faces, figures = added.faces_in(result, finder), added.figures_in(result, finder)
    skin = exposure.skin_share(result) if nudity >= SKIN_COUNTS_FROM else 0.0
    if figures and (nudity >= BODY_COUNTS_FROM or is_drawn(result)):
        skin = max(skin, exposure.skin_share(result, _bodies(result, figures, faces)))
    bare: Fact[float] = NotAsked
    if eyes.body_parts is not None:
        bare = float(body_parts.intimate(eyes.body_parts.find(result)))
    bodies = len(figures) if nudity >= SKIN_COUNTS_FROM else 0
    facts = Result(
        skin_delta=skin,
        parts_delta=bare,
        nudity=nudity,
        people_locked=NotApplicable,
        youngest=_youngest(result, faces, bodies, finder),
    )
    return Checked(facts, replace(trail, least_nudity=min(trail.least_nudity, nudity)))


def _bodies(result: Pixels, figures: Sequence[Box], faces: Sequence[Face]) -> Pixels:
    """Where people are without their faces, which are bare in a coat too: height x width."""
    mask = np.zeros(result.shape[:2], np.uint8)
    for left, top, right, bottom in figures:
        mask[top:bottom, left:right] = 255
    for face in faces:
        left, top, right, bottom = face.box
        mask[top:bottom, left:right] = 0
    return mask


def _least_nudity(nudity: float, pair: Pair, before: Before, trail: Trail, eyes: Eyes) -> float:
    """The least of the source and all ancestors, as it would score in this light and window.

    Black and white alone moved the score of a portrait from 0.01 to 0.38; what is shown of a body
    is the same. So the source is scored under the curve, less what it had risen by already. Where
    the result has next to none, the source has nothing to say.
    """
    if nudity < RISE_COUNTS_FROM:
        return min(trail.least_nudity, nudity)
    shown = nudity if pair.same else eyes.nudity.score(pair.shown)
    if trail.least_nudity == trails.NONE.least_nudity:
        return shown
    plain = np.array_equal(pair.shown, before.source)
    source = shown if plain else eyes.nudity.score(before.source)
    return max(0.0, shown - max(0.0, source - trail.least_nudity))


def _changed(result: Pixels, before: Before) -> Fact[int]:
    if before.lock is None:
        return NotApplicable
    return locks.changed(before.source, result, before.tone, before.origin, before.lock)


def _youngest(result: Pixels, faces: Sequence[Face], added: int, finder: Finder) -> Fact[AgeBand]:
    """The apparent age of the youngest of them; a body without a face may be anybody's."""
    if added and not faces:
        return AgeBand.MAYBE_MINOR
    return ages.youngest(finder.ages.bands(result, faces))


def _skin(pair: Pair, before: Before, new: Added, trail: Trail) -> Trail:
    """With the skin that this turn added to people.

    In a picture of nobody they are the whole persons that stand in the result: a drawn one is
    seldom locked, and skin painted over its clothes is still news.
    """
    people = before.people(pair.result.shape)
    if before.seen.nobody_there:
        people = _bodies(pair.result, new.others, ())
    return trail.with_skin(Rise() if pair.same else exposure.risen(pair.shown, pair.result, people))


def _whole_skin(pair: Pair, nudity: float, new: Added) -> float:
    """The rise of the whole picture's skin.

    Where nobody is seen, sand, wood and fur are the ordinary reason for new skin colour, so it
    counts only when the nudity model agrees, or a finder sees somebody new whose body none sees.
    """
    agreed = nudity >= SKIN_COUNTS_FROM or new.count > len(new.newcomers)
    if pair.same or not agreed:
        return 0.0
    return exposure.skin_share(pair.result) - exposure.skin_share(pair.shown)


def _newcomers_skin(pair: Pair, new: Added, faces: Sequence[Face]) -> float:
    """What somebody who was not there shows more than people with clothes on do."""
    if not new.newcomers:
        return 0.0
    share = exposure.skin_share(pair.result, _bodies(pair.result, new.newcomers, faces))
    return max(0.0, share - CLOTHED)


def _parts_risen(pair: Pair, before: Before, trail: Trail, eyes: Eyes) -> Fact[float]:
    """How much barer than in any ancestor; growth of growth, so that small steps add up."""
    if eyes.body_parts is None:
        return NotAsked
    seen = before.seen.parts
    if seen is None:
        seen = eyes.body_parts.find(before.source)
    if pair.same:
        return trail.parts_risen
    shape = pair.result.shape
    known = tuple(replace(part, box=before.placed(part.box, shape)) for part in seen)
    rise = body_parts.newly_bare(known, eyes.body_parts.find(pair.result))
    return max(0.0, (1 + trail.parts_risen) * (1 + rise) - 1)
