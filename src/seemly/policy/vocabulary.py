"""The closed vocabulary: each path a rule may read, its kind, and how it is read and set.

A path that is not here is refused when a policy is loaded: the same typo made two policy engines
answer "allow".
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from seemly.errors import ConfigurationError
from seemly.facts import (
    AgeBand,
    BankHit,
    Consent,
    Door,
    Facts,
    Harm,
    Intent,
    Mark,
    Missing,
    Moment,
    NotAsked,
    Person,
    Presence,
    Relation,
    Unknown,
)

Value = bool | float | str | tuple[str, ...] | Missing


class Kind(StrEnum):
    """What a fact's value is, and so what a rule may ask of it."""

    TRUTH = "true or false"
    NUMBER = "a number"
    CHOICE = "one of a list"
    WORD = "a word"
    WORDS = "words"


@dataclass(frozen=True)
class FactPath:
    """One fact as rules name it."""

    path: str
    kind: Kind
    read: Callable[[Facts], Any]
    choices: tuple[str, ...] = ()


def _field(path: str) -> Callable[[Facts], Any]:
    def read(facts: Facts) -> Any:
        value: Any = facts
        for name in path.split("."):
            value = getattr(value, name)
        return value

    return read


def _intent(intent: Intent) -> Callable[[Facts], Any]:
    return lambda facts: facts.wish.intents.get(intent, NotAsked)


def _any_person(name: str) -> Callable[[Facts], Any]:
    """True where it is true of anybody; Unknown where it may be."""

    def read(facts: Facts) -> Any:
        values = [getattr(person, name) for person in facts.people.each]
        for strictest in (True, Unknown, False):
            if strictest in values:
                return strictest
        return NotAsked

    return read


def _youngest(facts: Facts) -> Any:
    bands = [person.age_band for person in facts.people.each]
    for strictest in (AgeBand.MINOR, Unknown, AgeBand.MAYBE_MINOR, AgeBand.ADULT):
        if strictest in bands:
            return strictest
    return NotAsked


def _parts(facts: Facts) -> Any:
    shown = [person.parts for person in facts.people.each]
    if Unknown in shown:
        return Unknown
    known = [parts for parts in shown if not isinstance(parts, Missing)]
    return tuple(sorted({part for parts in known for part in parts})) if known else NotAsked


def _consent(facts: Facts) -> Any:
    if isinstance(facts.people.presence, Missing) and not facts.people.each:
        return facts.people.presence
    return facts.people.consent()


def _bank_action(facts: Facts) -> Any:
    if isinstance(facts.banks, Missing):
        return facts.banks
    actions = {hit.action for hit in facts.banks}
    return "refuse" if "refuse" in actions else "hold" if "hold" in actions else NotAsked


def _bank_distance(facts: Facts) -> Any:
    if isinstance(facts.banks, Missing):
        return facts.banks
    return min((hit.distance for hit in facts.banks), default=NotAsked)


