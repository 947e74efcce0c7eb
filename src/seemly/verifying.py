"""Whether a picture came from here: everything is looked at in memory, and nothing is kept.

`look` goes from what is certain to what is rough, and the first that answers counts:

    1. the file's SHA-256, then the SHA-256 of its pixels
    2. the invisible mark, where the picture agrees with ours once aligned
    3. PDQ within 31 bits of what we published, in any turn or mirror; where the mark names the
       same, both are aligned as by 2: painting over may cost just the bits that 2 asks for. What
       a removed one was made from, and does not carry its mark, is not called removed
    4. the invisible mark alone

No bank is asked: nobody learns here what a bank holds. Every step is taken for every picture, and
of a removed one the answer is cut down at the end, so that it takes no less time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.alteration import is_altered
from seemly.compute.compute import Compute, Place, Task
from seemly.decoding import DECODE, HAS_CREDENTIALS, Decoded, media_type
from seemly.errors import CheckFailed, NotFound
from seemly.ledger.verify import Prover
from seemly.matching.sides import Side
from seemly.posts import State
from seemly.provenance import encoding, reading
from seemly.provenance.certificates import Signers
from seemly.provenance.manifest import UNTRAINED
from seemly.provenance.publication import Origin, Pixels, pixels_digest
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.placing import overlaps
from seemly.provenance.watermark.read import Reading as MarkReading
from seemly.provenance.watermark.read import read, read_deep
from seemly.publications import Likeness, Published, sides_of
from seemly.recognised import Memory, Recognised, judge
from seemly.tables import jobs, ledger_entries, ledger_secrets, lineage, posts, publications
from seemly.verdict import Voice
from seemly.verified import (
    GONE,
    Basis,
    Credentials,
    Finding,
    LedgerProof,
    Made,
    Mark,
    Match,
    Named,
    found,
)

DECODE_SECONDS = 10.0
CREDENTIALS_SECONDS = 20.0  # the first look in a process loads the library, too
MOST_ACTIONS = 20
LONGEST_NAME = 100  # characters of a signer's name: whoever makes a certificate chooses it
NOT_PUBLIC = frozenset({"desk"})  # `seemly try` answers one person at a prompt

Read: TypeAlias = Callable[[Pixels, Carriers], MarkReading | None]


@dataclass(frozen=True)
class Archive:
    """What a picture is compared with: what was published here, and the ledger."""

    memory: Memory
    published: Published
    compute: Compute
    prover: Prover
    signers: Signers  # whose credentials are ours
    ledger_key: str


def look(file: bytes, archive: Archive) -> Finding:
    """What is known of a picture. Raises BadPicture, or CheckFailed where a look gave no answer."""
    return _look(file, archive, read)


def look_deep(file: bytes, archive: Archive) -> Finding:
    """As `look`, and marks are read in pictures turned by any angle; takes twice the time."""
    return _look(file, archive, read_deep)


def picture(public_id: str, archive: Archive) -> tuple[bytes, str]:
    """A published picture and its media type, where it stands in public. Raises NotFound."""
    row = _standing(public_id, archive)
    if not _is_public(row):
        raise _no_such_picture()
    return archive.memory.pictures.read(row.file_sha256), row.media_type


def named(public_id: str, archive: Archive) -> Named:
    """What was published under a public id. Raises NotFound."""
    with archive.memory.store.read() as connection:
        row = _rows(connection, [public_id]).get(public_id)
    if row is None:
        raise _no_such_picture()
    return Named(None if row.removed_at else _made(row))


def proof(public_id: str, archive: Archive) -> LedgerProof:
    """That a picture's marking is on the ledger. Raises NotFound; of a removed picture too."""
    proven = _proof(_standing(public_id, archive), archive)
    if proven is None:
        raise _no_such_picture()
    return proven


class _By(IntEnum):
    """How a publication was found; the least counts."""

    FILE = 0
    PIXELS = 1
    MARK = 2
    LIKENESS = 3
    MARK_ALONE = 4


@dataclass(frozen=True)
class _Candidate:
    """A publication that the picture may be."""

    public_id: str
    by: _By
    bits: int = 0


