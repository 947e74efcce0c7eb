"""From words to what a drawing shows: who, how many, in which colour, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from seemly.generate.sketch import relations, ways
from seemly.generate.sketch.drawing import Colour, rgb
from seemly.generate.sketch.figures import CASTS, Home
from seemly.generate.sketch.relations import Relation
from seemly.generate.sketch.things import lexicon
from seemly.generate.sketch.words import FUNCTION_WORDS, Hit, Reading, tokens

CROWD = 12  # more of one kind than this are not drawn

#: What a wish named without our knowing the word; the words themselves are never repeated.
SOMETHING = "edit"

_WITHOUT = frozenset(
    {"no", "without", "ohne", "kein", "keine", "keinen", "sans", "zonder", "geen", "sin", "senza",
     "sem", "bez"}
)  # fmt: skip
#: Articles of what was named before: "a house, and a dog behind the house".
_DEFINITE = frozenset(
    {"the", "this", "that", "der", "die", "das", "den", "dem", "dieser", "diese", "dieses", "le",
     "la", "les", "l", "ce", "cette", "het", "de", "dit", "dat", "el", "los", "las", "este", "esta",
     "il", "lo", "questo", "questa", "o", "os", "as", "do", "da", "ten", "ta", "tego"}
)  # fmt: skip
#: Written as several, drawn as one.
_PAIRS = frozenset(
    {"blueberries", "fries", "glasses", "grapes", "headphones", "pancakes", "scissors", "socks",
     "sunglasses", "candy", "fire", "shoe", "treasure", "cherry", "note", "rainbow"}
)  # fmt: skip
_IN = frozenset({"in", "en", "em", "w"})
_AND = frozenset({"and", "und", "et", "en", "y", "e", "ed", "i", "oraz"})
_ADJECTIVES_AFTER = ("fr", "es", "it", "pt")
#: Keys of guard/templates/ for places and times, where they differ from ours.
_NAMES = {
    "underwater": "sea",
    "mountains": "mountain",
    "pine": "tree",
    "full moon": "moon",
    "sunrise": "sun",
    "snowfall": "snow",
    "day": "",
}


@dataclass(frozen=True)
class Actor:
    """One kind of figure, `count` times. `scale` is about 1; `colour` None is the usual one."""

    key: str
    count: int = 1
    colour: Colour | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class Illustration:
    """A drawing to be made. `did` and `left_out` are keys of the closed list of things."""

    place: str
    time: str
    weather: str | None
    style: str | None
    actors: tuple[Actor, ...]
    did: tuple[str, ...]
    left_out: tuple[str, ...]
    relations: tuple[Relation, ...] = ()
    parts: tuple[str, ...] = ()  # of the land: keys of `ways.PARTS`
    palette: str | None = None  # a key of `palettes.PALETTES`, or colours "#rrggbb #rrggbb"

    @property
    def empty(self) -> bool:
        """Nothing in the words could be drawn."""
        return not self.did


def parse(text: str, language: str = "en") -> Illustration:
    """Read a wish for a drawing. Never raises; unknown words only mark something as left out."""
    words = tokens(text)
    reading = _wanted(lexicon().read(words, language))
    actors, actor_of = _actors(reading)
    drawn = tuple(actor for actor in actors if actor.key in CASTS)
    order = {actors.index(actor): number for number, actor in enumerate(drawn)}
    shown = {start: order[at] for start, at in actor_of.items() if at in order}
    time, weather = reading.first("time"), reading.first("weather")
    style, palette = reading.first("style"), _palette(reading)
    said = tuple(dict.fromkeys(a.key for a in actors if a.key in ways.PARTS))
    place = reading.first("place")
    ground = place or _place(drawn, time, said)
    parts = tuple(key for key in said if ways.fits(key, ground))
    did = [*(a.key for a in drawn), *parts, *(key for key in (place, time, weather) if key)]
    left = [a.key for a in actors if a.key not in CASTS and a.key not in parts]
    if style == "other":
        style = None
        left.append("style")
    if _unknown_noun(reading):
        left.append(SOMETHING)
    return Illustration(
        ground,
        time or _time(drawn, weather),
        weather,
        style,
        drawn,
        _named(did + _manner(style, palette) if did else []),
        _named(left),
        relations.read(reading, shown),
        parts,
        palette,
    )


def _manner(style: str | None, palette: str | None) -> list[str]:
    """What is said of how it is drawn."""
    return ["style"] * (style is not None) + ["colour"] * (palette is not None)


def _palette(reading: Reading) -> str | None:
    """A palette by name, else two or more colours after "in": "a castle in blue and gold"."""
    named = reading.first("palette")
    if named is not None:
        return named
    colours = reading.of("colour")
    for at, hit in enumerate(colours):
        if hit.start == 0 or reading.words[hit.start - 1] not in _IN:
            continue
        row = [hit]
        for other in colours[at + 1 :]:
            if set(reading.words[row[-1].end : other.start]) <= _AND:
                row.append(other)
        nouns = {noun.start for noun in reading.of("thing", "place")}
        after = row[-1].end in nouns and reading.language not in _ADJECTIVES_AFTER
        if len(row) > 1 and not after:  # "in red and blue boots" is no palette
            return " ".join(dict.fromkeys(one.entry.key for one in row))
    return None


def _named(keys: list[str]) -> tuple[str, ...]:
    names = (_NAMES.get(key, key) for key in keys)
    return tuple(dict.fromkeys(name for name in names if name))


def _wanted(reading: Reading) -> Reading:
    """Without what the wish says shall not be there."""
    without = _WITHOUT - {"no"} if reading.language == "pt" else _WITHOUT  # there it is "in the"
    kept = tuple(
        hit
        for hit in reading.hits
        if not without & set(reading.words[max(0, hit.start - 2) : hit.start])
    )
    return Reading(reading.language, reading.words, kept)


def _actors(reading: Reading) -> tuple[tuple[Actor, ...], dict[int, int]]:
    """Who is drawn, and which of them the noun at each word names."""
    actors: list[Actor] = []
    actor_of: dict[int, int] = {}
    for hit in reading.of("thing"):
        around = _adjectives(hit, reading)
        shade = next((h.entry.key for h in around if h.entry.kind == "colour"), None)
        scale = next((h.entry.key for h in around if h.entry.kind == "scale"), None)
        colour = rgb(shade) if shade else None
        same = [i for i, actor in enumerate(actors) if actor.key == hit.entry.key]
        again = _DEFINITE & set(reading.words[max(0, hit.start - 2) : hit.start])
        if same and again:
            actor_of[hit.start] = same[-1]
            continue
        count = _count(hit, reading, around)
        alike = [i for i in same if actors[i].colour == colour]
        if alike:
            known = actors[alike[0]]
            actors[alike[0]] = replace(known, count=min(CROWD, known.count + count))
            actor_of[hit.start] = alike[0]
            continue
        actor_of[hit.start] = len(actors)
        actors.append(Actor(hit.entry.key, count, colour, float(scale) if scale else 1.0))
    return tuple(actors), actor_of


def _adjectives(noun: Hit, reading: Reading) -> list[Hit]:
    """Numbers, colours and sizes of a noun: up to four words before it, in French (and Spanish,
    Italian, Portuguese) also after."""
    others = [hit for hit in reading.hits if hit.entry.kind in ("thing", "place") and hit != noun]
    start = max([hit.end for hit in others if hit.end <= noun.start], default=0)
    end = min([hit.start for hit in others if hit.start >= noun.end], default=len(reading.words))
    before = [h for h in reading.hits if max(start, noun.start - 4) <= h.start < noun.start]
    after = [h for h in reading.hits if noun.end <= h.start < min(end, noun.end + 2)]
    if reading.language in _ADJECTIVES_AFTER:
        mine = {"colour", "scale"}
        # There a colour right after the noun before belongs to that one.
        before = [h for h in before if h.entry.kind not in mine or h.start > start + 1]
        return before + [h for h in after if h.entry.kind in mine]
    return before


def _count(noun: Hit, reading: Reading, around: list[Hit]) -> int:
    numbers = [int(hit.entry.key) for hit in around if hit.entry.kind == "number"]
    digits = [
        int(word)
        for word in reading.words[max(0, noun.start - 3) : noun.start]
        if re.fullmatch(r"[0-9]{1,3}", word)
    ]
    if noun.entry.key in _PAIRS and numbers in ([1, 2], [2]) and "of" in reading.words:
        return 1  # a pair of scissors
    if numbers or digits:
        return max(1, min(CROWD, (digits or numbers)[-1]))
    if reading.language == "pl" and any(hit.end == noun.start for hit in reading.of("relation")):
        return 1  # "obok drzewa": the case after it looks like several
    return 3 if noun.several and noun.entry.key not in _PAIRS else 1


def _unknown_noun(reading: Reading) -> bool:
    """Whether it says something that we do not know; what is said of how a thing is, counts."""
    return bool(unknown(reading))


def unknown(reading: Reading) -> tuple[str, ...]:
    """The words of three letters or more that are neither known nor small."""
    known = {at for hit in reading.hits for at in range(hit.start, hit.end)}
    small = FUNCTION_WORDS[reading.language] | _WITHOUT
    return tuple(
        word
        for at, word in enumerate(reading.words)
        if at not in known and word not in small and len(word) > 2 and not word.isdigit()
    )


def _place(actors: tuple[Actor, ...], time: str | None, parts: tuple[str, ...]) -> str:
    homes = {CASTS[actor.key].home for actor in actors}
    brought = [CASTS[actor.key].place for actor in actors if CASTS[actor.key].place]
    if parts:
        return _beside(parts, homes, brought)
    if homes and homes <= {Home.HEAVEN, Home.SKY}:
        return "space" if "space" in brought else "sky"
    if brought and Home.INDOORS in homes and homes & {Home.LAND, Home.WATER}:
        brought = [place for place in brought if place != "room"] or ["meadow"]
    return brought[0] if brought else "meadow"


def _beside(parts: tuple[str, ...], homes: set[Home], brought: list[str]) -> str:
    """The place of a river, road or waterfall: what is around brings one that can show it."""
    if "river" in parts and homes & {Home.WATER, Home.UNDERWATER}:
        return "lake"  # a river wide enough for boats
    shown = [place for place in brought if all(ways.fits(part, place) for part in parts)]
    return shown[0] if shown else "forest" if "waterfall" in parts else "meadow"


def _time(actors: tuple[Actor, ...], weather: str | None) -> str:
    keys = {actor.key for actor in actors}
    if "sun" in keys or "rainbow" in keys or weather is not None:
        return "day"
    return "night" if keys & {"moon", "star", "full moon"} else "day"
