"""Integrates entries into the tree, one process at a time, so that workers never queue for it.

Once a second: take the entries that no leaf stands for yet, append them, sign a checkpoint, commit
all of it together, and only then hand the checkpoint to the outbox, the file that leaves the
machine. A checkpoint written before its commit could speak of a tree that never was.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from seemly.errors import ConfigurationError, LedgerBroken
from seemly.ledger import checkpoint as notes
from seemly.ledger.checkpoint import Checkpoint, NoteSigner, NoteVerifier
from seemly.ledger.tree import EMPTY, Frontier, leaf_hash
from seemly.tables import ledger_checkpoints, ledger_entries, ledger_leaves

BATCH = 10_000  # entries in one checkpoint at most; the next second takes the rest
#: On PostgreSQL a transaction takes its number before it commits, so that a lower id can appear
#: after a higher one was integrated. These many ids below the last are looked at every time ...
LATE_IDS = 2_000
#: ... and all of them this often (seconds), so that none is ever lost, however long it took.
LOOK_AT_ALL = 600.0
_ADVISORY_LOCK = 0x5EE3_1ED6_E4  # any constant of our own
_TAIL = 8192  # bytes: several notes, for an origin is short


class Sequencer:
    """The only writer of leaves and checkpoints. One for each thread that runs it."""

    def __init__(self, engine: Engine, signer: NoteSigner, outbox_path: Path) -> None:
        self._engine = engine
        self._signer = signer
        self._outbox = Outbox(outbox_path, signer.verifier)
        self._frontier: Frontier | None = None  # None: not yet compared with the database
        self._last_id = 0  # the highest entry id in the tree
        self._looked_at_all = float("-inf")  # when
        self._sent = -1  # size of the last checkpoint in the outbox

    def run_once(self, now: float) -> Checkpoint | None:
        """Integrate what waits; the new checkpoint, or None when there is nothing to do.

        None as well while another process is at it. `now` is in seconds since the epoch. Raises
        LedgerBroken rather than sign a tree that does not extend what was signed before,
        ConfigurationError when the outbox cannot be written (the checkpoint is kept, and written
        the next time), and the database's OperationalError when it is too busy.
        """
        try:
            with self._engine.begin() as connection:
                if not _alone(connection):
                    return None
                frontier = self._caught_up(connection)
                floor = self._floor(connection, now)
                fresh = connection.execute(_FRESH, {"floor": floor}).all()
                signed = self._integrate(connection, frontier, fresh, now) if fresh else None
        except sa.exc.IntegrityError:
            # Positions and entries are unique: another sequencer was faster in spite of the lock.
            self._frontier = None
            return None
        self._frontier = frontier  # only now: before the commit it was a plan
        self._last_id = max([self._last_id, *(row.id for row in fresh[-1:])])
        if floor == 0 and len(fresh) < BATCH:
            self._looked_at_all = now
        if self._sent != frontier.size:
            self._outbox.bring_up_to_date(self._engine)
            self._sent = frontier.size
        return signed

    def _caught_up(self, connection: Connection) -> Frontier:
        """The frontier of the leaves as stored, checked against what was signed about them."""
        stored = connection.execute(_STORED_SIZE).scalar_one()
        known = self._frontier
        if known is not None and known.size == stored:
            return known.copy()
        frontier = known.copy() if known is not None and known.size < stored else Frontier()
        signed = self._signed_after(connection, frontier.size)
        if stored > frontier.size and stored not in signed:
            raise LedgerBroken(f"the leaf at position {stored - 1} is under no checkpoint")
        rows = connection.execute(_LEAVES_FROM, {"start": frontier.size})
        for leaf in rows.yield_per(BATCH):
            if leaf.position != frontier.size:
                raise LedgerBroken(f"the leaf at position {frontier.size} is missing")
            frontier.append(leaf.hash)
            self._last_id = max(self._last_id, leaf.entry_id)
            if frontier.size in signed and signed.pop(frontier.size) != frontier.root():
                raise _forked(frontier.size)
        if signed:
            raise _forked(max(signed))
        return frontier

    def _signed_after(self, connection: Connection, size: int) -> dict[int, bytes]:
        """Roots by size that we have signed: the last one stored, and the last one sent."""
        last = connection.execute(_LAST_CHECKPOINT).first()
        signed = {last.size: last.root} if last is not None else {0: EMPTY}
        sent = self._outbox.last()
        if sent is not None and signed.setdefault(sent.size, sent.root) != sent.root:
            raise _forked(sent.size)
        return {each: root for each, root in signed.items() if each > size}

    def _floor(self, connection: Connection, now: float) -> int:
        """Entries up to this id need no look this time; 0 looks at all."""
        if self._looked_at_all == float("-inf"):
            return 0
        if connection.dialect.name == "sqlite":
            return self._last_id  # one writer at a time: ids commit in order
        if now - self._looked_at_all >= LOOK_AT_ALL:
            return 0
        return max(0, self._last_id - LATE_IDS)

    def _integrate(
        self,
        connection: Connection,
        frontier: Frontier,
        fresh: Sequence[sa.Row[int, str]],
        now: float,
    ) -> Checkpoint:
        leaves = []
        for entry_id, entry in fresh:
            digest = leaf_hash(entry.encode())
            leaves.append({"position": frontier.size, "entry_id": entry_id, "hash": digest})
            frontier.append(digest)
        connection.execute(sa.insert(ledger_leaves), leaves)
        signed = notes.sign(self._signer, frontier.size, frontier.root())
        row = {"size": signed.size, "root": signed.root, "note": signed.note, "at": now}
        connection.execute(sa.insert(ledger_checkpoints), row)
        return signed


class Outbox:
    """The file of all checkpoints, one after the other, that must leave this machine.

    Whoever holds an old copy notices when the operator rewrites what the ledger said by then.
    Each note is followed by an empty line; nothing in the file is ever changed.
    """

    def __init__(self, path: Path, verifier: NoteVerifier) -> None:
        self._path = path
        self._verifier = verifier

    def last(self) -> Checkpoint | None:
        """The last whole checkpoint in the file. Raises LedgerBroken when it is not ours."""
        try:
            with self._path.open("rb") as file:
                return self._end(file)[0]
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise self._unusable(fault) from fault

    def bring_up_to_date(self, engine: Engine) -> None:
        """Append, durably, all stored checkpoints that the file does not hold yet."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # two processes may be here at once
                self._append(file, engine)
        except OSError as fault:
            raise self._unusable(fault) from fault

    def _unusable(self, fault: OSError) -> ConfigurationError:
        return ConfigurationError(
            f"the file of checkpoints {self._path} cannot be used: {fault.strerror}",
            "Without it nobody could tell whether the ledger was rewritten",
        )

    def _append(self, file: IO[bytes], engine: Engine) -> None:
        last, torn = self._end(file)
        with engine.connect() as connection:
            after = {"size": last.size if last is not None else -1}
            missing = connection.execute(_NOTES_AFTER, after).scalars().all()
        rest = b"\n" if last is not None else b""
        rest += "".join(f"{note}\n" for note in missing).encode()
        # A crash may have left the beginning of what comes next: it is completed, not cut off.
        if not rest.startswith(torn):
            raise LedgerBroken(f"{self._path} ends in something that is no checkpoint")
        file.write(rest[len(torn) :])
        file.flush()
        os.fsync(file.fileno())

    def _end(self, file: IO[bytes]) -> tuple[Checkpoint | None, bytes]:
        """The last whole checkpoint, and what follows it."""
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, size - _TAIL))
        # A dash is three bytes, and may be cut in two at either end.
        text = file.read().decode(errors="surrogateescape")
        if start:  # begin with a whole note
            text = text[text.find(f"\n\n{self._verifier.origin}\n") + 2 :]
        whole, torn = notes.split_file(text)
        last = notes.read(whole[-1], self._verifier) if whole else None
        return last, torn.encode(errors="surrogateescape")


