"""People in public life, from figures.csv and an operator's own file, as lines of the lexicon."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path

import regex

from seemly.errors import ConfigurationError
from seemly.guard.text.lexicon import Concept, Line
from seemly.guard.text.normalise import fold


class Kind(StrEnum):
    """What somebody is known for. Nothing is decided by it."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    MINISTER = "minister"
    PARTY = "party"
    LEGISLATOR = "legislator"
    ROYAL = "royal"
    JUDGE = "judge"
    BUSINESS = "business"
    ARTIST = "artist"
    ACTOR = "actor"
    ATHLETE = "athlete"
    JOURNALIST = "journalist"
    INFLUENCER = "influencer"
    RELIGIOUS = "religious"


@dataclass(frozen=True)
class Figure:
    """Somebody whose name alone points at a real person."""

    name: str
    spellings: tuple[str, ...]  # besides the name
    kind: Kind
    country: str  # ISO 3166, two letters; EU for its offices, XK for Kosovo
    as_of: str  # year and month

    @property
    def line(self) -> Line:
        """The terms of the lexicon that find the name, in any common ending."""
        written = dict.fromkeys(
            term for spelling in (self.name, *self.spellings) for term in _terms(spelling)
        )
        return Line(Concept.FIGURE, "xx", tuple(written), self.name, "figures.csv")


_COLUMNS = ["name", "spellings", "kind", "country", "as_of"]
_PARTS = regex.compile(r"[\s'’.\-\u200c]+")
_UNSPACED = regex.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LEAST_LETTERS = 4  # of a name that is one word; two where words are not parted
_LONG_ENOUGH = 5  # shorter words keep their endings: "Tim Cook" is not "Tim cooking"


def shipped() -> tuple[Figure, ...]:
    """The people that come with Seemly. Raises ConfigurationError naming a line."""
    return _shipped()


def read(path: Path) -> tuple[Figure, ...]:
    """An operator's own file, in the same columns. Raises ConfigurationError naming the line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"figures: {path} cannot be read: {fault}") from None
    return parsed(text, str(path))


def parsed(text: str, source: str) -> tuple[Figure, ...]:
    """The people of a table; lines that begin with # are comments.

    Raises ConfigurationError naming `source` and the line.
    """
    numbered = [
        (number, row)
        for number, row in enumerate(text.splitlines(), 1)
        if row.strip() and not row.startswith("#")
    ]
    if not numbered or next(csv.reader([numbered[0][1]])) != _COLUMNS:
        raise ConfigurationError(f"{source}: the first line must be {','.join(_COLUMNS)}")
    return tuple(_figure(row, f"{source}, line {number}") for number, row in numbered[1:])


def _figure(row: str, place: str) -> Figure:
    columns = [column.strip() for column in next(csv.reader(io.StringIO(row)))]
    if len(columns) != len(_COLUMNS):
        raise ConfigurationError(f"{place}: wants {','.join(_COLUMNS)}")
    name, spellings, kind, country, as_of = columns
    written = tuple(part.strip() for part in spellings.split("|") if part.strip())
    for spelling in (name, *written):
        if not _tells(spelling):
            raise ConfigurationError(
                f"{place}: {spelling!r} is too short to mean one person", "Write the full name"
            )
    if kind not in set(Kind):
        raise ConfigurationError(f"{place}: kind must be one of {', '.join(Kind)}")
    if not regex.fullmatch(r"[A-Z]{2}", country):
        raise ConfigurationError(f"{place}: country must be two capital letters")
    try:
        datetime.strptime(as_of, "%Y-%m")
    except ValueError:
        raise ConfigurationError(f"{place}: as_of must be a year and month, 2026-11") from None
    return Figure(name, written, Kind(kind), country, as_of)


def _tells(spelling: str) -> bool:
    """Whether a spelling may stand for one person: two words, or a word of some length."""
    words = [word.strip("*") for word in _PARTS.split(spelling) if word.strip("*")]
    if _UNSPACED.search(spelling):
        return len("".join(words)) >= 2
    return len(words) > 1 or len("".join(words)) >= _LEAST_LETTERS - _no_vowels(spelling)


def _no_vowels(spelling: str) -> int:
    """Arabic, Hebrew and Indian names are written with fewer letters."""
    return int(ord(spelling[:1] or "a") >= 0x590)


def _terms(spelling: str) -> tuple[str, ...]:
    """A spelling as the lexicon matches it; with a star where endings may change."""
    if _UNSPACED.search(spelling):
        return (regex.sub(r"[・·\s]", "", spelling), spelling)
    words = [word for word in _PARTS.split(spelling) if word]
    plain = " ".join(words)
    if len(words) == 1 or "*" in spelling:
        return (plain,)
    first = ord(fold(plain)[:1] or "a")
    if 0x590 <= first < 0x700:  # "and", "to" and "the" are written onto the name
        return (plain, " ".join(("*" + words[0], *words[1:])))
    if first < 0x530:
        return (plain, " ".join(_stem(word) for word in words))
    return (plain,)


def _stem(word: str) -> str:
    """The part of a word of a name that stays in most cases: "Ангела" in "Ангелу"."""
    folded = fold(word)
    latin = ord(folded[:1] or "a") < 0x250
    if len(folded) < _LONG_ENOUGH:
        return folded
    bare: str = regex.sub(r"a$" if latin else r"(?:[аяоеиыйь]|[αηοιου]?σ|[αηου])$", "", folded)
    return f"{bare}*"


@lru_cache(maxsize=1)
def _shipped() -> tuple[Figure, ...]:
    file = resources.files("seemly.guard.text").joinpath("figures.csv")
    return parsed(file.read_text("utf-8"), "figures.csv")
