"""What a wish wants done to a picture, as a typed plan: backgrounds first, the rest as said.

    "replace the background with a library, then make it black and white"
    -> Plan((Background("library"), Tone(Curve(grey=1.0), "black and white")), ())

The plan says what the artist would do, never whether it may: the guard reads the same words by
itself. `left_out` holds keys of a closed list, so no word of the asker is ever repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from seemly.facts import Intent
from seemly.generate.sketch.captions import clean
from seemly.generate.sketch.spots import Place
from seemly.generate.sketch.words import (
    FUNCTION_WORDS,
    LONGEST,
    Hit,
    Lexicon,
    Reading,
    entry,
    folded,
    rows,
)
from seemly.tone import GAIN, GAMMA, Curve


@dataclass(frozen=True)
class Background:
    """Another background: a key of `scenes.SCENES` or a plain colour "#rrggbb"."""

    scene: str


@dataclass(frozen=True)
class Blur:
    """The background out of focus."""


@dataclass(frozen=True)
class Tone:
    """One curve over the whole picture; `thing` is what it is called."""

    curve: Curve
    thing: str


@dataclass(frozen=True)
class Hat:
    """A party hat: on the main subject, or at a place."""

    place: Place | None = None


@dataclass(frozen=True)
class Caption:
    """Words written into the picture."""

    text: str
    place: Place = (0.5, 1.0)


@dataclass(frozen=True)
class Crop:
    """A smaller window: of this aspect (width / height), or of the picture's own, closer."""

    aspect: float | None = None


Step: TypeAlias = Background | Blur | Tone | Hat | Caption | Crop

_INTENTS: dict[type[Step], Intent] = {
    Background: Intent.BACKGROUND,
    Blur: Intent.BACKGROUND,
    Tone: Intent.TONE,
    Hat: Intent.STICKER,
    Caption: Intent.CAPTION,
    Crop: Intent.CROP,
}

ASPECTS = {
    "closer": None,
    "square": 1.0,
    "4 3": 4 / 3,
    "3 4": 3 / 4,
    "16 9": 16 / 9,
    "9 16": 9 / 16,
}

TONES = {
    "black and white": Curve(grey=1.0),
    "sepia": Curve(grey=1.0, warmth=1.0),
    "brighter": Curve(gain=1.12, gamma=0.84),
    "darker": Curve(gain=0.82, gamma=1.12),
    "warmer": Curve(warmth=0.8),
    "colder": Curve(warmth=-0.8),
    # Both keep middle grey about where it is: gain * x ** gamma meets x near 0.5.
    "contrast": Curve(gain=1.14, gamma=1.24),
    "less contrast": Curve(gain=0.88, gamma=0.8),
}
_THINGS = {"sepia": "tone", "less contrast": "contrast"}


@dataclass(frozen=True)
class Plan:
    """Steps in the order to be done, and keys of what was understood but cannot be done."""

    steps: tuple[Step, ...]
    left_out: tuple[str, ...]

    def kinds(self) -> frozenset[Intent]:
        """Which kinds of edit the steps are, for choosing who carries them out."""
        return frozenset(_INTENTS[type(step)] for step in self.steps)

    def limited(self, only: frozenset[str] | None) -> Plan:
        """The steps of these kinds; None leaves all."""
        if only is None:
            return self
        return Plan(tuple(s for s in self.steps if _INTENTS[type(s)] in only), self.left_out)

    def curve(self) -> Curve | None:
        """All tone steps as one curve within the lock's bounds, or None without any."""
        curves = [step.curve for step in self.steps if isinstance(step, Tone)]
        if not curves:
            return None
        gain, gamma, warmth = 1.0, 1.0, 0.0
        for one in curves:
            gain, gamma, warmth = gain * one.gain, gamma * one.gamma, warmth + one.warmth
        return Curve(
            gain=min(max(gain, GAIN[0]), GAIN[1]),
            gamma=min(max(gamma, GAMMA[0]), GAMMA[1]),
            grey=max(one.grey for one in curves),
            warmth=min(max(warmth, -1.0), 1.0),
        )


