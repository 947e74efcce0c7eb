"""Whether somebody shall be better covered: the wet shirt dry, the sheer blouse opaque.

A word like "dry" excuses nothing by standing somewhere in the wish: it must be said of the very
garment. "Longer grass" and "dry sand" cover nobody, and a longer see-through shirt is as sheer.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.normalise import fold
from seemly.guard.text.phrases import Phrases

#: Words between what is said of a garment and what covers it.
_APART = 3
_PEOPLE = (C.PERSON, C.MINOR, C.POINTER, C.RELATION, C.FIGURE, C.NAME)
_WORN = (C.CLOTHES, C.OUTER, C.SKIMPY)
_VERBS = (C.CHANGE, C.ADD, C.REMOVE)
#: What may follow "dry" without being what is dried.
_FOLLOWS = (*_WORN, *_VERBS, C.COVER, C.BARRIER, C.INTO, C.POINTER)
#: Everyday words of three letters and more that are no noun.
_SMALL = frozenset(
    {"the", "her", "his", "das", "den", "der", "die", "ein", "het", "les", "los", "las", "una",
     "and", "too", "now", "again", "please", "bitte", "por", "favor", "svp", "stp", "him", "them"}
)  # fmt: skip
_NOTHING = 2  # letters: "it", "es", "la"


def covers(phrases: Phrases, hit: Hit, *, has_picture: bool) -> bool:
    """Whether a hit (sheer, skimpy, shorter) is said of a garment that shall be better covered."""
    return any(
        _overlaps(cover, hit)
        or (
            not _has_object(phrases, cover)
            and (_of_it(phrases, hit, cover) or (has_picture and _afterwards(phrases, hit, cover)))
        )
        for cover in phrases.beside(hit, C.COVER)
        if not (hit.concept is C.SHEER and _lengthens(phrases, cover))
    )


def _lengthens(p: Phrases, cover: Hit) -> bool:
    """Whether what covers is length alone."""
    words = p.words[cover.start : cover.end]
    said = (" ".join(words), "".join(words))
    return any(one.startswith(lengths().get(cover.language, ())) for one in said)


@lru_cache(maxsize=1)
def lengths() -> dict[str, tuple[str, ...]]:
    """The beginnings of words for longer, by language."""
    text = resources.files("seemly.guard.text").joinpath("lengths.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in text.splitlines() if row and not row.startswith("#"))
    return {language: tuple(fold(one) for one in terms.split(", ")) for language, terms in rows}


def _overlaps(cover: Hit, hit: Hit) -> bool:
    """ "Less see-through" is no see-through."""
    return cover.start < hit.end and hit.start < cover.end


def _of_it(p: Phrases, hit: Hit, cover: Hit) -> bool:
    """In one clause: "the wet shirt dry", "dry the wet shirt", but not "the dry shirt wet"."""
    clause = p.clause(hit)
    if cover.start not in clause:
        return False
    if cover.start < hit.end:
        return cover.start == clause.start and hit.start - cover.end == 1
    near = cover.start - hit.end <= _APART
    return near and not _made(p, hit, clause.start) and _is_so(p, hit, cover, clause.start)


def _is_so(p: Phrases, hit: Hit, cover: Hit, start: int) -> bool:
    """Whether the garment is so already: "make the wet shirt dry", not "make her shirt wet dry"
    nor "a wet longer dress"."""
    worn = p.beside(hit, *_WORN)
    if any(hit.start <= w.start and w.end <= cover.start for w in worn):
        return True
    asked = any(start <= h.start < hit.start for h in p.beside(hit, *_VERBS))
    return not asked and not any(w.start == cover.end for w in worn)


def _made(p: Phrases, hit: Hit, start: int) -> bool:
    """Whether something is changed into it: "swap her dress for a bikini"."""
    into = [h for h in p.beside(hit, C.INTO, C.BARRIER) if start <= h.start and h.end <= hit.start]
    return bool(into) and hit.start - into[-1].end <= 1


def _afterwards(p: Phrases, hit: Hit, cover: Hit) -> bool:
    """In the next clause: "the wet shirt, dry it", but not "make her shirt wet, dry it"."""
    first, then = p.clause(hit), p.clause(cover)
    if cover.start < hit.end or then.start - first.stop != 1:
        return False
    asked = any(h.start in first for h in p.beside(hit, *_VERBS, *_PEOPLE))
    said = {place for h in p.beside(cover, *_FOLLOWS) for place in range(h.start, h.end)}
    return not asked and all(place in said or _is_small(p.words[place]) for place in then)


def _has_object(p: Phrases, cover: Hit) -> bool:
    """Whether it is said of something else: "longer grass", "dry the sand"."""
    known = {place for h in p.beside(cover, *_FOLLOWS) for place in range(h.start, h.end)}
    for place in range(cover.end, min(cover.end + 2, p.clause(cover).stop)):
        if place in known:
            return False
        if not _is_small(p.words[place]):
            return True
    return False


def _is_small(word: str) -> bool:
    return len(word) <= _NOTHING or word in _SMALL
