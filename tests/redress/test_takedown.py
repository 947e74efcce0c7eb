"""Gone stays gone, from the moment the notice is committed; who may ask; what is found with it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts
from seemly.errors import NotFound
from seemly.posts import Kind, Post, State, post_key
from seemly.redress import takedown
from seemly.redress.takedown import Copy
from seemly.store import Job, Store
from seemly.tables import jobs, ledger_entries, lineage, publications
from seemly.verdict import Voice

NOW = 4_000_000.0
HASH = "a" * 64


@dataclass(frozen=True)
class Answer:
    """One of our answers, and the request it answers."""

    job: int
    post: Post
    public_id: str


def answer(
    store: Store,
    mention: str,
    public_id: str,
    *,
    asker: str = "plaza:ann",
    state: str = "published",
    parent: str | None = None,
    found_by: str = "digest",
    pictured: str = "plaza:eve",
) -> Answer:
    """A confirmed answer to `mention`, with its publication."""
    job = store.write(
        lambda connection: store.insert_once(
            connection,
            {
                "kind": "request",
                "state": state,
                "key": f"plaza|{mention}",
                "network": "plaza",
                "asker": asker,
                "pictured": pictured,
                "request": "{}",
                "open": int(state == "publishing"),
                "created_at": NOW,
                "changed_at": NOW,
            },
        )
    )
    assert job is not None
    post = Post(
        post_key(mention, Kind.PICTURE), job, "plaza", Kind.PICTURE, Voice.PUBLIC, "", mention,
        "{}", None, public_id, State.CONFIRMED, f"plaza://{public_id}", NOW,
    )  # fmt: skip
    store.write(posts.intend(post, NOW))

    def publication(connection: Connection) -> None:
        connection.execute(
            sa.insert(publications).values(
                public_id=public_id, job_id=job, approved_digest=HASH, approval="{}",
                publication="{}", pixels_sha256=HASH, pixels_digest=HASH, post_key=post.key,
                created_at=NOW,
            )
        )  # fmt: skip
        if parent is not None:
            connection.execute(
                sa.insert(lineage).values(child=public_id, parent=parent, found_by=found_by)
            )

    store.write(publication)
    return Answer(job, post, public_id)


def going(store: Store, mention: str, state: str) -> int:
    """A request to which nothing has been said yet."""
    values = {
        "kind": "request", "state": state, "key": f"plaza|{mention}", "network": "plaza",
        "asker": "plaza:ann", "request": "{}", "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    job = store.write(lambda connection: store.insert_once(connection, values))
    assert job is not None
    return job


def say_remove(store: Store, given: Answer, by: str) -> int | None:
    return store.write(
        lambda connection: takedown.notice(store, connection, given.post, by, NOW + 1)
    )


def state_of(store: Store, given: Answer) -> State:
    with store.read() as connection:
        post = posts.by_key(connection, given.post.key)
    assert post is not None
    return post.state


def takedowns(store: Store) -> list[Job]:
    return store.find(jobs.c.kind == "takedown")


@pytest.fixture
def published(store: Store) -> Answer:
    return answer(store, "m1", "0000000001")


@pytest.mark.parametrize("by", ["plaza:ann", "plaza:eve"])
def test_asker_and_pictured_author_may_have_it_removed(
    store: Store, published: Answer, by: str
) -> None:
    job = say_remove(store, published, by)
    assert [one.id for one in takedowns(store)] == [job]
    assert state_of(store, published) is State.REMOVED
    with store.read() as connection:
        assert connection.execute(sa.select(publications.c.removed_at)).scalar_one() == NOW + 1


def test_nobody_else_may(store: Store, published: Answer) -> None:
    assert say_remove(store, published, "plaza:mallory") is None
    assert state_of(store, published) is State.CONFIRMED
    assert takedowns(store) == []


def test_a_second_notice_opens_nothing_new(store: Store, published: Answer) -> None:
    assert say_remove(store, published, "plaza:ann") is not None
    assert say_remove(store, published, "plaza:eve") is None
    assert len(takedowns(store)) == 1


def test_the_notice_is_on_the_record_without_names(store: Store, published: Answer) -> None:
    say_remove(store, published, "plaza:eve")
    with store.read() as connection:
        [text] = connection.execute(sa.select(ledger_entries.c.entry)).scalars()
    entry = json.loads(text)
    assert (entry["kind"], entry["state"]) == ("removal", "opened")
    assert entry["public_ids"] == [published.public_id]
    assert "eve" not in text


def test_a_request_that_is_still_going_is_cancelled_with_it(store: Store) -> None:
    publishing = answer(store, "m1", "0000000001", state="publishing")
    working = store.claim("w", ("plaza",), NOW)
    assert working is not None
    assert say_remove(store, publishing, "plaza:ann") is not None
    job = store.job(publishing.job)
    assert (job.state, job.open, job.ended_at) == ("cancelled", 0, NOW + 1)
    assert job.fence > working.fence


@pytest.mark.parametrize("named", ["0000000001", "plaza://0000000001", "m1"])
def test_remove_by_public_id_by_our_post_or_by_the_asking_post(
    store: Store, published: Answer, named: str
) -> None:
    opened = takedown.remove(store, named, "operator:ada", NOW + 1)
    assert [job.id for job in takedowns(store)] == opened
    assert state_of(store, published) is State.REMOVED
    assert takedown.remove(store, named, "operator:ada", NOW + 2) == []


def test_a_name_that_only_ends_alike_is_not_it(store: Store, published: Answer) -> None:
    answer(store, "at://x/m_", "0000000002")
    with pytest.raises(NotFound):
        takedown.remove(store, "at://x/m1", "operator:ada", NOW)
    with pytest.raises(NotFound, match="nothing of ours"):
        takedown.remove(store, "%", "operator:ada", NOW)


def test_remove_before_anything_was_said_cancels_the_request(store: Store) -> None:
    job = going(store, "m9", "received")
    assert takedown.remove(store, "m9", "operator:ada", NOW) == []
    assert store.job(job).state == "cancelled"
    assert store.claim("w", ("plaza",), NOW + 100) is None


def test_what_a_worker_is_just_saying_goes_with_its_request(store: Store) -> None:
    """The refusal and its words are written, and not committed, when the operator names the post
    that asked: whoever reads before that commit would leave them to be said."""
    job = going(store, "m9", "screened")
    words = Post(
        post_key("m9", Kind.REFUSAL), job, "plaza", Kind.REFUSAL, Voice.PUBLIC, "", "m9",
        "{}", "no", None, State.INTENDED, None, None,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as operator, store.engine.begin() as worker:
        worker.execute(sa.update(jobs).where(jobs.c.id == job).values(state="refused"))
        posts.intend(words, NOW)(worker)
        removed = operator.submit(takedown.remove, store, "m9", "operator:ada", NOW + 1)
        _until_it_waits(store)
        worker.commit()
        assert len(removed.result()) == 1
    with store.read() as connection:
        assert [post.state for post in posts.of_job(connection, job)] == [State.REMOVED]


def _until_it_waits(store: Store) -> None:
    """SQLite has one writer at a time; PostgreSQL says who waits for a row."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with store.read() as connection:
        while store.engine.dialect.name == "postgresql":
            if connection.exec_driver_sql(waiting).scalar_one():
                return


