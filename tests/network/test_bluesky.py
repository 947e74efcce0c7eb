"""What only Bluesky has: sessions, labels, facets, gates, quotations, lost answers."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.network.atproto import POST, Accounts, Person, until
from tests.network.messages import message_service
from tests.network.rig import BlueskyRig, now
from tests.network.sayings import frozen, jpeg, picture, words

from seemly.addresses import ForbiddenAddress
from seemly.errors import NetworkFault, NoPrivateChannel, TryLater
from seemly.networks.bluesky import Bluesky
from seemly.networks.network import FrozenPost, SeenPost, Thread, Welcome
from seemly.outgoing import Outgoing

pytestmark = pytest.mark.network


@pytest.fixture
def rig(bluesky_rig: BlueskyRig) -> BlueskyRig:
    return bluesky_rig


@pytest.fixture
def anna(atproto_accounts: Accounts) -> Person:
    return atproto_accounts.person("anna")


def shown(rig: BlueskyRig, uri: str) -> Thread:
    """The bot's view of a thread, once the AppView has it."""
    return until(lambda: rig.bot.thread(uri), "the AppView shows the post")


def heard(rig: BlueskyRig, uri: str) -> set[str]:
    """URIs of all that the bot has heard when it has heard this one."""

    def look() -> set[str] | None:
        found = {mention.post.uri for mention in rig.bot.hear(None).mentions}
        return found if uri in found else None

    return until(look, "the bot hears the mention")


def posts_of(rig: BlueskyRig) -> list[dict[str, Any]]:
    """All posts in the bot's repository, as its PDS lists them."""
    answer = httpx.get(
        f"{rig.accounts.network.pds}/xrpc/com.atproto.repo.listRecords",
        params={"repo": rig.bot_id, "collection": POST},
    )
    return list(answer.json()["records"])


def frozen_answer(rig: BlueskyRig, ask: str) -> FrozenPost:
    return frozen(rig.bot, picture(ask), shown(rig, ask))


# -- sessions ----------------------------------------------------------------------------------


def test_the_session_is_kept_for_its_owner_alone(rig: BlueskyRig, tmp_path: Path) -> None:
    rig.bot.check()
    assert stat.S_IMODE((tmp_path / "session.json").stat().st_mode) == 0o600
    rig.account.password = "wrong"
    rig.new_bot(tmp_path).check()  # which needs no password as long as the session is good


def test_a_spoiled_token_is_renewed(rig: BlueskyRig, tmp_path: Path) -> None:
    rig.bot.check()
    spoil(tmp_path / "session.json", "access")
    rig.account.password = "wrong"
    rig.new_bot(tmp_path).check()


def test_where_nothing_can_be_renewed_the_password_helps(rig: BlueskyRig, tmp_path: Path) -> None:
    rig.bot.check()
    spoil(tmp_path / "session.json", "access")
    spoil(tmp_path / "session.json", "refresh")
    rig.new_bot(tmp_path).check()


def test_a_wrong_password_is_told_and_not_shown(rig: BlueskyRig, tmp_path: Path) -> None:
    rig.account.password = "very-secret-and-wrong"
    with pytest.raises(NetworkFault, match="app password") as fault:
        rig.new_bot(tmp_path / "other").check()
    assert "very-secret" not in str(fault.value)


def spoil(file: Path, token: str) -> None:
    session = json.loads(file.read_text())
    session[token] = session[token][:-8] + "AAAAAAAA"
    file.write_text(json.dumps(session))


# -- the profile -------------------------------------------------------------------------------


def test_the_profile_says_what_the_bot_is_and_keeps_the_rest(rig: BlueskyRig, anna: Person) -> None:
    rig.account.put_profile(displayName="Robot", description="Ask me nicely.")
    assert rig.bot.ensure_profile()
    profile = rig.account.profile()
    assert profile["displayName"] == "Robot"
    assert profile["description"].endswith("Ask me nicely.")
    assert "AI system" in profile["description"]
    assert [label["val"] for label in profile["labels"]["values"]] == ["bot"]
    assert not rig.bot.ensure_profile()

    ask = anna.mention(rig.account, "a lighthouse")
    ours = rig.bot.say(words(ask), frozen(rig.bot, words(ask), shown(rig, ask)))
    until(lambda: shown(rig, ours).mention.author.is_bot, "the label shows at the author")


