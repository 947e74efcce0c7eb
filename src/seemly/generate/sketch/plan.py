"""What a wish wants done to a picture, as a typed plan.

    "replace the background with a library, then make it black and white"
    -> Plan((Background("library"), Tone(Curve(grey=1.0), "black and white")), ())

The plan says what the artist would do, never whether it may: the guard reads the same words by
itself. `left_out` holds keys of a closed list, so no word of the asker is ever repeated.
"""

from __future__ import annotations

from seemly.generate.sketch.clauses import Clause, clauses
from seemly.generate.sketch.edits import (
    Area,
    Background,
    Blur,
    Bubble,
    Caption,
    Crop,
    Erase,
    Look,
    Plan,
    Reach,
    Recolour,
    Step,
    Sticker,
    Target,
    Tone,
    ordered,
)
from seemly.generate.sketch.words import LONGEST
from seemly.tone import GAIN, GAMMA, Curve

ASPECTS = {
    "closer": None,
    "square": 1.0,
    "4 5": 4 / 5,
    "4 3": 4 / 3,
    "3 4": 3 / 4,
    "3 2": 3 / 2,
    "2 3": 2 / 3,
    "16 9": 16 / 9,
    "9 16": 9 / 16,
    "3 1": 3.0,
}
WIDEST = 5.0  # width over height of a crop, and the inverse

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
_AMOUNTS = {"little": 0.5, "much": 1.5}
_USUAL_PERCENT = 20  # what "brighter" without a number stands for

Read = tuple[list[Step], list[str]]


def parse(text: str, language: str = "en") -> Plan:
    """Read a wish in one of `words.LANGUAGES`; `language` decides where words are alike.

    Never raises. At most `words.LONGEST` characters are read.
    """
    steps: list[Step] = []
    left: list[str] = []
    about_background = False
    for clause in clauses(text[:LONGEST], language):
        about_background = about_background or bool(clause.keys("target"))
        done, missed = _read(clause, about_background)
        steps += [step for step in done if step not in steps]
        left += missed
    return Plan(ordered(steps), tuple(dict.fromkeys(left)))


def _read(clause: Clause, about_background: bool) -> Read:
    if clause.negated:
        return [], []
    steps: list[Step] = []
    left: list[str] = list(clause.keys("other"))
    for read in (_written, _stickers, _looks, _tones, _crops, _erased, _recoloured):
        done, missed = read(clause)
        steps += done
        left += missed
    done, missed = _backgrounds(clause, about_background, bool(steps))
    steps += done
    left += missed
    if not steps and not left and clause.keys("verb"):
        left.append("colour" if clause.keys("colour") else "edit")
    return steps, left


def _written(clause: Clause) -> Read:
    if clause.keys("bubble"):
        bubbles: list[Step] = [Bubble(text, clause.place((0.5, 0.0))) for text in clause.quotes]
        return bubbles, [] if bubbles else ["speech bubble"]
    if clause.quotes:
        place = clause.place((0.5, 1.0)) or (0.5, 1.0)
        return [Caption(text, place) for text in clause.quotes], []
    return [], ["caption"] if clause.keys("caption") else []


def _stickers(clause: Clause) -> Read:
    names = list(dict.fromkeys(clause.keys("sticker")))
    if not names:
        return [], []
    if clause.says("verb", "remove"):
        return [], names
    colour = next(iter(clause.keys("colour")), None)
    place, animal = clause.place((0.5, 0.5)), bool(clause.keys("wearer"))
    return [Sticker(name, place, clause.count(), colour, animal) for name in names], []


def _looks(clause: Clause) -> Read:
    names = clause.keys("look")
    if not names or clause.keys("sticker") or clause.quotes:
        return [], []
    if clause.says("verb", "remove"):
        return [], ["style"]
    return [Look(names[0], Reach.BACKGROUND if clause.keys("target") else Reach.WHOLE)], []


def _tones(clause: Clause) -> Read:
    keys = clause.keys("tone")
    if not keys or clause.keys("sticker") or clause.says("verb", "remove"):
        return [], []
    if clause.keys("target") or clause.keys("area") or clause.names_a_part() or _noun(clause):
        return [], [] if clause.keys("scene") else [_THINGS.get(key, key) for key in keys]
    strength = _strength(clause)
    return [
        Tone(_of_strength(TONES[key], strength), _THINGS.get(key, key))
        for key in dict.fromkeys(keys)
    ], []


