"""What must hold once everybody has been killed often enough: lost, twice, unapproved, back."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from tests.crash.server import Ask, Event, World

from seemly.frozen import from_json
from seemly.pictures import PictureStore
from seemly.posts import State
from seemly.provenance import encoding
from seemly.provenance.publication import pixels_digest
from seemly.redress.takedown import Notice
from seemly.store import Job, Store
from seemly.tables import jobs, posts, publications

ENDS = ("published", "refused", "cancelled")


@dataclass(frozen=True)
class Found:
    """Sentences about what went wrong; empty lists are the proof."""

    lost: list[str]
    said_twice: list[str]
    unapproved: list[str]
    resurrected: list[str]


def look(store: Store, world: World, pictures: PictureStore, wanted_gone: set[str]) -> Found:
    """Hold the network's history against the database. `wanted_gone`: URIs of asks."""
    return Found(
        lost=list(lost(store, world, wanted_gone)),
        said_twice=list(said_twice(world)),
        unapproved=list(unapproved(store, world, pictures)),
        resurrected=list(resurrected(store, world, wanted_gone)),
    )


def lost(store: Store, world: World, wanted_gone: set[str]) -> Iterable[str]:
    """Every ask is one job at its end, and what it had to say is on the network."""
    by_key: dict[str, list[Job]] = defaultdict(list)
    for job in store.find(jobs.c.kind == "request"):
        by_key[job.key].append(job)
    for ask in requests(world):
        found = by_key.pop(f"wire|{ask.uri}", [])
        if [job.state in ENDS and not job.open for job in found] != [True]:
            yield f"{ask.uri}: {[(job.state, job.open, job.fault) for job in found]}"
        elif not _was_said(world, ask, found[0], wanted_gone):
            yield f"{ask.uri} is {found[0].state}, and the network has no answer to it"
    yield from (f"a job nobody asked for: {key}" for key in by_key)
    for job in store.find(jobs.c.kind == "takedown"):
        if job.state != "closed" or job.open:
            yield f"takedown {job.id} is {job.state}: {job.fault}"


def said_twice(world: World) -> Iterable[str]:
    """Nothing is created while it stands, nothing changes, and an ask has one answer."""
    answers: dict[str, set[str]] = defaultdict(set)
    for event in world.history:
        answers[event.answers].add(event.key)
        if event.kind == "changed":
            yield f"{event.key} was put again with other words"
    yield from (f"{ask} has {len(keys)} answers" for ask, keys in answers.items() if len(keys) > 1)


def unapproved(store: Store, world: World, pictures: PictureStore) -> Iterable[str]:
    """Each file that was ever shown is the marked file of an approval that names its digest."""
    with store.read() as connection:
        rows = {row.file_sha256: row for row in connection.execute(sa.select(publications))}
    for event in world.history:
        if event.says != "picture":
            continue
        row = rows.get(event.file)
        if row is None:
            yield f"{event.key}: nobody approved the file {event.file}"
            continue
        verdict = json.loads(row.approval)
        goes_on = verdict["action"] in ("allow", "lock")
        if not goes_on or row.approved_digest not in verdict["digests"]:
            yield f"{event.key}: the approval is for something else"
        if row.removed_at is None and _shown(pictures, row.file_sha256) != row.marked_digest:
            yield f"{event.key}: the file shows other pixels than were marked"


def resurrected(store: Store, world: World, wanted_gone: set[str]) -> Iterable[str]:
    """What was removed is not there, and did not come back once its takedown was closed."""
    for key, post in world.alive.items():
        if post["answers"] in wanted_gone:
            yield f"{key} answers {post['answers']}, which was to go"
    with store.read() as connection:
        gone = connection.execute(sa.select(posts.c.key).where(posts.c.state == State.REMOVED))
        yield from (f"{key} is removed, and there" for key in gone.scalars() if key in world.alive)
    closed = {
        from_json(Notice, job.request).post_key: job.changed_at
        for job in store.find(jobs.c.kind == "takedown", jobs.c.state == "closed")
    }
    for event in world.history:
        if event.kind == "created" and event.at > closed.get(event.key, float("inf")):
            yield f"{event.key} came back after its takedown was closed"


def requests(world: World) -> list[Ask]:
    """What people asked, without "remove this"."""
    return [ask for ask in world.asks if ask.names_bot]


def events(world: World, kind: str) -> list[Event]:
    """One kind of the history."""
    return [event for event in world.history if event.kind == kind]


def _was_said(world: World, ask: Ask, job: Job, wanted_gone: set[str]) -> bool:
    if ask.uri in wanted_gone:
        return True  # gone, or stopped before anything was said
    alive = any(post["answers"] == ask.uri for post in world.alive.values())
    return alive and job.state != "cancelled"


def _shown(pictures: PictureStore, sha256: str) -> str:
    file = pictures.read(sha256)
    assert hashlib.sha256(file).hexdigest() == sha256
    media_type = "image/png" if file.startswith(b"\x89PNG") else "image/jpeg"
    return pixels_digest(encoding.decode(file, media_type))


def pictures_in(folder: Path) -> PictureStore:
    """The bot's pictures."""
    return PictureStore(folder / "pictures")
