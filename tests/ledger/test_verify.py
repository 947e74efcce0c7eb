import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.errors import ConfigurationError, LedgerBroken, NotFound
from seemly.ledger import verify as verifying
from seemly.ledger.checkpoint import NoteSigner, sign
from seemly.ledger.sequencer import Sequencer
from seemly.ledger.tree import Tree, leaf_hash
from seemly.ledger.verify import Proof, Prover, Report, check, prove, verify
from seemly.tables import ledger_checkpoints, ledger_entries, ledger_leaves, ledger_secrets

Write = Callable[..., list[int]]


@pytest.fixture
def ids(sequencer: Sequencer, write: Write) -> list[int]:
    """Nine entries under three checkpoints, and one that waits."""
    written = []
    for count in (1, 3, 5):
        written += write(count)
        sequencer.run_once(1.0)
    return written + write()


@pytest.fixture
def key(signer: NoteSigner) -> str:
    return str(signer.verifier)


def change(engine: Engine, statement: sa.sql.Executable) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # an attacker has no foreign keys to fear
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(statement)


def rebuild(engine: Engine, signer: NoteSigner | None) -> None:
    """What a thorough operator does after changing an entry: new leaves, and new signatures."""
    with engine.begin() as connection:
        rows = connection.execute(
            sa.select(ledger_leaves.c.position, ledger_entries.c.entry)
            .join(ledger_entries, ledger_entries.c.id == ledger_leaves.c.entry_id)
            .order_by(ledger_leaves.c.position)
        ).all()
        tree = Tree(leaf_hash(row.entry.encode()) for row in rows)
        for row in rows:
            leaf = sa.update(ledger_leaves).where(ledger_leaves.c.position == row.position)
            connection.execute(leaf.values(hash=tree.leaf(row.position)))
        if signer is None:
            return
        sizes = list(connection.execute(sa.select(ledger_checkpoints.c.size)).scalars())
        for size in sizes:
            signed = sign(signer, size, tree.root(size))
            kept = sa.update(ledger_checkpoints).where(ledger_checkpoints.c.size == size)
            connection.execute(kept.values(root=signed.root, note=signed.note))


def test_a_whole_ledger_verifies(
    engine: Engine, key: str, outbox: Path, ids: list[int], sequencer: Sequencer
) -> None:
    found = verify(engine, key, outbox)
    root = base64.b64decode(outbox.read_text().rstrip("\n").split("\n")[-3]).hex()
    assert found == Report(10, 9, root, checkpoints=3, sent=3, opened=9, pending=1)
    sequencer.run_once(2.0)
    after = verify(engine, key, None)
    assert (after.size, after.pending, after.checkpoints, after.sent) == (10, 0, 4, 0)


def test_an_empty_ledger_verifies(engine: Engine, key: str) -> None:
    found = verify(engine, key, None)
    assert (found.entries, found.size, found.checkpoints) == (0, 0, 0)


