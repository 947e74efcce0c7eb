"""What a reading wants that is harmless, by rules: which concepts make which intent."""

from __future__ import annotations

from collections.abc import Mapping

from seemly.facts import Intent
from seemly.guard.text.intents import DEPENDS, MEANT, Scores
from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.phrases import Phrases
from seemly.guard.text.said import ANYBODY, Said

UNDERSTOOD = 0.95  # a harmless wish of which the rules know every word
_KNOWN = 0.7
_PLAIN: Mapping[C, Intent] = {
    C.BACKGROUND: Intent.BACKGROUND,
    C.TONE: Intent.TONE,
    C.CROP: Intent.CROP,
    C.STICKER: Intent.STICKER,
    C.CAPTION: Intent.CAPTION,
}


def wishes(said: Said) -> Scores:
    """What a reading wants that is harmless, clause by clause."""
    if not said.has_picture:
        return {Intent.DRAW: 0.9}
    scores: Scores = {}
    for clause in said.phrases.clauses():
        for intent, score in _clause(clause).items():
            scores[intent] = max(score, scores.get(intent, 0.0))
    if said.phrases.understood():
        return {i: UNDERSTOOD if score >= _KNOWN else score for i, score in scores.items()}
    return scores


def _clause(clause: Phrases) -> Scores:
    scores: Scores = {i: 0.9 for concept, i in _PLAIN.items() if clause.has(concept)}
    about_person = clause.has(*ANYBODY)
    about_animal = clause.has(C.ANIMAL) and not about_person
    elsewhere = any(clause.near(c, C.PLACE, 5) for c in (C.CHANGE, *ANYBODY))
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
    return not scores and any(True for _ in clause.pairs((C.CHANGE,), ANYBODY, 1))


def _alters(clause: Phrases) -> bool:
    if clause.has(C.PART):
        return True
    if clause.has(C.ALTER) and clause.has(*ANYBODY, C.CHANGE):
        return True
    if clause.has(C.COVER) and clause.has(*ANYBODY, C.CLOTHES, C.SKIMPY):
        return True
    dressed = clause.has(C.CLOTHES, C.OUTER) and clause.has(C.CHANGE, C.ADD)
    return dressed and not clause.has(C.THING)
