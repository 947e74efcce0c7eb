"""A reading as words with concepts on them."""

import pytest

from seemly.guard.text.lexicon import Concept
from seemly.guard.text.phrases import Phrases
from seemly.guard.text.reader import Reader

LEXICON = Reader.load().lexicon


@pytest.mark.parametrize(
    "text",
    [
        "två tonåringar, sex på stranden",
        "två tonåringar sex på stranden",
        "to teenagere, seks på stranden",
        "to tenåringer, seks på stranda",
        "rita två tonåringar och sex",
    ],
)
def test_six_of_nothing_is_sex(text: str) -> None:
    assert Phrases.of(text, LEXICON).has(Concept.SEX)


@pytest.mark.parametrize(
    "text",
    ["sex katter på stranden", "seks ballonger over byen", "rita sex katter i en trädgård",
     "tegn seks hunde på stranden"],
)  # fmt: skip
def test_six_things_are_counted(text: str) -> None:
    assert not Phrases.of(text, LEXICON).has(Concept.SEX)
