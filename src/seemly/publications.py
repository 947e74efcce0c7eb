"""What we published, and the index that finds copies of it.

Each publication is known by two PDQ hashes: of the marked pixels, which circulate, and of the
approved ones, without the label. Measured on 18 photos, the label alone moves a hash by 30 bits in
the median, which would hide half of all copies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.matching import pdq, sides
from seemly.matching.index import Index
from seemly.matching.pdq import PdqHash
from seemly.matching.sides import Kept, Side
from seemly.provenance.publication import Pixels
from seemly.tables import jobs, publications

GOOD_QUALITY = 50  # below it a PDQ hash says little (flat pictures)
NEAR = 31  # bits; a copy as ThreatExchange counts it
RECENT = 3_600.0  # seconds that a look at what other processes did may be late


@dataclass(frozen=True)
class Likeness:
    """What a picture is like; its hash is handed on, for the transform takes 10 to 20 ms."""

    near: dict[str, int]  # publications, each with its bits; none of a picture too plain to tell
    quality: int  # 0 to 100
    hash: PdqHash  # of the picture as it is
    turns: tuple[PdqHash, ...] = ()  # in all eight turns and mirrors; none of one too plain


class Published:
    """The hashes of everything we ever published, removed ones too: they may not come back."""

    def __init__(self) -> None:
        self._marked, self._approved = Index(), Index()

    def hash(self, pixels: Pixels) -> tuple[PdqHash, int]:
        """The PDQ hash of a picture, and its quality from 0 to 100."""
        return pdq.hash_pixels(pixels)

    def like(self, pixels: Pixels) -> Likeness:
        """Publications near a picture in any of its eight turns and mirrors."""
        waves = pdq.Waves.of(pixels)
        turns = waves.all_eight() if waves.quality >= GOOD_QUALITY else ()
        return Likeness(self.near(turns), waves.quality, waves.hash(), turns)

    def add(self, public_id: str, marked: PdqHash, approved: PdqHash) -> None:
        """Add one publication; again changes nothing."""
        self._marked.add(public_id, marked)
        self._approved.add(public_id, approved)

    def near(self, hashes: Iterable[PdqHash]) -> dict[str, int]:
        """Publications within 31 bits of any of these hashes, each with the least distance."""
        hashes = tuple(hashes)
        found: dict[str, int] = {}
        for index in (self._marked, self._approved):
            for public_id, distance in index.near_any(hashes, NEAR):
                found[public_id] = min(distance, found.get(public_id, distance))
        return found

    def fill(self, connection: Connection) -> None:
        """Everything, at the start."""
        self._read(connection, sa.true())

    def refresh(self, connection: Connection, now: float) -> None:
        """What other processes published meanwhile.

        By when its job last moved: between approval and marking any time may pass.
        """
        moved = sa.select(jobs.c.id).where(jobs.c.changed_at > now - RECENT)
        self._read(
            connection,
            sa.or_(publications.c.created_at > now - RECENT, publications.c.job_id.in_(moved)),
        )

    def _read(self, connection: Connection, which: sa.ColumnElement[bool]) -> None:
        columns = (publications.c.public_id, publications.c.pdq, publications.c.pdq_approved)
        rows = sa.select(*columns).where(publications.c.pdq.is_not(None), which)
        for public_id, marked, approved in connection.execute(rows):
            self.add(public_id, PdqHash.from_bytes(marked), PdqHash.from_bytes(approved))


def any_removed(connection: Connection, public_ids: Iterable[str]) -> bool:
    """Whether one of these was removed."""
    named = tuple(public_ids)
    if not named:
        return False
    gone = sa.select(publications.c.public_id).where(
        publications.c.public_id.in_(named), publications.c.removed_at.is_not(None)
    )
    return connection.execute(gone).first() is not None


def sides_of(
    connection: Connection, turns: Sequence[PdqHash], public_ids: Collection[str]
) -> dict[str, Side]:
    """Of each of these publications: whether a picture near to it (its hash, or the eight of its
    turns) is a copy of it, or of what it was made from."""
    if not public_ids:
        return {}
    columns = publications.c.pdq, publications.c.pdq_approved, publications.c.pdq_source
    rows = connection.execute(
        sa.select(publications.c.public_id, *columns).where(
            publications.c.public_id.in_(public_ids), publications.c.pdq.is_not(None)
        )
    )
    return {public_id: sides.side(turns, _kept(*hashes)) for public_id, *hashes in rows}


def _kept(marked: bytes, approved: bytes, source: bytes | None) -> Kept:
    known = None if source is None else PdqHash.from_bytes(source)
    return Kept(PdqHash.from_bytes(marked), PdqHash.from_bytes(approved), known)


def removed_copies(
    connection: Connection, turns: Sequence[PdqHash], public_ids: Collection[str]
) -> set[str]:
    """Those of these publications that were removed and that a picture near to them is, or may be,
    a copy of: the untouched picture that one was made from is not (invariant 7)."""
    if not public_ids:
        return set()
    gone = sa.select(publications.c.public_id).where(
        publications.c.public_id.in_(public_ids), publications.c.removed_at.is_not(None)
    )
    removed = set(connection.execute(gone).scalars())
    told = sides_of(connection, turns, removed)
    return {public_id for public_id in removed if told.get(public_id) is not Side.SOURCE}
