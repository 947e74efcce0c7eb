"""What goes on the ledger, kind by kind. Personal data goes into the salted part only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from seemly.ledger import entries
from seemly.ledger.entries import SALT_BYTES, Entry, Json
from seemly.provenance.publication import MarkedPicture, Origin
from seemly.verdict import Verdict
from seemly.writes import Shared

STATED = {Origin.CREATED: "stated_generated", Origin.EDITED: "stated_edited"}


def received(job_id: int, asker: str, mention: str, now: float) -> Noted:
    """A wish came in."""
    return _entry("received", now, job_id, {}, {"asker": asker, "mention": mention})


def decided(job_id: int, moment: str, verdict: Verdict, facts: str, now: float) -> Noted:
    """The policy spoke, before or after making.

    Facts and digests are in the salted part: whoever holds a photo could otherwise find out from
    the public ledger that it was worked on.
    """
    public = {
        "moment": moment,
        "action": verdict.action.value,
        "reasons": list(verdict.reasons),
        "policy": verdict.policy,
    }
    return _entry("decided", now, job_id, public, {"facts": facts, "digests": verdict.digests})


def approved(job_id: int, public_id: str, publication: str, now: float) -> Noted:
    """A publication was approved; `publication` is its digest."""
    return _entry("approved", now, job_id, {"public_id": public_id, "publication": publication})


def marked(job_id: int, picture: MarkedPicture, now: float) -> Noted:
    """Label, watermark and credentials are on; the three digests are linked."""
    public: Mapping[str, Json] = {
        "public_id": picture.public_id,
        "marked": picture.marked_digest,
        "file": picture.file_digest,
        "watermark": picture.watermark.value,
    }
    return _entry("marked", now, job_id, public)


def said(job_id: int, post_kind: str, uri: str, now: float) -> Noted:
    """The network confirmed one of our posts."""
    return _entry("said", now, job_id, {"post_kind": post_kind}, {"uri": uri})


def ended(job_id: int, state: str, reasons: tuple[str, ...], now: float) -> Noted:
    """A job came to its end."""
    return _entry("ended", now, job_id, {"state": state, "reasons": list(reasons)})


def moved(job_id: int, state: str, reasons: tuple[str, ...], now: float) -> Noted:
    """A job changed to a state that waits, or goes on after a person's word."""
    return _entry("moved", now, job_id, {"state": state, "reasons": list(reasons)})


def removal(job_id: int, state: str, public_ids: tuple[str, ...], by: str, now: float) -> Noted:
    """A takedown came this far. `by` is the account or person that asked."""
    public = {"state": state, "public_ids": list(public_ids)}
    return _entry("removal", now, job_id, public, {"by": by})


def person(job_id: int | None, did: str, who: str, now: float) -> Noted:
    """A person of the operator did something: a brake, a release, a refusal."""
    return _entry("person", now, job_id, {"did": did}, {"who": who})


def stated(job_id: int, origin: Origin, who: str, now: float) -> Noted:
    """The operator says of a file of theirs that it is generated or edited. Written with its
    approval: nothing can be marked before, and nothing is marked on nobody's word."""
    return person(job_id, STATED[origin], who, now)


@dataclass(frozen=True)
class Noted(Shared):
    """An entry to be written; all that are committed together take two statements."""

    entry: Entry

    @property
    def kind(self) -> str:
        """All entries alike."""
        return "ledger"

    def do_all(self, connection: Connection, same: Sequence[Noted]) -> None:
        """In the order given."""
        entries.write_all(connection, [one.entry for one in same])


def _entry(
    kind: str,
    now: float,
    job_id: int | None,
    public: Mapping[str, Json],
    private: Mapping[str, Json] | None = None,
) -> Noted:
    return Noted(Entry(kind, now, public, private or {}, job_id, secrets.token_bytes(SALT_BYTES)))
