"""A wish in parts that say one thing each: their words, quotations, places and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from seemly.generate.sketch.captions import clean
from seemly.generate.sketch.spots import Box, Place
from seemly.generate.sketch.words import FUNCTION_WORDS, Hit, Lexicon, Reading, entry, folded, rows

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^“”]+)[“”]|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|‘([^‘’]+)’|‚([^‚‘’]+)[‘’]"
    r"|(?<!\w)'([^']+)'(?!\w)"
)
_AFTER_COLON = re.compile(r"(?:(?<!\d)[:：]|[:：](?!\d))\s*([^\s:：].*)$", re.DOTALL)
_POINTED = re.compile(
    r"\(?\b(\d{1,5}) ?, ?(\d{1,5})(?: ?, ?(\d{1,5}) ?, ?(\d{1,5}))?\b(?! ?[,\d])\)?"
)
_QUOTE, _POINT = "zzquotedzz", "zzpointzz"  # stand for a quotation and a point while words are read
_MARKS = (_QUOTE, _POINT)
_STOPS = re.compile(r"[,.;!?\n]+")
_RATIO = re.compile(r"(\d{1,5})x(\d{1,5})")


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_AND = _words(
    "and then but also plus und dann aber auch sowie et puis mais aussi ensuite en dan maar ook "
    "y luego pero tambien despues e poi ma anche dopo depois mas tambem i potem ale oraz takze"
)
#: Words for "and" that mean something else elsewhere count in their own language alone.
_AND_ELSEWHERE = {"en": _words("nl"), "e": _words("it pt"), "i": _words("pl"), "ma": _words("it"),
                  "y": _words("es"), "plus": _words("en de"), "mas": _words("pt"),
                  "dan": _words("nl"), "ale": _words("pl"), "also": _words("en")}  # fmt: skip
_DETERMINERS = _words(
    "the her his their its my your our these those der die das den dem ihr ihre ihren sein seine "
    "seinen mein meine la le les l son sa ses leur mon ma mes de het haar zijn hun mijn "
    "el los las su sus mi mis il lo gli i suo sua mio mia o a os as seu meu minha jej jego moj moja"
)
_SMALL = frozenset().union(*FUNCTION_WORDS.values())
_NOT = {
    "": _words("not don dont never nicht kein keine keinen pas jamais niet geen nooit nunca non"),
    "en": _words("no"), "es": _words("no"), "pt": _words("nao"), "pl": _words("nie"),
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A part of a wish that says one thing: its words and what the lexicon found in them."""

    language: str
    words: tuple[str, ...]
    hits: tuple[Hit, ...]  # positions count from the clause's first word
    quotes: tuple[str, ...] = ()
    points: tuple[Box, ...] = ()

    def keys(self, kind: str) -> list[str]:
        """The keys of all hits of a kind, in order."""
        return [hit.entry.key for hit in self.hits if hit.entry.kind == kind]

    def says(self, kind: str, key: str) -> bool:
        """Whether that entry was named."""
        return key in self.keys(kind)

    @property
    def negated(self) -> bool:
        """Whether it says what shall not be done."""
        return bool((_NOT[""] | _NOT.get(self.language, frozenset())) & set(self.words))

    def names_a_part(self) -> bool:
        """Whether it speaks of a thing in the picture that we do not know ("the sofa")."""
        known = {at for hit in self.hits for at in range(hit.start, hit.end)}
        return any(
            word in _DETERMINERS
            and at not in known
            and at + 1 < len(self.words)
            and at + 1 not in known
            and self.words[at + 1] not in _DETERMINERS | _SMALL
            and len(self.words[at + 1]) > 2
            and self.words[at + 1] not in _MARKS
            for at, word in enumerate(self.words)
        )

    def place(self, usual: Place) -> Place | None:
        """The place said, as shares of width and height; None when none was."""
        said = {word for key in self.keys("where") for word in key.split()}
        if not said:
            return None
        x = 0.0 if "left" in said else 1.0 if "right" in said else 0.5
        y = 0.0 if "top" in said else 1.0 if "bottom" in said else usual[1]
        return (x, 0.5 if "middle" in said and not said & {"top", "bottom"} else y)

    def percent(self) -> int | None:
        """The number before "percent"."""
        for hit in self.hits:
            if hit.entry.kind == "percent" and hit.start and self.words[hit.start - 1].isdigit():
                return min(int(self.words[hit.start - 1][:4]), 1000)
        return None

    def count(self) -> int:
        """How many were said, in words or digits; 1 when nothing was."""
        taken = {hit.start - 1 for hit in self.hits if hit.entry.kind == "percent"}
        digits = [int(w[:3]) for at, w in enumerate(self.words) if w.isdigit() and at not in taken]
        said = digits or [int(key) for key in self.keys("number")]
        return max(1, min(max(said, default=1), 24))

    def ratio(self) -> float | None:
        """Width over height from "1080x1350"."""
        for word in self.words:
            match = _RATIO.fullmatch(word)
            if match and int(match[1]) and int(match[2]):
                return int(match[1]) / int(match[2])
        return None


