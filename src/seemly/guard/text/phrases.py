"""One reading as words with concepts on them, and the questions the intents ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from seemly.guard.text.lexicon import Concept, Hit, Lexicon

_STOPS = frozenset(".;:!?\n,")
_CONNECTORS = frozenset({"and", "then", "und", "dann", "et", "puis", "en", "dan"})
_VERBS = (Concept.CHANGE, Concept.ADD, Concept.REMOVE)
_PEOPLE = frozenset(
    {
        Concept.PERSON, Concept.MINOR, Concept.POINTER, Concept.RELATION, Concept.FIGURE,
        Concept.NAME,
    }
)  # fmt: skip
#: What cannot be the thing that a number counts.
_UNCOUNTED = _PEOPLE | {Concept.BARRIER, Concept.PLACE}
#: A smaller number beside somebody counts things: "him 2".
_CHILD = 5
#: Words shorter than this prove nothing across languages: German "rock", French "haut".
_TELLING = 5
#: Shorter ones are articles and the like.
_LONGER = 4
#: A short word of a language that says nothing else in the text is an everyday word of the one that
#: says at least so many words more. English words stand in every language.
_MORE = 3
_EVERYWHERE = frozenset({"en", "xx"})

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
    #: The languages that know most words of the text.
    main: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Phrases:
        """Look a reading up."""
        words = lexicon.words(text)
        known = _known(found := lexicon.hits(words))
        hits = tuple(hit for hit in found if _belongs(hit, known))
        most = max(known.values(), default=0)
        main = frozenset(language for language, words in known.items() if words == most)
        hits = tuple(_without_numbers(hits, words, main))
        return cls(text, tuple(words), hits, _by_concept(hits), main)

    def of_kind(self, *concepts: Concept) -> tuple[Hit, ...]:
        """All hits of these concepts."""
        return tuple(hit for concept in concepts for hit in self.by_concept.get(concept, ()))

    def beside(self, hit: Hit, *concepts: Concept) -> tuple[Hit, ...]:
        """Hits of these concepts in the language of this one or in the text's own."""
        return tuple(
            other
            for other in self.of_kind(*concepts)
            if other.language == hit.language or other.language in self.main
        )

    def has(self, *concepts: Concept) -> bool:
        """Whether any of these concepts stands anywhere."""
        return any(concept in self.by_concept for concept in concepts)

    def understood(self) -> bool:
        """Whether every longer word stands for a concept in a language of the text."""
        known = {
            place
            for hit in self.hits
            if hit.language in self.main
            for place in range(hit.start, hit.end)
        }
        longer = (place for place, word in enumerate(self.words) if len(word) >= _LONGER)
        return all(place in known for place in longer)

    def tells(self, concept: Concept) -> bool:
        """Whether a concept stands in a language of the text, or in a word too long for chance:
        German filth is a cat in Polish."""
        return any(
            hit.language in self.main | _EVERYWHERE or hit.letters >= _TELLING
            for hit in self.of_kind(concept)
        )

    def follows(self, first: Concept, second: Concept, within: int) -> bool:
        """Whether `second` comes at most `within` words after `first`, in one phrase.

        A phrase ends at a stop or at a preposition of the first one's language: "remove the stain
        on her dress" takes away no dress.
        """
        return any(True for _ in self.pairs((first,), (second,), within))

    def beside_each_other(self, first: Concept, second: Concept, within: int) -> bool:
        """Whether one soon follows the other in one phrase: in many tongues verbs stand last."""
        return self.follows(first, second, within) or self.follows(second, first, within)

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

    def ages(self) -> tuple[tuple[int, int], ...]:
        """The ages in years that the words give, and the word each stands at."""
        joined = " ".join(self.words)
        found = [*_YEARS.finditer(joined), *_AGED.finditer(joined)]
        ages = [
            (int(word) if word.isdigit() else 0, joined.count(" ", 0, match.start(1)))
            for match in found
            for word in match.groups()
        ]
        for years in self.of_kind(Concept.AGE):
            for place in (years.start - 1, years.end):
                if 0 <= place < len(self.words) and self.words[place].isdigit():
                    ages.append((int(self.words[place]), place))
            for number in self.of_kind(Concept.NUMBER):
                if number.language == years.language and years.start - number.end in (-1, 0):
                    ages.append((0, number.start))
        return (*ages, *self._told_of_people())

    def _told_of_people(self) -> Iterator[tuple[int, int]]:
        """Ages with no word for years: "the girl is 12, ...", "make her 14"."""
        people = (Concept.PERSON, Concept.MINOR, Concept.POINTER, Concept.RELATION)
        after = {who.end + more for who in self.of_kind(*people) for more in (0, 1)}
        for place in sorted(after):
            word = self.words[place] if place < len(self.words) else ""
            ended = place + 1 >= len(self.words) or self.words[place + 1] in ",.;\n"
            if ended and word.isdigit() and _CHILD <= int(word) < 100:
                yield int(word), place

    def youngest_age(self) -> int | None:
        """The least age in years that the words give, where they give one."""
        return min((age for age, _ in self.ages()), default=None)

    def stops_between(self, start: int, end: int) -> bool:
        """Whether a stop stands among these words."""
        return any(word in _STOPS for word in self.words[start:end])

    def clause(self, hit: Hit) -> range:
        """The places of a hit's clause, from stop or "and" to stop or "and"."""
        ends = [
            place
            for place, word in enumerate(self.words)
            if (word in _STOPS or word in _CONNECTORS) and not hit.start <= place < hit.end
        ]
        start = max((place + 1 for place in ends if place < hit.start), default=0)
        return range(start, min((p for p in ends if p >= hit.end), default=len(self.words)))

    def _parts_at(self, place: int, verbs: set[int]) -> bool:
        word = self.words[place]
        return word in _STOPS or (word in _CONNECTORS and place + 1 in verbs)

    def _part(self, start: int, end: int) -> Phrases:
        hits = tuple(hit for hit in self.hits if start <= hit.start and hit.end <= end)
        return Phrases(self.text, self.words[:end], hits, _by_concept(hits), self.main)

    def _broken(self, a: Hit, b: Hit) -> bool:
        between = range(a.end, b.start)
        if self.stops_between(a.end, b.start):
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


