"""A wish's plan in words for people: `seemly try --explain`. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.generate.sketch import edits, plan
from seemly.generate.sketch.edits import (
    Background,
    Blur,
    Bubble,
    Caption,
    Crop,
    Erase,
    Look,
    Reach,
    Recolour,
    Step,
    Sticker,
    Target,
    Tone,
)
from seemly.generate.sketch.spots import Place


@dataclass(frozen=True)
class ExplainedStep:
    """One step in the order in which it is done."""

    edit: str  # the kind of step, such as "recolour"
    intent: str  # what the guard calls such an edit
    what: str  # its values, in words
    default: str | None  # what was not said, and what is taken for it


@dataclass(frozen=True)
class Explanation:
    """What the built-in artist understands of a wish; never whether it may be done."""

    steps: tuple[ExplainedStep, ...]
    left_out: tuple[str, ...]  # understood, and not possible


def explain(text: str, language: str = "en") -> Explanation:
    """The typed plan of a wish, step by step."""
    read = plan.parse(text, language)
    return Explanation(tuple(_explained(step) for step in read.steps), read.left_out)


def lines(explained: Explanation) -> list[str]:
    """One line a step, for a terminal."""
    said = [
        f"{number}. {step.edit}: {step.what}" + (f" ({step.default})" if step.default else "")
        for number, step in enumerate(explained.steps, 1)
    ]
    said += [f"left out: {thing}" for thing in explained.left_out]
    return said or ["nothing that the built-in artist knows how to do to a picture"]


def _explained(step: Step) -> ExplainedStep:
    what, default = _told(step)
    return ExplainedStep(type(step).__name__.lower(), edits.intent(step).value, what, default)


def _told(step: Step) -> tuple[str, str | None]:
    match step:
        case Background(scene):
            return scene.replace(" ", " to ") if scene.startswith("#") else scene, None
        case Blur():
            return "the background", None
        case Tone(curve, thing):
            shape = f"gain {curve.gain:.2f}, gamma {curve.gamma:.2f}"
            return f"{thing} ({shape}, grey {curve.grey:g}, warmth {curve.warmth:+.2f})", None
        case Look(name, reach):
            return f"{name}, {'all of it' if reach is Reach.WHOLE else 'the background'}", None
        case Recolour(colour, target):
            return f"{colour}: {_where(target)}", _default(target)
        case Erase(target):
            return _where(target), _default(target)
        case Sticker(name, place, count):
            times = f"{count} x {name}" if count > 1 else name
            return _at(times, place), None if place else "no place said: where it belongs"
        case Caption(text, place):
            return _at(f'"{text}"', place), None
        case Bubble(text, place):
            return _at(f'"{text}"', place), None if place else "no place said: beside the head"
        case Crop(aspect):
            shape = "closer" if aspect is None else f"width : height = {aspect:.2f}"
            return shape, "no format said: its own, closer" if aspect is None else None


def _where(target: Target) -> str:
    if target.pointed is not None:
        return f"what is at {', '.join(str(v) for v in target.pointed)} px"
    if target.area is not None:
        return f"the {target.area.value}"
    if target.place is not None:
        return _at("what stands out", target.place)
    return f"what is {target.colour}" if target.colour else "the main subject"


def _default(target: Target) -> str | None:
    return "no place said: what was clicked, else the main subject" if target.by_default else None


def _at(thing: str, place: Place | None) -> str:
    if place is None:
        return thing
    x, y = place
    down = "top" if y < 0.4 else "bottom" if y > 0.6 else "middle"
    across = "left" if x < 0.4 else "right" if x > 0.6 else "middle"
    return f"{thing}, {down} {across}"
