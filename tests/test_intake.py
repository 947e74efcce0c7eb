"""A mention becomes one request; "remove this" becomes a takedown, even of what just went out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

import pytest
import sqlalchemy as sa

from seemly import intake, posts
from seemly.accounts.limits import Allowance
from seemly.frozen import from_json
from seemly.intake import PictureRequest
from seemly.networks.network import Account, Heard, Mention, Network, SeenPost
from seemly.posts import Kind, Post, State, post_key
from seemly.store import Job, Store
from seemly.tables import accounts, jobs, ledger_entries
from seemly.verdict import Voice

NOW = 6_000_000.0
MANY = Allowance(
    per_asker=9, per_pictured=9, per_root_picture=9, per_thread=9, total=9, queue=9,
    generator_requests=9, generator_money=9.0,
)  # fmt: skip
ANN = Account("ann", "ann.test", created_at=datetime(2025, 1, 1, tzinfo=UTC))
EVE = Account("eve", "eve.test")


@dataclass
class Somewhere:
    """As much of a network as intake sees."""

    name: str = "somewhere"
    handle: str = "seemly.test"
    has: dict[str, str] = field(default_factory=dict)  # key -> URI

    def find(self, key: str) -> str | None:
        """What it has."""
        return self.has.get(key)


def a_mention(uri: str, text: str = "@seemly.test a lighthouse", by: Account = ANN) -> Mention:
    return Mention(SeenPost(uri, by, text, "v1", languages=("en",)))


def a_reply(uri: str, text: str, parent: str, by: Account = ANN) -> Mention:
    post = SeenPost(uri, by, text, "v1")
    return Mention(post, parent=parent, root=parent, names_bot=False)


def receive(
    store: Store,
    *mentions: Mention,
    cursor: str = "1",
    network: Somewhere | None = None,
    allowance: Allowance = MANY,
) -> list[int]:
    somewhere = cast(Network, network or Somewhere())
    return intake.receive(store, somewhere, Heard(mentions, cursor), allowance, NOW)


def requests(store: Store) -> list[Job]:
    return store.find(jobs.c.kind == "request")


def an_answer(store: Store, state: State, uri: str | None) -> Post:
    """Our answer to ann's post "m", under a picture by eve."""
    receive(store, a_mention("m"))
    [job] = requests(store)
    store.write(
        lambda connection: connection.execute(sa.update(jobs).values(pictured="somewhere:eve"))
    )
    post = Post(
        post_key("m", Kind.PICTURE), job.id, "somewhere", Kind.PICTURE, Voice.PUBLIC, "", "m",
        "{}", None, None, state, uri, NOW if state is not State.INTENDED else None,
    )  # fmt: skip
    store.write(posts.intend(post, NOW))
    return post


def takedowns(store: Store) -> list[Job]:
    return store.find(jobs.c.kind == "takedown")


def test_a_mention_becomes_a_request_as_it_was_asked(store: Store) -> None:
    [job_id] = receive(store, a_mention("m"))
    job = store.job(job_id)
    assert (job.state, job.asker, job.thread) == ("received", "somewhere:ann", "somewhere|m")
    request = from_json(PictureRequest, job.request)
    assert (request.mention, request.version, request.languages) == ("m", "v1", ("en",))
    assert request.unverified_text == "a lighthouse"
    assert request.account_created_at == datetime(2025, 1, 1, tzinfo=UTC).timestamp()
    with store.read() as connection:
        [entry] = connection.execute(sa.select(ledger_entries.c.entry)).scalars()
    assert '"received"' in entry
    assert "ann" not in entry


def test_a_mention_heard_again_is_one_request_and_one_entry(store: Store) -> None:
    receive(store, a_mention("m"))
    assert receive(store, a_mention("m"), a_mention("m"), cursor="2") == []
    assert len(requests(store)) == 1
    with store.read() as connection:
        assert len(connection.execute(sa.select(ledger_entries)).all()) == 1


