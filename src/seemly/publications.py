"""The rows of what was approved, and the index over their hashes that finds copies."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.matching.index import Index
from seemly.matching.pdq import PdqHash
from seemly.tables import publications

RECENT = 3_600.0  # seconds between approval and marking that another process may take


def fill(connection: Connection, index: Index) -> None:
    """Everything we ever published, at the start; removed ones too, for they may not come back."""
    _add(connection, index, publications.c.pdq.is_not(None))


def refresh(connection: Connection, index: Index, now: float) -> None:
    """What other processes published meanwhile; adding again what is there changes nothing."""
    recent = publications.c.created_at > now - RECENT
    _add(connection, index, publications.c.pdq.is_not(None), recent)


def _add(connection: Connection, index: Index, *conditions: sa.ColumnElement[bool]) -> None:
    rows = sa.select(publications.c.public_id, publications.c.pdq).where(*conditions)
    for public_id, bits in connection.execute(rows):
        index.add(public_id, PdqHash.from_bytes(bits))
