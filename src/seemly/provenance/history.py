"""The credentials of a source, as they go along in what is made from it.

A manifest may hold earlier pictures (an uncropped thumbnail, for instance), names and places that
nobody here looked at. So a source's history goes along as C2PA provides for that: what was done,
with what and by which tool stays and can still be verified; all else is redacted, and each
redaction is told. What cannot be cut down so is left behind whole, and the source named by its
digest alone.

Who signed a history is free in the words of its actions. They stay, at most `LONGEST` characters
each and `ROOM` bytes together, as what somebody else said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import c2pa

from seemly.errors import CheckFailed
from seemly.provenance.reading import context

ROOM = 24_000  # bytes of a file for its own credentials with all that go along
LONGEST = 200  # characters of any text in what stays
MANIFESTS = 16  # at most, in one history
#: Kinds of assertion that stay. All others are redacted, thumbnails first of all.
KEPT = ("c2pa.actions", "c2pa.hash.", "c2pa.ingredient", "c2pa.soft-binding")
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

    def check(self, signed: bytes, kind: str, grown: int) -> None:
        """Whether a file that was signed with this history, and grew by so many bytes, holds
        nothing but what may stay. Raises CheckFailed."""
        if grown > ROOM:
            raise CheckFailed(f"the source's credentials take more than {ROOM:,} bytes")
        if any(name in signed for name in _UNSEEN):
            raise CheckFailed("the source's credentials hold more than assertions")
        if next(_redactions(_report(signed, kind)), None) is not None:
            raise CheckFailed("the source's credentials could not be cut down")


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
    for label, manifest in report.items():
        if not set(manifest) <= _PARTS:
            raise CheckFailed("the source's credentials hold more than assertions")
        _check(manifest["claim"])
        for name, told in manifest["assertion_store"].items():
            if name.startswith(KEPT):
                _check(told)
            else:
                yield f"self#jumbf=/c2pa/{label}/c2pa.assertions/{name}"


def _check(told: Any) -> None:
    """Raises CheckFailed for a long text anywhere inside."""
    if isinstance(told, str):
        if len(told) > LONGEST:
            raise CheckFailed(
                f"the source's credentials hold more than {LONGEST} characters of text"
            )
    elif isinstance(told, Mapping):
        for name, value in told.items():
            _check(name)
            _check(value)
    elif isinstance(told, list):
        for value in told:
            _check(value)
