"""Attacks on the whole of Seemly, each closed where it worked: the real guard on the real plaza."""

from __future__ import annotations

import io
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image

from seemly import held, life, looks, making, outcome, posts, record
from seemly.assemble import Seemly, opened
from seemly.errors import LedgerBroken, NotApproved, TryLater
from seemly.found import Found
from seemly.found import of as found_of
from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.networks.network import Network
from seemly.networks.plaza.plaza import DEEPEST
from seemly.networks.plaza.town import Town, Upload
from seemly.posts import State
from seemly.provenance.publication import Pixels
from seemly.redress import takedown
from seemly.running import Running
from seemly.settings import Limits, Settings
from seemly.store import Job
from seemly.tables import jobs
from seemly.tables import posts as posts_table
from seemly.worker import Patience, Worker

HAT = "put a party hat on the fox"


@pytest.fixture(scope="module")
def seemly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seemly]:
    """One real Seemly; every test has accounts and pictures of its own."""
    limits = Limits(per_pictured_day=12, per_asker_day=100, per_thread_day=100, queue=10_000)
    with opened(Settings(data=tmp_path_factory.mktemp("data"), limits=limits)) as built:
        yield built


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
        return self.town.post(author, text, _upload(picture), ("en",))

    def reply(self, author: str, under: str, text: str, picture: Pixels | None = None) -> str:
        return self.town.reply(author, under, text, _upload(picture), ("en",))

    def job(self, mention: str) -> Job:
        found = outcome.job_of(self.seemly.parts.store, "plaza", mention)
        assert found is not None
        return found

    def answered(self, mention: str) -> tuple[Job, str]:
        """The published job and the address of its answer."""
        job = self.job(mention)
        assert job.state == "published", (job.state, job.reasons, job.fault)
        uri = outcome.picture_uri(self.seemly.parts.store, job)
        assert uri is not None
        return job, uri

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


@pytest.fixture
def scene(seemly: Seemly) -> Scene:
    return Scene(seemly)


def _upload(picture: Pixels | None) -> Upload | None:
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


# -- gone stays gone -------------------------------------------------------------------------


def test_a_mirrored_copy_of_what_was_removed_does_not_come_back(scene: Scene) -> None:
    ann, mallory = scene.account(), scene.account()
    mention = scene.post(ann, f"@seemly {HAT}", fox(1))
    scene.drive()
    job, uri = scene.answered(mention)
    copy = scene.shown(job)
    scene.reply(ann, uri, "remove this")
    scene.drive()
    assert not scene.stands(uri)
    for turn in (copy, copy[:, ::-1], copy[::-1], np.rot90(copy)):
        again = scene.post(mallory, "@seemly make it a little brighter", np.ascontiguousarray(turn))
        scene.drive()
        assert scene.job(again).state == "refused"


def test_a_near_copy_a_person_let_stand_can_still_be_removed(scene: Scene) -> None:
    ann, bob = scene.account(), scene.account()
    first = scene.post(ann, f"@seemly {HAT}", fox(2))
    scene.drive()
    scene.answered(first)
    second = scene.post(bob, f"@seemly {HAT}", fox(2))
    scene.drive()
    _, theirs = scene.answered(second)
    store = scene.seemly.parts.store
    with store.read() as connection:
        key = posts.by_uri(connection, theirs)
        assert key is not None
        copies = takedown.copies(connection, {key.public_id or ""})
    store.write(lambda c: takedown.hold_for_a_person(c, store, copies[0], 1.0))
    waiting = store.find(jobs.c.state == "held", jobs.c.kind == "takedown")
    if waiting:
        held.refuse(store, waiting[0].id, "ada", 2.0)
    assert scene.stands(theirs)
    scene.reply(bob, theirs, "remove this")
    scene.drive()
    assert not scene.stands(theirs)
    assert scene.said(theirs).state is State.REMOVED


