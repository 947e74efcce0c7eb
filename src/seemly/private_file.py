"""Files that hold a secret: whole, on the disk, and readable by their owner alone."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from seemly.errors import ConfigurationError


def write_once(path: Path, data: bytes) -> None:
    """Never over another's: of two who start at once, one wins and both read the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(scratch, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


def read(path: Path) -> bytes:
    """The bytes. Raises ConfigurationError where others can read them, or nobody can."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                f"others on this machine can read {path}", f"Run: chmod 600 {path}"
            )
        return path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"cannot read {path}: {fault.strerror}") from fault
