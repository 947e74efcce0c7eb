"""Who is in a picture: nobody, somebody, or perhaps somebody (invariant 3).

Faces are looked for first, in the whole picture and from near where one is faint or where a
figure lacks one. A clear face, or one that a figure backs, is somebody. Without it, a headless
crop, a back or a dark corner may still show a person: suspicion.py asks all finders. What they
miss and what they suspect falsely stands in docs/guard-pictures.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.facts import AgeBand, People, Person, Presence
from seemly.guard import regions
from seemly.guard.ages import Ages
from seemly.guard.bodies import Bodies
from seemly.guard.body_parts import Part
from seemly.guard.boxes import Box, area, holds_middle, overlap, shared
from seemly.guard.drawn import is_drawn
from seemly.guard.faces import CLEAR, SURE, Face, Faces
from seemly.guard.litert import Net
from seemly.guard.onnx import OnnxNet
from seemly.guard.persons import OPEN_IMAGES, STREET, Figure, Persons, Square
from seemly.guard.silhouettes import Silhouettes
from seemly.guard.suspicion import FAR, Signs, Suspicion, Why, framed, part, shrunk, windows
from seemly.models import Models
from seemly.provenance.publication import Pixels

FIGURE = 0.3  # `pedestrians` beside a face: whoever stands there is locked too
BLUNT = 0.38  # `persons` beside a face; photographs of nobody reach 0.40, four of 143
WITHIN = 0.6  # share of a figure's box from which on it is part of another figure
CUT = 0.03  # of a window: who reaches its edge is seen only in part there
CLOSE_UP = 0.25  # of the picture's height: a face this large
BACKED = 0.5  # and to back a face that is not clear
MOST_NEAR = 6  # places where a face is looked for from near: a bound on cost
NEAR_FACE = 0.8  # YuNet from near; in the faint spots of photographs of nobody up to 0.78
FINEST = 2048  # px: the look for faces too small for the first one; pictures are no longer here
SMALL_FACE = 0.7  # from near, behind that look; photographs of nobody reach 0.53
SAME = 0.3  # overlap from which on two boxes are one face
GROUP = 4  # faces or figures from which on tiles are looked at: who stands behind is small
LAP = 80  # px that tiles overlap: a face of that size is whole in one of them
CROWD = 300  # faces: more are not told apart (3,136 took 15 s); everybody fills the frame
MOST_TILES = 16  # a bound on cost; pictures are at most 2048 px long here
HEAD = 0.45  # of a figure's height, from the top: where its face would be


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen in one picture. In memory only: forgotten with the job (invariant 12)."""

    people: People
    mask: NDArray[np.uint8]  # height x width; 255 must not change, 0 may
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
        return cls(People(Presence.NONE), free, drawn=True)


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
        self._suspicion = Suspicion(faces, bodies, persons, pedestrians)

    @classmethod
    def open(cls, models: Models) -> Finder:
        """Load the weights. Raises CheckFailed."""
        persons = OnnxNet(models.path("persons"), "finder of persons")
        return cls(
            Faces(models.path("yunet")),
            Silhouettes(models.path("selfie_segmentation")),
            Bodies(models.path("pose_detection")),
            Persons(lambda square: persons.answers(square[None]), OPEN_IMAGES),
            Persons(Net(models.path("pedestrians")).run, STREET),
            Ages(models.path("age")),
        )

    def look(self, pixels: Pixels) -> Seen:
        """Who is in a picture (height x width x 3, uint8, RGB). Raises CheckFailed."""
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
            raise CheckFailed("people are looked for in height x width x 3 pixels of uint8")
        drawn = is_drawn(pixels)
        far = Square.of(shrunk(pixels, FAR))
        read = replace(self.pedestrians.read(far), size=pixels.shape[:2])
        figures = read.figures(FIGURE)
        # From near YuNet reads the snout of a drawn dog as a face of 0.89.
        faces = self._plain(pixels, far) if drawn else self._faces(pixels, far, figures)
        if len(faces) > CROWD:
            return _perhaps(pixels, drawn, Why.FACE)
        if any(face.score >= CLEAR for face in faces) or _backed(faces, figures):
            return self._some(pixels, faces, self._others(pixels, far, figures, faces), drawn)
        best = max((face.score for face in faces), default=0.0)
        why = self._suspicion.of(pixels, far, Signs(read.best, best), drawn)
        if why is Why.NOTHING:
            why = self._once_more(pixels, far)
        if why is Why.NOTHING:
            return _nobody(pixels, drawn)
        if not drawn and self._clear_from_near(pixels, faces):
            return self._some(pixels, faces, self._others(pixels, far, figures, faces), drawn)
        return _perhaps(pixels, drawn, why)

    def _once_more(self, pixels: Pixels, far: Square) -> Why:
        """Who is too small for every look at the whole: in a wide frame, or by a small face."""
        inner = framed(pixels, far.pixels)
        if inner is not None:
            return self.look(inner).why
        if max(pixels.shape[:2]) <= FAR:
            return Why.NOTHING
        sure = [one for one in self.faces.find(pixels, FINEST) if one.score >= SURE]
        near = (self.faces.within(pixels, _around(one.box)) for one in sure[:MOST_NEAR])
        found = any(face.score >= SMALL_FACE for faces in near for face in faces)
        return Why.SMALL_FACE if found else Why.NOTHING

    def _plain(self, pixels: Pixels, far: Square) -> tuple[Face, ...]:
        """Faces that show in the whole picture."""
        found = self.faces.find(pixels, FAR, far.pixels)
        return tuple(face for face in found if face.score >= SURE)

    def _faces(self, pixels: Pixels, far: Square, figures: tuple[Figure, ...]) -> tuple[Face, ...]:
        """Faces of the whole picture, and those found from near where one is faint or missing."""
        found = self.faces.find(pixels, FAR, far.pixels)
        faces = [face for face in found if face.score >= SURE]
        heads = [_head(one.box) for one in figures if not _has_face(one.box, faces)]
        faint = [_around(face.box) for face in found if face.score < SURE]
        for place in (heads + faint)[:MOST_NEAR]:
            for face in self.faces.within(pixels, place):
                known = any(overlap(face.box, other.box) > SAME for other in faces)
                if face.score >= NEAR_FACE and not known:
                    faces.append(face)
        if max(len(faces), len(figures)) >= GROUP and max(pixels.shape[:2]) > FAR:
            faces = self._closely(pixels, faces)
        return tuple(faces)

    def _clear_from_near(self, pixels: Pixels, faces: tuple[Face, ...]) -> bool:
        """Whether a face of somebody suspected, not clear from afar, is so from near.

        Dark faces score lower from afar: without this look more of them were only suspected, and
        locked whole. It is no reason to suspect anybody: so near, a puppy has a face too.
        """
        return any(
            one.score >= CLEAR and overlap(one.box, face.box) > SAME
            for face in faces[:MOST_NEAR]
            if face.score < CLEAR
            for one in self.faces.within(pixels, _around(face.box))
        )

    def _closely(self, pixels: Pixels, faces: list[Face]) -> list[Face]:
        """Known faces, and those that are large enough only at full resolution."""
        known = list(faces)
        for window in tiles(pixels.shape):
            for face in self.faces.find(part(pixels, window)):
                placed = face.placed(1.0, window)
                new = all(overlap(placed.box, other.box) <= SAME for other in known)
                if face.score >= NEAR_FACE and new:
                    known.append(placed)
            if len(known) > CROWD:
                break
        return known

    def _others(
        self, pixels: Pixels, far: Square, figures: tuple[Figure, ...], faces: tuple[Face, ...]
    ) -> tuple[Figure, ...]:
        """All figures: those of the first look, and whom it missed beside a face.

        Parts are looked at where no face is large: in a close-up nobody else is as near.
        """
        blunt = replace(self.persons.read(far), size=pixels.shape[:2])
        found = [*figures, *blunt.figures(BLUNT)]
        if max(face.box[3] - face.box[1] for face in faces) < CLOSE_UP * pixels.shape[0]:
            for window in windows(pixels):
                near = self.pedestrians.find(part(pixels, window), BACKED)
                placed = (one.placed(window) for one in near)
                found += [one for one in placed if not _cut(one.box, window, pixels.shape)]
        return _distinct(found)

    def _some(
        self, pixels: Pixels, faces: tuple[Face, ...], figures: tuple[Figure, ...], drawn: bool
    ) -> Seen:
        outline = self.silhouettes.outline(pixels, regions.places(faces, figures, pixels.shape))
        mask = regions.locked(outline, faces, figures)
        faceless = tuple(one for one in figures if not _has_face(one.box, faces))
        for left, top, right, bottom in (one.box for one in faceless):
            mask[top:bottom, left:right] = 255  # the outline loses the arms of headless bodies
        height, width = pixels.shape[:2]
        shown = [
            Person(box=_shares(regions.person_box(face.box, mask), width, height), age_band=band)
            for face, band in zip(faces, self.ages.bands(pixels, faces), strict=True)
        ]
        # Whoever has no face to judge may be of any age.
        shown += [
            Person(box=_shares(one.box, width, height), age_band=AgeBand.MAYBE_MINOR)
            for one in faceless
        ]
        return Seen(
            People(Presence.SOME, tuple(shown)),
            mask,
            tuple(face.box for face in faces),
            drawn,
            Why.FACE,
            faces,
        )


