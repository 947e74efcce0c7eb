"""`seemly backup`: database, pictures, keys and configuration in one file, while the service runs.

The database first, by an instant of its own; then the pictures it knows. One that is taken down in
between is left out: its row says so after a restore, or `removals.log` does. What is not in the
file: that log, which must outlive every backup; secrets; and the sources of edits and other bytes
that rest for a day at most.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from seemly import __version__, gone
from seemly.errors import ConfigurationError
from seemly.migrate import is_there
from seemly.networks.plaza.tables import posts as plaza_posts
from seemly.removals_log import NAME, RemovalsLog
from seemly.safekeeping import archive, snapshot
from seemly.safekeeping.archive import CONFIG, DATABASE, DUMP, Manifest, Writer
from seemly.settings import Settings
from seemly.store import Store, open_engine
from seemly.tables import publications

_NOT_KEYS = (".session", ".lock")  # a log-in is a secret, and made anew from the password
_PASSWORD = re.compile(r"(://[^:/@\s\"']*):[^@\s\"']*@")


@dataclass(frozen=True)
class BackupAnswer:
    """A backup that was written and read again."""

    file: str
    size: int  # bytes
    sha256: str
    made_at: float
    pictures: int
    keys: tuple[str, ...]  # whoever has these can sign as this installation
    outside: tuple[str, ...]  # what belongs to this installation and is not in the file


def run(settings: Settings, config: Path | None, file: Path, now: float) -> BackupAnswer:
    """Write `file`, readable by its owner alone, read it again and compare.

    Raises ConfigurationError; then there is no file.
    """
    if file.exists():
        raise ConfigurationError(f"{file} is there already", "Name a new file")
    if not file.parent.is_dir():
        raise ConfigurationError(f"{file.parent} is no folder")
    _write_down_removals(settings)
    with tempfile.TemporaryDirectory(prefix=".seemly-backup-", dir=file.parent) as folder:
        copy, part = Path(folder, "copy"), Path(folder, "part")
        with _private(part) as out:
            writer = Writer(out, now)
            _add_all(writer, settings, config, copy)
            kind = "postgresql" if _on_postgresql(settings) else "sqlite"
            manifest = writer.finish(__version__, kind)  # type: ignore[arg-type]
            out.flush()
            os.fsync(out.fileno())
        if archive.verify(part) != manifest:
            raise ConfigurationError(f"{file} does not read as it was written", "Check the disk")
        answer = _answer(manifest, part, file, settings)
        part.rename(file)
    _sync_folder(file.parent)
    return answer


def _write_down_removals(settings: Settings) -> None:
    """What this copy knows as removed stands in the log, whatever version removed it."""
    nothing = ConfigurationError(
        f"there is no database of Seemly's in {settings.data}", "Name it by --config or --data"
    )
    if not (_on_postgresql(settings) or _file(settings).exists()):
        raise nothing  # before it is opened, which would make one
    store = Store(open_engine(settings.database_url))
    try:
        if not is_there(store.engine):
            raise nothing
        gone.write_down(store, RemovalsLog(settings.data / NAME, settings.removals))
    finally:
        store.close()


def _add_all(writer: Writer, settings: Settings, config: Path | None, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL, 0o600))
    if _on_postgresql(settings):
        snapshot.of_postgresql(settings.database_url, copy)
        _add(writer, DUMP, copy)
        known = open_engine(settings.database_url)
    else:
        snapshot.of_sqlite(_file(settings), copy)
        _add(writer, DATABASE, copy)
        known = sa.create_engine(f"sqlite:///{copy}")
    for name in _keys(settings):
        _add(writer, f"keys/{name}", settings.data / "keys" / name)
    if config is not None:
        text = _PASSWORD.sub(r"\1:REMOVED@", config.read_text("utf-8"))
        writer.add(CONFIG, io.BytesIO(text.encode()))
    for name in _pictures(known):
        _add(writer, name, settings.data / name)


def _add(writer: Writer, name: str, path: Path) -> None:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        writer.add(name, file)


def _keys(settings: Settings) -> list[str]:
    folder = settings.data / "keys"
    found = (*folder.glob("[A-Za-z0-9]*"), *folder.glob("[A-Za-z0-9]*/[A-Za-z0-9]*"))
    names = (str(path.relative_to(folder)) for path in found if path.is_file())
    return sorted(name for name in names if not name.endswith(_NOT_KEYS))


def _pictures(engine: Engine) -> list[str]:
    """Published files of what stands, and the plaza's."""
    ours = sa.select(publications.c.file_sha256).where(
        publications.c.removed_at.is_(None), publications.c.file_sha256.is_not(None)
    )
    theirs = sa.select(plaza_posts.c.picture_sha256).where(
        plaza_posts.c.removed_at.is_(None), plaza_posts.c.picture_sha256.is_not(None)
    )
    try:
        with engine.connect() as connection:
            found = (
                ("pictures", _digests(connection, ours)),
                ("plaza", _digests(connection, theirs)),
            )
    finally:
        engine.dispose()
    return [f"{folder}/{sha256[:2]}/{sha256}" for folder, digests in found for sha256 in digests]


def _digests(connection: Connection, query: sa.Select[tuple[str]]) -> list[str]:
    return sorted({str(sha256) for sha256 in connection.execute(query).scalars()})


def _answer(manifest: Manifest, part: Path, file: Path, settings: Settings) -> BackupAnswer:
    with part.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    names = [member.name for member in manifest.members]
    return BackupAnswer(
        file=str(file.absolute()),
        size=part.stat().st_size,
        sha256=digest,
        made_at=manifest.made_at,
        pictures=sum(name.startswith(("pictures/", "plaza/")) for name in names),
        keys=tuple(name for name in names if name.startswith("keys/")),
        outside=tuple(_outside(settings)),
    )


def _outside(settings: Settings) -> Iterator[str]:
    yield str((settings.data / NAME).absolute())
    named = (
        settings.removals,
        settings.certificate,
        settings.certificate_key,
        settings.watermark_key_file,
        settings.figures,
        settings.generator.key_file,
        settings.verify.key_file,
        settings.bluesky.password_file if settings.bluesky is not None else None,
    )
    yield from (str(path.absolute()) for path in named if path is not None)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def _on_postgresql(settings: Settings) -> bool:
    return not settings.database_url.startswith("sqlite")


def _file(settings: Settings) -> Path:
    return Path(sa.engine.make_url(settings.database_url).database or "")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
