"""Attacks on a guest: the bot speaks only where those who live there let it."""

from __future__ import annotations

import sqlalchemy as sa
from tests.attacks.scene import BRIGHTER, HAT, Scene, fox

from seemly import life, posts
from seemly.networks.plaza.plaza import DEEPEST
from seemly.posts import State
from seemly.tables import jobs


def test_the_author_of_the_first_picture_of_a_lineage_is_asked_too(scene: Scene) -> None:
    eve, mallory = scene.account(), scene.account()
    job, _ = scene.granted(eve, HAT, fox(6))
    scene.town.unwelcome(eve)
    assert scene.ask(mallory, BRIGHTER, scene.shown(job)).state == "refused"


def test_pictures_of_the_bots_own_are_nobodys(scene: Scene) -> None:
    ann = scene.account()
    _, uri = scene.granted(ann, "a lighthouse in a storm")
    again = scene.reply(ann, uri, f"@seemly {BRIGHTER}")
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
