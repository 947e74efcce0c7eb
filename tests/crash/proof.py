"""The crash proof: kill -9 at every named instant and at random ones, and nothing is lost.

    python tests/crash/proof.py --full [--out FILE.json]    200 requests, 50 kills and more
    python tests/crash/proof.py --sample                    a few minutes, for every change

On SQLite, and on PostgreSQL where SEEMLY_TEST_POSTGRES is set (tests/postgres.sh). The network
runs in this process, which nobody kills: it records a post before it answers, is slow sometimes,
and sometimes loses its answer.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # it is run as a plain script

from tests.crash import bot, checks  # noqa: E402
from tests.crash.server import OURS, Ask, Server, World, serving  # noqa: E402

from seemly import envelope, migrate  # noqa: E402
from seemly.bench.machine import machine  # noqa: E402
from seemly.ledger.checkpoint import NoteSigner  # noqa: E402
from seemly.ledger.verify import verify  # noqa: E402
from seemly.store import Store, open_engine  # noqa: E402
from seemly.tables import jobs  # noqa: E402

READY_SECONDS = 60.0
LONGEST_LIFE = 5.0  # seconds until it is killed at random
AT_MOST = 8.0  # seconds until a bot that did not come to its place is killed anyway
QUIET_SECONDS = 240.0  # for everything to end once nobody is killed any more

PLAIN, REMOVED, PICTURE = "a lighthouse in a storm", "a red tulip", "make the sky purple"
UNREADABLE = "xqzt wrtp ghjkl mnbvc"  # refused in public
HARMFUL = "undress her"  # refused, and only the asker is told
#: What must be asked for a place to be reached.
NEEDED = {
    UNREADABLE: ("say", "refused"),
    HARMFUL: ("tell",),
    REMOVED: ("remove", "opened", "hidden", "swept"),
}


@dataclass(frozen=True)
class Size:
    """How much is asked, and how often the bot is killed."""

    requests: int
    random_kills: int
    places: tuple[str, ...]
    operator_removals: int


FULL = Size(200, 24, bot.PLACES, 24)
SAMPLE = Size(
    24,
    3,
    ("received", "saved received", "worked screened", "worked approved", "begun publish",
     "done publish", "done say", "worked hidden"),
    3,
)  # fmt: skip


@dataclass
class Row:
    """The proof on one database."""

    database: str
    requests: int = 0
    removals: int = 0
    refusals: int = 0
    kills: int = 0
    places: int = 0  # named instants at which it really died
    repeated_calls: int = 0  # the network was asked again for what it had already
    lost: int = 0
    said_twice: int = 0
    unapproved: int = 0
    resurrected: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Nothing went wrong."""
        return not (self.lost or self.said_twice or self.unapproved or self.resurrected)


