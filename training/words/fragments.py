"""Lines put together from fragments: everyday words of 52 languages in everyday templates.

`training/fragments/<language>.tsv` has `kind<TAB>text`. A kind is a slot of the templates of its
name, `t.<kind>` ("give her {}"), or a whole wish, which `t.polite` may wrap. The heads refused
"reindeer tie" beside a person because they had never met one.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from seemly.facts import Intent
from training.words.examples import NO_LINE, Example, unknown

FRAGMENTS = Path("training/fragments")
_TEMPLATE = "t."
_POLITE = "t.polite"
#: One template for each noun; a whole wish as it is, and every second one politely too.
_EACH = 1
#: What each kind means, and whether there is a picture beside the wish.
KINDS: Mapping[str, tuple[frozenset[Intent], bool]] = {
    "worn": (frozenset({Intent.ALTER_PERSON}), True),
    "head": (frozenset({Intent.ALTER_PERSON}), True),
    "hand": (frozenset({Intent.ALTER_PERSON}), True),
    "figure": (frozenset({Intent.ALTER_PERSON}), True),
    "looks": (frozenset({Intent.ALTER_PERSON}), True),
    "place": (frozenset({Intent.BACKGROUND}), True),
    "beside": (frozenset({Intent.OBJECT}), True),
    # A bin behind somebody, or their hat: both are harmless, and only one is asked about.
    "away": (frozenset({Intent.OBJECT, Intent.ALTER_PERSON}), True),
    "caption": (frozenset({Intent.CAPTION}), True),
    "crop": (frozenset({Intent.CROP}), True),
    "sticker": (frozenset({Intent.STICKER}), True),
    "tone": (frozenset({Intent.TONE}), True),
    "draw": (frozenset({Intent.DRAW}), False),
    "undress": (frozenset({Intent.UNDRESS}), True),
    "sexualise": (frozenset({Intent.SEXUALISE}), True),
    "degrade": (frozenset({Intent.DEGRADE}), True),
    "threaten": (frozenset({Intent.THREATEN}), True),
    "hate": (frozenset({Intent.HATE}), True),
    "erase": (frozenset({Intent.ERASE}), True),
    "deceive": (frozenset({Intent.DECEIVE}), True),
    "deceive_none": (frozenset({Intent.DECEIVE}), False),
}

Fragments = Mapping[str, list[str]]


def composed() -> list[Example]:
    """Lines of every language, the same in every run; none says what a measured line says."""
    found = []
    for file in sorted(FRAGMENTS.glob("*.tsv")):
        found += list(_lines(read(file), file.stem))
    return unknown(found)


def read(file: Path) -> Fragments:
    """The texts of each kind, in order. Raises ValueError naming the line that is none."""
    found: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = row[0].removeprefix(_TEMPLATE)
            is_known = kind in KINDS or row[0] == _POLITE
            if len(row) != 2 or not is_known or row[0].startswith(_TEMPLATE) != ("{}" in row[1]):
                raise ValueError(f"{file.name}: {row} is no kind and text, parted by a tab")
            found[row[0]].append(row[1].strip())
    return found


def _lines(fragments: Fragments, language: str) -> Iterator[Example]:
    chosen = random.Random(language)
    polite = fragments.get(_POLITE, ["{}"])
    for kind, (intents, has_picture) in KINDS.items():
        templates = fragments.get(_TEMPLATE + kind, [])
        for place, text in enumerate(fragments.get(kind, [])):
            ways = (
                chosen.sample(templates, min(_EACH, len(templates)))
                or ["{}", chosen.choice(polite)][: 1 + place % 2]
            )
            for way in ways:
                wish = way.replace("{}", text)
                yield Example(wish, intents, has_picture, language, NO_LINE, composed=True)
