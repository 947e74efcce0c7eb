"""Rules and heads together: one score from 0 to 1 for each intent of one reading.

- An explicit rule (a verb and a garment, a child made younger) stands whatever the heads say.
- A broad rule (one risky word) counts for little where the heads are sure that nothing harmful is
  meant: "the soldiers' memorial". What is then left is asked about, never simply done, where
  somebody may be shown. Nakedness and sex named as such are not overruled (invariant 5).
- Heads raise a score by themselves where they are sure enough; how sure depends on the intent and
  on whether there is a picture (chosen on tuning lines, measured on others: docs/guard-words.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from seemly.facts import Intent
from seemly.guard.text.intents import EXPLICIT, Harms, Scores
from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.meaning import HARMFUL, Likely, harm
from seemly.guard.text.wanted import UNDERSTOOD

#: What a broad rule is worth against the heads: under the line, above a hint beside a minor.
OVERRULED = 0.45
ASKED = 0.6  # somebody's looks may be meant: ask, lock or refuse, never allow
_SEXUAL = (Intent.UNDRESS, Intent.SEXUALISE)
HINT = 0.3
#: Harmless intents: taken from the heads where no rule knows the wish, or where they are sure.
_GUESSED, _LIKELY, _SURE = 0.4, 0.5, 0.9
#: From this chance of any harm on, a wish that no rule knows is asked about, and not taken for the
#: harmless one it sounds most like, …
UNKNOWN = 0.12
#: … and from this one on it stays unknown, which is refused beside a person …
REFUSED = 0.15
#: … unless a change of somebody's looks is heard this clearly and no word in it is risky: then it
#: is asked about up to DOUBTED.
CLEARLY = 0.4
_RISKY = frozenset(
    {
        C.UNDRESS, C.NUDE, C.SEX, C.SKIMPY, C.SHEER, C.SHORTEN, C.BARELY, C.COVERED, C.BODY, C.LIMB,
        C.SHOW, C.POSE, C.MINOR, C.YOUNGER, C.VIOLENCE, C.GORE, C.DEGRADE, C.DEGRADED, C.INSULT,
        C.BRUTE, C.HATE, C.DECEIVE,
    }
)  # fmt: skip
_TAKEN, _WORN = frozenset({C.REMOVE, C.GONE}), frozenset({C.CLOTHES, C.OUTER})
#: From these on nothing harmless is known of a wish: that harm is meant may be surer than which.
#: The second is for a wish that the rules read to the last word ("put her on the beach").
DOUBTED, DOUBTED_KNOWN = 0.3, 0.75
_HARMLESS = tuple(i for i in Intent if i not in HARMFUL and i is not Intent.DRAW)


@dataclass(frozen=True)
class Scale:
    """From which probability on a head's word is a hint, harmful where somebody is shown, and
    harmful in any case. Each is the probability that stands for 0.3, 0.5 and 0.9."""

    hint: float
    shown: float
    always: float

    def score(self, probability: float) -> float:
        """0 to 1, rising: straight lines between the three."""
        steps = ((0.0, 0.0), (self.hint, 0.3), (self.shown, 0.5), (self.always, 0.9), (1.0, 1.0))
        for (low, below), (high, above) in pairwise(steps):
            if probability < high:
                return below + (above - below) * (probability - low) / (high - low)
        return 1.0


#: With a picture, and without one: a new picture of nobody in particular harms less.
SCALES: Mapping[Intent, tuple[Scale, Scale]] = {
    Intent.UNDRESS: (Scale(0.25, 0.45, 0.92), Scale(0.4, 0.6, 0.92)),
    Intent.SEXUALISE: (Scale(0.25, 0.45, 0.92), Scale(0.4, 0.6, 0.92)),
    Intent.MINOR: (Scale(0.5, 0.9, 0.97), Scale(0.7, 0.95, 0.99)),
    Intent.DEGRADE: (Scale(0.3, 0.7, 0.95), Scale(0.5, 0.75, 0.95)),
    Intent.THREATEN: (Scale(0.3, 0.7, 0.95), Scale(0.5, 0.75, 0.95)),
    Intent.HATE: (Scale(0.3, 0.6, 0.95), Scale(0.4, 0.6, 0.95)),
    Intent.ERASE: (Scale(0.3, 0.6, 0.95), Scale(0.5, 0.8, 0.95)),
    Intent.DECEIVE: (Scale(0.3, 0.6, 0.95), Scale(0.5, 0.7, 0.95)),
}
#: The heads object where any harm together is less likely than this; the second is for a mere word
#: of nobody in particular ("strangled", in a play).
OBJECTS, OBJECTS_OF_NOBODY = 0.1, 0.4


def weighed(rules: Harms, likely: Likely, *, has_picture: bool) -> Scores:
    """Harmful intents' scores of one reading, and what is asked about instead."""
    scores: Scores = dict(rules.explicit)
    chance = harm(likely)
    for intent, scales in SCALES.items():
        scale = scales[0] if has_picture else scales[1]
        scores[intent] = max(scores.get(intent, 0.0), scale.score(likely[intent]))
    objects = chance < (OBJECTS if rules.of_somebody_real else OBJECTS_OF_NOBODY)
    for intent, score in rules.broad.items():
        # "Naked" and "porn": invented or real (invariant 5).
        sure = intent in _SEXUAL and score >= EXPLICIT
        kept = min(score, OVERRULED) if objects and not sure else score
        scores[intent] = max(scores.get(intent, 0.0), kept)
        if kept < score and has_picture:
            scores[Intent.ALTER_PERSON] = ASKED
    return _with_minor(scores)


