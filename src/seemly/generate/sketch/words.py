"""Reading a wish: folded words, a lexicon in eight languages, and which of them was spoken.

Nothing here decides about safety, and nothing read here is repeated to anybody: the lexicon's own
keys are all that leaves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from seemly.generate.sketch import inflections

LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pt", "pl")
LONGEST = 2000  # characters of a wish that are read; a post has at most some hundreds

_FUNCTION_WORDS = {
    "en": "the of and in on with to at by is it its this that from under over behind make put add "
    "please draw me my for into an",
    "de": "der die das den dem des ein eine einen einem einer und im in am auf mit zu bei ist von "
    "unter uber hinter vor mach setze bitte zeichne male mir fur ins zum zur",
    "fr": "le la les l un une des du de d et dans sur avec a au aux est sous derriere devant mets "
    "ajoute dessine moi pour en par s il te plait sa son ses",
    "nl": "de het een en in op met te bij is van onder over achter voor maak zet teken mij me "
    "alsjeblieft naar door aan",
    "es": "el la los las un una unos unas de del y en sobre con a al es bajo debajo detras delante "
    "haz pon agrega anade dibuja me mi para por favor que su sus mas se",
    "it": "il lo la i gli le un uno una di del della dei delle e in su sul sulla con a al alla "
    "sotto dietro davanti fai metti aggiungi disegna mi mio per favore che suo sua piu",
    "pt": "o a os as um uma uns umas de do da dos das e em no na sobre com ao sob atras faz faca "
    "poe coloca adiciona desenha me meu para por favor que seu sua mais",
    "pl": "i w we na z ze do od pod nad za przed dla jest to ten ta te zrob dodaj narysuj prosze "
    "mi moj jego jej po przez oraz sie",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


def folded(text: str) -> str:
    """Small letters without accents or invisible characters, at most `LONGEST` of them."""
    compatible = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFD", compatible)
    kept = (c for c in apart if unicodedata.category(c) not in ("Mn", "Cf", "Cs"))
    return "".join(kept)[:LONGEST]


def tokens(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, without any punctuation."""
    return tuple(re.findall(r"[^\W_]+", folded(text)))


@dataclass(frozen=True)
class Entry:
    """One line of a lexicon: what it is, its key, and its phrases by language as tokens."""

    kind: str
    key: str
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    plurals: frozenset[tuple[str, ...]] = frozenset()  # phrases that mean several


@dataclass(frozen=True)
class Hit:
    """An entry found in a text: tokens `start` up to, not including, `end`."""

    start: int
    end: int
    entry: Entry
    several: bool = False  # its form says that there are several


@dataclass(frozen=True)
class _Form:
    """A phrase as it may be written, of one entry."""

    words: tuple[str, ...]
    entry: Entry
    several: bool
    made: bool  # with an ending, rather than written in the lexicon


@dataclass(frozen=True)
class Reading:
    """What a lexicon found in a text, in the language that explains most of it."""

    language: str
    words: tuple[str, ...]
    hits: tuple[Hit, ...]

    def of(self, *kinds: str) -> tuple[Hit, ...]:
        """The hits of these kinds, in order."""
        return tuple(hit for hit in self.hits if hit.entry.kind in kinds)

    def first(self, kind: str) -> str | None:
        """The key of the first hit of a kind."""
        return next((hit.entry.key for hit in self.hits if hit.entry.kind == kind), None)


@dataclass
class Lexicon:
    """Entries by language and first word; written forms first, and the longest of them."""

    _index: dict[str, dict[str, list[_Form]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Lexicon:
        """Index the entries; an earlier one wins over a later one with the same phrase."""
        lexicon = cls({language: {} for language in LANGUAGES})
        for entry in entries:
            for language, phrases in entry.phrases.items():
                for phrase in phrases:
                    lexicon._add(language, phrase, entry)
        return lexicon

    def _add(self, language: str, phrase: tuple[str, ...], entry: Entry) -> None:
        *before, last = phrase
        forms = [_Form(phrase, entry, phrase in entry.plurals, made=False)]
        forms += [
            _Form((*before, form), entry, several, made=True)
            for form, several in inflections.forms(last, language).items()
            if form != last
        ]
        for form in forms:
            known = self._index[language].setdefault(form.words[0], [])
            known.append(form)
            # Long phrases win over short ones, and written forms over forms made with an ending.
            known.sort(key=lambda one: (-len(one.words), one.made))

    def read(self, words: Sequence[str], hint: str = "en") -> Reading:
        """Find entries in the words. The language with most known words is read, else `hint`."""
        best = Reading(hint if hint in LANGUAGES else "en", tuple(words), ())
        most = 0.0
        for language in sorted(LANGUAGES, key=lambda name: name != hint):
            hits = self.found(words, language)
            spoken = sum(word in FUNCTION_WORDS[language] for word in words)
            score = sum(hit.end - hit.start for hit in hits) + 0.6 * spoken
            if score > most:
                best, most = Reading(language, tuple(words), hits), score
        return best

    def found(self, words: Sequence[str], language: str) -> tuple[Hit, ...]:
        """The entries named in words of this language, the longest phrase at each place."""
        index, hits, at = self._index[language], [], 0
        while at < len(words):
            for form in index.get(words[at], ()):
                if tuple(words[at : at + len(form.words)]) == form.words:
                    hits.append(Hit(at, at + len(form.words), form.entry, form.several))
                    at += len(form.words)
                    break
            else:
                at += 1
        return tuple(hits)


def entry(kind: str, key: str, columns: Sequence[str]) -> Entry:
    """An entry from columns in the order of `LANGUAGES`: phrases split by |, plurals marked +.

    A line may end early: the languages after it have no words for the entry.
    """
    phrases = {
        language: tuple(words for words in map(tokens, column.split("|")) if words)
        for language, column in zip(LANGUAGES, columns, strict=False)
    }
    several = (
        tokens(phrase) for column in columns for phrase in column.split("|") if "+" in phrase
    )
    return Entry(kind, key, phrases, frozenset(several))


def rows(name: str) -> list[list[str]]:
    """The lines of a tab-separated file of this package, without comments."""
    text = (files("seemly.generate.sketch") / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
