"""How the figures of a wish stand to each other: "three cats on a boat" -> cats, on, boat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seemly.generate.sketch.words import Hit, Reading

REACH = 9  # words between a relation and the thing it relates; more is another sentence

#: What somebody who is "in" it wears.
WORN = frozenset({"hat", "cap", "crown", "scarf", "sunglasses"})
_IT = frozenset({"it", "them", "him", "her", "ihm", "ihr", "ihnen", "lui", "elle", "hem", "haar"})
_AND = frozenset({"and", "und", "et", "en", "y", "e", "ed", "i", "oraz", "with", "mit", "avec"})


@dataclass(frozen=True)
class Relation:
    """Actor `of` stands so to actor `to`; both are places in the list of actors.

    `kind` is a key of settings.tsv: on, in, under, behind, front, beside, above, between (`of`
    flanks `to`), wears or holds (`of` is worn or held).
    """

    kind: str
    of: int
    to: int


def read(reading: Reading, actor_of: Mapping[int, int]) -> tuple[Relation, ...]:
    """The relations of a reading; `actor_of` gives the actor named at a word.

    Each actor stands to one other, and none in a ring to itself.
    """
    found: dict[int, Relation] = {}
    nouns = reading.of("thing", "place")
    for said in reading.of("relation"):
        before = [noun for noun in nouns if noun.end <= said.start][-1:]
        after = [noun for noun in nouns if noun.start >= said.end]
        if _IT & set(reading.words[said.end : said.end + 1]):
            # "a house with a tree behind it": the one named before the tree.
            after = [noun for noun in nouns if noun.end <= said.start][-2:-1]
        after = after[: _objects(said, after, reading)]
        if not before or not after or _far(before[0], said, after[0]):
            continue
        if any(noun.entry.kind == "place" for noun in after):
            continue  # "on the sea": the place of the whole drawing
        first = _subject(before[0], said, reading)
        pairs = [(one, noun) for one in _listed(first, reading) for noun in after]
        for one, noun in pairs:
            worn = said.entry.key == "in" and noun.entry.key in WORN
            kind = "wears" if worn else said.entry.key
            made = _relation(kind, actor_of.get(one.start), actor_of.get(noun.start))
            if made is not None and made.of not in found and not _ring(made, found):
                found[made.of] = made
    return tuple(found.values())


def _relation(kind: str, of: int | None, to: int | None) -> Relation | None:
    if of is None or to is None or of == to:
        return None
    # What is worn or held is set onto its bearer, and what somebody is between stands beside them.
    turned = kind in ("wears", "holds", "between")
    return Relation(kind, to, of) if turned else Relation(kind, of, to)


def _far(before: Hit, said: Hit, after: Hit) -> bool:
    return said.start - before.end > REACH or abs(after.start - said.end) > REACH


def _subject(noun: Hit, said: Hit, reading: Reading) -> Hit:
    """Whom a second relation is said of: in "a cat in a hat on a boat" the cat sits on the boat."""
    earlier = [one for one in reading.of("relation") if one.end <= noun.start]
    if not earlier or said.entry.key not in ("on", "in", "under", "beside", "front", "behind"):
        return noun
    worn = noun.entry.key in WORN and earlier[-1].entry.key == "in"
    if not worn and earlier[-1].entry.key not in ("wears", "holds"):
        return noun
    before = [one for one in reading.of("thing") if one.end <= earlier[-1].start]
    return before[-1] if before else noun


def _objects(said: Hit, after: list[Hit], reading: Reading) -> int:
    """How many of the nouns after it a relation takes: "between" two, "wearing" all of a list."""
    if said.entry.key == "between":
        return 2
    number = 1
    while said.entry.key in ("wears", "holds") and number < len(after):
        between = reading.words[after[number - 1].end : after[number].start]
        if len(between) > 3 or not _AND & set(between):
            break
        number += 1
    return number


def _listed(last: Hit, reading: Reading) -> list[Hit]:
    """All of "a teapot and three cups" where the cups are the last: both are on the table."""
    listed = [last]
    stops = [hit for hit in reading.hits if hit.entry.kind in ("relation", "place")]
    for noun in reversed([one for one in reading.of("thing") if one.end <= last.start]):
        between = reading.words[noun.end : listed[0].start]
        broken = any(noun.end <= hit.start < listed[0].start for hit in stops)
        if broken or len(between) > 4 or not _AND & set(between):
            break
        listed.insert(0, noun)
    return listed


def _ring(made: Relation, found: Mapping[int, Relation]) -> bool:
    """Whether its end already stands, step by step, to its beginning."""
    at = made.to
    while at != made.of and at in found:
        at = found[at].to
    return at == made.of
