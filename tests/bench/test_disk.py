"""What a thousand cost, from what few cost."""

from __future__ import annotations

from pathlib import Path

from seemly import migrate
from seemly.bench import disk
from seemly.bench.disk import Held
from seemly.store import open_engine
from seemly.tables import ledger_entries, pictures


def test_a_thousand_are_what_grew_times_a_thousand() -> None:
    before, after = Held(0, 0, 300_000, 50_000), Held(1_000_000, 2_000_000, 400_000, 90_000)
    row = disk.per_thousand("kind", 10, 6.0, before, after)
    assert row == disk.DiskRow("kind", 10, 600.0, 100.0, 200.0, 10.0, 4.0)


def test_what_is_held_is_told_apart(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/seemly.db")
    migrate.up(engine)
    empty = disk.held(engine, tmp_path)
    row = {"role": "x", "media_type": "", "width": 1, "height": 1, "created_at": 0.0}
    with engine.begin() as connection:
        sizes = (("a", 7, None), ("b", 5, 1.0))
        rows = [{**row, "sha256": s, "size": n, "expires_at": e} for s, n, e in sizes]
        connection.execute(pictures.insert(), rows)
        connection.execute(ledger_entries.insert(), [{"entry": "e" * 50_000}])
    (tmp_path / "checkpoints.txt").write_bytes(b"n" * 11)
    now = disk.held(engine, tmp_path)
    engine.dispose()
    assert (now.published, now.resting) == (7, 5)
    assert now.database - empty.database >= 48_000
    assert now.ledger - empty.ledger == now.database - empty.database + 11


def test_no_two_sources_are_one_file() -> None:
    first, second = (disk._source(disk.KINDS[1], number) for number in (0, 1))
    assert first is not None
    assert first != second
