"""`seemly restore`: a backup becomes a data folder again, and nothing removed comes back with it.

Into an empty place, beside it first and there only once it is whole. It starts with the brake on.
`removals.log` is replayed before anything is served, and every post that the backup believes
published is asked about at its network later (confirming.py).
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import brake, gone, migrate, posts, record, toml
from seemly.errors import ConfigurationError
from seemly.networks.network import Account
from seemly.networks.plaza.plaza import Plaza
from seemly.pictures import PictureStore
from seemly.removals_log import NAME, Removal, RemovalsLog
from seemly.removals_log import read as read_log
from seemly.safekeeping import archive, new_ledger, snapshot
from seemly.safekeeping.archive import CONFIG, DATABASE, DUMP, Manifest
from seemly.store import Store, open_engine
from seemly.tables import brakes, jobs, ledger_entries, publications
from seemly.tables import posts as posts_table
from seemly.verdict import Voice

#: A takedown that came this far wrote its line.
_WRITTEN = ("hidden", "swept", "closed")


@dataclass(frozen=True)
class RestoreAnswer:
    """What came back, and what did not."""

    folder: str
    made_at: float  # of the backup
    pictures: int
    removed_again: int  # removals that the backup did not know
    hidden: int  # older pictures kept hidden, because the log of removals is lost
    to_ask: int  # posts whose network will be asked whether they still stand
    ledger: str  # its new name
    removals_until: float | None  # when the log's last line was written; None: there was none


@dataclass(frozen=True)
class Wanted:
    """What is restored, where to, and by whom."""

    file: Path
    into: Path  # empty, or not there yet
    database_url: str | None  # of an empty PostgreSQL database; None: SQLite in the folder
    bot: Account  # on the plaza
    who: str
    now: float


def with_removals(wanted: Wanted, logs: Sequence[Path]) -> RestoreAnswer:
    """Restore, and remove again what these logs name.

    Raises ConfigurationError where none of them is there, or they do not hold all that the backup
    itself knows as removed: then it is another installation's log, or the beginning of ours.
    """
    there = [path for path in logs if path.is_file()]
    if not there:
        raise ConfigurationError(
            f"there is no {NAME} ({', '.join(map(str, logs)) or 'none was named'})",
            "Name it by --removals. Without it removed pictures could come back: only "
            "--removals-lost goes on, and keeps all older pictures hidden",
        )
    lines = {one.post_key: one for path in there for one in read_log(path)}
    return _restored(wanted, tuple(lines.values()))


def without_removals(wanted: Wanted) -> RestoreAnswer:
    """Restore though nobody knows what was removed: every older picture stays hidden."""
    return _restored(wanted, None)


def _restored(wanted: Wanted, removals: Sequence[Removal] | None) -> RestoreAnswer:
    into = wanted.into.absolute()
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ConfigurationError(f"{into} is not empty", "Name a new folder")
    into.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{into.name}.", dir=into.parent))
    try:
        manifest = archive.unpack(wanted.file, staging)
        store = _database(wanted, manifest, staging)
        try:
            answer = _made_safe(store, staging, wanted, manifest, removals)
        finally:
            store.close()
        _configure(staging, wanted, answer.ledger)
        staging.replace(into)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return answer


def _database(wanted: Wanted, manifest: Manifest, folder: Path) -> Store:
    is_dump = manifest.database == "postgresql"
    if is_dump and wanted.database_url is None:
        raise ConfigurationError(
            "this backup is of PostgreSQL", "Name an empty database in SEEMLY_DATABASE_URL"
        )
    if not is_dump and wanted.database_url is not None:
        raise ConfigurationError(
            "this backup is of SQLite", "Leave database and SEEMLY_DATABASE_URL out"
        )
    engine = open_engine(wanted.database_url or f"sqlite:///{folder / DATABASE}")
    if wanted.database_url is not None:
        if migrate.is_there(engine):
            raise ConfigurationError("the database is not empty", "Make a new one")
        snapshot.into_postgresql(wanted.database_url, folder / DUMP)
        (folder / DUMP).unlink()
    migrate.up(engine)
    return Store(engine)


def _made_safe(
    store: Store,
    folder: Path,
    wanted: Wanted,
    manifest: Manifest,
    removals: Sequence[Removal] | None,
) -> RestoreAnswer:
    """Everything that has to be true before anybody may serve from this folder."""
    now = wanted.now
    if removals is not None:
        _all_there(store, removals)
    to_ask = store.write(lambda connection: _calmed(connection, wanted))
    again = gone.replay(store, removals or (), now)
    hidden = 0 if removals is not None else store.write(lambda c: _hide_all(c, now))
    _off_the_plaza(store, folder, wanted.bot)
    if removals is not None:
        _drop_removed(store, PictureStore(folder / "pictures"))
    RemovalsLog(folder / NAME).write(removals or ())
    with store.read() as connection:
        RemovalsLog(folder / NAME).write(gone.known(connection))
    ledger = store.write(lambda connection: new_ledger.begin(connection, folder, now))
    return RestoreAnswer(
        folder=str(wanted.into.absolute()),
        made_at=manifest.made_at,
        pictures=sum(one.name.startswith(("pictures/", "plaza/")) for one in manifest.members),
        removed_again=again,
        hidden=hidden,
        to_ask=to_ask,
        ledger=ledger,
        removals_until=max((one.at for one in removals or ()), default=None),
    )


def _all_there(store: Store, removals: Sequence[Removal]) -> None:
    keys = {one.post_key for one in removals}
    with store.read() as connection:
        missing = sum(one.post_key not in keys for one in gone.known(connection, _WRITTEN))
        missing = missing or len(_on_the_ledger(connection) - {one.public_id for one in removals})
    if missing:
        raise ConfigurationError(
            f"{NAME} is not the whole one: this backup knows {missing} removal(s) more",
            "Look for its other place; --removals takes several. Without it: --removals-lost",
        )


def _on_the_ledger(connection: Connection) -> set[str]:
    """Public ids of the removals whose line was written, as the ledger has them: rows can be
    changed by whoever writes to a database, and what was signed of them cannot."""
    hidden = sa.select(ledger_entries.c.entry).where(
        ledger_entries.c.entry.like('%"kind":"removal"%'),
        ledger_entries.c.entry.like('%"state":"hidden"%'),
    )
    entries = (json.loads(entry) for entry in connection.execute(hidden).scalars())
    return {public_id for entry in entries for public_id in entry["public_ids"]}


def _calmed(connection: Connection, wanted: Wanted) -> int:
    """Brake on, nobody at work, and every post that was confirmed is asked about once more."""
    connection.execute(sa.delete(brakes).where(brakes.c.what == brake.EVERYTHING))
    connection.execute(sa.insert(brakes).values(what=brake.EVERYTHING, since_at=wanted.now))
    record.person(None, "restored", wanted.who, wanted.now)(connection)
    record.person(None, "brake_on", f"{wanted.who} {brake.EVERYTHING}", wanted.now)(connection)
    connection.execute(sa.update(jobs).values(lease_until=0.0, lease_owner=None))
    stands = (
        posts_table.c.state == posts.State.CONFIRMED,
        posts_table.c.audience == Voice.PUBLIC,  # what was told in private cannot be found
        posts_table.c.uri.is_not(None),
    )
    doubted = sa.update(posts_table).where(*stands).values(state=posts.State.SENT)
    return int(connection.execute(doubted).rowcount)


def _hide_all(connection: Connection, now: float) -> int:
    """Nothing older is shown, handed out or built upon; no network is told to delete anything."""
    every = sa.update(publications).where(publications.c.removed_at.is_(None))
    return int(connection.execute(every.values(removed_at=now)).rowcount)


def _off_the_plaza(store: Store, folder: Path, bot: Account) -> None:
    """The plaza serves from this very database: there nothing may wait for a worker."""
    plaza = Plaza(store.engine, PictureStore(folder / "plaza"), bot, lambda: datetime.now(UTC))
    with store.read() as connection:
        keys = list(
            connection.execute(
                sa.select(posts_table.c.key)
                .outerjoin(publications, publications.c.public_id == posts_table.c.public_id)
                .where(
                    posts_table.c.network == plaza.name,
                    (posts_table.c.state == posts.State.REMOVED)
                    | publications.c.removed_at.is_not(None),
                )
            ).scalars()
        )
    for key in keys:
        plaza.remove(key)


def _drop_removed(store: Store, pictures: PictureStore) -> None:
    file = publications.c.file_sha256
    stands = sa.select(file).where(publications.c.removed_at.is_(None), file.is_not(None))
    removed = sa.select(file).where(
        publications.c.removed_at.is_not(None), file.is_not(None), file.not_in(stands)
    )
    with store.read() as connection:
        for sha256 in list(connection.execute(removed).scalars()):
            pictures.drop(sha256)


def _configure(staging: Path, wanted: Wanted, ledger: str) -> None:
    """A configuration that fits where this came to lie; its own words and comments stay."""
    config = staging / CONFIG
    text = config.read_text("utf-8") if config.exists() else ""
    changed = {"data": str(wanted.into.absolute())}
    if ledger:
        changed["origin"] = ledger
    old = toml.value(text, "checkpoints")
    if old is not None:  # that file holds the other ledger's
        changed["checkpoints"] = old + time.strftime(".%Y%m%d-%H%M%S", time.gmtime(wanted.now))
    if wanted.database_url is None and toml.value(text, "database"):
        changed["database"] = ""  # it is in the data folder now
    config.write_text(toml.with_values(text, changed), "utf-8")
