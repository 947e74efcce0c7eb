"""Whether a garment makes room for what is none: "leaves instead of the suit", "it slips off".

A scarf instead of a scarf and a towel on a chair undress nobody: what comes must be no garment,
what goes must be one, and they must be said of each other.
"""

from __future__ import annotations

from math import inf

from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.phrases import Phrases, agree

#: Words between what comes, "instead of" and what goes: an article, an adjective.
_BETWEEN = 2
#: "Hair covering all of her instead of": more words stand before it.
_BEFORE = 4


def replaced(p: Phrases, garment: Hit) -> bool:
    """Whether what is no garment shall take this one's place."""
    return any(
        agree(cover, garment) and (_instead(p, cover, garment) or _traded(p, cover, garment))
        for cover in p.of_kind(C.STANDIN)
        if not _of_a_garment(p, cover)
    )


def slips(p: Phrases, garment: Hit) -> bool:
    """Whether this garment shall slip off: "let the robe slide down"."""
    return any(
        agree(garment, fall) and _apart(p, garment, fall) <= _BETWEEN
        for fall in p.of_kind(C.SLIP)
        if fall.start >= garment.end
    )


def _instead(p: Phrases, cover: Hit, garment: Hit) -> bool:
    """ "A towel instead of the suit", "instead of the suit a towel"."""
    for instead in p.of_kind(C.INSTEAD):
        if not agree(instead, garment) or _apart(p, instead, garment) > _BETWEEN:
            continue
        before = cover.start < instead.start and _apart(p, cover, instead) <= _BEFORE
        after = cover.start >= garment.end and _apart(p, garment, cover) <= _BETWEEN
        if (before and not _elsewhere(p, cover, instead)) or after:
            return True
    return False


def _traded(p: Phrases, cover: Hit, garment: Hit) -> bool:
    """ "Change the suit into a towel": the garment stands inside "change .. into"."""
    return any(
        agree(trade, garment)
        and trade.start <= garment.start
        and garment.end <= trade.end
        and -1 <= cover.start - trade.end <= _BETWEEN
        and not p.stops_between(trade.end, cover.start)
        for trade in p.of_kind(C.TRADE)
    )


def _elsewhere(p: Phrases, cover: Hit, instead: Hit) -> bool:
    """ "A towel on the chair instead of the coat", but not "foam on her instead of the suit"."""
    between = range(cover.end, instead.start)
    put = any(hit.start in between for hit in p.beside(cover, C.BARRIER))
    return put and not any(
        hit.start in between for hit in p.beside(cover, C.POINTER, C.PERSON, C.RELATION, C.FIGURE)
    )


def _of_a_garment(p: Phrases, cover: Hit) -> bool:
    """ "A chocolate dress"."""
    return any(
        worn.start == cover.end and worn.end > cover.end
        for worn in p.beside(cover, C.CLOTHES, C.OUTER, C.ATTIRE)
    )


def _apart(p: Phrases, first: Hit, second: Hit) -> float:
    """How many words stand between two hits of one sentence; without end where a stop does, or
    where the second stands first."""
    if second.end <= first.start or p.stops_between(first.end, second.start):
        return inf
    return max(0, second.start - first.end)