def _look(file: bytes, archive: Archive, read: Read) -> Finding:
    decoded = archive.compute.call(DECODE, file, DECODE_SECONDS)
    credentials = _credentials(file, decoded, archive)
    mark_read = read(decoded.pixels, archive.memory.key)
    recognised = judge(mark_read, decoded.pixels, archive.memory)
    like = archive.published.like(decoded.pixels)
    with archive.memory.store.read() as connection:
        candidates = [*_same(connection, decoded), *_marked(recognised), *_alike(like.near)]
        rows = _rows(connection, {one.public_id for one in candidates})
        originals = _of_originals(connection, like, recognised)
    known = [
        one
        for one in candidates
        if one.public_id in rows
        and not (one in originals and rows[one.public_id].removed_at is not None)
    ]
    mark = None if recognised is None else Mark(recognised.public_id, recognised.sure)
    if not known:
        return found(Match.MARK if mark else Match.UNKNOWN, None, mark, credentials, None)
    best = min(known, key=lambda one: (one.by, one.bits, rows[one.public_id].removed_at is None))
    row = rows[best.public_id]
    match = _match(best, row, mark_read, recognised, decoded, archive)
    proven = _proof(row, archive)
    if match is Match.MARK:  # perhaps copied: whether that other picture stands is not told
        return found(match, None, mark, credentials, None)
    if row.removed_at:
        return GONE
    return found(match, _made(row), mark, credentials, proven)


def _same(connection: Connection, decoded: Decoded) -> Iterator[_Candidate]:
    digest = pixels_digest(decoded.pixels)
    rows = connection.execute(_SAME, {"file": decoded.sha256, "pixels": digest})
    for public_id, file_sha256 in rows:
        yield _Candidate(public_id, _By.FILE if file_sha256 == decoded.sha256 else _By.PIXELS)


def _marked(recognised: Recognised | None) -> Iterator[_Candidate]:
    if recognised is not None:
        by = _By.MARK if recognised.is_ours else _By.MARK_ALONE
        yield _Candidate(recognised.public_id, by)


def _alike(near: Mapping[str, int]) -> Iterator[_Candidate]:
    for public_id, bits in near.items():
        yield _Candidate(public_id, _By.LIKENESS, bits)


def _of_originals(
    connection: Connection, like: Likeness, recognised: Recognised | None
) -> list[_Candidate]:
    """Those that are only alike, and made from what is seen. What carries their mark is not."""
    marked = () if recognised is None else (recognised.public_id,)
    told = sides_of(connection, like.turns, like.near)
    return [
        one
        for one in _alike(like.near)
        if told.get(one.public_id) is Side.SOURCE and one.public_id not in marked
    ]


def _match(
    best: _Candidate,
    row: Any,
    mark_read: MarkReading | None,
    recognised: Recognised | None,
    decoded: Decoded,
    archive: Archive,
) -> Match:
    match best.by:
        case _By.FILE:
            return Match.PUBLISHED
        case _By.PIXELS:
            return Match.COPY
        case _By.MARK | _By.LIKENESS:
            if recognised is not None and recognised.public_id == best.public_id:
                assert mark_read is not None
                changed = _is_altered(row, mark_read, decoded, archive)
                return Match.ALTERED if changed else Match.COPY
            return Match.COPY if _origin(row) is Origin.CREATED else Match.ALIKE
        case _By.MARK_ALONE:
            return Match.MARK


def _is_altered(row: Any, mark_read: MarkReading, decoded: Decoded, archive: Archive) -> bool:
    """Whether what the mark was read from differs somewhere from what was published."""
    try:
        file = archive.memory.pictures.read(row.file_sha256)
    except NotFound:
        return False  # removed: nothing is told of it anyway
    published = encoding.decode(file, row.media_type)
    return is_altered(overlaps(decoded.pixels, published, mark_read.placing))


def _standing(public_id: str, archive: Archive) -> Any:
    with archive.memory.store.read() as connection:
        row = _rows(connection, [public_id]).get(public_id)
    if row is None or row.removed_at:
        raise _no_such_picture()
    return row


def _rows(connection: Connection, public_ids: Iterable[str]) -> dict[str, Any]:
    """Those that were published: what never left is nobody's business."""
    rows = connection.execute(_PUBLISHED, {"public_ids": list(public_ids)})
    return {row.public_id: row for row in rows}


