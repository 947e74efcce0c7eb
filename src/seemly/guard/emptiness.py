"""Whether a scene that was asked for without anybody is empty.

Nobody has to be protected in it, so faint signs that make a photograph suspect when they come
together (suspicion.py) are no persons here; each finder of persons speaks for itself. Of
photographs never looked at while thresholds were set, 5 of 95 landscapes, streets and rooms are
taken for peopled, and 2 of 163 with somebody for empty (docs/guard-pictures.md). A scene is looked
at once more when it stands behind people, as any result is.
"""

from __future__ import annotations

from seemly.guard.body_parts import SURE as SURE_PART
from seemly.guard.eyes import Eyes
from seemly.guard.faces import SURE
from seemly.guard.persons import Square
from seemly.provenance.publication import Pixels

BODY = 0.8  # the pose detector, as for bodies that a result adds
FIGURE = 0.3  # the object detector
PEDESTRIAN = 0.4  # the street detector
NUDITY = 0.3  # from here on, bare skin is no sand


def persons(scene: Pixels, eyes: Eyes) -> int:
    """How many persons are seen in a scene (height x width x 3, uint8); 0 is empty.

    Raises CheckFailed.
    """
    finder, square = eyes.finder, Square.of(scene)
    faces = sum(face.score >= SURE for face in finder.faces.find(scene))
    parts = eyes.body_parts.find(scene) if eyes.body_parts is not None else ()
    somebody = (
        finder.bodies.score(scene) >= BODY
        or finder.persons.score(square) >= FIGURE
        or finder.pedestrians.score(square) >= PEDESTRIAN
        or eyes.nudity.score(scene) >= NUDITY
        or any(part.score >= SURE_PART for part in parts)
    )
    return max(faces, int(somebody))
