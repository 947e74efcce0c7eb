"""Pronouns written onto a word: Arabic, Persian and Hebrew say "her dress" in one.

The endings are data, attached.tsv. Without its ending a word may need its own last letter back:
feminine nouns change theirs before an ending, and some Hebrew letters look otherwise at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from seemly.errors import ConfigurationError
from seemly.guard.text.normalise import fold

_TABLE = "attached.tsv"
#: A word's last letter before an ending, and alone.
_ALONE: Mapping[str, Mapping[str, str]] = {
    "ar": {"ت": fold("ة")},
    "he": {"ת": "ה", "כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ"},
}
_LEAST = 2  # letters of the word itself


@dataclass(frozen=True)
class Ending:
    """A pronoun that may stand at the end of the words of one concept in one language."""

    concept: str
    language: str
    kept: str  # letters of the word itself that must stand before the ending
    letters: str
    example: str

    def stems(self, word: str) -> Iterator[str]:
        """What the word may be without this ending; nothing where it does not end so."""
        stem = word.removesuffix(self.letters)
        if stem == word or len(stem) < _LEAST or not stem.endswith(self.kept):
            return
        yield stem
        alone = _ALONE.get(self.language, {}).get(stem[-1])
        if alone:
            yield stem[:-1] + alone


@lru_cache(maxsize=1)
def endings() -> tuple[Ending, ...]:
    """The table, the longest endings first. Raises ConfigurationError naming the line."""
    text = resources.files("seemly.guard.text").joinpath(_TABLE).read_text("utf-8")
    found = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        columns = row.split("\t")
        if len(columns) != 5:
            raise ConfigurationError(
                f"{_TABLE}, line {number}: wants concept, language, endings, example, source"
            )
        concept, language, listed, example, _ = columns
        for one in listed.split(","):
            kept, _, letters = fold(one.strip()).rpartition("+")
            found.append(Ending(concept, language, kept, letters, example))
    return tuple(sorted(found, key=lambda ending: -len(ending.letters)))
