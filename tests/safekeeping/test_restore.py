"""`seemly restore`: it starts stopped, and what was removed since is removed again."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image
from tests.living import Life
from tests.safekeeping.places import (
    back_up,
    come_back,
    moved,
    removed,
    settings_of,
    take_away,
    wanted,
)

from seemly import brake, confirming, gone
from seemly.errors import ConfigurationError
from seemly.matching.pdq import PdqHash
from seemly.pictures import pack
from seemly.posts import State
from seemly.publications import removed_copies
from seemly.redress import takedown
from seemly.removals_log import Removal, RemovalsLog, read
from seemly.safekeeping import restore
from seemly.safekeeping.commands import _of_restore
from seemly.tables import jobs, publications
from seemly.tables import posts as posts_table


def test_it_starts_with_the_brake_on_and_nobody_at_work(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    life.ask("ann")
    life.worker_claims()
    back_up(life, tmp_path, file)
    come_back(life, file, into, log)
    again = moved(life, into)
    with again.store.read() as connection:
        assert [what for what, _ in brake.pulled(connection)] == ["all"]
    again.work()
    assert again.people.posts == {}
    [job] = again.store.find()
    assert (job.state, job.reasons) == ("cancelled", '["brake"]')


def test_pictures_keys_and_configuration_come_back(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    config = tmp_path / "seemly.toml"
    config.write_text('# ours\ndata = "x"  # here\nworkers = 3\n[limits]\nper_asker_day = 4\n')
    life.finish(life.ask().id)
    back_up(life, tmp_path, file, config)
    answer = come_back(life, file, into, log)
    assert answer.pictures == 1
    again = moved(life, into)
    with again.store.read() as connection:
        [sha256] = connection.execute(sa.select(publications.c.file_sha256)).scalars()
    assert again.parts.pictures.read(sha256)
    assert (into / "keys/credentials.pem").read_bytes() == (
        tmp_path / "keys/credentials.pem"
    ).read_bytes()
    assert (into / "keys/credentials.pem").stat().st_mode & 0o777 == 0o600
    assert into.stat().st_mode & 0o777 == 0o700
    written = (into / "seemly.toml").read_text()
    assert tomllib.loads(written)["data"] == str(into)
    assert f'# ours\ndata = "{into}"  # here\nworkers = 3\n[limits]' in written


def test_what_was_removed_since_is_removed_again(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    ann, bob = life.finish(life.ask("ann").id), life.finish(life.ask("bob").id)
    back_up(life, tmp_path, file)
    take_away(life, "ann")
    answer = come_back(life, file, into, log)
    assert (answer.removed_again, answer.to_ask) == (1, 2)
    again = moved(life, into)
    assert removed(again) == {ann.public_id}
    with again.store.read() as connection:
        query = sa.select(publications.c.public_id, publications.c.file_sha256)
        files = {row[0]: row[1] for row in connection.execute(query)}
    there = {path.name for path in (into / "pictures").rglob("*") if path.is_file()}
    assert there == {files[bob.public_id or ""]}
    for job in again.store.find(jobs.c.kind == "takedown"):
        assert again.finish(job.id).state == "closed"
    assert len(again.people.posts) == 1
    assert read(into / "removals.log") == read(log)


def test_what_the_backup_never_knew_cannot_come_back_by_its_mention(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    back_up(life, tmp_path, file)
    mention = life.people.ask("ann")
    [job] = life.hear(mention)
    public_id = life.finish(job).public_id
    take_away(life, "ann")
    come_back(life, file, into, log)
    again = moved(life, into)
    assert removed(again) == {public_id}
    brake.release(again.store, "all", "operator:ada", again.now)
    [job] = again.hear(mention)
    ended = again.finish(job)
    assert ended.state in ("cancelled", "refused"), ended.fault
    assert read(log)[0].post_key not in again.people.posts


def test_a_near_copy_of_what_the_backup_never_knew_is_known(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    back_up(life, tmp_path, file)
    public_id = life.finish(life.ask("ann").id).public_id
    with life.store.read() as connection:
        [pdq] = connection.execute(sa.select(publications.c.pdq)).scalars()
    take_away(life, "ann")
    come_back(life, file, into, log)
    again = moved(life, into)
    with again.store.read() as connection:
        row = connection.execute(
            sa.select(publications.c.pdq).where(publications.c.public_id == public_id)
        ).one()
    assert row.pdq == pdq
    assert again.parts.published.near([PdqHash.from_bytes(pdq)]) == {public_id: 0}


def test_what_was_removed_is_told_from_its_source_after_a_restore_too(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    """The hash of the source goes along in the log: no backup knew of the answer."""
    back_up(life, tmp_path, file)
    source = np.random.default_rng(5).integers(0, 255, (8, 8, 3), np.uint8)
    source = np.asarray(Image.fromarray(source).resize((256, 256), Image.Resampling.BICUBIC))
    job = life.finish(life.ask("ann", "make it brighter", pack(source)).id)
    assert job.state == "published", job.reasons
    take_away(life, "ann")
    come_back(life, file, into, log)
    again = moved(life, into)
    like = again.parts.published.like(source)
    it = {job.public_id or ""}
    with again.store.read() as connection:
        row = connection.execute(sa.select(publications.c.pdq, publications.c.pdq_source)).one()
        assert row.pdq_source == like.hash.to_bytes()
        assert removed_copies(connection, like.turns, it) == set()
        assert removed_copies(connection, (PdqHash.from_bytes(row.pdq),), it) == it


@pytest.mark.parametrize("state", ["received", "screened", "approved", "marked", "publishing"])
def test_what_was_on_its_way_when_it_was_copied_and_then_removed(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path, state: str
) -> None:
    job = life.ask()
    while job.state != state:
        job = life.step()
    back_up(life, tmp_path, file)
    assert life.finish(job.id).state == "published"
    take_away(life, "ann")
    assert life.people.posts == {}
    come_back(life, file, into, log)
    again = moved(life, into)
    brake.release(again.store, "all", "operator:ada", again.now)
    # A picture that is made once more is a near copy of the one that was removed.
    assert again.finish(job.id).state in ("cancelled", "refused")
    for one in again.store.find(jobs.c.kind == "takedown"):
        again.finish(one.id)
    assert not [one for one in again.posts(job.id) if one.public_id and one.state != State.REMOVED]
    assert read(log)[0].post_key not in again.people.posts


def test_a_removal_that_was_only_begun_is_finished(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    """The line stands, the network still has the post: the machine went away in between."""
    life.finish(life.ask().id)
    back_up(life, tmp_path, file)
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    gone.write_down(life.store, life.parts.removals)
    assert life.people.posts != {}
    come_back(life, file, into, log)
    again = moved(life, into)
    again.work()
    assert again.people.posts == {}


# -- without the whole log -------------------------------------------------------------------------


def test_it_refuses_without_the_log(life: Life, tmp_path: Path, file: Path, into: Path) -> None:
    back_up(life, tmp_path, file)
    with pytest.raises(ConfigurationError, match="--removals-lost"):
        come_back(life, file, into, tmp_path / "none.log")
    with pytest.raises(ConfigurationError, match="none was named"):
        come_back(life, file, into)
    assert not into.exists()


@pytest.mark.parametrize("lines", [(), (Removal("f" * 64, "memory"),)], ids=["empty", "another's"])
def test_it_refuses_with_a_log_that_lacks_what_the_backup_knows(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path, lines: tuple[Removal, ...]
) -> None:
    life.finish(life.ask().id)
    take_away(life, "ann")
    back_up(life, tmp_path, file)
    wrong = tmp_path / "wrong.log"
    RemovalsLog(wrong).write(lines)
    with pytest.raises(ConfigurationError, match="not the whole one"):
        come_back(life, file, into, wrong)
    assert not into.exists()
    assert not list(tmp_path.glob(".again.*"))
    come_back(life, file, into, wrong, log)  # put together they are whole


def test_it_refuses_with_a_log_that_lacks_what_the_ledger_knows(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    """Rows were changed so that nothing looks removed; what was put on the ledger stays there."""
    job = life.finish(life.ask("ann").id)
    take_away(life, "ann")
    whole = log.read_bytes()
    restored = sa.update(posts_table).values(state=State.CONFIRMED, removed_at=None)
    unseen = sa.update(jobs).where(jobs.c.kind == "takedown").values(state="opened")
    life.store.write(lambda connection: (connection.execute(restored), connection.execute(unseen)))
    log.write_bytes(b"")
    back_up(life, tmp_path, file)
    log.write_bytes(b"")
    with pytest.raises(ConfigurationError, match=r"knows 1 removal\(s\) more"):
        come_back(life, file, into, log)
    log.write_bytes(whole)
    come_back(life, file, into, log)
    assert removed(moved(life, into)) == {job.public_id}


def test_it_says_when_the_log_ends(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    """A second place that lagged behind looks whole: only its last line's time shows it."""
    life.finish(life.ask("ann").id)
    life.finish(life.ask("bob").id)
    back_up(life, tmp_path, file)
    take_away(life, "ann")
    behind, then = log.read_bytes(), read(log)[-1].at
    life.now += 86_400.0
    take_away(life, "bob")
    log.write_bytes(behind)
    answer = come_back(life, file, into, log)
    assert answer.removals_until == then
    assert "removals.log ends at 2027-01-15 08:00 UTC" in _of_restore(answer)


