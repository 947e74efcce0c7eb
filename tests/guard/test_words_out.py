"""What Seemly says comes from templates with closed slots, and what goes out is read again."""

from dataclasses import replace

import pytest

from seemly.errors import NotApproved
from seemly.guard.text.reader import Reader
from seemly.guard.words_out import LONGEST, Words, read_out
from seemly.policy.rules import Policy
from seemly.provenance.publication import Origin
from seemly.verdict import Action, Verdict

LANGUAGES = ("en", "de", "fr", "nl")
POST = "at://did:plc:asker/app.bsky.feed.post/1"
REFUSED = Verdict(Action.REFUSE, ("sexual",), (), "v1", ())


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load("default")


@pytest.fixture(scope="module")
def words(policy: Policy) -> Words:
    return Words.load(policy.messages())


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said_in_every_language_and_fits(
    words: Words, policy: Policy, language: str
) -> None:
    for reason in policy.messages():
        verdict = replace(REFUSED, reasons=(reason,))
        said = words.refusal(reason, language, (), POST, verdict)
        assert len(said.text) <= LONGEST
        assert "{" not in said.text
        assert said.answers == POST
        assert said.policy == "v1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_reads_as_harm_or_holds_a_number(
    words: Words, policy: Policy, reader: Reader, language: str
) -> None:
    for reason in policy.messages():
        said = words.refusal(reason, language, (), POST, replace(REFUSED, reasons=(reason,)))
        out = read_out([said.text], reader)
        assert not out.links
        assert not out.mentions
        assert reason == "bad_picture" or not any(letter.isdigit() for letter in said.text)


def test_bank_protection_and_pile_on_sound_the_same(words: Words) -> None:
    texts = {
        words.refusal(r, "en", (), POST, replace(REFUSED, reasons=(r,))).text
        for r in ("bank", "protected", "pileon", "judge", "bank_hold", "not_possible_here")
    }
    assert len(texts) == 1


def test_what_cannot_be_made_is_named_from_the_list(words: Words) -> None:
    verdict = replace(REFUSED, reasons=("generator_cannot",))
    said = words.refusal("generator_cannot", "de", ("dog", "boat"), POST, verdict)
    assert "(Hund, Boot)" in said.text
    with pytest.raises(NotApproved):
        words.refusal("generator_cannot", "de", ("the asker's own words",), POST, verdict)


def test_a_refusal_needs_a_verdict_that_refuses_for_this(words: Words) -> None:
    with pytest.raises(NotApproved):
        words.refusal("sexual", "en", (), POST, replace(REFUSED, action=Action.ALLOW))
    with pytest.raises(NotApproved):
        words.refusal("hate", "en", (), POST, REFUSED)
    with pytest.raises(NotApproved):
        words.refusal("no_such", "en", (), POST, replace(REFUSED, reasons=("no_such",)))


@pytest.mark.parametrize(
    ("template", "slots"),
    [
        ("no_such", {}),
        ("removed", {"public_id": "abcdefghij"}),
        ("try_later", {}),
        ("try_later", {"seconds": "many"}),
        ("try_later", {"seconds": "60", "handle": "@somebody"}),
    ],
)
def test_notices_take_only_their_own_slots(
    words: Words, template: str, slots: dict[str, str]
) -> None:
    with pytest.raises(NotApproved):
        words.notice(template, "en", slots, POST, "v1")


def test_a_notice_with_its_slot(words: Words) -> None:
    assert "60" in words.notice("try_later", "nl", {"seconds": "60"}, POST, "v1").text


def test_recall_is_the_same_to_the_letter(words: Words) -> None:
    verdict = replace(REFUSED, reasons=("generator_cannot",))
    said = words.refusal("generator_cannot", "fr", ("dog",), POST, verdict)
    again = words.recall(said.template, said.language, said.slots, said.answers, said.policy)
    assert again == said
    notice = words.notice("try_later", "en", {"seconds": "5"}, POST, "v1")
    assert words.recall(notice.template, "en", notice.slots, POST, "v1") == notice


def test_recall_takes_no_strange_slots(words: Words) -> None:
    with pytest.raises(NotApproved):
        words.recall("refusal.sexual", "en", (("handle", "@x"),), POST, "v1")
    with pytest.raises(NotApproved):
        words.recall("refusal.sexual", "tlh", (), POST, "v1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("origin", list(Origin))
def test_a_post_says_that_it_is_ai_and_fits(words: Words, language: str, origin: Origin) -> None:
    things = sorted(words.things)
    text = words.first_post_text(language, things, things, "abcde12345", origin)
    assert len(text) <= LONGEST
    assert "AI" in text or "KI" in text or "IA" in text
    assert "abcde12345" in text


def test_only_the_first_answer_introduces_itself(words: Words) -> None:
    said = ("en", ("background",), (), "abcde12345", Origin.EDITED)
    assert words.first_post_text(*said).startswith("I am an AI system.")
    assert "I am an AI system." not in words.post_text(*said)
    assert words.alt_text(*said) == "Picture edited with AI: background."


@pytest.mark.parametrize(
    ("did", "public_id"), [(("undressed person",), "abcde12345"), ((), "../../etc"), ((), "ABC")]
)
def test_free_words_do_not_get_into_a_post(
    words: Words, did: tuple[str, ...], public_id: str
) -> None:
    for say in (words.post_text, words.first_post_text, words.alt_text):
        with pytest.raises(NotApproved):
            say("en", did, (), public_id, Origin.CREATED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_pass_their_own_reading(words: Words, reader: Reader, language: str) -> None:
    for thing in sorted(words.things):
        text = words.post_text(language, (thing,), (thing,), "abcde12345", Origin.EDITED)
        out = read_out([text], reader)
        assert (out.harmful, out.links, out.mentions) == (False, False, False), text


@pytest.mark.parametrize(
    "caption",
    [
        "she is a whore",
        "John is a thief",
        "kill yourself",
        "er ist ein Dieb",
        "call +49 170 1234567",
        "write to anna@example.org",
        "DE89 3704 0044 0532 0130 00",
        "w h o r e",
    ],
)
def test_harmful_captions_are_harmful(reader: Reader, caption: str) -> None:
    assert read_out([caption], reader).harmful is True


@pytest.mark.parametrize("caption", ["Happy birthday!", "Alles Gute", "Bonjour", "2026", ""])
def test_friendly_captions_pass(reader: Reader, caption: str) -> None:
    out = read_out([caption], reader)
    assert (out.harmful, out.links, out.mentions) == (False, False, False)


@pytest.mark.parametrize("text", ["https://evil.example", "visit evil.com", "www.evil"])
def test_links_are_seen(reader: Reader, text: str) -> None:
    assert read_out([text], reader).links is True


def test_mentions_are_seen(reader: Reader) -> None:
    assert read_out(["thanks @somebody"], reader).mentions is True


@pytest.mark.parametrize("public_id", ["135616760q", "q135616760", "60648906zs"])
def test_a_public_id_is_no_telephone_number(reader: Reader, public_id: str) -> None:
    """One in ten thousand has nine digits in a row, and its picture was refused."""
    assert read_out([f"No. {public_id}"], reader).harmful is False


@pytest.mark.parametrize("number", ["+49 170 1234567", "135616760", "call 0170-1234567 now"])
def test_a_telephone_number_is(reader: Reader, number: str) -> None:
    assert read_out([number], reader).harmful is True
