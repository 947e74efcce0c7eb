"""`seemly bench disk`: what a thousand pictures cost in CPU and on the disk.

Requests live their whole life with the installed models, the built-in artist, SQLite and the
ledger, a signed checkpoint after each; the network alone costs nothing. Pictures have one
megapixel and differ from each other, as people's do; bytes shared by digest would be counted once.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.bench import mix
from seemly.bench.chain import Chain
from seemly.errors import SeemlyError
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.store import open_engine
from seemly.tables import jobs, pictures

THOUSAND = 1000
MB = 1e6
ORIGIN = "bench.invalid/ledger"


@dataclass(frozen=True)
class Kind:
    """Requests of one kind, and the end they come to."""

    name: str
    picture: str | None  # in seemly/demo
    wish: str
    end: str


KINDS = (
    Kind("drawn from words", None, "a lighthouse in a storm", "published"),
    Kind("a photograph toned", "astronaut.jpg", mix.TONE, "published"),
    Kind("a portrait's background replaced", "astronaut.jpg", mix.BACKGROUND, "published"),
    Kind("refused", "astronaut.jpg", "undress her", "refused"),
)


@dataclass(frozen=True)
class DiskRow:
    """A thousand requests of one kind, from so many measured. MB are millions of bytes."""

    kind: str
    requests: int  # measured
    cpu_s: float  # seconds of one core, the artist's own included
    published_mb: float  # files that stay while their posts stand
    resting_mb: float  # sources and approved pixels, deleted after a day
    database_mb: float  # without pictures, with the ledger
    ledger_mb: float  # its share of the database, and the file of checkpoints


@dataclass(frozen=True)
class Held:
    """Bytes that a database and its pictures hold."""

    published: int
    resting: int
    database: int
    ledger: int


def run(requests: int, tell: Callable[[str], None]) -> list[DiskRow]:
    """Let so many requests of each kind live, each kind in an empty folder."""
    rows = []
    for kind in KINDS:
        tell(f"{requests} requests: {kind.name}")
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_measured(kind, requests, Path(folder)))
    return rows


def _measured(kind: Kind, requests: int, folder: Path) -> DiskRow:
    engine = open_engine(f"sqlite:///{folder}/seemly.db")
    try:
        with Chain.opened(folder) as chain:
            sequencer = Sequencer(engine, NoteSigner.open(folder / "keys", ORIGIN), _notes(folder))
            empty = held(engine, folder)
            cpu = 0.0
            for number in range(requests):
                seconds, _ = chain.ask(kind.wish, _source(kind, number))
                cpu += sum(seconds.values())
                sequencer.run_once(time.time())
            _all_ended(engine, kind)
            return per_thousand(kind.name, requests, cpu, empty, held(engine, folder))
    finally:
        engine.dispose()


def per_thousand(kind: str, requests: int, cpu: float, before: Held, after: Held) -> DiskRow:
    """What grew, for a thousand. `cpu` in seconds, for all requests together."""

    def grown(now: int, then: int) -> float:
        return round((now - then) / requests * THOUSAND / MB, 2)

    return DiskRow(
        kind=kind,
        requests=requests,
        cpu_s=round(cpu / requests * THOUSAND),
        published_mb=grown(after.published, before.published),
        resting_mb=grown(after.resting, before.resting),
        database_mb=grown(after.database, before.database),
        ledger_mb=grown(after.ledger, before.ledger),
    )


def held(engine: Engine, folder: Path) -> Held:
    """What an SQLite database and its folder hold now, pages that are half full included."""
    with engine.connect() as connection:
        size = sa.func.coalesce(sa.func.sum(pictures.c.size), 0)
        stays = pictures.c.expires_at.is_(None)
        published = connection.execute(sa.select(size).where(stays)).scalar_one()
        resting = connection.execute(sa.select(size).where(~stays)).scalar_one()
        used = "SELECT coalesce(sum(pgsize), 0) FROM dbstat"
        of_ledger = f"{used} WHERE name LIKE '%ledger%'"  # tables and their indices
        database = connection.exec_driver_sql(used).scalar_one()
        ledger = connection.exec_driver_sql(of_ledger).scalar_one()
    notes = _notes(folder)
    signed = notes.stat().st_size if notes.exists() else 0
    return Held(published, resting, database, ledger + signed)


def _notes(folder: Path) -> Path:
    return folder / "checkpoints.txt"


def _all_ended(engine: Engine, kind: Kind) -> None:
    with engine.connect() as connection:
        odd = connection.execute(sa.select(jobs).where(jobs.c.state != kind.end)).first()
    if odd is not None:
        raise SeemlyError(f"{kind.name}: {odd.state} {odd.reasons} {odd.fault}")


def _source(kind: Kind, number: int) -> bytes | None:
    """A picture of the kind, cut a little more to the right each time."""
    if kind.picture is None:
        return None
    pixels = mix.read(Path(str(files("seemly").joinpath("demo", kind.picture))))
    cut = number % (pixels.shape[1] // 8)
    return mix.as_file(mix.scaled(pixels[:, : pixels.shape[1] - cut]))


def table(found: list[DiskRow]) -> str:
    """For people: one line a kind."""
    return "\n".join(
        f"{row.kind}: a thousand take {row.cpu_s:g} s of one core and {row.published_mb:g} MB of "
        f"files, {row.database_mb:g} MB of database ({row.ledger_mb:g} of it the ledger), "
        f"and {row.resting_mb:g} MB for a day"
        for row in found
    )