@cache
def _lexicon() -> Lexicon:
    colours = [row for row in rows("settings.tsv") if row[0] == "colour"]
    return Lexicon.of(
        entry(kind, key, columns) for kind, key, *columns in [*rows("edits.tsv"), *colours]
    )


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^“”]+)[“”]|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|‘([^‘’]+)’|‚([^‚‘’]+)[‘’]"
    r"|(?<!\w)'([^']+)'(?!\w)"
)
_AFTER_COLON = re.compile(r"(?:(?<!\d)[:：]|[:：](?!\d))\s*([^\s:：].*)$", re.DOTALL)
_MARK = "zzquotedzz"  # stands for a quotation while words are read
_STOPS = re.compile(r"[,.;!?\n]+")
_AND = _words(
    "and then but also plus und dann aber auch sowie et puis mais aussi ensuite en dan maar ook"
)
_DETERMINERS = _words(
    "the her his their its my your our these those der die das den dem ihr ihre ihren sein seine "
    "seinen mein meine le la les l son sa ses leur mon ma mes de het haar zijn hun mijn"
)
_SMALL = frozenset().union(*FUNCTION_WORDS.values())
_NOT = _words("not don dont never no nicht kein keine keinen pas jamais niet geen nooit")


@dataclass(frozen=True)
class _Clause:
    """A part of a wish that says one thing: its words and what the lexicon found in them."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]  # positions count from the clause's first word
    quotes: tuple[str, ...]

    def keys(self, kind: str) -> list[str]:
        return [hit.entry.key for hit in self.hits if hit.entry.kind == kind]

    def names_a_part(self) -> bool:
        """Whether it speaks of a thing in the picture that we do not know ("the sky")."""
        known = {at for hit in self.hits for at in range(hit.start, hit.end)}
        return any(
            word in _DETERMINERS
            and at not in known
            and at + 1 < len(self.words)
            and at + 1 not in known
            and self.words[at + 1] not in _DETERMINERS | _SMALL
            and len(self.words[at + 1]) > 2
            and self.words[at + 1] != _MARK
            for at, word in enumerate(self.words)
        )


def parse(text: str, language: str = "en") -> Plan:
    """Read a wish in English, German, French or Dutch; `language` decides where words are alike.

    Never raises. At most `words.LONGEST` characters are read.
    """
    steps: list[Step] = []
    left: list[str] = []
    about_background = False
    for clause in _clauses(text[:LONGEST], language):
        about_background = about_background or bool(clause.keys("target"))
        done, missed = _read(clause, about_background)
        steps += [step for step in done if step not in steps]
        left += missed
    # Whatever is set onto the picture stands inside its new edges, in front of what is behind it.
    steps.sort(
        key=lambda step: (not isinstance(step, Crop), not isinstance(step, Background | Blur))
    )
    return Plan(tuple(steps), tuple(dict.fromkeys(left)))


def _read(clause: _Clause, about_background: bool) -> tuple[list[Step], list[str]]:
    if _NOT & set(clause.words):
        return [], []
    steps: list[Step] = []
    left: list[str] = list(clause.keys("other"))
    for read in (_captions, _hats, _tones, _crops):
        done, missed = read(clause)
        steps += done
        left += missed
    done, missed = _backgrounds(clause, about_background, bool(steps))
    steps += done
    left += missed
    if not steps and not left and clause.keys("verb"):
        left.append("colour" if clause.keys("colour") else "edit")
    return steps, left


def _captions(clause: _Clause) -> tuple[list[Step], list[str]]:
    if clause.quotes:
        place = _place(clause, (0.5, 1.0)) or (0.5, 1.0)
        return [Caption(text, place) for text in clause.quotes], []
    return [], ["caption"] if clause.keys("caption") else []


def _hats(clause: _Clause) -> tuple[list[Step], list[str]]:
    if not clause.keys("hat") or "remove" in clause.keys("verb"):
        return [], ["hat"] if clause.keys("hat") else []
    return [Hat(_place(clause, (0.5, 0.5)))], []


def _tones(clause: _Clause) -> tuple[list[Step], list[str]]:
    keys = clause.keys("tone")
    if not keys or clause.keys("hat"):
        return [], []
    if clause.keys("target") or clause.names_a_part():
        return [], [] if clause.keys("scene") else [_THINGS.get(key, key) for key in keys]
    return [Tone(TONES[key], _THINGS.get(key, key)) for key in dict.fromkeys(keys)], []


def _crops(clause: _Clause) -> tuple[list[Step], list[str]]:
    keys = clause.keys("crop")
    if clause.keys("hat") or clause.keys("caption"):
        return [], []
    shapes = [key for key in keys if key != "closer"] or keys
    return [Crop(ASPECTS[key]) for key in shapes[:1]], []


def _backgrounds(
    clause: _Clause, about_background: bool, others: bool
) -> tuple[list[Step], list[str]]:
    target = bool(clause.keys("target"))
    if clause.keys("blur"):
        if "remove" in clause.keys("verb") or (clause.names_a_part() and not target):
            return [], ["blur"]
        return [Blur()], []
    scenes = [key for key in clause.keys("scene") if key != "studio"] or clause.keys("scene")
    if target or (scenes and not others and ("put" in clause.keys("verb") or about_background)):
        if "studio" in scenes and clause.keys("colour"):
            scenes = []
        if scenes:
            return [Background(scenes[0])], []
        if clause.keys("colour"):
            return [Background(clause.keys("colour")[-1])], []
        if "remove" in clause.keys("verb"):
            return [Background("#ffffff")], []
        return [], [] if others or clause.keys("tone") else ["background"]
    return [], []


def _place(clause: _Clause, usual: Place) -> Place | None:
    """The place said, as shares of width and height; None when none was."""
    said = {word for key in clause.keys("where") for word in key.split()}
    if not said:
        return None
    x = 0.0 if "left" in said else 1.0 if "right" in said else 0.5
    y = 0.0 if "top" in said else 1.0 if "bottom" in said else 0.5 if "middle" in said else usual[1]
    return (x, y)


def _clauses(text: str, language: str) -> Iterator[_Clause]:
    """Split at punctuation, and at "and" or "then" outside of phrases such as black and white."""
    bare, quotes = _without_quotes(text)
    parts = [part for part in _STOPS.split(bare) if part.strip()]
    words: list[str] = []
    ends: set[int] = set()
    for part in parts:
        words += re.findall(r"[^\W_]+", folded(part))
        ends.add(len(words))
    reading = _lexicon().read(words, language)
    yield from _cut(reading, ends, iter(quotes))


def _cut(reading: Reading, ends: set[int], quotes: Iterator[str]) -> Iterator[_Clause]:
    inside = {at for hit in reading.hits for at in range(hit.start, hit.end)}
    cuts = ends | {at for at, word in enumerate(reading.words) if word in _AND and at not in inside}
    start = 0
    for end in sorted(cuts | {len(reading.words)}):
        words = reading.words[start:end]
        hits = tuple(
            Hit(hit.start - start, hit.end - start, hit.entry)
            for hit in reading.hits
            if start <= hit.start and hit.end <= end
        )
        mine = tuple(text for word in words if word == _MARK and (text := next(quotes, "")))
        if words:
            yield _Clause(words, hits, mine)
        start = end


def _without_quotes(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each quotation, and the quotations' cleaned words."""
    quotes: list[str] = []

    def taken(match: re.Match[str]) -> str:
        said = clean(next((group for group in match.groups() if group), ""))
        if not said:
            return " "
        quotes.append(said)
        return f" {_MARK} "

    bare = _QUOTED.sub(taken, text.replace(_MARK, " "))
    after = _AFTER_COLON.search(bare)
    if not quotes and after is not None and (said := clean(after.group(1))):
        # "caption: what to write" without quotation marks.
        return f"{bare[: after.start()]} {_MARK} ", [said]
    return bare, quotes
