"""One case through the whole of Seemly: intake, screening, making, lock, checks, marks, plaza.

Everything is real but the generator, and the reader of words where a wish is to slip past it. Each
case has a database, a plaza and folders of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

import cv2
import numpy as np

from seemly import assemble, intake, migrate, outcome
from seemly.assemble import BOT, Seemly
from seemly.compute.local import LocalCompute
from seemly.decoding import decode
from seemly.generate.generator import Generator, Made, Wanted
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.town import Town, Upload
from seemly.outcome import Outcome
from seemly.parts import Parts
from seemly.pictures import PictureStore
from seemly.provenance.publication import Pixels
from seemly.publications import Published
from seemly.redteam.attacks import Answer, Attack
from seemly.redteam.canvas import Canvas
from seemly.redteam.server import HostileServer
from seemly.redteam.sources import WALL, Source, wall
from seemly.redteam.wishes import Obliging, Wish
from seemly.settings import GeneratorSettings, Limits, Settings
from seemly.store import Store, open_engine
from seemly.worker import Patience, Worker

#: Two tries of each step, at once: nobody waits for a hostile server to mend its ways.
PATIENCE = Patience(attempts=1, longest_wait=0.0)
SECONDS = 5.0  # for one call over HTTP
IMPATIENT = 0.4  # for those that never answer
NEVER_ANSWER = frozenset({"slow", "hang", "endless"})
_MANY = 10**6
LIMITS = Limits(
    per_asker_day=_MANY,
    per_pictured_day=_MANY,
    per_root_picture_day=_MANY,
    per_thread_day=_MANY,
    total_day=_MANY,
    generator_requests_day=_MANY,
    generator_money_day=_MANY,
)


class Chair(StrEnum):
    """Where the attacker sits."""

    GENERATOR = "generator"  # behind the port; it knows source and lock, as if it had asked itself
    ARTIST = "artist"  # in place of the built-in artist, which edits pictures of locked people


@dataclass(frozen=True)
class Case:
    """What is asked for, of which picture, and who answers."""

    source: Source
    attack: Attack
    wish: Wish
    chair: Chair = Chair.ARTIST

    def __str__(self) -> str:
        return f"{self.attack} x {self.source.name} x {self.wish.text!r} ({self.chair})"


@dataclass(frozen=True, eq=False)
class Turn:
    """One wish and what came of it; the pictures are as anybody on the plaza sees them."""

    outcome: Outcome
    fault: str | None
    sent: tuple[Pixels, ...]  # what reached the generator
    made: tuple[Made, ...]  # what it answered
    onto: tuple[Pixels, ...]  # what each answer was drawn on
    answered: tuple[bytes, ...]  # the same over HTTP
    file: bytes | None


@dataclass(frozen=True, eq=False)
class Played:
    """Everything that came of a case."""

    case: Case
    turns: tuple[Turn, ...]
    folder: Path  # database, pictures and plaza as they were left
    led_astray: int  # requests at an address that no client may be led to

    @property
    def files(self) -> tuple[bytes, ...]:
        """Every published file, oldest first."""
        return tuple(turn.file for turn in self.turns if turn.file is not None)


@dataclass
class Hostile:
    """A generator in this process that answers as the attack does."""

    answer: Answer
    knows: Canvas
    local: bool = False
    name: str = "openai"
    version: str = "hostile"
    sent: list[Pixels] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    onto: list[Pixels] = field(default_factory=list)

    def make(self, wanted: Wanted) -> Made:
        """The attack on an empty wall, laid out around people whom it is not shown."""
        return self._answered(self.knows)

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """The attack."""
        self.sent.append(picture.copy())
        return self._answered(Canvas(picture, mask, self.knows.turn))

    def check(self) -> str:
        """Always well."""
        return "hostile"

    def _answered(self, canvas: Canvas) -> Made:
        made = self.answer(canvas)
        self.made.append(made)
        self.onto.append(canvas.pixels)
        return made


@dataclass(frozen=True, eq=False)
class Stage:
    """An assembled Seemly, and the server that it may believe to be a generator."""

    seemly: Seemly
    server: HostileServer
    folder: Path
    schema: Path  # a SQLite file with the schema and nothing in it
    _numbers: Iterator[int] = field(default_factory=count)

    def play(self, case: Case) -> Played:
        """Ask, and where the attack takes several turns ask again about each answer."""
        folder = self.folder / f"case-{next(self._numbers)}"
        folder.mkdir()
        shutil.copy(self.schema, folder / "seemly.db")
        store = Store(open_engine(f"sqlite:///{folder / 'seemly.db'}"))
        astray = len(self.server.private.received)
        try:
            turns = tuple(_Run(self, case, folder, store).turns())
        finally:
            store.close()
        return Played(case, turns, folder, len(self.server.private.received) - astray)


class _Run:
    """One case while it is played."""

    def __init__(self, stage: Stage, case: Case, folder: Path, store: Store) -> None:
        self.case, self.server = case, stage.server
        posted = PictureStore(folder / "plaza")
        names = count()
        self.town = Town(store.engine, posted, BOT, _utc, lambda: f"post{next(names)}")
        parts = stage.seemly.parts
        self.hostile: Hostile | None = None
        chosen = _over_http(stage, case)
        if case.attack.answer is not None:
            chosen = self.hostile = Hostile(case.attack.answer, _knows(case.source.data, parts, 0))
        in_chair = self.hostile if case.chair is Chair.ARTIST else None
        self.parts: Parts = replace(
            parts,
            store=store,
            pictures=PictureStore(folder / "pictures"),
            published=Published(),
            networks={"plaza": Plaza(store.engine, posted, BOT, _utc)},
            generator=chosen,
            artist=in_chair or parts.artist,
            reader=Obliging.of(case.wish, parts.reader),
        )
        self.author, self.asker = self._host("mila"), self._host("ben")

    def turns(self) -> Iterator[Turn]:
        """Each turn asks about the last picture that was published."""
        source = asked = self.case.source.data
        under = self.town.post(self.author, "look", _upload(source), ("en",)) if source else None
        for number in range(self.case.attack.turns):
            turn, answer = self._turn(under)
            yield turn
            under, asked = answer or under, turn.file or asked
            if self.hostile is not None and number + 1 < self.case.attack.turns:
                self.hostile.knows = _knows(asked, self.parts, number + 1)

    def _turn(self, under: str | None) -> tuple[Turn, str | None]:
        server = self.server
        server.mode = self.case.attack.mode or "honest"
        server.received.clear()
        server.made.clear()
        if self.hostile is not None:
            self.hostile.sent.clear()
            self.hostile.made.clear()
            self.hostile.onto.clear()
        text = f"@seemly {self.case.wish.text}"
        if under is None:
            mention = self.town.post(self.asker, text, None, ("en",))
        else:
            mention = self.town.reply(self.asker, under, text, None, ("en",))
        self._drive()
        store = self.parts.store
        job = outcome.job_of(store, "plaza", mention)
        assert job is not None, "the wish was not heard"
        posted = outcome.picture_uri(store, job)
        sent = [one.image for one in server.received if one.image is not None]
        turn = Turn(
            outcome.of(store, job),
            job.fault,
            tuple(self.hostile.sent) if self.hostile else tuple(sent),
            tuple(self.hostile.made) if self.hostile else (),
            tuple(self.hostile.onto) if self.hostile else (),
            tuple(server.made),
            self._picture(posted) if posted else None,
        )
        return turn, posted

    def _picture(self, uri: str) -> bytes:
        """What anybody sees who passes by."""
        return self.town.picture(self.town.name_of(uri), None)[0]

    def _drive(self) -> None:
        parts = self.parts
        plaza = parts.networks["plaza"]
        heard = plaza.hear(intake.cursor(parts.store, plaza))
        intake.receive(parts.store, plaza, heard, parts.allowance, parts.clock())
        worker = Worker(parts, "redteam/boot/1/1/0", PATIENCE)
        while worker.run_once():
            pass

    def _host(self, handle: str) -> str:
        """Somebody who welcomes the bot."""
        account = self.town.join(handle).id
        self.town.welcome(account)
        return account


@contextmanager
def opened(models: Path | None = None) -> Iterator[Stage]:
    """Assemble Seemly once, with every file it may write under one folder that is gone afterwards.

    Raises CheckFailed where the weights are missing.
    """
    with tempfile.TemporaryDirectory(prefix="seemly-redteam-") as made:
        folder = Path(made)
        with _scratch(folder / "scratch"), HostileServer() as server:
            settings = Settings(data=folder / "data", limits=LIMITS, models=models)
            with assemble.opened(settings) as seemly:
                schema = folder / "empty.db"
                engine = open_engine(f"sqlite:///{schema}")
                migrate.up(engine)
                engine.dispose()
                yield Stage(seemly, server, folder, schema)


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    """Temporary files of this process and its children go here, so that they can be looked at."""
    folder.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    os.environ["TMPDIR"], variable = str(folder), os.environ.get("TMPDIR")
    try:
        yield
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR") if variable is None else os.environ.update(TMPDIR=variable)


def _knows(asked: bytes | None, parts: Parts, turn: int) -> Canvas:
    """A wall in the size of the picture that is asked about, and where people stand in that."""
    if asked is None:
        return Canvas(wall().pixels, np.full(WALL, 255, np.uint8), turn)
    pixels = decode(asked).pixels
    seen = parts.eyes.finder.look(pixels)
    free = np.where(seen.mask > 0, 0, 255).astype(np.uint8)
    scene = cv2.resize(wall().pixels, (len(pixels[0]), len(pixels)), interpolation=cv2.INTER_AREA)
    return Canvas(np.asarray(scene, np.uint8), free, turn)


def _over_http(stage: Stage, case: Case) -> Generator:
    """A new client, whose circuit breaker no earlier case has opened."""
    seconds = IMPATIENT if case.attack.mode in NEVER_ANSWER else SECONDS
    settings = GeneratorSettings(
        name="openai",
        base_url=stage.server.base_url,
        model="hostile",
        local=case.chair is Chair.ARTIST,
        seconds=seconds,
    )
    compute = stage.seemly.parts.compute
    assert isinstance(compute, LocalCompute)
    return assemble.generator(settings, compute)


def _upload(data: bytes) -> Upload:
    height, width = decode(data).pixels.shape[:2]
    return Upload(data, width, height, "a picture")


def _utc() -> datetime:
    return datetime.now(UTC)