def _without_numbers(
    hits: tuple[Hit, ...], words: Sequence[str], main: frozenset[str]
) -> Iterator[Hit]:
    """ "Seks" is six where the text is Danish and something is counted, and sex where it is not."""
    numbers = {
        (hit.start, hit.end)
        for hit in hits
        if hit.concept is Concept.NUMBER and hit.language in main
    }
    for hit in hits:
        number = (hit.start, hit.end) in numbers and hit.language not in main
        if hit.concept is not Concept.SEX or not (number and _counts(hit, hits, words, main)):
            yield hit


def _counts(number: Hit, hits: tuple[Hit, ...], words: Sequence[str], main: frozenset[str]) -> bool:
    """Whether a thing is counted: "sex katter", but not "på stranden" nor what people do."""
    near = [hit for hit in hits if hit.language in main | _EVERYWHERE]
    if number.end >= len(words) or words[number.end] in _STOPS:
        return False
    if any(hit.start == number.end and hit.concept in _UNCOUNTED for hit in near):
        return False
    apart = number.start > 0 and words[number.start - 1] in _STOPS
    return not (apart and any(h.end <= number.start and h.concept in _PEOPLE for h in near))


def _overlap(a: Hit, b: Hit) -> bool:
    return agree(a, b) and a.start < b.end and b.start < a.end


def _by_concept(hits: tuple[Hit, ...]) -> dict[Concept, tuple[Hit, ...]]:
    found: dict[Concept, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.concept].append(hit)
    return {concept: tuple(those) for concept, those in found.items()}


def _known(hits: list[Hit]) -> dict[str, int]:
    """How many words of the text each language knows."""
    places: dict[str, set[int]] = defaultdict(set)
    for hit in hits:
        if hit.language != "xx":
            places[hit.language].update(range(hit.start, hit.end))
    return {language: len(words) for language, words in places.items()}


def _belongs(hit: Hit, known: dict[str, int]) -> bool:
    """Whether a hit is more than an everyday word of another language."""
    if hit.language in _EVERYWHERE or hit.letters > _TELLING:
        return True
    alone = known[hit.language] <= hit.end - hit.start
    return not alone or max(known.values()) - known[hit.language] < _MORE
