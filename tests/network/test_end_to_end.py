"""The whole of Seemly on each network: from a mention to a marked picture, and away again."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.network.atproto import until
from tests.network.rig import Rig

from seemly import outcome
from seemly.assemble import Seemly, opened
from seemly.bench.marks.distortions import DISTORTIONS
from seemly.outcome import Outcome
from seemly.posts import Kind, post_key
from seemly.provenance.credentials import read_back
from seemly.recognised import Memory, recognise
from seemly.running import Running
from seemly.settings import Settings
from seemly.tables import jobs

ASSETS = Path(__file__).parents[2] / "src" / "seemly" / "demo"
VIEWS = ("none", "AT Protocol view, webp 80", "Mastodon-like, webp 90",
         "Mastodon-like preview, webp 90")  # fmt: skip
DOG = (ASSETS / "dog.png").read_bytes()
ASTRONAUT = (ASSETS / "astronaut.jpg").read_bytes()


@contextlib.contextmanager
def serving(rig: Rig, folder: Path) -> Iterator[Seemly]:
    """Seemly with this one network, its threads running."""
    work = threading.Event()
    with opened(Settings(data=folder), rig.bot) as seemly:
        running = Running(seemly.parts, seemly.sequencer, 2, work)
        running.start()
        try:
            yield seemly
        finally:
            running.stop()


def ended(seemly: Seemly, rig: Rig, mention: str) -> Outcome:
    """What came of a mention, once it has ended."""

    def look() -> Outcome | None:
        job = outcome.job_of(seemly.parts.store, rig.bot.name, mention)
        return outcome.of(seemly.parts.store, job) if job is not None and not job.open else None

    return until(look, "the request ends")


def answer(rig: Rig, mention: str, kind: Kind = Kind.PICTURE) -> str | None:
    """The URI of the bot's answer as the network has it."""
    return rig.bot.find(post_key(mention, kind))


def file_of(rig: Rig, uri: str) -> bytes:
    """The picture in one of the bot's posts, as anybody would fetch it."""
    thread = until(lambda: rig.bot.thread(uri), "the answer shows")
    return rig.bot.fetch(thread.mention.pictures[0])


def test_mention_to_marked_picture_in_the_thread(rig: Rig, tmp_path: Path) -> None:
    ana = rig.person("ana")
    ana.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        mention = ana.mention("put a party hat on the dog", picture=DOG)
        came = ended(seemly, rig, mention)
    assert (came.state, came.action) == ("published", "allow")
    uri = answer(rig, mention)
    assert uri is not None
    file = file_of(rig, uri)
    reading = read_back(file, came.media_type or "")
    assert reading is not None
    assert reading.valid
    assert reading.title == came.public_id


def test_the_mark_is_read_from_what_a_reader_downloads(rig: Rig, tmp_path: Path) -> None:
    """As the network keeps it, and as it and Mastodon show it: re-encoded, smaller, stripped."""
    ana = rig.person("ana")
    ana.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        mention = ana.mention("a lighthouse in a storm")
        came = ended(seemly, rig, mention)
        uri = answer(rig, mention)
        assert uri is not None
        kept = np.asarray(Image.open(io.BytesIO(file_of(rig, uri))).convert("RGB"))
        for name in VIEWS:
            seen = recognise(DISTORTIONS[name](kept), Memory.of(seemly.parts))
            assert seen is not None, name
            assert (seen.public_id, seen.sure) == (came.public_id, "yes"), name


def test_a_reply_to_the_bots_own_picture_edits_that_one(rig: Rig, tmp_path: Path) -> None:
    ana = rig.person("ana")
    ana.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        first = ana.mention("put a party hat on the dog", picture=DOG)
        parent = ended(seemly, rig, first)
        uri = answer(rig, first)
        assert uri is not None
        until(lambda: ana.sees(uri), "the answer shows")
        second = ana.mention("make it black and white", under=uri)
        child = ended(seemly, rig, second)
        assert child.state == "published"
        [job] = seemly.parts.store.find(jobs.c.public_id == child.public_id)
        assert f'"{parent.public_id}"' in (job.progress or "")


def test_refusal_under_a_strangers_post_stays_private(rig: Rig, tmp_path: Path) -> None:
    """Neither the wish nor the refusal is repeated under the picture of who did not welcome us."""
    owner, asker = rig.person("owner"), rig.person("asker")
    asker.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        post = owner.post("on my way", ASTRONAUT, "an astronaut")
        mention = asker.mention("undress her", under=post)
        came = ended(seemly, rig, mention)
    assert (came.state, came.action) == ("refused", "refuse")
    assert answer(rig, mention) is None
    if rig.bot.name == "bluesky":
        assert answer(rig, mention, Kind.REFUSAL) is None


