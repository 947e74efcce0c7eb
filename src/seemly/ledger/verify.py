"""Does the ledger still say what it said? The whole of it, or one entry with nothing but a file.

`verify` takes these steps, and raises LedgerBroken at the first that fails:

    1. every checkpoint that left the machine, and every one stored, is signed by the ledger's key
    2. every leaf has its entry, positions have no gap, and each leaf hash is its entry's
    3. what still lies open of the salted values is what the entries committed to
    4. no leaf lies beyond the last checkpoint
    5. every checkpoint's root is the tree's at that size
    6. each checkpoint extends the one before, and the last leaf of each is in the newest tree
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.errors import ConfigurationError, LedgerBroken, NotFound
from seemly.ledger import checkpoint as notes
from seemly.ledger.checkpoint import Checkpoint, NoteVerifier
from seemly.ledger.entries import commitment
from seemly.ledger.tree import Tree, leaf_hash, verify_consistency, verify_inclusion
from seemly.tables import ledger_checkpoints, ledger_entries, ledger_leaves, ledger_secrets

PAGE = 10_000  # leaves read at once, so that reading never holds up writing for long
PROOF_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Report:
    """What was verified."""

    entries: int  # all of them, integrated or pending
    size: int  # leaves in the tree
    root: str  # hex
    checkpoints: int  # stored
    sent: int  # checkpoints in the file from outside; 0 without one
    opened: int  # entries whose salted values still exist, and fit
    pending: int  # entries that the next checkpoint will cover


@dataclass(frozen=True)
class Proof:
    """That one entry is in the ledger. Needs no database to check."""

    entry: str  # canonical JSON
    position: int
    path: tuple[bytes, ...]
    note: str  # the signed checkpoint

    def text(self) -> str:
        """As c2sp.org/tlog-proof writes it; the entry goes beside it, in a file of its own."""
        hashes = "".join(f"{base64.b64encode(node).decode()}\n" for node in self.path)
        return f"{PROOF_HEADER}\nindex {self.position}\n{hashes}\n{self.note}"

    @staticmethod
    def parse(text: str, entry: str) -> Proof:
        """Read a proof and the entry it speaks of; unverified. Raises LedgerBroken."""
        head, _, note = text.partition("\n\n")
        lines = head.split("\n")
        try:
            if lines[0] != PROOF_HEADER or not lines[1].startswith("index "):
                raise ValueError(lines[0])
            position = int(lines[1].removeprefix("index "))
            path = tuple(notes.decode(line) for line in lines[2:])
        except (ValueError, IndexError, LedgerBroken) as fault:
            raise LedgerBroken(f"this is no proof of the form {PROOF_HEADER}") from fault
        return Proof(entry, position, path, note)


def verify(engine: Engine, verifier_key: str, checkpoints_file: Path | None) -> Report:
    """Go through the whole ledger; see the steps at the top.

    `checkpoints_file` is a copy of the outbox, best one that the operator could not reach. Raises
    LedgerBroken, naming the first position or checkpoint that does not fit.
    """
    verifier = NoteVerifier.parse(verifier_key)
    # What is read first must be covered by what is read later, for the ledger grows meanwhile.
    sent = _sent(checkpoints_file, verifier)
    size = _stored_size(engine)
    stored = _stored(engine, verifier)
    tree, opened = _read_tree(engine, max([size, *(each.size for each in stored)]))
    if tree.size > (stored[-1].size if stored else 0):
        raise LedgerBroken(f"position {stored[-1].size if stored else 0} is under no checkpoint")
    _check_checkpoints(tree, sent)
    _check_checkpoints(tree, stored)
    entries, root = _count(engine), tree.root(tree.size).hex()
    pending = entries - tree.size
    return Report(entries, tree.size, root, len(stored), len(sent), opened, pending)


class Prover:
    """Proves entries of a ledger that grows: the tree is kept, and only new leaves are read.

    64 bytes for each entry stay in memory. May be called from any thread.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tree = Tree()
        self._lock = Lock()

    def prove(self, entry_id: int) -> Proof:
        """The proof for one entry under the newest checkpoint.

        Raises NotFound for an entry that does not exist or waits for its checkpoint.
        """
        with self._engine.connect() as connection:
            found = connection.execute(_ENTRY, {"entry_id": entry_id}).first()
            signed = connection.execute(_NEWEST).first()
        if found is None or signed is None or signed.size <= found.position:
            raise NotFound(
                f"entry {entry_id} is under no checkpoint",
                "A new one is integrated within seconds",
            )
        with self._lock:
            self._grow(signed.size)
            path = tuple(self._tree.inclusion(found.position, signed.size))
        return Proof(found.entry, found.position, path, signed.note)

    def _grow(self, size: int) -> None:
        with self._engine.connect() as connection:
            between = {"start": self._tree.size, "end": size}
            for leaf in connection.execute(_HASHES, between).yield_per(PAGE):
                if leaf.position != self._tree.size:
                    break
                self._tree.append(leaf.hash)
        if self._tree.size < size:
            raise LedgerBroken(f"the leaf at position {self._tree.size} is missing")


def prove(engine: Engine, entry_id: int) -> Proof:
    """One proof; see `Prover.prove`. Reads all leaves."""
    return Prover(engine).prove(entry_id)


