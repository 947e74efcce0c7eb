"""What only Bluesky has: sessions, labels, facets, gates, quotations."""

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
from tests.network.rig import BlueskyRig, now
from tests.network.sayings import frozen, jpeg, words
from tests.network.seen import heard, shown

from seemly.addresses import ForbiddenAddress
from seemly.errors import NetworkFault
from seemly.networks.bluesky import Bluesky
from seemly.networks.network import Welcome
from seemly.outgoing import Outgoing

pytestmark = pytest.mark.network


@pytest.fixture
def rig(bluesky_rig: BlueskyRig) -> BlueskyRig:
    return bluesky_rig


@pytest.fixture
def anna(atproto_accounts: Accounts) -> Person:
    return atproto_accounts.person("anna")


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
