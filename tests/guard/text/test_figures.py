"""People in public life: the list, an operator's file, and what they do to a wish."""

from pathlib import Path

import pytest

from seemly.errors import ConfigurationError
from seemly.guard.text import figures
from seemly.guard.text.lexicon import Concept, Lexicon

HEAD = "name,spellings,kind,country,as_of\n"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(tuple(figure.line for figure in figures.shipped()))


def test_many_people_of_many_countries() -> None:
    people = figures.shipped()
    assert len(people) >= 600
    assert len({figure.country for figure in people}) >= 90


@pytest.mark.parametrize(
    "text",
    ["Emmanuela Macrona", "Владимира Путина", "Κυριάκο Μητσοτάκη", "习近平", "イーロン・マスク", "트럼프",
     "नरेंद्र मोदी", "وماكرون إيمانويل ماكرون", "taylor swift"],
)  # fmt: skip
def test_names_are_found_in_many_scripts_and_cases(lexicon: Lexicon, text: str) -> None:
    assert any(hit.concept is Concept.FIGURE for hit in lexicon.hits(lexicon.words(text)))


@pytest.mark.parametrize("text", ["Tim cooking dinner", "a trumpet", "meloni e prosciutto"])
def test_everyday_words_are_not(lexicon: Lexicon, text: str) -> None:
    assert not lexicon.hits(lexicon.words(text))


def test_an_operators_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEAD + "Wilma Testmeier,Testmeier,minister,DE,2026-11\n", "utf-8")
    assert figures.read(file)[0].spellings == ("Testmeier",)


@pytest.mark.parametrize(
    "row",
    ["Bo,,artist,SE,2026-11", "Wilma Testmeier,,cook,DE,2026-11", "Wilma Testmeier,,artist,DEU,2026-11",
     "Wilma Testmeier,,artist,DE,soon", "Wilma Testmeier"],
)  # fmt: skip
def test_a_bad_line_is_named(row: str) -> None:
    with pytest.raises(ConfigurationError, match="mine, line 2"):
        figures.parsed(HEAD + row, "mine")
