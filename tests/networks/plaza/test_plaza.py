from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.networks.plaza.conftest import BOT, JPEG, PNG, World, marked, rows, words

from seemly.errors import NetworkFault, NoPrivateChannel, NotApproved, NotFound
from seemly.networks.network import FrozenPost, Network, PictureRef, Thread, Welcome
from seemly.networks.plaza.plaza import handles
from seemly.networks.plaza.town import Upload

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY = "ab" * 32


def frozen(world: World, saying: object, uri: str, key: str = KEY, to: str = "") -> FrozenPost:
    thread = world.plaza.thread(uri)
    assert thread is not None
    record = world.plaza.freeze(saying, thread, AT)  # type: ignore[arg-type]
    return FrozenPost(key, record, to)


def test_it_is_a_network(world: World) -> None:
    network: Network = world.plaza
    assert network.name == "plaza"
    assert network.me == BOT.id


# -- listening ------------------------------------------------------------------------------


def test_hears_mentions_and_answers_to_the_bot_and_nothing_else(world: World) -> None:
    ada = world.join("ada")
    world.town.post(ada, "good morning")
    mention = world.town.post(ada, "@Seemly a lighthouse")
    answer = world.plaza.publish(marked(mention), frozen(world, marked(mention), mention))
    reply = world.town.reply(ada, answer, "remove this")
    heard = world.plaza.hear(None).mentions
    assert [m.post.uri for m in heard] == [mention, reply]
    assert [m.names_bot for m in heard] == [True, False]
    assert heard[1].parent == answer
    assert heard[1].root == mention


def test_hears_again_from_the_overlap_and_never_steps_over(world: World) -> None:
    ada = world.join("ada")
    first = world.town.post(ada, "@seemly one")
    cursor = world.plaza.hear(None).cursor
    second = world.town.post(ada, "@seemly two")
    heard = world.plaza.hear(cursor)
    assert {first, second} == {m.post.uri for m in heard.mentions}
    assert world.plaza.hear(heard.cursor).cursor == heard.cursor


def test_hears_everything_in_several_looks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seemly.networks.plaza.plaza.AT_ONCE", 4)
    monkeypatch.setattr("seemly.networks.plaza.plaza.OVERLAP", 2)
    ada = world.join("ada")
    said = [world.town.post(ada, f"@seemly {number}") for number in range(11)]
    heard: set[str] = set()
    cursor = None
    for _ in range(11):
        look = world.plaza.hear(cursor)
        heard |= {m.post.uri for m in look.mentions}
        cursor = look.cursor
    assert heard == set(said)


def test_a_cursor_never_passes_a_post_that_is_still_being_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seemly.networks.plaza.plaza.OVERLAP", 0)  # the order alone must do
    people = [world.join(f"person-{number}") for number in range(4)]
    said: set[str] = set()

    def speak(who: str) -> None:
        said.update(world.town.post(who, f"@seemly {number}") for number in range(10))

    speakers = [threading.Thread(target=speak, args=(who,)) for who in people]
    for speaker in speakers:
        speaker.start()
    heard: set[str] = set()
    cursor: str | None = None
    while any(speaker.is_alive() for speaker in speakers):
        look = world.plaza.hear(cursor)
        cursor = look.cursor
        heard |= {mention.post.uri for mention in look.mentions}
    heard |= {mention.post.uri for mention in world.plaza.hear(cursor).mentions}
    assert len(said) == 40
    assert heard == said


def test_a_foreign_cursor_is_a_fault(world: World) -> None:
    with pytest.raises(NetworkFault):
        world.plaza.hear("yesterday")


def test_does_not_hear_itself_nor_what_was_deleted(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a dog")
    say = words(mention, "Ask @seemly for something else.")
    world.plaza.say(say, frozen(world, say, mention))
    world.town.delete(ada, mention)
    assert world.plaza.hear(None).mentions == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@seemly", True),
        ("@SEEMLY, please", True),
        ("please (@seemly)", True),
        ("say it, @seemly.", True),
        ("mail me@seemly", False),
        ("@seemly.example is somebody else", False),
        ("@seemly-fan", False),
        ("@seemlyé", False),
        ("https://example.org/@seemly", False),
        ("seemly", False),
    ],
)
def test_names(text: str, named: bool) -> None:
    assert ("seemly" in handles(text)) is named