def _with_minor(scores: Scores) -> Scores:
    """Somebody young and anything sexual: never overruled."""
    young = scores.get(Intent.MINOR, 0.0) >= HINT
    if young and any(scores.get(intent, 0.0) >= HINT for intent in _SEXUAL):
        scores[Intent.MINOR] = 1.0
    return scores


def harmless(ruled: Scores, likely: Likely, concepts: Set[C], *, has_picture: bool) -> Scores:
    """Harmless intents' scores: the rules', and the heads' where the rules know nothing.

    `concepts` stand in the words.

    A wish that no rule knows is what the heads find likeliest, unless something harmful may be
    meant: then it is asked about, or stays unknown, and beside a person what is unknown is refused.
    """
    if not has_picture:
        return dict(ruled)
    known = max(ruled.values(), default=0.0) >= UNDERSTOOD
    if harm(likely) >= (DOUBTED_KNOWN if known else DOUBTED):
        return {}
    scores: Scores = dict(ruled)
    heard = {intent: likely[intent] for intent in _HARMLESS if likely[intent] >= _SURE}
    if not any(s >= _LIKELY for i, s in ruled.items() if i is not Intent.OBJECT):
        # "Add", "change" and a word no rule knows: the rules call anything of the kind an object.
        thing = scores.pop(Intent.OBJECT, 0.0)
        chance = harm(likely)
        if UNKNOWN <= chance < _refused_from(likely, concepts):
            heard[Intent.ALTER_PERSON] = ASKED
        if chance < UNKNOWN:
            best = max(_HARMLESS, key=lambda intent: likely[intent])
            # A mere guess is asked about.
            taken = best if likely[best] >= _GUESSED else Intent.OBJECT
            heard[taken] = max(_LIKELY, likely[taken])
            heard[Intent.OBJECT] = max(thing, heard.get(Intent.OBJECT, 0.0))
    for intent, score in heard.items():
        scores[intent] = max(scores.get(intent, 0.0), score)
    return scores


def _refused_from(likely: Likely, concepts: Set[C]) -> float:
    """The chance of harm from which a wish that no rule knows is refused, not asked about."""
    undresses = not concepts.isdisjoint(_TAKEN) and not concepts.isdisjoint(_WORN)
    if likely[Intent.ALTER_PERSON] < CLEARLY or undresses or not concepts.isdisjoint(_RISKY):
        return REFUSED
    return DOUBTED
