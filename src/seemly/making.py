"""Generate, lock, check, decide again: in memory, until it is approved (invariant 8)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from seemly import gathering, kept, record
from seemly.answers import Asked, Values
from seemly.compute.compute import Place, Task
from seemly.decoding import DECODE, FIRST_FRAME
from seemly.errors import CheckFailed, NotApproved
from seemly.facts import (
    BankHit,
    Facts,
    GeneratorFacts,
    Intent,
    Moment,
    Presence,
    Result,
    Unknown,
)
from seemly.found import Found
from seemly.found import of as found_of
from seemly.frozen import from_json, to_json
from seemly.generate.generator import Generator, Made, Wanted
from seemly.guard import lock, words_out
from seemly.guard import result as made_result
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.matching.pdq import PdqHash
from seemly.parts import Parts
from seemly.pictures import new_public_id, pack, unpack
from seemly.policy.decide import PersonYes, decide
from seemly.posts import Post
from seemly.provenance import encoding
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Origin,
    Pixels,
    Publication,
    approve,
    pixels_digest,
)
from seemly.publications import GOOD_QUALITY
from seemly.store import Job, Move, Unit
from seemly.tables import lineage, publications
from seemly.verdict import Verdict
from seemly.writes import Prepared

_APPROVED, _DESCENT = sa.insert(publications), sa.insert(lineage)
_CHANGED = sa.update(publications).where(publications.c.public_id == sa.bindparam("of_id"))
_OF_JOB = sa.select(publications).where(
    publications.c.public_id == sa.bindparam("of_id"),
    publications.c.job_id == sa.bindparam("of_job"),
)

CHECK_SECONDS = 30.0
DECODE_SECONDS = 10.0
LABELS = ("ai-generated",)

ANIMATION = ("animation",)  # of a picture that moves only the first frame is answered

#: What the built-in artist does beside locked people, whoever else is configured: it never
#: touches the lock, and its tone is a curve whose bounds are checked.
ARTIST_KINDS = frozenset({Intent.TONE, Intent.STICKER, Intent.CAPTION, Intent.CROP})


@dataclass(frozen=True, eq=False)
class Attempt:
    """One making, judged."""

    publication: Publication
    facts: Facts
    verdict: Verdict
    least_nudity: float
    skin_risen: float


@dataclass(frozen=True, eq=False)
class InHand:
    """What this worker approved, and perhaps marked, a moment ago; after a crash it is read."""

    publication: Publication
    approval: Approval
    marked: MarkedPicture | None = None
    hashes: tuple[PdqHash, ...] = ()  # of the marked and of the approved pixels
    quality: int = 0


@dataclass(frozen=True, eq=False)
class Taken:
    """A source with what was seen in it."""

    pixels: Pixels
    seen: Seen
    lock: Lock | None
    left_out: tuple[str, ...] = ()  # nouns: what of it is not answered


def attempt(asked: Asked, parts: Parts) -> Attempt:
    """Make one picture and judge it. Raises GeneratorFault, GeneratorCannot, TryLater."""
    found = found_of(asked.job)
    before = from_json(Facts, asked.job.facts_before or "")
    wanted = Wanted(
        text=asked.request.unverified_text,
        language=asked.language,
        seed=_seed(asked),
        kinds=frozenset(found.kinds),
    )
    taken = _take(parts, found) if found.sources else None
    generator = _chosen(parts, taken, found)
    made = generator.make(wanted) if taken is None else _edit(generator, wanted, taken)
    pixels = made.pixels if taken is None else _restored(made, taken)
    result = _checked(parts, pixels, taken, made)
    return _judged(asked, parts, before, found, generator, made, pixels, result, taken)


def _chosen(parts: Parts, taken: Taken | None, found: Found) -> Generator:
    kinds = {Intent(kind) for kind in found.kinds}
    if taken is not None and taken.lock is not None and kinds <= ARTIST_KINDS:
        return parts.artist
    return parts.generator


def _take(parts: Parts, found: Found) -> Taken:
    data = parts.pictures.read(found.sources[0])
    decoded = parts.compute.call(DECODE, data, DECODE_SECONDS)
    seen = gathering.look(parts, decoded.pixels)
    # Somebody in another picture of the same post binds this one too; its own lock is then empty.
    free = seen.nobody_there and found.shows_people == Presence.NONE
    moves = ANIMATION if FIRST_FRAME in decoded.notes else ()
    return Taken(decoded.pixels, seen, None if free else Lock.of(seen), moves)


def _edit(generator: Generator, wanted: Wanted, taken: Taken) -> Made:
    free: Pixels = np.full(taken.pixels.shape[:2], 255, np.uint8)
    if taken.lock is not None:
        free = np.asarray(np.where(taken.lock.mask > 0, 0, 255), np.uint8)
    if taken.lock is None or generator.local:
        return generator.edit(wanted, taken.pixels, free)
    return generator.edit(wanted, lock.blank(taken.pixels, taken.lock), free)


def _restored(made: Made, taken: Taken) -> Pixels:
    if taken.lock is None:
        return made.pixels
    return lock.restore(taken.pixels, made.pixels, made.tone, made.origin, taken.lock)


def _checked(parts: Parts, pixels: Pixels, taken: Taken | None, made: Made) -> Result:
    def check(picture: Pixels) -> Result:
        return made_result.check(
            picture,
            taken.pixels if taken else None,
            (),
            taken.seen if taken else None,
            taken.lock if taken else None,
            made.tone,
            made.origin,
            parts.finder,
            parts.nudity,
        )

    try:
        return parts.compute.call(Task("result", check, Place.THREAD), pixels, CHECK_SECONDS)
    except CheckFailed:
        return Result(Unknown, Unknown, Unknown, Unknown, Unknown, Unknown, Unknown)


def _judged(
    asked: Asked,
    parts: Parts,
    before: Facts,
    found: Found,
    generator: Generator,
    made: Made,
    pixels: Pixels,
    result: Result,
    taken: Taken | None,
) -> Attempt:
    publication = _publication(asked, parts, found, generator, made, pixels, taken)
    result = _against_ancestors(result, found)
    texts = [publication.post_text, publication.alt_text, made.caption]
    facts = replace(
        before,
        moment=Moment.AFTER,
        generator=GeneratorFacts(generator.name, generator.local),
        result=result,
        banks=_near_removed(parts, pixels),
        words_out=words_out.read_out([text for text in texts if text], parts.reader),
        digests=(publication.digest(), *before.digests),
    )
    yes = from_json(PersonYes, asked.job.yes) if asked.job.yes else None
    return Attempt(
        publication,
        facts,
        decide(parts.policy, facts, yes),
        least_nudity=_least_nudity(result),
        skin_risen=_skin_risen(result) if taken is not None else 0.0,
    )


def _least_nudity(result: Result) -> float:
    """Of the result, its source and every ancestor: `exposure_delta` is the rise against them."""
    nudity = result.nudity if isinstance(result.nudity, float) else 0.0
    rise = result.exposure_delta if isinstance(result.exposure_delta, float) else 0.0
    return nudity - max(0.0, rise)


def _skin_risen(result: Result) -> float:
    """Over all turns; a drawing from words begins at 0, for there is nobody it could add to."""
    return max(0.0, result.skin_delta) if isinstance(result.skin_delta, float) else 0.0


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
        source_sha256=pixels_digest(taken.pixels) if taken else None,
        keep_clear=taken.seen.faces if taken else (),
    )


def _against_ancestors(result: Result, found: Found) -> Result:
    """Invariant 4: never more than the least shown by any ancestor, ten small steps or one."""
    if found.least_nudity is not None and isinstance(result.nudity, float):
        rise = result.nudity - found.least_nudity
        if isinstance(result.exposure_delta, float):
            rise = max(rise, result.exposure_delta)
        result = replace(result, exposure_delta=rise)
    if isinstance(result.skin_delta, float):
        risen = max(0.0, result.skin_delta) + found.skin_risen
        result = replace(result, skin_delta=risen)
    return result


def _near_removed(parts: Parts, pixels: Pixels) -> tuple[BankHit, ...]:
    """A near copy of what was removed does not come back (invariant 7)."""
    near, quality = parts.published.like(pixels)
    if not near:
        return ()
    gone = sa.select(publications.c.public_id).where(
        publications.c.public_id.in_(near), publications.c.removed_at.is_not(None)
    )
    with parts.store.read() as connection:
        removed = connection.execute(gone).scalars().all()
    return tuple(BankHit("removed", "refuse", near[public_id], quality) for public_id in removed)


def _seed(asked: Asked) -> int:
    """The same wish drawn again after a crash is the same drawing."""
    return int.from_bytes(hashlib.sha256(asked.request.mention.encode()).digest()[:4], "big")


# -- keeping what was approved --------------------------------------------------------------


def keep(made: Attempt, job: Job, parts: Parts, values: Values, decided: Unit[None]) -> Move:
    """screened -> approved: only now do bytes rest."""
    publication, now = made.publication, parts.clock()
    approval = approve(publication, made.verdict)
    height, width = publication.pixels.shape[:2]
    sha256, write = kept.keep(
        parts.pictures, pack(publication.pixels), "approved", "image/png", (width, height), now
    )
    found = found_of(job)

    row = {
        "public_id": publication.public_id,
        "job_id": job.id,
        "approved_digest": approval.publication,
        "approval": to_json(approval.verdict),
        "publication": _written(publication),
        "pixels_sha256": sha256,
        "pixels_digest": pixels_digest(publication.pixels),
        "least_nudity": made.least_nudity,
        "skin_risen": made.skin_risen,
        "created_at": now,
    }
    descent = [
        Prepared(_DESCENT, {"child": publication.public_id, "parent": parent, "found_by": found_by})
        for parent, found_by in found.ancestors
    ]
    approved = record.approved(job.id, publication.public_id, approval.publication, now)
    return Move(
        "approved",
        (*values, ("public_id", publication.public_id)),
        (write, Prepared(_APPROVED, row), *descent, decided, approved),
        hand=InHand(publication, approval),
    )


def recall(job: Job, parts: Parts) -> tuple[Publication, Approval]:
    """The approved publication from its row and bytes. Raises NotApproved when they disagree."""
    if isinstance(job.hand, InHand):
        return job.hand.publication, job.hand.approval
    return _recalled(_row(job, parts), parts)


def _recalled(row: sa.Row[Any], parts: Parts) -> tuple[Publication, Approval]:
    pixels = unpack(parts.pictures.read(row.pixels_sha256))
    publication = _read(row.publication, pixels)
    approval = approve(publication, from_json(Verdict, row.approval))
    if approval.publication != row.approved_digest:
        raise NotApproved("the kept publication is not the one that was approved")
    return publication, approval


def keep_marked(
    job: Job, parts: Parts, publication: Publication, approval: Approval, marked: MarkedPicture
) -> Move:
    """approved -> marked: the file and the digests that link it to its approval."""
    now = parts.clock()
    sha256, write = kept.keep(
        parts.pictures,
        marked.file,
        "published",
        marked.media_type,
        (marked.width, marked.height),
        now,
    )
    shown = encoding.decode(marked.file, marked.media_type)  # our own file, just read back
    hash_, quality = parts.published.hash(shown)
    approved, _ = parts.published.hash(publication.pixels)
    row = {
        "of_id": publication.public_id,
        "marked_digest": marked.marked_digest,
        "file_sha256": sha256,
        "media_type": marked.media_type,
        "pdq": hash_.to_bytes(),
        "pdq_approved": approved.to_bytes(),
        "pdq_quality": quality,
    }
    done = record.marked(
        job.id, publication.public_id, marked.marked_digest, marked.file_digest, now
    )
    parts.published.add(publication.public_id, hash_, approved)
    hand = InHand(publication, approval, marked, (hash_, approved), quality)
    return Move("marked", (), (write, Prepared(_CHANGED, row), done), hand=hand)


def reload(job: Job, parts: Parts) -> MarkedPicture:
    """The marked picture from its file and row. Raises NotApproved when they disagree."""
    if isinstance(job.hand, InHand) and job.hand.marked is not None:
        return job.hand.marked
    row = _row(job, parts)
    publication, approval = _recalled(row, parts)
    file = parts.pictures.read(row.file_sha256)
    return parts.marks.reload(
        file, publication, approval.publication, row.marked_digest, row.file_sha256
    )


def kin(job: Job, parts: Parts) -> set[str]:
    """What a marked picture descends from or is near to: its way out ends when that is removed."""
    hashes, quality = _hashes(job, parts)
    near = set(parts.published.near(hashes)) if quality >= GOOD_QUALITY else set()
    ancestors = {public_id for public_id, _ in found_of(job).ancestors}
    return (ancestors | near) - {job.public_id or ""}


def _hashes(job: Job, parts: Parts) -> tuple[tuple[PdqHash, ...], int]:
    if isinstance(job.hand, InHand) and job.hand.hashes:
        return job.hand.hashes, job.hand.quality
    row = _row(job, parts)
    hashes = (PdqHash.from_bytes(row.pdq), PdqHash.from_bytes(row.pdq_approved))
    return hashes, row.pdq_quality


def posted_as(job: Job, post: Post) -> Unit[None]:
    """A write that ties the publication to its post, for takedowns."""
    return Prepared(_CHANGED, {"of_id": job.public_id, "post_key": post.key})


def _row(job: Job, parts: Parts) -> sa.Row[Any]:
    with parts.store.read() as connection:
        return connection.execute(_OF_JOB, {"of_id": job.public_id, "of_job": job.id}).one()


def _written(publication: Publication) -> str:
    """All of a publication but its pixels."""
    fields = {
        field.name: getattr(publication, field.name)
        for field in dataclasses.fields(publication)
        if field.name != "pixels"
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def _read(text: str, pixels: Pixels) -> Publication:
    fields = json.loads(text)
    return Publication(
        pixels=pixels,
        public_id=fields["public_id"],
        post_text=fields["post_text"],
        alt_text=fields["alt_text"],
        languages=tuple(fields["languages"]),
        labels=tuple(fields["labels"]),
        answers=fields["answers"],
        origin=Origin(fields["origin"]),
        generator=fields["generator"],
        source_sha256=fields["source_sha256"],
        keep_clear=tuple(tuple(box) for box in fields["keep_clear"]),
    )
