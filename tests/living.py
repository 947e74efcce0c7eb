"""A Seemly for tests, on a network in memory where people delete, edit and block."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from seemly import intake
from seemly.bench import stand_ins
from seemly.errors import NoPrivateChannel
from seemly.life import step as steps_of_life
from seemly.networks.network import (
    Account,
    FrozenPost,
    Heard,
    Mention,
    PictureRef,
    SeenPost,
    Standing,
    Thread,
    Welcome,
)
from seemly.parts import Parts
from seemly.posts import Post, of_job
from seemly.provenance.publication import ApprovedWords, MarkedPicture
from seemly.store import Job, Store
from seemly.tables import ledger_entries
from seemly.worker import Patience, Worker

LIGHTHOUSE = "a lighthouse in a storm"


def nothing() -> None:
    """Whatever a call is interrupted by, it is not."""


class People(stand_ins.Memory):
    """Threads, of one post where none is answered. What tests set: who welcomes us, what is gone,
    and what happens when."""

    def __init__(self) -> None:
        super().__init__([])
        self.unwelcome: set[str] = set()
        self.gone: set[str] = set()
        self.versions: dict[str, str] = {}
        self.blocked: set[str] = set()
        self.closed = False
        self.is_private_possible = True
        self.pictures: dict[str, bytes] = {}
        self.parents: dict[str, str] = {}  # URI -> the post it answers
        self.calls: list[tuple[str, str]] = []  # what was called, with which key
        self.before_posting: Callable[[], None] = nothing
        self.after_posting: Callable[[], None] = nothing
        self.while_finding: Callable[[], None] = nothing

    def ask(
        self,
        name: str,
        text: str = LIGHTHOUSE,
        *pictures: bytes | None,
        under: str | None = None,
        quoting: Mention | None = None,
    ) -> Mention:
        """Somebody called `name` posts, in answer to the post `under`."""
        uri = f"memory:{name}" if under is None else f"memory:{name}/{len(self.parents)}"
        refs = self._shown(uri, name, [one for one in pictures if one is not None])
        quoted = quoting.post if quoting is not None else None
        account = Account(name, f"{name}.test")
        post = SeenPost(uri, account, text, "1", refs, quoted, languages=("en",))
        self._by_uri[uri] = post
        if under is not None:
            self.parents[uri] = under
        return Mention(post, parent=under)

    def _shown(self, uri: str, name: str, pictures: Sequence[bytes]) -> tuple[PictureRef, ...]:
        refs = tuple(PictureRef(f"{uri}#{at}", name, uri) for at in range(len(pictures)))
        self.pictures |= {ref.uri: data for ref, data in zip(refs, pictures, strict=True)}
        return refs

    def edit(self, mention: Mention, text: str) -> None:
        """Its author writes something else."""
        uri = mention.post.uri
        self._by_uri[uri] = replace(mention.post, unverified_text=text, version="2")
        self.versions[uri] = "2"

    def delete(self, mention: Mention) -> None:
        """Its author takes it away."""
        self._by_uri.pop(mention.post.uri)
        self.gone.add(mention.post.uri)

    def hear(self, cursor: str | None) -> Heard:
        """Tests say what is heard."""
        raise AssertionError("nobody listens here")

    def thread(self, uri: str) -> Thread | None:
        """The post and what it answers, up to the root."""
        alone = super().thread(uri)
        if alone is None or uri not in self.parents:
            return alone
        above = []
        while uri in self.parents:
            uri = self.parents[uri]
            above.append(self._by_uri[uri])
        spoke = any(post.author.id == self.me for post in above)
        return replace(alone, above=tuple(above), root=uri, depth=len(above), bot_spoke=spoke)

    def fetch(self, picture: PictureRef) -> bytes:
        """The bytes."""
        return self.pictures[picture.uri]

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """Everybody but those who do not."""
        no = self.unwelcome
        return {one: Welcome.NO if one in no else Welcome.YES for one in accounts}

    def find(self, key: str) -> str | None:
        """As it is there."""
        self.while_finding()
        self.calls.append(("find", key))
        return super().find(key)

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Post it, with whatever happens before and after."""
        uri = self._called("publish", post, lambda: super(People, self).publish(marked, post))
        shown = self._shown(uri, self.me, [marked.file])
        us = Account(self.me, f"{self.me}.test", is_bot=True)
        self._by_uri[uri] = SeenPost(uri, us, marked.post_text, "1", shown)
        self.parents[uri] = marked.answers
        return uri

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Say it, with whatever happens before and after."""
        return self._called("say", post, lambda: super(People, self).say(words, post))

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Tell it, where that is possible."""
        if not self.is_private_possible:
            raise NoPrivateChannel("nobody can be told alone")
        return self._called("tell", post, lambda: super(People, self).tell(words, post))

    def remove(self, key: str) -> None:
        """Take it away."""
        self.calls.append(("remove", key))
        super().remove(key)

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """As things stand."""
        return Standing(
            gone=frozenset(self.gone & set(posts)),
            versions={uri: self.versions.get(uri, "1") for uri in posts},
            blocked=frozenset(self.blocked & set(authors)),
            closed=self.closed,
        )

    def count(self, call: str) -> int:
        """How often something was called."""
        return sum(name == call for name, _ in self.calls)

    def _called(self, name: str, post: FrozenPost, call: Callable[[], str]) -> str:
        self.before_posting()
        self.calls.append((name, post.key))
        uri = call()
        self.after_posting()
        return uri


