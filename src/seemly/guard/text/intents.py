"""Which concepts make which intent, and how surely: one reading at a time.

Scores, for the policy's thresholds (0.5 is where wishes of the first group stop being served):

    0.9 and up  said in so many words; refused whoever is shown
    0.6 to 0.89 harmful where a person is shown, possible or meant
    below 0.5   a mention that only weighs together with another fact
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seemly.facts import Intent
from seemly.guard.text import dress
from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.phrases import Phrases
from seemly.guard.text.said import ANYBODY, MEANT_PERSON, Said

EXPLICIT = 0.95
MEANT = 0.8  # harmful where a person is shown or meant
DEPENDS = 0.6  # depends on who is shown
MENTIONED = 0.4
ADULT = 18  # years

Scores = dict[Intent, float]
#: What is meant, how surely, and when.
Rule = tuple[Intent, float, Callable[[Said], bool]]


def _says(*concepts: C) -> Callable[[Said], bool]:
    return lambda said: said.phrases.has(*concepts)


def _says_of_people(concept: C, not_of: C) -> Callable[[Said], bool]:
    """A word that says something harmless of a wall, a mannequin or a background.

    The same word of a sister language says the same: "ubij" is Croatian and Serbian.
    """

    def holds(said: Said) -> bool:
        hits = said.phrases.of_kind(concept)
        things = {(h.start, h.end) for h in hits if _of_a_thing(said.phrases, h, not_of)}
        return any((hit.start, hit.end) not in things for hit in hits)

    return holds


def _of_a_thing(p: Phrases, hit: Hit, thing: C) -> bool:
    """Whether a thing stands right beside a word, and nobody in the words."""
    if p.beside(hit, *ANYBODY):
        return False
    after = (b for a, b in p.pairs((hit.concept,), (thing,), 1) if a == hit)
    before = (a for a, b in p.pairs((thing,), (hit.concept,), 1) if b == hit)
    return any(
        other.language == hit.language and (other.start >= hit.end or other.end <= hit.start)
        for other in (*after, *before)
    )


def _uncovered(rule: Callable[[Said], bool]) -> Callable[[Said], bool]:
    """The heads hear a word like "thicker" as harmless: they do not overrule where it covers
    nobody."""
    return lambda said: said.phrases.has(C.COVER) and rule(said)


def _hateful(said: Said) -> bool:
    """Signs of hatred, unless they shall be cleaned off a wall."""
    p = said.phrases
    cleaned = {hit for _, hit in p.pairs((C.REMOVE,), (C.HATE,), 1)}
    cleaned |= {hit for hit, _ in p.pairs((C.HATE,), (C.GONE,), 6)}
    return any(hit not in cleaned for hit in p.of_kind(C.HATE))


def _hurts_somebody(said: Said) -> bool:
    p = said.phrases
    beside = any(p.beside_each_other(who, C.GORE, 3) for who in MEANT_PERSON)
    return beside or (said.has_picture and p.follows(C.PERSON, C.GORE, 3))


def _degrades_somebody(said: Said) -> bool:
    p = said.phrases
    beside = any(p.beside_each_other(who, C.DEGRADED, 2) for who in MEANT_PERSON)
    return beside or (said.has_picture and p.follows(C.PERSON, C.DEGRADED, 1))


def _turns_into_beast(said: Said) -> bool:
    p = said.phrases
    for into, beast in p.pairs((C.INTO,), (C.BRUTE,), 2):
        before = [who for who in p.of_kind(*ANYBODY) if 0 <= into.start - who.end <= 4]
        if before and said.somebody_real and beast.start >= into.start:
            return True
    return False


def _makes_younger(said: Said) -> bool:
    p = said.phrases
    if not said.somebody:
        return False
    if p.has(C.ANIMAL, C.THING) and not p.has(*ANYBODY):
        return False
    made = p.has(*ANYBODY) and any(_made_young(p, place) for age, place in p.ages() if age < ADULT)
    into = any(p.beside(into, C.CHANGE) for into, _ in p.pairs((C.INTO,), (C.MINOR,), 3))
    return p.has(C.YOUNGER) or (said.has_picture and (made or into))


def _made_young(p: Phrases, place: int) -> bool:
    """Whether an age is made, not told: "make her look 12", but not "he is 8"."""
    return any(
        -3 <= verb.start - place <= 3 or 0 <= place - verb.end <= 4
        for verb in p.of_kind(C.CHANGE)
        if not p.stops_between(min(verb.end, place), max(verb.start, place))
    )


def _speaks_of_minor(said: Said) -> bool:
    age = said.phrases.youngest_age()
    return said.phrases.has(C.MINOR, C.YOUNGER) or (age is not None and age < ADULT)


def _erases(said: Said) -> bool:
    p = said.phrases
    if not said.has_picture:
        return False
    taken = any(
        p.ends_after(who) and not _written_onto(p, who)
        for _, who in p.pairs((C.REMOVE,), ANYBODY, 2)
    )
    return taken or any(p.follows(who, C.GONE, 0) for who in ANYBODY)


def _written_onto(p: Phrases, pointer: Hit) -> bool:
    """Whether "her" is the end of a word for something else: Arabic "her coat" is one word."""
    return any((thing.start, thing.end) == (pointer.start, pointer.end)
               for thing in p.of_kind(C.CLOTHES, C.OUTER, C.BODY))  # fmt: skip


#: A verb and a garment or a body part, in one phrase: what it says it means. Nothing overrules it.
EXPLICIT_RULES: tuple[Rule, ...] = (
    (Intent.UNDRESS, 0.9, dress.surely_takes_off(C.CLOTHES)),
    (Intent.UNDRESS, MEANT, dress.made_so(C.SHORTEN)),
    (Intent.UNDRESS, 0.9, dress.covered_in_picture),
    (Intent.UNDRESS, 0.9, dress.makes_room),
    (Intent.UNDRESS, DEPENDS, dress.slips_off),
    (Intent.SEXUALISE, MEANT, dress.skinlike),
    (Intent.SEXUALISE, 0.85, dress.made_so(C.SHEER)),
    (Intent.UNDRESS, DEPENDS, _uncovered(dress.shortens)),
    (Intent.SEXUALISE, DEPENDS, _uncovered(dress.see_through)),
    (Intent.SEXUALISE, MEANT, _uncovered(dress.skimpy)),
    (Intent.SEXUALISE, 0.85, dress.shows_body),
    (Intent.MINOR, 0.9, _makes_younger),
    (Intent.MINOR, MENTIONED, _speaks_of_minor),
    (Intent.DEGRADE, 0.85, _turns_into_beast),
)

#: A word, or two in any order: the heads may object ("a museum of nudes"), see weigh.py.
BROAD_RULES: tuple[Rule, ...] = (
    (Intent.UNDRESS, 1.0, _says_of_people(C.UNDRESS, C.THING)),
    (Intent.UNDRESS, EXPLICIT, _says_of_people(C.NUDE, C.THING)),
    (Intent.UNDRESS, DEPENDS, dress.takes_off_clothes),
    (Intent.UNDRESS, DEPENDS, dress.surely_takes_off(C.OUTER)),
    (Intent.UNDRESS, DEPENDS, dress.shortens),
    (Intent.UNDRESS, DEPENDS, dress.covered_in),
    (Intent.UNDRESS, 0.9, dress.barely_dressed),
    (Intent.UNDRESS, DEPENDS, lambda said: said.has_picture and said.phrases.has(C.BARELY)),
    (Intent.SEXUALISE, 1.0, _says(C.SEX)),
    (Intent.SEXUALISE, EXPLICIT, _says_of_people(C.NUDE, C.THING)),
    (Intent.SEXUALISE, DEPENDS, dress.see_through),
    (Intent.SEXUALISE, MEANT, dress.skimpy),
    (Intent.SEXUALISE, MEANT, _says(C.POSE)),
    (Intent.SEXUALISE, DEPENDS, dress.shows_limb),
    (Intent.SEXUALISE, DEPENDS, dress.names_her_body),
    (Intent.DEGRADE, EXPLICIT, _says(C.DEGRADE)),
    (Intent.DEGRADE, MEANT, _says(C.INSULT)),
    (Intent.DEGRADE, 0.85, _degrades_somebody),
    (Intent.THREATEN, EXPLICIT, _says_of_people(C.VIOLENCE, C.BACKGROUND)),
    (Intent.THREATEN, MEANT, _hurts_somebody),
    (Intent.THREATEN, MENTIONED, _says(C.GORE)),
    (Intent.HATE, EXPLICIT, _hateful),
    (Intent.ERASE, MEANT, _erases),
    (Intent.DECEIVE, 0.85, lambda said: said.phrases.has(C.DECEIVE) and said.somebody),
    (Intent.DECEIVE, MENTIONED, _says(C.DECEIVE)),
)

_GUESSABLE = frozenset(
    {C.UNDRESS, C.NUDE, C.SEX, C.SKIMPY, C.VIOLENCE, C.DEGRADE, C.HATE, C.CLOTHES}
)


@dataclass(frozen=True)
class Harms:
    """What harm the rules find in a reading: said in so many words, or by a mere word."""

    explicit: Scores
    broad: Scores
    of_somebody_real: bool = True  # who exists and is meant, or may be shown


def harms(said: Said) -> Harms:
    """What harm one reading asks for, by rules alone."""
    broad = _strictest(BROAD_RULES, said)
    return Harms(_strictest(EXPLICIT_RULES, said), broad, said.somebody_real)


def _strictest(rules: tuple[Rule, ...], said: Said) -> Scores:
    scores: Scores = {}
    for intent, score, holds in rules:
        if score > scores.get(intent, 0.0) and holds(said):
            scores[intent] = score
    return scores


def proves_guess(phrases: Phrases) -> bool:
    """Whether a guessed reading spells enough to be taken for what was meant.

    Any text read backwards hits a short word now and then ("Dekan" is "naked"); two words, or
    one long one, do not stand there by chance.
    """
    telling = [hit for hit in phrases.hits if hit.concept in _GUESSABLE and hit.letters >= 5]
    if any(hit.letters >= 7 for hit in telling):
        return True
    beside = phrases.of_kind(C.POINTER, C.RELATION, C.REMOVE, C.CHANGE, C.CLOTHES)
    return any(
        0 <= max(hit.start, other.start) - min(hit.end, other.end) <= 1
        for hit in telling
        for other in beside
    )
