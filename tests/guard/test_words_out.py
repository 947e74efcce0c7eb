"""What Seemly says comes from templates with closed slots, and what goes out is read again."""

from dataclasses import replace

import pytest
import regex

from seemly.errors import NotApproved
from seemly.guard import words_out
from seemly.guard.text.language import LANGUAGES
from seemly.guard.text.reader import Reader
from seemly.guard.text.removal import asks_removal
from seemly.guard.words_out import LONGEST, Words, read_out
from seemly.policy import rules
from seemly.policy.rules import PROFILES, REQUIRED, Policy
from seemly.provenance.publication import ApprovedWords, Origin
from seemly.verdict import Action, Verdict

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


def refused(words: Words, reason: str, language: str) -> ApprovedWords:
    return words.refusal(reason, language, (), POST, replace(REFUSED, reasons=(reason,)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_reason_is_said_in_every_language_and_fits(profile: str, language: str) -> None:
    messages = Policy.load(profile).messages()
    words = Words.load(messages)
    first = words.first_post_text(language, (), (), "abcde12345", Origin.CREATED)
    for reason, message in messages.items():
        said = refused(words, reason, language)
        assert said.text.startswith(message[language].partition("{")[0])
        assert first.startswith(
            said.text.removeprefix(message[language].replace("{things}", ""))[1:]
        )
        assert len(regex.findall(r"\X", said.text)) <= LONGEST
        assert "{" not in said.text
        assert (said.answers, said.policy, said.language) == (POST, "v1", language)


def test_no_two_languages_say_the_same(policy: Policy) -> None:
    for reason, message in policy.messages().items():
        assert len(set(message.values())) == len(LANGUAGES), reason


#: What would tell how something was found, or how to get round it, in any of the ten: numbers and
#: thresholds; "instead write", "try wording"; the parts of the guard.
_TELLING = regex.compile(
    r"[\d%]|threshold|score|detect|classif|filter|confiden|probab|lexicon|model\b|schwelle|erkann|"
    r"seuil|détect|drempel|herken|umbral|puntua|soglia|rilev|limiar|próg|wykry|prag\b|tröskel|upptäck|"
    r"rephrase as|other words|andere worte|autres mots|andere woorden|otras palabras|altre parole|"
    r"outras palavras|inne słowa|alte cuvinte|andra ord",
    regex.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_no_refusal_holds_a_number_or_teaches_the_way_around(profile: str, language: str) -> None:
    """A picture that cannot be read is the one exception: its size is no secret of the guard."""
    messages = Policy.load(profile).messages()
    words = Words.load(messages)
    for reason in set(messages) - {"bad_picture"}:
        said = refused(words, reason, language)
        assert not _TELLING.search(said.text), said.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_holds_a_link_or_a_mention(words: Words, policy: Policy, language: str) -> None:
    for reason in policy.messages():
        said = refused(words, reason, language).text
        assert not words_out._LINK.search(said), said
        assert not words_out._MENTION.search(said), said


def test_a_policy_in_four_languages_falls_back_to_english(policy: Policy) -> None:
    """The whole answer is in one language, and says which."""
    short = {
        reason: {language: said[language] for language in REQUIRED}
        for reason, said in policy.messages().items()
    }
    words = Words.load(short)
    said = refused(words, "sexual", "sv")
    assert said.text == f"{short['sexual']['en']} I am an AI system."
    assert said.language == "en"
    assert refused(words, "sexual", "de").language == "de"
    verdict = replace(REFUSED, reasons=("generator_cannot",))
    assert "(dog)" in words.refusal("generator_cannot", "it", ("dog",), POST, verdict).text
    assert words.recall(said.template, said.language, said.slots, POST, "v1") == said


def test_the_policy_may_say_what_the_guard_can() -> None:
    assert rules.LANGUAGES == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_tell_to_answer_is_heard(words: Words, language: str) -> None:
    text = words.post_text(language, (), (), "abcde12345", Origin.CREATED)
    told = regex.search(r'["«„]\s?(.+?)\s?["»”“]', text)
    assert told is not None, text
    assert asks_removal(told[1]), text


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


@pytest.mark.parametrize(
    "language",
    [pytest.param(each, marks=[] if each in REQUIRED else pytest.mark.slow) for each in LANGUAGES],
)
def test_our_own_words_pass_their_own_reading(words: Words, reader: Reader, language: str) -> None:
    said = ((), (), "abcde12345", Origin.EDITED)
    texts = [words.first_post_text(language, *said)]
    nouns = sorted(words.things)
    for at in range(0, len(nouns), 10):  # the alt text leaves none out, however long it gets
        texts.append(words.alt_text(language, nouns[at : at + 10], *said[1:]))
    for text in texts:
        out = read_out([], reader, [text])
        assert (out.harmful, out.links, out.mentions) == (False, False, False), text


@pytest.mark.parametrize(
    ("language", "nouns"),
    [
        ("en", ["camera"]),
        ("es", ["flower", "dragon", "lobster", "koala", "dinosaur", "milk"]),
        ("pt", ["honey", "drawing", "backpack", "socks"]),
    ],
)
def test_a_list_of_things_is_no_wish(
    words: Words, reader: Reader, language: str, nouns: list[str]
) -> None:
    """The heads took these for one, and a harmless drawing was not answered."""
    known = [noun for noun in nouns if noun in words.things]
    assert known
    for say in (words.first_post_text, words.post_text, words.alt_text):
        text = say(language, known, (), "abcde12345", Origin.CREATED)
        assert read_out([], reader, [text]).harmful is False, text


@pytest.mark.parametrize("text", ["undress her", "Picture made with AI: a naked woman, porn"])
def test_what_we_say_ourselves_is_read_too(reader: Reader, text: str) -> None:
    assert read_out([], reader, [text]).harmful is True


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
