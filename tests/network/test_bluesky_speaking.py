"""What the bot says on Bluesky: records, lost answers, lengths, private messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.network.atproto import Accounts, Person, until
from tests.network.messages import message_service
from tests.network.rig import BlueskyRig, now
from tests.network.sayings import frozen, jpeg, picture, words
from tests.network.seen import frozen_answer, posts_of, shown

from seemly.errors import NetworkFault, NoPrivateChannel, TryLater
from seemly.networks.network import FrozenPost, SeenPost

pytestmark = pytest.mark.network


@pytest.fixture
def rig(bluesky_rig: BlueskyRig) -> BlueskyRig:
    return bluesky_rig


@pytest.fixture
def anna(atproto_accounts: Accounts) -> Person:
    return atproto_accounts.person("anna")


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
