"""The lexicon: which concepts stand in a text, and where. Its data: terms/*.tsv, one a language.

A term is words in a row; `word*` any ending, `*word` any beginning (compounds), `a .. b` up to four
words between. Chinese, Japanese, Korean and Thai match anywhere (unspaced.py). Case and accents do
not count. Which concepts make which intent is said in intents.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

import regex

from seemly.errors import ConfigurationError
from seemly.guard.text.attached import endings
from seemly.guard.text.normalise import fold
from seemly.guard.text.unspaced import Unspaced, is_unspaced, runs


class Concept(StrEnum):
    """What a term stands for."""

    UNDRESS = "UNDRESS"  # to undress somebody, in so many words
    REMOVE = "REMOVE"
    GONE = "GONE"  # removed, said after the thing
    CLOTHES = "CLOTHES"  # what covers the body
    OUTER = "OUTER"  # what is worn over clothes
    NUDE = "NUDE"
    SKIMPY = "SKIMPY"  # bikini, lingerie, and the like
    SHEER = "SHEER"  # see-through, wet
    SHORTEN = "SHORTEN"
    BARELY = "BARELY"  # nothing but, wearing only
    SEX = "SEX"
    BODY = "BODY"
    LIMB = "LIMB"  # parts that are harmless to name, not to show more of
    COVERED = "COVERED"
    SUBSTANCE = "SUBSTANCE"  # what stands in for clothes
    SHOW = "SHOW"  # reveal, enlarge
    POSE = "POSE"
    MINOR = "MINOR"
    YOUNGER = "YOUNGER"
    VIOLENCE = "VIOLENCE"
    GORE = "GORE"  # counts near a person only
    DEGRADE = "DEGRADE"
    DEGRADED = "DEGRADED"  # counts near a person only
    BRUTE = "BRUTE"  # what people are turned into to mock them
    HATE = "HATE"
    DECEIVE = "DECEIVE"
    INSULT = "INSULT"
    POINTER = "POINTER"  # her, him, this woman
    PERSON = "PERSON"
    FIGURE = "FIGURE"  # a named public figure or office
    RELATION = "RELATION"  # my boss, my ex
    NAME = "NAME"  # given names
    CHANGE = "CHANGE"
    ADD = "ADD"
    INTO = "INTO"
    PART = "PART"  # hair, beard, eyes
    ALTER = "ALTER"
    BACKGROUND = "BACKGROUND"
    PLACE = "PLACE"
    TONE = "TONE"
    CROP = "CROP"
    STICKER = "STICKER"
    CAPTION = "CAPTION"
    ANIMAL = "ANIMAL"
    THING = "THING"  # what has clothes or stands bare without being a person
    BARRIER = "BARRIER"  # ends a phrase: in, with, on
    STAIN = "STAIN"  # what comes off a garment and leaves it on: a label, a crumb
    COVER = "COVER"  # what makes somebody more covered: dry, opaque, button up
    AGE = "AGE"  # years of age; says one only beside a number
    NUMBER = "NUMBER"  # under eighteen, written out
    # A garment that makes room for what is none (replaced.py).
    ATTIRE = "ATTIRE"  # a suit, a costume: covers the body as clothes do
    STANDIN = "STANDIN"  # what covers and is no garment: a towel, leaves, long hair
    INSTEAD = "INSTEAD"  # instead of, in the place of
    TRADE = "TRADE"  # change .. into: what goes stands in the gap
    SLIP = "SLIP"  # slips off, said after the garment
    SKINLIKE = "SKINLIKE"  # a garment of the colour of skin; stronger than SAFE
    # What is never set around somebody who did not agree (harms/); each is a Harm of facts.py.
    NEWCOMER = "NEWCOMER"
    COSTUME = "COSTUME"
    BEAST = "BEAST"
    WEAPON = "WEAPON"
    CAGE = "CAGE"
    BED = "BED"
    SYMBOL = "SYMBOL"
    DEATH = "DEATH"
    FILTH = "FILTH"
    SAFE = "SAFE"  # idioms that only sound risky; blotted out before reading


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    concept: Concept
    language: str
    terms: tuple[str, ...]
    example: str
    source: str


@dataclass(frozen=True)
class Hit:
    """A concept in a text. `start` and `end` count words, `end` is the first one after it."""

    concept: Concept
    language: str
    start: int
    end: int
    letters: int  # of the term; a short one proves little in a guessed reading


@dataclass(frozen=True)
class _Term:
    concept: Concept
    language: str
    pieces: tuple[str, ...]

    @property
    def letters(self) -> int:
        """How many letters it takes to match."""
        return sum(len(piece.strip("*.")) for piece in self.pieces)


_APART = regex.compile(r"[\s'’\-]+")
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+|[.;:!?\n,]")
#: Hebrew and Arabic letters.
_ATTACHES = regex.compile(r"[\u05d0-\u05ea\u0620-\u06ff]")
_STOPS = frozenset(".;:!?\n")
#: Folders of tables, a file a language: what a wish may say, and what is never set around somebody
#: who did not agree (floor.py, `composed_harm`), one concept for each `Harm` of facts.py. Beside
#: nobody these last are harmless: a cage with a parrot may be drawn.
TABLES = ("terms", "harms")
_READ = frozenset(Concept) - {Concept.SAFE}
_SKINLIKE = frozenset({Concept.SKINLIKE})
_BLOT = "\u25a0"  # stands for the words of a SAFE idiom
_GAP = ".."
_GAP_WORDS = 4
#: Languages whose words are read when written as one, each by itself: out of the short words of
#: fifty languages almost any long word can be put together.
_JOINED_IN = ("en", "de", "fr", "nl")
_JOINED_AT_LEAST = 6  # letters of two neighbouring words that read as one ("un dress")
#: Concepts that may be hidden by writing one word as two, or several as one.
_WORTH_HIDING = frozenset(
    {Concept.UNDRESS, Concept.NUDE, Concept.SEX, Concept.SKIMPY, Concept.VIOLENCE, Concept.MINOR}
)


class Lexicon:
    """Terms by their first word, so that a text is looked up in one pass."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self._exact: dict[str, list[_Term]] = defaultdict(list)
        self._starts: dict[str, list[_Term]] = defaultdict(list)
        self._ends: dict[str, list[_Term]] = defaultdict(list)
        self._unspaced: Unspaced[tuple[Concept, str]] = Unspaced()
        self._unspaced_safe: Unspaced[Concept] = Unspaced()
        for line in lines:
            for term in line.terms:
                self._add(line, term)
        self._joined = tuple(self._words_of(language) for language in _JOINED_IN)

    @classmethod
    def load(cls, more: Iterable[Line] = ()) -> Lexicon:
        """Read every table, and add `more`. Raises ConfigurationError naming the line that does
        not parse."""
        tables = (_lines(table) for table in _tables())
        return cls((*(line for table in tables for line in table), *more))

    def words(self, text: str) -> list[str]:
        """The folded words and stops of a text, SAFE idioms blotted out, hidden words parted."""
        words: list[str] = []
        for token in _TOKEN.findall(fold(text)):
            words += self._parted(token)
        skinlike = _places(self._found(words, _SKINLIKE))
        for hit in self._found(words, frozenset({Concept.SAFE})):
            # "Nude-coloured" is a colour, and no harmless one of a bodysuit.
            if hit.start in skinlike:
                continue
            words[hit.start : hit.end] = [_BLOT] * (hit.end - hit.start)
        return self._cut(words) if is_unspaced(text) else words

    def hits(self, words: list[str]) -> list[Hit]:
        """Every concept in the words, in order of place."""
        found = {*self._found(words, _READ), *self._found_unspaced(words)}
        found |= {hit for start, word in enumerate(words) for hit in self._attached(start, word)}
        # There "nude" is a colour, which SKINLIKE says.
        inside = _places(hit for hit in found if hit.concept is Concept.SKINLIKE)
        found = {h for h in found if h.concept is not Concept.NUDE or h.start not in inside}
        return sorted(found, key=lambda hit: (hit.start, hit.end, hit.concept, hit.language))

    def _add(self, line: Line, term: str) -> None:
        pieces = tuple(piece for piece in _APART.split(fold(term)) if piece)
        if not pieces:
            raise ConfigurationError(
                f"terms/{line.language}.tsv: an empty term under {line.concept}"
            )
        if is_unspaced(term):
            letters = "".join(pieces)
            if line.concept is Concept.SAFE:
                self._unspaced_safe.add(letters, Concept.SAFE)
            else:
                self._unspaced.add(letters, (line.concept, line.language))
            return
        entry = _Term(line.concept, line.language, pieces)
        for first in _spellings(pieces[0], line.language, term):
            variant = _Term(entry.concept, entry.language, (first, *pieces[1:]))
            if first.endswith("*"):
                self._starts[first.rstrip("*")].append(variant)
            elif first.startswith("*"):
                self._ends[first.lstrip("*")].append(variant)
            else:
                self._exact[first].append(variant)

    def _found(self, words: list[str], wanted: frozenset[Concept]) -> Iterator[Hit]:
        for start, word in enumerate(words):
            for term in self._beginning_with(word):
                if term.concept in wanted:
                    end = _match(term.pieces, words, start)
                    if end:
                        yield Hit(term.concept, term.language, start, end, term.letters)
            if start + 1 < len(words):
                yield from self._split_word(word, words[start + 1], start, wanted)

    def _cut(self, words: list[str]) -> list[str]:
        """Writing without spaces: idioms blotted out, the rest parted between its terms."""
        for run in runs(words):
            place = slice(run.first, run.first + len(run.words))
            words[place] = self._unspaced_safe.blotted(run, _BLOT)
        return [
            part
            for word in words
            for part in (self._unspaced.cut(word) if is_unspaced(word) else (word,))
        ]

    def _found_unspaced(self, words: list[str]) -> Iterator[Hit]:
        for run in runs(words):
            places = run.places()
            for start, end, meanings in self._unspaced.spans(run.letters):
                first, last = places[start], places[end - 1] + 1
                for concept, language in meanings:
                    yield Hit(concept, language, first, last, (end - start) * 3)

    def _attached(self, start: int, word: str) -> Iterator[Hit]:
        """A word with a pronoun at its end, "her dress" in one: the word, and who is meant."""
        if not _ATTACHES.match(word):
            return
        for ending in endings():
            for stem in ending.stems(word):
                # What undresses has somebody for its object: its terms keep the ending.
                known = word if ending.concept == Concept.UNDRESS else stem
                for term in self._beginning_with(known):
                    mine = term.concept == ending.concept and term.language == ending.language
                    if mine and len(term.pieces) == 1:
                        yield Hit(term.concept, term.language, start, start + 1, term.letters)
                        yield Hit(Concept.POINTER, term.language, start, start + 1, term.letters)

    def _split_word(
        self, left: str, right: str, start: int, wanted: frozenset[Concept]
    ) -> Iterator[Hit]:
        """One word written as two: "un dress", "be headed"."""
        pair = left + right
        if len(pair) < _JOINED_AT_LEAST or not pair.isalpha():
            return
        for term in self._beginning_with(pair):
            ending = min(len(right), 3)  # the term must reach this far into the second word
            reaches = term.letters >= max(_JOINED_AT_LEAST, len(left) + ending)
            whole = len(term.pieces) == 1 and not term.pieces[0].startswith("*")
            if whole and reaches and term.concept in wanted & _WORTH_HIDING:
                yield Hit(term.concept, term.language, start, start + 2, term.letters)

    def _beginning_with(self, word: str) -> Iterator[_Term]:
        yield from self._exact.get(word, ())
        for size in range(2, len(word) + 1):
            yield from self._starts.get(word[:size], ())
            yield from self._ends.get(word[-size:], ())

    def _parted(self, token: str) -> list[str]:
        """A long word that is several known words written as one: "removeherclothes"."""
        if len(token) < 9 or not token.isascii() or any(True for _ in self._beginning_with(token)):
            return [token]
        cuts = [cut for words in self._joined if (cut := _cut(token, words))]
        fewest = min(cuts, key=len, default=(token,))
        return list(fewest)

    def _words_of(self, language: str) -> frozenset[str]:
        """The first words and beginnings of a language's terms, of two letters and more."""
        known = (*self._exact.items(), *self._starts.items())
        own = (word for word, terms in known if any(t.language == language for t in terms))
        return frozenset(word for word in own if len(word) > 1)


