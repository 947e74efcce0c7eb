"""Parts that cost nothing: a generator, guard models and a network, for measuring and for proofs.

Everything else is what production runs: the store, the posts, the words, the one decision, the
lock and result code, marks and credentials, and pictures on the disk.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from seemly.accounts.limits import Allowance
from seemly.compute.compute import In, Out, Task
from seemly.facts import Door, Fact, Intent, NotApplicable, Wish
from seemly.generate.generator import Made, Wanted
from seemly.guard.ages import Ages
from seemly.guard.bodies import Bodies, Body
from seemly.guard.eyes import Eyes
from seemly.guard.faces import Face, Faces
from seemly.guard.lettering import Lettering
from seemly.guard.people import Finder, Seen
from seemly.guard.persons import Figure, Persons, Square
from seemly.guard.sexual import Nudity
from seemly.guard.text.reader import Reader
from seemly.guard.words_out import Words
from seemly.matching.pdq import PdqHash
from seemly.networks.network import (
    Account,
    FrozenPost,
    Heard,
    Mention,
    Network,
    PictureRef,
    SeenPost,
    Standing,
    Thread,
    Welcome,
)
from seemly.parts import Parts
from seemly.pictures import PictureStore, pack
from seemly.policy.rules import Policy
from seemly.provenance.credentials import Signer, Source
from seemly.provenance.mark import SignedMarks, reload
from seemly.provenance.publication import (
    Approval,
    ApprovedWords,
    MarkedPicture,
    Pixels,
    Publication,
    Watermark,
    pixels_digest,
)
from seemly.provenance.seal import Seal
from seemly.provenance.watermark.key import Carriers
from seemly.publications import Likeness, Published
from seemly.removals_log import RemovalsLog
from seemly.store import Store

BLOCKS = 8  # a picture of 8 x 8 squares …
SQUARE = 8  # … of 8 x 8 pixels: small, and as unlike every other one as a photo is
PLENTY = 10**9
WATERMARK_KEY = Carriers(b"the same in every process, too..")
ALL_DAY = Allowance(
    per_asker=PLENTY,
    per_pictured=PLENTY,
    per_root_picture=PLENTY,
    per_thread=PLENTY,
    total=PLENTY,
    queue=PLENTY,
    generator_requests=PLENTY,
    generator_money=1e9,
)


class Squares:
    """A generator: coloured squares, the same for the same seed."""

    name, version, local = "stand-in", "1", True

    def make(self, wanted: Wanted) -> Made:
        """A new picture."""
        # Neither white nor black: sharp edges in so small a picture look like two pictures in one.
        colours = np.random.default_rng(wanted.seed).integers(
            64, 192, (BLOCKS, BLOCKS, 3), np.uint8
        )
        return Made(colours.repeat(SQUARE, 0).repeat(SQUARE, 1))

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """The picture with squares wherever it may change."""
        height, width = picture.shape[:2]
        rows, columns = np.arange(height) * BLOCKS // height, np.arange(width) * BLOCKS // width
        squares = self.make(wanted).pixels[::SQUARE, ::SQUARE][rows][:, columns]
        return Made(np.where(mask[..., None] > 0, squares, picture))

    def check(self) -> str:
        """Always there."""
        return "squares"


class NoFaces(Faces):
    """A face finder that finds none."""

    def __init__(self) -> None:
        """No weights."""

    def find(
        self, pixels: Pixels, longest: int = 0, small: Pixels | None = None
    ) -> tuple[Face, ...]:
        """None."""
        return ()


class NoBodies(Bodies):
    """A body finder that finds none."""

    def __init__(self) -> None:
        """No weights."""

    def find(self, pixels: Pixels, least: float) -> tuple[Body, ...]:
        """None."""
        return ()


class NoFigures(Persons):
    """A detector of persons that finds none."""

    def __init__(self) -> None:
        """No weights."""

    def find(self, picture: Pixels | Square, least: float) -> tuple[Figure, ...]:
        """None."""
        return ()

    def score(self, picture: Pixels | Square) -> float:
        """None at all."""
        return 0.0


class NoAges(Ages):
    """An age model that is never asked: there are no faces."""

    def __init__(self) -> None:
        """No weights."""


class Nobody(Finder):
    """A finder that sees nobody, at no cost."""

    def __init__(self) -> None:
        """No weights."""
        self.faces, self.bodies = NoFaces(), NoBodies()
        self.persons = self.pedestrians = NoFigures()
        self.ages = NoAges()

    def look(self, pixels: Pixels) -> Seen:
        """Nobody, with certainty."""
        return Seen.nobody(pixels)


class Plain:
    """Marks that cost nothing: one ready file for everybody, without label and credentials."""

    def __init__(self) -> None:
        square = np.zeros((BLOCKS * SQUARE, BLOCKS * SQUARE, 3), np.uint8)
        self._file = pack(square)
        self._digests = pixels_digest(square), hashlib.sha256(self._file).hexdigest()

    def mark(
        self,
        publication: Publication,
        approval: Approval,
        source: Source | None,
        hash_: PdqHash | None,
    ) -> MarkedPicture:
        """The ready file, as this publication."""
        digests = (approval.publication, *self._digests)
        return reload(self._file, publication, *digests, Watermark.NONE)

    def reload(
        self,
        file: bytes,
        publication: Publication,
        approved_digest: str,
        marked_digest: str,
        file_digest: str,
        watermark: Watermark,
    ) -> MarkedPicture:
        """All digests are compared, as in production."""
        return reload(file, publication, approved_digest, marked_digest, file_digest, watermark)


class Unhashed(Published):
    """No matching: every picture is too plain to be told from others, and none is looked for."""

    def add(self, public_id: str, marked: PdqHash, approved: PdqHash) -> None:
        """Not kept."""

    def hash(self, pixels: Pixels) -> tuple[PdqHash, int]:
        """The same for all, of no quality."""
        return PdqHash(0), 0

    def like(self, pixels: Pixels) -> Likeness:
        """None."""
        return Likeness({}, 0, PdqHash(0))


class Covered(Nudity):
    """A nudity model that sees none, at no cost."""

    def __init__(self) -> None:
        """No weights."""

    def score(self, pixels: Pixels) -> float:
        """None at all."""
        return 0.0


class Blank(Lettering):
    """Nothing is written anywhere, at no cost."""

    def __init__(self) -> None:
        """No weights."""

    def asked(self, result: Pixels, shown: Pixels | None) -> Fact[tuple[str, ...]]:
        """Nothing."""
        return ()

    def unasked(self, result: Pixels, shown: Pixels | None) -> Fact[tuple[str, ...]]:
        """Nothing."""
        return NotApplicable


class Drawings(Reader):
    """A reader that takes every wish for a harmless drawing, at no cost."""

    def __init__(self) -> None:
        """No lexicon."""

    def read(self, text: str, *, has_picture: bool, before: Sequence[str] = ()) -> Wish:
        """A drawing."""
        return Wish(_DRAWING, points_at_person=False, unreadable=False, has_picture=has_picture)


_DRAWING = {intent: 0.9 if intent is Intent.DRAW else 0.0 for intent in Intent}


class Inline:
    """Compute in the caller's own thread."""

    def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        """Just do it."""
        return task.function(value)

    def close(self) -> None:
        """Nothing was opened."""


