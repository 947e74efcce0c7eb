"""What can be told of a picture that somebody shows us: types only, for pages and command alike.

Nothing in them says who asked for a picture or who is shown, and nothing counts bits or scores:
whoever wants to get past a check would count with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Match(StrEnum):
    """How a file stands to what we published."""

    PUBLISHED = "published"  # byte for byte
    COPY = "copy"  # the same picture: saved anew, scaled, cut, mirrored
    ALTERED = "altered"  # ours, and something was changed in it since
    ALIKE = "alike"  # near to an edit of ours, unmarked: a copy, or what that was made from
    MARK = "mark"  # our mark, on something that is not the picture it was made for
    REMOVED = "removed"  # nothing more is told
    UNKNOWN = "unknown"


SUMMARIES: Final[Mapping[Match, str]] = {
    Match.PUBLISHED: "This is the very file that was published here.",
    Match.COPY: "This is a copy of a picture that was published here.",
    Match.ALTERED: "This was published here, and something in it was changed since.",
    Match.ALIKE: (
        "This is much like an edited picture that was published here, without its mark: a copy "
        "of it, or the picture it was made from."
    ),
    Match.MARK: (
        "This carries our mark, but is not known to be the picture that the mark was made for; "
        "a mark can be copied."
    ),
    Match.REMOVED: "This was published here, or is much like what was, and has been removed.",
    Match.UNKNOWN: "Nothing is known of this picture here.",
}


class Basis(StrEnum):
    """What a picture was made from."""

    WORDS = "words"
    PICTURE = "picture"  # one that somebody posted
    OURS = "ours"  # one that was made here before


@dataclass(frozen=True)
class Made:
    """The picture of ours that was found."""

    public_id: str
    at: str  # ISO 8601, UTC, to the minute
    network: str
    basis: Basis
    by_rules: bool  # drawn by a program without a trained model
    is_public: bool  # its post stands where everybody may read it


@dataclass(frozen=True)
class Mark:
    """The invisible mark. `yes`: the picture agrees with the one the mark was made for."""

    id: str
    sure: Literal["yes", "unsure"]


@dataclass(frozen=True)
class Credentials:
    """What the file says of itself, as the reference reader sees it. Anybody can write this."""

    valid: bool  # signed, and unchanged since
    trusted: bool  # and somebody on a trust list vouches for the signer
    ours: bool  # signed by a certificate that signs, or signed, here
    signer: str
    source_type: str  # the last part of an IPTC digital source type
    actions: tuple[str, ...]


@dataclass(frozen=True)
class LedgerProof:
    """That the marking of the picture is on the ledger; `seemly ledger check` needs no more."""

    entry: str  # canonical JSON; `file` is the SHA-256 of what was published
    proof: str  # c2sp.org/tlog-proof@v1, with the signed checkpoint
    key: str  # to verify it; an auditor brings their own copy


@dataclass(frozen=True)
class Finding:
    """All that is told of one picture."""

    match: Match
    summary: str  # in English
    made: Made | None = None
    watermark: Mark | None = None
    credentials: Credentials | None = None
    ledger: LedgerProof | None = None


def found(
    match: Match,
    made: Made | None,
    watermark: Mark | None,
    credentials: Credentials | None,
    ledger: LedgerProof | None,
) -> Finding:
    """A finding with its summary."""
    return Finding(match, SUMMARIES[match], made, watermark, credentials, ledger)


#: The same for every removed picture, whatever its file says of itself.
GONE: Final = Finding(Match.REMOVED, SUMMARIES[Match.REMOVED])


@dataclass(frozen=True)
class Named:
    """What is told of a public id alone: a number can be written under any picture."""

    made: Made | None  # None of a removed one


@dataclass(frozen=True)
class Answered:
    """One file of several, looked at."""

    result: Finding


@dataclass(frozen=True)
class Unanswered:
    """One file of several that could not be looked at."""

    reason: str  # a code
    sentence: str
