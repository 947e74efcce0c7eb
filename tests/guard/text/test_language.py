"""Which language to answer in; a courtesy that falls back to English."""

import pytest

from seemly.guard.text.language import LANGUAGES, guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("put a party hat on the dog", "en"),
        ("setz dem Hund einen Partyhut auf", "de"),
        ("mets un chapeau de fête au chien", "fr"),
        ("zet de hond een feesthoed op", "nl"),
        ("ersetze den Hintergrund durch eine Bibliothek", "de"),
        ("vervang de achtergrond door een bibliotheek", "nl"),
        ("xyz", "en"),
        ("", "en"),
    ],
)
def test_words_tell(text: str, language: str) -> None:
    assert guess(text) == language


def test_hints_tell_where_words_do_not() -> None:
    assert guess("🎩", ["nl-BE"]) == "nl"
    assert guess("🎩", ["pt-BR", "fr"]) == "pt"
    assert guess("🎩", ["tr"]) == "en"
    assert guess("", ["sv"]) == "sv"


def test_a_language_outside_the_ten_is_answered_in_english() -> None:
    assert guess("köpeğe bir şapka tak", ["tr"]) == "en"
    assert guess("köpeğe bir şapka tak") == "en"
    assert guess("надень на собаку шляпу", ["uk"]) == "en"
    assert guess("tegyél kalapot a kutyára", ["hu"]) == "en"


def test_words_outweigh_a_hint() -> None:
    assert guess("setz dem Hund bitte einen Hut auf", ["en"]) == "de"


def test_the_answer_is_always_one_of_ten() -> None:
    assert guess("раздень", ["ru", "??"]) in LANGUAGES