@cache
def _edits() -> Lexicon:
    """What a wish for an edit can say, with colours and numbers."""
    named = [row for row in rows("settings.tsv") if row[0] in ("colour", "number")]
    lines = [*rows("edits.tsv"), *named]
    return Lexicon.of(entry(kind, key, columns) for kind, key, *columns in lines)


@cache
def _nouns() -> Lexicon:
    """Things that a wish can point to; people are not among them."""
    lines = [row for row in rows("things.tsv") if row[0] != "person"]
    return Lexicon.of(entry("noun", key, columns) for key, *columns in lines)


def _read(words: list[str], language: str) -> Reading:
    """Edits first: in "a pencil drawing" the pencil is no thing in the picture."""
    reading = _edits().read(words, language)
    taken = {at for hit in reading.hits for at in range(hit.start, hit.end)}
    nouns = _nouns().found(words, reading.language)
    free = (hit for hit in nouns if not taken & set(range(hit.start, hit.end)))
    hits = sorted([*reading.hits, *free], key=lambda hit: hit.start)
    return Reading(reading.language, reading.words, tuple(hits))


def clauses(text: str, language: str) -> Iterator[Clause]:
    """Split at punctuation, and at "and" or "then" outside of phrases such as black and white."""
    bare, quotes = _without_quotes(text)
    points: list[Box] = []
    bare = _POINTED.sub(lambda match: _pointed(match, points), bare).replace("%", " percent ")
    parts = [part for part in _STOPS.split(bare) if part.strip()]
    words: list[str] = []
    ends: set[int] = set()
    for part in parts:
        words += re.findall(r"[^\W_]+", folded(part))
        ends.add(len(words))
    reading = _read(words, language)
    yield from _cut(reading, ends, iter(quotes), iter(points))


def _pointed(match: re.Match[str], points: list[Box]) -> str:
    left, top, right, bottom = (int(group) if group else -1 for group in match.groups())
    points.append((left, top, max(left, right), max(top, bottom)))
    return f" {_POINT} "


def _joins(word: str, language: str) -> bool:
    return word in _AND and language in _AND_ELSEWHERE.get(word, (language,))


def _cut(
    reading: Reading, ends: set[int], quotes: Iterator[str], points: Iterator[Box]
) -> Iterator[Clause]:
    inside = {at for hit in reading.hits for at in range(hit.start, hit.end)}
    joined = {
        at
        for at, word in enumerate(reading.words)
        if _joins(word, reading.language) and at not in inside
    }
    start = 0
    for end in sorted(ends | joined | {len(reading.words)}):
        words = reading.words[start:end]
        hits = tuple(
            Hit(hit.start - start, hit.end - start, hit.entry)
            for hit in reading.hits
            if start <= hit.start and hit.end <= end
        )
        said = tuple(text for word in words if word == _QUOTE and (text := next(quotes, "")))
        shown = tuple(box for word in words if word == _POINT and (box := next(points, None)))
        if words:
            yield Clause(reading.language, words, hits, said, shown)
        start = end


def _without_quotes(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each quotation, and the quotations' cleaned words."""
    quotes: list[str] = []

    def taken(match: re.Match[str]) -> str:
        said = clean(next((group for group in match.groups() if group), ""))
        if not said:
            return " "
        quotes.append(said)
        return f" {_QUOTE} "

    unmarked = text.replace(_QUOTE, " ").replace(_POINT, " ")
    bare = _QUOTED.sub(taken, unmarked)
    after = _AFTER_COLON.search(bare)
    if not quotes and after is not None and (said := clean(after.group(1))):
        # "caption: what to write" without quotation marks.
        return f"{bare[: after.start()]} {_QUOTE} ", [said]
    return bare, quotes
