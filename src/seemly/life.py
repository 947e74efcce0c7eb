"""The two lives, on one screen. A step is a function from a job to its next state; its result,
its ledger entry, the posts it intends and the new state are committed in one transaction.

    REQUEST   received -> screened -> approved -> marked -> publishing -> published
      waiting   held       a person decides (`seemly held`); never past the floor
      ends      published, refused, cancelled (brake, deleted post)
    TAKEDOWN  opened -> hidden -> swept -> closed

Where a step fails for the moment, the job stays in its state and is tried again, later and later,
until it is held. An ended request stays open until everything it has to say is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seemly import removal, steps
from seemly.parts import Parts
from seemly.store import Job, Move

Work = Callable[[Job, Parts], Move]


@dataclass(frozen=True)
class Step:
    """The work done in a state, and the states it may lead to."""

    work: Work
    to: frozenset[str]


def _step(work: Work, *to: str) -> Step:
    return Step(work, frozenset(to))


REQUEST: Mapping[str, Step] = {
    "received": _step(steps.screen, "screened", "refused", "held", "cancelled"),
    "screened": _step(steps.make, "approved", "refused", "held", "cancelled"),
    "approved": _step(steps.mark, "marked", "cancelled"),
    "marked": _step(steps.intend, "publishing", "refused", "cancelled"),
    "publishing": _step(steps.publish, "published", "cancelled"),
    "refused": _step(steps.say, "refused"),
}

TAKEDOWN: Mapping[str, Step] = {
    "opened": _step(removal.hide, "hidden"),
    "hidden": _step(removal.sweep, "swept"),
    "swept": _step(removal.close, "closed"),
}

LIVES: Mapping[str, Mapping[str, Step]] = {"request": REQUEST, "takedown": TAKEDOWN}

ENDS = frozenset({"published", "refused", "cancelled", "closed"})


def step(job: Job, parts: Parts) -> Move:
    """Do the work of the job's state. Raises RuntimeError when it leads where it may not."""
    this = LIVES[job.kind][job.state]
    move = this.work(job, parts)
    if move.to not in this.to:
        raise RuntimeError(f"{job.kind} {job.state} may not become {move.to}")
    return move