def test_the_cursor_moves_with_the_jobs(store: Store) -> None:
    network = cast(Network, Somewhere())
    assert intake.cursor(store, network) is None
    receive(store, a_mention("m"), cursor="7")
    assert intake.cursor(store, network) == "7"
    receive(store, cursor="8")
    assert intake.cursor(store, network) == "8"


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_the_cursor_stays_where_the_jobs_were_not_kept(store: Store) -> None:
    receive(store, cursor="1")
    nameless = a_mention("m", by=Account("x", cast(str, None)))
    with pytest.raises(sa.exc.DBAPIError):
        receive(store, a_mention("first"), nameless, cursor="2")
    assert intake.cursor(store, cast(Network, Somewhere())) == "1"
    assert requests(store) == []


def test_bots_and_inherited_mentions_are_dropped(store: Store) -> None:
    bot = Account("bot", "bot.test", is_bot=True)
    inherited = a_reply("r", "nice one", "somebody's post")
    assert receive(store, a_mention("m", by=bot), inherited) == []
    assert requests(store) == []


def test_a_full_queue_is_told_to_try_later(store: Store) -> None:
    receive(store, a_mention("1"), a_mention("2"), allowance=replace(MANY, queue=1))
    assert [job.reasons for job in requests(store)] == ["[]", '["busy"]']


def test_the_account_is_remembered_under_its_newest_handle(store: Store) -> None:
    receive(store, a_mention("1"))
    receive(store, a_mention("2", by=Account("ann", "ann.new")))
    with store.read() as connection:
        rows = connection.execute(sa.select(accounts.c.id, accounts.c.handle)).all()
    assert [tuple(row) for row in rows] == [("somewhere:ann", "ann.new")]


def test_a_very_long_wish_is_cut(store: Store) -> None:
    receive(store, a_mention("m", "x" * 10_000))
    [job] = requests(store)
    assert len(from_json(PictureRequest, job.request).unverified_text) == intake.TEXT_LIMIT


def test_remove_this_opens_a_takedown(store: Store) -> None:
    an_answer(store, State.CONFIRMED, "ours")
    assert receive(store, a_reply("r", "remove this", "ours", EVE)) != []
    [job] = takedowns(store)
    assert job.state == "opened"
    assert receive(store, a_reply("r", "remove this", "ours", EVE)) == []


def test_remove_this_by_a_stranger_does_not(store: Store) -> None:
    an_answer(store, State.CONFIRMED, "ours")
    mallory = Account("mallory", "mallory.test")
    assert receive(store, a_reply("r", "remove this", "ours", mallory)) == []
    assert takedowns(store) == []


def test_remove_this_under_somebody_elses_post_is_an_ordinary_reply(store: Store) -> None:
    an_answer(store, State.CONFIRMED, "ours")
    assert receive(store, a_reply("r", "remove this", "theirs")) == []
    assert takedowns(store) == []


def test_remove_this_is_heard_before_we_know_our_posts_address(store: Store) -> None:
    """The network recorded it, somebody read it, and its answer to us was lost in a crash."""
    post = an_answer(store, State.SENT, None)
    network = Somewhere(has={post.key: "ours"})
    reply = a_reply("r", "remove this", "ours")
    assert receive(store, reply, network=network) != []
    with store.read() as connection:
        found = posts.by_key(connection, post.key)
    assert found is not None
    assert found.state is State.REMOVED
    assert store.job(post.job_id).state == "cancelled"


def test_what_was_never_sent_is_not_asked_for(store: Store) -> None:
    class Untouchable(Somewhere):
        def find(self, key: str) -> str | None:
            raise AssertionError("asked the network for a post that was never sent")

    an_answer(store, State.INTENDED, None)
    assert receive(store, a_reply("r", "remove this", "x"), network=Untouchable()) == []


def test_names_too_long_for_the_database_do_not_deafen_the_bot(store: Store) -> None:
    long = a_mention("post/" + "x" * 700)
    lying = replace(a_mention("post/2"), root="root/" + "x" * 700)
    whose = a_mention("post/3", by=Account("x" * 300, "x.test"))
    assert len(receive(store, long, lying, whose, a_mention("post/4"), cursor="9")) == 1
    assert store.find(jobs.c.key == "somewhere|post/4")