def _strength(clause: Clause) -> float:
    """1 as usual; less for "a bit", more for "much"; "30 percent" against the usual 20."""
    percent = clause.percent()
    if percent is not None:
        return percent / _USUAL_PERCENT
    return next((_AMOUNTS[key] for key in clause.keys("amount")), 1.0)


def _of_strength(curve: Curve, strength: float) -> Curve:
    """A stronger or weaker curve, within the lock's bounds; what is all or nothing stays."""
    if strength == 1.0 or curve.grey:
        return curve
    return Curve(
        gain=min(max(curve.gain**strength, GAIN[0]), GAIN[1]),
        gamma=min(max(curve.gamma**strength, GAMMA[0]), GAMMA[1]),
        warmth=min(max(curve.warmth * strength, -1.0), 1.0),
    )


def _crops(clause: Clause) -> Read:
    keys = clause.keys("crop")
    if not keys or clause.keys("sticker") or clause.keys("caption"):
        return [], []
    if clause.keys("scene") and "closer" not in keys:
        return [], []  # a mountain landscape is no format
    ratio = clause.ratio()
    if ratio is not None:
        return [Crop(min(max(ratio, 1 / WIDEST), WIDEST))], []
    shapes = [key for key in keys if key != "closer"] or keys
    return [Crop(ASPECTS[shapes[0]])], []


def _noun(clause: Clause) -> bool:
    return bool(clause.keys("noun") or clause.keys("wearer"))


def _erased(clause: Clause) -> Read:
    spoken = ("sticker", "caption", "bubble", "look", "blur", "target", "crop")
    if not clause.says("verb", "remove") or any(clause.keys(kind) for kind in spoken):
        return [], []
    target = _target(clause)
    if target is None or target.area is not None:
        return [], ["edit"]
    return [Erase(target)], []


def _recoloured(clause: Clause) -> Read:
    spoken = ("sticker", "caption", "bubble", "look", "blur", "target", "crop", "tone", "scene")
    colours = clause.keys("colour")
    if not colours or clause.quotes or clause.says("verb", "remove"):
        return [], []
    if any(clause.keys(kind) for kind in spoken):
        return [], []
    old = colours[0] if len(colours) > 1 and colours[0] != colours[-1] else None
    target = _target(clause) or (Target() if old else None)
    if target is None or not clause.keys("verb"):
        return [], ["colour"] if clause.keys("verb") else []
    return [Recolour(colours[-1], Target(target.pointed, target.place, target.area, old))], []


def _target(clause: Clause) -> Target | None:
    """What the clause speaks of; None where it is a thing that we do not know and cannot place."""
    if clause.points:
        return Target(pointed=clause.points[0])
    if clause.keys("area"):
        return Target(area=Area(clause.keys("area")[0]))
    place = clause.place((0.5, 0.5))
    if place is not None:
        return Target(place=place)
    return Target() if _noun(clause) else None


def _backgrounds(clause: Clause, about_background: bool, others: bool) -> Read:
    target = bool(clause.keys("target"))
    if clause.keys("blur"):
        if clause.says("verb", "remove") or (clause.names_a_part() and not target):
            return [], ["blur"]
        return [Blur()], []
    if clause.keys("look"):
        return [], []
    gradient = _gradient(clause)
    if gradient and not others:
        return [Background(gradient)], []
    scenes = [key for key in clause.keys("scene") if key != "studio"] or clause.keys("scene")
    if target or (scenes and not others and (clause.says("verb", "put") or about_background)):
        if "studio" in scenes and clause.keys("colour"):
            scenes = []
        if scenes:
            return [Background(scenes[0])], []
        if clause.keys("colour"):
            return [Background(clause.keys("colour")[-1])], []
        if clause.says("verb", "remove"):
            return [Background("#ffffff")], []
        return [], [] if others or clause.keys("tone") else ["background"]
    return [], []


def _gradient(clause: Clause) -> str | None:
    """Two colours from top to bottom: of a gradient that was asked for."""
    if not clause.keys("gradient"):
        return None
    colours = list(dict.fromkeys(clause.keys("colour")))
    return " ".join((colours or ["#3f7fc4"])[:2] + ["#f7f3ee"] * (len(colours) < 2))
