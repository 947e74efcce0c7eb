"""Paths read what they name, and examples can set every one of them."""

from typing import Any

import pytest

from seemly.errors import ConfigurationError
from seemly.facts import (
    Door,
    Facts,
    Missing,
    Moment,
    NotAsked,
    People,
    Person,
    Presence,
    Unknown,
)
from seemly.policy.vocabulary import PATHS, Kind, facts_from, path_named

SAMPLES: dict[Kind, Any] = {
    Kind.TRUTH: True,
    Kind.NUMBER: 0.5,
    Kind.WORD: "sketch",
    Kind.WORDS: ["a", "b"],
}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_what_is_set_is_read(path: str) -> None:
    known = PATHS[path]
    for value in known.choices or (SAMPLES[known.kind],):
        read = known.read(facts_from({path: value}, Moment.BEFORE))
        assert (list(read) if isinstance(value, list) else read) == value


@pytest.mark.parametrize("path", sorted(set(PATHS) - {"door"}))
def test_by_default_nothing_is_unknown(path: str) -> None:
    read = PATHS[path].read(Facts(Moment.BEFORE, Door.MENTION))
    assert read is not Unknown
    assert isinstance(read, Missing) or path in {"wish.has_picture"}


def test_a_missing_value_can_be_an_example() -> None:
    facts = facts_from({"result.nudity": "Unknown", "target.welcome": "NotAsked"}, Moment.AFTER)
    assert facts.result.nudity is Unknown
    assert facts.target.welcome is NotAsked


def test_the_strictest_of_several_people_is_read() -> None:
    people = (Person(real=False, public_figure=False), Person(real=Unknown, public_figure=True))
    facts = Facts(Moment.BEFORE, Door.MENTION, people=People(Presence.SOME, people))
    assert PATHS["people.real"].read(facts) is Unknown
    assert PATHS["people.public_figure"].read(facts) is True


def test_an_unknown_path_gives_near_names() -> None:
    with pytest.raises(ConfigurationError, match=r"people\.presence"):
        path_named("people.presense")
