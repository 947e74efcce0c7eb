"""Faces that somebody may have added: a second look from near tells them from shelves of books."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.guard.pictures import astronaut, solvay

from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.boxes import overlap
from seemly.guard.eyes import Eyes
from seemly.guard.faces import LONGEST, SURE, Face, Faces
from seemly.guard.lock import Lock
from seemly.guard.result import Before
from seemly.guard.suspicion import shrunk
from seemly.provenance.publication import Pixels

#: Parts of seven drawn libraries, side by side: beside the astronaut the first look alone sees a
#: face there. Of 48 libraries one more is even confirmed, with 0.59 from near: blurred faces 0.56.
SHELVES = Path(__file__).parents[1] / "data" / "shelves.png"
SHELF = 160  # px of a side
CORNERS = ((4, 68), (0, 123), (0, 127), (0, 123), (0, 130), (0, 123), (0, 125))  # left, top in px


def _sure(faces: Faces, pixels: Pixels) -> list[Face]:
    return [face for face in faces.find(pixels) if face.score >= SURE]


def _worse(pixels: Pixels) -> list[Pixels]:
    _, poor = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return [
        pixels,
        np.ascontiguousarray(pixels[:, ::-1]),
        (pixels * 0.35).astype(np.uint8),
        np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2), np.uint8),
        np.asarray(cv2.imdecode(poor, cv2.IMREAD_COLOR), np.uint8),
    ]


@pytest.mark.parametrize("picture", [astronaut(), solvay()], ids=["astronaut", "solvay"])
def test_real_faces_are_confirmed(eyes: Eyes, picture: Pixels) -> None:
    for pixels in _worse(picture):
        found = _sure(eyes.finder.faces, pixels)
        assert found
        assert all(eyes.finder.faces.confirms(pixels, face) for face in found)


def test_a_picture_that_was_shrunk_already_shows_the_same_faces(eyes: Eyes) -> None:
    faces, picture = eyes.finder.faces, solvay()
    found = faces.find(picture)
    assert faces.find(picture, LONGEST, shrunk(picture, LONGEST)) == found
    of_another_size = shrunk(picture, LONGEST // 2)
    assert faces.find(picture, LONGEST, of_another_size) == found


@pytest.mark.parametrize("margin", [0, 7, 31])
def test_a_face_lies_where_it_is_whatever_the_sides_are_multiples_of(
    eyes: Eyes, margin: int
) -> None:
    """The net halves a picture five times; wrong cells would find her, but elsewhere."""
    picture = np.ascontiguousarray(astronaut()[: 512 - margin, : 480 - margin])
    (face,) = _sure(eyes.finder.faces, picture)
    assert overlap(face.box, (178, 62, 269, 177)) >= 0.8
    right, left, nose, *mouth = face.points
    assert right[0] < nose[0] < left[0]
    assert right[1] < nose[1] < min(y for _, y in mouth)


def test_a_face_cut_by_the_edge_is_confirmed(eyes: Eyes) -> None:
    for cut in (190, 210, 230):
        pixels = np.ascontiguousarray(astronaut()[:, cut:])
        for face in _sure(eyes.finder.faces, pixels):
            assert eyes.finder.faces.confirms(pixels, face)


@pytest.mark.parametrize("number", range(len(CORNERS)))
def test_a_shelf_of_books_beside_her_is_nobody_added(eyes: Eyes, number: int) -> None:
    source = astronaut()
    seen = eyes.finder.look(source)
    locked = Lock.of(seen)
    left, top = CORNERS[number]
    shelves = cv2.imread(str(SHELVES), cv2.IMREAD_COLOR_RGB)
    assert shelves is not None
    beside = source.copy()
    shelf = shelves[:, number * SHELF : (number + 1) * SHELF]
    beside[top : top + SHELF, left : left + SHELF] = shelf
    made = locks.restore(source, beside, None, (0, 0), locked)
    assert len(_sure(eyes.finder.faces, made)) > 1, "the first look alone sees somebody"
    facts = results.check(made, Before(source, seen, locked), trails.NONE, eyes).result
    assert facts.people_added == 0
