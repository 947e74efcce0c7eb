from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.networks.bluesky.conftest import DID, FakePds, refused, session
from tests.networks.bluesky.test_records import ASK, AT, MARKED, THREAD, WORDS

from seemly.errors import NetworkFault, NoPrivateChannel, TryLater
from seemly.networks.bluesky import Bluesky, line
from seemly.networks.bluesky.cid import blob_cid
from seemly.networks.network import FrozenPost, Network, Welcome

KEY = "0123456789abcdef" * 4
URI = f"at://{DID}/app.bsky.feed.post/236h4qj4hftrr"


class Repository:
    """The bot's records, as its PDS keeps them."""

    def __init__(self, pds: FakePds) -> None:
        self.records: dict[str, Any] = {}
        pds.on("getRecord", self.get)
        pds.on("putRecord", self.put)
        pds.on("deleteRecord", self.delete)
        pds.on("uploadBlob", self.upload)

    def get(self, request: httpx.Request) -> httpx.Response:
        found = self.records.get(request.url.params["rkey"])
        if found is None:
            return refused(400, "RecordNotFound")
        return httpx.Response(200, json={"uri": "", "cid": "cid-now", "value": found})

    def put(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.records[body["rkey"]] = body["record"]
        return httpx.Response(200, json={"uri": "", "cid": "cid-now"})

    def delete(self, request: httpx.Request) -> httpx.Response:
        self.records.pop(json.loads(request.content)["rkey"], None)
        return httpx.Response(200, json={})

    def upload(self, request: httpx.Request) -> httpx.Response:
        blob = {"$type": "blob", "ref": {"$link": blob_cid(request.content)}}
        return httpx.Response(200, json={"blob": blob})


@pytest.fixture
def repository(pds: FakePds) -> Repository:
    return Repository(pds)


@pytest.fixture
def post(bot: Bluesky) -> FrozenPost:
    return FrozenPost(KEY, bot.freeze(MARKED, THREAD, AT))


def test_it_is_a_network(bot: Bluesky) -> None:
    network: Network = bot
    assert network.me == DID


def test_nothing_is_opened_before_the_first_call(bot: Bluesky, pds: FakePds) -> None:
    assert pds.asked == []


def test_publishing_uploads_and_puts_the_frozen_record(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    assert bot.publish(MARKED, post) == URI
    assert repository.records == {"236h4qj4hftrr": json.loads(post.record)}
    (upload,) = pds.calls("uploadBlob")
    assert upload.content == MARKED.file
    assert upload.headers["Content-Type"] == "image/jpeg"


def test_a_repeat_writes_nothing(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    bot.publish(MARKED, post)
    assert bot.publish(MARKED, post) == URI
    assert len(pds.calls("putRecord")) == 1
    assert len(pds.calls("uploadBlob")) == 1


def test_a_server_that_stores_other_bytes_is_not_posted_to(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    wrong = {"$type": "blob", "ref": {"$link": blob_cid(b"other")}}
    pds.on("uploadBlob", {"blob": wrong})
    with pytest.raises(NetworkFault, match="other bytes"):
        bot.publish(MARKED, post)
    assert repository.records == {}


def losing(act: Callable[[httpx.Request], httpx.Response]) -> Callable[[httpx.Request], Any]:
    def answer(request: httpx.Request) -> httpx.Response:
        act(request)
        raise httpx.ReadTimeout("lost")

    return answer


def test_a_lost_answer_is_looked_for(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    pds.on("putRecord", losing(repository.put))
    assert bot.publish(MARKED, post) == URI


def test_what_did_not_arrive_is_tried_later(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    pds.on("putRecord", httpx.Response(503, headers={"retry-after": "9"}))
    with pytest.raises(TryLater) as fault:
        bot.publish(MARKED, post)
    assert fault.value.seconds == 9


def test_a_refused_record_is_refused_for_good(
    bot: Bluesky, repository: Repository, pds: FakePds
) -> None:
    pds.on("putRecord", refused(400, "InvalidRequest"))
    with pytest.raises(NetworkFault) as fault:
        bot.say(WORDS, FrozenPost(KEY, bot.freeze(WORDS, THREAD, AT)))
    assert not isinstance(fault.value, TryLater)


def test_finding_asks_and_never_guesses(bot: Bluesky, repository: Repository, pds: FakePds) -> None:
    assert bot.find(KEY) is None
    pds.on("getRecord", refused(400, "InvalidRequest"))
    with pytest.raises(NetworkFault):
        bot.find(KEY)
    pds.on("getRecord", httpx.Response(502))
    with pytest.raises(TryLater):
        bot.find(KEY)


def test_a_deletion_that_does_not_hold_is_tried_again(
    bot: Bluesky, repository: Repository, post: FrozenPost, pds: FakePds
) -> None:
    bot.publish(MARKED, post)
    pds.on("deleteRecord", {})
    with pytest.raises(TryLater):
        bot.remove(KEY)
    pds.on("deleteRecord", repository.delete)
    bot.remove(KEY)
    assert bot.find(KEY) is None


def test_records_of_a_megabyte_do_not_deafen_the_bot(
    bot: Bluesky, pds: FakePds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_LIMIT", 3_000)

    def page(request: httpx.Request) -> httpx.Response:
        content = json.dumps({"notifications": [], "padding": "x" * 100})
        padding = int(request.url.params["limit"]) * content.encode()
        return httpx.Response(200, content=iter([content.encode(), b" " * len(padding)]))

    pds.on("listNotifications", page)
    assert bot.hear(None).mentions == ()
    limits = [call.url.params["limit"] for call in pds.calls("listNotifications")]
    assert limits == ["100", "10"]


# -- standing ----------------------------------------------------------------------------------


def relationships(request: httpx.Request) -> httpx.Response:
    kinds: dict[str, dict[str, str]] = {
        "did:plc:follower": {"followedBy": "at://x"},
        "did:plc:blocker": {"blockedBy": "at://x", "followedBy": "at://x"},
        "did:plc:blocked": {"blocking": "at://x"},
        "did:plc:listed": {"blockedByList": "at://x"},
    }
    others = request.url.params.get_list("others")
    found = [
        {"actor": did, "notFound": True}
        if did == "did:plc:gone"
        else {"did": did, **kinds.get(did, {})}
        for did in others
    ]
    return httpx.Response(200, json={"actor": DID, "relationships": found})


def test_who_welcomes_the_bot(bot: Bluesky, pds: FakePds) -> None:
    pds.on("getRelationships", relationships)
    names = ["follower", "blocker", "blocked", "listed", "stranger", "gone"]
    assert bot.welcome([f"did:plc:{name}" for name in names] + [DID]) == {
        "did:plc:follower": Welcome.YES,
        "did:plc:blocker": Welcome.BLOCKS,
        "did:plc:blocked": Welcome.BLOCKS,
        "did:plc:listed": Welcome.BLOCKS,
        "did:plc:stranger": Welcome.NO,
        "did:plc:gone": Welcome.NO,
        DID: Welcome.YES,
    }


def test_many_accounts_are_asked_about_30_at_a_time(bot: Bluesky, pds: FakePds) -> None:
    pds.on("getRelationships", relationships)
    assert len(bot.welcome([f"did:plc:n{n}" for n in range(61)])) == 61
    asked = [call.url.params.get_list("others") for call in pds.calls("getRelationships")]
    assert [len(others) for others in asked] == [30, 30, 1]


def posts(*standing: str, closed: bool = False) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params.get_list("uris")
        assert len(asked) <= 25
        found = [
            {
                "uri": uri,
                "cid": f"cid-{uri[-1]}",
                "author": {"did": "did:plc:anna"},
                "record": {},
                "indexedAt": "2026-09-21T12:00:00Z",
                "viewer": {"replyDisabled": closed},
            }
            for uri in asked
            if uri in standing
        ]
        return httpx.Response(200, json={"posts": found})

    return answer


def test_the_look(bot: Bluesky, pds: FakePds) -> None:
    gone = "at://did:plc:follower/app.bsky.feed.post/2"
    hidden = "at://did:plc:blocker/app.bsky.feed.post/3"
    pds.on("getPosts", posts(ASK, closed=True))
    pds.on("getRelationships", relationships)
    standing = bot.look([ASK, gone, hidden], ["did:plc:follower"], ASK)
    assert standing.gone == {gone}
    assert standing.versions == {ASK: "cid-1"}
    assert standing.blocked == {"did:plc:blocker"}
    assert standing.closed


def test_a_look_at_many_posts_is_made_in_parts(bot: Bluesky, pds: FakePds) -> None:
    uris = [f"at://did:plc:anna/app.bsky.feed.post/{n}" for n in range(60)]
    pds.on("getPosts", posts(*uris))
    assert bot.look(uris, [], uris[0]).versions.keys() == set(uris)
    assert len(pds.calls("getPosts")) == 3


@pytest.mark.parametrize("answer", [{}, {"posts": None}, {"posts": [{"uri": "x"}]}])
def test_an_answer_without_posts_is_not_read_as_all_gone(
    bot: Bluesky, pds: FakePds, answer: dict[str, Any]
) -> None:
    pds.on("getPosts", answer)
    with pytest.raises(TryLater):
        bot.look([ASK], [], ASK)


def test_a_mention_that_is_gone_has_no_thread(bot: Bluesky, pds: FakePds) -> None:
    pds.on("getPostThread", refused(400, "NotFound"))
    assert bot.thread(ASK) is None
    pds.on("getPostThread", httpx.Response(502))
    with pytest.raises(TryLater):
        bot.thread(ASK)


# -- the account -------------------------------------------------------------------------------


def test_an_app_password_without_messages_has_no_private_channel(
    bot: Bluesky, pds: FakePds
) -> None:
    pds.on("createSession", session("first", scope="com.atproto.appPass"))
    with pytest.raises(NoPrivateChannel, match="app password"):
        bot.tell(WORDS, FrozenPost(KEY, "{}", "did:plc:anna"))
    pds.on("getSession", {"handle": "robot.test", "active": True})
    assert "no direct messages" in bot.check()


def test_a_suspended_account_is_told(bot: Bluesky, pds: FakePds) -> None:
    pds.on("getSession", {"handle": "robot.test", "active": False, "status": "suspended"})
    with pytest.raises(NetworkFault, match="suspended"):
        bot.check()


def test_a_profile_without_room_is_not_cut(bot: Bluesky, repository: Repository) -> None:
    repository.records["self"] = {"description": "x" * 250}
    with pytest.raises(NetworkFault, match="AI system") as fault:
        bot.ensure_profile()
    assert "shorten it by" in str(fault.value)
    assert repository.records["self"] == {"description": "x" * 250}


@pytest.mark.parametrize("said", ["An AI bot", "Eine KI für Bilder", "Une IA"])
def test_a_profile_that_says_so_keeps_its_words(
    bot: Bluesky, repository: Repository, said: str
) -> None:
    other = {"val": "!no-unauthenticated"}
    repository.records["self"] = {"description": said, "labels": {"values": [other]}}
    assert bot.ensure_profile()
    profile = repository.records["self"]
    assert profile["description"] == said
    assert profile["labels"]["values"] == [other, {"val": "bot"}]
