"""What is lost, comes back, or was heard twice: backups, posts, databases and leases."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from tests.attacks.scene import Scene

from seemly import looks, record
from seemly.assemble import Seemly, opened
from seemly.errors import LedgerBroken, TryLater
from seemly.networks.network import Network
from seemly.redress import takedown
from seemly.running import Running
from seemly.settings import Settings
from seemly.tables import jobs
from seemly.worker import Worker


def test_a_restored_database_is_not_served(tmp_path: Path) -> None:
    settings, backup = Settings(data=tmp_path / "data"), tmp_path / "backup.db"
    with opened(settings) as built:
        _note(built, 1)
        with (
            closing(sqlite3.connect(settings.data / "seemly.db")) as now,
            closing(sqlite3.connect(backup)) as then,
        ):
            now.backup(then)
        _note(built, 2)
    for name in ("seemly.db", "seemly.db-wal", "seemly.db-shm"):
        (settings.data / name).unlink(missing_ok=True)
    backup.rename(settings.data / "seemly.db")
    with opened(settings) as restored:
        running = Running(restored.parts, restored.sequencer, 1, restored.work)
        with pytest.raises(LedgerBroken):
            running.start()


def _note(built: Seemly, number: int) -> None:
    built.parts.store.write(record.person(None, "brake_on", "ada", float(number)))
    built.sequencer.run_once(float(number))


def test_what_came_back_is_looked_for_seldom_and_goes(scene: Scene) -> None:
    _, uri = scene.granted(scene.account(), "a red balloon over the mountains")
    takedown.remove(scene.seemly.parts.store, uri, "operator:ada", time.time())
    asked: list[str] = []
    plaza = scene.seemly.parts.networks["plaza"]
    counting = cast(Network, Counting(plaza, asked))
    parts = replace(scene.seemly.parts, networks={"plaza": counting})
    graves = looks.Graves()
    # It still stood: the takedown had no worker yet. A few graves at a time are looked at.
    assert sum(graves.delete_again(parts) for _ in range(3)) >= 1
    assert not scene.stands(uri)
    first = len(asked)
    for _ in range(20):
        graves.delete_again(parts)
    assert len(asked) == first


@dataclass
class Counting:
    """The plaza, with a count of how often it was asked."""

    plaza: Network
    asked: list[str]

    def find(self, key: str) -> str | None:
        self.asked.append(key)
        return self.plaza.find(key)

    def remove(self, key: str) -> None:
        self.plaza.remove(key)


def test_a_worker_outlives_a_database_that_is_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, away = threading.Event(), threading.Event()

    def claim(*_: object) -> None:
        if away.is_set():
            stop.set()
            return
        away.set()
        raise sa.exc.OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(scene.seemly.parts.store, "claim", claim)
    Worker(scene.seemly.parts, "w").run(stop, threading.Event(), idle=0.01)
    assert stop.is_set()


def test_a_job_that_could_not_be_given_back_is_free_once_its_lease_ran_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = scene.seemly.parts.store
    mention = scene.post(scene.account(), "@seemly a green hill")
    scene.listen()

    def locked(*_: object) -> None:
        raise TryLater("the database did not commit")

    worker = Worker(scene.seemly.parts, "w")
    with monkeypatch.context() as context:
        context.setattr(store, "save", locked)
        context.setattr(store, "put_back", locked)
        with pytest.raises(TryLater):
            worker.run_once()
    assert worker.holds is None
    assert scene.job(mention).open
    scene.execute(sa.update(jobs).values(lease_until=0.0))
    scene.drive()
    assert scene.job(mention).state == "published"
