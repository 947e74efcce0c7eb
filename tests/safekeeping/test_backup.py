"""`seemly backup`: what is in the file, what is not, and that nobody has to stop for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.living import Life
from tests.safekeeping.places import back_up, settings_of, with_ledger

from seemly import gone
from seemly.errors import ConfigurationError
from seemly.redress import takedown
from seemly.removals_log import read
from seemly.safekeeping import archive
from seemly.settings import Settings
from seemly.tables import publications


def names(file: Path) -> list[str]:
    with tarfile.open(file) as tar:
        return tar.getnames()


def content(file: Path, name: str) -> bytes:
    with tarfile.open(file) as tar:
        member = tar.extractfile(name)
        assert member is not None
        return member.read()


def test_everything_that_is_needed_is_in_one_private_file(
    life: Life, tmp_path: Path, file: Path
) -> None:
    with_ledger(tmp_path, life.store).run_once(life.now)
    (tmp_path / "keys" / "bluesky.session").write_text("a log-in")
    job = life.finish(life.ask().id)
    assert job.state == "published"
    answer = back_up(life, tmp_path, file)
    found = names(file)
    assert {"seemly.db", "keys/ledger.key", "keys/credentials.pem", "manifest.json"} <= set(found)
    assert [name for name in found if name.startswith("pictures/")] != []
    assert answer.pictures == 1
    assert answer.keys == tuple(sorted(name for name in found if name.startswith("keys/")))
    assert file.stat().st_mode & 0o777 == 0o600
    assert answer.size == file.stat().st_size
    assert archive.verify(file).made_at == life.now
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".seemly-backup")]


def test_secrets_and_the_log_of_removals_stay_outside(
    life: Life, tmp_path: Path, file: Path
) -> None:
    (tmp_path / "keys" / "bluesky.session").write_text("a log-in")
    config = tmp_path / "seemly.toml"
    config.write_text('database = "postgresql+psycopg://ann:s3cr3t@db/x"  # ours\n')
    answer = back_up(life, tmp_path, file, config)
    assert "keys/bluesky.session" not in names(file)
    assert not [name for name in names(file) if "removals" in name]
    assert str(tmp_path / "removals.log") in answer.outside
    assert b"s3cr3t" not in file.read_bytes()
    assert content(file, "seemly.toml") == (
        b'database = "postgresql+psycopg://ann:REMOVED@db/x"  # ours\n'
    )


def test_keys_and_passwords_that_lie_elsewhere_are_named(
    life: Life, tmp_path: Path, file: Path
) -> None:
    from seemly.safekeeping import backup

    elsewhere = Settings.model_validate(
        {
            "data": tmp_path,
            "certificate": "/etc/seemly/chain.pem",
            "certificate_key": "/etc/seemly/key.pem",
            "watermark_key_file": "/etc/seemly/watermark",
            "removals": tmp_path / "second.log",
            "bluesky": {"handle": "a.test", "password_file": "/etc/seemly/password"},
        }
    )
    answer = backup.run(elsewhere, None, file, life.now)
    wanted = {"chain.pem", "key.pem", "watermark", "second.log", "password", "removals.log"}
    assert {Path(one).name for one in answer.outside} == wanted


def test_what_is_removed_or_rests_for_a_day_is_not_copied(
    life: Life, tmp_path: Path, file: Path
) -> None:
    first, second = life.finish(life.ask("ann").id), life.finish(life.ask("bob").id)
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    answer = back_up(life, tmp_path, file)
    with life.store.read() as connection:
        rows = connection.execute(sa.select(publications.c.job_id, publications.c.file_sha256))
        files = {row[0]: row[1] for row in rows}
    copied = {Path(name).name for name in names(file) if name.startswith("pictures/")}
    assert copied == {files[second.id]}
    assert files[first.id] not in copied
    assert answer.pictures == 1


def test_a_removal_is_in_the_log_before_it_can_be_missing_in_a_backup(
    life: Life, tmp_path: Path, file: Path
) -> None:
    """Also one that a version without a log made, or that no worker has touched yet."""
    job = life.finish(life.ask().id)
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    assert read(tmp_path / "removals.log") == []
    back_up(life, tmp_path, file)
    [line] = read(tmp_path / "removals.log")
    assert line.public_id == job.public_id
    assert None not in (line.sha256, line.pdq, line.pdq_unlabelled, line.pdq_quality)


def test_the_step_that_hides_writes_the_line_first(life: Life, tmp_path: Path) -> None:
    job = life.finish(life.ask().id)
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    seen: list[list[str | None]] = []
    remove = life.people.remove

    def looking(key: str) -> None:
        seen.append([one.public_id for one in read(tmp_path / "removals.log")])
        remove(key)

    life.people.remove = looking  # type: ignore[method-assign]
    life.step()
    assert seen == [[job.public_id]]


def test_a_full_disk_keeps_no_picture_up_and_the_line_is_written_later(
    life: Life, tmp_path: Path
) -> None:
    life.finish(life.ask().id)
    [opened] = takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    log = tmp_path / "removals.log"
    log.unlink()
    log.mkdir()
    life.work()
    assert life.people.posts == {}, "it is away"
    assert life.store.job(opened).state == "opened", "and not called so"
    log.rmdir()
    assert life.finish(opened).state == "closed"
    assert len(read(log)) == 1


def test_a_request_removed_before_it_was_answered_is_in_the_log(life: Life, tmp_path: Path) -> None:
    life.ask("ann")
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    gone.write_down(life.store, life.parts.removals)
    [line] = read(tmp_path / "removals.log")
    assert (line.public_id, line.network) == (None, "memory")


def test_a_backup_while_others_write_is_one_instant(life: Life, tmp_path: Path, file: Path) -> None:
    """Two rows that are always written together are together in the copy."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            values = {"network": f"n{number}", "cursor": "1"}
            life.store.write(lambda c, v=values: c.execute(  # type: ignore[misc]
                sa.text("INSERT INTO cursors (network, cursor) VALUES (:network, :cursor)"), v
            ) and c.execute(
                sa.text("INSERT INTO brakes (what, since_at) VALUES (:network, 1)"), v
            ))  # fmt: skip

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"backup-{number}.tar" for number in range(3)]
        for copy in copies:
            back_up(life, tmp_path, copy)
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        out = tmp_path / copy.stem
        out.mkdir()
        archive.unpack(copy, out)
        with sqlite3.connect(out / "seemly.db") as database:
            [(cursors,)] = database.execute("SELECT count(*) FROM cursors")
            [(brakes,)] = database.execute("SELECT count(*) FROM brakes")
        assert cursors == brakes


