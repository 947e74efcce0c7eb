"""Looks, stickers, colours and things taken out, at the port: what changes and what may not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seemly.errors import GeneratorCannot
from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.generate.sketch.looks import LOOKS
from seemly.generate.sketch.stickers import STICKERS
from seemly.provenance.publication import Pixels


def everywhere(picture: Pixels) -> Pixels:
    return np.full(picture.shape[:2], 255, np.uint8)


def changed(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    return np.asarray(np.any(before != after, axis=2))


@pytest.fixture(scope="module")
def lamp() -> Pixels:
    """A striped wall with a red disc at the left and a blue one at the right, 480 x 320."""
    _, columns = np.indices((320, 480))
    wall = 190 + 12 * ((columns // 12) % 2)
    picture = np.stack([wall, wall, wall - 20], axis=2).astype(np.uint8)
    cv2.circle(picture, (110, 160), 45, (205, 40, 35), -1)
    cv2.circle(picture, (370, 160), 45, (30, 70, 200), -1)
    return picture


RED, BLUE = (160, 110), (160, 370)  # row, column of the discs' middles


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_leaves_the_locked_person_bit_for_bit(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels, look: str
) -> None:
    made = sketch.edit(Wanted(f"make it {look}", seed=2), astronaut, person_locked)
    assert made.did == ("style",)
    assert made.tone is None
    different = changed(astronaut, made.pixels)
    assert not different[person_locked == 0].any()
    assert different[person_locked == 255].mean() > 0.5


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_the_same_for_a_seed_at_any_size(sketch: Sketch, dog: Pixels, look: str) -> None:
    large = np.asarray(cv2.resize(dog, (2300, 900)), np.uint8)
    wish = Wanted(look, seed=7)
    once, again = (sketch.edit(wish, large, everywhere(large)).pixels for _ in range(2))
    assert once.shape == large.shape
    assert np.array_equal(once, again)
    assert changed(large, once).mean() > 0.5


def test_a_look_of_the_background_leaves_the_dog(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted("the background as a pencil drawing"), dog, everywhere(dog))
    different = changed(dog, made.pixels)
    assert not different[350:400, 340:400].any()  # its face
    assert different[:100].mean() > 0.9


@pytest.mark.parametrize("name", STICKERS)
def test_a_sticker_on_the_dog_or_around_it(sketch: Sketch, dog: Pixels, name: str) -> None:
    word = "sparkles" if name == "star" else name
    made = sketch.edit(Wanted(f"{word} for the dog"), dog, everywhere(dog))
    assert made.did == (name,)
    different = changed(dog, made.pixels)
    assert different.any()
    inside = np.zeros_like(different)
    for left, top, right, bottom in made.boxes:
        inside[top:bottom, left:right] = True
    assert not (different & ~inside).any()


@pytest.mark.parametrize("name", ["party hat", "crown", "sunglasses", "scarf"])
def test_a_face_wears_only_where_somebody_agreed(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels, name: str
) -> None:
    face = (172, 60, 272, 180)
    wish = Wanted(f"put a {name} on her", faces=(face,))
    with pytest.raises(GeneratorCannot):
        sketch.edit(wish, astronaut, person_locked)
    made = sketch.edit(wish, astronaut, everywhere(astronaut))
    rows, columns = np.nonzero(changed(astronaut, made.pixels))
    assert abs(float(columns.mean()) - 222) < 25
    assert rows.min() < 200


def test_three_hearts_are_three_places(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted("three hearts"), dog, everywhere(dog))
    assert len(made.boxes) == 3


def test_a_frame_that_would_be_a_fragment_is_left_out(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels
) -> None:
    made = sketch.edit(Wanted("confetti and a frame"), astronaut, person_locked)
    assert made.did == ("confetti",)
    assert made.left_out == ("frame",)


def test_a_bubble_says_it(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted('a speech bubble that says "Woof"'), dog, everywhere(dog))
    assert made.did == ("speech bubble",)
    assert made.caption == "Woof"


@pytest.mark.parametrize("wish", ['speech bubble "Hi" top left', 'a bubble that says "I quit"'])
def test_nobody_locked_is_made_to_say_it(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels, wish: str
) -> None:
    """Not even without a tail, and one locked pixel is enough; a caption is offered."""
    speck = np.full(person_locked.shape, 255, np.uint8)
    speck[500, 500] = 0
    for mask in (person_locked, speck):
        with pytest.raises(GeneratorCannot, match="caption") as cannot:
            sketch.edit(Wanted(wish), astronaut, mask)
        assert cannot.value.thing == "speech bubble beside somebody"
    made = sketch.edit(Wanted(f"{wish}, blur the background"), astronaut, person_locked)
    assert (made.did, made.left_out) == (("blur",), ("speech bubble beside somebody",))
    assert made.caption == ""


@pytest.mark.parametrize(
    ("wish", "pointed", "gone", "stays"),
    [
        ("remove the lamp on the left", None, RED, BLUE),
        ("entferne die Lampe rechts", None, BLUE, RED),
        ("erase what is at 110, 160", None, RED, BLUE),
        ("remove (320, 110, 420, 210)", None, BLUE, RED),
        ("remove the lamp", (370, 160, 370, 160), BLUE, RED),
    ],
)
def test_what_is_pointed_to_goes_and_the_wall_goes_on(
    sketch: Sketch, lamp: Pixels, wish: str, pointed: tuple[int, int, int, int] | None,
    gone: tuple[int, int], stays: tuple[int, int],
) -> None:  # fmt: skip
    made = sketch.edit(Wanted(wish, pointed=pointed), lamp, everywhere(lamp))
    assert made.did == ("removed object",)
    row, column = gone
    disc = made.pixels[row - 30 : row + 30, column - 30 : column + 30].reshape(-1, 3)
    assert np.abs(disc.astype(int) - (196, 196, 176)).max() < 24  # wall, its stripes and grain
    assert np.array_equal(made.pixels[stays], lamp[stays])


def test_nothing_locked_is_taken_out_or_copied(sketch: Sketch, lamp: Pixels) -> None:
    mask = everywhere(lamp)
    mask[100:220, 300:440] = 0  # the blue disc is somebody
    made = sketch.edit(Wanted("remove the lamp on the left"), lamp, mask)
    assert not changed(lamp, made.pixels)[mask == 0].any()
    blue = (made.pixels[..., 2].astype(int) - made.pixels[..., 0] > 60) & (mask == 255)
    assert not blue.any()
    with pytest.raises(GeneratorCannot):
        sketch.edit(Wanted("remove (320, 110, 420, 210)"), lamp, mask)


@pytest.mark.parametrize("at", ["9999, 20", "99999, 99999, 99999, 99999"])
def test_a_point_outside_is_a_plain_no(sketch: Sketch, lamp: Pixels, at: str) -> None:
    with pytest.raises(GeneratorCannot):
        sketch.edit(Wanted(f"erase ({at})"), lamp, everywhere(lamp))


def test_a_named_colour_is_dyed_and_the_rest_stays(sketch: Sketch, lamp: Pixels) -> None:
    made = sketch.edit(Wanted("turn the red ball green"), lamp, everywhere(lamp))
    assert made.did == ("colour",)
    red, green, blue = (int(v) for v in made.pixels[RED])
    assert green > max(red, blue) + 30
    assert np.array_equal(made.pixels[BLUE], lamp[BLUE])


def test_a_place_says_what_is_dyed(sketch: Sketch, lamp: Pixels) -> None:
    made = sketch.edit(Wanted("make the ball on the right yellow"), lamp, everywhere(lamp))
    red, green, blue = (int(v) for v in made.pixels[BLUE])
    assert min(red, green) > blue + 40
    assert np.array_equal(made.pixels[RED], lamp[RED])


def test_the_sky_is_dyed_above_the_meadow_only(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted("make the sky pink"), dog, everywhere(dog))
    different = changed(dog, made.pixels)
    assert different[:80].mean() > 0.95
    assert not different[-80:].any()


def test_a_gradient_runs_from_top_to_bottom(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels
) -> None:
    wish = Wanted("a gradient background from blue to orange")
    made = sketch.edit(wish, astronaut, person_locked)
    assert made.did == ("background",)
    assert not changed(astronaut, made.pixels)[person_locked == 0].any()
    top, low = made.pixels[3, 5].astype(int), made.pixels[-3, 5].astype(int)
    assert top[2] > top[0]
    assert low[0] > low[2]


def test_a_crop_keeps_the_subject_whole(sketch: Sketch, dog: Pixels) -> None:
    wide = np.asarray(cv2.copyMakeBorder(dog, 0, 0, 0, 900, cv2.BORDER_REPLICATE), np.uint8)
    made = sketch.edit(Wanted("crop it to 4:5"), wide, everywhere(wide))
    assert made.did == ("crop",)
    left, _ = made.origin
    width = made.pixels.shape[1]
    assert left <= 225  # the dog reaches from about 230 to 580
    assert left + width >= 585


EDITS = ("make it a watercolour", "pop art", "remove the lamp", "remove what is at 5, 7",
         "make the ball blue", "make the sky red", "scarf on the dog", "three hearts", "a frame",
         "confetti", 'speech bubble "Hi"', "crop to a banner", "gradient background",
         "turn red into blue")  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(8, 90), st.integers(8, 90), st.integers(0, 2**32), st.sampled_from(EDITS))
def test_any_small_picture_keeps_what_is_locked(
    width: int, height: int, seed: int, wish: str
) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    mask = np.where(rng.random((height, width)) < 0.3, 0, 255).astype(np.uint8)
    mask = np.asarray(cv2.medianBlur(mask, 5), np.uint8)
    try:
        made = Sketch().edit(Wanted(wish, seed=seed), picture, mask)
    except GeneratorCannot:
        return
    x, y = made.origin
    high, wide = made.pixels.shape[:2]
    window = picture[y : y + high, x : x + wide]
    assert not changed(window, made.pixels)[mask[y : y + high, x : x + wide] == 0].any()