def _nobody(pixels: Pixels, drawn: bool) -> Seen:
    free = np.zeros(pixels.shape[:2], np.uint8)
    return Seen(People(Presence.NONE), free, drawn=drawn)


def _perhaps(pixels: Pixels, drawn: bool, why: Why) -> Seen:
    """Somebody who did not agree, of any age, fills the frame."""
    whole = np.full(pixels.shape[:2], 255, np.uint8)
    unseen = Person(box=(0.0, 0.0, 1.0, 1.0), age_band=AgeBand.MAYBE_MINOR)
    people = People(Presence.POSSIBLE, (unseen,))
    return Seen(people, whole, drawn=drawn, why=why)


def tiles(shape: tuple[int, ...]) -> tuple[Box, ...]:
    """Overlapping windows of FAR px that cover a picture, at most MOST_TILES of them."""
    tops, lefts = (_starts(side) for side in shape[:2])
    found = [
        (left, top, min(shape[1], left + FAR), min(shape[0], top + FAR))
        for top in tops
        for left in lefts
    ]
    return tuple(found[:MOST_TILES])


def _starts(length: int) -> list[int]:
    """Where tiles begin along one side."""
    if length <= FAR:
        return [0]
    count = 1 + math.ceil((length - FAR) / (FAR - LAP))
    return [round(place * (length - FAR) / (count - 1)) for place in range(count)]


