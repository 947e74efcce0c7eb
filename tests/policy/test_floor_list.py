"""What may be done beside somebody: the allow list and the harms, in all combinations."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.cases import NOBODY, SOMEBODY, action, after, before, reasons

from seemly.facts import (
    Consent,
    Harm,
    Intent,
    Missing,
    NotAsked,
    People,
    Person,
    Presence,
)
from seemly.policy import floor
from seemly.verdict import Action

# -- the closed list of harms ---------------------------------------------------------------------


@pytest.mark.parametrize("harm", list(Harm))
@pytest.mark.parametrize("intent", ["background", "sticker", "caption", "tone", "crop"])
def test_nothing_of_the_closed_list_is_set_around_somebody(harm: Harm, intent: str) -> None:
    for people in (SOMEBODY, People(Presence.POSSIBLE), People(NotAsked)):
        facts = before(people, **{intent: 0.9})
        facts = replace(facts, wish=replace(facts.wish, harms=(harm,)))
        assert "composed_harm" in reasons(facts)


@pytest.mark.parametrize("harm", list(Harm))
def test_nor_by_a_generator_of_its_own_accord(harm: Harm) -> None:
    facts = after()
    facts = replace(facts, generator=replace(facts.generator, harms=(harm,)))
    assert reasons(facts) >= {"composed_harm"}


@pytest.mark.parametrize("missing", [Missing.UNKNOWN, Missing.NOT_ASKED, Missing.NOT_APPLICABLE])
def test_what_a_generator_says_it_did_must_have_been_read(missing: Missing) -> None:
    facts = after()
    facts = replace(facts, generator=replace(facts.generator, harms=missing))
    assert "check_failed" in reasons(facts)


def test_beside_nobody_a_cage_is_a_cage() -> None:
    drawing = before(People(), False, draw=0.9)
    for facts in (before(NOBODY, object=0.6), drawing):
        facts = replace(facts, wish=replace(facts.wish, harms=(Harm.CAGE,)))
        assert action(facts) is Action.ALLOW


def test_what_somebody_only_claims_does_not_open_the_closed_list() -> None:
    for consent, expected in ((Consent.CLAIMED, {"composed_harm"}), (Consent.PROVEN, set())):
        facts = before(People(Presence.SOME, (Person(consent=consent),)), background=0.9)
        facts = replace(facts, wish=replace(facts.wish, harms=(Harm.WEAPON,)))
        assert reasons(facts) == expected


# -- no combination of facts gets past the list ---------------------------------------------------

HARMLESS = (*sorted(floor.ALLOW_LIST), Intent.ALTER_PERSON, Intent.OBJECT, Intent.DRAW)
HARMFUL = tuple(intent for intent in Intent if intent not in HARMLESS)
SHOWN: dict[str, People] = {
    **{
        f"some, {consent}": People(Presence.SOME, (Person(consent=consent),)) for consent in Consent
    },
    "some, nobody described": People(Presence.SOME),
    "one agreed, one not": People(Presence.SOME, (Person(consent=Consent.PROVEN), Person())),
    "possible": People(Presence.POSSIBLE),
    "possible, agreed": People(Presence.POSSIBLE, (Person(consent=Consent.PROVEN),)),
    **{missing.value: People(missing) for missing in Missing},
}


def _may(people: People) -> frozenset[Intent]:
    """What may be done beside these people, said apart from the floor."""
    if people.presence is not Presence.SOME:
        return frozenset({Intent.TONE})
    if people.each and all(person.consent is Consent.PROVEN for person in people.each):
        return frozenset(HARMLESS) | {Intent.HATE, Intent.ERASE, Intent.DECEIVE}  # the rules' own
    return frozenset({Intent.BACKGROUND, Intent.TONE, Intent.CROP, Intent.STICKER, Intent.CAPTION})


@pytest.mark.parametrize("shown", SHOWN)
def test_over_all_combinations_nothing_outside_the_list_goes_on(shown: str) -> None:
    """2^8 harmless intents, each alone and with each harmful one: 2,048 wishes a presence."""
    people = SHOWN[shown]
    for wanted in range(2 ** len(HARMLESS)):
        chosen = {intent for bit, intent in enumerate(HARMLESS) if wanted >> bit & 1}
        for harmful in (None, *HARMFUL):
            meant = chosen | ({harmful} if harmful else set())
            facts = before(people, **{intent.value: 0.9 for intent in meant})
            if action(facts) in (Action.ALLOW, Action.LOCK):
                assert meant <= _may(people), (shown, meant)
                assert meant or _may(people) > floor.ALLOW_LIST, "an empty wish beside somebody"


@given(
    st.dictionaries(st.sampled_from(list(Intent)), st.floats(0, 1)),
    st.sampled_from(sorted(SHOWN)),
    st.sets(st.sampled_from(list(Harm))),
    st.booleans(),
)
def test_nor_at_any_score_before_or_after(
    scores: dict[Intent, float], shown: str, harms: set[Harm], made: bool
) -> None:
    people = SHOWN[shown]
    facts = after(people=people) if made else before(people)
    wish = replace(facts.wish, intents=scores, harms=tuple(harms))
    if action(replace(facts, wish=wish)) not in (Action.ALLOW, Action.LOCK):
        return
    meant = {intent for intent, score in scores.items() if score >= floor.THRESHOLD}
    assert meant <= _may(people)
    assert not harms or _may(people) > floor.ALLOW_LIST