@dataclass
class Proof:
    """One run on one database."""

    url: str
    folder: Path
    size: Size
    chance: random.Random
    world: World
    server: Server
    row: Row
    wanted_gone: set[str] = field(default_factory=set)
    removing: list[threading.Thread] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    asked: int = 0

    def run(self) -> None:
        """Kill at every place, then at random, then let it finish."""
        rounds = _mixed(self.size)
        for number, place in enumerate(rounds):
            left = self.size.requests - self.asked
            self._ask(place, min(left, -(-left // (len(rounds) - number))))
            self._round(place)
        self._finish()

    def _ask(self, place: str, count: int) -> None:
        kinds = [REMOVED, PLAIN, HARMFUL, PICTURE, UNREADABLE]
        self.chance.shuffle(kinds)
        first = [text for text, places in NEEDED.items() if place.endswith(places)]
        for text in [*first, *kinds][:count]:
            uri = f"wire://somebody/{self.asked}"
            picture = f"{self.asked % 7}" if text == PICTURE else ""
            self.asked += 1
            if text == REMOVED:
                self.world.removed_at_once.add(uri)
                self.wanted_gone.add(uri)
            elif self._operator_removes():
                self.wanted_gone.add(uri)
                self._in_background(uri)
            self.world.ask(Ask(uri, f"asker-{self.asked % 50}", text, picture=picture))

    def _operator_removes(self) -> bool:
        every = max(1, self.size.requests // (2 * self.size.operator_removals))
        return self.asked % every == 0 and len(self.removing) < self.size.operator_removals

    def _in_background(self, uri: str) -> None:
        by_answer = len(self.removing) % 2 == 1
        wait = self.chance.random() * 3
        thread = threading.Thread(target=self._remove, args=(uri, by_answer, wait), daemon=True)
        self.removing.append(thread)
        thread.start()

    def _remove(self, uri: str, by_answer: bool, wait: float) -> None:
        """`seemly remove`, until what it names is there."""
        time.sleep(wait)
        environment = os.environ | {
            "SEEMLY_DATA": str(self.folder),
            "SEEMLY_DATABASE_URL": self.url,
        }
        command = [str(Path(sys.executable).with_name("seemly")), "remove"]
        while True:
            answers = [k for k, post in self.world.alive.items() if post["answers"] == uri]
            if not by_answer or answers:
                named = OURS + answers[0] if by_answer else uri
                done = subprocess.run([*command, named], env=environment, capture_output=True)
                if done.returncode == 0:
                    return
            time.sleep(0.5)

    def _round(self, place: str) -> None:
        with self._bot(place) as running:
            if place:
                try:
                    running.wait(AT_MOST)
                except subprocess.TimeoutExpired:
                    self.missed.append(place)
            else:
                time.sleep(self.chance.random() * LONGEST_LIFE)
            died_there = running.poll() is not None
            running.kill()
            code = running.wait()
        if code != -9:
            raise SystemExit(f"the bot ended with {code} instead of being killed")
        self.row.kills += 1
        self.row.places += died_there

    @contextmanager
    def _bot(self, place: str) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, str(ROOT / "tests/crash/bot.py"), self.url, str(self.folder)]
        running = subprocess.Popen(
            [*command, self.server.address, place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "OMP_NUM_THREADS": "1"},
        )
        try:
            assert running.stdout is not None
            if place != "":
                running.stdout.readline()  # "ready", or the end where it died before that
            elif running.stdout.readline() != "ready\n":
                raise SystemExit("the bot does not start")
            yield running
        finally:
            running.kill()
            running.wait()

    def _finish(self) -> None:
        with self._bot("") as running:
            for thread in self.removing:
                thread.join(QUIET_SECONDS)
            until = time.monotonic() + QUIET_SECONDS
            while not self._is_quiet() and time.monotonic() < until:
                time.sleep(0.5)
            assert running.stdin is not None
            running.stdin.close()
            running.wait(60)
        self._count()

    def _is_quiet(self) -> bool:
        store = Store(open_engine(self.url))
        try:
            with store.read() as connection:
                count = sa.select(sa.func.count()).select_from(jobs)
                busy = connection.execute(count.where(jobs.c.open == 1)).scalar_one()
                known = connection.execute(count.where(jobs.c.kind == "request")).scalar_one()
        finally:
            store.close()
        return busy == 0 and known == self.asked

    def _count(self) -> None:
        store = Store(open_engine(self.url))
        try:
            found = checks.look(
                store, self.world, checks.pictures_in(self.folder), self.wanted_gone
            )
            key = str(NoteSigner.open(self.folder / "keys", "crash.invalid/ledger").verifier)
            verify(store.engine, key, self.folder / "checkpoints.txt")
            self.row.removals = len(store.find(jobs.c.kind == "takedown"))
            self.row.refusals = len(store.find(jobs.c.state == "refused"))
        finally:
            store.close()
        self.row.requests = self.asked
        self.row.repeated_calls = len(checks.events(self.world, "repeated"))
        for name, sentences in asdict(found).items():
            setattr(self.row, name, len(sentences))
            for sentence in sentences:
                print(f"  {name}: {sentence}", file=sys.stderr)
        if self.missed:
            print(f"  did not die at: {', '.join(self.missed)}", file=sys.stderr)


def _mixed(size: Size) -> list[str]:
    """Named places, with random instants (the empty name) evenly between them."""
    rounds = list(size.places)
    for number in range(size.random_kills, 0, -1):
        rounds.insert(number * len(size.places) // size.random_kills, "")
    return rounds


def prove(database: str, url: str, size: Size, seed: int) -> Row:
    """The proof on one database, from an empty one to the count."""
    began = time.monotonic()
    chance = random.Random(seed)
    world = World(_pictures(), random.Random(seed + 1))
    row = Row(database)
    with tempfile.TemporaryDirectory() as folder, serving(world) as server:
        given = url or f"sqlite:///{folder}/seemly.db"
        engine = open_engine(given)
        migrate.up(engine)
        engine.dispose()
        Proof(given, Path(folder), size, chance, world, server, row).run()
    row.seconds = round(time.monotonic() - began, 1)
    return row


def _pictures() -> dict[str, bytes]:
    """Drawn stand-ins: coloured squares."""
    made = {}
    for number in range(7):
        colours = np.random.default_rng(1000 + number).integers(0, 256, (8, 8, 3), np.uint8)
        file = io.BytesIO()
        Image.fromarray(colours.repeat(12, 0).repeat(12, 1)).save(file, "PNG")
        made[str(number)] = file.getvalue()
    return made


def databases() -> dict[str, str]:
    """By name, the URL; SQLite's is made for each run."""
    given = os.environ.get("SEEMLY_TEST_POSTGRES", "")
    if not given:
        print("SEEMLY_TEST_POSTGRES is not set: SQLite alone", file=sys.stderr)
        return {"sqlite": ""}
    name = f"crash_{os.getpid()}"
    server = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    url = sa.engine.make_url(given).set(database=name)
    return {"sqlite": "", "postgresql": url.render_as_string(hide_password=False)}


def table(rows: list[Row]) -> str:
    """For people."""
    lines = [[name.replace("_", " ") for name in asdict(rows[0])]]
    lines += [[str(value) for value in asdict(row).values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def main() -> None:
    """Run it, print the table, and fail where anything went wrong."""
    parser = argparse.ArgumentParser(description="Kill the bot, and count what went wrong.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--full", action="store_const", const=FULL, dest="size")
    which.add_argument("--sample", action="store_const", const=SAMPLE, dest="size")
    parser.add_argument("--out", type=Path, help="write the rows here as JSON")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    given = parser.parse_args()
    print(f"seed {given.seed}", file=sys.stderr)
    rows = [
        prove(name, url, given.size, given.seed)
        for name, url in databases().items()
        if given.database in (None, name)
    ]
    print(table(rows))
    if given.out is not None:
        whole = {
            "commit": envelope.commit(),
            "machine": machine(),
            "seed": given.seed,
            "rows": [asdict(row) for row in rows],
        }
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(whole, indent=2) + "\n")
    sys.exit(0 if all(row.clean for row in rows) else 1)


if __name__ == "__main__":
    main()
