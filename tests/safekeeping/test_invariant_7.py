"""Invariant 7 by its name: gone stays gone, through every restore of every backup."""

from __future__ import annotations

import hashlib
import itertools
import threading
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from tests.living import Life
from tests.safekeeping.places import back_up, come_back, moved, with_ledger

from seemly import gone, posts
from seemly.posts import Kind, Post, State, post_key
from seemly.redress import takedown
from seemly.removals_log import Removal
from seemly.running import Running
from seemly.store import Store
from seemly.tables import posts as posts_table
from seemly.tables import publications
from seemly.verdict import Voice

numbers = itertools.count()
ACTS = st.lists(
    st.one_of(
        st.just(("publish", 0)),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.just(("work", 0)),
        st.just(("back up", 0)),
    ),
    min_size=1,
    max_size=10,
)


@dataclass
class Installation:
    """A Seemly whose pictures are rows, files and posts, without being drawn."""

    life: Life
    folder: Path
    published: list[tuple[str, str, str]] = field(default_factory=list)  # id, key, file
    removed: set[str] = field(default_factory=set)
    backups: list[tuple[Path, int]] = field(default_factory=list)  # and how many it knows

    def publish(self, _: int) -> None:
        place = len(self.published)
        public_id, mention = f"{place:010d}", f"memory:{place}"
        data = f"picture {place}".encode()
        file = self.life.parts.pictures.keep(data)
        post = _post(public_id, mention)
        self.life.store.write(lambda c: _rows(self.life.store, c, post, file, self.life.now))
        self.life.people.posts[post.key] = "{}"
        self.published.append((public_id, post.key, file))

    def remove(self, which: int) -> None:
        """As `seemly remove` does it: told so only once the line stands."""
        if self.published:
            public_id = self.published[which % len(self.published)][0]
            takedown.remove(self.life.store, public_id, "operator:ada", self.life.now)
            gone.write_down(self.life.store, self.life.parts.removals)
            self.removed.add(public_id)

    def work(self, _: int) -> None:
        self.life.now += 20.0
        self.life.work()

    def back_up(self, _: int) -> None:
        file = self.folder / f"backup-{len(self.backups)}.tar"
        back_up(self.life, self.folder, file)
        self.backups.append((file, len(self.published)))


def _post(public_id: str, mention: str) -> Post:
    return Post(
        post_key(mention, Kind.PICTURE), 0, "memory", Kind.PICTURE, Voice.PUBLIC, "", mention,
        "{}", None, public_id, State.CONFIRMED, f"memory:{public_id}", 1.0,
    )  # fmt: skip


def _rows(store: Store, connection: Connection, post: Post, file: str, now: float) -> None:
    values = {
        "kind": "request", "state": "published", "key": f"memory|{post.answers}", "open": 0,
        "network": "memory", "asker": "memory:ann", "request": "{}", "created_at": now,
        "changed_at": now, "ended_at": now,
    }  # fmt: skip
    job = store.insert_once(connection, values)
    assert job is not None
    posts.intend(Post(**{**vars(post), "job_id": job}), now)(connection)
    hash_ = hashlib.sha256(file.encode()).digest()  # as unlike each other as photos are
    connection.execute(
        sa.insert(publications).values(
            public_id=post.public_id, job_id=job, approved_digest="", approval="{}",
            publication="{}", pixels_sha256="", pixels_digest="", file_sha256=file, pdq=hash_,
            pdq_approved=hash_, pdq_quality=100, post_key=post.key, created_at=now,
        )
    )  # fmt: skip


@given(acts=ACTS, which=st.integers(0, 9), torn=st.integers(0, 60), begun=st.booleans())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_invariant_7_gone_stays_gone_through_any_restore(
    life: Life, empty_sqlite: Path, tmp_path: Path, acts: list[tuple[str, int]], which: int,
    torn: int, begun: bool,
) -> None:  # fmt: skip
    """Whatever was removed, whenever copies were made, whichever comes back, and wherever a crash
    tore the log: nothing that anybody was told is gone is served, and nothing else is lost."""
    folder = tmp_path / str(next(numbers))
    (folder / "keys").mkdir(parents=True)
    (folder / "seemly.db").write_bytes(empty_sqlite.read_bytes())
    life.people.posts.clear()
    here = Installation(moved(life, folder), folder)
    for act, number in [("back up", 0), *acts]:
        getattr(here, act.replace(" ", "_"))(number)
    log = folder / "removals.log"
    with log.open("ab") as file:  # the last line of a removal that nobody was told of
        file.write(Removal("f" * 64, "memory").line[:torn])
    if begun and here.published:  # committed, not written down, not confirmed: it may go or stay
        takedown.remove(here.life.store, here.published[0][0], "operator:ada", here.life.now)
    backup, known = here.backups[which % len(here.backups)]

    into = folder / "again"
    come_back(here.life, backup, into, log)
    again = moved(here.life, into)
    _is_gone(again, here, into)  # before anything runs
    again.work()
    again.now += 60.0
    again.work()
    _is_gone(again, here, into)
    assert not [key for public_id, key, _ in here.published
                if public_id in here.removed and key in again.people.posts]  # fmt: skip
    for public_id, key, file_sha256 in here.published[:known]:
        if public_id not in here.removed:
            assert again.parts.pictures.read(file_sha256)
            assert key in again.people.posts
    again.store.close()
    here.life.store.close()


def _is_gone(again: Life, here: Installation, into: Path) -> None:
    with again.store.read() as connection:
        gone_now = set(
            connection.execute(
                sa.select(publications.c.public_id).where(publications.c.removed_at.is_not(None))
            ).scalars()
        )
        standing = set(
            connection.execute(
                sa.select(posts_table.c.public_id).where(posts_table.c.state != State.REMOVED)
            ).scalars()
        )
    assert gone_now == here.removed
    assert not standing & here.removed
    files = {path.name for path in (into / "pictures").rglob("*") if path.is_file()}
    assert not files & {file for public_id, _, file in here.published if public_id in here.removed}
    assert len(again.parts.removals.read()) == len(here.removed)


def test_invariant_7_gone_stays_gone_when_a_database_is_set_back_by_hand(
    life: Life, tmp_path: Path
) -> None:
    here = Installation(life, tmp_path)
    here.publish(0)
    life.store.engine.dispose()
    old = (tmp_path / "seemly.db").read_bytes()
    here.remove(0)
    life.store.close()
    for name in ("seemly.db", "seemly.db-wal", "seemly.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "seemly.db").write_bytes(old)
    again = moved(life, tmp_path)
    again.give(networks={})  # nobody listens, nobody works: it is gone before that
    ledger = with_ledger(tmp_path, again.store)
    running = Running(again.parts, ledger, 0, threading.Event())
    running.start()
    running.stop()
    with again.store.read() as connection:
        [state] = connection.execute(sa.select(posts_table.c.state)).scalars()
    again.store.close()
    assert state == State.REMOVED
