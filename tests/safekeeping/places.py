"""A Seemly of tests that is backed up, and comes back in another folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from tests.living import Life

from seemly.assemble import BOT
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.pictures import PictureStore
from seemly.publications import Published
from seemly.redress import takedown
from seemly.removals_log import RemovalsLog
from seemly.safekeeping import backup, restore
from seemly.safekeeping.backup import BackupAnswer
from seemly.safekeeping.restore import RestoreAnswer, Wanted
from seemly.settings import Settings
from seemly.store import Store, open_engine
from seemly.tables import publications

ORIGIN = "example.org/seemly"


def settings_of(folder: Path) -> Settings:
    return Settings(data=folder, origin=ORIGIN)


def with_ledger(folder: Path, store: Store, origin: str = ORIGIN) -> Sequencer:
    """What signs the ledger of this folder; its key is made on first use."""
    signer = NoteSigner.open(folder / "keys", origin)
    return Sequencer(store.engine, signer, folder / "checkpoints.txt")


def back_up(life: Life, folder: Path, file: Path, config: Path | None = None) -> BackupAnswer:
    return backup.run(settings_of(folder), config, file, life.now)


def wanted(file: Path, into: Path, now: float) -> Wanted:
    return Wanted(file, into, None, BOT, "operator:ada", now)


def come_back(life: Life, file: Path, into: Path, *logs: Path) -> RestoreAnswer:
    return restore.with_removals(wanted(file, into, life.now), logs)


def moved(life: Life, folder: Path) -> Life:
    """The same people and checks over the data folder that was restored."""
    store = Store(open_engine(f"sqlite:///{folder / 'seemly.db'}"))
    published = Published()
    with store.read() as connection:
        published.fill(connection)
    parts = replace(
        life.parts,
        store=store,
        pictures=PictureStore(folder / "pictures"),
        published=published,
        removals=RemovalsLog(folder / "removals.log"),
    )
    there = Life(parts, life.people, life.now, life.workers)
    there.give(clock=lambda: there.now)
    return there


def removed(life: Life) -> set[str]:
    """The ids of the pictures that were removed."""
    with life.store.read() as connection:
        return set(
            connection.execute(
                sa.select(publications.c.public_id).where(publications.c.removed_at.is_not(None))
            ).scalars()
        )


def take_away(life: Life, name: str) -> None:
    """Remove what `name` asked for, to the end."""
    for opened in takedown.remove(life.store, f"memory:{name}", "operator:ada", life.now):
        life.finish(opened)