def test_taking_away_a_copy_of_ones_own_takes_nothing_from_others(scene: Scene) -> None:
    victim, mallory = scene.account(), scene.account()
    mention = scene.post(victim, f"@seemly {HAT}", fox(3))
    scene.drive()
    job, theirs = scene.answered(mention)
    laundered = scene.post(mallory, "@seemly make it a little brighter", scene.shown(job))
    scene.drive()
    _, mine = scene.answered(laundered)
    scene.reply(mallory, mine, "remove this")
    scene.drive()
    assert not scene.stands(mine)
    assert scene.stands(theirs)


def test_who_edits_a_strangers_picture_first_does_not_own_it(scene: Scene) -> None:
    victim, mallory, carol = scene.account(), scene.account(), scene.account()
    laundered = scene.post(mallory, "@seemly make it a little brighter", fox(8))
    scene.drive()
    _, mine = scene.answered(laundered)
    original = scene.post(victim, "My drawing.", fox(8))
    asked = [scene.post(victim, f"@seemly {HAT}", fox(8)),
             scene.reply(carol, original, "@seemly make it a little darker")]  # fmt: skip
    scene.drive()
    theirs = [scene.answered(mention)[1] for mention in asked]
    assert {scene.job(mention).pictured for mention in asked} == {f"plaza:{victim}"}
    assert not any(mallory in found_of(scene.job(mention)).authors for mention in asked)
    scene.reply(mallory, mine, "remove this")
    scene.drive()
    assert [scene.stands(uri) for uri in (mine, *theirs)] == [False, True, True]
    scene.reply(victim, theirs[1], "remove this")
    scene.drive()
    assert not scene.stands(theirs[1])


@pytest.mark.parametrize("edit", ["make it a little brighter", HAT])
def test_the_original_stays_usable_when_a_strangers_edit_of_it_is_removed(
    scene: Scene, edit: str
) -> None:
    """Repost, edit lightly, remove: that shut the untouched picture out, whoever posted it."""
    victim, mallory, carol = scene.account(), scene.account(), scene.account()
    roll = 9 if edit == HAT else 10
    laundered = scene.post(mallory, f"@seemly {edit}", fox(roll))
    scene.drive()
    job, uri = scene.answered(laundered)
    edited = scene.shown(job)
    scene.reply(mallory, uri, "remove this")
    scene.drive()
    assert not scene.stands(uri)
    original = scene.post(victim, "@seemly make it black and white", smaller(fox(roll)))
    copy = scene.post(carol, "@seemly make it black and white", smaller(edited))
    scene.drive()
    scene.answered(original)
    assert scene.job(copy).state == "refused"
    assert '"removed"' in str(scene.job(copy).facts_before)


def test_nobody_keeps_us_off_a_picture_by_having_edited_it_first(scene: Scene) -> None:
    victim, mallory = scene.account(), scene.account()
    mention = scene.post(mallory, "@seemly make it a little brighter", fox(11))
    scene.drive()
    job, mine = scene.answered(mention)
    scene.town.unwelcome(mallory)
    scene.town.block(mallory)
    asked = scene.post(victim, f"@seemly {HAT}", smaller(fox(11)))
    scene.drive()
    theirs, uri = scene.answered(asked)
    assert theirs.root_picture != job.root_picture
    scene.reply(mallory, uri, "remove this")
    scene.drive()
    assert scene.stands(uri)
    # A copy of what was made from it is still its author's, who may not want us by now.
    copy = scene.post(victim, "@seemly make it a little darker", smaller(scene.shown(job)))
    scene.drive()
    assert scene.job(copy).state == "refused", mine


# -- nothing unapproved ----------------------------------------------------------------------


def test_a_record_that_says_something_else_is_not_posted(scene: Scene) -> None:
    ann = scene.account()
    mention = scene.post(ann, f"@seemly {HAT}", fox(4))
    store = scene.seemly.parts.store
    scene.listen()
    job = store.claim("attack/boot/1/1/0", ("plaza",), scene.seemly.parts.clock())
    assert job is not None
    job = scene.up_to(job, "publishing")
    forged = sa.func.replace(posts_table.c.record, "Picture", "Send money:")
    scene.execute(
        sa.update(posts_table).where(posts_table.c.job_id == job.id).values(record=forged)
    )
    with pytest.raises(NotApproved):
        life.step(job, scene.seemly.parts)
    with store.read() as connection:
        key = posts.of_job(connection, job.id)[0].key
    assert scene.seemly.parts.networks["plaza"].find(key) is None
    scene.execute(sa.update(jobs).where(jobs.c.id == job.id).values(lease_until=0.0))
    Worker(scene.seemly.parts, "w", Patience(attempts=1)).run_once()
    ended = scene.job(mention)
    assert (ended.state, ended.open) == ("cancelled", 0)  # not tried for ever


