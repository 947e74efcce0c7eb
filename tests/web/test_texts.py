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
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in WEB.glob("texts/*.toml")}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_slots(name: str, language: str) -> None:
    tables = FILES[name]
    assert tables[language].keys() == tables["en"].keys()
    for key, sentence in tables[language].items():
        slots = re.findall(r"\{(\w+)\}", sentence)
        assert sorted(slots) == sorted(re.findall(r"\{(\w+)\}", tables["en"][key])), key


#: For each file of texts: what its pages call them, and keys that are put together.
NAMES = {
    "plaza": ("t", ("state_", "step_", "wish_", "declined_", "fault_", "answers_", "ago_")),
    "desk": (
        "d",
        ("lock_", "moment_", "action_", "voice_", "digest_", "said_", "post_", "ledger_"),
    ),
    "verify": ("v", ("match_", "means_", "basis_", "network_", "mark_", "language_", "problem_")),
}


@pytest.mark.parametrize("name", FILES)
def test_every_sentence_is_used_and_every_used_one_is_there(name: str) -> None:
    called, families = NAMES[name]
    sources = "".join(
        path.read_text(encoding="utf-8") for path in [*WEB.rglob("*.html"), *WEB.glob("*.py")]
    )
    asked = set(re.findall(rf"""\b{called}(?:exts)?\(\s*"(\w+)["\s,)]""", sources))
    keys = FILES[name]["en"].keys()
    assert asked <= keys | set(families)
    for key in keys:
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
