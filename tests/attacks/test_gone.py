"""Attacks on what was removed, and by removing: gone stays gone, and takes nothing else along."""

from __future__ import annotations

import numpy as np
import pytest
from tests.attacks.scene import BRIGHTER, HAT, Scene, fox, smaller

from seemly import held, posts
from seemly.found import of as found_of
from seemly.posts import State
from seemly.redress import takedown
from seemly.tables import jobs


def test_a_mirrored_copy_of_what_was_removed_does_not_come_back(scene: Scene) -> None:
    ann, mallory = scene.account(), scene.account()
    job, uri = scene.granted(ann, HAT, fox(1))
    copy = scene.shown(job)
    scene.remove(ann, uri)
    assert not scene.stands(uri)
    for turn in (copy, copy[:, ::-1], copy[::-1], np.rot90(copy)):
        again = scene.ask(mallory, BRIGHTER, np.ascontiguousarray(turn))
        assert again.state == "refused"


def test_a_near_copy_a_person_let_stand_can_still_be_removed(scene: Scene) -> None:
    ann, bob = scene.account(), scene.account()
    scene.granted(ann, HAT, fox(2))
    _, theirs = scene.granted(bob, HAT, fox(2))
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
    scene.remove(bob, theirs)
    assert not scene.stands(theirs)
    assert scene.said(theirs).state is State.REMOVED


def test_taking_away_a_copy_of_ones_own_takes_nothing_from_others(scene: Scene) -> None:
    victim, mallory = scene.account(), scene.account()
    job, theirs = scene.granted(victim, HAT, fox(3))
    _, mine = scene.granted(mallory, BRIGHTER, scene.shown(job))
    scene.remove(mallory, mine)
    assert not scene.stands(mine)
    assert scene.stands(theirs)


def test_who_edits_a_strangers_picture_first_does_not_own_it(scene: Scene) -> None:
    victim, mallory, carol = scene.account(), scene.account(), scene.account()
    _, mine = scene.granted(mallory, BRIGHTER, fox(8))
    original = scene.post(victim, "My drawing.", fox(8))
    asked = [scene.post(victim, f"@seemly {HAT}", fox(8)),
             scene.reply(carol, original, "@seemly make it a little darker")]  # fmt: skip
    scene.drive()
    edits = [scene.job(mention) for mention in asked]
    theirs = [scene.answer(edit) for edit in edits]
    assert {edit.pictured for edit in edits} == {f"plaza:{victim}"}
    assert not any(mallory in found_of(edit).authors for edit in edits)
    scene.remove(mallory, mine)
    assert [scene.stands(uri) for uri in (mine, *theirs)] == [False, True, True]
    scene.remove(victim, theirs[1])
    assert not scene.stands(theirs[1])


@pytest.mark.parametrize("edit", [BRIGHTER, HAT])
def test_the_original_stays_usable_when_a_strangers_edit_of_it_is_removed(
    scene: Scene, edit: str
) -> None:
    """Repost, edit lightly, remove: that shut the untouched picture out, whoever posted it."""
    victim, mallory, carol = scene.account(), scene.account(), scene.account()
    roll = 9 if edit == HAT else 10
    job, uri = scene.granted(mallory, edit, fox(roll))
    edited = scene.shown(job)
    scene.remove(mallory, uri)
    assert not scene.stands(uri)
    original = scene.post(victim, "@seemly make it black and white", smaller(fox(roll)))
    copy = scene.post(carol, "@seemly make it black and white", smaller(edited))
    scene.drive()
    scene.answer(scene.job(original))
    assert scene.job(copy).state == "refused"
    assert '"removed"' in str(scene.job(copy).facts_before)


def test_nobody_keeps_us_off_a_picture_by_having_edited_it_first(scene: Scene) -> None:
    victim, mallory = scene.account(), scene.account()
    job, mine = scene.granted(mallory, BRIGHTER, fox(11))
    scene.town.unwelcome(mallory)
    scene.town.block(mallory)
    theirs, uri = scene.granted(victim, HAT, smaller(fox(11)))
    assert theirs.root_picture != job.root_picture
    scene.remove(mallory, uri)
    assert scene.stands(uri)
    # A copy of what was made from it is still its author's, who may not want us by now.
    copy = scene.ask(victim, "make it a little darker", smaller(scene.shown(job)))
    assert copy.state == "refused", mine
