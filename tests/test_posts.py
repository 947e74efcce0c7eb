"""A post is a row: its key fixes where it lands, and removed is final."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from seemly import posts
from seemly.posts import Kind, Post, State, post_key
from seemly.store import Store
from seemly.tables import jobs
from seemly.tables import posts as posts_table
from seemly.verdict import Voice

NOW = 3_000_000.0


@pytest.fixture
def post(store: Store) -> Post:
    """An intended answer."""
    values = {
        "kind": "request",
        "state": "publishing",
        "key": "plaza|mention",
        "network": "plaza",
        "asker": "plaza:ann",
        "request": "{}",
        "created_at": NOW,
        "changed_at": NOW,
    }
    job = store.write(lambda connection: store.insert_once(connection, values))
    assert job is not None
    intended = Post(
        key=post_key("mention", Kind.PICTURE),
        job_id=job,
        network="plaza",
        kind=Kind.PICTURE,
        audience=Voice.PUBLIC,
        to_account="",
        answers="mention",
        record='{"text":"a"}',
        words=None,
        public_id=None,
        state=State.INTENDED,
        uri=None,
        sent_at=None,
    )
    store.write(posts.intend(intended, NOW))
    return intended


def now(store: Store, post: Post) -> Post:
    with store.read() as connection:
        found = posts.by_key(connection, post.key)
    assert found is not None
    return found


def send(store: Store, post: Post, at: float = NOW) -> bool:
    return store.write(lambda connection: posts.begin_sending(connection, post, at))


def test_the_same_mention_kind_and_ordinal_have_one_key() -> None:
    key = post_key("at://a/b/c", Kind.PICTURE)
    assert key == post_key("at://a/b/c", Kind.PICTURE, 0)
    others = {
        post_key("at://a/b/d", Kind.PICTURE),
        post_key("at://a/b/c", Kind.REFUSAL),
        post_key("at://a/b/c", Kind.PICTURE, 1),
    }
    assert len(others | {key}) == 4


def test_what_is_read_is_what_was_intended(store: Store, post: Post) -> None:
    assert now(store, post) == post
    with store.read() as connection:
        assert posts.of_job(connection, post.job_id) == [post]


def test_the_same_thing_cannot_be_intended_twice(store: Store, post: Post) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        store.write(posts.intend(post, NOW))


def test_from_intended_to_confirmed(store: Store, post: Post) -> None:
    assert send(store, post)
    assert (now(store, post).state, now(store, post).sent_at) == (State.SENT, NOW)
    store.write(posts.confirm(post, "plaza://1", NOW + 1))
    confirmed = now(store, post)
    assert (confirmed.state, confirmed.uri) == (State.CONFIRMED, "plaza://1")
    with store.read() as connection:
        assert posts.by_uri(connection, "plaza://1") == confirmed


def test_a_sent_post_may_be_sent_again_until_it_is_confirmed(store: Store, post: Post) -> None:
    assert send(store, post)
    assert send(store, post, NOW + 5)
    store.write(posts.confirm(post, "plaza://1", NOW + 6))
    assert not send(store, post, NOW + 7)


def test_a_removed_post_is_never_sent(store: Store, post: Post) -> None:
    store.write(posts.silence(post, NOW))
    assert not send(store, post)
    assert now(store, post).state is State.REMOVED


def test_a_late_confirmation_does_not_bring_it_back(store: Store, post: Post) -> None:
    """Removed while the call was in flight: the URI is kept for deleting, the state stays."""
    send(store, post)
    store.write(posts.silence(post, NOW + 1))
    store.write(posts.confirm(post, "plaza://1", NOW + 2))
    removed = now(store, post)
    assert (removed.state, removed.uri) == (State.REMOVED, "plaza://1")


def test_removing_again_keeps_the_first_instant(store: Store, post: Post) -> None:
    store.write(posts.silence(post, NOW + 1))
    store.write(posts.remove_where(posts_table.c.job_id == post.job_id, NOW + 9))
    with store.read() as connection:
        at = connection.execute(sa.select(posts_table.c.removed_at)).scalar_one()
        assert connection.execute(sa.select(sa.func.count()).select_from(jobs)).scalar_one() == 1
    assert at == NOW + 1


def test_a_frozen_post_carries_what_the_network_needs(post: Post) -> None:
    frozen = posts.frozen(post)
    assert (frozen.key, frozen.record, frozen.to) == (post.key, post.record, "")
