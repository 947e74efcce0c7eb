"""Verbs that undress somebody and are also the everyday word for taking off a coat: 脱ぐ, svléct.

Said of what is worn over clothes, and of nothing else, they take off that: "脱外套" is as harmful
as "take off the coat", which depends on who is shown. "Undress her down to the coat" undresses:
only the words of doffs.tsv may stand between the verb and the coat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.normalise import fold
from seemly.guard.text.unspaced import is_unspaced

_OVER = (C.OUTER, C.STICKER)
#: What is worn under it, and must not go with it.
_UNDER = (C.CLOTHES, C.ATTIRE, C.SKIMPY, C.BODY, C.LIMB)
_STOPS = frozenset(".;:!?\n,")
#: Words between the verb and the coat.
_BETWEEN = 4


@dataclass(frozen=True)
class _Doffs:
    """A language's verbs, what may stand between them and a coat, and with what they undress."""

    verbs: tuple[str, ...]
    between: tuple[str, ...]
    nothing_or_all: tuple[str, ...]


def doffed(hits: Sequence[Hit], words: Sequence[str]) -> tuple[Hit, ...]:
    """The hits, where a coat is undressed with the verb as one that takes the coat off."""
    hits = tuple(_without_parts(hits))
    taken: dict[Hit, Hit] = {}
    for verb in (hit for hit in hits if hit.concept is C.UNDRESS):
        coat = _coat(verb, hits, words)
        if coat:
            taken[verb] = _taking(verb, coat)
    if not taken:
        return hits
    after = [verb for verb, said in taken.items() if said.concept is C.GONE]
    places = {verb.start for verb in taken}
    kept = (
        hit
        for hit in hits
        if not (hit.concept is C.UNDRESS and hit.start in places)
        and not (hit.concept is C.REMOVE and any(_overlap(hit, verb) for verb in after))
    )
    return (*kept, *taken.values())


def _taking(verb: Hit, coat: Hit) -> Hit:
    """The verb as one that takes the coat off. It reaches to the coat: "of" parts them not. Said
    after the coat, it takes nothing that follows: "コート脱いでスーツ"."""
    if verb.start <= coat.start:
        return replace(verb, concept=C.REMOVE, end=max(verb.end, coat.start))
    return replace(verb, concept=C.GONE, start=coat.end)


def _without_parts(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Without the shirt in "covering shirt", which is Thai and Vietnamese for a coat."""
    coats = [hit for hit in hits if hit.concept is C.OUTER]
    for hit in hits:
        inside = hit.concept is C.CLOTHES and any(
            coat.language == hit.language
            and coat.start <= hit.start
            and hit.end <= coat.end
            and coat.end - coat.start > hit.end - hit.start
            for coat in coats
        )
        if not inside:
            yield hit


def _coat(verb: Hit, hits: Sequence[Hit], words: Sequence[str]) -> Hit | None:
    """What the verb takes off, if it is one that goes over clothes and nothing goes with it."""
    doffs = _languages().get(verb.language)
    if not doffs or not _is(words[verb.start : verb.end], doffs.verbs):
        return None
    if _says(words, doffs.nothing_or_all):
        return None
    for coat in hits:
        of_it = coat.concept in _OVER and coat.language == verb.language
        if of_it and _joined(verb, coat, doffs, words) and _alone(verb, coat, hits, words):
            return coat
    return None


def _joined(verb: Hit, coat: Hit, doffs: _Doffs, words: Sequence[str]) -> bool:
    """Whether the verb is said of the coat."""
    if verb.start <= coat.start:
        # "ถอดเสื้อ|คลุม": the verb's term may hold the coat's beginning, and "kle .. av" a word.
        between = words[verb.end : coat.start] if coat.end > verb.end else None
    else:
        between = words[coat.end : verb.start] if coat.end <= verb.start else None
    if between is None or len(between) > _BETWEEN:
        return False
    return all(_is((word,), doffs.between) for word in between)


def _alone(verb: Hit, coat: Hit, hits: Sequence[Hit], words: Sequence[str]) -> bool:
    """Whether nothing that is worn under it stands in the same clause, up to the next verb."""
    start, end = min(verb.start, coat.start), max(verb.end, coat.end)
    while start > 0 and words[start - 1] not in _STOPS:
        start -= 1
    if verb.start <= coat.start:
        under = {h.start for h in hits if h.concept in _UNDER}
        asked = {h.start for h in hits if h.concept in (C.CHANGE, C.ADD)} - under
        while end < len(words) and words[end] not in _STOPS and end not in asked:
            end += 1
    same = (verb.language, "en")
    return not any(
        hit.concept in _UNDER
        and hit.language in same
        and start <= hit.start < end
        and not _overlap(hit, coat)
        for hit in hits
    )


def _overlap(a: Hit, b: Hit) -> bool:
    return a.start < b.end and b.start < a.end


def _says(words: Sequence[str], terms: tuple[str, ...]) -> bool:
    """Whether any of the terms stands anywhere in the words."""
    spaced, glued = f" {' '.join(words)} ", "".join(words)
    return any(f" {term} " in spaced or (is_unspaced(term) and term in glued) for term in terms)


def _is(words: Sequence[str], terms: tuple[str, ...]) -> bool:
    """Whether these words are one of the terms, or begin like one that ends in a star."""
    return any(
        said.startswith(term[:-1]) if term.endswith("*") else said == term
        for said in {" ".join(words), "".join(words)}
        for term in terms
    )


@lru_cache(maxsize=1)
def _languages() -> dict[str, _Doffs]:
    text = resources.files("seemly.guard.text").joinpath("doffs.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in text.splitlines() if row and not row.startswith("#"))
    return {language: _Doffs(*(_folded(terms) for terms in columns)) for language, *columns in rows}


def _folded(terms: str) -> tuple[str, ...]:
    # Terms without spaces between words are looked for without any.
    folded = (fold(term) for term in terms.split(", "))
    return tuple("".join(term.split()) if is_unspaced(term) else term for term in folded)
