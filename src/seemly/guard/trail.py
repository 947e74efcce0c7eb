"""How far the pictures of one lineage have come, in numbers; no pixels are kept for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from seemly.guard.exposure import Rise


@dataclass(frozen=True)
class Trail:
    """What all turns of a lineage have added to its first picture (invariant 4).

    A descendant is judged by the whole way, not by its last step; the defaults are those of a
    picture that is nobody's descendant.
    """

    least_nudity: float = 1.0  # of the source, this picture and every ancestor, 0..1
    # Near people, in shares of their area (exposure.Rise); the last two against the least so far.
    skin_risen: float = 0.0
    bare_over: float = 0.0
    coloured_over: float = 0.0
    parts_risen: float = 0.0  # growth of bare body parts, in shares of what was bare

    @property
    def skin(self) -> float:
        """What counts of it: what was fresh, or rose in smoothness and colour both."""
        return max(self.skin_risen, min(self.bare_over, self.coloured_over))

    def with_skin(self, rise: Rise) -> Trail:
        """One turn later."""
        return replace(
            self,
            skin_risen=self.skin_risen + rise.fresh,
            bare_over=max(0.0, self.bare_over + rise.bare),
            coloured_over=max(0.0, self.coloured_over + rise.coloured),
        )

    @classmethod
    def strictest(cls, trails: Iterable[Trail]) -> Trail:
        """Of several ancestors the strictest number each."""
        every = list(trails)
        if not every:
            return cls()
        return cls(
            min(one.least_nudity for one in every),
            max(one.skin_risen for one in every),
            max(one.bare_over for one in every),
            max(one.coloured_over for one in every),
            max(one.parts_risen for one in every),
        )


#: Of a picture that descends from none of ours.
NONE = Trail()