def test_no_file_is_written_over(life: Life, tmp_path: Path, file: Path) -> None:
    file.write_text("the only copy of something")
    with pytest.raises(ConfigurationError, match="is there already"):
        back_up(life, tmp_path, file)
    assert file.read_text() == "the only copy of something"
    with pytest.raises(ConfigurationError, match="is no folder"):
        back_up(life, tmp_path, tmp_path / "none" / "backup.tar")


def test_a_backup_that_fails_leaves_nothing(
    life: Life, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(life, tmp_path, file)
    assert not file.exists()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".seemly-backup")]


def test_where_there_is_no_database(tmp_path: Path, file: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no database"):
        back_up_nothing(tmp_path / "empty", file)
    assert not (tmp_path / "empty").exists(), "looking makes nothing"


def back_up_nothing(folder: Path, file: Path) -> None:
    from seemly.safekeeping import backup

    backup.run(settings_of(folder), None, file, 0.0)


def test_a_damaged_database_is_not_backed_up(life: Life, tmp_path: Path, file: Path) -> None:
    life.store.engine.dispose()
    shutil.copy(tmp_path / "seemly.db", tmp_path / "whole.db")
    with sqlite3.connect(tmp_path / "seemly.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page,)] = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'jobs'")
        [(size,)] = database.execute("PRAGMA page_size")
    with (tmp_path / "seemly.db").open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xff" * size)
    with pytest.raises((ConfigurationError, sa.exc.DatabaseError)):
        back_up(life, tmp_path, file)
    assert not file.exists()