def check(proof: Proof, verifier_key: str) -> Checkpoint:
    """The checkpoint that the proof stands under, once all of it holds. Raises LedgerBroken."""
    signed = notes.read(proof.note, NoteVerifier.parse(verifier_key))
    leaf = leaf_hash(proof.entry.encode())
    verify_inclusion(leaf, proof.position, signed.size, proof.path, signed.root)
    return signed


def _sent(path: Path | None, verifier: NoteVerifier) -> list[Checkpoint]:
    if path is None:
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"the file of checkpoints {path} cannot be read") from fault
    return [notes.read(note, verifier) for note in notes.split_file(text)[0]]


def _stored_size(engine: Engine) -> int:
    last = sa.select(sa.func.max(ledger_leaves.c.position))
    with engine.connect() as connection:
        position = connection.execute(last).scalar_one()
    return 0 if position is None else position + 1


def _stored(engine: Engine, verifier: NoteVerifier) -> list[Checkpoint]:
    rows = sa.select(ledger_checkpoints).order_by(ledger_checkpoints.c.size)
    with engine.connect() as connection:
        stored = connection.execute(rows).all()
    read = [notes.read(row.note, verifier) for row in stored]
    for row, signed in zip(stored, read, strict=True):
        if (row.size, row.root) != (signed.size, signed.root):
            raise LedgerBroken(f"the checkpoint stored for {row.size} entries says something else")
    return read


def _read_tree(engine: Engine, size: int) -> tuple[Tree, int]:
    """The tree over the entries themselves, and how many salted values were there to compare."""
    tree = Tree()
    opened = 0
    for row in _leaves(engine, size):
        if row.position != tree.size:
            raise LedgerBroken(f"the leaf at position {tree.size} is missing")
        if row.entry is None:
            raise LedgerBroken(f"the entry at position {row.position} is missing")
        digest = leaf_hash(row.entry.encode())
        if digest != row.hash:
            raise LedgerBroken(f"the entry at position {row.position} was changed")
        if row.salt is not None:
            _check_commitment(row.entry, row.salt, row.private, row.position)
            opened += 1
        tree.append(digest)
    return tree, opened


def _check_commitment(entry: str, salt: bytes, private: str, position: int) -> None:
    if json.loads(entry).get("commitment") != commitment(salt, private):
        raise LedgerBroken(f"what lies beside the entry at position {position} was changed")


def _check_checkpoints(tree: Tree, signed: list[Checkpoint]) -> None:
    before = 0
    for each in sorted(signed, key=lambda checkpoint: checkpoint.size):
        if each.size > tree.size:
            raise LedgerBroken(
                f"a checkpoint speaks of {each.size} entries, the ledger has {tree.size}",
                f"From position {tree.size} on it was cut off, or set back to an older copy",
            )
        if tree.root(each.size) != each.root:
            raise LedgerBroken(
                f"the checkpoint of {each.size} entries does not fit",
                f"Something from position {before} to {each.size - 1} is not what was signed",
            )
        _check_proofs(tree, before, each.size)
        before = each.size


def _check_proofs(tree: Tree, before: int, size: int) -> None:
    """The proofs that an outsider would ask for hold too."""
    if size == 0:
        return
    if before:
        path = tree.consistency(before, size)
        verify_consistency(before, size, path, tree.root(before), tree.root(size))
    last, newest = size - 1, tree.size
    path = tree.inclusion(last, newest)
    verify_inclusion(tree.leaf(last), last, newest, path, tree.root(newest))


def _leaves(engine: Engine, size: int) -> Iterator[sa.Row[int, bytes, str, bytes, str]]:
    """Leaves in order with their entry and what is private of it, up to `size` of them."""
    rows = (
        sa.select(
            ledger_leaves.c.position,
            ledger_leaves.c.hash,
            ledger_entries.c.entry,
            ledger_secrets.c.salt,
            ledger_secrets.c.private,
        )
        .outerjoin(ledger_entries, ledger_entries.c.id == ledger_leaves.c.entry_id)
        .outerjoin(ledger_secrets, ledger_secrets.c.entry_id == ledger_leaves.c.entry_id)
        .where(ledger_leaves.c.position >= sa.bindparam("start"))
        .where(ledger_leaves.c.position < sa.bindparam("end"))
        .order_by(ledger_leaves.c.position)
    )
    for start in range(0, size, PAGE):
        with engine.connect() as connection:
            yield from connection.execute(rows, {"start": start, "end": min(size, start + PAGE)})


def _count(engine: Engine) -> int:
    with engine.connect() as connection:
        every = sa.select(sa.func.count()).select_from(ledger_entries)
        return connection.execute(every).scalar_one()


_ENTRY = (
    sa.select(ledger_leaves.c.position, ledger_entries.c.entry)
    .join_from(ledger_entries, ledger_leaves, ledger_leaves.c.entry_id == ledger_entries.c.id)
    .where(ledger_entries.c.id == sa.bindparam("entry_id"))
)
_NEWEST = sa.select(ledger_checkpoints).order_by(ledger_checkpoints.c.size.desc()).limit(1)
_HASHES = (
    sa.select(ledger_leaves.c.position, ledger_leaves.c.hash)
    .where(ledger_leaves.c.position >= sa.bindparam("start"))
    .where(ledger_leaves.c.position < sa.bindparam("end"))
    .order_by(ledger_leaves.c.position)
)
