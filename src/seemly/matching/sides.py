"""Whether a picture is a copy of what we published, or the untouched picture that was made from.

A light edit is within 31 bits of its source, so both are near to it. They are told apart by which
one is nearer: the published picture, which carries our label, or its source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from seemly.matching.pdq import PdqHash, distance

#: Bits, by which one must be nearer. Measured in docs/matching.md: no copy of what was published
#: came nearer to its source by more than 0.
MARGIN = 4


class Side(Enum):
    """Of what a picture near to one of ours is a copy."""

    COPY = auto()  # of what we published, or of that without its label
    SOURCE = auto()  # of what ours was made from
    UNSURE = auto()


@dataclass(frozen=True)
class Kept:
    """The hashes that are kept of one publication."""

    marked: PdqHash  # with its label: what circulates
    approved: PdqHash  # without
    source: PdqHash | None  # of what it was made from; None: of nothing, or not known


def side(turns: Sequence[PdqHash], kept: Kept) -> Side:
    """Where a picture belongs; `turns` are its hash, or the eight of its turns and mirrors.

    Where source and published picture are about as near, nobody knows. Where only the unlabelled
    one is about as near as the source, it is the source: nothing without our label was ever shown.
    """
    if kept.source is None or not turns:
        return Side.UNSURE
    marked, approved, source = (
        min(distance(turn, hash_) for turn in turns)
        for hash_ in (kept.marked, kept.approved, kept.source)
    )
    if min(marked, approved) + MARGIN <= source:
        return Side.COPY
    return Side.SOURCE if source + MARGIN <= marked else Side.UNSURE
