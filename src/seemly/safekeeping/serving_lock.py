"""Who serves from a data folder: processes that serve share a lock, and an upgrade wants it alone.

The lock is the kernel's: it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from seemly.errors import ConfigurationError

NAME = "serving.lock"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Hold the folder while serving, beside others. Raises ConfigurationError during an upgrade."""
    fault = ConfigurationError(
        f"{folder} is being upgraded", "Wait until `seemly upgrade` has ended, then start again"
    )
    with _held(folder, fcntl.LOCK_SH, fault):
        yield


@contextlib.contextmanager
def nobody_serves(folder: Path) -> Iterator[None]:
    """Hold the folder alone. Raises ConfigurationError where somebody serves from it."""
    fault = ConfigurationError(
        f"Seemly is serving from {folder}",
        "Stop it first (`systemctl stop seemly`, or Ctrl-C where `seemly up` runs)",
    )
    with _held(folder, fcntl.LOCK_EX, fault):
        yield


@contextlib.contextmanager
def _held(folder: Path, how: int, fault: ConfigurationError) -> Iterator[None]:
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise fault from None
        yield
    finally:
        os.close(descriptor)
