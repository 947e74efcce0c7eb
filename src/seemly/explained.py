"""Why a request ended as it did, as it was recorded: types only, for the operator's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Locked(StrEnum):
    """What the lock held of the picture that was edited."""

    NO_PICTURE = "no_picture"  # made from words, or stopped before a picture was looked at
    NOBODY = "nobody"
    PEOPLE = "people"
    WHOLE = "whole"  # somebody was only suspected, or a look failed: the frame is theirs
    GONE = "gone"  # the picture rests no longer: there is nothing left to draw on


class Inclusion(StrEnum):
    """How an entry stands to the ledger's tree."""

    INCLUDED = "included"  # its proof was checked against the signed checkpoint
    WAITING = "waiting"  # for the next checkpoint
    BROKEN = "broken"  # the proof does not hold: see `seemly ledger verify`


@dataclass(frozen=True)
class Rule:
    """A rule, or a part of the floor, that fired."""

    id: str  # the reason code
    sentences: Mapping[str, str]  # by language; those of the policy as it stands now
    legal_ground: str


@dataclass(frozen=True)
class Ground:
    """One recorded fact."""

    path: str
    value: str


@dataclass(frozen=True)
class Stage:
    """One decision: before making, or after."""

    moment: str
    action: str
    voice: str
    policy: str  # SHA-256
    is_policy_of_now: bool  # else the sentences may have been others
    rules: tuple[Rule, ...]  # strictest first
    behind: tuple[Ground, ...]  # facts that the rules read
    others: tuple[Ground, ...]
    seen: tuple[str, ...]  # SHA-256 of the pixels of source and ancestors, and of the publication


@dataclass(frozen=True)
class Digest:
    """What a SHA-256 is of, and itself (hex)."""

    of: str
    sha256: str


@dataclass(frozen=True)
class Said:
    """One thing that was said, or was to be."""

    kind: str
    audience: str
    state: str


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger."""

    text: str  # canonical JSON
    kind: str
    at: str  # ISO 8601, UTC
    inclusion: Inclusion
    position: int | None = None
    size: int | None = None  # of the tree under the checkpoint
    root: str = ""  # hex


@dataclass(frozen=True)
class Explained:
    """All that is recorded of one request. It holds nothing of the asker but what the page it
    belongs to shows anyway."""

    job: int
    state: str
    reasons: tuple[Rule, ...]
    fault: str
    attempts: int
    public_id: str
    stages: tuple[Stage, ...]
    locked: Locked
    digests: tuple[Digest, ...]
    said: tuple[Said, ...]
    entries: tuple[Entry, ...]
