"""From words to what a drawing shows: who, how many, in which colour, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from seemly.generate.sketch.drawing import Colour, rgb
from seemly.generate.sketch.figures import CASTS, Home
from seemly.generate.sketch.things import lexicon
from seemly.generate.sketch.words import FUNCTION_WORDS, Hit, Reading, tokens

CROWD = 12  # more of one kind than this are not drawn

#: What a wish named without our knowing the word; the words themselves are never repeated.
SOMETHING = "edit"

_WITHOUT = frozenset({"no", "without", "ohne", "kein", "keine", "keinen", "sans", "zonder", "geen"})
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

    @property
    def empty(self) -> bool:
        """Nothing in the words could be drawn."""
        return not self.did


def parse(text: str, language: str = "en") -> Illustration:
    """Read a wish for a drawing. Never raises; unknown words only mark something as left out."""
    words = tokens(text)
    reading = _wanted(lexicon().read(words, language))
    actors = _actors(reading)
    drawn = tuple(actor for actor in actors if actor.key in CASTS)
    place = reading.first("place")
    time, weather = reading.first("time"), reading.first("weather")
    style = reading.first("style")
    did = [*(a.key for a in drawn), *(key for key in (place, time, weather) if key)]
    left = [a.key for a in actors if a.key not in CASTS]
    if style is not None and style != "oil":
        left.append("style")
    if _unknown_noun(reading):
        left.append(SOMETHING)
    return Illustration(
        place or _place(drawn, time),
        time or _time(drawn, weather),
        weather,
        style if style == "oil" else None,
        drawn,
        _named(did + (["style"] if did and style == "oil" else [])),
        _named(left),
    )


def _named(keys: list[str]) -> tuple[str, ...]:
    names = (_NAMES.get(key, key) for key in keys)
    return tuple(dict.fromkeys(name for name in names if name))


def _wanted(reading: Reading) -> Reading:
    """Without what the wish says shall not be there."""
    kept = tuple(
        hit
        for hit in reading.hits
        if not _WITHOUT & set(reading.words[max(0, hit.start - 2) : hit.start])
    )
    return Reading(reading.language, reading.words, kept)


def _actors(reading: Reading) -> tuple[Actor, ...]:
    actors: dict[tuple[str, Colour | None], Actor] = {}
    for hit in reading.of("thing"):
        around = _adjectives(hit, reading)
        count = _count(hit, reading, around)
        shade = next((h.entry.key for h in around if h.entry.kind == "colour"), None)
        scale = next((h.entry.key for h in around if h.entry.kind == "scale"), None)
        colour = rgb(shade) if shade else None
        known = actors.get((hit.entry.key, colour))
        total = min(CROWD, count + (known.count if known else 0))
        actors[hit.entry.key, colour] = Actor(
            hit.entry.key, total, colour, float(scale) if scale else 1.0
        )
    return tuple(actors.values())


def _adjectives(noun: Hit, reading: Reading) -> list[Hit]:
    """Numbers, colours and sizes of a noun: up to four words before it, in French also after."""
    others = [hit for hit in reading.hits if hit.entry.kind in ("thing", "place") and hit != noun]
    start = max([hit.end for hit in others if hit.end <= noun.start], default=0)
    end = min([hit.start for hit in others if hit.start >= noun.end], default=len(reading.words))
    before = [h for h in reading.hits if max(start, noun.start - 4) <= h.start < noun.start]
    after = [h for h in reading.hits if noun.end <= h.start < min(end, noun.end + 2)]
    if reading.language == "fr":
        mine = {"colour", "scale"}
        # In French a colour right after the noun before belongs to that one.
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
    if numbers or digits:
        return max(1, min(CROWD, (digits or numbers)[-1]))
    word = reading.words[noun.end - 1]
    return 3 if _is_plural(word, noun, reading.language) else 1


def _is_plural(word: str, noun: Hit, language: str) -> bool:
    """Whether the word is a form made with an ending; then "trees" are three."""
    if word in noun.entry.plurals:
        return True
    written = {phrase[-1] for phrase in noun.entry.phrases[language]}
    return word not in written and word.rstrip("snx") != word


def _unknown_noun(reading: Reading) -> bool:
    """Whether an article or number leads to words we do not know ("a go-kart on ...")."""
    known = {at for hit in reading.hits for at in range(hit.start, hit.end)}
    stops = FUNCTION_WORDS[reading.language]
    for hit in reading.of("number"):
        at, unknown = hit.end, 0
        while at < len(reading.words) and at not in known and reading.words[at] not in stops:
            at, unknown = at + 1, unknown + 1
        ended = at >= len(reading.words) or reading.words[at] in stops
        if unknown and ended:
            return True
    return not reading.hits and any(word not in stops for word in reading.words)


def _place(actors: tuple[Actor, ...], time: str | None) -> str:
    homes = {CASTS[actor.key].home for actor in actors}
    brought = [CASTS[actor.key].place for actor in actors if CASTS[actor.key].place]
    if homes and homes <= {Home.HEAVEN, Home.SKY}:
        return "space" if "space" in brought else "sky"
    if brought and Home.INDOORS in homes and homes & {Home.LAND, Home.WATER}:
        brought = [place for place in brought if place != "room"] or ["meadow"]
    return brought[0] if brought else "meadow"


def _time(actors: tuple[Actor, ...], weather: str | None) -> str:
    keys = {actor.key for actor in actors}
    if "sun" in keys or "rainbow" in keys or weather is not None:
        return "day"
    return "night" if keys & {"moon", "star", "full moon"} else "day"
