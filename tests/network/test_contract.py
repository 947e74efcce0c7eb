"""What every network adapter does, whatever the network. Bluesky runs against the real servers.

python -m pytest tests/network                       the plaza
python -m pytest -m network tests/network            Bluesky (see README.md)
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.network.atproto import until
from tests.network.rig import Rig
from tests.network.sayings import frozen, jpeg, key, picture, words

from seemly.errors import NetworkFault, NotApproved
from seemly.networks.network import Heard, Mention, Thread, Welcome


def heard(rig: Rig, uri: str, cursor: str | None = None) -> Mention:
    """The mention with this URI, once the bot hears it."""

    def look() -> Mention | None:
        found = rig.bot.hear(cursor).mentions
        return next((mention for mention in found if mention.post.uri == uri), None)

    return until(look, "the bot hears the mention")


def thread_of(rig: Rig, uri: str) -> Thread:
    """The thread around a post that stands."""
    thread = rig.bot.thread(uri)
    assert thread is not None
    return thread


# -- listening ---------------------------------------------------------------------------------


def test_a_mention_is_heard_with_its_author_words_and_picture(rig: Rig) -> None:
    anna = rig.person("anna")
    uri = anna.mention("put a hat on the dog", picture=jpeg())
    mention = heard(rig, uri)
    assert mention.names_bot
    assert mention.post.author.id == anna.id
    assert "put a hat on the dog" in mention.post.unverified_text
    assert [ref.author for ref in mention.post.pictures] == [anna.id]
    assert mention.parent is None


def test_what_was_heard_stays_heard_while_the_cursor_is_not_stored(rig: Rig) -> None:
    anna = rig.person("anna")
    uri = anna.mention("a lighthouse")
    heard(rig, uri)
    assert heard(rig, uri).post.uri == uri


def test_after_the_cursor_is_stored_new_mentions_are_heard(rig: Rig) -> None:
    anna = rig.person("anna")
    first = anna.mention("a lighthouse")

    def look() -> Heard | None:
        found = rig.bot.hear(None)
        return found if first in {mention.post.uri for mention in found.mentions} else None

    cursor = until(look, "the bot hears the first mention").cursor
    second = anna.mention("a tower")
    assert heard(rig, second, cursor).post.uri == second


def test_an_answer_to_the_bot_is_heard_without_its_name(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a lighthouse")
    thread = thread_of(rig, ask)
    ours = rig.bot.publish(picture(ask), frozen(rig.bot, picture(ask), thread))
    until(lambda: rig.bot.thread(ours), "the bot's answer stands")
    answer = anna.reply(ours, "remove this")
    mention = heard(rig, answer)
    assert not mention.names_bot
    assert mention.parent == ours
    assert mention.root == ask


def test_talk_among_others_below_the_bot_is_not_heard(rig: Rig) -> None:
    anna, ben = rig.person("anna"), rig.person("benno")
    ask = anna.mention("a lighthouse")
    ours = rig.bot.say(words(ask), frozen(rig.bot, words(ask), thread_of(rig, ask)))
    until(lambda: rig.bot.thread(ours), "the bot's answer stands")
    to_bot = anna.reply(ours, "thanks")
    to_anna = ben.reply(to_bot, "remove this")
    later = ben.mention("a tower")  # once this one is heard, the one before would have been
    heard(rig, later)
    assert to_anna not in {mention.post.uri for mention in rig.bot.hear(None).mentions}


def test_the_bot_does_not_hear_itself(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a lighthouse")
    ours = rig.bot.say(words(ask), frozen(rig.bot, words(ask), thread_of(rig, ask)))
    heard(rig, anna.mention("a tower"))
    assert ours not in {mention.post.uri for mention in rig.bot.hear(None).mentions}


# -- threads -----------------------------------------------------------------------------------


def test_a_thread_shows_who_stands_above_nearest_first(rig: Rig) -> None:
    anna, ben, cleo = rig.person("anna"), rig.person("benno"), rig.person("cleo")
    root = anna.post("my dog", jpeg(1), "a brown dog")
    middle = ben.reply(root, "lovely")
    ask = cleo.mention("a hat for the dog", under=middle)
    thread = thread_of(rig, ask)
    assert thread.mention.uri == ask
    assert [post.uri for post in thread.above] == [middle, root]
    assert [post.author.id for post in thread.above] == [ben.id, anna.id]
    assert thread.root == root
    assert thread.depth == 2
    assert thread.above[1].pictures[0].alt_text == "a brown dog"
    assert not thread.bot_spoke


def test_a_deleted_post_above_is_missing_and_the_root_stays(rig: Rig) -> None:
    anna, ben, cleo = rig.person("anna"), rig.person("benno"), rig.person("cleo")
    root = anna.post("my dog", jpeg(1))
    middle = ben.reply(root, "lovely")
    ask = cleo.mention("a hat for the dog", under=middle)
    ben.delete(middle)
    thread = thread_of(rig, ask)
    assert [post.uri for post in thread.above] == [root]
    assert thread.root == root
    assert thread.depth >= 1


def test_a_deleted_mention_has_no_thread(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a lighthouse")
    anna.delete(ask)
    assert rig.bot.thread(ask) is None


def test_the_bot_knows_that_it_spoke(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a lighthouse")
    ours = rig.bot.say(words(ask), frozen(rig.bot, words(ask), thread_of(rig, ask)))
    until(lambda: rig.bot.thread(ours), "the bot's answer stands")
    again = anna.mention("and a tower", under=ours)
    assert thread_of(rig, again).bot_spoke


# -- pictures ----------------------------------------------------------------------------------


def test_a_picture_comes_as_it_was_posted(rig: Rig) -> None:
    original = jpeg(3)
    ask = rig.person("anna").mention("a hat", picture=original)
    (ref,) = thread_of(rig, ask).mention.pictures
    assert rig.bot.fetch(ref) == original


def test_a_picture_of_a_deleted_post_is_a_fault(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a hat", picture=jpeg(4))
    (ref,) = thread_of(rig, ask).mention.pictures
    anna.delete(ask)
    with pytest.raises(NetworkFault):
        rig.bot.fetch(ref)


# -- speaking ----------------------------------------------------------------------------------


def test_freezing_the_same_gives_the_same(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    thread = thread_of(rig, ask)
    at = frozen(rig.bot, words(ask), thread)
    assert rig.bot.find(at.key) is None  # nothing was posted by freezing
    moment = thread.mention.created_at
    assert moment is not None
    one, two = (rig.bot.freeze(picture(ask), thread, moment) for _ in range(2))
    assert one == two


def test_publishing_twice_is_publishing_once(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    marked = picture(ask)
    post = frozen(rig.bot, marked, thread_of(rig, ask))
    first = rig.bot.publish(marked, post)
    assert rig.bot.find(post.key) == first
    assert rig.bot.publish(marked, post) == first
    shown = until(lambda: rig.bot.thread(first), "the answer stands").mention
    assert shown.author.id == rig.bot_id
    assert shown.unverified_text == marked.post_text
    assert shown.pictures[0].alt_text == marked.alt_text
    assert rig.bot.fetch(shown.pictures[0]) == marked.file


def test_saying_twice_is_saying_once(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    said = words(ask)
    post = frozen(rig.bot, said, thread_of(rig, ask))
    first = rig.bot.say(said, post)
    assert rig.bot.say(said, post) == first
    assert rig.bot.find(post.key) == first
    answer = until(lambda: rig.bot.thread(first), "the answer stands")
    assert answer.above[0].uri == ask


def test_nothing_but_the_approved_leaves(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    thread = thread_of(rig, ask)
    post = frozen(rig.bot, words(ask), thread)
    with pytest.raises((NotApproved, NetworkFault)):
        rig.bot.say(replace(words(ask), text="something else"), post)
    marked = picture(ask)
    post = frozen(rig.bot, marked, thread)
    with pytest.raises((NotApproved, NetworkFault)):
        rig.bot.publish(replace(marked, file=jpeg(8)), post)
    assert rig.bot.find(post.key) is None


def test_what_was_never_said_is_not_found(rig: Rig) -> None:
    assert rig.bot.find(key("nothing")) is None


def test_removing_takes_post_and_picture_away(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    marked = picture(ask)
    post = frozen(rig.bot, marked, thread_of(rig, ask))
    uri = rig.bot.publish(marked, post)
    shown = until(lambda: rig.bot.thread(uri), "the answer stands").mention
    rig.bot.remove(post.key)
    assert rig.bot.find(post.key) is None
    with pytest.raises(NetworkFault):
        rig.bot.fetch(shown.pictures[0])
    until(lambda: rig.bot.thread(uri) is None, "nobody is shown the answer")


def test_removing_again_brings_nothing_back(rig: Rig) -> None:
    ask = rig.person("anna").mention("a lighthouse")
    post = frozen(rig.bot, words(ask), thread_of(rig, ask))
    rig.bot.say(words(ask), post)
    rig.bot.remove(post.key)
    rig.bot.remove(post.key)
    rig.bot.remove(key("never said"))
    assert rig.bot.find(post.key) is None


# -- the looks ---------------------------------------------------------------------------------


def test_all_stands_as_it_was(rig: Rig) -> None:
    anna = rig.person("anna")
    root = anna.post("my dog", jpeg(1))
    ask = anna.mention("a hat", under=root)
    thread = thread_of(rig, ask)
    standing = rig.bot.look([ask, root], [anna.id], ask)
    assert standing.gone == frozenset()
    assert standing.versions == {ask: thread.mention.version, root: thread.above[0].version}
    assert standing.blocked == frozenset()
    assert not standing.closed


def test_a_deleted_post_is_gone(rig: Rig) -> None:
    anna = rig.person("anna")
    root = anna.post("my dog", jpeg(1))
    ask = anna.mention("a hat", under=root)
    anna.delete(root)
    standing = rig.bot.look([ask, root], [anna.id], ask)
    assert standing.gone == {root}
    assert set(standing.versions) == {ask}


def test_an_edited_post_has_another_version(rig: Rig) -> None:
    anna = rig.person("anna")
    ask = anna.mention("a hat")
    before = thread_of(rig, ask).mention.version
    anna.edit(ask, "a crown")
    assert rig.bot.look([ask], [anna.id], ask).versions[ask] != before


def test_a_block_is_seen_and_is_no_deletion(rig: Rig) -> None:
    anna, ben = rig.person("anna"), rig.person("benno")
    root = anna.post("my dog", jpeg(1))
    ask = ben.mention("a hat", under=root)
    anna.block_bot()
    standing = rig.bot.look([ask, root], [anna.id, ben.id], ask)
    assert standing.blocked == {anna.id}
    assert standing.gone == frozenset()


def test_who_welcomes_the_bot(rig: Rig) -> None:
    anna, ben, cleo = rig.person("anna"), rig.person("benno"), rig.person("cleo")
    anna.welcome_bot()
    cleo.block_bot()
    assert rig.bot.welcome([anna.id, ben.id, cleo.id]) == {
        anna.id: Welcome.YES,
        ben.id: Welcome.NO,
        cleo.id: Welcome.BLOCKS,
    }
    assert rig.bot.welcome([]) == {}


def test_the_check_is_one_line(rig: Rig) -> None:
    line = rig.bot.check()
    assert line.startswith(rig.bot.name)
    assert "\n" not in line
