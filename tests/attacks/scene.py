"""What people do to a whole Seemly, the real guard on the real plaza, and what it answers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import sqlalchemy as sa
from PIL import Image

from seemly import life, outcome, posts
from seemly.assemble import Seemly
from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.networks.plaza.town import Town, Upload
from seemly.provenance.publication import Pixels
from seemly.running import Running
from seemly.store import Job
from seemly.worker import Worker

HAT = "put a party hat on the fox"
BRIGHTER = "make it a little brighter"


@dataclass
class Scene:
    """What people do, and what Seemly then does, one step after the other."""

    seemly: Seemly
    count: int = 0

    @property
    def town(self) -> Town:
        assert self.seemly.town is not None
        return self.seemly.town

    def account(self, *, welcomes: bool = True) -> str:
        account = self.town.join(f"a{np.random.default_rng().integers(1 << 48)}").id
        if welcomes:
            self.town.welcome(account)
        return account

    def listen(self) -> None:
        parts = self.seemly.parts
        running = Running(parts, self.seemly.sequencer, 0, self.seemly.work)
        running.listen(parts.networks["plaza"])

    def drive(self) -> None:
        """Listen once, then work until nothing is left to do."""
        self.listen()
        worker = Worker(self.seemly.parts, "attack/boot/1/1/0")
        while worker.run_once():
            pass

    def up_to(self, job: Job, state: str) -> Job:
        """Step by step to a state; one that ends before it is there ends the test."""
        parts = self.seemly.parts
        while job.state != state:
            assert job.open, (job.state, job.reasons, job.fault)
            job = parts.store.save(job, life.step(job, parts), parts.clock())
        return job

    def post(self, author: str, text: str, picture: Pixels | None = None) -> str:
        return self.town.post(author, text, upload(picture), ("en",))

    def reply(self, author: str, under: str, text: str, picture: Pixels | None = None) -> str:
        return self.town.reply(author, under, text, upload(picture), ("en",))

    def ask(self, author: str, wish: str, picture: Pixels | None = None) -> Job:
        """A wish, and what came of it."""
        mention = self.post(author, f"@seemly {wish}", picture)
        self.drive()
        return self.job(mention)

    def granted(self, author: str, wish: str, picture: Pixels | None = None) -> tuple[Job, str]:
        """A wish that is published: its job and the address of the answer."""
        job = self.ask(author, wish, picture)
        return job, self.answer(job)

    def remove(self, author: str, uri: str) -> None:
        """Somebody says "remove this" under an answer."""
        self.reply(author, uri, "remove this")
        self.drive()

    def job(self, mention: str) -> Job:
        found = outcome.job_of(self.seemly.parts.store, "plaza", mention)
        assert found is not None
        return found

    def answer(self, job: Job) -> str:
        """The address of a published job's answer."""
        assert job.state == "published", (job.state, job.reasons, job.fault)
        uri = outcome.picture_uri(self.seemly.parts.store, job)
        assert uri is not None
        return uri

    def shown(self, job: Job) -> Pixels:
        """What stands on the network as the answer to a job."""
        file = outcome.of(self.seemly.parts.store, job).file_sha256
        assert file is not None
        return _pixels(self.seemly.parts.pictures.read(file))

    def stands(self, uri: str) -> bool:
        key = self.said(uri).key
        return self.seemly.parts.networks["plaza"].find(key) is not None

    def said(self, uri: str) -> posts.Post:
        with self.seemly.parts.store.read() as connection:
            found = posts.by_uri(connection, uri)
        assert found is not None
        return found

    def execute(self, statement: sa.Executable) -> None:
        self.seemly.parts.store.write(lambda connection: connection.execute(statement))


def upload(picture: Pixels | None) -> Upload | None:
    if picture is None:
        return None
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return Upload(out.getvalue(), picture.shape[1], picture.shape[0], "a picture")


def _pixels(data: bytes) -> Pixels:
    return np.array(Image.open(io.BytesIO(data)).convert("RGB"))


def smaller(picture: Pixels) -> Pixels:
    """As it comes back from another app: the same picture in other pixels."""
    return np.asarray(cv2.resize(picture, (480, 480), interpolation=cv2.INTER_AREA), np.uint8)


@cache
def _fox() -> Pixels:
    """A drawing in which no finder suspects anybody, busy enough to be known again."""
    large = Sketch().make(Wanted("a fox in the forest", "en", seed=1)).pixels
    return np.asarray(cv2.resize(large, (512, 512), interpolation=cv2.INTER_AREA), np.uint8)


def fox(roll: int = 0) -> Pixels:
    """The drawing, moved round: another picture for each number."""
    return np.roll(_fox(), roll * 30, axis=1)