def _places(hits: Iterable[Hit]) -> set[int]:
    return {place for hit in hits for place in range(hit.start, hit.end)}


def _cut(token: str, words: frozenset[str]) -> tuple[str, ...]:
    """The fewest of these words that make up the token; empty where there are none."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(token) + 1):
        for start in range(max(0, end - 14), end - 1):
            if start in best and token[start:end] in words:
                parts = (*best[start], token[start:end])
                if end not in best or len(parts) < len(best[end]):
                    best[end] = parts
    return best.get(len(token), ())


def _spellings(piece: str, language: str, term: str) -> tuple[str, ...]:
    """German umlauts are also written out: "entblößt" and "entbloesst"."""
    if language != "de" or not regex.search("[äöü]", term):
        return (piece,)
    first = _APART.split(term.casefold())[0]
    written = first.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return (piece,) if written == piece else (piece, written)


def _match(pieces: tuple[str, ...], words: list[str], start: int) -> int:
    """The place after the term where it stands at `start`; 0 where it does not."""
    place = start
    gap = 0
    for piece in pieces:
        if piece == _GAP:
            gap = _GAP_WORDS
            continue
        for ahead in range(gap + 1):
            here = place + ahead
            if here >= len(words) or (ahead and words[here - 1] in _STOPS):
                return 0
            if _fits(piece, words[here]):
                place = here + 1
                break
        else:
            return 0
        gap = 0
    return place


def _fits(piece: str, word: str) -> bool:
    if piece.endswith("*"):
        return word.startswith(piece.rstrip("*"))
    if piece.startswith("*"):
        return word.endswith(piece.lstrip("*"))
    return word == piece


def _tables() -> tuple[str, ...]:
    here = resources.files("seemly.guard.text")
    return tuple(
        f"{folder}/{name}"
        for folder in TABLES
        for name in sorted(table.name for table in here.joinpath(folder).iterdir())
        if name.endswith(".tsv")
    )


@lru_cache(maxsize=128)
def _lines(table: str) -> tuple[Line, ...]:
    """A table, parsed once: it does not change while the program runs."""
    text = resources.files("seemly.guard.text").joinpath(table).read_text("utf-8")
    known: Mapping[str, Concept] = {concept.value: concept for concept in Concept}
    lines = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        columns = row.split("\t")
        if len(columns) != 5 or columns[0] not in known:
            raise ConfigurationError(
                f"{table}, line {number}: wants concept, language, terms, example, source"
            )
        terms = tuple(term.strip() for term in columns[2].split(",") if term.strip())
        lines.append(Line(known[columns[0]], columns[1], terms, columns[3], columns[4]))
    return tuple(lines)
