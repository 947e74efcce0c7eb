"""Who is in a picture: nobody, somebody, or perhaps somebody (invariant 3).

Faces are looked for first. Without one, a headless crop, a back or a dark corner may still show a
person, and each small finder alone misses them; so a photograph is `none` only when no turned
face, no body, no outline together with a hint of a body, and no share of skin speaks for anybody.
Thresholds are set so that nobody assembled in docs/guard.md is missed; what that costs in false
suspicion stands there too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.facts import AgeBand, People, Person, Presence
from seemly.guard import exposure, regions
from seemly.guard.ages import Ages
from seemly.guard.bodies import Bodies
from seemly.guard.body_parts import Part
from seemly.guard.drawn import is_coloured, is_drawn, is_flattened
from seemly.guard.faces import SURE, Face, Faces
from seemly.guard.persons import OPEN_IMAGES, STREET, Persons
from seemly.guard.silhouettes import MOSTLY, Silhouettes
from seemly.models import Models
from seemly.provenance.publication import Pixels

Box = tuple[int, int, int, int]

BODY = 0.5  # the pose detector alone, in any turn; people without heads down to 0.15
HINT = 0.10  # the pose detector, where an outline agrees
FIGURE = 0.25  # the object detector beside a face: whoever stands there is locked too
OUTLINE = 0.15  # share of the picture that the segmentation calls person, in any turn
TILE_BODY = 0.7  # the pose detector on a square part of the picture
STRIP_BODY = 0.15  # the same on a strip: its people are shrunk to nothing in the whole look
STRIP = 2.0  # longer side against shorter from which on a picture is a strip
BARE = 0.10  # share of smooth skin
SKIN = 0.40  # share of anything with the colour of skin
GREY_HINT = 0.2  # without colour no share of skin can speak, so fainter signs do
GREY_OUTLINE = 0.03
DRAWN_BODY = 0.65  # drawn buses and logos reach 0.65 and 0.60
DRAWN_OUTLINE = 0.45


class Why(StrEnum):
    """The first reason to see or suspect somebody."""

    NOTHING = "nothing"
    FACE = "face"
    TURNED_FACE = "turned face"
    BODY = "body"
    OUTLINE = "outline"
    SKIN = "skin"
    FLATTENED = "flattened photograph"


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen in one picture. In memory only: forgotten with the job (invariant 12)."""

    people: People
    mask: NDArray[np.uint8]  # height x width; 255 must not change, 0 may
    skin: float  # share of the picture that is bare skin, 0..1
    faces: tuple[Box, ...] = ()  # left, top, right, bottom in px
    drawn: bool = False
    why: Why = Why.NOTHING
    found: tuple[Face, ...] = ()  # the same faces with scores and landmarks
    parts: tuple[Part, ...] | None = None  # body parts; None: no model for them was chosen

    @property
    def nobody_there(self) -> bool:
        """Whether all finders agreed that nobody is in the picture."""
        return self.people.presence is Presence.NONE

    @classmethod
    def nobody(cls, pixels: Pixels) -> Seen:
        """For a picture that we drew ourselves and that was never anybody's photograph."""
        free = np.zeros(pixels.shape[:2], np.uint8)
        return cls(People(Presence.NONE), free, exposure.skin_share(pixels), drawn=True)


