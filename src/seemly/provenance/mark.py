"""The only way from an approved publication to a file that may go out (invariant 1).

    approved pixels -> visible label -> watermark -> file -> Content Credentials -> read back

`MarkedPicture` is constructed here and nowhere else; a test walks the sources. What was approved
changes in three stated ways and in no other: in the label's box, by the watermark's bound, and by
the encoder's. Each is checked by itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from seemly.errors import CheckFailed, NotApproved
from seemly.matching.pdq import PdqHash
from seemly.pictures import id_number
from seemly.provenance import encoding
from seemly.provenance.credentials import Signer, Source, Statement, read_back
from seemly.provenance.encoding import FILE_LIMIT, Encoded
from seemly.provenance.label import Labelled, label
from seemly.provenance.manifest import PDQ, WATERMARK
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Pixels,
    Publication,
    Watermark,
    pixels_digest,
)
from seemly.provenance.watermark.embed import FLOOR
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import LEAST_SCORE, confirm, read

#: Levels of 255 by which the watermark may move one channel of a pixel (embed.py can no more).
MOST_MOVED = 11


class Marks(Protocol):
    """Puts the marks on, and finds them again after a crash."""

    def mark(
        self,
        publication: Publication,
        approval: Approval,
        source: Source | None,
        hash_: PdqHash | None,
    ) -> MarkedPicture:
        """See `mark`."""
        ...

    def reload(
        self,
        file: bytes,
        publication: Publication,
        approved_digest: str,
        marked_digest: str,
        file_digest: str,
        watermark: Watermark,
    ) -> MarkedPicture:
        """See `reload`."""
        ...


@dataclass(frozen=True)
class SignedMarks:
    """Label, watermark by one key, and Content Credentials by one signer. `verify`: the public
    address of the verify page, up to the picture's id, where there is one."""

    signer: Signer
    key: Carriers
    verify: str = ""

    def mark(
        self,
        publication: Publication,
        approval: Approval,
        source: Source | None,
        hash_: PdqHash | None,
    ) -> MarkedPicture:
        """See `mark`."""
        return mark(publication, approval, self.signer, self.key, source, hash_, self.verify)

    def reload(
        self,
        file: bytes,
        publication: Publication,
        approved_digest: str,
        marked_digest: str,
        file_digest: str,
        watermark: Watermark,
    ) -> MarkedPicture:
        """See `reload`."""
        return reload(file, publication, approved_digest, marked_digest, file_digest, watermark)


@dataclass(frozen=True, eq=False)
class _Inked:
    """Labelled pixels with the id in them, and how well it holds there."""

    pixels: Pixels
    watermark: Watermark


@dataclass(frozen=True, eq=False)
class _Finished:
    """A file that may go out, and the pixels it shows."""

    file: bytes
    media_type: str
    pixels: Pixels


def mark(
    publication: Publication,
    approval: Approval,
    signer: Signer,
    key: Carriers,
    source: Source | None,
    hash_: PdqHash | None = None,
    verify: str = "",
) -> MarkedPicture:
    """Label, watermark, encode, sign and read back what was approved.

    `source`: the picture an edit began with. `hash_`: of the approved pixels; the credentials tell
    it, for whoever finds the picture without them. `verify`: see SignedMarks. A picture that cannot
    carry a watermark goes out without one, and says so. Raises NotApproved when the approval is for
    something else or stops, and CheckFailed when the file does not come out as it must.
    """
    _check_approval(publication, approval)
    spoken = (publication.label_language, *publication.languages)
    labelled = label(publication.pixels, publication.origin, spoken, publication.keep_clear)
    _check_label(labelled, publication)
    inked = _inked(labelled.pixels, publication, key)
    statement = _statement(publication, approval, source, hash_)
    if verify:
        statement = replace(statement, address=verify + publication.public_id)
    finished = _finished(inked, publication, signer, statement)
    if inked.watermark is not Watermark.NONE and not _is_read(finished.pixels, publication, key):
        inked = _Inked(labelled.pixels, Watermark.NONE)
        finished = _finished(inked, publication, signer, statement)
    return _marked(publication, approval.publication, finished, inked.watermark)


def reload(
    file: bytes,
    publication: Publication,
    approved_digest: str,
    marked_digest: str,
    file_digest: str,
    watermark: Watermark,
) -> MarkedPicture:
    """A picture marked earlier, from its stored parts, after a crash.

    Raises NotApproved when any of the three digests does not fit: what is stored is not what
    was approved and marked.
    """
    if publication.digest() != approved_digest:
        raise NotApproved("the stored publication is not the approved one")
    if hashlib.sha256(file).hexdigest() != file_digest:
        raise NotApproved("the stored file is not the marked one")
    media_type = "image/png" if file.startswith(b"\x89PNG") else "image/jpeg"
    pixels = encoding.decode(file, media_type)
    if pixels_digest(pixels) != marked_digest:
        raise NotApproved("the stored file does not decode to the marked pixels")
    return _marked(publication, approved_digest, _Finished(file, media_type, pixels), watermark)