def _made(row: Any) -> Made:
    at = datetime.fromtimestamp(row.created_at, UTC)
    fields = json.loads(row.publication)
    edited = Basis.OURS if row.parents else Basis.PICTURE
    return Made(
        public_id=row.public_id,
        at=f"{at:%Y-%m-%dT%H:%MZ}",
        network=row.network,
        basis=Basis.WORDS if _origin(row) is Origin.CREATED else edited,
        by_rules=fields["generator"].partition(" ")[0] == UNTRAINED,
        is_public=_is_public(row),
    )


def _origin(row: Any) -> Origin:
    return Origin(json.loads(row.publication)["origin"])


def _is_public(row: Any) -> bool:
    stands = row.post_state == State.CONFIRMED and row.audience == Voice.PUBLIC
    return stands and row.network not in NOT_PUBLIC


def _proof(row: Any, archive: Archive) -> LedgerProof | None:
    """None while the entry waits for its checkpoint."""
    with archive.memory.store.read() as connection:
        entry_id = connection.execute(_MARKING, _naming(row)).scalar()
    if entry_id is None:
        return None
    try:
        proven = archive.prover.prove(entry_id)
    except NotFound:
        return None
    return LedgerProof(proven.entry, proven.text(), archive.ledger_key)


def _naming(row: Any) -> dict[str, Any]:
    return {"job": row.job_id, "named": f'%"public_id":"{row.public_id}"%'}


def _credentials(file: bytes, decoded: Decoded, archive: Archive) -> Credentials | None:
    """What the file says of itself. Raises CheckFailed where nobody could look: that is not to be
    told as credentials that do not fit."""
    if HAS_CREDENTIALS not in decoded.notes:
        return None
    return archive.compute.call(READ_CREDENTIALS, (file, archive.signers), CREDENTIALS_SECONDS)


def read_credentials(given: tuple[bytes, Signers]) -> Credentials | None:
    """The credentials of a file from outside; those that cannot be read are not valid."""
    file, signers = given
    try:
        told = reading.read_back(file, media_type(file), signers)
    except CheckFailed:
        return Credentials(False, False, False, "", "", ())
    if told is None:
        return None
    return Credentials(
        valid=told.valid,
        trusted=told.trusted,
        ours=told.ours,
        signer=_plain(told.signer),
        source_type=_plain(told.source_type.rpartition("/")[2]),
        actions=tuple(map(_plain, told.actions[:MOST_ACTIONS])),
    )


def _plain(text: str) -> str:
    """Without anything that a page or a terminal would obey."""
    return "".join(filter(str.isprintable, text))[:LONGEST_NAME]


#: The library's parsers meet somebody else's file in a process with limits.
READ_CREDENTIALS: Task[tuple[bytes, Signers], Credentials | None] = Task(
    "credentials", read_credentials, Place.PROCESS
)


def _no_such_picture() -> NotFound:
    return NotFound("there is no such picture")


_SAME = sa.select(publications.c.public_id, publications.c.file_sha256).where(
    sa.or_(
        publications.c.file_sha256 == sa.bindparam("file"),
        publications.c.marked_digest == sa.bindparam("pixels"),
    )
)
_PUBLISHED = (
    sa.select(
        publications.c.public_id,
        publications.c.job_id,
        publications.c.publication,
        publications.c.file_sha256,
        publications.c.media_type,
        publications.c.created_at,
        publications.c.removed_at,
        jobs.c.network,
        posts.c.state.label("post_state"),
        posts.c.audience,
        sa.exists().where(lineage.c.child == publications.c.public_id).label("parents"),
    )
    .join(jobs, jobs.c.id == publications.c.job_id)
    .outerjoin(posts, posts.c.key == publications.c.post_key)
    .where(publications.c.public_id.in_(sa.bindparam("public_ids", expanding=True)))
    .where(sa.or_(jobs.c.state == "published", publications.c.removed_at.is_not(None)))
)
#: From the job's first entry on: of those before, and of all after it, none is looked at.
_BEGAN = sa.select(sa.func.min(ledger_secrets.c.entry_id)).where(
    ledger_secrets.c.job_id == sa.bindparam("job")
)
_MARKING = (
    sa.select(ledger_entries.c.id)
    .where(ledger_entries.c.id >= sa.func.coalesce(_BEGAN.scalar_subquery(), 0))
    .where(ledger_entries.c.entry.like('%"kind":"marked"%'))
    .where(ledger_entries.c.entry.like(sa.bindparam("named")))
    .order_by(ledger_entries.c.id)
    .limit(1)
)