def test_a_new_account_gets_a_profile(rig: BlueskyRig) -> None:
    assert rig.bot.ensure_profile()
    assert "AI system" in rig.account.profile()["description"]


# -- listening ---------------------------------------------------------------------------------


def test_other_bots_are_not_heard(rig: BlueskyRig, anna: Person) -> None:
    other = rig.accounts.person("otherbot")
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "bot"}]}
    other.put_profile(labels=labels)
    probe = other.post("hello")
    until(lambda: shown(rig, probe).mention.author.is_bot, "the label shows at the author")
    ask = other.mention(rig.account, "a lighthouse")
    until(lambda: other.thread(ask), "the AppView shows the mention")
    assert ask not in heard(rig, anna.mention(rig.account, "a tower"))


def test_a_mention_over_other_words_is_not_heard(rig: BlueskyRig, anna: Person) -> None:
    class Hidden:
        did, handle = rig.account.did, "x" * 8

    ask = anna.post("a lighthouse", mentioning=Hidden())  # type: ignore[arg-type]
    record = anna.record(ask)["value"] | {"text": "no name in this text"}
    place = {"repo": anna.did, "collection": POST, "rkey": ask.rsplit("/", 1)[1]}
    anna._do("com.atproto.repo.putRecord", {**place, "record": record})
    until(lambda: shown_text(rig, ask) == "no name in this text", "the AppView shows the edit")
    assert ask not in heard(rig, anna.mention(rig.account, "a tower"))


def shown_text(rig: BlueskyRig, uri: str) -> str:
    return shown(rig, uri).mention.unverified_text


@pytest.mark.parametrize("depth", [250, 700])
def test_a_record_nested_without_end_does_not_deafen_the_bot(
    rig: BlueskyRig, anna: Person, depth: int
) -> None:
    """Servers pass on what is in no lexicon; the SDK's reader gives up at 201 levels."""
    deep: Any = "end"
    for _ in range(depth):
        deep = [deep]
    ask = anna.mention(rig.account, "a lighthouse")
    record = anna.record(ask)["value"] | {"extra": deep}
    body = {"repo": anna.did, "collection": POST, "record": record}
    hostile = str(anna._do("com.atproto.repo.createRecord", body)["uri"])
    assert {ask, hostile} <= heard(rig, hostile)
    assert shown(rig, hostile).mention.unverified_text.endswith("a lighthouse")


def test_a_late_clock_does_not_hide_a_mention(rig: BlueskyRig, anna: Person) -> None:
    first = anna.mention(rig.account, "a lighthouse")
    heard(rig, first)
    cursor = rig.bot.hear(None).cursor
    late = anna.post("a tower", mentioning=rig.account, created_at=now() - timedelta(minutes=50))

    def look() -> bool:
        return late in {mention.post.uri for mention in rig.bot.hear(cursor).mentions}

    until(look, "the bot hears the mention that is dated before the known one")


def test_what_was_stored_is_not_read_again_and_again(rig: BlueskyRig, anna: Person) -> None:
    heard(rig, anna.mention(rig.account, "a lighthouse"))
    cursor = rig.bot.hear(None).cursor
    assert rig.bot.hear(cursor).mentions == ()


# -- threads -----------------------------------------------------------------------------------


def test_a_quoted_post_comes_with_its_picture(rig: BlueskyRig, anna: Person) -> None:
    ben = rig.accounts.person("benno")
    original = ben.post("my dog", jpeg(1), "a brown dog")
    ask = anna.post("a hat", jpeg(2), mentioning=rig.account, quoting=original)
    mention = shown(rig, ask).mention
    assert [ref.author for ref in mention.pictures] == [anna.did]
    assert mention.quoted is not None
    assert mention.quoted.author.id == ben.did
    assert mention.quoted.pictures[0].alt_text == "a brown dog"
    assert rig.bot.fetch(mention.quoted.pictures[0]) == jpeg(1)