def test_what_descends_from_a_removed_picture_is_stopped_on_its_way(scene: Scene) -> None:
    ann, bob = scene.account(), scene.account()
    mention = scene.post(ann, "@seemly a windmill on a hill at night")
    scene.drive()
    first, uri = scene.answered(mention)
    parts, store = scene.seemly.parts, scene.seemly.parts.store
    again = scene.post(bob, "@seemly make it a little brighter", scene.shown(first))
    scene.listen()
    job = store.claim("slow/boot/1/1/0", ("plaza",), parts.clock())
    assert job is not None
    assert job.key.endswith(again)
    job = scene.up_to(job, "marked")
    scene.reply(ann, uri, "remove this")
    scene.drive()  # the takedown closes while the other picture is between two steps
    while job.open:
        job = store.save(job, life.step(job, parts), parts.clock())
    assert job.state == "cancelled"


# -- a guest ---------------------------------------------------------------------------------


def test_the_author_of_the_first_picture_of_a_lineage_is_asked_too(scene: Scene) -> None:
    eve, mallory = scene.account(), scene.account()
    mention = scene.post(eve, f"@seemly {HAT}", fox(6))
    scene.drive()
    job, _ = scene.answered(mention)
    scene.town.unwelcome(eve)
    again = scene.post(mallory, "@seemly make it a little brighter", scene.shown(job))
    scene.drive()
    assert scene.job(again).state == "refused"


def test_pictures_of_the_bots_own_are_nobodys(scene: Scene) -> None:
    ann = scene.account()
    mention = scene.post(ann, "@seemly a lighthouse in a storm")
    scene.drive()
    _, uri = scene.answered(mention)
    again = scene.reply(ann, uri, "@seemly make it a little brighter")
    scene.drive()
    assert scene.job(again).pictured is None


def test_a_refusal_is_not_said_where_we_are_no_longer_welcome(scene: Scene) -> None:
    host, ann = scene.account(), scene.account()
    root = scene.post(host, "My garden.", fox(7))
    mention = scene.reply(ann, root, "@seemly sing me a song in this picture, no do a triple axel")
    parts, store = scene.seemly.parts, scene.seemly.parts.store
    scene.listen()
    job = store.claim("slow/boot/1/1/0", ("plaza",), parts.clock())
    assert job is not None
    while job.state not in ("refused", "published"):
        job = store.save(job, life.step(job, parts), parts.clock())
    assert job.state == "refused", job
    assert job.open
    scene.town.block(host)
    while job.open:
        job = store.save(job, life.step(job, parts), parts.clock())
    with store.read() as connection:
        said = posts.of_job(connection, job.id)
    assert [post.state for post in said] == [State.REMOVED], (said, mention)


def test_nobody_speaks_where_the_root_is_too_far_up_to_be_asked(scene: Scene) -> None:
    host, ann = scene.account(welcomes=False), scene.account()
    under = scene.post(host, "A long conversation begins.")
    for number in range(DEEPEST):
        under = scene.reply(ann, under, f"and on, {number}")
    mention = scene.reply(ann, under, "@seemly a lighthouse")
    scene.drive()
    assert scene.job(mention).state == "refused"
    assert "not_welcome" in scene.job(mention).reasons


def test_a_thread_counts_as_the_network_shows_it(scene: Scene) -> None:
    ann = scene.account()
    root = scene.post(ann, "Pictures, please.")
    mention = scene.reply(ann, root, "@seemly a windmill")
    scene.listen()
    scene.execute(sa.update(jobs).where(jobs.c.state == "received").values(thread="plaza|a lie"))
    scene.drive()
    assert scene.job(mention).thread == f"plaza|{root}"


