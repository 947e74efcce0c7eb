"""How far the pictures of one lineage have come, in numbers; no pixels are kept for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Trail:
    """What all turns of a lineage have added to its first picture (invariant 4).

    A descendant is judged by the whole way, not by its last step; the defaults are those of a
    picture that is nobody's descendant.
    """

    least_nudity: float = 1.0  # of the source, this picture and every ancestor, 0..1
    skin_risen: float = 0.0  # bare skin near people, in shares of their area
    rough_risen: float = 0.0  # the same in the colour of skin, but too rough to be any
    parts_risen: float = 0.0  # growth of bare body parts, in shares of what was bare

    @classmethod
    def strictest(cls, trails: Iterable[Trail]) -> Trail:
        """Of several ancestors the strictest number each."""
        every = list(trails)
        if not every:
            return cls()
        return cls(
            min(one.least_nudity for one in every),
            max(one.skin_risen for one in every),
            max(one.rough_risen for one in every),
            max(one.parts_risen for one in every),
        )


#: Of a picture that descends from none of ours.
NONE = Trail()
