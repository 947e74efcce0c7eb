"""A plaza of its own for each test, over one set of loaded models, with a generator that is told
what to paint. The guard, the policy, the marks and the store are the real ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import sqlalchemy as sa

from seemly import intake, outcome
from seemly.assemble import BOT, Seemly
from seemly.generate.generator import Made, Wanted
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.threads import Entry
from seemly.networks.plaza.town import Town, Upload
from seemly.outcome import Outcome
from seemly.parts import Parts
from seemly.pictures import PictureStore, pack, unpack
from seemly.provenance.publication import Pixels
from seemly.publications import Published
from seemly.store import Job, Store, open_engine
from seemly.tables import publications
from seemly.worker import Patience, Worker

Paint: TypeAlias = Callable[[Pixels, Pixels], Pixels]  # picture and where it may change

#: Two tries of a step, at once.
PATIENCE = Patience(attempts=1, longest_wait=0.0)


@dataclass
class Painter:
    """A generator that paints what it is told, and remembers what it was sent."""

    paint: Paint
    local: bool = False
    name: str = "openai"
    version: str = "told"
    sent: list[Pixels] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)  # for new pictures

    def make(self, wanted: Wanted) -> Made:
        self.wishes.append(wanted.text)
        blank = np.full((512, 512, 3), 200, np.uint8)
        return Made(self.paint(blank, blank[..., 0]), did=("drawing",))

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        self.sent.append(picture)
        return Made(self.paint(picture.copy(), mask), did=("edit",))

    def check(self) -> str:
        return "told"


@dataclass(frozen=True)
class Asked:
    """A wish, and what came of it."""

    mention: str
    job: Job
    outcome: Outcome


class World:
    """People on a plaza, and Seemly, which answers when it is driven."""

    def __init__(self, seemly: Seemly, schema: Path, folder: Path) -> None:
        self.folder = folder
        shutil.copy(schema, folder / "seemly.db")
        store = Store(open_engine(f"sqlite:///{folder / 'seemly.db'}"))
        posted = PictureStore(folder / "plaza")
        names = count()
        self.town = Town(store.engine, posted, BOT, _utc, lambda: f"post{next(names)}")
        self.parts: Parts = replace(
            seemly.parts,
            store=store,
            pictures=PictureStore(folder / "pictures"),
            published=Published(),
            networks={"plaza": Plaza(store.engine, posted, BOT, _utc)},
        )

    def close(self) -> None:
        self.parts.store.close()

    def give(self, **parts: object) -> None:
        """Another generator, another check, another eye."""
        looks = {name: parts.pop(name) for name in list(parts) if hasattr(self.parts.eyes, name)}
        eyes = replace(self.parts.eyes, **looks)  # type: ignore[arg-type]
        self.parts = replace(self.parts, eyes=eyes, **parts)  # type: ignore[arg-type]

    def guest(self, handle: str) -> str:
        """Somebody who did not welcome the bot."""
        return self.town.join(handle).id

    def host(self, handle: str) -> str:
        """Somebody who did."""
        account = self.guest(handle)
        self.town.welcome(account)
        return account

    def post(self, author: str, text: str, picture: bytes | None = None) -> str:
        return self.town.post(author, text, _upload(picture), ("en",))

    def ask(
        self,
        author: str,
        wish: str,
        picture: bytes | None = None,
        under: str | None = None,
        language: str = "en",
    ) -> Asked:
        """Mention the bot, and let it work until nothing is left to do."""
        text, upload = f"@seemly {wish}", _upload(picture)
        if under is None:
            mention = self.town.post(author, text, upload, (language,))
        else:
            mention = self.town.reply(author, under, text, upload, (language,))
        self.drive()
        return self.asked(mention)

    def asked(self, mention: str) -> Asked:
        job = outcome.job_of(self.parts.store, "plaza", mention)
        assert job is not None
        return Asked(mention, job, outcome.of(self.parts.store, job))

    def drive(self) -> None:
        parts = self.parts
        plaza = parts.networks["plaza"]
        heard = plaza.hear(intake.cursor(parts.store, plaza))
        intake.receive(parts.store, plaza, heard, parts.allowance, parts.clock())
        worker = Worker(parts, "world/boot/1/1/0", PATIENCE)
        while worker.run_once():
            pass

    def answer_uri(self, asked: Asked) -> str:
        """The post with the picture that answers."""
        uri = outcome.picture_uri(self.parts.store, asked.job)
        assert uri is not None, (asked.outcome.state, asked.outcome.reasons, asked.job.fault)
        return uri

    def shown(self, asked: Asked) -> Pixels:
        """The published pixels."""
        assert asked.outcome.file_sha256 is not None, asked.outcome
        return decoded(self.parts.pictures.read(asked.outcome.file_sha256))

    def approved(self, asked: Asked) -> Pixels:
        """The pixels that were approved: before label, watermark and encoder."""
        named = sa.select(publications.c.pixels_sha256).where(
            publications.c.public_id == asked.outcome.public_id
        )
        with self.parts.store.read() as connection:
            return unpack(self.parts.pictures.read(connection.execute(named).scalar_one()))

    def of_bot(self, root: str, viewer: str | None = None) -> list[Entry]:
        """What the bot said in a thread, as `viewer` sees it; None is anybody who passes by."""
        entries = self.town.conversation(root, viewer)
        return [entry for entry in entries if entry.author.id == BOT.id and not entry.row.gone]

    def at_rest(self) -> set[str]:
        """SHA-256 of every picture that rests in the bot's own folder."""
        folder = self.folder / "pictures"
        return {path.name for path in folder.rglob("*") if path.is_file()}


def decoded(data: bytes) -> Pixels:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return np.ascontiguousarray(np.asarray(pixels, np.uint8)[..., ::-1])


def packed(pixels: Pixels) -> bytes:
    """As PNG."""
    return pack(pixels)


def _upload(picture: bytes | None) -> Upload | None:
    if picture is None:
        return None
    height, width = decoded(picture).shape[:2]
    return Upload(picture, width, height, "a picture")


def _utc() -> datetime:
    return datetime.now(UTC)
