"""Apparent age in the floor: it only makes stricter, and no policy can switch it off."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.cases import NOBODY, PASSED, SOMEBODY, action, after, before, reasons

from seemly.facts import (
    AgeBand,
    Fact,
    Facts,
    NotApplicable,
    NotAsked,
    People,
    Person,
    Presence,
    Unknown,
)
from seemly.policy import floor
from seemly.policy.rules import LANGUAGES, Policy
from seemly.verdict import Voice

YOUNG = (AgeBand.MINOR, AgeBand.MAYBE_MINOR, Unknown)
scores = st.floats(0, 1)
rises = st.floats(-1, 1)


def somebody(band: Fact[AgeBand]) -> People:
    return People(Presence.SOME, (Person(age_band=band),))


@pytest.mark.parametrize("band", YOUNG)
@pytest.mark.parametrize("intent", ["undress", "sexualise"])
def test_a_hint_of_a_sexual_wish_is_enough(band: Fact[AgeBand], intent: str) -> None:
    assert "sexual_looks_minor" in reasons(before(somebody(band), **{intent: 0.31}))


@pytest.mark.parametrize("band", YOUNG)
def test_a_picture_from_words_may_not_show_them_even_a_little_bare(band: Fact[AgeBand]) -> None:
    made = replace(PASSED, nudity=0.35, youngest=band, people_locked=NotApplicable)
    facts = after(made, people=NOBODY)
    assert "nudity_looks_minor" in reasons(facts)
    assert floor.voice(facts) is Voice.ASKER_ALONE
    assert "nudity_looks_minor" not in reasons(after(replace(made, nudity=0.2), people=NOBODY))


@pytest.mark.parametrize("band", YOUNG)
@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (replace(PASSED, nudity=0.35), "nudity_looks_minor"),
        (replace(PASSED, nudity=0.25, exposure_delta=0.12), "more_exposed"),
        (replace(PASSED, skin_delta=0.05), "more_exposed"),
    ],
)
def test_half_of_what_else_passes_is_refused_beside_them(
    band: Fact[AgeBand], result: object, reason: str
) -> None:
    assert reason in reasons(after(result, people=somebody(band)))  # type: ignore[arg-type]
    assert reason not in reasons(after(result, people=somebody(AgeBand.ADULT)))  # type: ignore[arg-type]


def _facts(band: Fact[AgeBand], made: Fact[AgeBand], numbers: tuple[float, ...]) -> Facts:
    undress, nudity, exposure, skin = numbers
    result = replace(PASSED, nudity=nudity, exposure_delta=exposure, skin_delta=skin, youngest=made)
    facts = after(result, people=somebody(band))
    wish = before(somebody(band), undress=undress, background=0.9).wish
    return replace(facts, wish=wish)


@given(st.tuples(scores, scores, rises, rises))
def test_looking_adult_permits_nothing(numbers: tuple[float, ...]) -> None:
    """As strict as where nobody looked at any face, whatever else is known."""
    assert action(_facts(AgeBand.ADULT, AgeBand.ADULT, numbers)) is action(
        _facts(NotAsked, NotApplicable, numbers)
    )


@given(st.tuples(scores, scores, rises, rises), st.sampled_from(YOUNG), st.booleans())
def test_looking_younger_is_never_milder(
    numbers: tuple[float, ...], band: Fact[AgeBand], shown: bool
) -> None:
    adult = AgeBand.ADULT
    young = _facts(band, adult, numbers) if shown else _facts(adult, band, numbers)
    assert action(young).strictness >= action(_facts(adult, adult, numbers)).strictness
    assert reasons(young) >= reasons(_facts(adult, adult, numbers))


def test_an_age_that_should_be_known_and_is_not_is_held() -> None:
    assert "check_failed" in reasons(after(replace(PASSED, youngest=Unknown)))
    assert "check_failed" in reasons(before(somebody(Unknown), background=0.9))


@pytest.mark.parametrize("profile", ["default", "strict", "school"])
def test_every_profile_has_words_for_it(profile: str) -> None:
    messages = Policy.load(profile).messages()["nudity_looks_minor"]
    assert set(messages) == set(LANGUAGES)


def test_somebody_of_unknown_age_is_judged_as_before() -> None:
    assert "sexual_looks_minor" not in reasons(before(SOMEBODY, undress=0.31))