@dataclass
class Life:
    """Everything real but generator, guard models and network, with a clock that tests move."""

    parts: Parts
    people: People
    now: float = 1_800_000_000.0
    workers: int = 0

    @property
    def store(self) -> Store:
        """The database."""
        return self.parts.store

    def give(self, **parts: object) -> None:
        """Another generator, another check, another eye."""
        looks = {name: parts.pop(name) for name in list(parts) if hasattr(self.parts.eyes, name)}
        eyes = replace(self.parts.eyes, **looks)  # type: ignore[arg-type]
        self.parts = replace(self.parts, eyes=eyes, **parts)  # type: ignore[arg-type]

    def hear(self, *mentions: Mention) -> list[int]:
        """Seemly hears of posts; returns the new jobs."""
        heard = Heard(mentions, "1")
        return intake.receive(self.store, self.people, heard, self.parts.allowance, self.now)

    def ask(self, name: str = "ann", text: str = LIGHTHOUSE, picture: bytes | None = None) -> Job:
        """Somebody asks, and is heard."""
        [job] = self.hear(self.people.ask(name, text, picture))
        return self.store.job(job)

    def worker(self, patience: Patience = Patience()) -> Worker:
        """A new one, of a process of its own."""
        self.workers += 1
        return Worker(self.parts, f"host/boot/{self.workers}/1/0", patience)

    def work(self, patience: Patience = Patience()) -> None:
        """Until nothing is due."""
        worker = self.worker(patience)
        while worker.run_once():
            pass

    def finish(self, job: int) -> Job:
        """Let time pass until a job has nothing left to do."""
        for _ in range(100):
            self.work()
            now = self.store.job(job)
            if not now.open:
                return now
            self.now = max(self.now + 5.0, now.run_after)
        raise AssertionError(f"job {job} is still open: {self.store.job(job)}")

    def step(self) -> Job:
        """Claim a job, take one step, and be gone."""
        job = self.worker_claims()
        saved = self.store.save(job, steps_of_life(job, self.parts), self.now)
        self.everybody_dies()
        return saved

    def worker_claims(self) -> Job:
        """A new worker's next job."""
        job = self.store.claim(self.worker().owner, (self.people.name,), self.now)
        assert job is not None
        return job

    def everybody_dies(self) -> None:
        """All processes are killed; those that start take over."""
        self.store.take_over(lambda owner: True, self.now)

    def entries(self, job: int) -> list[dict[str, Any]]:
        """What the ledger says about a job."""
        with self.store.read() as connection:
            texts = connection.execute(sa.select(ledger_entries.c.entry).order_by("id")).scalars()
            return [entry for entry in map(json.loads, texts) if entry.get("job") == job]

    def posts(self, job: int) -> list[Post]:
        """What Seemly says about a job."""
        with self.store.read() as connection:
            return of_job(connection, job)
