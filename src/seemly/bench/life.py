"""`seemly bench life`: requests a second through every state and commit, beside DBOS.

The cost of the life itself: intake, five steps, posts, ledger, pictures on the disk, every commit
as durable as in production; generator, guard models (the reader of words among them), marks and
network cost nothing (stand_ins.py), as the peer's steps do. `marked_per_s` is the same with real
label, credentials and matching. Workers are threads of one process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from seemly import migrate
from seemly.bench import stand_ins
from seemly.bench.start import seconds_until
from seemly.errors import ConfigurationError, SeemlyError
from seemly.guard.text.reader import Reader
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.networks.network import Network
from seemly.parts import Parts
from seemly.running import Running
from seemly.store import Store, open_engine
from seemly.tables import jobs

PEER = Path(".venv-bench/bin/python")
WISH = "a lighthouse in a storm"
WORKERS = 16  # many wait for the same commit; Python still runs one thread at a time
WARM_UP = 20  # requests before the clock starts, as for the peer
PATIENCE = 300.0  # seconds


Build = Callable[[Store, Path, Mapping[str, Network], Reader], Parts]


@dataclass(frozen=True)
class LifeRow:
    """The life on one database, and the peer in the same run."""

    store: str  # sqlite or postgresql
    requests: int
    workers: int  # threads
    requests_per_s: float  # the life itself: marks and matching cost nothing either
    marked_per_s: float  # with real label, credentials and PDQ
    dbos_per_s: float  # five durable steps each, on SQLite
    times_dbos: float
    ready_s: float  # `seemly up` to /health, with real models
    first_publish_s: float  # after kill -9: /health to published


def run(requests: int, tell: Callable[[str], None]) -> list[LifeRow]:
    """Measure on SQLite, and on PostgreSQL where SEEMLY_TEST_POSTGRES names one.

    Raises ConfigurationError where the peer is not installed.
    """
    if not PEER.is_file():
        raise ConfigurationError("the bench's peer is not installed", "Run: make install-bench")
    tell(f"DBOS on SQLite: {requests} workflows of five steps")
    dbos = _peer(requests)
    rows = []
    for name in ("sqlite", "postgresql"):
        if name == "postgresql" and not os.environ.get("SEEMLY_TEST_POSTGRES"):
            tell("SEEMLY_TEST_POSTGRES is not set: SQLite alone")
            continue
        tell(f"the life on {name}: {requests} requests")
        with _database(name) as (folder, url):
            rate = _rate(folder, url, requests, stand_ins.bare_parts)
        with _database(name) as (folder, url):
            marked = _rate(folder, url, requests, stand_ins.parts)
        tell(f"start and first publication on {name}")
        with _database(name) as (folder, url):
            ready, first = seconds_until(folder, url)
        rows.append(
            LifeRow(
                store=name,
                requests=requests,
                workers=WORKERS,
                requests_per_s=round(rate, 1),
                marked_per_s=round(marked, 1),
                dbos_per_s=round(dbos, 1),
                times_dbos=round(rate / dbos, 2),
                ready_s=round(ready, 2),
                first_publish_s=round(first, 2),
            )
        )
    return rows


def _rate(folder: Path, url: str, requests: int, build: Build) -> float:
    """Requests a second, from the first heard to the last ended."""
    engine = open_engine(url)
    migrate.up(engine)
    store = Store(engine)
    try:
        _pass_through(store, folder, stand_ins.Memory([WISH] * WARM_UP, "warm-up"), build)
        return requests / _pass_through(store, folder, stand_ins.Memory([WISH] * requests), build)
    finally:
        store.close()


def _pass_through(store: Store, folder: Path, network: stand_ins.Memory, build: Build) -> float:
    """Run as in production until everybody is answered; returns the seconds it took."""
    parts = build(store, folder, {network.name: network}, stand_ins.Drawings())
    notes = NoteSigner.open(folder / "keys", "bench.invalid/ledger")
    sequencer = Sequencer(store.engine, notes, folder / "checkpoints.txt")
    running = Running(parts, sequencer, WORKERS, threading.Event())
    began = time.monotonic()
    running.start()
    try:
        network.all_said.wait(PATIENCE)
        while _open(store):
            time.sleep(0.002)
        return time.monotonic() - began
    finally:
        running.stop()
        _all_published(store)


def _open(store: Store) -> int:
    with store.read() as connection:
        count = sa.select(sa.func.count()).where(jobs.c.open == 1)
        return int(connection.execute(count).scalar_one())


def _all_published(store: Store) -> None:
    odd = store.find(jobs.c.state != "published")
    if odd:
        first = odd[0]
        raise SeemlyError(
            f"{len(odd)} requests of the bench were not published: {first.state} "
            f"{first.reasons} {first.fault}"
        )


def _peer(workflows: int) -> float:
    script = Path(__file__).with_name("dbos_peer.py")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(PEER), str(script), folder, str(workflows)], capture_output=True, text=True
        )
    if done.returncode != 0:
        raise SeemlyError(f"the peer failed: {done.stderr.strip().splitlines()[-1:]}")
    rate: float = json.loads(done.stdout.splitlines()[-1])["per_s"]
    return rate


@contextlib.contextmanager
def _database(name: str) -> Iterator[tuple[Path, str]]:
    """An empty folder, and the URL of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield Path(folder), f"sqlite:///{folder}/seemly.db"
            return
        given = os.environ["SEEMLY_TEST_POSTGRES"]
        own = f"bench_{os.getpid()}_{time.monotonic_ns()}"
        server = sa.create_engine(given, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {own}")
        url = sa.engine.make_url(given).set(database=own)
        try:
            yield Path(folder), url.render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {own} WITH (FORCE)")
            server.dispose()
