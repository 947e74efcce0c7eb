"""`seemly screen --batch`: verdicts by words and given facts alone, through the one decision."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from seemly.facts import (
    AgeBand,
    Consent,
    Door,
    Facts,
    Moment,
    NotApplicable,
    People,
    Person,
    Presence,
    Target,
)
from seemly.guard.text.reader import Reader
from seemly.policy.decide import Policy, decide
from seemly.verdict import Action


class GivenPerson(BaseModel):
    """What a line says of one person; what it does not say is the strictest."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    real: bool = True
    requester: bool = False
    consented: bool = False
    looks_minor: bool = True
    public_figure: bool = True

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        """A key that says null says nothing."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}

    def person(self) -> Person:
        """As the facts know it. `consented` means proven, for nothing less is a yes."""
        return Person(
            real=self.real,
            age_band=AgeBand.MINOR if self.looks_minor else AgeBand.ADULT,
            consent=Consent.PROVEN if self.consented else Consent.NONE,
            public_figure=self.public_figure,
        )


class GivenWish(BaseModel):
    """One line: a wish and who is in the picture.

    `people` null means no source picture, an empty list a picture without people; where the key
    is missing there is a picture and somebody may be in it.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    id: str | int
    text: str
    people: tuple[GivenPerson, ...] | None = None


@dataclass(frozen=True)
class ScreenRow:
    """What one line came to. `scores` are the intents' (0 to 1), empty for a bad line."""

    id: str | int | None
    action: str
    reasons: tuple[str, ...]
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Rates:
    """How a set of lines was answered, in lines; `refused` counts held and asked ones apart."""

    lines: int
    actions: Mapping[str, int]
    reasons: Mapping[str, int]

    def share(self, *actions: Action) -> float:
        """The share, 0 to 1, of lines that came to one of these actions."""
        return sum(self.actions.get(a.value, 0) for a in actions) / max(self.lines, 1)


@dataclass(frozen=True)
class Screener:
    """A reader and a policy."""

    reader: Reader
    policy: Policy

    @classmethod
    def load(cls, profile_or_path: str, figures: Path | None = None) -> Screener:
        """A screener with this policy, and an operator's own people in public life.

        Raises ConfigurationError.
        """
        return cls(Reader.load(figures), Policy.load(profile_or_path))

    def screen(self, line: str | Mapping[str, Any]) -> ScreenRow:
        """One verdict; a line that cannot be read is held for `bad_line` and stops nothing."""
        given = _parse(line)
        if not isinstance(given, GivenWish):
            return ScreenRow(given, Action.HOLD.value, ("bad_line",), {})
        facts = self.facts(given)
        verdict = decide(self.policy, facts)
        scores = {i.value: round(score, 3) for i, score in facts.wish.intents.items()}
        return ScreenRow(given.id, verdict.action.value, verdict.reasons, scores)

    def measure(self, lines: Iterable[str | Mapping[str, Any]]) -> Rates:
        """How many lines came to what."""
        rows = [self.screen(line) for line in lines]
        actions = Counter(row.action for row in rows)
        return Rates(len(rows), actions, Counter(r for row in rows for r in row.reasons))

    def facts(self, given: GivenWish) -> Facts:
        """What the policy is asked about: the words as they are read, and who is given."""
        has_picture = "people" not in given.model_fields_set or given.people is not None
        return Facts(
            Moment.BEFORE,
            Door.COMMAND_LINE,
            target=_target(given),
            wish=self.reader.read(given.text, has_picture=has_picture),
            people=_people(given),
        )


def measure(path: Path, profile_or_path: str = "default") -> Rates:
    """How the lines of a JSONL file are answered under a policy."""
    lines = path.read_text("utf-8").splitlines()
    return Screener.load(profile_or_path).measure(line for line in lines if line.strip())


def _people(given: GivenWish) -> People:
    if "people" not in given.model_fields_set:
        return People(Presence.POSSIBLE, (GivenPerson().person(),))
    if given.people is None:
        return People(NotApplicable)
    if not given.people:
        return People(Presence.NONE)
    return People(Presence.SOME, tuple(person.person() for person in given.people))


def _target(given: GivenWish) -> Target:
    """A line stands in no thread; whether the asker shows only themself is known."""
    alone = bool(given.people) and all(person.requester for person in given.people or ())
    return Target(is_asker=alone)


def _parse(line: str | Mapping[str, Any]) -> GivenWish | str | int | None:
    """The line, or its id where that much can be read."""
    try:
        data = json.loads(line) if isinstance(line, str) else dict(line)
    except (ValueError, TypeError, RecursionError):
        return None
    try:
        # JSON has no tuples: what is a list there may become one, nothing else is converted.
        return GivenWish.model_validate_json(json.dumps(data))
    except (ValidationError, ValueError, TypeError, RecursionError):
        found = data.get("id") if isinstance(data, dict) else None
        return found if isinstance(found, str | int) else None
