"""The edits that a plan is made of, each a small frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from seemly.facts import Intent
from seemly.generate.sketch.spots import Box, Place
from seemly.tone import GAIN, GAMMA, Curve


@dataclass(frozen=True)
class Background:
    """Another background: a key of `scenes.SCENES`, a plain colour "#rrggbb", or two of them with
    a space between for a gradient from top to bottom."""

    scene: str


@dataclass(frozen=True)
class Blur:
    """The background out of focus."""


@dataclass(frozen=True)
class Tone:
    """One curve over the whole picture; `thing` is what it is called."""

    curve: Curve
    thing: str


class Reach(StrEnum):
    """How much of a picture a look covers."""

    WHOLE = "whole"
    BACKGROUND = "background"


@dataclass(frozen=True)
class Look:
    """A key of `looks.LOOKS`, wherever the picture may change."""

    name: str
    reach: Reach = Reach.WHOLE


class Area(StrEnum):
    """A part of a picture that has a place of its own."""

    SKY = "sky"
    GROUND = "ground"


@dataclass(frozen=True)
class Target:
    """What of a picture is meant: where it was pointed to in pixels of the source, at a place, an
    area, or what has a colour "#rrggbb"; all None is the main subject."""

    pointed: Box | None = None  # a point is a box without width
    place: Place | None = None
    area: Area | None = None
    colour: str | None = None

    @property
    def by_default(self) -> bool:
        """Whether nothing said which thing it is."""
        return self == Target()


@dataclass(frozen=True)
class Recolour:
    """The main colour of something turned into "#rrggbb"."""

    colour: str
    target: Target = Target()


@dataclass(frozen=True)
class Erase:
    """Something taken out, and what lies around it continued."""

    target: Target = Target()


@dataclass(frozen=True)
class Sticker:
    """A key of `stickers.STICKERS`: on the main subject, at a place, or over everything."""

    name: str
    place: Place | None = None
    count: int = 1
    colour: str | None = None
    on_animal: bool = False  # "on the dog": not on the people who agreed


@dataclass(frozen=True)
class Caption:
    """Words written into the picture."""

    text: str
    place: Place = (0.5, 1.0)


@dataclass(frozen=True)
class Bubble:
    """Words in a speech bubble."""

    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Crop:
    """A smaller window: of this aspect (width / height), or of the picture's own, closer."""

    aspect: float | None = None


Step: TypeAlias = (
    Background | Blur | Tone | Look | Recolour | Erase | Sticker | Caption | Bubble | Crop
)

_INTENTS: dict[type[Step], Intent] = {
    Background: Intent.BACKGROUND,
    Blur: Intent.BACKGROUND,
    Tone: Intent.TONE,
    Recolour: Intent.OBJECT,
    Erase: Intent.OBJECT,
    Sticker: Intent.STICKER,
    Caption: Intent.CAPTION,
    Bubble: Intent.CAPTION,
    Crop: Intent.CROP,
}


def intent(step: Step) -> Intent:
    """Which kind of edit a step is."""
    if isinstance(step, Look):
        return Intent.BACKGROUND if step.reach is Reach.BACKGROUND else Intent.TONE
    if isinstance(step, Recolour) and step.target.area is Area.SKY:
        return Intent.BACKGROUND
    return _INTENTS[type(step)]


@dataclass(frozen=True)
class Plan:
    """Steps in the order to be done, and keys of what was understood but cannot be done."""

    steps: tuple[Step, ...]
    left_out: tuple[str, ...]

    def kinds(self) -> frozenset[Intent]:
        """Which kinds of edit the steps are, for choosing who carries them out."""
        return frozenset(intent(step) for step in self.steps)

    def limited(self, only: frozenset[str] | None) -> Plan:
        """The steps of these kinds; None leaves all."""
        if only is None:
            return self
        return Plan(tuple(step for step in self.steps if intent(step) in only), self.left_out)

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


#: What is taken out or dyed is found in the source; whatever is set onto the picture stands inside
#: its new edges, in front of what is behind it. The rest is done as said.
_FIRST: tuple[tuple[type[Step], ...], ...] = ((Erase,), (Recolour,), (Crop,), (Background, Blur))


def ordered(steps: list[Step]) -> tuple[Step, ...]:
    """The steps in the order in which they are done."""

    def rank(step: Step) -> int:
        for at, kinds in enumerate(_FIRST):
            if isinstance(step, kinds):
                return at
        return len(_FIRST)

    return tuple(sorted(steps, key=rank))
