"""The shapes of the command line's JSON answers; schemas.py writes them as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seemly.ledger.verify import Report
from seemly.verdict import Verdict


@dataclass(frozen=True)
class TryAnswer:
    """One request through the whole path."""

    id: int
    public_id: str | None
    state: str
    verdicts: tuple[Verdict | None, Verdict | None]  # before and after making
    picture: str | None  # absolute path, when published
    post_text: str | None
    alt_text: str | None
    elapsed_ms: int


@dataclass(frozen=True)
class MarkAnswer:
    """One file through the same door. `id` is None where it was refused or held."""

    id: str | None  # public id
    state: str
    stated: str  # generated or edited, as the operator said
    verdicts: tuple[Verdict | None, Verdict | None]  # before and after the look at the file
    reasons: tuple[str, ...]
    watermark: str | None  # strong, weak or none
    picture: str | None  # absolute path, when written
    elapsed_ms: int


@dataclass(frozen=True)
class RemoveAnswer:
    """What a removal began."""

    named: str
    takedowns: tuple[int, ...]


@dataclass(frozen=True)
class PulledBrake:
    """One brake that is on."""

    what: str
    since: float  # seconds since the epoch


@dataclass(frozen=True)
class BrakeAnswer:
    """Every brake that is on."""

    brakes: tuple[PulledBrake, ...]


@dataclass(frozen=True)
class HeldAnswer:
    """A held job after a person's word."""

    id: int
    state: str


@dataclass(frozen=True)
class LedgerAnswer:
    """A verified ledger, and the key that verifies its checkpoints."""

    report: Report
    key: str


@dataclass(frozen=True)
class ProofAnswer:
    """An entry that is proved to be on a ledger."""

    entry: Mapping[str, Any]
    origin: str  # of the ledger
    size: int  # entries in the tree that the proof leads to
    by_given_key: bool  # else by the key in the file itself, which proves little
    picture_fits: bool  # a picture was given, and is the one the entry is about
