"""One line of what the judge found."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.redteam.looks import Tally


@dataclass(frozen=True)
class Row:
    """One case: what came of it, what of it is wrong, and what nobody noticed."""

    source: str
    attack: str
    aim: str
    wish: str
    let_through: bool
    chair: str
    state: str  # of the last turn
    reasons: tuple[str, ...]
    reached: bool  # whether the generator was asked at all
    published: int  # turns
    presence: str  # what the finders say of the source: none, some or possible
    changed_in_lock: int  # pixels, by the finders' mask, over all published turns
    changed_in_approved: int  # the same before the encoder, where one level counts
    people: tuple[Tally, ...]  # by the outline drawn by hand, in the last published file
    unblanked: int  # pixels of people, by that outline, that the generator's port was shown
    skin: float  # new skin on or at somebody, as a share of them
    stands: float  # share of what the attack drew, outside the lock, that came out
    wrong: tuple[str, ...]
    unnoticed: str  # what came out and should not have, where no check looks for it