def _check_approval(publication: Publication, approval: Approval) -> None:
    digest = publication.digest()
    if approval.publication != digest:
        raise NotApproved("the approval names another publication")
    if not approval.verdict.goes_on:
        raise NotApproved(f"the verdict is {approval.verdict.action}, not allow or lock")
    if digest not in approval.verdict.digests:
        raise NotApproved("the verdict was made about another publication")


def _check_label(labelled: Labelled, publication: Publication) -> None:
    """Outside its box the label changes nothing."""
    left, top, right, bottom = labelled.box
    rest = labelled.pixels.copy()
    rest[top:bottom, left:right] = publication.pixels[top:bottom, left:right]
    if not np.array_equal(rest, publication.pixels):
        raise CheckFailed("the label moves the picture outside its box")


def _inked(labelled: Pixels, publication: Publication, key: Carriers) -> _Inked:
    """The watermark put on, within its bound; unchanged where the picture is too small for one.

    An older one that the source brought along would drown it, or be told in its place.
    """
    older = None if publication.source_mark is None else read(labelled, key)
    try:
        fastened = fasten(labelled, id_number(publication.public_id), key, older)
    except ValueError:
        return _Inked(labelled, Watermark.NONE)
    decibels = cv2.PSNR(labelled, fastened.pixels)
    most = cv2.norm(labelled, fastened.pixels, cv2.NORM_INF)
    if decibels < FLOOR or most > MOST_MOVED:
        raise CheckFailed(
            f"the watermark moves the picture: {decibels:.1f} dB, a pixel by {most:.0f} levels"
        )
    return _Inked(fastened.pixels, Watermark.WEAK if fastened.weak else Watermark.STRONG)


def _is_read(pixels: Pixels, publication: Publication, key: Carriers) -> bool:
    return confirm(pixels, id_number(publication.public_id), key) > LEAST_SCORE


def _statement(
    publication: Publication, approval: Approval, source: Source | None, hash_: PdqHash | None
) -> Statement:
    """What the credentials say, but for the watermark."""
    return Statement(
        publication.public_id,
        publication.origin,
        publication.generator,
        source,
        publication.intents,
        approval.verdict.policy,
        () if hash_ is None else ((PDQ, hash_.hex()),),
    )


def _finished(
    inked: _Inked, publication: Publication, signer: Signer, statement: Statement
) -> _Finished:
    """Encoded, signed and read back."""
    encoded = encoding.encode_as(
        publication.media_type, inked.pixels, statement.source_type, statement.address
    )
    if inked.watermark is not Watermark.NONE:
        statement = statement.bound((WATERMARK, publication.public_id))
    file = signer.sign(encoded.file, encoded.media_type, statement)
    return _Finished(file, encoded.media_type, _read_back(file, encoded, publication, inked.pixels))


def _read_back(file: bytes, encoded: Encoded, publication: Publication, inked: Pixels) -> Pixels:
    """The pixels as the file shows them, once size, pixels and credentials are as they must be.

    Exactly what was encoded (PNG), or within the encoder's bound of it.
    """
    if len(file) > FILE_LIMIT:
        raise CheckFailed(f"the marked file has {len(file):,} bytes, more than {FILE_LIMIT:,}")
    pixels = encoding.decode(file, encoded.media_type)
    if pixels.shape != publication.pixels.shape:
        raise CheckFailed("the marked file shows a picture of another size")
    exact = encoded.bound == 0
    same = exact and np.array_equal(pixels, inked)
    difference = 0.0 if same else encoding.moved(inked, pixels)
    if difference > encoded.bound or (exact and not same):
        raise CheckFailed(f"the marked file moves the picture by {difference:.1f} of 255 levels")
    reading = read_back(file, encoded.media_type)
    if reading is None or not reading.valid or reading.title != publication.public_id:
        faults = "none found" if reading is None else ", ".join(reading.faults)
        raise CheckFailed(f"the credentials of the marked file do not hold: {faults}")
    return pixels


def _marked(
    publication: Publication, approved: str, finished: _Finished, watermark: Watermark
) -> MarkedPicture:
    height, width = finished.pixels.shape[:2]
    return MarkedPicture(
        public_id=publication.public_id,
        approved_digest=approved,
        marked_digest=pixels_digest(finished.pixels),
        file_digest=hashlib.sha256(finished.file).hexdigest(),
        file=finished.file,
        media_type=finished.media_type,
        pixels=finished.pixels,
        width=width,
        height=height,
        post_text=publication.post_text,
        alt_text=publication.alt_text,
        languages=publication.languages,
        labels=publication.labels,
        answers=publication.answers,
        watermark=watermark,
    )
