"""One request through everything that costs in production, timed part by part.

Real: words, decoding in its own process, models, lineage, lock, result, marks, pictures on the
disk, ledger and database (SQLite). The built-in artist makes the pictures, outside the count.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from seemly import gathering, intake, keeping, memory, migrate
from seemly.bench import stand_ins
from seemly.bench.children import children
from seemly.bench.stopwatch import Probe, Stopwatch
from seemly.compute.compute import In, Out, Place, Task
from seemly.compute.local import LocalCompute
from seemly.errors import SeemlyError
from seemly.generate.sketch.artist import Sketch
from seemly.guard import alignment, lock, result, words_out
from seemly.guard.eyes import Eyes
from seemly.guard.lettering import Lettering
from seemly.guard.lock import Lock
from seemly.guard.people import Finder
from seemly.guard.sexual import Nudity
from seemly.guard.text.reader import Reader
from seemly.matching.pdq import PdqHash
from seemly.models import Models
from seemly.networks.network import (
    Account,
    FrozenPost,
    Heard,
    Mention,
    PictureRef,
    SeenPost,
)
from seemly.parts import Parts
from seemly.pictures import PictureStore
from seemly.provenance import encoding
from seemly.provenance import mark as marking
from seemly.provenance.certificates import OWN_FILE
from seemly.provenance.credentials import Signer
from seemly.provenance.publication import MarkedPicture, Publication
from seemly.publications import Published
from seemly.store import Store, open_engine
from seemly.worker import Worker

DECODE_SECONDS = 30.0
GENERATOR = "generator"  # left out: it is not ours
REST = "record"  # what no probe names: database, ledger, JSON, decisions

PROBES = (
    Probe("words", Reader, "read"),
    Probe("words", words_out, "read_out"),
    Probe("people", Finder, "look"),
    Probe("nudity", Nudity, "score"),
    Probe("matching", Published, "like"),
    Probe("matching", Published, "hash"),
    Probe("mark looked for", gathering, "_mark"),
    Probe("lock", Lock, "of"),
    Probe("lock", alignment, "aligned"),
    Probe("lock", lock, "restore"),
    Probe("lock", lock, "changed"),
    Probe("result", result, "check"),
    Probe("text", Lettering, "asked"),
    Probe("text", Lettering, "unasked"),
    Probe("digests", Publication, "digest"),
    Probe("packing", keeping, "to_raw"),
    Probe("packing", PictureStore, "keep_as"),
    Probe("packing", PictureStore, "read"),
    Probe("label", marking, "label"),
    Probe("watermark", marking, "_inked"),
    Probe("watermark", marking, "_is_read"),
    Probe("read back", marking, "_read_back"),
    Probe("encode", encoding, "encode"),
    Probe("encode", encoding, "decode"),
    Probe("credentials", Signer, "sign"),
    Probe("credentials", marking, "read_back"),
    Probe(GENERATOR, Sketch, "make"),
    Probe(GENERATOR, Sketch, "edit"),
)


@dataclass(frozen=True, eq=False)
class Answered:
    """What one request cost: CPU seconds and calls by part, and the file that went out."""

    seconds: dict[str, float]
    calls: dict[str, int]
    file: bytes


class Chain:
    """Everything of Seemly in one thread, asked one wish at a time."""

    def __init__(self, parts: Parts, album: Album, stopwatch: Stopwatch) -> None:
        self._worker = Worker(parts, "bench")
        self._parts, self._album, self._stopwatch = parts, album, stopwatch
        self._number = itertools.count()

    @classmethod
    @contextlib.contextmanager
    def opened(cls, folder: Path) -> Iterator[Chain]:
        """With the installed models, over an empty database in `folder`."""
        cv2.setNumThreads(1)
        memory.keep_freed()
        engine = open_engine(f"sqlite:///{folder}/seemly.db")
        migrate.up(engine)
        store = Store(engine)
        before = children(os.getpid())
        processes = LocalCompute(threads=0)
        stopwatch = Stopwatch(Clock(children(os.getpid()) - before))
        album = Album()
        plain = stand_ins.parts(store, folder, {album.name: album}, Reader.load())
        parts = dataclasses.replace(
            plain,
            compute=Metered(stopwatch, processes),
            generator=Sketch(),
            artist=Sketch(),
            eyes=Eyes.open(Models.open()),
            published=Forgetful(),
        )
        try:
            yield cls(parts, album, stopwatch)
        finally:
            processes.close()
            store.close()

    @staticmethod
    def credentials(folder: Path) -> Path:
        """Key and certificate that sign here, for the peer to sign with too."""
        return folder / "keys" / OWN_FILE

    def answer(self, wish: str, picture: bytes | None) -> Answered:
        """Ask, and wait for the answer. Raises SeemlyError where none is published."""
        seconds, calls = self.ask(wish, picture)
        if self._album.answer is None:
            raise SeemlyError(f"{wish!r} was not answered: {self._why()}")
        return Answered(seconds, calls, self._album.answer.file)

    def ask(self, wish: str, picture: bytes | None) -> tuple[dict[str, float], dict[str, int]]:
        """Ask, whatever comes of it; CPU seconds and calls by part."""
        mention = self._album.ask(f"ask/{next(self._number)}", wish, picture)
        heard = Heard((mention,), mention.post.uri)
        self._stopwatch.read()
        with self._stopwatch.timing(PROBES), self._stopwatch.part(REST):
            now = self._parts.clock()
            intake.receive(self._parts.store, self._album, heard, self._parts.allowance, now)
            self._worker.run_once()
        return self._stopwatch.read()

    def _why(self) -> str:
        job = self._parts.store.find()[-1]
        return f"{job.state} {job.reasons} {job.fault}"


class Album(stand_ins.Memory):
    """A network where people ask about pictures of their own."""

    def __init__(self) -> None:
        super().__init__([])
        self._files: dict[str, bytes] = {}
        self.answer: MarkedPicture | None = None  # to the last one who asked

    def ask(self, uri: str, wish: str, picture: bytes | None) -> Mention:
        """Somebody new posts, with a picture or without."""
        self.answer = None
        refs: tuple[PictureRef, ...] = ()
        if picture is not None:
            self._files[uri] = picture
            refs = (PictureRef(uri, f"by {uri}", uri),)
        post = SeenPost(uri, Account(f"by {uri}", "asker"), wish, "1", refs)
        self._by_uri[uri] = post
        return Mention(post)

    def fetch(self, picture: PictureRef) -> bytes:
        """Its bytes."""
        return self._files[picture.uri]

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Keep it for whoever measures."""
        self.answer = marked
        return super().publish(marked, post)


class Metered:
    """Decoding in its own process, as in production; models in the caller's thread."""

    def __init__(self, stopwatch: Stopwatch, processes: LocalCompute) -> None:
        self._stopwatch, self._processes = stopwatch, processes

    def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        """See the port; nothing is ever late here."""
        if task.place is Place.THREAD:
            return task.function(value)
        with self._stopwatch.part(task.name):
            return self._processes.call(task, value, DECODE_SECONDS)

    def close(self) -> None:
        """Whoever opened it closes it."""


class Forgetful(Published):
    """Real hashes and searches; the bench asks about the same pictures again and again."""

    def add(self, public_id: str, marked: PdqHash, approved: PdqHash) -> None:
        """Not kept."""


class Clock:
    """CPU seconds of this process, all its threads, and of the processes it decodes in."""

    def __init__(self, children: set[int]) -> None:
        """`children`: process ids."""
        self._children = [os.open(f"/proc/{pid}/schedstat", os.O_RDONLY) for pid in children]

    def __call__(self) -> float:
        spent = sum(int(os.pread(one, 64, 0).split()[0]) for one in self._children)
        return time.process_time() + spent / 1e9