def test_without_the_log_every_older_picture_stays_hidden(
    life: Life, tmp_path: Path, file: Path, into: Path
) -> None:
    life.finish(life.ask("ann").id)
    life.finish(life.ask("bob").id)
    back_up(life, tmp_path, file)
    answer = restore.without_removals(wanted(file, into, life.now))
    assert answer.hidden == 2
    again = moved(life, into)
    assert len(removed(again)) == 2
    confirming.ask(again.parts)
    again.work()
    assert len(again.people.posts) == 2, "no network is told to delete anything"
    assert read(into / "removals.log") == []


# -- where to --------------------------------------------------------------------------------------


def test_nothing_that_is_there_is_touched(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    back_up(life, tmp_path, file)
    into.mkdir()
    (into / "mine").write_text("x")
    with pytest.raises(ConfigurationError, match="is not empty"):
        come_back(life, file, into, log)
    assert [one.name for one in into.iterdir()] == ["mine"]
    (into / "mine").unlink()
    come_back(life, file, into, log)
    assert (into / "seemly.db").is_file()


def test_a_damaged_backup_leaves_nothing(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    life.finish(life.ask().id)
    back_up(life, tmp_path, file)
    whole = bytearray(file.read_bytes())
    whole[5000] ^= 1
    file.write_bytes(whole)
    with pytest.raises(ConfigurationError, match=r"seemly\.db is not what its manifest says"):
        come_back(life, file, into, log)
    assert not into.exists()
    assert not list(tmp_path.glob(".again.*"))


def test_a_database_set_back_by_hand_is_brought_up_to_the_log(
    life: Life, tmp_path: Path, into: Path
) -> None:
    """Somebody copies an old file back: the next start removes again what was removed."""
    life.finish(life.ask().id)
    life.store.engine.dispose()
    shutil.copytree(tmp_path, into, ignore=shutil.ignore_patterns("again"))
    take_away(life, "ann")
    shutil.copy(tmp_path / "removals.log", into / "removals.log")
    again = moved(life, into)
    assert removed(again) == set()
    assert gone.reconcile(again.store, again.parts.removals, again.now) == 1
    assert len(removed(again)) == 1
    assert gone.reconcile(again.store, again.parts.removals, again.now) == 0


def test_what_was_removed_before_it_was_said_gets_no_stone(life: Life) -> None:
    """Its own request keeps the place empty; a start after a start opens nothing of ours."""
    life.ask("ann")
    takedown.remove(life.store, "memory:ann", "operator:ada", life.now)
    asked = life.store.find()
    for _ in range(2):
        assert gone.reconcile(life.store, life.parts.removals, life.now) == 0
    assert life.store.find() == asked
    life.work()
    assert life.people.posts == {}


def test_settings_name_one_place_for_all(tmp_path: Path) -> None:
    assert settings_of(tmp_path).removals is None
