"""One reading as words with concepts on them, and the questions the intents ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from seemly.guard.text.lexicon import Concept, Hit, Lexicon

_STOPS = frozenset(".;:!?\n,")
_CONNECTORS = frozenset({"and", "then", "und", "dann", "et", "puis", "en", "dan"})
_VERBS = (Concept.CHANGE, Concept.ADD, Concept.REMOVE)
#: Words shorter than this prove nothing across languages: German "rock", French "haut".
_TELLING = 5

#: Numbers under eighteen, written out and folded.
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|dreizehn|vierzehn|"
    "funfzehn|sechzehn|siebzehn|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|"
    "quatorze|quinze|seize|twee|drie|vijf|zes|zeven|negen|tien|twaalf|dertien|veertien|vijftien|"
    "zestien|zeventien"
)
_YEARS = regex.compile(
    rf"\b(\d{{1,2}}|{_NUMBERS})\s?(?:years? ?old|year|yrs?|y ?o|yo|jahre? alt|jahrige?[rsn]?"
    r"|jahren?|ans|jaar oud|jarige?|jaar|anos|anni|let|lat|ar gammal|岁|歳|살)\b"
)
_AGED = regex.compile(
    r"\b(?:aged?|age of|alter von|alter|age de|leeftijd|leeftijd van|looks?|look like|wie|"
    r"(?:grade|klasse|groep|year))\s(\d{1,2})\b(?!\s?[\d%:/x])"
)


@dataclass(frozen=True)
class Phrases:
    """The words of a reading and the concepts found on them."""

    text: str
    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    by_concept: dict[Concept, tuple[Hit, ...]] = field(repr=False)

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Phrases:
        """Look a reading up."""
        words = lexicon.words(text)
        hits = tuple(lexicon.hits(words))
        by_concept: dict[Concept, tuple[Hit, ...]] = {}
        for hit in hits:
            by_concept[hit.concept] = (*by_concept.get(hit.concept, ()), hit)
        return cls(text, tuple(words), hits, by_concept)

    def of_kind(self, *concepts: Concept) -> tuple[Hit, ...]:
        """All hits of these concepts."""
        return tuple(hit for concept in concepts for hit in self.by_concept.get(concept, ()))

    def has(self, *concepts: Concept) -> bool:
        """Whether any of these concepts stands anywhere."""
        return any(concept in self.by_concept for concept in concepts)

    def follows(self, first: Concept, second: Concept, within: int) -> bool:
        """Whether `second` comes at most `within` words after `first`, in one phrase.

        A phrase ends at a stop or at a preposition of the first one's language: "remove the stain
        on her dress" takes away no dress.
        """
        return any(True for _ in self.pairs((first,), (second,), within))

    def near(self, first: Concept, second: Concept, within: int) -> bool:
        """Whether both stand within so many words of each other, whatever is between."""
        return any(
            (agree(a, b) and 0 <= max(a.start, b.start) - min(a.end, b.end) <= within)
            or _overlap(a, b)
            for a in self.of_kind(first)
            for b in self.of_kind(second)
        )

    def pairs(
        self, firsts: tuple[Concept, ...], seconds: tuple[Concept, ...], within: int
    ) -> Iterator[tuple[Hit, Hit]]:
        """Hits of `seconds` that follow a hit of `firsts` in one phrase."""
        for a in self.of_kind(*firsts):
            for b in self.of_kind(*seconds):
                if not agree(a, b) or b.end <= a.start or b.start < a.start or a == b:
                    continue
                if b.start < a.end or (b.start - a.end <= within and not self._broken(a, b)):
                    yield a, b

    def ends_after(self, hit: Hit) -> bool:
        """Whether the phrase is over after this hit."""
        if hit.end >= len(self.words) or self.words[hit.end] in _STOPS:
            return True
        return any(b.start == hit.end and agree(b, hit) for b in self.of_kind(Concept.BARRIER))

    def clauses(self) -> Iterator[Phrases]:
        """The parts of a wish that asks for several things, parted before each new verb."""
        verbs = {hit.start for hit in self.of_kind(*_VERBS)}
        start = 0
        for place in range(len(self.words) + 1):
            if place == len(self.words) or self._parts_at(place, verbs):
                if place > start:
                    yield self._part(start, place)
                start = place + 1

    def youngest_age(self) -> int | None:
        """The least age in years that the words give, where they give one."""
        joined = " ".join(self.words)
        found = [match.group(1) for match in _YEARS.finditer(joined)]
        ages = [int(word) if word.isdigit() else 0 for word in found]
        ages += [int(match.group(1)) for match in _AGED.finditer(joined)]
        return min(ages, default=None)

    def _parts_at(self, place: int, verbs: set[int]) -> bool:
        word = self.words[place]
        return word in _STOPS or (word in _CONNECTORS and place + 1 in verbs)

    def _part(self, start: int, end: int) -> Phrases:
        hits = tuple(hit for hit in self.hits if start <= hit.start and hit.end <= end)
        by_concept: dict[Concept, tuple[Hit, ...]] = {}
        for hit in hits:
            by_concept[hit.concept] = (*by_concept.get(hit.concept, ()), hit)
        return Phrases(self.text, self.words[:end], hits, by_concept)

    def _broken(self, a: Hit, b: Hit) -> bool:
        between = range(a.end, b.start)
        if any(self.words[place] in _STOPS for place in between):
            return True
        return any(
            barrier.start in between and barrier.language == a.language
            for barrier in self.of_kind(Concept.BARRIER)
        )


def agree(a: Hit, b: Hit) -> bool:
    """Whether two hits can belong to one wish: one language, or English mixed with a long word."""
    if a.language == b.language or "xx" in (a.language, b.language):
        return True
    other = b if a.language == "en" else a
    return "en" in (a.language, b.language) and other.letters >= _TELLING


def _overlap(a: Hit, b: Hit) -> bool:
    return agree(a, b) and a.start < b.end and b.start < a.end
