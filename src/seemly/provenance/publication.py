"""What may be published, who said so, and the marked bytes: the three types of invariant 1.

Publication   everything that would be seen, with one digest over all of it
Approval      a verdict that names that digest; made by `approve` alone
MarkedPicture the file that goes out; constructed by `mark` alone (a test walks the sources)
ApprovedWords a sentence from a template; constructed by `guard.words_out` alone
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seemly.errors import NotApproved
from seemly.facts import Intent
from seemly.verdict import Verdict

#: Canonical pixels: height x width x 3, uint8, sRGB, EXIF orientation and ICC already applied.
Pixels: TypeAlias = NDArray[np.uint8]


def pixels_digest(pixels: Pixels) -> str:
    """SHA-256 (hex) over "WIDTHxHEIGHT:" and the rows, so that shape counts too."""
    digest = hashlib.sha256(shape_header(pixels))
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def shape_header(pixels: Pixels) -> bytes:
    """What stands before the rows where pixels are hashed, or kept as they are (pictures.py)."""
    height, width = pixels.shape[:2]
    return b"%dx%d:" % (width, height)


class Origin(StrEnum):
    """How the picture came to be; decides its IPTC digital source type."""

    CREATED = "created"  # from words alone
    EDITED = "edited"  # from somebody's picture


@dataclass(frozen=True, eq=False)
class Publication:
    """Everything that anybody would see or hear of one answer."""

    public_id: str  # 10 characters
    pixels: Pixels
    post_text: str
    alt_text: str
    languages: tuple[str, ...]  # BCP 47
    labels: tuple[str, ...]  # the network's self-labels
    answers: str  # URI of the post it answers
    origin: Origin
    generator: str  # name and version, for the credentials
    source_sha256: str | None = None  # of the decoded source's pixels, when edited
    source_mark: str | None = None  # public id of the watermark that the source carries
    media_type: str = ""  # the kind of file that was asked for; else chosen by the picture
    #: left, top, right, bottom in px: no label here
    keep_clear: tuple[tuple[int, int, int, int], ...] = ()
    intents: tuple[Intent, ...] = ()  # what the guard read in the wish, for the credentials
    label_language: str = ""  # of the visible label; else the first of `languages`

    def __post_init__(self) -> None:
        """Take pixels of its own that nobody can write to: what was approved stays what it is."""
        own: Pixels = np.frombuffer(self.pixels.tobytes(), np.uint8).reshape(self.pixels.shape)
        object.__setattr__(self, "pixels", own)

    @functools.cached_property
    def pixels_digest(self) -> str:
        """Of its pixels, which never change: taken once."""
        return pixels_digest(self.pixels)

    def digest(self) -> str:
        """SHA-256 (hex) over canonical JSON of all fields, the pixels by their digest."""
        height, width = self.pixels.shape[:2]
        fields = {
            "public_id": self.public_id,
            "width": width,
            "height": height,
            "pixels": self.pixels_digest,
            "post_text": self.post_text,
            "alt_text": self.alt_text,
            "languages": list(self.languages),
            "labels": list(self.labels),
            "answers": self.answers,
            "origin": self.origin.value,
            "generator": self.generator,
            "source": self.source_sha256,
            "source_mark": self.source_mark,
            "keep_clear": [list(box) for box in self.keep_clear],
            "intents": [intent.value for intent in self.intents],
            "label_language": self.label_language,
            "media_type": self.media_type,
        }
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Approval:
    """The yes to one publication. Made by `approve`; checked again by `mark`."""

    publication: str  # digest
    verdict: Verdict


def approve(publication: Publication, verdict: Verdict) -> Approval:
    """Bind a verdict to the publication it saw.

    Raises NotApproved when the verdict stops, or was made about something else.
    """
    digest = publication.digest()
    if not verdict.goes_on:
        raise NotApproved(f"the verdict is {verdict.action}, not allow or lock")
    if digest not in verdict.digests:
        raise NotApproved("the verdict was made about another publication")
    return Approval(digest, verdict)


class Watermark(StrEnum):
    """How well the invisible mark holds."""

    STRONG = "strong"  # it survives half the size and JPEG 75
    WEAK = "weak"  # it is in the file, and would be lost on that way
    NONE = "none"  # the picture is too small or too plain: none was put on


@dataclass(frozen=True)
class MarkedPicture:
    """The file that goes out, with the three digests that tie it to its approval."""

    public_id: str
    approved_digest: str  # of the Publication
    marked_digest: str  # of the marked pixels as the file decodes
    file_digest: str  # SHA-256 of `file`
    file: bytes
    media_type: str  # image/jpeg or image/png
    pixels: Pixels = field(repr=False, compare=False)  # as the file decodes
    width: int
    height: int
    post_text: str
    alt_text: str
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    answers: str
    watermark: Watermark


@dataclass(frozen=True)
class ApprovedWords:
    """A sentence made from a template with closed slots, for one post of ours."""

    text: str
    template: str
    language: str
    slots: tuple[tuple[str, str], ...]
    answers: str  # URI of the post it answers
    policy: str  # version that allowed it
