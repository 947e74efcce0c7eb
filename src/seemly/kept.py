"""Which picture bytes rest on the disk, in which role, and until when.

Sources and approved pixels rest for a day at most (GDPR Art. 5(1)(e): no longer than needed);
published files rest while their publication stands. Bytes are shared by digest, so nobody deletes
them but `sweep_expired` and a takedown.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.pictures import PictureStore
from seemly.store import Store, executing
from seemly.tables import pictures

DAY = 86_400.0


def keep(
    store: PictureStore,
    data: bytes,
    role: str,
    media_type: str,
    size: tuple[int, int],
    now: float,
) -> tuple[str, Callable[[Connection], None]]:
    """Write the bytes; returns their SHA-256 and the write that records them.

    `role` is source, approved or published; `size` is width and height in pixels.
    """
    sha256 = store.keep(data)
    expires = None if role == "published" else now + DAY

    def write(connection: Connection) -> None:
        again = sa.update(pictures).where(pictures.c.sha256 == sha256)
        if role == "published":
            known = connection.execute(again.values(role=role, expires_at=None))
        else:
            later = again.where(pictures.c.expires_at.is_not(None)).values(expires_at=expires)
            connection.execute(later)
            known = connection.execute(again.values(sha256=sha256))
        if known.rowcount == 0:
            connection.execute(
                sa.insert(pictures).values(
                    sha256=sha256,
                    role=role,
                    media_type=media_type,
                    width=size[0],
                    height=size[1],
                    size=len(data),
                    created_at=now,
                    expires_at=expires,
                )
            )

    return sha256, write


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
