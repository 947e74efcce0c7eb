"""A backup is one tar file, written and read as a stream: its members, then a manifest of digests.

The digests find accidents. They prove nothing against somebody who can write the file: that one
holds the keys in it as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from pydantic import ValidationError

from seemly.errors import ConfigurationError
from seemly.frozen import from_json, to_json

MANIFEST = "manifest.json"
DATABASE = "seemly.db"
DUMP = "database.dump"
CONFIG = "seemly.toml"
_LARGEST_MANIFEST = 500_000_000  # bytes: some four million pictures
_BLOCK = 1_048_576
#: The only names there are, so that no name leads out of the folder it is unpacked into.
_NAMES = re.compile(
    r"seemly\.db|database\.dump|seemly\.toml|manifest\.json"
    r"|keys/(?:[A-Za-z0-9][A-Za-z0-9._-]{0,50}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,100}"
    r"|(?:pictures|plaza)/(?P<two>[0-9a-f]{2})/(?P<sha256>(?P=two)[0-9a-f]{62})"
)


@dataclass(frozen=True)
class Member:
    """One file in a backup."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, as its last member says."""

    made_at: float  # seconds since the epoch
    version: str
    database: Literal["sqlite", "postgresql"]
    members: tuple[Member, ...]


class Writer:
    """Writes members to an open file, one after the other, and the manifest at the end."""

    def __init__(self, file: IO[bytes], made_at: float) -> None:
        self._tar = tarfile.open(  # noqa: SIM115 - `finish` closes it
            fileobj=file, mode="w|", format=tarfile.PAX_FORMAT
        )
        self._made_at = made_at
        self._members: list[Member] = []

    def add(self, name: str, source: IO[bytes]) -> None:
        """Everything in `source`, which does not change meanwhile."""
        hashing = _Hashing(source)
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        self._tar.addfile(self._header(name, size), hashing)
        self._members.append(Member(name, size, hashing.digest.hexdigest()))

    def finish(self, version: str, database: Literal["sqlite", "postgresql"]) -> Manifest:
        """The manifest, and the end of the file."""
        manifest = Manifest(self._made_at, version, database, tuple(self._members))
        data = to_json(manifest).encode()
        self._tar.addfile(self._header(MANIFEST, len(data)), io.BytesIO(data))
        self._tar.close()
        return manifest

    def _header(self, name: str, size: int) -> tarfile.TarInfo:
        if _NAMES.fullmatch(name) is None:
            raise ValueError(f"{name!r} is no member of a backup")
        header = tarfile.TarInfo(name)
        header.size, header.mode, header.mtime = size, 0o600, int(self._made_at)
        return header


def verify(path: Path) -> Manifest:
    """Read a whole backup and compare every digest. Raises ConfigurationError."""
    return _read(path, None)


def unpack(path: Path, folder: Path) -> Manifest:
    """Verify a backup while its members are written into an empty folder of ours.

    Raises ConfigurationError: then what was written so far is worth nothing.
    """
    return _read(path, folder)


def _read(path: Path, folder: Path | None) -> Manifest:
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, mode="r|") as tar:
            for header in tar:
                if manifest is not None:
                    raise _damaged(path, "something follows its manifest")
                _check(header, found, path)
                stream = tar.extractfile(header)
                assert stream is not None, "regular files only"
                if header.name == MANIFEST:
                    manifest = _manifest(stream, header.size, path)
                else:
                    found[header.name] = _copy(stream, header.name, folder)
    except tarfile.TarError as fault:
        raise _damaged(path, f"it is no whole tar file ({fault})") from fault
    except OSError as fault:
        raise ConfigurationError(f"{path}: {fault.strerror or fault}") from fault
    if manifest is None:
        raise _damaged(path, "it ends before its manifest")
    _compare(manifest, found, path)
    return manifest


def _check(header: tarfile.TarInfo, found: dict[str, Member], path: Path) -> None:
    plain = header.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not header.issparse()
    if not plain or _NAMES.fullmatch(header.name) is None or header.name in found:
        raise _damaged(path, f"{header.name[:100]!r} does not belong into one")


def _manifest(stream: IO[bytes], size: int, path: Path) -> Manifest:
    if size > _LARGEST_MANIFEST:
        raise _damaged(path, "its manifest is too large")
    try:
        return from_json(Manifest, stream.read().decode())
    except (ValidationError, UnicodeDecodeError) as fault:
        raise _damaged(path, "its manifest cannot be read") from fault


def _copy(stream: IO[bytes], name: str, folder: Path | None) -> Member:
    digest, size = hashlib.sha256(), 0
    with _opened(name, folder) as file:
        for block in _blocks(stream):
            digest.update(block)
            size += len(block)
            file.write(block)
    return Member(name, size, digest.hexdigest())


@contextlib.contextmanager
def _opened(name: str, folder: Path | None) -> Iterator[IO[bytes]]:
    """A new file, on the disk when it is left; without a folder, nowhere."""
    if folder is None:
        with open(os.devnull, "wb") as nowhere:
            yield nowhere
        return
    place = folder / name
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _compare(manifest: Manifest, found: dict[str, Member], path: Path) -> None:
    said = {member.name: member for member in manifest.members}
    if said != found:
        wrong = sorted(n for n in said.keys() | found.keys() if said.get(n) != found.get(n))
        raise _damaged(path, f"{wrong[0]} is not what its manifest says")
    for member in manifest.members:
        picture = _NAMES.fullmatch(member.name)
        if picture is not None and picture["sha256"] not in (None, member.sha256):
            raise _damaged(path, f"{member.name} holds another picture")


def _damaged(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(f"{path} is no whole backup: {why}", "Take another copy of it")


class _Hashing:
    """A file that is digested while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data
