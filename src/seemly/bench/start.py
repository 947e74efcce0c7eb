"""How long `seemly up` takes until it serves, and, killed, until it publishes again.

A real process with real models, the built-in artist and the plaza: the whole of Seemly.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from seemly import outcome
from seemly.assemble import BOT
from seemly.bench.children import children
from seemly.errors import SeemlyError
from seemly.networks.plaza.town import Town, Upload
from seemly.pictures import PictureStore
from seemly.store import Job, Store, open_engine

WISH = "a lighthouse in a storm"
PATIENCE = 120.0  # seconds
LOOK = 0.005  # seconds between two looks


def seconds_until(data: Path, url: str) -> tuple[float, float]:
    """Start to /health, and, after kill -9 in the middle of a request, /health to published.

    `data` is an empty folder, `url` an empty database.
    """
    began = time.monotonic()
    with _up(data, url) as running:
        _healthy(running)
        ready = time.monotonic() - began
        store = Store(open_engine(url))
        try:
            town = _town(store, data)
            uri = _ask(town, town.join("bench").id, WISH)
            _until(lambda: outcome.job_of(store, "plaza", uri))
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
            with _up(data, url) as again:
                _healthy(again)
                serving = time.monotonic()
                _until(lambda: _published(store, uri))
                return ready, time.monotonic() - serving
        finally:
            store.close()


@dataclass(frozen=True)
class Load:
    """A real process from its start to its busiest."""

    ready_s: float  # to /health
    ready_cpu_s: float  # the same in CPU time, which other work on the machine hardly touches
    memory_mib: float  # resident, at its highest
    children_mib: float  # of the process for hostile bytes, likewise


def under_load(data: Path, pictures: Sequence[bytes], wish: str) -> Load:
    """Start, and have all these pictures answered at once. `data`: an empty folder."""
    data.mkdir()
    url = f"sqlite:///{data}/seemly.db"
    began = time.monotonic()
    with _up(data, url) as running:
        _healthy(running)
        ready, cpu = time.monotonic() - began, _cpu_seconds(running.pid)
        store = Store(open_engine(url))
        try:
            town = _town(store, data)
            asker = town.join("bench").id
            asked = [_ask(town, asker, wish, _upload(one)) for one in pictures]
            _until(lambda: all(_published(store, uri) for uri in asked))
        finally:
            store.close()
        of_children = sum(_most_memory(child) for child in children(running.pid))
        return Load(ready, cpu, _most_memory(running.pid), of_children)


def _cpu_seconds(pid: int) -> float:
    """User and system time of all its threads, in the kernel's ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _upload(picture: bytes) -> Upload:
    with Image.open(BytesIO(picture)) as opened:
        return Upload(picture, *opened.size)


def _most_memory(pid: int) -> float:
    """MiB, resident, at its highest."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextlib.contextmanager
def _up(data: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, "-c", "from seemly.cli import main; main()", "up"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SEEMLY_DATA": str(data), "SEEMLY_DATABASE_URL": url, "SEEMLY_PORT": "0"},
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def _healthy(running: subprocess.Popen[str]) -> None:
    """Wait for the address it prints, and until /health answers there."""
    assert running.stdout is not None
    address = running.stdout.readline().strip()
    if not address:
        raise SeemlyError("seemly up ended before it served", "See: seemly check")

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{address}health", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False

    _until(answers)


def _town(store: Store, data: Path) -> Town:
    def clock() -> datetime:
        return datetime.now(UTC)

    folder = PictureStore(data / "plaza")
    return Town(store.engine, folder, BOT, clock, lambda: secrets.token_hex(12))


def _ask(town: Town, asker: str, wish: str, upload: Upload | None = None) -> str:
    return town.post(asker, f"@{BOT.handle} {wish}", upload, ("en",))


def _published(store: Store, uri: str) -> Job | None:
    job = outcome.job_of(store, "plaza", uri)
    if job is not None and job.state not in ("published", "received") and not job.open:
        raise SeemlyError(f"the bench's request ended as {job.state}: {job.reasons} {job.fault}")
    return job if job is not None and job.state == "published" else None


def _until(true: object) -> None:
    until = time.monotonic() + PATIENCE
    assert callable(true)
    while not true():
        if time.monotonic() > until:
            raise SeemlyError(f"nothing came within {PATIENCE:.0f} s", "See: seemly check")
        time.sleep(LOOK)