def test_a_root_behind_a_block_still_has_an_author(rig: BlueskyRig, anna: Person) -> None:
    ben = rig.accounts.person("benno")
    root = ben.post("my dog", jpeg(1))
    ask = anna.mention(rig.account, "a hat", under=root)
    shown(rig, ask)
    ben.block(rig.account)
    until(lambda: rig.bot.welcome([ben.did])[ben.did] is Welcome.BLOCKS, "the block is known")
    thread = shown(rig, ask)
    assert thread.root == root
    assert [post.author.id for post in thread.above] == [ben.did]
    assert thread.above[0].unverified_text == ""


def test_a_closed_thread_is_seen(rig: BlueskyRig, anna: Person) -> None:
    root = anna.mention(rig.account, "a lighthouse")
    assert shown(rig, root)
    anna.close(root)
    until(lambda: rig.bot.look([root], [anna.did], root).closed, "the gate is known")


def test_a_post_that_claims_another_root_does_not_move_the_thread(
    rig: BlueskyRig, anna: Person
) -> None:
    ben = rig.accounts.person("benno")
    victim, decoy = ben.post("my dog", jpeg(1)), anna.post("anything")
    shown(rig, victim)
    record = {
        "$type": POST,
        "text": f"@{rig.account.handle} a hat",
        "createdAt": now().isoformat().replace("+00:00", "Z"),
        "reply": {"parent": ref(ben, victim), "root": ref(anna, decoy)},
    }
    body = {"repo": anna.did, "collection": POST, "record": record}
    ask = str(anna._do("com.atproto.repo.createRecord", body)["uri"])
    thread = shown(rig, ask)
    assert ben.did in {post.author.id for post in thread.above}


def ref(person: Person, uri: str) -> dict[str, str]:
    found = person.record(uri)
    return {"uri": found["uri"], "cid": found["cid"]}


# -- pictures ----------------------------------------------------------------------------------


def test_only_the_named_picture_is_taken(rig: BlueskyRig, anna: Person) -> None:
    ask = anna.mention(rig.account, "a hat", picture=jpeg(1))
    (found,) = shown(rig, ask).mention.pictures
    other = found.uri[:-4] + ("aaaa" if not found.uri.endswith("aaaa") else "bbbb")
    with pytest.raises(NetworkFault):
        rig.bot.fetch(replace(found, uri=other))