class Finder:
    """Looks for people with five independent nets and the share of skin. Thread-safe."""

    def __init__(
        self,
        faces: Faces,
        silhouettes: Silhouettes,
        bodies: Bodies,
        persons: Persons,
        pedestrians: Persons,
        ages: Ages,
    ) -> None:
        self.faces = faces
        self.silhouettes = silhouettes
        self.bodies = bodies
        self.persons = persons
        self.pedestrians = pedestrians
        self.ages = ages

    @classmethod
    def open(cls, models: Models) -> Finder:
        """Load the weights. Raises CheckFailed."""
        return cls(
            Faces(models.path("yunet")),
            Silhouettes(models.path("selfie_segmentation")),
            Bodies(models.path("pose_detection")),
            Persons(models.path("persons"), OPEN_IMAGES),
            Persons(models.path("pedestrians"), STREET),
            Ages(models.path("age")),
        )

    def look(self, pixels: Pixels) -> Seen:
        """Who is in a picture (height x width x 3, uint8, RGB). Raises CheckFailed."""
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
            raise CheckFailed("people are looked for in height x width x 3 pixels of uint8")
        drawn = is_drawn(pixels)
        faces = tuple(face for face in self.faces.find(pixels) if face.score >= SURE)
        if faces:
            return self._some(pixels, faces, drawn)
        why = self._suspicion(pixels, drawn)
        skin = exposure.skin_share(pixels)
        if why is Why.NOTHING:
            free = np.zeros(pixels.shape[:2], np.uint8)
            return Seen(People(Presence.NONE), free, skin, drawn=drawn)
        whole = np.full(pixels.shape[:2], 255, np.uint8)
        # Whoever has no face to judge may be of any age.
        unseen = Person(box=(0.0, 0.0, 1.0, 1.0), age_band=AgeBand.MAYBE_MINOR)
        people = People(Presence.POSSIBLE, (unseen,))
        return Seen(people, whole, skin, drawn=drawn, why=why)

    def _some(self, pixels: Pixels, faces: tuple[Face, ...], drawn: bool) -> Seen:
        bodies = self.bodies.find(pixels, HINT) if len(faces) <= 2 else ()
        figures = self.persons.find(pixels, FIGURE)
        outline = self.silhouettes.outline(pixels, regions.places(faces, figures, pixels.shape))
        sure = tuple(body for body in bodies if body.score >= BODY)
        mask = regions.locked(outline, faces, sure, figures)
        height, width = pixels.shape[:2]
        each = tuple(
            Person(box=_shares(regions.person_box(face.box, mask), width, height), age_band=band)
            for face, band in zip(faces, self.ages.bands(pixels, faces), strict=True)
        )
        return Seen(
            People(Presence.SOME, each),
            mask,
            exposure.skin_share(pixels),
            tuple(face.box for face in faces),
            drawn,
            Why.FACE,
            faces,
        )

    def _suspicion(self, pixels: Pixels, drawn: bool) -> Why:
        """The first reason to suspect somebody, the cheap looks first."""
        small = exposure.shrunk(pixels)
        if not drawn and (
            exposure.bare(small).mean() >= BARE or exposure.skin(small).mean() >= SKIN
        ):
            return Why.SKIN
        if not drawn and is_flattened(pixels):
            return Why.FLATTENED
        grey = not drawn and not is_coloured(small)
        hint, outline = 0.0, 0.0
        for turn in turns(small):
            hint = max(hint, self.bodies.score(turn))
            if hint >= (DRAWN_BODY if drawn else BODY):
                return Why.BODY
            outline = max(outline, float((self.silhouettes.read(turn) > MOSTLY).mean()))
            if hint >= HINT and outline >= (DRAWN_OUTLINE if drawn else OUTLINE):
                return Why.OUTLINE
            if grey and hint >= GREY_HINT and outline >= GREY_OUTLINE:
                return Why.OUTLINE
        if drawn:
            return Why.NOTHING
        if self._in_tiles(pixels):
            return Why.BODY
        if any(self._has_face(turn) for turn in list(turns(pixels))[1:]):
            return Why.TURNED_FACE
        return Why.NOTHING

    def _has_face(self, pixels: Pixels) -> bool:
        return any(face.score >= SURE for face in self.faces.find(pixels))

    def _in_tiles(self, pixels: Pixels) -> bool:
        """Whether a square part of a long picture shows a body that the whole look shrank away."""
        height, width = pixels.shape[:2]
        least = STRIP_BODY if max(height, width) >= STRIP * min(height, width) else TILE_BODY
        return any(self.bodies.score(tile) >= least for tile in tiles(pixels))


def turns(pixels: Pixels) -> tuple[Pixels, ...]:
    """The picture in its four quarter turns, upright first."""
    return tuple(np.ascontiguousarray(np.rot90(pixels, turn)) for turn in range(4))


def tiles(pixels: Pixels) -> tuple[Pixels, ...]:
    """Overlapping squares that cover a picture longer than 1.3 times its shorter side."""
    height, width = pixels.shape[:2]
    side, length = min(height, width), max(height, width)
    if length < 1.3 * side:
        return ()
    count = max(2, -(-length // side))
    starts = [round(place * (length - side) / (count - 1)) for place in range(count)]
    if width > height:
        return tuple(np.ascontiguousarray(pixels[:, start : start + side]) for start in starts)
    return tuple(pixels[start : start + side] for start in starts)


def _shares(box: Box, width: int, height: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (left / width, top / height, right / width, bottom / height)
