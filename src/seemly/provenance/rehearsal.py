"""The credentials of a source from outside: read, and tried out, in a process with limits.

The bytes are hostile and the library is large. So what the library would do with them when a
picture is signed is done once before, where a crash harms nobody; only then do they reach the
signer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from PIL import Image

from seemly.compute.compute import Compute, Place, Task
from seemly.decoding import media_type
from seemly.errors import CheckFailed
from seemly.facts import Intent, Mark
from seemly.provenance import incoming
from seemly.provenance.certificates import Signers, SigningCredential
from seemly.provenance.credentials import Signer, Source, Statement, read_back
from seemly.provenance.manifest import PDQ, WATERMARK
from seemly.provenance.publication import Origin

SECONDS = 10.0  # importing the library takes up to two on a busy machine


def read(data: bytes) -> tuple[Mark, ...]:
    """Marks that the credentials of a file add to those seen by decoding it."""
    try:
        reading = read_back(data, media_type(data))
    except CheckFailed:
        return ()
    if reading is None:
        return ()
    valid = (Mark.HOLD,) if reading.valid else ()
    return (*valid, Mark.SAYS_AI) if reading.says_ai else valid


def rehearse(data: bytes) -> bool:
    """Whether its credentials can go along in what is made from a file: a blank picture is signed
    with them, by a key of no worth."""
    try:
        signed = _worthless().sign(_blank(), "image/jpeg", _longest(Source.bringing(data)))
        reading = read_back(signed, "image/jpeg")
    except CheckFailed:
        return False
    return reading is not None and reading.valid


READ: Task[bytes, tuple[Mark, ...]] = Task("credentials", read, Place.PROCESS)
REHEARSE: Task[bytes, bool] = Task("credentials", rehearse, Place.PROCESS)


def source(data: bytes, marks: tuple[Mark, ...], compute: Compute) -> Source:
    """The source of an edit, with its own credentials where they can go along. `marks`: what was
    found in it when it was decoded and read."""
    says_ai = incoming.says_ai(marks)
    if Mark.CREDENTIALS in marks:
        try:
            if compute.call(REHEARSE, data, SECONDS):
                return Source.bringing(data, says_ai=says_ai)
        except CheckFailed:
            pass  # named by its digest, like one without
    return Source.of(data, says_ai=says_ai)


def _longest(source: Source) -> Statement:
    """More than any real one says, so that what has room here has room there."""
    bindings = ((WATERMARK, "0" * 10), (PDQ, "0" * 64))
    policy, generator = "0" * 64, "rehearsal " + "0" * 64
    return Statement("0" * 10, Origin.EDITED, generator, source, tuple(Intent), policy, bindings)


@cache
def _worthless() -> Signer:
    return Signer(SigningCredential.made(datetime.now(UTC)), Signers())


def _blank() -> bytes:
    file = BytesIO()
    Image.new("RGB", (16, 16)).save(file, "JPEG")
    return file.getvalue()
