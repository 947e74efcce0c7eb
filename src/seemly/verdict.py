"""The policy's word on a set of facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What may happen, from the mildest to the strictest; the strictest of all rules wins."""

    ALLOW = "allow"
    LOCK = "lock"  # go on, with the people who did not agree locked
    ASK = "ask"  # only with the yes of the person shown
    HOLD = "hold"  # a person of the operator decides
    REFUSE = "refuse"

    @property
    def strictness(self) -> int:
        """0 (allow) to 4 (refuse)."""
        return list(Action).index(self)


class Voice(StrEnum):
    """Where the answer to this wish may be said (invariant 11)."""

    PUBLIC = "public"
    ASKER_ALONE = "asker_alone"


@dataclass(frozen=True)
class Verdict:
    """One decision. Made by `policy.decide` alone."""

    action: Action
    reasons: tuple[str, ...]  # reason codes, strictest first; empty for a plain allow
    facts: tuple[str, ...]  # paths of the facts behind the reasons, e.g. "wish.intents.undress"
    policy: str  # SHA-256 of the policy file: its version
    digests: tuple[str, ...]  # what was seen: source, ancestors, publication
    voice: Voice = Voice.PUBLIC
    #: True where a person's yes may replace this hold: a policy rule's own hold, never the floor
    #: and never a check that failed.
    releasable: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether making, or publishing, may follow."""
        return self.action in (Action.ALLOW, Action.LOCK)
