from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.web import texts
from seemly.web.texts import LANGUAGES, choose, load

WEB = Path(texts.__file__).parent
TABLES = tomllib.loads((WEB / "texts/plaza.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_slots(language: str) -> None:
    assert TABLES[language].keys() == TABLES["en"].keys()
    for key, sentence in TABLES[language].items():
        slots = re.findall(r"\{(\w+)\}", sentence)
        assert sorted(slots) == sorted(re.findall(r"\{(\w+)\}", TABLES["en"][key])), key


def test_every_sentence_is_used_and_every_used_one_is_there() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in [*WEB.rglob("*.html"), *WEB.glob("*.py")]
    )
    asked = set(re.findall(r"""\bt(?:exts)?\(\s*"(\w+)["\s,)]""", sources))
    assert asked <= TABLES["en"].keys() | {"state_", "step_", "wish_"}
    families = ("state_", "step_", "wish_", "declined_", "fault_", "answers_", "ago_")
    for key in TABLES["en"]:
        assert f'"{key}"' in sources or key.startswith(families), key


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de-CH, fr;q=0.8", "de"),
        ("es, nl;q=0.5, fr;q=0.7", "fr"),
        ("fr;q=0, nl;q=0.1", "nl"),
        ("de;q=x", "en"),
        ("NL", "nl"),
        ("*", "en"),
        (",;q=,;;", "en"),
    ],
)
def test_the_language_of_a_reader(header: str, language: str) -> None:
    assert choose(header) == language


@given(st.text(max_size=300))
def test_any_header_gives_a_language(header: str) -> None:
    assert choose(header) in LANGUAGES


def test_counting_and_time() -> None:
    en, now = load("plaza")["en"], datetime(2026, 1, 3, tzinfo=UTC)
    assert (en.count("answers", 1), en.count("answers", 0)) == ("1 answer", "0 answers")
    for ago, says in [
        ({"seconds": 5}, "just now"),
        ({"minutes": 5}, "5 min ago"),
        ({"hours": 5}, "5 h ago"),
        ({"days": 5}, "5 days ago"),
        ({"seconds": -5}, "just now"),
    ]:
        assert en.ago(now - timedelta(**ago), now) == says
