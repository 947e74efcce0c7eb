""" "Her dress" in one word: the word is found, and somebody is pointed at."""

import pytest

from seemly.guard.text.attached import endings
from seemly.guard.text.lexicon import Concept
from seemly.guard.text.reader import Reader

LEXICON = Reader.load().lexicon


def concepts(text: str, language: str) -> set[Concept]:
    hits = LEXICON.hits(LEXICON.words(text))
    return {hit.concept for hit in hits if hit.language == language}


def test_every_example_is_found_and_points_at_somebody() -> None:
    rows = {(ending.example, ending.concept, ending.language) for ending in endings()}
    for example, concept, language in rows:
        assert {Concept(concept), Concept.POINTER} <= concepts(example, language), example


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("اخلع فستانها", "ar"),
        ("اخلع جيبتها", "ar"),
        ("انزع معطفه", "ar"),
        ("لباسشو دربیار", "fa"),
        ("دامنش رو کوتاه کن", "fa"),
        ("הורד את שמלתה", "he"),
        ("תוריד את חולצתה", "he"),
        ("בגדיו", "he"),
    ],
)
def test_whose_it_is_is_read(text: str, language: str) -> None:
    assert Concept.POINTER in concepts(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("بلوزة حمراء", "ar"),  # ends in a feminine letter
        ("تنورة على الحبل", "ar"),
        ("كبرها", "ar"),  # "enlarge it" as much as "her"
        ("پوشش گیاهی", "fa"),
        ("کفش نو", "fa"),
        ("חולצה אדומה", "he"),
        ("שמלה על קולב", "he"),
        ("חזייה", "he"),
    ],
)
def test_a_word_that_only_ends_so_points_at_nobody(text: str, language: str) -> None:
    assert Concept.POINTER not in concepts(text, language)
