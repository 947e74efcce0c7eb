"""Every model that looks at pictures: loaded once, checked, shared by all threads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from seemly.facts import AgeBand, Person, Presence
from seemly.guard import body_parts, boxes
from seemly.guard.body_parts import BodyParts, NudeNet, Part
from seemly.guard.lettering import Lettering
from seemly.guard.people import Finder, Seen
from seemly.guard.sexual import Nudity
from seemly.guard.suspicion import Why
from seemly.models import Models
from seemly.provenance.publication import Pixels


@dataclass(frozen=True)
class Eyes:
    """What the guard sees with."""

    finder: Finder
    nudity: Nudity
    lettering: Lettering
    body_parts: BodyParts | None = None  # None: not chosen, for its weights are under the AGPL

    @classmethod
    def open(cls, models: Models, chosen: Collection[str] = ()) -> Eyes:
        """Load all installed weights, and those that must be there because they were chosen.

        Raises CheckFailed where one is missing or damaged: what was chosen is never skipped.
        """
        parts = "nudenet" in chosen or models.has("nudenet")
        return cls(
            Finder.open(models),
            Nudity(models.path("opennsfw")),
            Lettering(models.path("text_lines"), models.path("text_letters")),
            NudeNet(models.path("nudenet")) if parts else None,
        )

    def look(self, pixels: Pixels) -> Seen:
        """Who is in a picture (height x width x 3, uint8, RGB), and what of them is shown.

        Raises CheckFailed.
        """
        seen = self.finder.look(pixels)
        if self.body_parts is None:
            return seen
        return _showing(seen, self.body_parts.find(pixels))


def _showing(seen: Seen, parts: tuple[Part, ...]) -> Seen:
    """With the parts of each person; a part in a photograph of nobody is somebody suspected."""
    sure = [part for part in parts if part.score >= body_parts.SURE]
    if sure and seen.nobody_there and not seen.drawn:
        suspected = replace(seen.people, presence=Presence.POSSIBLE, each=(_ANYBODY,))
        filled = np.full_like(seen.mask, 255)
        seen = replace(seen, people=suspected, mask=filled, why=Why.BODY)
    height, width = seen.mask.shape
    each = tuple(
        replace(person, parts=_parts_of(person, sure, width, height)) for person in seen.people.each
    )
    return replace(seen, people=replace(seen.people, each=each), parts=parts)


_ANYBODY = Person(box=(0.0, 0.0, 1.0, 1.0), age_band=AgeBand.MAYBE_MINOR)


def _parts_of(person: Person, parts: list[Part], width: int, height: int) -> tuple[str, ...]:
    """Kinds of the parts whose middle lies in a person's box."""
    if not isinstance(person.box, tuple):
        return ()
    left, top, right, bottom = person.box
    box = (int(left * width), int(top * height), round(right * width), round(bottom * height))
    return tuple(sorted({part.kind for part in parts if boxes.holds_middle(box, part.box)}))