def test_a_thread_has_its_ancestors_nearest_first(world: World) -> None:
    ada, ben = world.join("ada"), world.join("ben")
    root = world.town.post(ada, "my dog", Upload(PNG, 8, 6, "a dog"), languages=("en",))
    middle = world.town.reply(ben, root, "nice")
    mention = world.town.reply(ben, middle, "@seemly a hat")
    thread = world.plaza.thread(mention)
    assert thread is not None
    assert [post.uri for post in thread.above] == [middle, root]
    assert thread.root == root
    assert thread.depth == 2
    assert not thread.bot_spoke
    assert thread.above[1].languages == ("en",)
    [picture] = thread.above[1].pictures
    assert (picture.author, picture.post, picture.alt_text) == (ada, root, "a dog")
    assert world.plaza.fetch(picture) == PNG


def test_a_thread_without_its_deleted_middle(world: World) -> None:
    ada = world.join("ada")
    root = world.town.post(ada, "one")
    middle = world.town.reply(ada, root, "two")
    mention = world.town.reply(ada, middle, "@seemly three")
    world.town.delete(ada, middle)
    thread = world.plaza.thread(mention)
    assert thread is not None
    assert [post.uri for post in thread.above] == [root]
    assert thread.depth == 2


def test_no_thread_once_the_mention_is_gone(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a dog")
    world.town.delete(ada, mention)
    assert world.plaza.thread(mention) is None
    assert world.plaza.thread("plaza://post/never") is None


def test_a_picture_is_fetched_only_from_a_standing_post(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat", Upload(PNG, 8, 6))
    thread = world.plaza.thread(mention)
    assert thread is not None
    [picture] = thread.mention.pictures
    with pytest.raises(NetworkFault):
        world.plaza.fetch(replace(picture, uri="plaza://picture/" + "0" * 64))
    world.town.delete(ada, mention)
    with pytest.raises(NetworkFault):
        world.plaza.fetch(picture)
    assert world.pictures.kept == {}


def test_missing_bytes_are_a_fault_of_the_network(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat", Upload(PNG, 8, 6))
    [heard] = world.plaza.hear(None).mentions
    world.pictures.kept.clear()
    picture: PictureRef = heard.post.pictures[0]
    assert picture.post == mention
    with pytest.raises(NetworkFault):
        world.plaza.fetch(picture)


# -- welcome and standing -------------------------------------------------------------------


def test_welcome(world: World) -> None:
    ada, ben, cleo = world.join("ada"), world.join("ben"), world.join("cleo")
    world.town.welcome(ada)
    world.town.welcome(cleo)
    world.town.block(cleo)
    asked = [ada, ben, cleo, BOT.id, "nobody"]
    assert world.plaza.welcome(asked) == {
        ada: Welcome.YES,
        ben: Welcome.NO,
        cleo: Welcome.BLOCKS,
        BOT.id: Welcome.YES,
        "nobody": Welcome.NO,
    }
    world.town.unblock(cleo)
    world.town.unwelcome(ada)
    assert world.plaza.welcome([ada, cleo]) == {ada: Welcome.NO, cleo: Welcome.YES}


def test_look_sees_deleting_editing_and_blocking(world: World) -> None:
    ada, ben = world.join("ada"), world.join("ben")
    root = world.town.post(ada, "my dog", Upload(PNG, 8, 6))
    mention = world.town.reply(ben, root, "@seemly a hat")
    before = world.plaza.look([root, mention], [ada, ben], mention)
    assert before.gone == frozenset()
    assert before.blocked == frozenset()
    assert not before.closed

    world.town.edit(ben, mention, "@seemly something else")
    world.town.delete(ada, root)
    world.town.block(ada)
    after = world.plaza.look([root, mention], [ada, ben], mention)
    assert after.gone == {root}
    assert after.versions[mention] != before.versions[mention]
    assert after.blocked == {ada}
    assert after.closed


def test_a_thread_without_blocks_takes_answers(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    assert not world.plaza.look([], [], mention).closed
    assert not world.plaza.look([], [], "plaza://post/gone").closed


# -- speaking -------------------------------------------------------------------------------


def test_freezing_is_pure_and_says_everything(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    picture = marked(mention)
    thread = world.plaza.thread(mention)
    assert thread is not None
    record = world.plaza.freeze(picture, thread, AT)
    assert record == world.plaza.freeze(picture, thread, AT)
    assert rows(world) == 1
    fields = json.loads(record)
    assert fields["text"] == picture.post_text
    assert fields["reply"] == {"parent": mention, "root": mention}
    assert fields["created_at"] == "2026-11-24T12:00:00+00:00"
    assert fields["picture"]["sha256"] == picture.file_digest
    assert fields["picture"]["alt_text"] == picture.alt_text
    assert fields["labels"] == ["ai-generated"]


def test_publishing_twice_is_publishing_once(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    post = frozen(world, marked(mention), mention)
    assert world.plaza.find(KEY) is None
    uri = world.plaza.publish(marked(mention), post)
    assert world.plaza.publish(marked(mention), post) == uri
    assert world.plaza.find(KEY) == uri
    assert rows(world) == 2
    thread = world.plaza.thread(mention)
    assert thread is not None
    assert thread.bot_spoke


def test_two_workers_at_once_publish_once(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    post = frozen(world, marked(mention), mention)
    uris: list[str] = []
    threads = [
        threading.Thread(target=lambda: uris.append(world.plaza.publish(marked(mention), post)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(uris) == 4
    assert len(set(uris)) == 1
    assert rows(world) == 2


def test_what_was_removed_is_not_said_again(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    post = frozen(world, marked(mention), mention)
    uri = world.plaza.publish(marked(mention), post)
    world.plaza.remove(KEY)
    world.plaza.remove(KEY)
    assert world.plaza.publish(marked(mention), post) == uri
    assert world.plaza.find(KEY) is None
    assert world.plaza.thread(uri) is None
    assert world.pictures.kept == {}
    name = world.town.name_of(uri)
    with pytest.raises(NotFound):
        world.town.picture(name, ada)


def test_removing_what_was_never_said_is_no_error(world: World) -> None:
    world.plaza.remove(KEY)
    assert world.plaza.find(KEY) is None


def test_bytes_stay_while_another_post_shows_them(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    world.plaza.publish(marked(mention, JPEG), frozen(world, marked(mention, JPEG), mention))
    copy = world.town.post(ada, "look", Upload(JPEG, 640, 480))
    world.plaza.remove(KEY)
    assert list(world.pictures.kept.values()) == [JPEG]
    world.town.delete(ada, copy)
    assert world.pictures.kept == {}


def test_a_file_that_was_not_frozen_is_refused(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    post = frozen(world, marked(mention), mention)
    with pytest.raises(NotApproved):
        world.plaza.publish(marked(mention, PNG), post)
    with pytest.raises(NetworkFault):
        world.plaza.publish(marked(mention), FrozenPost(KEY, "{}"))
    assert rows(world) == 1


def test_words_that_were_not_frozen_are_refused(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly a hat")
    post = frozen(world, words(mention), mention)
    with pytest.raises(NotApproved):
        world.plaza.say(words(mention, "Something else."), post)
    world.plaza.say(words(mention), post)
    assert world.plaza.find(KEY) is not None


def test_only_the_asker_is_told(world: World) -> None:
    ada, ben = world.join("ada"), world.join("ben")
    mention = world.town.post(ada, "@seemly something mean")
    post = frozen(world, words(mention), mention, to=ada)
    uri = world.plaza.tell(words(mention), post)
    assert world.plaza.tell(words(mention), post) == uri
    assert world.plaza.find(KEY) == uri
    seen = [[e.row.uri for e in world.town.conversation(mention, who)] for who in (ada, ben, None)]
    assert seen == [[mention, uri], [mention], [mention]]
    assert world.town.openings()[0].answers == 0
    thread = world.plaza.thread(mention)
    assert thread is not None
    assert not thread.bot_spoke
    assert world.plaza.thread(uri) is None
    with pytest.raises(NotFound):
        world.town.row(world.town.name_of(uri), ben)
    with pytest.raises(NotFound):
        world.town.reply(ada, uri, "why?")


def test_nobody_to_tell(world: World) -> None:
    ada = world.join("ada")
    mention = world.town.post(ada, "@seemly something")
    with pytest.raises(NoPrivateChannel):
        world.plaza.tell(words(mention), frozen(world, words(mention), mention, to="nobody"))


def test_the_bot_is_there_from_the_start_and_says_what_it_is(world: World) -> None:
    resident = world.town.resident(BOT.id)
    assert resident.account.is_bot
    assert "@seemly is there" in world.plaza.check()


def test_the_thread_of_an_answer_is_that_of_the_mention(world: World) -> None:
    ada = world.join("ada")
    root = world.town.post(ada, "my dog", Upload(PNG, 8, 6))
    mention = world.town.reply(ada, root, "@seemly a hat")
    uri = world.plaza.publish(marked(mention), frozen(world, marked(mention), mention))
    again = world.town.reply(ada, uri, "@seemly a bigger hat")
    thread: Thread | None = world.plaza.thread(again)
    assert thread is not None
    assert [post.author.id for post in thread.above] == [BOT.id, ada, ada]
    assert thread.above[0].pictures[0].author == BOT.id
    assert world.plaza.fetch(thread.above[0].pictures[0]) == JPEG
