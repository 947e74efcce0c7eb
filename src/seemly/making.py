"""Generate, lock, check, decide again: in memory, until it is approved (invariant 8)."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass, replace

import numpy as np

from seemly import gathering, scenery
from seemly.answers import Asked
from seemly.compute.compute import Place, Task
from seemly.decoding import DECODE, FIRST_FRAME
from seemly.errors import CheckFailed, GeneratorCannot
from seemly.facts import (
    BankHit,
    Fact,
    Facts,
    GeneratorFacts,
    Harm,
    Intent,
    Moment,
    Presence,
    Unknown,
)
from seemly.found import Found
from seemly.found import of as found_of
from seemly.frozen import from_json
from seemly.gathering import Looked
from seemly.generate.generator import Generator, Made, Stated, Wanted
from seemly.guard import alignment, lettering, lock, words_out
from seemly.guard import result as made_result
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.guard.result import Before, Checked
from seemly.guard.text.language import tongue
from seemly.guard.trail import Trail
from seemly.matching.pdq import PdqHash
from seemly.parts import Parts
from seemly.pictures import new_public_id
from seemly.policy.decide import PersonYes, decide
from seemly.provenance.label import spoken
from seemly.provenance.publication import (
    Origin,
    Pixels,
    Publication,
    pixels_digest,
)
from seemly.publications import Likeness, removed_copies
from seemly.scenery import Scene
from seemly.store import Job
from seemly.verdict import Verdict

CHECK_SECONDS = 30.0
DECODE_SECONDS = 10.0
LABELS = ("ai-generated",)

ANIMATION = ("animation",)  # of a picture that moves only the first frame is answered


@dataclass(frozen=True, eq=False)
class Attempt:
    """One making, judged."""

    publication: Publication
    facts: Facts
    verdict: Verdict
    trail: Trail
    hash: PdqHash  # of the publication's pixels
    source_hash: PdqHash | None  # of what it was made from
    stated: Stated | None = None  # what the operator says of a file of theirs


@dataclass(frozen=True, eq=False)
class Taken:
    """A source with what was seen in it."""

    pixels: Pixels
    digest: str  # of the pixels
    hash: PdqHash  # PDQ, of the pixels
    seen: Seen
    lock: Lock | None
    left_out: tuple[str, ...] = ()  # nouns: what of it is not answered

    def before(self, made: Made) -> Before:
        """The source under what a generator says it did."""
        return Before(self.pixels, self.seen, self.lock, made.tone, made.origin)


def attempt(asked: Asked, parts: Parts) -> Attempt:
    """Make one picture and judge it. Raises GeneratorFault, GeneratorCannot, TryLater, and
    NotApproved where the row says what screening did not."""
    found, facts = found_of(asked.job), asked.job.facts_before or ""
    found.check(parts.seal, asked.job.request, facts)
    before = from_json(Facts, facts)
    wanted = Wanted(
        text=asked.request.unverified_text,
        language=asked.language,
        seed=_seed(asked),
        kinds=frozenset(found.kinds),
    )
    taken = _take(asked.job, parts, found) if found.sources else None
    generator, made, behind = _make(parts, wanted, taken)
    parts.say(asked.job.id, "checking")
    made = _as_asked(made, wanted)
    found = replace(found, trail=_toned(made, found.trail, taken, parts.words.things))
    lock.usable(made.pixels)
    pixels = made.pixels if taken is None else _restored(made, taken)
    shown = None if taken is None else taken.before(made)
    checked = _checked(parts, pixels, shown, found)
    if behind is not None:
        alone = _checked(parts, behind.pixels, None, found)
        checked = replace(checked, result=behind.stricter(checked.result, alone.result))
    result = replace(checked.result, text_in_picture=_written(parts, wanted, pixels, shown))
    checked = replace(checked, result=result)
    return _judged(asked, parts, before, found, generator, made, pixels, checked, taken)


def _take(job: Job, parts: Parts, found: Found) -> Taken:
    looked = _looked(job, parts, found.sources[0])
    decoded, seen = looked.decoded, looked.seen
    # Somebody in another picture of the same post binds this one too; its own lock is then empty.
    free = seen.nobody_there and found.shows_people == Presence.NONE
    moves = ANIMATION if FIRST_FRAME in decoded.notes else ()
    bound = None if free else Lock.of(seen)
    return Taken(decoded.pixels, looked.digest, looked.hash, seen, bound, moves)


def _looked(job: Job, parts: Parts, sha256: str) -> Looked:
    """What this worker saw a moment ago; after a crash it looks again."""
    if isinstance(job.hand, Looked) and job.hand.decoded.sha256 == sha256:
        return job.hand
    decoded = parts.compute.call(DECODE, parts.pictures.read(sha256), DECODE_SECONDS)
    seen = gathering.look(parts, decoded.pixels)
    hash_, _ = parts.published.hash(decoded.pixels)
    return Looked(decoded, pixels_digest(decoded.pixels), hash_, seen)


def _make(
    parts: Parts, wanted: Wanted, taken: Taken | None
) -> tuple[Generator, Made, Scene | None]:
    """Who makes it, what came back, and the scene that was made apart.

    A picture in which somebody is locked goes to the built-in artist alone, for what the guard
    read in the words and nothing else. Another generator, near or far, is asked for the scene
    behind them and never sees the picture.
    """
    if taken is None:
        return parts.generator, parts.generator.make(wanted), None
    if taken.lock is None:
        free: Pixels = np.full(taken.pixels.shape[:2], 255, np.uint8)
        return parts.generator, parts.generator.edit(wanted, taken.pixels, free), None
    free = 255 * (~taken.lock.mask).astype(np.uint8)
    wanted = replace(wanted, only=wanted.kinds)
    behind = scenery.behind(parts, wanted) if taken.lock.mask.any() else None
    if behind is None:
        return parts.artist, parts.artist.edit(wanted, taken.pixels, free), None
    laid = lock.restore(taken.pixels, behind.fitted(taken.pixels), None, (0, 0), taken.lock)
    return parts.generator, behind.finished(parts.artist, wanted, laid, free), behind


def _as_asked(made: Made, wanted: Wanted) -> Made:
    """A tone that nobody asked for is none, whoever declares it: people stay as they were."""
    return made if Intent.TONE in wanted.kinds else replace(made, tone=None)


def _toned(made: Made, trail: Trail, taken: Taken | None, things: Container[str]) -> Trail:
    """The lineage with this tone. Raises GeneratorCannot where all its tones together are more
    than a person who is shown may undergo, though each of them was not."""
    if made.tone is None or not made.tone.within_bounds():  # the lock refuses the latter
        return trail
    toned = trail.with_tone(made.tone)
    if taken is not None and taken.lock is not None and not toned.tone.within_bounds():
        thing = next((thing for thing in made.did if thing in things), "edit")
        raise GeneratorCannot(thing, "after the turns before it, it would be too much")
    return toned


def _restored(made: Made, taken: Taken) -> Pixels:
    if taken.lock is None:
        return made.pixels
    laid = alignment.aligned(taken.pixels, made.pixels, made.origin, taken.lock)
    return lock.restore(taken.pixels, laid, made.tone, made.origin, taken.lock)


def _checked(parts: Parts, pixels: Pixels, before: Before | None, found: Found) -> Checked:
    def check(picture: Pixels) -> Checked:
        return made_result.check(picture, before, found.trail, parts.eyes)

    try:
        return parts.compute.call(Task("result", check, Place.THREAD), pixels, CHECK_SECONDS)
    except CheckFailed:
        return Checked.failed()


def _written(parts: Parts, wanted: Wanted, pixels: Pixels, before: Before | None) -> Fact[bool]:
    """Whether something stands in the picture that may not be said (guard/lettering.py)."""
    eyes = parts.eyes.lettering
    read = eyes.asked if lettering.wished(wanted.text, wanted.kinds) else eyes.unasked
    locked = before is not None and before.lock is not None
    judge = lettering.read_out_beside if locked else lettering.read_out

    def check(picture: Pixels) -> Fact[bool]:
        shown = None if before is None else before.beside(picture).shown
        return judge(read(picture, shown), parts.reader)

    try:
        return parts.compute.call(Task("text", check, Place.THREAD), pixels, CHECK_SECONDS)
    except CheckFailed:
        return Unknown


def _judged(
    asked: Asked,
    parts: Parts,
    before: Facts,
    found: Found,
    generator: Generator,
    made: Made,
    pixels: Pixels,
    checked: Checked,
    taken: Taken | None,
) -> Attempt:
    publication = _publication(asked, parts, found, generator, made, pixels, taken)
    like = parts.published.like(pixels)
    captions = [made.caption] if made.caption else []
    told = [text for text in (publication.post_text, publication.alt_text) if text]
    facts = replace(
        before,
        moment=Moment.AFTER,
        generator=GeneratorFacts(generator.name, generator.local, _told(parts, made)),
        result=checked.result,
        banks=_near_removed(parts, like),
        words_out=words_out.read_out(captions, parts.reader, told),
        digests=(publication.digest(), *before.digests),
    )
    yes = from_json(PersonYes, asked.job.yes) if asked.job.yes else None
    verdict = decide(parts.policy, facts, yes)
    source = None if taken is None else taken.hash
    return Attempt(publication, facts, verdict, checked.trail, like.hash, source, made.stated)


def _told(parts: Parts, made: Made) -> Fact[tuple[Harm, ...]]:
    """What of the closed list of harms stands in what the generator says it did."""
    said = ". ".join((*made.did, made.caption, made.says))
    return parts.reader.read(said, has_picture=False).harms


def _publication(
    asked: Asked,
    parts: Parts,
    found: Found,
    generator: Generator,
    made: Made,
    pixels: Pixels,
    taken: Taken | None,
) -> Publication:
    public_id = new_public_id(parts.random)
    origin = Origin.CREATED if taken is None else Origin.EDITED
    if made.stated is not None:
        origin = made.stated.origin
    did = tuple(thing for thing in made.did if thing in parts.words.things)
    left_out = tuple(thing for thing in made.left_out if thing in parts.words.things)
    left_out += taken.left_out if taken else ()
    said = (found.language, did or ("edit",), left_out, public_id, origin)
    post_text = parts.words.post_text if not found.first_answer else parts.words.first_post_text
    return Publication(
        public_id=public_id,
        pixels=pixels,
        post_text=post_text(*said),
        alt_text=parts.words.alt_text(*said),
        languages=(found.language,),
        labels=LABELS,
        answers=asked.request.mention,
        origin=origin,
        generator=f"{generator.name} {generator.version}".strip(),
        source_sha256=taken.digest if taken else None,
        source_mark=found.mark or None,
        keep_clear=_faces(taken, made.origin) if taken else (),
        intents=tuple(map(Intent, found.kinds)),
        label_language=_label_language(asked, found),
        media_type=made.stated.media_type if made.stated else "",
    )


def _label_language(asked: Asked, found: Found) -> str:
    """The label speaks more languages than the answers do."""
    likeliest = tongue(asked.request.unverified_text, asked.request.languages)
    return spoken((likeliest, found.language))


def _faces(taken: Taken, origin: tuple[int, int]) -> tuple[tuple[int, int, int, int], ...]:
    """Where faces are in the result: a crop moves them."""
    x, y = origin
    return tuple((left - x, top - y, right - x, bottom - y)
                 for left, top, right, bottom in taken.seen.faces)  # fmt: skip


def _near_removed(parts: Parts, like: Likeness) -> tuple[BankHit, ...]:
    """A near copy of what was removed does not come back (invariant 7). What stayed nearer to that
    one's untouched source is none."""
    with parts.store.read() as connection:
        removed = removed_copies(connection, like.turns, like.near)
    return tuple(
        BankHit("removed", "refuse", like.near[one], like.quality) for one in sorted(removed)
    )


def _seed(asked: Asked) -> int:
    """The same wish drawn again after a crash is the same drawing."""
    return int.from_bytes(hashlib.sha256(asked.request.mention.encode()).digest()[:4], "big")