def test_a_server_in_a_private_network_is_not_opened(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a hat", picture=jpeg(1))
    (found,) = shown(rig, ask).mention.pictures
    network = rig.accounts.network
    plc = httpx.URL(network.plc)
    assert plc.port is not None
    wary = Bluesky(
        rig.account.handle,
        rig.account.password,
        service=network.pds,
        session_file=tmp_path / "session.json",
        outgoing=Outgoing(allowed=frozenset({(plc.host, plc.port)})),
        clock=lambda: now().timestamp(),
        plc_url=network.plc,
    )
    with pytest.raises(ForbiddenAddress):
        wary.fetch(found)


# -- speaking ----------------------------------------------------------------------------------


def test_the_record_is_what_the_network_shows(rig: BlueskyRig, anna: Person) -> None:
    root = anna.post("my dog", jpeg(1))
    ask = anna.mention(rig.account, "a hat", under=root)
    marked = picture(ask)
    uri = rig.bot.publish(marked, frozen_answer(rig, ask))
    node = until(lambda: anna.thread(uri), "the AppView shows the answer")
    record = node["post"]["record"]
    assert record["reply"]["root"]["uri"] == root
    assert record["reply"]["parent"]["uri"] == ask
    assert record["langs"] == ["en"]
    (image,) = record["embed"]["images"]
    assert image["aspectRatio"] == {"width": 64, "height": 64}
    assert image["alt"] == marked.alt_text
    assert [label["val"] for label in node["post"]["labels"]] == ["ai-generated"]


def test_two_processes_that_publish_the_same_post_once(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    post = frozen_answer(rig, ask)
    uris = {bot.publish(picture(ask), post) for bot in (rig.bot, rig.new_bot(tmp_path))}
    assert [found["uri"] for found in posts_of(rig)] == list(uris)


class Losing(httpx.BaseTransport):
    """Delivers each call, and loses the first answer to a method."""

    def __init__(self, method: str) -> None:
        self._method, self.lost = method, 0
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        if request.url.path.endswith(self._method) and not self.lost:
            response.read()
            self.lost += 1
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return response


def test_a_lost_answer_is_looked_for_and_nothing_is_said_twice(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    transport = Losing("putRecord")
    bot = rig.new_bot(tmp_path, transport=transport)
    uri = bot.publish(picture(ask), frozen_answer(rig, ask))
    assert transport.lost == 1
    assert [found["uri"] for found in posts_of(rig)] == [uri]


def test_another_post_under_the_same_key_is_never_overwritten(
    rig: BlueskyRig, anna: Person
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    thread = shown(rig, ask)
    first = frozen(rig.bot, words(ask), thread)
    rig.bot.say(words(ask), first)
    other = words(ask, "Something else.")
    with pytest.raises(NetworkFault, match="another post"):
        rig.bot.say(other, replace(frozen(rig.bot, other, thread), key=first.key))
    assert [found["value"]["text"] for found in posts_of(rig)] == [words(ask).text]


def test_300_characters_pass_and_301_are_refused_before_the_server_is(
    rig: BlueskyRig, anna: Person
) -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    text = family * 100 + "é" * 200
    ask = anna.mention(rig.account, "a lighthouse")
    thread = shown(rig, ask)
    rig.bot.say(words(ask, text), frozen(rig.bot, words(ask, text), thread))
    with pytest.raises(NetworkFault, match="301"):
        frozen(rig.bot, words(ask, text + "e"), thread)


def test_without_a_message_service_there_is_no_private_channel(
    rig: BlueskyRig, anna: Person
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    with pytest.raises(NoPrivateChannel):
        rig.bot.tell(words(ask), FrozenPost("0" * 64, "{}", anna.did))


def test_a_message_is_sent_once_to_the_asker_alone(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    with message_service() as messages:
        bot = rig.new_bot(tmp_path, messages=messages)
        post = FrozenPost("0123456789abcdef" * 4, "{}", anna.did)
        first = bot.tell(words(ask), post)
        assert bot.tell(words(ask), post) == first
        (message,) = messages.sent
        assert message.sender == rig.bot_id
        assert message.members == {rig.bot_id, anna.did}
        assert message.text.startswith(words(ask).text)
        bot.tell(words(ask), replace(post, key="f" * 64))
        assert len(messages.sent) == 2


def test_a_lost_answer_to_a_message_is_looked_for(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    with message_service() as messages:
        lossy = rig.new_bot(tmp_path, messages=messages, transport=Losing("sendMessage"))
        post = FrozenPost("0" * 64, "{}", anna.did)
        with pytest.raises(TryLater):
            lossy.tell(words(ask), post)
        lossy.tell(words(ask), post)
        assert len(messages.sent) == 1


def test_who_takes_no_messages_has_no_private_channel(
    rig: BlueskyRig, anna: Person, tmp_path: Path
) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    with message_service() as messages:
        messages.refusing.add(anna.did)
        bot = rig.new_bot(tmp_path, messages=messages)
        with pytest.raises(NoPrivateChannel, match="MessagesDisabled"):
            bot.tell(words(ask), FrozenPost("0" * 64, "{}", anna.did))


def test_a_seen_post_is_dated_by_the_network(rig: BlueskyRig, anna: Person) -> None:
    ask = anna.mention(rig.account, "a lighthouse")
    post: SeenPost = shown(rig, ask).mention
    assert post.created_at is not None
    assert abs(post.created_at - now()) < timedelta(minutes=5)
