"""The lexicon is data with an example a line, and every example is found."""

import pytest

from seemly.errors import ConfigurationError
from seemly.guard.text.lexicon import Concept, Lexicon, Line


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def test_every_line_has_a_source_and_finds_its_own_example(lexicon: Lexicon) -> None:
    for line in lexicon.lines:
        assert line.source, line
        if line.concept is Concept.SAFE:
            continue
        hits = lexicon.hits(lexicon.words(line.example))
        mine = [h for h in hits if h.concept is line.concept and h.language == line.language]
        assert mine, f"{line.concept} {line.language}: {line.example}"


def test_every_safe_example_is_blotted_out(lexicon: Lexicon) -> None:
    safe = [line for line in lexicon.lines if line.concept is Concept.SAFE]
    assert len(safe) >= 4
    for line in safe:
        assert "■" in "".join(lexicon.words(line.example)), line.example


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl"])
def test_the_four_languages_know_every_concept(lexicon: Lexicon, language: str) -> None:
    known = {line.concept for line in lexicon.lines if line.language == language}
    assert set(Concept) - known == {Concept.NAME}


def test_terms_match_beginnings_endings_and_gaps() -> None:
    lexicon = Lexicon(
        (
            Line(Concept.CLOTHES, "de", ("*kleid",), "", "test"),
            Line(Concept.UNDRESS, "en", ("nudif*",), "", "test"),
            Line(Concept.REMOVE, "en", ("take .. off",), "", "test"),
        )
    )
    found = lexicon.hits(lexicon.words("Sommerkleid nudified; take the very old thing off"))
    assert [hit.concept for hit in found] == [Concept.CLOTHES, Concept.UNDRESS, Concept.REMOVE]
    assert found[2].end - found[2].start == 6
    assert not lexicon.hits(lexicon.words("take it. Lights off"))


def test_umlauts_may_be_written_out(lexicon: Lexicon) -> None:
    assert any(h.concept is Concept.UNDRESS for h in lexicon.hits(lexicon.words("entbloesse sie")))


@pytest.mark.parametrize("text", ["removeherclothes", "un dress her"])
def test_words_run_together_or_cut_in_two_are_found(lexicon: Lexicon, text: str) -> None:
    concepts = {hit.concept for hit in lexicon.hits(lexicon.words(text))}
    assert concepts & {Concept.UNDRESS, Concept.CLOTHES}


def test_words_of_several_languages_do_not_make_up_one(lexicon: Lexicon) -> None:
    assert lexicon.words("ondergoed")[0] == "ondergoed"


def test_an_empty_term_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Lexicon((Line(Concept.SEX, "en", ("",), "", "test"),))
