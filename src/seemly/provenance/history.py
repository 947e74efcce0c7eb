"""The credentials of a source, as they go along in what is made from it.

A manifest may hold earlier pictures (an uncropped thumbnail, for instance), names and places that
nobody here looked at. So a source's history goes along as C2PA provides for that: what was done,
with what and by which tool stays and can still be verified; all else is redacted, and each
redaction is told. What cannot be cut down so is left behind whole, and the source named by its
digest alone.

What stays has C2PA's own forms and a little plain text (wording.py), in the certificates and time
stamps of its signatures as well (signature.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import c2pa

from seemly.errors import CheckFailed
from seemly.provenance import signature
from seemly.provenance.reading import context
from seemly.provenance.wording import KEPT, Wording

ROOM = 24_000  # bytes of a file for its own credentials with all that go along
MANIFESTS = 16  # at most, in one history
_PARTS = {"claim", "assertion_store", "signature"}  # of a manifest, as the reader reports it
_UNSEEN = (b"c2pa.databoxes", b"c2pa.credentials", b"brob")  # what its report does not show


@dataclass(frozen=True)
class History:
    """Credentials of a source that may go along."""

    data: bytes = field(repr=False)  # the source's file
    kind: str  # its media type
    redactions: tuple[str, ...]  # JUMBF URIs

    @classmethod
    def of(cls, data: bytes, kind: str) -> History:
        """Of a file with credentials. Raises CheckFailed where they cannot go along."""
        return cls(data, kind, tuple(_redactions(_report(data, kind))))

    def check(self, signed: bytes, kind: str, store: bytes, grown: int) -> None:
        """Whether a file that was signed with this history, and grew by so many bytes, holds
        nothing but what may stay; `store` is its manifest store. Raises CheckFailed."""
        if grown > ROOM:
            raise CheckFailed(f"the source's credentials take more than {ROOM:,} bytes")
        if any(name in signed for name in _UNSEEN):
            raise CheckFailed("the source's credentials hold more than assertions")
        if next(_redactions(_report(signed, kind)), None) is not None:
            raise CheckFailed("the source's credentials could not be cut down")
        signature.check(store)


def _report(data: bytes, kind: str) -> Mapping[str, Any]:
    """Every manifest in a file, by its label."""
    try:
        with c2pa.Reader(kind, BytesIO(data), context=context()) as reader:
            found: Mapping[str, Any] = json.loads(reader.detailed_json())["manifests"]
    except (c2pa.C2paError, ValueError, LookupError, TypeError) as fault:
        raise CheckFailed(f"the source's credentials cannot be read: {fault}") from fault
    if len(found) > MANIFESTS:
        raise CheckFailed(f"the source has more than {MANIFESTS} manifests")
    return found


def _redactions(report: Mapping[str, Any]) -> Iterator[str]:
    """What must go. Raises CheckFailed where what must stay says too much."""
    wording = Wording()
    for label, manifest in report.items():
        if not set(manifest) <= _PARTS:
            raise CheckFailed("the source's credentials hold more than assertions")
        wording.label(label)
        wording.read(manifest["claim"])
        for name, told in manifest["assertion_store"].items():
            if KEPT.fullmatch(name):
                wording.assertion(name, told)
            else:
                yield f"self#jumbf=/c2pa/{label}/c2pa.assertions/{name}"
