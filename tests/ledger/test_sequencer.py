import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.errors import ConfigurationError, LedgerBroken
from seemly.ledger import checkpoint as notes
from seemly.ledger import sequencer as sequencing
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.ledger.tree import Tree, leaf_hash
from seemly.ledger.verify import verify
from seemly.tables import ledger_checkpoints, ledger_entries, ledger_leaves

Write = Callable[..., list[int]]


def integrated(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        rows = sa.select(ledger_leaves.c.entry_id).order_by(ledger_leaves.c.position)
        return list(connection.execute(rows).scalars())


def sizes_in(outbox: Path, signer: NoteSigner) -> list[int]:
    whole, torn = notes.split_file(outbox.read_text())
    assert not torn.strip()
    return [notes.read(note, signer.verifier).size for note in whole]


def test_an_empty_ledger_signs_nothing(sequencer: Sequencer, outbox: Path) -> None:
    assert sequencer.run_once(1.0) is None
    assert sequencer.run_once(2.0) is None
    assert outbox.read_text() == ""


def test_entries_become_leaves_in_their_order_under_a_signed_checkpoint(
    engine: Engine, sequencer: Sequencer, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    ids = write(3)
    signed = sequencer.run_once(10.0)
    assert signed is not None
    assert integrated(engine) == ids
    with engine.connect() as connection:
        texts = connection.execute(sa.select(ledger_entries.c.entry)).scalars()
        tree = Tree(leaf_hash(text.encode()) for text in texts)
        kept = connection.execute(sa.select(ledger_checkpoints)).one()
    assert (signed.size, signed.root) == (3, tree.root(3))
    assert tuple(kept) == (3, tree.root(3), signed.note, 10.0)
    assert notes.read(signed.note, signer.verifier) == signed
    assert outbox.read_text() == f"{signed.note}\n"


def test_with_nothing_new_nothing_is_signed(
    sequencer: Sequencer, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    write()
    assert sequencer.run_once(1.0) is not None
    assert sequencer.run_once(2.0) is None
    assert sizes_in(outbox, signer) == [1]


def test_a_new_process_goes_on_where_the_old_one_stopped(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    sizes = []
    for count in (1, 2, 3, 4):
        write(count)
        signed = Sequencer(engine, signer, outbox).run_once(1.0)
        assert signed is not None
        sizes.append(signed.size)
    assert sizes == sizes_in(outbox, signer) == [1, 3, 6, 10]
    assert verify(engine, str(signer.verifier), outbox).size == 10


def test_two_that_take_turns_build_one_tree(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    both = [Sequencer(engine, signer, outbox) for _ in range(2)]
    for turn in range(6):
        write(2)
        assert both[turn % 2].run_once(float(turn)) is not None
    assert sizes_in(outbox, signer) == [2, 4, 6, 8, 10, 12]
    assert verify(engine, str(signer.verifier), outbox).size == 12


def test_many_at_once_integrate_each_entry_once(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    begin = threading.Barrier(4)
    faults: list[BaseException] = []

    def work(writes: bool) -> None:
        own = Sequencer(engine, signer, outbox)
        begin.wait()
        try:
            for turn in range(15):
                write(3) if writes else own.run_once(float(turn))
        except BaseException as fault:  # shown below, with the thread's name gone
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(n % 2 == 0,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    Sequencer(engine, signer, outbox).run_once(99.0)
    assert sorted(integrated(engine)) == sorted(set(integrated(engine)))
    assert len(integrated(engine)) == 90
    assert verify(engine, str(signer.verifier), outbox).pending == 0


def test_a_backlog_is_taken_in_batches(
    sequencer: Sequencer, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 10)
    monkeypatch.setattr(sequencing, "_FRESH", sequencing._FRESH.limit(10))
    write(25)
    sizes = []
    while (signed := sequencer.run_once(1.0)) is not None:
        sizes.append(signed.size)
    assert sizes == [10, 20, 25]


@pytest.mark.parametrize("now", [2.0, 1.0 + sequencing.LOOK_AT_ALL])
def test_an_entry_that_commits_after_a_later_one_is_not_lost(
    engine: Engine, sequencer: Sequencer, write: Write, now: float
) -> None:
    """PostgreSQL gives out ids before it commits; here the low one is moved in afterwards.

    SQLite has one writer, so its ids commit in order and only a new sequencer looks below.
    """
    first, second = write(2)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM ledger_secrets")
        text = connection.execute(sa.select(ledger_entries).where(ledger_entries.c.id == first))
        late = text.one()
        connection.execute(sa.delete(ledger_entries).where(ledger_entries.c.id == first))
    assert sequencer.run_once(1.0) is not None
    with engine.begin() as connection:
        connection.execute(sa.insert(ledger_entries), late._asdict())
    if engine.dialect.name == "sqlite":
        sequencer._frontier = None
        sequencer._looked_at_all = float("-inf")
    assert sequencer.run_once(now) is not None
    assert integrated(engine) == [second, first]


@pytest.mark.postgres
def test_an_open_transaction_delays_only_itself(
    engine: Engine, sequencer: Sequencer, write: Write
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with engine.connect() as slow:
        early = slow.execute(
            sa.insert(ledger_entries).values(entry="{}").returning(ledger_entries.c.id)
        ).scalar_one()
        (late,) = write()
        assert sequencer.run_once(1.0) is not None
        slow.commit()
    assert sequencer.run_once(2.0) is not None
    assert early < late
    assert integrated(engine) == [late, early]


# -- crashes -----------------------------------------------------------------------------------


def test_a_checkpoint_that_a_crash_kept_from_the_outbox_goes_out_later(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    write(2)
    with monkeypatch.context() as patch:
        patch.setattr(sequencing.Outbox, "bring_up_to_date", die)
        with pytest.raises(KeyboardInterrupt):
            Sequencer(engine, signer, outbox).run_once(1.0)
    assert not outbox.exists()
    assert Sequencer(engine, signer, outbox).run_once(2.0) is None
    assert sizes_in(outbox, signer) == [2]


def test_half_a_note_in_the_outbox_is_completed(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    for _ in range(3):
        write()
        Sequencer(engine, signer, outbox).run_once(1.0)
    whole = outbox.read_bytes()
    for cut in range(len(whole)):
        outbox.write_bytes(whole[:cut])
        Sequencer(engine, signer, outbox).run_once(2.0)
        assert outbox.read_bytes() == whole


def test_a_long_outbox_is_read_from_its_end(
    sequencer: Sequencer, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    for turn in range(60):
        write()
        sequencer.run_once(float(turn))
    assert outbox.stat().st_size > sequencing._TAIL
    assert sizes_in(outbox, signer) == list(range(1, 61))


def test_an_outbox_that_cannot_be_written_is_told_and_caught_up_with(
    engine: Engine, sequencer: Sequencer, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    write()
    sequencer.run_once(1.0)
    kept = outbox.rename(outbox.with_suffix(".kept"))
    outbox.mkdir()  # a folder where the file should be
    write()
    with pytest.raises(ConfigurationError, match="cannot be used"):
        sequencer.run_once(2.0)
    with pytest.raises(ConfigurationError, match="cannot be used"):
        Sequencer(engine, signer, outbox).run_once(2.0)
    outbox.rmdir()
    kept.rename(outbox)
    assert sequencer.run_once(3.0) is None
    assert sizes_in(outbox, signer) == [1, 2]


def test_a_file_of_somebody_else_is_left_alone(
    sequencer: Sequencer, outbox: Path, write: Write
) -> None:
    outbox.parent.mkdir(parents=True)
    outbox.write_text("minutes of the meeting\n")
    write()
    with pytest.raises(LedgerBroken):
        sequencer.run_once(1.0)
    assert outbox.read_text() == "minutes of the meeting\n"


# -- it never signs two histories --------------------------------------------------------------


def test_a_database_set_back_to_an_older_copy_is_not_signed(
    engine: Engine, sequencer: Sequencer, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    write(2)
    sequencer.run_once(1.0)
    write(2)
    sequencer.run_once(2.0)
    with engine.begin() as connection:
        connection.execute(sa.delete(ledger_leaves).where(ledger_leaves.c.position >= 2))
        connection.execute(sa.delete(ledger_checkpoints).where(ledger_checkpoints.c.size > 2))
    for each in (sequencer, Sequencer(engine, signer, outbox)):
        with pytest.raises(LedgerBroken, match="does not extend"):
            each.run_once(3.0)


@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_changed_leaf_is_not_signed_over(
    engine: Engine,
    sequencer: Sequencer,
    signer: NoteSigner,
    outbox: Path,
    write: Write,
    position: int,
) -> None:
    write(4)
    sequencer.run_once(1.0)
    with engine.begin() as connection:
        changed = sa.update(ledger_leaves).where(ledger_leaves.c.position == position)
        connection.execute(changed.values(hash=bytes(32)))
    write()
    with pytest.raises(LedgerBroken):
        Sequencer(engine, signer, outbox).run_once(2.0)


def test_leaves_that_were_never_signed_are_not_taken_over(
    engine: Engine, signer: NoteSigner, outbox: Path, write: Write
) -> None:
    (entry,) = write()
    with engine.begin() as connection:
        leaf = {"position": 0, "entry_id": entry, "hash": bytes(32)}
        connection.execute(sa.insert(ledger_leaves), leaf)
    with pytest.raises(LedgerBroken):
        Sequencer(engine, signer, outbox).run_once(2.0)
