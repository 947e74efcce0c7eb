"""Attacks on what was removed, and by removing: gone stays gone, and takes nothing else along."""

from __future__ import annotations

import numpy as np
import pytest
from tests.attacks.scene import HAT, Scene, fox, smaller

from seemly import held, posts
from seemly.found import of as found_of
from seemly.posts import State
from seemly.redress import takedown
from seemly.tables import jobs


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
