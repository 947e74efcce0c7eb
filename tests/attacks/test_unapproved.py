"""Attacks that would have something shown that nobody approved, each closed where it worked."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from tests.attacks.scene import BRIGHTER, HAT, Scene, fox, upload

from seemly import life, making, posts
from seemly.errors import NotApproved
from seemly.found import Found
from seemly.tables import jobs
from seemly.tables import posts as posts_table
from seemly.worker import Patience, Worker


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
    first, uri = scene.granted(ann, "a windmill on a hill at night")
    parts, store = scene.seemly.parts, scene.seemly.parts.store
    again = scene.post(bob, f"@seemly {BRIGHTER}", scene.shown(first))
    scene.listen()
    job = store.claim("slow/boot/1/1/0", ("plaza",), parts.clock())
    assert job is not None
    assert job.key.endswith(again)
    job = scene.up_to(job, "marked")
    scene.remove(ann, uri)  # the takedown closes while the other picture is between two steps
    while job.open:
        job = store.save(job, life.step(job, parts), parts.clock())
    assert job.state == "cancelled"


def test_a_person_in_another_picture_of_the_post_binds_the_edited_one(scene: Scene) -> None:
    picture = upload(fox())
    assert picture is not None
    parts = scene.seemly.parts
    mention = scene.post(scene.account(), f"@seemly {HAT}", fox())
    scene.listen()
    job = scene.job(mention)
    here = Found(sources=(parts.pictures.keep(picture.data),))
    assert making._take(job, parts, here).lock is None
    bound = making._take(job, parts, replace(here, shows_people="some")).lock
    assert bound is not None
    assert not bound.mask.any()