def _alone(connection: Connection) -> bool:
    """Take the lock that only one sequencer has, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        lock = sa.select(sa.func.pg_try_advisory_xact_lock(_ADVISORY_LOCK))
        return bool(connection.execute(lock).scalar_one())
    # The write lock of SQLite, taken by a write that changes nothing: it works however the engine
    # begins its transactions, where a second BEGIN IMMEDIATE would be an error.
    connection.execute(sa.delete(ledger_leaves).where(ledger_leaves.c.position < 0))
    return True


def _forked(size: int) -> LedgerBroken:
    return LedgerBroken(
        f"the ledger does not extend its own checkpoint of {size} entries",
        "It was changed, or set back to an older copy; nothing more is signed until that is clear",
    )


_STORED_SIZE = sa.select(sa.func.coalesce(sa.func.max(ledger_leaves.c.position) + 1, 0))
_LAST_CHECKPOINT = (
    sa.select(ledger_checkpoints.c.size, ledger_checkpoints.c.root)
    .order_by(ledger_checkpoints.c.size.desc())
    .limit(1)
)
_LEAVES_FROM = (
    sa.select(ledger_leaves.c.position, ledger_leaves.c.entry_id, ledger_leaves.c.hash)
    .where(ledger_leaves.c.position >= sa.bindparam("start"))
    .order_by(ledger_leaves.c.position)
)
_FRESH = (
    sa.select(ledger_entries.c.id, ledger_entries.c.entry)
    .outerjoin(
        ledger_leaves,
        (ledger_leaves.c.entry_id == ledger_entries.c.id)
        & (ledger_leaves.c.entry_id > sa.bindparam("floor")),  # else the whole index is read
    )
    .where(ledger_entries.c.id > sa.bindparam("floor"), ledger_leaves.c.entry_id.is_(None))
    .order_by(ledger_entries.c.id)
    .limit(BATCH)
)
_NOTES_AFTER = (
    sa.select(ledger_checkpoints.c.note)
    .where(ledger_checkpoints.c.size > sa.bindparam("size"))
    .order_by(ledger_checkpoints.c.size)
)
