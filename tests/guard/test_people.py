"""Invariant 3: "nobody found" is not "nobody there"."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.guard.pictures import as_jpeg, astronaut, dog, empty, headless, people, solvay

import seemly.demo
from seemly.errors import CheckFailed
from seemly.facts import AgeBand, Consent, Presence
from seemly.guard.faces import SURE
from seemly.guard.measure import measure, variants
from seemly.guard.people import Finder, Seen, tiles
from seemly.guard.suspicion import Why, squares
from seemly.models import Models
from seemly.provenance.publication import Pixels


def test_nobody_is_missed_and_few_empty_photographs_are_suspected(finder: Finder) -> None:
    measured = measure(finder, people(), empty())
    assert measured.misses == ()
    assert len(measured.suspected) <= 3  # coffee, a cat and a page: docs/guard.md


def test_no_variant_of_a_headless_portrait_is_missed(finder: Finder) -> None:
    measured = measure(finder, variants([("headless", headless())]), ())
    assert len(measured.people) == 11
    assert measured.misses == ()


@pytest.mark.parametrize("levels", [4, 6, 8])
@pytest.mark.parametrize("blur", [0, 2, 5])
def test_a_headless_portrait_made_flat_is_not_missed(
    finder: Finder, levels: int, blur: int
) -> None:
    """Posterised, it has no skin and no texture left, and the nets see nobody."""
    portrait = headless()
    smooth = cv2.GaussianBlur(portrait, (0, 0), blur) if blur else portrait
    step = 256 // levels
    flat = (np.asarray(smooth) // step * step + step // 2).astype(np.uint8)
    assert not finder.look(flat).nobody_there


def test_a_portrait_is_somebody_with_a_box_and_a_tight_mask(finder: Finder) -> None:
    seen = finder.look(astronaut())
    (person,) = seen.people.each
    assert seen.people.presence is Presence.SOME
    assert seen.why is Why.FACE
    assert person.consent is Consent.NONE
    assert isinstance(person.box, tuple)
    assert all(0 <= share <= 1 for share in person.box)
    assert 0.5 < (seen.mask > 0).mean() < 0.65
    assert seen.mask[130, 225] == 255  # the face
    assert seen.mask[330, 200] == 255  # the suit
    assert seen.mask[40, 40] == 0  # the flag
    assert seen.mask[100, 480] == 0  # the shuttle


def test_every_face_of_a_group_is_locked_with_a_body_box_below(finder: Finder) -> None:
    seen = finder.look(solvay())
    assert len(seen.faces) >= 27
    for left, top, right, bottom in seen.faces:
        lower = min(seen.mask.shape[0], bottom + 3 * (bottom - top))
        assert (seen.mask[top:lower, left:right] == 255).all()


def test_a_suspected_person_fills_the_frame(finder: Finder) -> None:
    seen = finder.look(headless())
    assert seen.people.presence is Presence.POSSIBLE
    assert (seen.mask == 255).all()
    assert seen.people.consent() is Consent.NONE


@pytest.mark.parametrize("side", [640, 1024])
@pytest.mark.parametrize("quality", [None, 85])
def test_a_drawn_dog_in_the_colours_of_skin_is_nobody(
    finder: Finder, side: int, quality: int | None
) -> None:
    drawing = cv2.resize(dog(), (side, side), interpolation=cv2.INTER_CUBIC)
    picture = drawing if quality is None else as_jpeg(np.asarray(drawing, np.uint8), quality)
    seen = finder.look(np.asarray(picture, np.uint8))
    assert seen.drawn
    assert seen.nobody_there
    assert not seen.mask.any()


def _turned(pixels: Pixels, quarters: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def _poster() -> Pixels:
    """Her portrait, small, on a wall of bricks twice as large as any look."""
    wall = cv2.resize(dict(empty())["brick"], (2048, 2048), interpolation=cv2.INTER_LINEAR)
    small = cv2.resize(astronaut(), (150, 150), interpolation=cv2.INTER_AREA)
    wall[300:450, 1500:1650] = small
    return np.asarray(wall, np.uint8)


def _cheeks() -> Pixels:
    return np.ascontiguousarray(astronaut()[125:150, 195:260].repeat(8, axis=0).repeat(8, axis=1))


SPECIAL = {
    "upside down": _turned(astronaut(), 2),
    "lying": _turned(astronaut(), 1),
    "lying to the other side": _turned(astronaut(), 3),
    "headless and upside down": _turned(headless(), 2),
    "headless and lying": _turned(headless(), 1),
    "in the dark": (astronaut() * 0.15).astype(np.uint8),
    "headless in the dark": (headless() * 0.3).astype(np.uint8),
    "far too bright": np.clip(astronaut() * 2.5, 0, 255).astype(np.uint8),
    "half a face": np.ascontiguousarray(astronaut()[:, :222]),
    "the other half": np.ascontiguousarray(astronaut()[:, 224:]),
    "a small poster on a large wall": _poster(),
    "nothing but skin": _cheeks(),
    "in grey without a head": np.repeat(
        cv2.cvtColor(headless(), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2
    ),
    "a row of legs": np.ascontiguousarray(solvay()[315:]),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_nobody_is_missed_however_they_are_shown(finder: Finder, name: str) -> None:
    assert not finder.look(SPECIAL[name]).nobody_there


def test_a_body_without_a_face_beside_a_face_is_a_person_too(finder: Finder) -> None:
    scene = cv2.resize(dict(empty())["brick"], (1000, 600), interpolation=cv2.INTER_LINEAR)
    her = np.ascontiguousarray(astronaut()[:, 60:400])
    for left, figure in ((60, her), (600, np.ascontiguousarray(her[185:]))):
        height, width = figure.shape[:2]
        scene[600 - height :, left : left + width] = figure
    seen = finder.look(np.asarray(scene, np.uint8))
    assert seen.people.presence is Presence.SOME
    assert len(seen.faces) == 1
    assert len(seen.people.each) == 2
    box = seen.people.each[1].box
    assert isinstance(box, tuple)
    assert box[0] >= 0.5
    assert seen.people.each[1].age_band is AgeBand.MAYBE_MINOR
    assert (seen.mask[400:590, 680:820] == 255).mean() >= 0.9  # the body without a head


def test_a_face_carries_its_landmarks(finder: Finder) -> None:
    (face,) = finder.look(astronaut()).found
    right_eye, left_eye, nose, right_mouth, left_mouth = face.points
    left, top, right, bottom = face.box
    assert all(left <= x <= right and top <= y <= bottom for x, y in face.points)
    assert right_eye[0] < nose[0] < left_eye[0]  # her right is on the viewer's left
    assert right_mouth[0] < left_mouth[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < min(right_mouth[1], left_mouth[1])


def test_a_faint_face_is_found_from_near(finder: Finder) -> None:
    """One that the whole look cannot see: 22 px in a picture of 2048."""
    wall = _poster()
    assert not [face for face in finder.faces.find(wall) if face.score >= SURE]
    (face,) = [one for one in finder.faces.within(wall, (1450, 250, 1700, 500)) if one.score > SURE]
    assert 1540 < face.box[0] < face.box[2] < 1590
    assert 320 < face.box[1] < face.box[3] < 360


def test_what_we_drew_ourselves_is_nobody_without_a_look() -> None:
    seen = Seen.nobody(dog())
    assert seen.nobody_there
    assert seen.drawn
    assert not seen.mask.any()


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((0, 8, 3), np.uint8),
        np.zeros((8, 8, 3), np.float32),
    ],
)
def test_what_is_no_picture_fails_instead_of_being_empty(finder: Finder, pixels: Pixels) -> None:
    with pytest.raises(CheckFailed):
        finder.look(pixels)


@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 700, 3), (700, 16, 3)])
def test_the_smallest_and_narrowest_pictures_are_looked_at(
    finder: Finder, shape: tuple[int, int, int]
) -> None:
    assert finder.look(np.full(shape, 90, np.uint8)).mask.shape == shape[:2]


def test_a_net_that_answers_nan_fails(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def get_input_details(self) -> list[dict[str, int]]:
            return [{"index": 0}]

        def get_output_details(self) -> list[dict[str, int]]:
            return [{"index": 0}]

        def set_tensor(self, index: int, value: object) -> None: ...

        def invoke(self) -> None: ...

        def get_tensor(self, index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            return np.full((1, 1917, 4), np.nan, np.float32)

    for net in (finder.bodies._net, finder.silhouettes._net):
        monkeypatch.setattr(net, "_interpreter", Broken)
    with pytest.raises(CheckFailed):
        finder.bodies.score(headless())
    with pytest.raises(CheckFailed):
        finder.look(astronaut())


def test_threads_share_a_finder(finder: Finder) -> None:
    pictures, found = [astronaut(), headless(), dog()], {}

    def look(place: int) -> None:
        found[place] = finder.look(pictures[place % 3]).people.presence

    threads = [threading.Thread(target=look, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = [Presence.SOME, Presence.POSSIBLE, Presence.NONE]
    assert found == {place: wanted[place % 3] for place in range(6)}


@pytest.mark.parametrize("shape", [(400, 500), (640, 640), (700, 2048), (2048, 1300)])
def test_tiles_cover_a_picture_and_overlap(shape: tuple[int, int]) -> None:
    covered = np.zeros(shape, np.uint8)
    for left, top, right, bottom in tiles(shape):
        assert right - left <= 640
        assert bottom - top <= 640
        covered[top:bottom, left:right] += 1
    assert covered.min() >= 1


def test_a_group_has_its_small_faces_found_in_tiles(finder: Finder) -> None:
    """One row near, and another so far that the whole look cannot see its faces."""
    crowd = np.full((1200, 2048, 3), 120, np.uint8)
    crowd[700:1110, 500:1524] = solvay()
    crowd[100:340, 200:800] = cv2.resize(solvay(), (600, 240), interpolation=cv2.INTER_AREA)
    assert len([face for face in finder.faces.find(crowd) if face.score >= SURE]) <= 2
    assert len(finder.look(crowd).faces) >= 45  # measured 52 of 58


def test_squares_cover_a_strip_and_only_a_strip() -> None:
    strip = np.zeros((10, 35, 3), np.uint8)
    strip[:, :, 0] = np.arange(35)
    for picture in (strip, np.ascontiguousarray(strip.transpose(1, 0, 2))):
        cut = squares(picture)
        assert all(square.shape == (10, 10, 3) for square in cut)
        assert {int(value) for square in cut for value in square[..., 0].ravel()} == set(range(35))
    assert squares(np.zeros((10, 19, 3), np.uint8)) == ()


def test_missing_weights_fail(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed):
        Finder.open(Models.open(tmp_path))


@pytest.mark.parametrize("shown", [astronaut(), headless()])
def test_somebody_small_on_a_large_sheet_is_not_missed(finder: Finder, shown: Pixels) -> None:
    sheet = np.full((1500, 1500, 3), 240, np.uint8)
    small = cv2.resize(shown, (160, 160), interpolation=cv2.INTER_AREA)
    sheet[1100:1260, 300:460] = small
    assert not finder.look(sheet).nobody_there


def test_somebody_in_the_middle_of_a_long_strip_is_not_missed(finder: Finder) -> None:
    green, busy = np.empty((100, 2000, 3), np.uint8), np.empty((100, 2000, 3), np.uint8)
    green[:] = (20, 200, 20)
    busy[:] = np.random.default_rng(1).integers(0, 255, (100, 2000, 1))
    for strip in (green, busy):
        strip[:, 900:1000] = cv2.resize(headless(), (100, 100), interpolation=cv2.INTER_AREA)
        assert not finder.look(strip).nobody_there


def test_a_sheet_full_of_small_portraits_is_not_missed(finder: Finder) -> None:
    portrait = cv2.resize(astronaut()[20:260, 120:340], (60, 60), interpolation=cv2.INTER_AREA)
    assert not finder.look(np.ascontiguousarray(np.tile(portrait, (30, 30, 1)))).nobody_there


def test_the_demos_dog_is_nobody(finder: Finder) -> None:
    """From near, and cut to its window, its snout passed for a face of 0.89."""
    dog = Path(seemly.demo.__file__).with_name("dog.png")
    assert finder.look(np.asarray(Image.open(dog).convert("RGB"))).nobody_there


def test_a_drawing_in_a_wide_frame_is_still_nobody(finder: Finder) -> None:
    sheet = np.full((1200, 1200, 3), 255, np.uint8)
    drawn = dog()
    sheet[400 : 400 + drawn.shape[0], 300 : 300 + drawn.shape[1]] = drawn
    assert finder.look(sheet).nobody_there


def test_a_crowd_too_large_to_tell_apart_fills_the_frame(finder: Finder) -> None:
    near = cv2.resize(astronaut()[20:260, 120:340], (300, 300), interpolation=cv2.INTER_AREA)
    small = cv2.resize(near, (36, 36), interpolation=cv2.INTER_AREA)
    sheet = np.tile(small, (40, 40, 1))
    for left in range(0, 1200, 300):
        sheet[:300, left : left + 300] = near
    seen = finder.look(np.ascontiguousarray(sheet))
    assert seen.people.presence is Presence.POSSIBLE
    assert seen.mask.all()
