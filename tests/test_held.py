"""A person's word on what is held: it runs again from the start, or it ends; nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import held, posts
from seemly.errors import LeaseLost, NotFound
from seemly.frozen import from_json, to_json
from seemly.policy.decide import PersonYes
from seemly.posts import Kind, Post, State, post_key
from seemly.redress.takedown import Notice
from seemly.store import Job, Move, Store
from seemly.tables import ledger_entries, publications
from seemly.verdict import Voice

NOW = 7_000_000.0
ADA = "operator:ada"
HASH = "b" * 64


def insert(store: Store, key: str, **changes: Any) -> Job:
    values = {
        "kind": "request", "state": "held", "key": key, "network": "plaza", "asker": "plaza:ann",
        "request": "{}", "progress": '{"language":"de"}', "reasons": '["flat_people"]',
        "fault": "why", "attempts": 7, "open": 0, "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    job = store.write(lambda connection: store.insert_once(connection, values | changes))
    assert job is not None
    return store.job(job)


def give_post(store: Store, job: Job, state: State, kind: Kind = Kind.PICTURE) -> Post:
    post = Post(
        post_key("m", kind), job.id, "plaza", kind, Voice.PUBLIC, "", "m", "{}", None,
        "0000000001", state, "ours" if state is State.CONFIRMED else None,
        None if state is State.INTENDED else NOW,
    )  # fmt: skip

    def write(connection: Connection) -> None:
        posts.intend(post, NOW)(connection)
        connection.execute(
            sa.insert(publications).values(
                public_id="0000000001", job_id=job.id, approved_digest=HASH, approval="{}",
                publication="{}", pixels_sha256=HASH, pixels_digest=HASH, post_key=post.key,
                created_at=NOW,
            )
        )  # fmt: skip

    store.write(write)
    return post


def test_the_list_holds_what_waits_and_nothing_else(store: Store) -> None:
    waiting = insert(store, "a")
    insert(store, "b", state="published")
    assert [job.id for job in held.waiting(store)] == [waiting.id]
    row = held.described(waiting)
    assert (row.reasons, row.fault, row.asker) == (("flat_people",), "why", "plaza:ann")


def test_a_release_sends_it_back_to_the_start(store: Store) -> None:
    job = held.release(store, insert(store, "a").id, ADA, NOW + 1)
    assert (job.state, job.open, job.attempts, job.progress) == ("received", 1, 0, "{}")
    assert (job.reasons, job.public_id) == ("[]", None)
    assert job.yes is not None
    yes = from_json(PersonYes, job.yes)
    assert (yes.who, yes.at, yes.reasons) == (ADA, NOW + 1, ("flat_people",))
    assert store.claim("w", ("plaza",), NOW + 1) is not None


def test_no_byte_and_no_record_of_the_first_try_is_used(store: Store) -> None:
    job = insert(store, "a", public_id="0000000001")
    post = give_post(store, job, State.INTENDED)
    held.release(store, job.id, ADA, NOW)
    with store.read() as connection:
        assert posts.by_key(connection, post.key) is None
        assert connection.execute(sa.select(publications)).all() == []


def test_what_may_be_out_there_keeps_its_row(store: Store) -> None:
    job = insert(store, "a")
    post = give_post(store, job, State.SENT)
    held.release(store, job.id, ADA, NOW)
    with store.read() as connection:
        assert posts.by_key(connection, post.key) == post


def test_a_refusal_ends_it_with_something_left_to_say(store: Store) -> None:
    job = held.refuse(store, insert(store, "a").id, ADA, NOW + 1)
    assert (job.state, job.open, job.ended_at) == ("refused", 1, NOW + 1)
    assert job.reasons == '["refused_by_person"]'


@pytest.mark.parametrize("state", ["received", "published", "refused", "cancelled"])
def test_only_what_is_held_can_be_decided(store: Store, state: str) -> None:
    job = insert(store, "a", state=state)
    for act in (held.release, held.refuse):
        with pytest.raises(NotFound, match=f"is {state}, not held"):
            act(store, job.id, ADA, NOW)
    with pytest.raises(NotFound, match="no job"):
        held.release(store, 99, ADA, NOW)


def test_two_people_decide_once(store: Store) -> None:
    job = insert(store, "a")
    held.release(store, job.id, ADA, NOW)
    with pytest.raises(NotFound):
        held.refuse(store, job.id, "operator:bob", NOW)
    assert store.job(job.id).state == "received"


def test_a_worker_that_still_thought_it_owned_it_is_fenced(store: Store) -> None:
    insert(store, "a", state="received", open=1, attempts=0)
    working = store.claim("w", ("plaza",), NOW)
    assert working is not None
    store.save(working, Move("held", still_open=False), NOW)
    held.release(store, working.id, ADA, NOW)
    with pytest.raises(LeaseLost):
        store.save(working, Move("screened"), NOW)


def a_held_takedown(store: Store) -> tuple[Job, Post]:
    published = insert(store, "a", state="published")
    post = give_post(store, published, State.CONFIRMED)
    notice = to_json(Notice(post.key, "0000000001", "near copy"))
    return insert(store, "t", kind="takedown", request=notice, reasons='["near_copy"]'), post


def state_of(store: Store, post: Post) -> State:
    with store.read() as connection:
        found = posts.by_key(connection, post.key)
    assert found is not None
    return found.state


def test_a_held_near_copy_goes_for_good_once_it_is_released(store: Store) -> None:
    takedown, post = a_held_takedown(store)
    assert held.release(store, takedown.id, ADA, NOW + 1).state == "opened"
    assert state_of(store, post) is State.REMOVED
    with store.read() as connection:
        assert connection.execute(sa.select(publications.c.removed_at)).scalar_one() == NOW + 1


def test_a_held_near_copy_stays_once_it_is_refused(store: Store) -> None:
    takedown, post = a_held_takedown(store)
    closed = held.refuse(store, takedown.id, ADA, NOW + 1)
    assert (closed.state, closed.open) == ("closed", 0)
    assert state_of(store, post) is State.CONFIRMED


def test_who_decided_is_on_the_record_without_the_name(store: Store) -> None:
    held.release(store, insert(store, "a").id, ADA, NOW)
    with store.read() as connection:
        entries = list(connection.execute(sa.select(ledger_entries.c.entry)).scalars())
    assert "release" in entries[0]
    assert not any("ada" in entry for entry in entries)