def _distinct(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Without those that lie mostly within an earlier one."""
    kept: list[Figure] = []
    for one in figures:
        if all(shared(one.box, other.box) < WITHIN * area(one.box) for other in kept):
            kept.append(one)
    return tuple(kept)


def _cut(figure: Box, window: Box, shape: tuple[int, ...]) -> bool:
    """Whether a figure reaches an edge of a window that is no edge of the picture."""
    left, top, right, bottom = window
    across, down = CUT * (right - left), CUT * (bottom - top)
    return (
        (left > 0 and figure[0] < left + across)
        or (top > 0 and figure[1] < top + down)
        or (right < shape[1] and figure[2] > right - across)
        or (bottom < shape[0] and figure[3] > bottom - down)
    )


def _backed(faces: tuple[Face, ...], figures: tuple[Figure, ...]) -> bool:
    """Whether a face that is not clear belongs to somebody whom another finder sees too."""
    sure = [one.box for one in figures if one.score >= BACKED]
    return any(holds_middle(box, face.box) for box in sure for face in faces)


def _has_face(figure: Box, faces: Sequence[Face]) -> bool:
    return any(holds_middle(figure, face.box) for face in faces)


def _head(figure: Box) -> Box:
    """Where the face of a figure would be: its upper part, and a little around it."""
    left, top, right, bottom = figure
    margin = round(0.1 * (right - left))
    return (left - margin, top - margin, right + margin, round(top + HEAD * (bottom - top)))


def _around(face: Box) -> Box:
    """A face with one of its sizes on each side."""
    left, top, right, bottom = face
    side = max(right - left, bottom - top)
    return (left - side, top - side, right + side, bottom + side)


def _shares(box: Box, width: int, height: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (left / width, top / height, right / width, bottom / height)
