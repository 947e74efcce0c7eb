"""The only way from an approved publication to a file that may go out (invariant 1).

    approved pixels -> visible label -> file -> Content Credentials -> read back -> MarkedPicture

`MarkedPicture` is constructed here and nowhere else; a test walks the sources. The watermark's
place is between label and file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from seemly.errors import CheckFailed, NotApproved
from seemly.provenance import encoding
from seemly.provenance.credentials import (
    Signer,
    Source,
    Statement,
    read_back,
    source_type,
)
from seemly.provenance.encoding import FILE_LIMIT, Encoded
from seemly.provenance.label import Box, Labelled, label
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Pixels,
    Publication,
    pixels_digest,
)


class Marks(Protocol):
    """Puts the marks on, and finds them again after a crash."""

    def mark(
        self, publication: Publication, approval: Approval, source: bytes | None
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
    ) -> MarkedPicture:
        """See `reload`."""
        ...


@dataclass(frozen=True)
class SignedMarks:
    """Label and Content Credentials by one signer."""

    signer: Signer

    def mark(
        self, publication: Publication, approval: Approval, source: bytes | None
    ) -> MarkedPicture:
        """See `mark`."""
        return mark(publication, approval, self.signer, source)

    def reload(
        self,
        file: bytes,
        publication: Publication,
        approved_digest: str,
        marked_digest: str,
        file_digest: str,
    ) -> MarkedPicture:
        """See `reload`."""
        return reload(file, publication, approved_digest, marked_digest, file_digest)


def mark(
    publication: Publication, approval: Approval, signer: Signer, source: bytes | None
) -> MarkedPicture:
    """Label, encode, sign and read back what was approved. `source`: the bytes an edit began with.

    Raises NotApproved when the approval is for something else or stops, and CheckFailed when
    the file does not come out as it must.
    """
    _check_approval(publication, approval)
    labelled = label(
        publication.pixels, publication.origin, publication.languages, publication.keep_clear
    )
    kind = source_type(publication.origin, publication.generator)
    encoded = encoding.encode(labelled.pixels, kind)
    statement = Statement(
        publication.public_id,
        publication.origin,
        publication.generator,
        None if source is None else Source.of(source),
    )
    file = signer.sign(encoded.file, encoded.media_type, statement)
    pixels = _read_back(file, encoded, publication, labelled)
    return _marked(publication, approval.publication, file, encoded.media_type, pixels)


def reload(
    file: bytes,
    publication: Publication,
    approved_digest: str,
    marked_digest: str,
    file_digest: str,
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
    return _marked(publication, approved_digest, file, media_type, pixels)


def _check_approval(publication: Publication, approval: Approval) -> None:
    digest = publication.digest()
    if approval.publication != digest:
        raise NotApproved("the approval names another publication")
    if not approval.verdict.goes_on:
        raise NotApproved(f"the verdict is {approval.verdict.action}, not allow or lock")
    if digest not in approval.verdict.digests:
        raise NotApproved("the verdict was made about another publication")


def _read_back(
    file: bytes, encoded: Encoded, publication: Publication, labelled: Labelled
) -> Pixels:
    """The pixels as the file shows them, once size, pixels and credentials are as they must be."""
    if len(file) > FILE_LIMIT:
        raise CheckFailed(f"the marked file has {len(file):,} bytes, more than {FILE_LIMIT:,}")
    pixels = encoding.decode(file, encoded.media_type)
    if pixels.shape != publication.pixels.shape:
        raise CheckFailed("the marked file shows a picture of another size")
    rest = _without(labelled.box, pixels, publication.pixels)
    exact = encoded.bound == 0
    same = exact and np.array_equal(rest, publication.pixels)
    difference = 0.0 if same else encoding.moved(publication.pixels, rest)
    if difference > encoded.bound or (exact and not same):
        raise CheckFailed(f"the marked file moves the picture by {difference:.1f} of 255 levels")
    reading = read_back(file, encoded.media_type)
    if reading is None or not reading.valid or reading.title != publication.public_id:
        faults = "none found" if reading is None else ", ".join(reading.faults)
        raise CheckFailed(f"the credentials of the marked file do not hold: {faults}")
    return pixels


def _without(box: Box, pixels: Pixels, approved: Pixels) -> Pixels:
    """The marked pixels with the approved ones back under the label."""
    left, top, right, bottom = box
    rest = pixels.copy()
    rest[top:bottom, left:right] = approved[top:bottom, left:right]
    return rest


def _marked(
    publication: Publication, approved: str, file: bytes, media_type: str, pixels: Pixels
) -> MarkedPicture:
    height, width = pixels.shape[:2]
    return MarkedPicture(
        public_id=publication.public_id,
        approved_digest=approved,
        marked_digest=pixels_digest(pixels),
        file_digest=hashlib.sha256(file).hexdigest(),
        file=file,
        media_type=media_type,
        pixels=pixels,
        width=width,
        height=height,
        post_text=publication.post_text,
        alt_text=publication.alt_text,
        languages=publication.languages,
        labels=publication.labels,
        answers=publication.answers,
    )
