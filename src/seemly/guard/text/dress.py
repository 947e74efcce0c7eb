"""What a wish does to what somebody wears, and how much of a body it would have shown.

Each function tells whether one reading asks for one thing; how bad that is, is said in intents.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.phrases import Phrases, agree
from seemly.guard.text.replaced import replaced, slips
from seemly.guard.text.said import ANYBODY, MEANT_PERSON, Said


def takes_off_clothes(said: Said) -> bool:
    """A garment, or only something off it."""
    return any(True for _ in _takes_off(said, C.CLOTHES))


def surely_takes_off(worn: C) -> Callable[[Said], bool]:
    """Not only a label off the dress."""
    return lambda said: any(
        not said.phrases.beside(garment, C.STAIN) for garment in _takes_off(said, worn)
    )


def _takes_off(said: Said, worn: C) -> Iterator[Hit]:
    """What is worn and shall be taken off, unless it hangs on a chair or a mannequin."""
    p = said.phrases
    for _, garment in p.pairs((C.REMOVE,), (worn,), 4):
        if not said.of_things(garment):
            yield garment
    for garment, _ in p.pairs((worn,), (C.GONE,), 3):
        if not said.of_things(garment) and not _after_barrier(p, garment):
            yield garment


def _after_barrier(p: Phrases, hit: Hit) -> bool:
    """ "The stain from the shirt away": the shirt is where something is, not what goes."""
    return any(0 <= hit.start - other.end <= 1 for other in p.beside(hit, C.BARRIER))


def _worn_by_somebody(said: Said, *worn: C) -> Iterator[Hit]:
    """Garments of people: no dog's, and none on a chair in the same clause."""
    p = said.phrases
    if not said.somebody or (p.has(C.ANIMAL) and not p.has(*ANYBODY)):
        return
    for garment in p.of_kind(*worn):
        clause = p.clause(garment)
        hangs = any(thing.start in clause for thing in p.beside(garment, C.THING))
        if not hangs or p.beside(garment, *MEANT_PERSON):
            yield garment


def makes_room(said: Said) -> bool:
    """For what is no garment: "a towel instead of the suit", "hair is all she wears"."""
    p = said.phrases
    if p.has(*MEANT_PERSON) and p.near(C.STANDIN, C.BARELY, 3):
        return True
    worn = _worn_by_somebody(said, C.CLOTHES, C.ATTIRE)
    return any(replaced(p, garment) or slips(p, garment) for garment in worn)


def slips_off(said: Said) -> bool:
    """A coat or a robe: "let the robe slide down"."""
    return any(slips(said.phrases, worn) for worn in _worn_by_somebody(said, C.OUTER))


def skinlike(said: Said) -> bool:
    """Somebody who exists, in a garment of the colour of skin."""
    return said.somebody_real and any(True for _ in _worn_by_somebody(said, C.SKINLIKE))


def shortens(said: Said) -> bool:
    """A garment, unless it shall cover more."""
    p = said.phrases
    covered = all(said.covers(hit) for hit in p.of_kind(C.SHORTEN))
    return said.somebody and not covered and p.near(C.SHORTEN, C.CLOTHES, 4)


def see_through(said: Said) -> bool:
    """What is worn, or somebody in it, unless it shall cover more."""
    p = said.phrases
    if not said.somebody or all(said.covers(hit) for hit in p.of_kind(C.SHEER)):
        return False
    near = ((C.CLOTHES, 4), (C.POINTER, 3), (C.PERSON, 1))
    return any(p.near(C.SHEER, other, within) for other, within in near)


def made_so(concept: C) -> Callable[[Said], bool]:
    """A garment that is to be made so: not one that is so and shall be dry, closed or longer."""

    def holds(said: Said) -> bool:
        p = said.phrases
        return any(
            agree(hit, worn)
            and not said.covers(hit)
            and not said.of_things(worn)
            and p.beside(worn, C.CHANGE, *MEANT_PERSON)
            for hit in p.of_kind(concept)
            for worn in p.of_kind(C.CLOTHES)
            if -1 <= max(hit.start, worn.start) - min(hit.end, worn.end) <= 4
        )

    return holds


def barely_dressed(said: Said) -> bool:
    """ "She wears nothing but ..."."""
    p = said.phrases
    return p.has(C.BARELY) and any(p.near(C.BARELY, who, 5) for who in ANYBODY)


def covered_in(said: Said) -> bool:
    """Somebody in foam, leaves or paint."""
    p = said.phrases
    somebody = p.has(*MEANT_PERSON) or any(p.near(C.COVERED, who, 3) for who in ANYBODY)
    return somebody and p.near(C.COVERED, C.SUBSTANCE, 3)


def covered_in_picture(said: Said) -> bool:
    """The same, where somebody may be shown."""
    return said.has_picture and covered_in(said)


def shows_body(said: Said) -> bool:
    """A part of the body that clothes cover, of nobody's dog."""
    p = said.phrases
    if p.has(C.ANIMAL) and not p.has(*ANYBODY):
        return False
    return p.near(C.SHOW, C.BODY, 4) and said.somebody


def shows_limb(said: Said) -> bool:
    """An arm or a leg of somebody who exists."""
    p = said.phrases
    return p.follows(C.SHOW, C.LIMB, 3) and p.has(*MEANT_PERSON)


def names_her_body(said: Said) -> bool:
    """A part of the body that clothes cover, named as somebody's."""
    return any(said.phrases.near(C.BODY, who, 1) for who in (C.POINTER, C.RELATION))


def skimpy(said: Said) -> bool:
    """Skimpy clothes, unless they shall go for decent ones: "swap the bikini for a wetsuit"."""
    p = said.phrases
    return any(not _exchanged(p, hit) and not said.covers(hit) for hit in p.of_kind(C.SKIMPY))


def _exchanged(p: Phrases, worn: Hit) -> bool:
    goes = any(
        hit == worn and not any(verb.end <= into.start < hit.start for into in p.of_kind(C.INTO))
        for verb, hit in p.pairs((C.CHANGE, C.REMOVE), (C.SKIMPY,), 2)
    )
    decent = (other for other in p.of_kind(C.CLOTHES, C.OUTER) if agree(worn, other))
    return goes and any(0 <= other.start - worn.end <= 4 for other in decent)
