"""The shapes of the command line's JSON answers; schemas.py writes them as JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass

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
