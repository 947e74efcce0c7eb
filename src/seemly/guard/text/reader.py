"""Read a wish: every reading of the normaliser, the strictest score of each intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import regex

from seemly.errors import CheckFailed
from seemly.facts import Harm, Intent, Unknown, Wish
from seemly.guard.text import figures
from seemly.guard.text.intents import Scores, harms, proves_guess
from seemly.guard.text.lexicon import Concept, Lexicon
from seemly.guard.text.meaning import Likely, Meaning
from seemly.guard.text.names import Names
from seemly.guard.text.normalise import fold, readings
from seemly.guard.text.parts import parts
from seemly.guard.text.phrases import Phrases
from seemly.guard.text.said import Said
from seemly.guard.text.scene import scene, without_quotes
from seemly.guard.text.wanted import wishes
from seemly.guard.text.weigh import harmless, weighed

#: Longer texts are not read: no wish for a picture needs them, and a story hides one easily.
LONGEST = 2000

#: A wish that is clearly one of these stands by itself, whatever was asked before it.
CLEAR = 0.5
_SAYS_ENOUGH = (
    Intent.BACKGROUND,
    Intent.TONE,
    Intent.CROP,
    Intent.STICKER,
    Intent.CAPTION,
)

#: They set something somewhere.
_SETS = (Concept.ADD, Concept.CHANGE, Concept.INTO, Concept.INSTEAD, Concept.TRADE,
         Concept.STICKER, Concept.CAPTION)  # fmt: skip
_REMOVES = regex.compile(
    r"(?:please |bitte )?(?:remove|delete|erase|get rid of|take away|take out|crop out|crop away|"
    r"edit out|entferne|entfern|losche|losch|retuschiere|enleve|enlevez|supprime|supprimez|retire|"
    r"retirez|efface|effacez|verwijder|quita|elimina|borra|togli|rimuovi|cancella|tira|remova|"
    r"apaga|usun|sterge|ta bort)"
    # Nothing but an article between: of "remove background prison" the prison is what comes.
    r"(?: (?:the|a|an|this|that|these|those|all|any|my|our|der|die|das|den|alle|diese|diesen|"
    r"dieses|le|la|les|l|un|une|ce|cet|cette|ces|de|het|een|dat|deze|el|los|las|una|esa|ese|esta|este|"
    r"il|lo|i|gli|o|os|as|um|uma|det|en|ett))?(?= )"
)
_LONGER = 4  # letters

_HANDLE = regex.compile(r"(?<![\w/])@[\p{L}\p{N}_][\p{L}\p{N}_.\-]*")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*|(?<!\d)\d{1,4}(?!\d)")
_VOWELS = frozenset("aeiouyàâäáåæèéêëìíîïòóôöøùúûüœ")
#: Before a pronoun, they make it point backwards: "a cat and her kittens".
_ARTICLES = frozenset(
    {"a", "an", "the", "ein", "eine", "einen", "einem", "einer", "der", "die", "das", "den", "dem",
     "un", "une", "le", "la", "les", "des", "een", "de", "het", "two", "three", "some", "many"}
)  # fmt: skip
_OF = frozenset({"of", "von", "aus", "de", "d", "van", "like", "with", "mit", "avec", "met"})
_THIS = frozenset(
    {"this", "that", "diese", "dieser", "diesen", "dieses", "cette", "cet", "ce", "deze", "die",
     "dit"}
)  # fmt: skip
#: A French pronoun behind its verb; alone, "la" is an article: "dessine-la en reine".
_TIED_ON = regex.compile(r"\p{L}[eszt]-(?:la|le|les)(?![\p{L}\-])", regex.IGNORECASE)
_SURE_POINTERS = {
    "en": frozenset({"her", "him", "she", "he", "his", "hers", "herself", "himself"}),
    "de": frozenset({"sie", "ihn", "ihm", "ihr", "ihre", "ihren", "ihrem", "seinen", "seine"}),
    "fr": frozenset({"elle", "lui", "sa", "son", "ses"}),
    "nl": frozenset({"haar", "hem", "hij", "zij"}),
}


@dataclass(frozen=True)
class Reader:
    """Reads wishes with one lexicon and the trained heads; shared by all threads."""

    # Not shown in tracebacks: the words they keep are somebody's, and take a minute to print.
    lexicon: Lexicon = field(repr=False)
    meaning: Meaning = field(repr=False)

    @classmethod
    def load(cls, figures: Path | None = None) -> Reader:
        """The reader that comes with Seemly, loaded once, and an operator's file of people.

        Raises CheckFailed, and ConfigurationError naming the line that does not parse.
        """
        return _loaded() if figures is None else _loaded().with_figures(figures)

    def with_figures(self, file: Path) -> Reader:
        """A reader that knows the people of an operator's file too (docs/figures.md).

        Raises ConfigurationError naming the line that does not parse.
        """
        more = (figure.line for figure in figures.read(file))
        return Reader(Lexicon((*self.lexicon.lines, *more)), self.meaning)

    def read(self, text: str, *, has_picture: bool, before: Sequence[str] = ()) -> Wish:
        """What the words want: scores from 0 to 1 for every intent, the strictest of all readings.

        `before` are earlier wishes of the thread, oldest first; they count where this one says
        nothing by itself ("less. even less"). A text that cannot be read (nothing left, no words,
        more than 2,000 characters, control bytes) is `unreadable`; what can be read in it still
        counts. Where a model fails the rules are heard alone, `unreadable` is Unknown and the
        wish is held (invariant 2): what it says in so many words stays out of public (11).
        """
        try:
            return self._read(text, has_picture, before)
        except CheckFailed:
            by_rules = replace(self, meaning=_Doubt())
            return replace(by_rules._read(text, has_picture, before), unreadable=Unknown)

    def _read(self, text: str, has_picture: bool, before: Sequence[str]) -> Wish:
        found = readings(text[: 2 * LONGEST])
        plain = [Phrases.of(reading, self.lexicon) for reading in found.plain]
        guessed = [Phrases.of(reading, self.lexicon) for reading in found.guessed]
        rather = [guess for guess in guessed if self._reads_rather(guess, plain)]
        meant = plain + [g for g in guessed if g in rather or proves_guess(g)]
        scores = self._harm(meant, plain, has_picture)
        for part in parts(found.first):
            alone = [Phrases.of(part, self.lexicon)]
            _raise(scores, self._harm(alone, alone, has_picture))
        if plain:
            heard = _clearest(plain)
            if rather and not wishes(Said(heard, has_picture)):
                heard = _clearest(rather)
            _raise(scores, self._wanted(heard, plain, has_picture))
        if before and not any(scores.get(intent, 0.0) >= CLEAR for intent in _SAYS_ENOUGH):
            _raise(scores, self._together((*before, text), has_picture))
        return Wish(
            intents=_complete(scores),
            points_at_person=any(_points(phrases, has_picture) for phrases in meant),
            unreadable=_unreadable(text, found.first, meant, has_picture),
            has_picture=has_picture,
            harms=tuple(
                h for h in Harm if any(_brings(p, Concept[h.name], has_picture) for p in meant)
            ),
        )

    def _reads_rather(self, guess: Phrases, plain: list[Phrases]) -> bool:
        """Whether a text was turned round: "crop it to 4:3" looks like it, and names a pig so."""
        known, before = (_letters_known(phrases) for phrases in (guess, plain[0]))
        return (known > before or not before) and self.meaning.reads_rather(
            guess.text, plain[0].text
        )

    def _harm(self, meant: list[Phrases], plain: list[Phrases], has_picture: bool) -> Scores:
        """The strictest of all readings."""
        scores: Scores = {}
        for phrases in meant:
            rules = harms(Said(phrases, has_picture))
            likely = self._likely(phrases, plain, has_picture)
            _raise(scores, weighed(rules, likely, has_picture=has_picture))
        return scores

    def _wanted(self, phrases: Phrases, plain: list[Phrases], has_picture: bool) -> Scores:
        likely = self._likely(phrases, plain, has_picture)
        ruled = wishes(Said(phrases, has_picture))
        return harmless(ruled, likely, phrases.by_concept.keys(), has_picture=has_picture)

    def _likely(self, phrases: Phrases, plain: list[Phrases], has_picture: bool) -> Likely:
        heard = phrases if _says_more(phrases, plain) else plain[0]
        concepts = heard.by_concept.keys()
        return self.meaning.likely(heard.text, concepts, has_picture=has_picture)

    def _together(self, turns: Sequence[str], has_picture: bool) -> Scores:
        """The harm in several turns read as one wish: each may be harmless alone."""
        text = ". ".join(turn for turn in turns if turn)[-LONGEST:]
        plain = [Phrases.of(reading, self.lexicon) for reading in readings(text).plain]
        return self._harm(plain, plain, has_picture)

    def scene(self, text: str) -> str:
        """What shall lie behind somebody, in cleaned words that name nobody; empty for none."""
        found = readings(without_quotes(text[:LONGEST]))
        plain = [Phrases.of(reading, self.lexicon) for reading in found.plain]
        return scene(_clearest(plain)) if plain else ""


class _Doubt(Meaning):
    """In place of heads that do not answer: sure of nothing, so that no rule is overruled."""

    def __init__(self) -> None:
        """No models."""

    def reads_rather(self, guess: str, text: str) -> bool:
        """Nobody can say."""
        return False

    def likely(self, text: str, concepts: Set[Concept], *, has_picture: bool) -> Likely:
        """A little of everything: no intent comes to a hint by it."""
        return dict.fromkeys(Intent, 0.1)


def _says_more(phrases: Phrases, plain: list[Phrases]) -> bool:
    """Whether the heads shall hear this reading too: it has a concept the first one has not, or
    hardly a word of it (something decoded). Others differ by a hyphen, and a text costs 17 ms."""
    if not plain or phrases is plain[0]:
        return True
    new = set(phrases.by_concept) - set(plain[0].by_concept)
    shared = set(phrases.words) & set(plain[0].words)
    return bool(new) or (len(phrases.words) >= 2 and not shared)


def _letters_known(phrases: Phrases) -> int:
    """How many letters of longer words stand for some concept; short ones do so by chance."""
    found = {(hit.start, hit.end): hit.letters for hit in phrases.hits}
    return sum(letters for letters in found.values() if letters >= _LONGER)


def _brings(phrases: Phrases, harm: Concept, has_picture: bool) -> bool:
    """Whether something of the closed list is named, other than right behind a verb of removal with
    which the wish begins: "remove the crowd behind us". "A prison without windows" is one."""
    if not phrases.tells(harm):
        return False
    places = {hit.start for hit in phrases.of_kind(harm)}
    verb = _REMOVES.match(" ".join(phrases.words))
    if verb is None or not has_picture or len(places) > 1 or phrases.has(*_SETS):
        return True
    return min(places) > len(verb.group().split())


def _raise(scores: Scores, more: Mapping[Intent, float]) -> None:
    for intent, score in more.items():
        scores[intent] = max(score, scores.get(intent, 0.0))


def _complete(scores: Scores) -> Scores:
    return {intent: scores.get(intent, 0.0) for intent in Intent}


def _clearest(plain: list[Phrases]) -> Phrases:
    """The reading that says most: harmless wishes may be written with zero-width marks too."""
    return max(plain, key=lambda phrases: len({(h.start, h.concept) for h in phrases.hits}))


def _points(phrases: Phrases, has_picture: bool) -> bool:
    if _HANDLE.search(phrases.text) or phrases.has(Concept.FIGURE) or _names(phrases):
        return True
    if _tied(phrases):
        return True
    if has_picture:
        return phrases.has(Concept.POINTER)
    return _points_out(phrases)


def _tied(phrases: Phrases) -> bool:
    """ "My boss", but not "my mother's garden"."""
    return any(
        tie.end >= len(phrases.words) or phrases.words[tie.end] != "s"
        for tie in phrases.of_kind(Concept.RELATION)
    )


def _names(phrases: Phrases) -> bool:
    return Names.load().full_name(phrases.text, phrases.words)


def _points_out(phrases: Phrases) -> bool:
    """Whether a pronoun without a picture means somebody outside the text."""
    for hit in phrases.of_kind(Concept.POINTER):
        word = phrases.words[hit.start]
        if hit.end - hit.start > 1 and word in _THIS:
            return True
        if word not in _SURE_POINTERS.get(hit.language, frozenset()):
            continue
        before = phrases.words[: hit.start]
        introduced = _ARTICLES & set(before) or any(
            person.end <= hit.start for person in phrases.of_kind(Concept.PERSON, Concept.ANIMAL)
        )
        after_of = bool(before) and before[-1] in _OF and phrases.ends_after(hit)
        if not introduced or after_of:
            return True
    tied = _TIED_ON.search(phrases.text)
    return tied is not None and not _ARTICLES & set(fold(phrases.text[: tied.start()]).split())


def _unreadable(text: str, first: str, meant: list[Phrases], has_picture: bool) -> bool:
    if len(text) > LONGEST or not first:
        return True
    if sum(not letter.isprintable() and not letter.isspace() for letter in text) > len(text) / 10:
        # Zero-width marks are no control bytes, but a wish made of them mostly hides something.
        return not any(phrases.hits for phrases in meant)
    words = _WORD.findall(first)
    if not words:
        return not any(phrases.hits for phrases in meant)
    odd = [word for word in words if _is_noise(word)]
    return len(odd) * 2 > len(words) and not any(_knows(phrases) for phrases in meant)


def _knows(phrases: Phrases) -> bool:
    return any(hit.letters >= 4 for hit in phrases.hits)


def _is_noise(word: str) -> bool:
    """Letters nobody could say: no vowel in four, six consonants in a row, one letter repeated."""
    low = word.lower()
    if low.isdigit():
        return False
    if not low.isascii() and not set(low) & _VOWELS:
        return False  # another script: nothing is known about its vowels
    if len(low) > 45 or (len(low) >= 5 and len(set(low)) == 1):
        return True
    if len(low) >= 4 and not set(low) & _VOWELS:
        return True
    return bool(regex.search(r"[bcdfghjklmnpqrstvwxz]{6,}", low)) and "sch" not in low


@lru_cache(maxsize=1)
def _loaded() -> Reader:
    """170 MB and two seconds: one for the whole process."""
    known = (figure.line for figure in figures.shipped())
    return Reader(Lexicon.load(known), Meaning.open())