def test_not_welcome_means_no_picture_either(rig: Rig, tmp_path: Path) -> None:
    owner, asker = rig.person("owner"), rig.person("asker")
    asker.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        post = owner.post("my dog", DOG, "a dog")
        mention = asker.mention("put a party hat on the dog", under=post)
        came = ended(seemly, rig, mention)
    assert (came.state, came.reasons[0]) == ("refused", "not_welcome")
    assert answer(rig, mention) is None


def test_what_is_deleted_before_publishing_is_not_answered(rig: Rig, tmp_path: Path) -> None:
    ana = rig.person("ana")
    ana.welcome_bot()
    mention = ana.mention("put a party hat on the dog", picture=DOG)
    heard = until(lambda: rig.bot.hear(None).mentions, "the bot hears it")
    assert mention in {one.post.uri for one in heard}
    ana.delete(mention)
    with serving(rig, tmp_path) as seemly:
        job = until(
            lambda: (
                outcome.job_of(seemly.parts.store, rig.bot.name, mention)
                or _nothing_heard(rig, mention)
            ),
            "the mention is dropped or cancelled",
        )
        if not isinstance(job, str):
            assert ended(seemly, rig, mention).state == "cancelled"
    assert answer(rig, mention) is None


def _nothing_heard(rig: Rig, mention: str) -> str | None:
    """A deleted mention is no longer told to anybody: there is nothing to answer."""
    heard = {one.post.uri for one in rig.bot.hear(None).mentions}
    return "not heard" if mention not in heard else None


def test_a_restart_in_between_says_nothing_twice(rig: Rig, tmp_path: Path) -> None:
    ana = rig.person("ana")
    ana.welcome_bot()
    with serving(rig, tmp_path):
        mention = ana.mention("put a party hat on the dog", picture=DOG)
    with serving(rig, tmp_path) as seemly:
        assert ended(seemly, rig, mention).state == "published"
        uri = answer(rig, mention)
    with serving(rig, tmp_path) as seemly:
        assert ended(seemly, rig, mention).state == "published"
        assert len(seemly.parts.store.find(jobs.c.kind == "request")) == 1
    assert answer(rig, mention) == uri


def test_remove_this_takes_the_answer_down(rig: Rig, tmp_path: Path) -> None:
    ana = rig.person("ana")
    ana.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        mention = ana.mention("put a party hat on the dog", picture=DOG)
        ended(seemly, rig, mention)
        uri = answer(rig, mention)
        assert uri is not None
        until(lambda: ana.sees(uri), "the answer shows")
        ana.reply(uri, "remove this")
        closed = (jobs.c.kind == "takedown", jobs.c.state == "closed")
        until(lambda: seemly.parts.store.find(*closed), "the takedown closes")
    assert answer(rig, mention) is None


def test_only_who_asked_or_is_pictured_may_remove(rig: Rig, tmp_path: Path) -> None:
    ana, eve = rig.person("ana"), rig.person("eve")
    ana.welcome_bot()
    with serving(rig, tmp_path) as seemly:
        mention = ana.mention("put a party hat on the dog", picture=DOG)
        ended(seemly, rig, mention)
        uri = answer(rig, mention)
        assert uri is not None
        until(lambda: eve.sees(uri), "the answer shows")
        eve.reply(uri, "remove this")
        ana_again = ana.mention("a house by the sea")  # heard after eve's words
        ended(seemly, rig, ana_again)
        assert seemly.parts.store.find(jobs.c.kind == "takedown") == []
    assert answer(rig, mention) == uri


def test_three_accounts_at_once(rig: Rig, tmp_path: Path) -> None:
    people = [rig.person(name) for name in ("ana", "bob", "eve")]
    for person in people:
        person.welcome_bot()
    wishes = ("a lighthouse in a storm", "three cats", "a house by the sea")
    with serving(rig, tmp_path) as seemly:
        mentions = [p.mention(wish) for p, wish in zip(people, wishes, strict=True)]
        states = [ended(seemly, rig, mention).state for mention in mentions]
    assert states == ["published"] * 3
    assert len({answer(rig, mention) for mention in mentions}) == 3


pytestmark = pytest.mark.timeout(240)
