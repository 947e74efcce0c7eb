"""`removals.log`: a line for everything that was removed, on the disk before anybody is told so.

It lies outside the database and outside every backup, so that restoring an older copy cannot bring
back what was removed since (invariant 7). A second file, best on another disk or machine, holds
the same lines. Lines are only ever appended; one that a crash tore off was never confirmed to
anybody, and is written again by the step that is tried again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from pydantic import ValidationError

from seemly.errors import ConfigurationError, TryLater
from seemly.frozen import from_json, to_json

NAME = "removals.log"

log = structlog.get_logger()


@dataclass(frozen=True)
class Removal:
    """One thing of ours that is gone. Names and digests only: nothing tells who asked, or why."""

    post_key: str  # 64 hex characters: where the network had it
    network: str
    public_id: str | None = None  # of its picture, where it had one
    sha256: str | None = None  # of the published file
    pdq: str | None = None  # 64 hex characters, of the published picture …
    pdq_unlabelled: str | None = None  # … and without its label
    pdq_quality: int | None = None
    at: float = 0.0  # seconds since the epoch
    pdq_source: str | None = None  # of what it was made from: that itself does not go with it

    @property
    def line(self) -> bytes:
        """As it stands in the file."""
        return to_json(self).encode() + b"\n"


class RemovalsLog:
    """The log and its second place. Any number of processes and threads may write."""

    def __init__(self, path: Path, second: Path | None = None) -> None:
        """Makes the files where they are missing. Raises as `write`; a second place that is away is
        said loudly, and caught up with later."""
        self._places = (_Place(path), *([_Place(second)] if second is not None else []))
        self._lock = threading.Lock()
        self.write(())

    @property
    def paths(self) -> tuple[Path, ...]:
        """The log, and its second place where there is one."""
        return tuple(place.path for place in self._places)

    def write(self, removals: Collection[Removal]) -> None:
        """Append what is not there yet; all of it lasts when this returns.

        Raises ConfigurationError for a file that is no log, and TryLater where the first place
        cannot be written.
        """
        first, *others = self._places
        with self._lock:
            try:
                first.add(removals)
            except OSError as fault:
                raise TryLater(f"{first.path} cannot be written: {fault.strerror}") from fault
            for other in others:
                try:
                    other.add(first.all())
                except OSError as fault:
                    log.error(
                        "only one place has all removals", away=str(other.path), why=str(fault)
                    )

    def read(self) -> list[Removal]:
        """Every removal, in the order of the first place."""
        with self._lock:
            return self._places[0].all()


class _Place:
    """One file. What was read of it is remembered, so that a write reads only what is new."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, Removal] = {}
        self._end = 0  # bytes of whole lines read

    def all(self) -> list[Removal]:
        return list(self._known.values())

    def add(self, removals: Iterable[Removal]) -> None:
        with self._opened() as file:
            self._catch_up(file)
            fresh = {one.post_key: one for one in removals if one.post_key not in self._known}
            if fresh:
                file.write(b"".join(one.line for one in fresh.values()))
                file.flush()
                os.fsync(file.fileno())
                self._known |= fresh
                self._end = file.tell()

    def _catch_up(self, file: IO[bytes]) -> None:
        """Read what others wrote, and cut off what a crash tore."""
        if file.seek(0, os.SEEK_END) < self._end:
            self._known, self._end = {}, 0  # another file stands here now
        file.seek(self._end)
        rest = file.read()
        whole = rest[: rest.rfind(b"\n") + 1]
        self._known |= {one.post_key: one for one in _parsed(whole, self.path, len(self._known))}
        self._end += len(whole)
        if len(rest) > len(whole):
            file.truncate(self._end)
        file.seek(self._end)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if is_new:
                _sync_folder(self.path.parent)
            yield file


def read(path: Path) -> list[Removal]:
    """The removals in a file, which stays as it is; a torn last line is passed over.

    Raises ConfigurationError where the file cannot be read, or holds anything else.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"{path} cannot be read: {fault.strerror}") from fault
    return _parsed(data[: data.rfind(b"\n") + 1], path, 0)


def _parsed(data: bytes, path: Path, before: int) -> list[Removal]:
    found = []
    for number, line in enumerate(data.splitlines(), start=before + 1):
        try:
            found.append(from_json(Removal, line.decode()))
        except (ValidationError, UnicodeDecodeError) as fault:
            raise ConfigurationError(
                f"{path}: line {number} is no removal",
                "The file was damaged or edited: put the copy from its second place here",
            ) from fault
    return found


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
