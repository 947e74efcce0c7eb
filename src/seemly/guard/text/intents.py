"""Which concepts make which intent, and how surely: one reading at a time.

Scores, for the policy's thresholds (0.5 is where wishes of the first group stop being served):

    0.9 and up  said in so many words; refused whoever is shown
    0.6 to 0.89 harmful where a person is shown, possible or meant
    below 0.5   a mention that only weighs together with another fact
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seemly.facts import Intent
from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.phrases import Phrases

EXPLICIT = 0.95
MEANT = 0.8  # harmful where a person is shown or meant
DEPENDS = 0.6  # depends on who is shown
MENTIONED = 0.4

Scores = dict[Intent, float]
#: Who may be meant: by pronoun, name or tie.
_MEANT_PERSON = (C.POINTER, C.RELATION, C.FIGURE)
_ANYBODY = (*_MEANT_PERSON, C.PERSON)
_SEXUAL = (Intent.UNDRESS, Intent.SEXUALISE)


@dataclass(frozen=True)
class Said:
    """A reading, and whether it stands with a picture that is to be edited."""

    phrases: Phrases
    has_picture: bool

    @property
    def somebody(self) -> bool:
        """Whether a person is in the words or may be in the picture."""
        return self.has_picture or self.phrases.has(*_ANYBODY)

    @property
    def somebody_real(self) -> bool:
        """Whether a person who exists is meant or may be shown."""
        return self.has_picture or self.phrases.has(*_MEANT_PERSON)

    @property
    def only_things(self) -> bool:
        """Whether the words speak of a mannequin or a washing line and of nobody."""
        return self.phrases.has(C.THING) and not self.phrases.has(*_MEANT_PERSON)


Rule = tuple[Intent, float, Callable[[Said], bool]]


def _says(*concepts: C) -> Callable[[Said], bool]:
    return lambda said: said.phrases.has(*concepts)


def _follows(first: C, second: C, within: int) -> Callable[[Said], bool]:
    return lambda said: said.phrases.follows(first, second, within)


def _takes_off_clothes(said: Said) -> bool:
    p = said.phrases
    return p.follows(C.REMOVE, C.CLOTHES, 4) or p.follows(C.CLOTHES, C.GONE, 3)


def _takes_off_coat(said: Said) -> bool:
    p = said.phrases
    return p.follows(C.REMOVE, C.OUTER, 4) or p.follows(C.OUTER, C.GONE, 3)


def _see_through(said: Said) -> bool:
    p = said.phrases
    worn = p.near(C.SHEER, C.CLOTHES, 4)
    return said.somebody and (worn or p.near(C.SHEER, C.POINTER, 3) or p.near(C.SHEER, C.PERSON, 1))


def _barely_dressed(said: Said) -> bool:
    p = said.phrases
    return p.has(C.BARELY) and any(p.near(C.BARELY, who, 5) for who in _ANYBODY)


def _covered_in(said: Said) -> bool:
    p = said.phrases
    somebody = p.has(*_MEANT_PERSON) or any(p.near(C.COVERED, who, 3) for who in _ANYBODY)
    return somebody and p.near(C.COVERED, C.SUBSTANCE, 3)


def _shows_body(said: Said) -> bool:
    p = said.phrases
    if p.has(C.ANIMAL) and not p.has(*_ANYBODY):
        return False
    return p.near(C.SHOW, C.BODY, 4) and said.somebody


def _shows_limb(said: Said) -> bool:
    p = said.phrases
    return p.follows(C.SHOW, C.LIMB, 3) and p.has(*_MEANT_PERSON)


def _names_her_body(said: Said) -> bool:
    return any(said.phrases.near(C.BODY, who, 1) for who in (C.POINTER, C.RELATION))


def _hurts_somebody(said: Said) -> bool:
    p = said.phrases
    beside = any(p.follows(who, C.GORE, 3) for who in _MEANT_PERSON)
    return beside or (said.has_picture and p.follows(C.PERSON, C.GORE, 3))


def _degrades_somebody(said: Said) -> bool:
    p = said.phrases
    beside = any(p.follows(who, C.DEGRADED, 2) for who in _MEANT_PERSON)
    return beside or (said.has_picture and p.follows(C.PERSON, C.DEGRADED, 1))


def _turns_into_beast(said: Said) -> bool:
    p = said.phrases
    for into, beast in p.pairs((C.INTO,), (C.BRUTE,), 2):
        before = [who for who in p.of_kind(*_ANYBODY) if 0 <= into.start - who.end <= 4]
        if before and said.somebody_real and beast.start >= into.start:
            return True
    return False


def _makes_younger(said: Said) -> bool:
    p = said.phrases
    if not said.somebody:
        return False
    if p.has(C.ANIMAL, C.THING) and not p.has(*_ANYBODY):
        return False
    age = p.youngest_age()
    young = age is not None and age < 18 and p.has(*_ANYBODY) and p.has(C.CHANGE)
    into = any(True for _ in p.pairs((C.INTO,), (C.MINOR,), 3))
    return p.has(C.YOUNGER) or (said.has_picture and (young or into))


def _speaks_of_minor(said: Said) -> bool:
    age = said.phrases.youngest_age()
    return said.phrases.has(C.MINOR, C.YOUNGER) or (age is not None and age < 18)


def _erases(said: Said) -> bool:
    p = said.phrases
    if not said.has_picture:
        return False
    taken = any(p.ends_after(who) for _, who in p.pairs((C.REMOVE,), _ANYBODY, 2))
    return taken or any(p.follows(who, C.GONE, 0) for who in _ANYBODY)


#: A verb and a garment or a body part, in one phrase: what it says it means. Nothing overrules it.
EXPLICIT_RULES: tuple[Rule, ...] = (
    (Intent.UNDRESS, 0.9, lambda said: _takes_off_clothes(said) and not said.only_things),
    (Intent.UNDRESS, DEPENDS, _takes_off_coat),
    (Intent.UNDRESS, MEANT, lambda s: s.phrases.near(C.SHORTEN, C.CLOTHES, 4) and s.somebody),
    (Intent.UNDRESS, 0.9, _covered_in),
    (Intent.SEXUALISE, 0.85, _see_through),
    (Intent.SEXUALISE, 0.85, _shows_body),
    (Intent.MINOR, 0.9, _makes_younger),
    (Intent.MINOR, MENTIONED, _speaks_of_minor),
    (Intent.DEGRADE, 0.85, _turns_into_beast),
)

#: A word, or two in any order: the heads may object ("a museum of nudes"), see weigh.py.
BROAD_RULES: tuple[Rule, ...] = (
    (Intent.UNDRESS, 1.0, _says(C.UNDRESS)),
    (Intent.UNDRESS, EXPLICIT, _says(C.NUDE)),
    (Intent.UNDRESS, DEPENDS, _takes_off_clothes),
    (Intent.UNDRESS, 0.9, _barely_dressed),
    (Intent.UNDRESS, DEPENDS, lambda said: said.has_picture and said.phrases.has(C.BARELY)),
    (Intent.SEXUALISE, 1.0, _says(C.SEX)),
    (Intent.SEXUALISE, EXPLICIT, _says(C.NUDE)),
    (Intent.SEXUALISE, MEANT, _says(C.SKIMPY, C.POSE)),
    (Intent.SEXUALISE, DEPENDS, _shows_limb),
    (Intent.SEXUALISE, DEPENDS, _names_her_body),
    (Intent.DEGRADE, EXPLICIT, _says(C.DEGRADE)),
    (Intent.DEGRADE, MEANT, _says(C.INSULT)),
    (Intent.DEGRADE, 0.85, _degrades_somebody),
    (Intent.THREATEN, EXPLICIT, _says(C.VIOLENCE)),
    (Intent.THREATEN, MEANT, _hurts_somebody),
    (Intent.THREATEN, MENTIONED, _says(C.GORE)),
    (Intent.HATE, EXPLICIT, _says(C.HATE)),
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


def harms(said: Said) -> Harms:
    """What harm one reading asks for, by rules alone."""
    return Harms(_strictest(EXPLICIT_RULES, said), _strictest(BROAD_RULES, said))


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


def wishes(said: Said) -> Scores:
    """What a reading wants that is harmless, clause by clause."""
    if not said.has_picture:
        return {Intent.DRAW: 0.9}
    scores: Scores = {}
    for clause in said.phrases.clauses():
        for intent, score in _clause(clause).items():
            scores[intent] = max(score, scores.get(intent, 0.0))
    return scores


_PLAIN: Mapping[C, Intent] = {
    C.BACKGROUND: Intent.BACKGROUND,
    C.TONE: Intent.TONE,
    C.CROP: Intent.CROP,
    C.STICKER: Intent.STICKER,
    C.CAPTION: Intent.CAPTION,
}


def _clause(clause: Phrases) -> Scores:
    scores: Scores = {i: 0.9 for concept, i in _PLAIN.items() if clause.has(concept)}
    about_person = clause.has(*_ANYBODY)
    about_animal = clause.has(C.ANIMAL) and not about_person
    elsewhere = any(clause.near(c, C.PLACE, 5) for c in (C.CHANGE, *_ANYBODY))
    if elsewhere and not clause.has(C.ADD):
        scores.setdefault(Intent.BACKGROUND, 0.7)
    if _alters(clause) and not about_animal:
        scores[Intent.ALTER_PERSON] = MEANT
    elif _about_how_somebody_looks(clause, scores, about_person):
        scores[Intent.ALTER_PERSON] = 0.7
    if not scores and clause.has(C.CHANGE, C.ADD, C.REMOVE):
        scores[Intent.OBJECT] = DEPENDS
    return scores


def _about_how_somebody_looks(clause: Phrases, scores: Scores, about_person: bool) -> bool:
    """A hat for a person, or "make her ..." with nothing else in it that we know."""
    if Intent.STICKER in scores and about_person and Intent.BACKGROUND not in scores:
        return True
    return not scores and any(True for _ in clause.pairs((C.CHANGE,), _ANYBODY, 1))


def _alters(clause: Phrases) -> bool:
    if clause.has(C.PART):
        return True
    if clause.has(C.ALTER) and clause.has(*_ANYBODY, C.CHANGE):
        return True
    dressed = clause.has(C.CLOTHES, C.OUTER) and clause.has(C.CHANGE, C.ADD)
    return dressed and not clause.has(C.THING)
