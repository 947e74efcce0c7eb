"""How far the pictures of one lineage have come, in numbers; no pixels are kept for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import log

from seemly.guard.exposure import Rise
from seemly.tone import Curve


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
    tone_gain: float = 1.0  # of all tones so far as one curve (tone.py): ten turns, each within
    tone_gamma: float = 1.0  # its bounds, would blacken whoever is shown
    tone_warmth: float = 0.0

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

    @property
    def tone(self) -> Curve:
        """All tones of the lineage as one; grey is left out, for it is no more the second time."""
        return Curve(self.tone_gain, self.tone_gamma, warmth=self.tone_warmth)

    def with_tone(self, curve: Curve | None) -> Trail:
        """One turn later."""
        tone = self.tone if curve is None else self.tone.then(curve)
        return replace(self, tone_gain=tone.gain, tone_gamma=tone.gamma, tone_warmth=tone.warmth)

    @property
    def _tone_strength(self) -> float:
        return abs(log(self.tone_gain)) + abs(log(self.tone_gamma)) + abs(self.tone_warmth)

    @classmethod
    def strictest(cls, trails: Iterable[Trail]) -> Trail:
        """Of several ancestors the strictest number each."""
        every = list(trails)
        if not every:
            return cls()
        toned = max(every, key=lambda one: one._tone_strength)
        return cls(
            min(one.least_nudity for one in every),
            max(one.skin_risen for one in every),
            max(one.bare_over for one in every),
            max(one.coloured_over for one in every),
            max(one.parts_risen for one in every),
            toned.tone_gain,
            toned.tone_gamma,
            toned.tone_warmth,
        )


#: Of a picture that descends from none of ours.
NONE = Trail()
