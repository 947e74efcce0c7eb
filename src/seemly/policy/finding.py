"""What one rule says about one set of facts."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.verdict import Action


@dataclass(frozen=True)
class Finding:
    """An action with its reason code and the facts behind it."""

    action: Action
    reason: str
    facts: tuple[str, ...]
    #: A person's yes may stand in for this hold: a policy rule's own, never the floor's and
    #: never one that a failed check caused.
    releasable: bool = False
