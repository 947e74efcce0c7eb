"""The floor, invariant by invariant; no policy is loaded here, so none can switch it off."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.cases import NOBODY, PASSED, SOMEBODY, action, after, before, reasons

from seemly.facts import (
    NEVER_IN_PUBLIC,
    AgeBand,
    BankHit,
    Consent,
    Door,
    Facts,
    GeneratorFacts,
    Intent,
    Judge,
    Missing,
    Moment,
    NotAsked,
    People,
    Person,
    Presence,
    Target,
    Unknown,
    Wish,
    WordsOut,
)
from seemly.policy import floor
from seemly.verdict import Action, Voice

# -- invariant 5: no sexual pictures of persons ---------------------------------------------------


@pytest.mark.parametrize("intent", ["undress", "sexualise"])
@pytest.mark.parametrize(
    "people", [SOMEBODY, NOBODY, People(Presence.POSSIBLE), People(), People(Unknown)]
)
@pytest.mark.parametrize("has_picture", [True, False])
def test_sexual_wishes_are_refused_whoever_is_shown(
    intent: str, people: People, has_picture: bool
) -> None:
    facts = before(people, has_picture, **{intent: 0.95})
    assert action(facts) is Action.REFUSE
    assert "sexual" in reasons(facts)


@pytest.mark.parametrize("consent", list(Consent))
@pytest.mark.parametrize("real", [True, False])
def test_no_yes_and_no_drawing_opens_it(consent: Consent, real: bool) -> None:
    person = Person(consent=consent, real=real, age_band=AgeBand.ADULT)
    facts = before(People(Presence.SOME, (person,)), undress=0.6)
    assert action(facts) is Action.REFUSE


def test_a_coat_on_a_hook_may_go() -> None:
    assert "sexual" not in reasons(before(NOBODY, undress=0.6, object=0.6))
    assert "sexual" in reasons(before(People(Presence.POSSIBLE), undress=0.6, object=0.6))


def test_a_hint_is_enough_with_a_minor() -> None:
    child = People(Presence.SOME, (Person(age_band=AgeBand.MAYBE_MINOR),))
    assert reasons(before(child, undress=0.3)) >= {"sexual_looks_minor"}
    assert reasons(before(NOBODY, undress=0.3, minor=0.4)) >= {"sexual_minor"}
    unknown = People(Presence.SOME, (Person(age_band=Unknown),))
    assert reasons(before(unknown, sexualise=0.4)) >= {"sexual_looks_minor", "check_failed"}


@pytest.mark.parametrize("intent", ["minor", "degrade", "threaten"])
@pytest.mark.parametrize("has_picture", [True, False])
def test_other_harm_never_becomes_a_lock(intent: str, has_picture: bool) -> None:
    facts = before(SOMEBODY if has_picture else People(), has_picture, background=0.9,
                   **{intent: 0.5})  # fmt: skip
    assert action(facts) is Action.REFUSE


# -- invariant 3: people keep their pixels --------------------------------------------------------


@pytest.mark.parametrize("intent", sorted(floor.ALLOW_LIST))
def test_the_allow_list_locks(intent: Intent) -> None:
    facts = before(SOMEBODY, **{intent.value: 0.9})
    assert action(facts) is Action.LOCK
    assert reasons(facts) == {"people_locked"}


@pytest.mark.parametrize("people", [People(Presence.POSSIBLE), People(NotAsked), People()])
@pytest.mark.parametrize("intent", sorted(floor.ALLOW_LIST))
def test_a_possible_person_fills_the_frame(intent: Intent, people: People) -> None:
    """Also where nobody looked: only the bounded curve may touch such a picture."""
    facts = before(people, **{intent.value: 0.9})
    if intent is Intent.TONE:
        assert action(facts) is Action.LOCK
    else:
        assert reasons(facts) == {"possible_person"}


@pytest.mark.parametrize(
    ("intents", "expected"),
    [
        ({"alter_person": 0.8}, Action.ASK),
        ({"alter_person": 0.8, "tone": 0.9}, Action.ASK),
        ({"object": 0.6}, Action.ASK),
        ({"object": 0.6, "background": 0.9}, Action.ASK),
        ({"object": 0.6, "alter_person": 0.8}, Action.ASK),
        ({}, Action.REFUSE),
        ({"background": 0.4}, Action.REFUSE),
    ],
)
def test_beside_a_locked_person_the_rest_is_asked_or_refused(
    intents: dict[str, float], expected: Action
) -> None:
    assert action(before(SOMEBODY, **intents)) is expected


def test_without_people_nothing_is_locked() -> None:
    assert action(before(NOBODY, object=0.6)) is Action.ALLOW
    assert action(before(NOBODY)) is Action.ALLOW


def test_all_must_have_agreed() -> None:
    yes, no = Person(consent=Consent.PROVEN), Person()
    both = People(Presence.SOME, (yes, no))
    assert action(before(both, alter_person=0.8)) is Action.ASK
    assert action(before(People(Presence.SOME, (yes, yes)), alter_person=0.8)) is Action.ALLOW


def test_nobody_consents_for_a_person_who_is_only_possible() -> None:
    yes = Person(consent=Consent.PROVEN)
    assert action(before(People(Presence.POSSIBLE, (yes,)), alter_person=0.8)) is Action.ASK


def test_a_drawn_figure_may_be_altered() -> None:
    drawn = People(Presence.SOME, (Person(real=False),))
    assert action(before(drawn, alter_person=0.8)) is Action.ALLOW


# -- invariant 2: fail closed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        replace(before(NOBODY), target=Target(welcome=Unknown)),
        replace(before(NOBODY), target=Target(protected=Unknown)),
        replace(before(NOBODY), banks=Unknown),
        replace(before(NOBODY), judge=Judge(Unknown)),
        replace(before(NOBODY), wish=Wish(unreadable=Unknown, points_at_person=False)),
        before(People(Unknown), background=0.9),
        after(replace(PASSED, nudity=Unknown)),
        after(replace(PASSED, changed_in_lock=Unknown)),
        after(replace(PASSED, nudity=float("nan"))),
        before(NOBODY, undress=float("nan")),
        after(words=WordsOut(Unknown, False, False)),
    ],
)
def test_a_check_that_failed_holds_and_no_yes_releases_it(facts: Facts) -> None:
    failed = [f for f in floor.judge(facts) if f.reason == "check_failed"]
    assert failed
    assert not any(finding.releasable for finding in failed)
    assert action(facts).strictness >= Action.HOLD.strictness


@pytest.mark.parametrize("missing", [Missing.NOT_ASKED, Missing.NOT_APPLICABLE])
@pytest.mark.parametrize(
    "name", ["nudity", "exposure_delta", "skin_delta", "changed_in_lock", "people_added"]
)
def test_a_look_at_the_result_that_was_not_taken_holds(name: str, missing: Missing) -> None:
    assert "check_failed" in reasons(after(replace(PASSED, **{name: missing})))


def test_optional_checks_that_are_not_installed_do_not_hold() -> None:
    assert action(before(NOBODY, object=0.6)) is Action.ALLOW


# -- invariant 11: a guest in other people's threads ----------------------------------------------


@pytest.mark.parametrize("intent", sorted(NEVER_IN_PUBLIC))
def test_harmful_wishes_are_never_answered_in_public(intent: Intent) -> None:
    assert floor.voice(before(NOBODY, **{intent.value: 0.5})) is Voice.ASKER_ALONE
    assert floor.voice(before(NOBODY, **{intent.value: 0.49})) is Voice.PUBLIC


@pytest.mark.parametrize("welcome", [False, Unknown])
def test_where_we_are_not_welcome_the_asker_alone_is_told(welcome: Any) -> None:
    facts = replace(before(NOBODY), target=Target(welcome=welcome))
    assert action(facts).strictness >= Action.HOLD.strictness
    assert floor.voice(facts) is Voice.ASKER_ALONE
    assert floor.voice(replace(facts, target=Target(welcome=True))) is Voice.PUBLIC


# -- real persons from words, and what is not possible here ---------------------------------------


def test_a_real_person_from_words_only_as_a_drawing_by_the_artist() -> None:
    wish = Wish({Intent.DRAW: 0.9}, points_at_person=True, unreadable=False)
    facts = Facts(Moment.BEFORE, Door.MENTION, wish=wish)
    assert reasons(facts) == {"real_person"}
    drawn = replace(facts, generator=GeneratorFacts("sketch", True))
    assert action(drawn) is Action.ALLOW
    assert action(replace(drawn, generator=GeneratorFacts("openai", True))) is Action.REFUSE


def test_protection_pile_on_and_banks_stop() -> None:
    for target in (Target(protected=True), Target(under_pileon=True)):
        assert action(replace(before(SOMEBODY, tone=0.9), target=target)) is Action.REFUSE
        assert action(replace(before(NOBODY, tone=0.9), target=target)) is Action.ALLOW
    hit = BankHit("removed", "refuse", 3, 90)
    assert action(replace(before(NOBODY), banks=(hit,))) is Action.REFUSE


def test_a_judge_only_makes_stricter() -> None:
    assert action(replace(before(NOBODY), judge=Judge("hold"))) is Action.HOLD
    assert action(replace(before(NOBODY, undress=1.0), judge=Judge("allow"))) is Action.REFUSE


@given(
    st.dictionaries(st.sampled_from(list(Intent)), st.floats(0, 1)),
    st.sampled_from([*Presence, *Missing]),
    st.booleans(),
)
def test_more_harm_is_never_milder(
    intents: dict[Intent, float], presence: Any, has_picture: bool
) -> None:
    wish = Wish(intents, points_at_person=False, unreadable=False, has_picture=has_picture)
    facts = Facts(Moment.BEFORE, Door.MENTION, wish=wish, people=People(presence))
    worse = replace(facts, wish=replace(wish, intents={**intents, Intent.UNDRESS: 1.0}))
    assert action(worse) is Action.REFUSE
    assert action(worse).strictness >= action(facts).strictness


def test_a_hint_of_a_sexual_wish_about_a_minor_is_not_answered_in_public() -> None:
    hints = {Intent.SEXUALISE: 0.4, Intent.MINOR: 0.4}
    facts = Facts(Moment.BEFORE, Door.MENTION, target=Target(welcome=True), wish=Wish(hints))
    assert [finding.reason for finding in floor.judge(facts)] == ["sexual_minor"]
    assert floor.voice(facts) is Voice.ASKER_ALONE
