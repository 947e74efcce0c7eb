"""What was approved, and then marked, comes to rest; what rests is read back and checked."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from seemly import kept, record
from seemly.answers import Values
from seemly.errors import NotApproved
from seemly.facts import Intent
from seemly.found import of as found_of
from seemly.frozen import from_json, to_json
from seemly.making import Attempt
from seemly.matching.pdq import PdqHash
from seemly.matching.sides import Side
from seemly.parts import Parts
from seemly.pictures import to_raw, unpack
from seemly.posts import Post
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Origin,
    Pixels,
    Publication,
    Watermark,
    approve,
)
from seemly.publications import GOOD_QUALITY, sides_of
from seemly.redress import takedown
from seemly.store import Job, Move, Unit
from seemly.tables import lineage, publications
from seemly.verdict import Verdict
from seemly.writes import Prepared

RAW = "application/octet-stream"  # the media type of approved pixels

_APPROVED, _DESCENT = sa.insert(publications), sa.insert(lineage)
_CHANGED = sa.update(publications).where(publications.c.public_id == sa.bindparam("of_id"))
_OF_JOB = sa.select(publications).where(
    publications.c.public_id == sa.bindparam("of_id"),
    publications.c.job_id == sa.bindparam("of_job"),
)


@dataclass(frozen=True, eq=False)
class InHand:
    """What this worker approved, and perhaps marked, a moment ago; after a crash it is read."""

    publication: Publication
    approval: Approval
    hash: PdqHash  # of the approved pixels
    marked: MarkedPicture | None = None
    hashes: tuple[PdqHash, ...] = ()  # of the marked and of the approved pixels
    quality: int = 0


def keep(made: Attempt, job: Job, parts: Parts, values: Values, decided: Unit[None]) -> Move:
    """screened -> approved: only now do bytes rest."""
    publication, now = made.publication, parts.clock()
    approval = approve(publication, made.verdict)
    height, width = publication.pixels.shape[:2]
    digest = publication.pixels_digest
    raw = to_raw(publication.pixels)
    write = kept.keep(parts.pictures, raw, digest, "approved", RAW, (width, height), now)
    found = found_of(job)
    row = {
        "public_id": publication.public_id,
        "job_id": job.id,
        "approved_digest": approval.publication,
        "seal": parts.seal.on(approval.publication),
        "approval": to_json(approval.verdict),
        "publication": _written(publication),
        "pixels_sha256": digest,
        "pixels_digest": digest,
        "pdq_source": None if made.source_hash is None else made.source_hash.to_bytes(),
        **dataclasses.asdict(made.trail),
        "created_at": now,
    }
    descent = [
        Prepared(_DESCENT, {"child": publication.public_id, "parent": parent, "found_by": found_by})
        for parent, found_by in found.ancestors
    ]
    said = made.stated
    stated = [] if said is None else [record.stated(job.id, said.origin, said.by, now)]
    approved = record.approved(job.id, publication.public_id, approval.publication, now)
    return Move(
        "approved",
        (*values, ("public_id", publication.public_id)),
        (write, Prepared(_APPROVED, row), *descent, decided, *stated, approved),
        hand=InHand(publication, approval, made.hash),
    )


def recall(job: Job, parts: Parts) -> tuple[Publication, Approval]:
    """The approved publication from its row and bytes. Raises NotApproved when they disagree, or
    were not written by a process that holds the key."""
    if isinstance(job.hand, InHand):
        return job.hand.publication, job.hand.approval
    return _recalled(_row(job, parts), parts)


def _recalled(row: sa.Row[Any], parts: Parts) -> tuple[Publication, Approval]:
    pixels = unpack(parts.pictures.read(row.pixels_sha256))
    publication = _read(row.publication, pixels)
    approval = approve(publication, from_json(Verdict, row.approval))
    if approval.publication != row.approved_digest:
        raise NotApproved("the kept publication is not the one that was approved")
    marked = (row.marked_digest, row.file_sha256) if row.marked_digest else ()
    parts.seal.check(row.seal, approval.publication, *marked)
    return publication, approval


def keep_marked(
    job: Job, parts: Parts, publication: Publication, approval: Approval, marked: MarkedPicture
) -> Move:
    """approved -> marked: the file and the digests that link it to its approval."""
    now = parts.clock()
    write = kept.keep(
        parts.pictures,
        marked.file,
        marked.file_digest,
        "published",
        marked.media_type,
        (marked.width, marked.height),
        now,
    )
    hash_, quality = parts.published.hash(marked.pixels)
    approved = approved_hash(job, parts, publication)
    row = {
        "of_id": publication.public_id,
        "seal": parts.seal.on(approval.publication, marked.marked_digest, marked.file_digest),
        "marked_digest": marked.marked_digest,
        "file_sha256": marked.file_digest,
        "media_type": marked.media_type,
        "pdq": hash_.to_bytes(),
        "pdq_approved": approved.to_bytes(),
        "pdq_quality": quality,
        "watermark": marked.watermark.value,
    }
    done = record.marked(job.id, marked, now)
    parts.published.add(publication.public_id, hash_, approved)
    hand = InHand(publication, approval, approved, marked, (hash_, approved), quality)
    return Move("marked", (), (write, Prepared(_CHANGED, row), done), hand=hand)


def approved_hash(job: Job, parts: Parts, publication: Publication) -> PdqHash:
    """The PDQ hash of the approved pixels."""
    if isinstance(job.hand, InHand):
        return job.hand.hash
    return parts.published.hash(publication.pixels)[0]


def reload(job: Job, parts: Parts) -> MarkedPicture:
    """The marked picture from its file and row. Raises NotApproved when they disagree."""
    if isinstance(job.hand, InHand) and job.hand.marked is not None:
        return job.hand.marked
    row = _row(job, parts)
    publication, approval = _recalled(row, parts)
    file = parts.pictures.read(row.file_sha256)
    return parts.marks.reload(
        file,
        publication,
        approval.publication,
        row.marked_digest,
        row.file_sha256,
        Watermark(row.watermark),
    )


def kin(job: Job, parts: Parts) -> set[str]:
    """What a marked picture descends from or is near to: its way out ends when that is removed."""
    hashes, quality = _hashes(job, parts)
    near = set(parts.published.near(hashes)) if quality >= GOOD_QUALITY else set()
    with parts.store.read() as connection:
        # Without the label, or our label on both would make any two answers alike.
        told = sides_of(connection, hashes[1:], near)
    near -= {public_id for public_id, side in told.items() if side is Side.SOURCE}
    ancestors = {public_id for public_id, way in found_of(job).ancestors if way in takedown.WAYS}
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
        source_mark=fields["source_mark"],
        keep_clear=tuple(tuple(box) for box in fields["keep_clear"]),
        intents=tuple(map(Intent, fields["intents"])),
        label_language=fields["label_language"],
        media_type=fields["media_type"],
    )