def test_it_verifies_page_by_page(
    engine: Engine, key: str, outbox: Path, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verify(engine, key, outbox)
    for page in (1, 2, 4, 9):
        monkeypatch.setattr(verifying, "PAGE", page)
        assert verify(engine, key, outbox) == whole


def test_deleted_secrets_leave_a_ledger_whole(engine: Engine, key: str, ids: list[int]) -> None:
    change(engine, sa.delete(ledger_secrets).where(ledger_secrets.c.entry_id.in_(ids[:4])))
    assert verify(engine, key, None).opened == 5


# -- attacks, by name --------------------------------------------------------------------------


def edit_one(engine: Engine, entry_id: int) -> None:
    rewritten = sa.func.replace(ledger_entries.c.entry, '"allow"', '"refuse"')
    where = ledger_entries.c.id == entry_id
    change(engine, sa.update(ledger_entries).where(where).values(entry=rewritten))


def test_attack_an_entry_is_edited(engine: Engine, key: str, ids: list[int]) -> None:
    edit_one(engine, ids[5])
    with pytest.raises(LedgerBroken, match="position 5 was changed"):
        verify(engine, key, None)


def test_attack_an_entry_is_edited_and_its_leaves_made_anew(
    engine: Engine, key: str, ids: list[int]
) -> None:
    edit_one(engine, ids[5])
    rebuild(engine, None)
    with pytest.raises(LedgerBroken, match="position 4 to 8"):
        verify(engine, key, None)


def test_attack_the_operator_rewrites_and_signs_all_of_it_anew(
    engine: Engine, key: str, outbox: Path, ids: list[int], signer: NoteSigner
) -> None:
    """Only what left the machine tells: this is why it must."""
    edit_one(engine, ids[2])
    rebuild(engine, signer)
    assert verify(engine, key, None).size == 9
    with pytest.raises(LedgerBroken, match="position 1 to 3"):
        verify(engine, key, outbox)


def test_attack_the_end_is_cut_off(engine: Engine, key: str, outbox: Path, ids: list[int]) -> None:
    change(engine, sa.delete(ledger_leaves).where(ledger_leaves.c.position >= 4))
    with pytest.raises(LedgerBroken, match="speaks of 9 entries, the ledger has 4"):
        verify(engine, key, None)
    change(engine, sa.delete(ledger_checkpoints).where(ledger_checkpoints.c.size > 4))
    assert verify(engine, key, None).size == 4
    with pytest.raises(LedgerBroken, match="speaks of 9 entries, the ledger has 4"):
        verify(engine, key, outbox)


def test_attack_a_leaf_is_taken_out(engine: Engine, key: str, ids: list[int]) -> None:
    change(engine, sa.delete(ledger_leaves).where(ledger_leaves.c.position == 2))
    with pytest.raises(LedgerBroken, match="position 2 is missing"):
        verify(engine, key, None)


def test_attack_two_entries_change_places(engine: Engine, key: str, ids: list[int]) -> None:
    with engine.begin() as connection:
        rows = connection.execute(sa.select(ledger_entries.c.id, ledger_entries.c.entry))
        texts = {row.id: row.entry for row in rows}
        for entry_id, other in ((ids[6], ids[7]), (ids[7], ids[6])):
            row = sa.update(ledger_entries).where(ledger_entries.c.id == entry_id)
            connection.execute(row.values(entry=texts[other]))
    with pytest.raises(LedgerBroken, match="position 6 was changed"):
        verify(engine, key, None)


@pytest.mark.parametrize("values", [{"private": '{"asker":"plaza:eve"}'}, {"salt": bytes(16)}])
def test_attack_what_was_hashed_is_replaced(
    engine: Engine, key: str, ids: list[int], values: dict[str, object]
) -> None:
    change(
        engine,
        sa.update(ledger_secrets).where(ledger_secrets.c.entry_id == ids[3]).values(**values),
    )
    with pytest.raises(LedgerBroken, match="position 3 was changed"):
        verify(engine, key, None)


def test_attack_leaves_without_a_signature(engine: Engine, key: str, ids: list[int]) -> None:
    leaf = {"position": 9, "entry_id": ids[9], "hash": bytes(32)}
    change(engine, sa.insert(ledger_leaves).values(**leaf))
    with pytest.raises(LedgerBroken):
        verify(engine, key, None)


def test_attack_another_key_signed(engine: Engine, ids: list[int], signer: NoteSigner) -> None:
    stranger = NoteSigner(signer.origin, bytes(32))
    with pytest.raises(LedgerBroken, match="not signed by"):
        verify(engine, str(stranger.verifier), None)


def test_attack_a_stored_checkpoint_says_something_else(
    engine: Engine, key: str, ids: list[int]
) -> None:
    change(engine, sa.update(ledger_checkpoints).values(root=bytes(32)))
    with pytest.raises(LedgerBroken, match="says something else"):
        verify(engine, key, None)


def test_attack_an_older_note_under_a_newer_size(engine: Engine, key: str, ids: list[int]) -> None:
    older = sa.select(ledger_checkpoints.c.note).where(ledger_checkpoints.c.size == 1)
    newer = sa.update(ledger_checkpoints).where(ledger_checkpoints.c.size == 9)
    change(engine, newer.values(note=older.scalar_subquery()))
    with pytest.raises(LedgerBroken, match="says something else"):
        verify(engine, key, None)


def test_a_file_that_cannot_be_read_is_told(engine: Engine, key: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        verify(engine, key, tmp_path / "missing.txt")


# -- one entry, offline -------------------------------------------------------------------------


def test_an_entry_is_proven_with_nothing_but_text(engine: Engine, key: str, ids: list[int]) -> None:
    for position, entry_id in enumerate(ids[:9]):
        proof = prove(engine, entry_id)
        assert proof.position == position
        read = Proof.parse(proof.text(), proof.entry)
        assert read == proof
        assert check(read, key).size == 9


def test_a_proof_has_the_form_of_tlog_proof(engine: Engine, ids: list[int]) -> None:
    proof = prove(engine, ids[8])
    lines = proof.text().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 8"]
    assert len(base64.b64decode(lines[2])) == 32  # the root over the eight before it
    assert lines[3] == ""
    assert "\n".join(lines[4:]) == proof.note


def test_a_proof_does_not_hold_for_another_entry_position_path_or_key(
    engine: Engine, key: str, ids: list[int]
) -> None:
    proof = prove(engine, ids[4])
    wrong = [
        replace(proof, entry=proof.entry.replace("allow", "refuse")),
        replace(proof, position=5),
        replace(proof, path=proof.path[1:]),
        replace(proof, note=proof.note.replace("\n9\n", "\n8\n")),
    ]
    for each in wrong:
        with pytest.raises(LedgerBroken):
            check(each, key)
    with pytest.raises(LedgerBroken):
        check(proof, str(NoteSigner("example.org/seemly", bytes(32)).verifier))


def test_a_prover_follows_a_ledger_that_grows(
    engine: Engine, key: str, ids: list[int], sequencer: Sequencer, write: Write
) -> None:
    prover = Prover(engine)
    assert check(prover.prove(ids[3]), key).size == 9
    later = write(4)
    sequencer.run_once(2.0)
    assert check(prover.prove(later[-1]), key).size == 9 + 1 + 4
    assert prover.prove(ids[3]) == prove(engine, ids[3])


@pytest.mark.parametrize("which", [9, None])
def test_what_waits_or_never_was_has_no_proof(
    engine: Engine, ids: list[int], which: int | None
) -> None:
    with pytest.raises(NotFound):
        prove(engine, 999_999 if which is None else ids[which])


@pytest.mark.parametrize(
    "text", ["", "hello\n\nworld", "c2sp.org/tlog-proof@v1\nindex x\n\n", "\n"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(LedgerBroken):
        Proof.parse(text, "{}")
