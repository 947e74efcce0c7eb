"""Which picture bytes rest on the disk, in which role, and until when.

Sources and approved pixels rest for a day at most (GDPR Art. 5(1)(e): no longer than needed);
published files rest while their publication stands. Bytes are shared by digest, so nobody deletes
them but `sweep_expired` and a takedown.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from seemly.pictures import PictureStore
from seemly.store import Store, executing
from seemly.tables import pictures
from seemly.writes import Shared

DAY = 86_400.0


@dataclass(frozen=True)
class Kept(Shared):
    """A row about bytes; where they are known already, what keeps them longest counts."""

    row: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """All rows alike."""
        return "pictures"

    def do_all(self, connection: Connection, same: Sequence[Kept]) -> None:
        """One statement for all."""
        insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
        connection.execute(_kept(insert), [one.row for one in same])


def keep(
    store: PictureStore,
    data: bytes,
    sha256: str,
    role: str,
    media_type: str,
    size: tuple[int, int],
    now: float,
) -> Kept:
    """Write the bytes; returns the write that records them.

    `sha256` is of the bytes, taken in this process; `role` is source, approved or published; `size`
    is width and height in pixels.
    """
    store.keep_as(sha256, data)
    expires = None if role == "published" else now + DAY

    row = {
        "sha256": sha256,
        "role": role,
        "media_type": media_type,
        "width": size[0],
        "height": size[1],
        "size": len(data),
        "created_at": now,
        "expires_at": expires,
    }
    return Kept(row)


def sweep_expired(store: Store, folder: PictureStore, now: float) -> int:
    """Delete bytes whose time is over; returns how many."""
    with store.read() as connection:
        over = list(
            connection.execute(
                sa.select(pictures.c.sha256).where(pictures.c.expires_at <= now).limit(500)
            ).scalars()
        )
    for sha256 in over:
        folder.drop(sha256)
    if over:
        gone = sa.delete(pictures).where(pictures.c.sha256.in_(over), pictures.c.expires_at <= now)
        store.write(executing(gone))
    return len(over)


@functools.cache
def _kept(insert: Callable[..., Any]) -> sa.Executable:
    statement = insert(pictures)
    new, old = statement.excluded, pictures.c
    published = new.role == "published"
    return cast(
        sa.Executable,
        statement.on_conflict_do_update(
            index_elements=[old.sha256],
            set_={
                "role": sa.case((published, new.role), else_=old.role),
                "expires_at": sa.case(
                    (published | old.expires_at.is_(None), None), else_=new.expires_at
                ),
            },
        ),
    )
