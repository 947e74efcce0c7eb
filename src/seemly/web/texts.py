"""The words of the public pages, in the reader's language (texts/*.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "nl")

_FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Texts:
    """The sentences of one language."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence with its slots filled. Raises KeyError: a test walks every key."""
        return self.sentences[key].format(**slots)

    def says(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences

    def count(self, key: str, number: int) -> str:
        """The sentence for one, or for any other number."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", n=number)

    def ago(self, then: datetime, now: datetime) -> str:
        """How long ago, roughly."""
        minutes = int((now - then).total_seconds() // 60)
        if minutes < 1:
            return self("ago_now")
        if minutes < 60:
            return self("ago_minutes", n=minutes)
        if minutes < 48 * 60:
            return self("ago_hours", n=minutes // 60)
        return self("ago_days", n=minutes // (24 * 60))


def load(name: str) -> dict[str, Texts]:
    """All languages of one file of texts."""
    tables = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {language: Texts(language, tables[language]) for language in LANGUAGES}


def choose(accept_language: str) -> str:
    """The best of LANGUAGES for an Accept-Language header (RFC 9110, 12.5.4); English else."""
    wanted = []
    for place, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        wanted.append((-_quality(quality), place, tag.partition("-")[0].lower()))
    for refused, _, language in sorted(wanted):
        if refused < 0 and language in LANGUAGES:
            return language
    return "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