class Memory:
    """A network in this process: whoever asks has a thread of one post, and welcomes us."""

    handle = "seemly"
    me = "seemly"
    door = Door.MENTION
    local = True
    poll_seconds = 0.02

    def __init__(self, texts: Sequence[str], name: str = "memory", at_once: int = 50) -> None:
        """One account asks each of these; `at_once` mentions are heard in one look."""
        self.name = name
        self._asked = [_asked(f"{name}:ask/{number}", text) for number, text in enumerate(texts)]
        self._by_uri = {post.uri: post for post in self._asked}
        self._at_once = at_once
        self._changing = threading.Lock()
        self.posts: dict[str, str] = {}  # key -> record
        self.all_said = threading.Event()  # everybody has an answer

    def introduce(self) -> None:
        """Nobody needs to be told."""

    def hear(self, cursor: str | None) -> Heard:
        """The next mentions."""
        begin = int(cursor or 0)
        heard = self._asked[begin : begin + self._at_once]
        return Heard(tuple(map(Mention, heard)), str(begin + len(heard)))

    def thread(self, uri: str) -> Thread | None:
        """The post alone."""
        post = self._by_uri.get(uri)
        return Thread(post, root=uri) if post is not None else None

    def fetch(self, picture: PictureRef) -> bytes:
        """Nobody shows a picture here."""
        raise AssertionError(picture.uri)

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """Everybody welcomes us."""
        return dict.fromkeys(accounts, Welcome.YES)

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """The words, and when."""
        text = saying.post_text if isinstance(saying, MarkedPicture) else saying.text
        return json.dumps({"text": text, "at": at.isoformat()})

    def find(self, key: str) -> str | None:
        """The post, if it is there."""
        return f"memory:{key}" if key in self.posts else None

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Keep the record."""
        return self._post(post)

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Keep the record."""
        return self._post(post)

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Everybody can be told alone."""
        return self._post(post)

    def remove(self, key: str) -> None:
        """Forget it."""
        with self._changing:
            self.posts.pop(key, None)

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Nothing ever changes."""
        return Standing()

    def check(self) -> str:
        """Always there."""
        return "memory"

    def _post(self, post: FrozenPost) -> str:
        with self._changing:
            self.posts[post.key] = post.record
            if len(self.posts) == len(self._asked):
                self.all_said.set()
        return f"memory:{post.key}"


def _asked(uri: str, text: str) -> SeenPost:
    return SeenPost(uri, Account(f"by {uri}", "asker"), text, "1")


def silent(job_id: int, doing: str) -> None:
    """Tells nobody how far a job is."""


def bare_parts(
    store: Store, folder: Path, networks: Mapping[str, Network], reader: Reader
) -> Parts:
    """As `parts`, and marks and matching cost nothing either: what is left is the life itself."""
    whole = parts(store, folder, networks, reader)
    return dataclasses.replace(whole, marks=Plain(), published=Unhashed())


def parts(store: Store, folder: Path, networks: Mapping[str, Network], reader: Reader) -> Parts:
    """All real but generator, guard models and networks. Keys and pictures go to `folder`."""
    policy = Policy.load("default")
    published = Published()
    with store.read() as connection:
        published.fill(connection)
    return Parts(
        store=store,
        pictures=PictureStore(folder / "pictures"),
        compute=Inline(),
        networks=networks,
        generator=Squares(),
        artist=Squares(),
        reader=reader,
        eyes=Eyes(finder=Nobody(), nudity=Covered(), lettering=Blank()),
        policy=policy,
        words=Words.load(policy.messages()),
        marks=SignedMarks(Signer.open(folder / "keys", datetime.now(UTC)), WATERMARK_KEY),
        watermark=WATERMARK_KEY,
        seal=Seal(b"the same in every process"),
        published=published,
        removals=RemovalsLog(folder / "removals.log"),
        allowance=ALL_DAY,
        everyone_may_ask=frozenset(networks),
        price=0.0,
        clock=time.time,
        random=secrets.token_bytes,
        say=silent,
    )
