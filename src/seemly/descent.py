"""Lineage: which pictures of ours a source descends from. It only ever makes stricter.

Found by digest (the file or its pixels), by PDQ within 31 bits of what we published in any turn
or mirror, by our watermark where the picture is the one it was made for, or because the source
stands in one of our own posts. A likeness (PDQ, watermark) says that two pictures are one, and
not whose it was first: it adds people, and takes a picture from nobody.

A mark can be copied: where the picture does not agree, its trail counts, but it is nobody's
descendant for it. So what carries the mark of a removed picture is refused where it agrees with the
hashes kept of that (of the whole, or of one of its parts, which a cut still shows), and judged by
the trail alone where it does not, or where too little is left to compare: whoever copies marks
would otherwise have any picture refused for ever. A source that stands below one of our posts may
be a screenshot of it that lost its mark: the trail of what is above counts, but nobody's picture is
taken for a copy, or taken away with another one, for standing there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts
from seemly.facts import BankHit, Lineage, NotApplicable, Unknown
from seemly.guard import trail as trails
from seemly.guard.trail import Trail
from seemly.matching.pdq import PdqHash
from seemly.matching.sides import Side
from seemly.provenance.publication import Pixels
from seemly.publications import Likeness, Published, sides_of
from seemly.recognised import Recognised
from seemly.redress import takedown
from seemly.tables import jobs, lineage, publications


@dataclass(frozen=True)
class Descent:
    """What is known of a source's ancestors."""

    ancestors: tuple[tuple[str, str], ...] = ()  # public id, found by
    depth: int = 0
    trail: Trail = trails.NONE
    pictured: str | None = None  # whose picture the first ancestor in our own posts or files was
    people: tuple[str, ...] = ()  # account keys: whose picture any ancestor was, however far up
    root_picture: str | None = None
    removed: tuple[tuple[str, int], ...] = ()  # removed publications it is near to, with bits
    quality: int = 0
    hash: PdqHash | None = None  # of the picture itself
    mark: str | None = None  # public id of the watermark it carries, believed or not
    unread: bool = False  # the look for a watermark failed

    def facts(self) -> Lineage:
        """For the policy."""
        if self.unread:
            return Lineage(Unknown, tuple(public_id for public_id, _ in self.ancestors))
        if not self.ancestors:
            return Lineage(NotApplicable, ())
        return Lineage(self.depth, tuple(public_id for public_id, _ in self.ancestors))

    def bank_hits(self) -> tuple[BankHit, ...]:
        """What was removed stays gone, as a near copy too (invariant 7)."""
        return tuple(BankHit("removed", "refuse", bits, self.quality) for _, bits in self.removed)


def trace(
    connection: Connection,
    published: Published,
    pixels: Pixels,
    digests: tuple[str, str],
    post_uri: str | None,
    above: Sequence[str] = (),
    mark: Recognised | None = None,
) -> Descent:
    """Look for ancestors of a picture; `digests` are those of its pixels and of its file,
    `post_uri` is the post it was found in, `above` are the posts that one answers, up to the root,
    `mark` is what its watermark tells.
    """
    found: dict[str, str] = {}
    digest, sha256 = digests
    columns = publications.c.public_id, publications.c.marked_digest, publications.c.file_sha256
    same = sa.select(*columns).where(
        sa.or_(
            publications.c.marked_digest == digest,
            publications.c.pixels_digest == digest,
            publications.c.file_sha256 == sha256,
        )
    )
    for public_id, marked, file in connection.execute(same):
        # The approved pixels never circulate: an edit that changed nothing has its source's.
        found[public_id] = "digest" if digest == marked or sha256 == file else "pdq"
    for public_id in _ours(connection, () if post_uri is None else (post_uri,)):
        if found.get(public_id) != "digest":
            found[public_id] = "thread"
    like = published.like(pixels)
    for public_id in like.near:
        found.setdefault(public_id, "pdq")
    _told_apart(connection, found, like)
    if mark is None:
        return _with_near(connection, _described(connection, found, like), above)
    if mark.is_ours and found.get(mark.public_id) not in takedown.ASKED:
        found[mark.public_id] = "watermark"
    origin = _described(connection, found, like)
    return replace(_with_near(connection, origin, above, mark.public_id), mark=mark.public_id)


#: How lineage calls what is only alike.
_WAY = {Side.COPY: "pdq", Side.UNSURE: "alike", Side.SOURCE: "source"}


def _told_apart(connection: Connection, found: dict[str, str], like: Likeness) -> None:
    """Whoever has a picture edited first would otherwise have a say over the untouched one."""
    alike = [public_id for public_id, way in found.items() if way == "pdq"]
    told = sides_of(connection, like.turns, alike)
    found |= {public_id: _WAY[told.get(public_id, Side.UNSURE)] for public_id in alike}


def _with_near(
    connection: Connection, origin: Descent, above: Sequence[str], *copied: str
) -> Descent:
    """With the trails of what stands above it, and of what it only claims to be."""
    known = {public_id for public_id, _ in origin.ancestors}
    near = _rows(connection, (_ours(connection, above) | set(copied)) - known)
    return replace(origin, trail=Trail.strictest((origin.trail, *map(_trail, near))))


def _ours(connection: Connection, uris: Iterable[str]) -> set[str]:
    """Publications in these posts."""
    found = (posts.by_uri(connection, uri) for uri in uris)
    return {ours.public_id for ours in found if ours is not None and ours.public_id}


def _rows(connection: Connection, public_ids: Collection[str]) -> Sequence[Any]:
    if not public_ids:
        return ()
    return connection.execute(
        sa.select(
            publications.c.public_id,
            publications.c.removed_at,
            *(publications.c[field.name] for field in fields(Trail)),
            jobs.c.pictured,
            jobs.c.root_picture,
        )
        .join(jobs, jobs.c.id == publications.c.job_id)
        .where(publications.c.public_id.in_(public_ids))
        .order_by(publications.c.created_at)
    ).all()


def _described(connection: Connection, found: dict[str, str], like: Likeness) -> Descent:
    rows, bits = _rows(connection, found), like.near
    if not rows:
        return Descent(quality=like.quality, hash=like.hash)
    ours = {public_id for public_id, way in found.items() if way in takedown.ASKED}
    return Descent(
        ancestors=tuple((row.public_id, found[row.public_id]) for row in rows),
        depth=1 + max(_depth(connection, row.public_id) for row in rows),
        trail=Trail.strictest(_trail(row) for row in rows),
        pictured=next(
            (
                row.pictured
                for row in rows
                if row.pictured and found[row.public_id] in takedown.CERTAIN
            ),
            None,
        ),
        people=takedown.people(connection, ours),
        root_picture=next(
            (row.root_picture for row in rows if row.root_picture and row.public_id in ours), None
        ),
        removed=tuple(
            (row.public_id, bits.get(row.public_id, 0))
            for row in rows
            if row.removed_at and found[row.public_id] != "source"
        ),
        quality=like.quality,
        hash=like.hash,
    )


def _trail(row: Any) -> Trail:
    return Trail(**{field.name: getattr(row, field.name) for field in fields(Trail)})


def _depth(connection: Connection, public_id: str) -> int:
    depth, frontier, seen = 0, [public_id], {public_id}
    while frontier:
        rows = connection.execute(
            sa.select(lineage.c.parent).where(lineage.c.child.in_(frontier))
        ).scalars()
        frontier = [parent for parent in rows if parent not in seen]
        seen.update(frontier)
        depth += bool(frontier)
    return depth