# -- lost, or heard twice --------------------------------------------------------------------


def test_a_restored_database_is_not_served(tmp_path: Path) -> None:
    settings, backup = Settings(data=tmp_path / "data"), tmp_path / "backup.db"
    with opened(settings) as built:
        _note(built, 1)
        with (
            closing(sqlite3.connect(settings.data / "seemly.db")) as now,
            closing(sqlite3.connect(backup)) as then,
        ):
            now.backup(then)
        _note(built, 2)
    for name in ("seemly.db", "seemly.db-wal", "seemly.db-shm"):
        (settings.data / name).unlink(missing_ok=True)
    backup.rename(settings.data / "seemly.db")
    with opened(settings) as restored:
        running = Running(restored.parts, restored.sequencer, 1, restored.work)
        with pytest.raises(LedgerBroken):
            running.start()


def _note(built: Seemly, number: int) -> None:
    built.parts.store.write(record.person(None, "brake_on", "ada", float(number)))
    built.sequencer.run_once(float(number))


def test_what_came_back_is_looked_for_seldom_and_goes(scene: Scene) -> None:
    ann = scene.account()
    mention = scene.post(ann, "@seemly a red balloon over the mountains")
    scene.drive()
    _, uri = scene.answered(mention)
    takedown.remove(scene.seemly.parts.store, uri, "operator:ada", time.time())
    asked: list[str] = []
    plaza = scene.seemly.parts.networks["plaza"]
    counting = cast(Network, Counting(plaza, asked))
    parts = replace(scene.seemly.parts, networks={"plaza": counting})
    graves = looks.Graves()
    # It still stood: the takedown had no worker yet. A few graves at a time are looked at.
    assert sum(graves.delete_again(parts) for _ in range(3)) >= 1
    assert not scene.stands(uri)
    first = len(asked)
    for _ in range(20):
        graves.delete_again(parts)
    assert len(asked) == first


@dataclass
class Counting:
    """The plaza, with a count of how often it was asked."""

    plaza: Network
    asked: list[str]

    def find(self, key: str) -> str | None:
        self.asked.append(key)
        return self.plaza.find(key)

    def remove(self, key: str) -> None:
        self.plaza.remove(key)


def test_a_worker_outlives_a_database_that_is_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, away = threading.Event(), threading.Event()

    def claim(*_: object) -> None:
        if away.is_set():
            stop.set()
            return
        away.set()
        raise sa.exc.OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(scene.seemly.parts.store, "claim", claim)
    Worker(scene.seemly.parts, "w").run(stop, threading.Event(), idle=0.01)
    assert stop.is_set()


def test_a_job_that_could_not_be_given_back_is_free_once_its_lease_ran_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = scene.seemly.parts.store
    mention = scene.post(scene.account(), "@seemly a green hill")
    scene.listen()

    def locked(*_: object) -> None:
        raise TryLater("the database did not commit")

    worker = Worker(scene.seemly.parts, "w")
    with monkeypatch.context() as context:
        context.setattr(store, "save", locked)
        context.setattr(store, "put_back", locked)
        with pytest.raises(TryLater):
            worker.run_once()
    assert worker.holds is None
    assert scene.job(mention).open
    scene.execute(sa.update(jobs).values(lease_until=0.0))
    scene.drive()
    assert scene.job(mention).state == "published"


# -- the lock --------------------------------------------------------------------------------


def test_a_person_in_another_picture_of_the_post_binds_the_edited_one(scene: Scene) -> None:
    upload = _upload(fox())
    assert upload is not None
    parts = scene.seemly.parts
    mention = scene.post(scene.account(), f"@seemly {HAT}", fox())
    scene.listen()
    job = scene.job(mention)
    here = Found(sources=(parts.pictures.keep(upload.data),))
    assert making._take(job, parts, here).lock is None
    bound = making._take(job, parts, replace(here, shows_people="some")).lock
    assert bound is not None
    assert not bound.mask.any()