def _values(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


def _truth(path: str) -> FactPath:
    return FactPath(path, Kind.TRUTH, _field(path))


def _number(path: str) -> FactPath:
    return FactPath(path, Kind.NUMBER, _field(path))


def _harms(path: str) -> FactPath:
    return FactPath(path, Kind.WORDS, _field(path), _values(Harm))


PATHS: Mapping[str, FactPath] = {
    known.path: known
    for known in (
        FactPath("door", Kind.CHOICE, _field("door"), _values(Door)),
        _number("asker.age_days"),
        FactPath("asker.relation", Kind.CHOICE, _field("asker.relation"), _values(Relation)),
        _number("asker.strikes"),
        FactPath("asker.tier", Kind.WORD, _field("asker.tier")),
        _truth("target.welcome"),
        _truth("target.protected"),
        _truth("target.under_pileon"),
        _truth("target.is_asker"),
        *(FactPath(f"wish.intents.{i}", Kind.NUMBER, _intent(i)) for i in Intent),
        _truth("wish.points_at_person"),
        _truth("wish.unreadable"),
        _harms("wish.harms"),
        _truth("wish.has_picture"),
        FactPath("people.presence", Kind.CHOICE, _field("people.presence"), _values(Presence)),
        FactPath("people.consent", Kind.CHOICE, _consent, _values(Consent)),
        FactPath("people.real", Kind.TRUTH, _any_person("real")),
        FactPath("people.public_figure", Kind.TRUTH, _any_person("public_figure")),
        FactPath("people.age_band", Kind.CHOICE, _youngest, _values(AgeBand)),
        FactPath("people.parts", Kind.WORDS, _parts),
        _number("lineage.depth"),
        FactPath("marks_in", Kind.WORDS, _field("marks_in"), _values(Mark)),
        FactPath("banks.action", Kind.CHOICE, _bank_action, ("hold", "refuse")),
        FactPath("banks.distance", Kind.NUMBER, _bank_distance),
        FactPath("generator.name", Kind.WORD, _field("generator.name")),
        _truth("generator.local"),
        _harms("generator.harms"),
        _number("result.people_added"),
        _number("result.exposure_delta"),
        _number("result.skin_delta"),
        _number("result.parts_delta"),
        _number("result.nudity"),
        _truth("result.text_in_picture"),
        _number("result.changed_in_lock"),
        _truth("result.people_locked"),
        FactPath("result.youngest", Kind.CHOICE, _field("result.youngest"), _values(AgeBand)),
        _truth("words_out.harmful"),
        _truth("words_out.links"),
        _truth("words_out.mentions"),
        FactPath("judge.says", Kind.CHOICE, _field("judge.says"), ("allow", "hold", "refuse")),
    )
}


def path_named(path: str) -> FactPath:
    """The path. Raises ConfigurationError with near names where there is none."""
    known = PATHS.get(path)
    if known is None:
        raise ConfigurationError(f'there is no fact "{path}"', near(path, PATHS))
    return known


def near(name: str, names: Iterable[str]) -> str:
    """ "Did you mean" for an unknown name."""
    close = difflib.get_close_matches(name, list(names), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(close)}?" if close else "See docs/policy.md for the list"


def facts_from(given: Mapping[str, Any], moment: Moment) -> Facts:
    """Facts with the given paths set and everything else as an installation has it by default.

    For the examples in a policy: people.* makes one person, banks.* one hit.
    """
    facts = Facts(moment, Door.MENTION)
    for path, value in given.items():
        path_named(path)
        facts = _with(facts, path.split("."), value)
    return facts


def _with(facts: Facts, names: list[str], value: Any) -> Facts:
    match names:
        case ["wish", "intents", intent]:
            intents = {**facts.wish.intents, Intent(intent): float(value)}
            return replace(facts, wish=replace(facts.wish, intents=intents))
        case ["people", "presence"]:
            presence = _as(value, Presence)
            each = facts.people.each or ((Person(),) if presence is Presence.SOME else ())
            people = replace(facts.people, presence=presence, each=each)
            return replace(facts, people=people)
        case ["people", name]:
            kinds: Mapping[str, type[StrEnum]] = {"consent": Consent, "age_band": AgeBand}
            person = facts.people.each[0] if facts.people.each else Person()
            if name == "parts" and isinstance(value, list):
                value = tuple(value)
            changed = {name: _as(value, kinds[name]) if name in kinds else _as(value, None)}
            person = replace(person, **changed)
            return replace(facts, people=replace(facts.people, each=(person,)))
        case ["wish" | "generator", "harms"] if isinstance(value, list):
            return _with_field(facts, names, tuple(Harm(one) for one in value))
        case ["banks", name]:
            hit = facts.banks[0] if isinstance(facts.banks, tuple) else BankHit("x", "hold", 0, 100)
            changed_hit: dict[str, Any] = {name: value}
            return replace(facts, banks=(replace(hit, **changed_hit),))
        case ["door"]:
            return replace(facts, door=Door(value))
        case ["marks_in"]:
            marks = tuple(map(Mark, value)) if isinstance(value, list) else value
            return replace(facts, marks_in=marks)
        case _:
            others: Mapping[str, type[StrEnum]] = {"relation": Relation, "youngest": AgeBand}
            return _with_field(facts, names, _as(value, others.get(names[-1])))


def _with_field(facts: Facts, names: list[str], value: Any) -> Facts:
    room, name = names
    part = getattr(facts, room)
    changed_part: Any = replace(part, **{name: value})
    changed: dict[str, Any] = {room: changed_part}
    return replace(facts, **changed)


def _as(value: Any, kind: type[StrEnum] | None) -> Any:
    """A YAML value as the fact's own; "Unknown" and its like are missing ones."""
    if isinstance(value, str):
        if value in set(Missing):
            return Missing(value)
        if kind is not None:
            return kind(value)
    return value
