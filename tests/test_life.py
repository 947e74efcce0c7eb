"""The two lives from their first state to their ends, and everything that may come in between."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image
from tests.living import Life, nothing

from seemly import brake, outcome
from seemly import life as lives
from seemly.errors import GeneratorCannot, LeaseLost, NotFound, TryLater
from seemly.generate.generator import Made, Wanted
from seemly.life import ENDS, LIVES, REQUEST, TAKEDOWN
from seemly.posts import Kind, State
from seemly.provenance.publication import Pixels
from seemly.redress import takedown
from seemly.store import Job
from seemly.tables import jobs, publications
from seemly.verdict import Voice

STATES = ("received", "screened", "approved", "marked", "publishing")


def a_picture(seed: int = 7) -> bytes:
    colours = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(colours.repeat(16, 0).repeat(16, 1)).save(file, "PNG")
    return file.getvalue()


def brought_to(life: Life, state: str) -> Job:
    """A job in a state, held by nobody."""
    job = life.ask()
    while job.state != state:
        job = life.step()
    return job


# -- the tables ----------------------------------------------------------------------------------


def test_every_state_has_a_step_waits_for_a_person_or_is_an_end() -> None:
    for table in LIVES.values():
        reached = set().union(*(step.to for step in table.values()))
        assert reached <= set(table) | ENDS | {"held"}


def test_every_state_is_reached_from_the_first() -> None:
    for table, first in ((REQUEST, "received"), (TAKEDOWN, "opened")):
        reached = {first}
        for _ in table:
            reached |= {to for state in reached for to in table[state].to if to in table}
        assert reached == set(table)


def test_the_page_names_every_state() -> None:
    told = lives.__doc__ or ""
    for state in {*REQUEST, *TAKEDOWN, *ENDS, "held"}:
        assert state in told


def test_a_step_that_leads_where_it_may_not_is_stopped(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.ask()
    job = life.worker_claims()
    short = lives.Step(REQUEST["received"].work, frozenset({"held"}))
    monkeypatch.setitem(LIVES, "request", {"received": short})
    with pytest.raises(RuntimeError, match="may not become screened"):
        lives.step(job, life.parts)


# -- a request -----------------------------------------------------------------------------------


def test_from_a_mention_to_a_post(life: Life) -> None:
    job = life.finish(life.ask().id)
    [post] = life.posts(job.id)
    assert (job.state, post.state, post.kind) == ("published", State.CONFIRMED, Kind.PICTURE)
    assert life.people.posts == {post.key: post.record}
    assert life.people.count("publish") == 1


def test_every_decision_is_on_the_record(life: Life) -> None:
    job = life.finish(life.ask().id)
    kinds = [entry["kind"] for entry in life.entries(job.id)]
    assert kinds == ["received", "decided", "decided", "approved", "marked", "said", "ended"]


def test_the_file_that_stands_is_the_one_that_was_marked(life: Life) -> None:
    job = life.finish(life.ask().id)
    came = outcome.of(life.store, job)
    assert came.file_sha256 is not None
    file = life.parts.pictures.read(came.file_sha256)
    assert hashlib.sha256(file).hexdigest() == came.file_sha256
    assert came.public_id == job.public_id


def test_a_picture_is_edited(life: Life) -> None:
    job = life.finish(life.ask(text="make the sky purple", picture=a_picture()).id)
    assert job.state == "published"
    assert job.root_picture == hashlib.sha256(a_picture()).hexdigest()
    assert job.pictured == "memory:ann"


@pytest.mark.parametrize("state", STATES)
def test_a_life_goes_on_where_a_killed_worker_left_it(life: Life, state: str) -> None:
    job = brought_to(life, state)
    again = life.finish(job.id)
    assert again.state == "published"
    assert life.people.count("publish") == 1
    kinds = [entry["kind"] for entry in life.entries(job.id)]
    assert kinds == ["received", "decided", "decided", "approved", "marked", "said", "ended"]


def test_a_worker_killed_in_every_single_step(life: Life) -> None:
    """Each step is done twice: once without being saved."""
    job = life.ask()
    for state in STATES:
        claimed = life.worker_claims()
        assert claimed.state == state
        lives.step(claimed, life.parts)
        life.everybody_dies()
        job = life.step()
    assert job.state == "published"
    assert len(life.people.posts) == 1


def test_what_was_sent_before_a_crash_is_found_and_not_sent_again(life: Life) -> None:
    brought_to(life, "publishing")
    lives.step(life.worker_claims(), life.parts)  # posted; its worker dies before it is saved
    life.everybody_dies()
    assert life.step().state == "published"
    assert life.people.count("publish") == 1


def test_what_was_about_to_be_sent_is_sent_again_with_the_same_record(life: Life) -> None:
    job = brought_to(life, "publishing")
    [before] = life.posts(job.id)

    def crash() -> None:
        raise TryLater("no answer", 0.0)

    life.people.before_posting = crash
    life.work()
    life.people.before_posting = nothing
    life.finish(job.id)
    assert life.people.posts == {before.key: before.record}


# -- refusals ------------------------------------------------------------------------------------


def test_a_harmful_wish_is_refused_to_the_asker_alone(life: Life) -> None:
    job = life.finish(life.ask(text="undress her").id)
    [post] = life.posts(job.id)
    assert (job.state, post.kind, post.audience) == ("refused", Kind.REFUSAL, Voice.ASKER_ALONE)
    assert (life.people.count("tell"), life.people.count("say")) == (1, 0)
    assert post.state is State.CONFIRMED


def test_a_harmless_refusal_is_said_in_the_thread(life: Life) -> None:
    job = life.finish(life.ask(text="xqzt wrtp ghjkl mnbvc").id)
    [post] = life.posts(job.id)
    assert (job.state, post.audience) == ("refused", Voice.PUBLIC)
    assert life.people.count("say") == 1


def test_where_nobody_can_be_told_alone_there_is_silence(life: Life) -> None:
    life.people.is_private_possible = False
    job = life.finish(life.ask(text="undress her").id)
    [post] = life.posts(job.id)
    assert (job.state, post.state) == ("refused", State.REMOVED)
    assert life.people.posts == {}


def test_a_refusal_that_was_said_before_a_crash_is_not_said_again(life: Life) -> None:
    job = life.ask(text="xqzt wrtp ghjkl mnbvc")
    life.step()
    lives.step(life.worker_claims(), life.parts)
    life.everybody_dies()
    life.finish(job.id)
    assert life.people.count("say") == 1


def test_what_the_generator_cannot_it_says(life: Life) -> None:
    class Unable:
        name, version, local = "unable", "1", True

        def make(self, wanted: Wanted) -> Made:
            raise GeneratorCannot("drawing", "not today")

        def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
            raise GeneratorCannot("drawing", "not today")

        def check(self) -> str:
            return "unable"

    life.give(generator=Unable())
    job = life.finish(life.ask().id)
    assert (job.state, job.reasons) == ("refused", '["generator_cannot"]')
    assert life.people.count("say") == 1


def test_a_file_that_is_no_picture_is_refused(life: Life) -> None:
    job = life.finish(life.ask(text="make the sky purple", picture=b"no picture").id)
    assert (job.state, job.reasons) == ("refused", '["bad_picture"]')


# -- stopped on the way ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_a_deleted_question_ends_it_without_a_word(life: Life, state: str) -> None:
    mention = life.people.ask("ann")
    life.hear(mention)
    job = life.store.find()[0]
    while job.state != state:
        job = life.step()
    life.people.delete(mention)
    job = life.finish(job.id)
    assert (job.state, job.reasons) == ("cancelled", '["asking_post_gone"]')
    assert life.people.posts == {}


@pytest.mark.parametrize("state", STATES)
def test_the_brake_ends_it_wherever_it_is(life: Life, state: str) -> None:
    job = brought_to(life, state)
    brake.pull(life.store, "all", "operator:ada", life.now)
    job = life.finish(job.id)
    assert job.state == "cancelled"
    assert life.people.posts == {}
    assert all(post.state is State.REMOVED for post in life.posts(job.id))


def test_the_last_look_sees_an_edited_question(life: Life) -> None:
    mention = life.people.ask("ann")
    life.hear(mention)
    job = life.store.find()[0]
    while job.state != "publishing":
        job = life.step()
    life.people.edit(mention, "a volcano")
    assert life.finish(job.id).reasons == '["asking_post_edited"]'
    assert life.people.posts == {}


def test_the_last_look_sees_a_block_and_a_closed_thread(life: Life) -> None:
    job = brought_to(life, "publishing")
    life.people.blocked = {"ann"}
    assert life.finish(job.id).reasons == '["blocked"]'
    life.people.blocked = set()
    job = life.ask("bob")
    while job.state != "publishing":
        job = life.step()
    life.people.closed = True
    assert life.finish(job.id).reasons == '["thread_closed"]'
    assert life.people.posts == {}


# -- removal ---------------------------------------------------------------------------------------


def remove(life: Life, named: str) -> list[int]:
    return takedown.remove(life.store, named, "operator:ada", life.now)


def test_a_takedown_takes_post_and_bytes_away(life: Life) -> None:
    job = life.finish(life.ask().id)
    file = outcome.of(life.store, job).file_sha256
    assert file is not None
    [opened] = remove(life, job.public_id or "")
    closed = life.finish(opened)
    assert (closed.state, closed.open) == ("closed", 0)
    assert life.people.posts == {}
    with pytest.raises(NotFound):
        life.parts.pictures.read(file)
    states = [entry["state"] for entry in life.entries(opened)]
    assert states == ["opened", "hidden", "swept", "closed"]


@pytest.mark.parametrize("state", STATES)
def test_removed_before_it_was_posted_it_never_is(life: Life, state: str) -> None:
    job = brought_to(life, state)
    for opened in remove(life, "memory:ann"):
        life.finish(opened)
    job = life.finish(job.id)
    assert job.state == "cancelled"
    assert life.people.posts == {}
    assert life.people.count("publish") == 0


def test_removed_while_the_call_is_on_its_way_it_goes_again(life: Life) -> None:
    job = life.ask()

    def notice() -> None:
        remove(life, "memory:ann")

    life.people.after_posting = notice
    life.work()
    assert life.people.posts == {}
    life.people.after_posting = nothing
    [opened] = life.store.find(jobs.c.kind == "takedown")
    assert life.finish(opened.id).state == "closed"
    assert life.store.job(job.id).state == "cancelled"
    assert life.people.posts == {}


def test_a_call_of_a_dead_worker_that_lands_late_is_taken_away(life: Life) -> None:
    """It was begun, the worker died, the notice came, and only then the network got it."""
    brought_to(life, "publishing")
    record = life.people.posts
    lives.step(life.worker_claims(), life.parts)
    late = dict(record)
    record.clear()  # it is still on its way
    life.everybody_dies()
    [opened] = remove(life, "memory:ann")
    life.work()
    assert life.store.job(opened).state == "hidden"  # waiting for what may be in flight
    record.update(late)  # it lands
    assert life.finish(opened).state == "closed"
    assert life.people.posts == {}


def test_a_takedown_ends_only_when_the_network_has_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = life.finish(life.ask().id)
    [opened] = remove(life, job.public_id or "")
    monkeypatch.setattr(life.people, "remove", lambda key: None)  # it says so, and does not
    life.work()
    assert life.store.job(opened).state == "swept"
    monkeypatch.undo()
    assert life.finish(opened).state == "closed"
    assert life.people.posts == {}


def test_bytes_that_another_answer_needs_stay(life: Life) -> None:
    """Two askers got the very same picture; taking one away leaves the other whole."""

    class Same:
        name, version, local = "same", "1", True

        def make(self, wanted: Wanted) -> Made:
            return life_generator.make(Wanted("x", seed=1))

        def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
            return self.make(wanted)

        def check(self) -> str:
            return "same"

    life_generator = life.parts.generator
    life.give(generator=Same())
    first = life.finish(life.ask("ann").id)
    second = life.ask("bob")
    while second.state != "approved":
        second = life.step()
    [opened] = remove(life, first.public_id or "")
    life.finish(opened)
    with life.store.read() as connection:
        pixels = connection.execute(
            sa.select(publications.c.pixels_sha256).where(
                publications.c.public_id == second.public_id
            )
        ).scalar_one()
    assert life.parts.pictures.read(pixels)


def test_the_worker_of_a_removed_request_saves_nothing(life: Life) -> None:
    brought_to(life, "marked")
    working = life.worker_claims()
    move = lives.step(working, life.parts)
    remove(life, "memory:ann")
    with pytest.raises(LeaseLost):
        life.store.save(working, move, life.now)
    assert life.posts(working.id) == []
