"""The one decision point: every door's facts pass here, before making and after."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.errors import NotApproved
from seemly.facts import Facts
from seemly.policy import floor
from seemly.policy.finding import Finding
from seemly.policy.floor import THRESHOLD
from seemly.policy.rules import OUTSIDE, Policy
from seemly.verdict import Action, Verdict, Voice

__all__ = ["THRESHOLD", "PersonYes", "Policy", "decide", "decline"]

#: Said only where no other refusal says more: "I don't take people out of pictures" comes first.
_GENERAL = frozenset({"outside_allow_list"})


@dataclass(frozen=True)
class PersonYes:
    """A person of the operator released a held request."""

    who: str
    at: float  # seconds since the epoch
    reasons: tuple[str, ...]  # what the verdict said that was released


def decide(policy: Policy, facts: Facts, yes: PersonYes | None = None) -> Verdict:
    """The strictest of all that the floor and the rules find; nothing found is `allow`.

    A person's yes takes away holds of policy rules for the reasons it names, and nothing else:
    not the floor, not a check that failed, not a refusal.
    """
    found = [finding for finding in policy.findings(facts) if not _released(finding, yes)]
    found.sort(key=lambda finding: (-finding.action.strictness, finding.reason in _GENERAL))
    action = found[0].action if found else Action.ALLOW
    deciding = [finding for finding in found if finding.action is action]
    return Verdict(
        action=action,
        reasons=tuple(dict.fromkeys(finding.reason for finding in found)),
        facts=tuple(dict.fromkeys(path for finding in found for path in finding.facts)),
        policy=policy.version,
        digests=facts.digests,
        voice=_voice(policy, facts, [finding.reason for finding in found]),
        releasable=action is Action.HOLD and all(finding.releasable for finding in deciding),
    )


def decline(policy: Policy, reason: str, facts: Facts) -> Verdict:
    """A refusal decided outside the facts: a limit, a bad picture, a generator that cannot.

    Raises NotApproved for a reason that the floor or a rule must find by itself.
    """
    if reason not in OUTSIDE:
        raise NotApproved(f'"{reason}" is no reason to decline; it is for the policy to find')
    voice = _voice(policy, facts, [reason])
    return Verdict(Action.REFUSE, (reason,), (), policy.version, facts.digests, voice)


def _voice(policy: Policy, facts: Facts, reasons: list[str]) -> Voice:
    """What any rule calls unsafe is never answered in public, whatever threshold it has."""
    if any(policy.family(reason) == "unsafe" for reason in reasons):
        return Voice.ASKER_ALONE
    return floor.voice(facts)


def _released(finding: Finding, yes: PersonYes | None) -> bool:
    return yes is not None and finding.releasable and finding.reason in yes.reasons
