"""What the floor makes of a finished picture and of the words that go with it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.policy.cases import NOBODY, PASSED, QUIET, action, after, reasons

from seemly.facts import (
    GeneratorFacts,
    NotAsked,
    People,
)
from seemly.verdict import Action


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"changed_in_lock": 1}, "lock_broken"),
        ({"people_added": 1}, "person_added"),
        ({"nudity": 0.9}, "nudity"),
        ({"nudity": 0.6, "exposure_delta": 0.3}, "more_exposed"),
        ({"skin_delta": 0.1}, "more_exposed"),
        ({"parts_delta": 1.0}, "more_exposed"),
        ({"text_in_picture": True}, "harmful_text"),
    ],
)
def test_a_result_that_shows_more_is_refused(change: dict[str, Any], reason: str) -> None:
    facts = after(replace(PASSED, **change))
    assert action(facts) is Action.REFUSE
    assert reason in reasons(facts)


def test_a_clean_result_goes_on_locked() -> None:
    assert action(after()) is Action.LOCK
    assert action(after(replace(PASSED, nudity=0.67))) is Action.LOCK
    ordinary = replace(PASSED, skin_delta=0.03, exposure_delta=0.05, parts_delta=0.2)
    assert action(after(ordinary)) is Action.LOCK


def test_writing_that_nobody_looked_for_holds() -> None:
    """NotApplicable is an answer, a look that sees no writing; NotAsked is none."""
    assert reasons(after(replace(PASSED, text_in_picture=NotAsked))) >= {"check_failed"}
    assert "check_failed" not in reasons(after(PASSED))


def test_a_person_may_be_added_where_nobody_is_locked() -> None:
    added = replace(PASSED, people_added=1, people_locked=False)
    assert action(after(added, people=NOBODY)) is Action.ALLOW


def test_but_not_somebody_real_whom_the_wish_names_unless_it_is_our_own_drawing() -> None:
    facts = after(replace(PASSED, people_added=1, people_locked=False), people=NOBODY)
    facts = replace(facts, wish=replace(facts.wish, points_at_person=True))
    assert reasons(facts) == {"real_person"}
    assert not reasons(replace(facts, result=replace(facts.result, people_added=0)))
    assert not reasons(replace(facts, generator=GeneratorFacts("sketch", True, harms=())))


def test_an_intimate_part_in_a_picture_from_words_is_nudity() -> None:
    facts = after(replace(PASSED, parts_delta=1.0, people_locked=False), people=People())
    facts = replace(facts, wish=replace(facts.wish, has_picture=False))
    assert reasons(facts) == {"nudity"}


@pytest.mark.parametrize("name", ["harmful", "links", "mentions"])
def test_words_that_must_not_go_out(name: str) -> None:
    assert reasons(after(words=replace(QUIET, **{name: True}))) >= {"words_out"}
