"""The one decision: the strictest wins, a person's yes opens only what it may."""

from dataclasses import replace

import pytest

from seemly.errors import NotApproved
from seemly.facts import (
    BankHit,
    Door,
    Facts,
    Intent,
    Moment,
    People,
    Person,
    Presence,
    Result,
    Target,
    Unknown,
    Wish,
)
from seemly.policy.decide import PersonYes, Policy, decide, decline
from seemly.policy.rules import OUTSIDE
from seemly.verdict import Action, Voice

HELD = BankHit("watch", "hold", 10, 90)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load("default")


def facts(**intents: float) -> Facts:
    scores = {Intent(name): score for name, score in intents.items()}
    wish = Wish(scores, points_at_person=False, unreadable=False, has_picture=True)
    return Facts(
        Moment.BEFORE, Door.MENTION, wish=wish, people=People(Presence.NONE), digests=("d1",)
    )


def yes(*reasons: str) -> PersonYes:
    return PersonYes("moderator", 1.0, reasons)


def test_nothing_found_is_allowed(policy: Policy) -> None:
    verdict = decide(policy, facts(object=0.6))
    assert verdict.action is Action.ALLOW
    assert verdict.reasons == ()
    assert verdict.policy == policy.version
    assert verdict.digests == ("d1",)
    assert verdict.voice is Voice.PUBLIC


def test_the_strictest_wins_and_comes_first(policy: Policy) -> None:
    held_and_refused = replace(facts(undress=1.0, hate=0.9), banks=(HELD,))
    verdict = decide(policy, held_and_refused)
    assert verdict.action is Action.REFUSE
    assert verdict.reasons == ("sexual", "hate", "bank_hold")
    assert "wish.intents.undress" in verdict.facts
    assert verdict.voice is Voice.ASKER_ALONE
    assert not verdict.releasable


def test_a_yes_replaces_a_rules_own_hold(policy: Policy) -> None:
    held = replace(facts(object=0.6), banks=(HELD,))
    verdict = decide(policy, held)
    assert verdict.action is Action.HOLD
    assert verdict.releasable
    assert decide(policy, held, yes("bank_hold")).action is Action.ALLOW
    assert decide(policy, held, yes("nudity_doubtful")).action is Action.HOLD


@pytest.mark.parametrize("reason", ["check_failed", "sexual", "bank_hold", "hate"])
def test_a_yes_replaces_no_failed_check_no_floor_and_no_refusal(
    policy: Policy, reason: str
) -> None:
    failed = replace(facts(object=0.6), banks=Unknown)
    verdict = decide(policy, failed, yes(reason))
    assert verdict.action is Action.HOLD
    assert not verdict.releasable
    assert decide(policy, facts(undress=1.0), yes(reason)).action is Action.REFUSE
    assert decide(policy, facts(hate=0.9), yes(reason)).action is Action.REFUSE


def test_a_rules_hold_beside_a_failed_check_is_not_releasable(policy: Policy) -> None:
    both = replace(facts(), banks=(HELD,), target=Target(protected=Unknown))
    assert not decide(policy, both).releasable


def test_a_rule_that_reads_unknown_holds(policy: Policy) -> None:
    doubtful = replace(facts(), moment=Moment.AFTER, result=Result(nudity=Unknown))
    assert decide(policy, doubtful).action is Action.HOLD


def test_a_rule_for_after_is_silent_before(policy: Policy) -> None:
    nude = Result(nudity=0.75)
    assert decide(policy, replace(facts(), result=nude)).action is Action.ALLOW
    later = replace(facts(), moment=Moment.AFTER, result=nude)
    assert decide(policy, later).action is Action.HOLD


def test_profiles_differ_only_in_strictness(policy: Policy) -> None:
    wish = Wish({Intent.DRAW: 0.9}, points_at_person=False, unreadable=False)
    people = People(Presence.SOME)
    samples = [
        facts(),
        facts(background=0.9),
        facts(threaten=0.4),
        facts(undress=1.0),
        replace(facts(tone=0.9), people=people),
        Facts(Moment.BEFORE, Door.MENTION, wish=wish),
    ]
    for one in samples:
        actions = [
            decide(p, one).action.strictness
            for p in (policy, Policy.load("strict"), Policy.load("school"))
        ]
        assert actions == sorted(actions)


def test_school_leaves_people_alone() -> None:
    tone = replace(facts(tone=0.9), people=People(Presence.SOME))
    assert decide(Policy.load("school"), tone).action is Action.REFUSE
    assert decide(Policy.load("default"), tone).action is Action.LOCK


@pytest.mark.parametrize("reason", OUTSIDE)
def test_declining_gives_the_reason_and_keeps_the_voice(policy: Policy, reason: str) -> None:
    verdict = decline(policy, reason, replace(facts(), target=Target(welcome=False)))
    assert verdict.action is Action.REFUSE
    assert verdict.reasons == (reason,)
    assert verdict.voice is Voice.ASKER_ALONE


def test_nobody_declines_for_a_reason_of_the_policy(policy: Policy) -> None:
    with pytest.raises(NotApproved):
        decline(policy, "sexual", facts())


@pytest.mark.parametrize("intent", ["erase", "deceive", "hate"])
def test_a_reason_that_says_more_is_said_first(policy: Policy, intent: str) -> None:
    """The floor refuses all three beside somebody without their rules, in general words."""
    somebody = People(Presence.SOME, (Person(),))
    verdict = decide(policy, replace(facts(background=0.9, **{intent: 0.9}), people=somebody))
    assert verdict.action is Action.REFUSE
    assert verdict.reasons[0] == intent
    assert "outside_allow_list" in verdict.reasons
