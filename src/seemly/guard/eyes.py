"""Every model that looks at pictures: loaded once, checked, shared by all threads."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.guard.people import Finder
from seemly.guard.sexual import Nudity
from seemly.models import Models


@dataclass(frozen=True)
class Eyes:
    """What the guard sees with."""

    finder: Finder
    nudity: Nudity

    @classmethod
    def open(cls, models: Models) -> Eyes:
        """Load all installed weights. Raises CheckFailed where one is missing or damaged."""
        return cls(Finder.open(models), Nudity(models.path("opennsfw")))