def test_descendants_are_found_through_every_generation(store: Store, published: Answer) -> None:
    answer(store, "m2", "0000000002", parent="0000000001")
    answer(store, "m3", "0000000003", parent="0000000002")
    answer(store, "m4", "0000000004")
    with store.read() as connection:
        assert takedown.descendants(connection, "0000000001") == {"0000000002", "0000000003"}


def test_a_likeness_is_a_descendant_only_for_who_asks_for_all_ways(
    store: Store, published: Answer
) -> None:
    answer(store, "m2", "0000000002", parent="0000000001", found_by="pdq")
    answer(store, "m3", "0000000003", parent="0000000002")
    answer(store, "m4", "0000000004", parent="0000000001")
    with store.read() as connection:
        every = takedown.descendants(connection, "0000000001")
        certain = takedown.descendants(connection, "0000000001", takedown.CERTAIN)
    assert every == {"0000000002", "0000000003", "0000000004"}
    assert certain == {"0000000004"}


def test_whose_picture_an_ancestor_was_may_have_it_removed_too(
    store: Store, published: Answer
) -> None:
    answer(store, "m2", "0000000002", parent="0000000001", found_by="pdq", pictured="plaza:bob")
    third = answer(store, "m3", "0000000003", parent="0000000002", pictured="plaza:bob")
    assert say_remove(store, third, "plaza:mallory") is None
    assert say_remove(store, third, "plaza:eve") is not None


def test_only_copies_that_still_stand_are_named(store: Store, published: Answer) -> None:
    second = answer(store, "m2", "0000000002")
    say_remove(store, published, "plaza:ann")
    with store.read() as connection:
        copies = takedown.copies(connection, {"0000000001", "0000000002"})
    assert copies == [Copy(second.public_id, second.job, second.post.key, "plaza:ann", "plaza:eve")]


def test_a_strangers_near_copy_waits_for_a_person(store: Store, published: Answer) -> None:
    copy = Copy(published.public_id, published.job, published.post.key, "plaza:ann", None)

    def hold(connection: Connection) -> None:
        takedown.hold_for_a_person(connection, store, copy, NOW)

    store.write(hold)
    store.write(hold)  # once, however often it is found
    [held] = takedowns(store)
    assert (held.state, held.open) == ("held", 0)
    assert state_of(store, published) is State.CONFIRMED
    gone = replace(copy, post_key="b" * 64)
    store.write(lambda connection: takedown.hold_for_a_person(connection, store, gone, NOW))
    assert len(takedowns(store)) == 1
