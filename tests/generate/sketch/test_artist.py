"""Edits and drawings at the port: what changes, what may not, and what is said about it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from seemly.errors import GeneratorCannot
from seemly.generate.generator import Generator, Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.provenance.publication import Pixels
from seemly.tone import apply


def everywhere(picture: Pixels) -> Pixels:
    return np.full(picture.shape[:2], 255, np.uint8)


def changed(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    return np.asarray(np.any(before != after, axis=2))


def test_it_is_a_local_generator(sketch: Sketch) -> None:
    generator: Generator = sketch
    assert (generator.name, generator.version, generator.local) == ("sketch", "1", True)
    assert "sketch 1" in generator.check()


@pytest.mark.parametrize("scene", ["library", "beach", "forest", "snow", "city", "mountains",
                                   "starry night sky", "studio", "blue"])  # fmt: skip
def test_another_background_leaves_the_locked_person_bit_for_bit(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels, scene: str
) -> None:
    made = sketch.edit(Wanted(f"{scene} background", seed=3), astronaut, person_locked)
    assert made.did == ("background",)
    assert made.tone is None
    different = changed(astronaut, made.pixels)
    assert not different[person_locked == 0].any()
    assert different[person_locked == 255].mean() > 0.9


def test_another_seed_draws_another_library(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels
) -> None:
    wish = "replace the background with a library"
    once, again, other = (
        sketch.edit(Wanted(wish, seed=seed), astronaut, person_locked).pixels for seed in (1, 1, 2)
    )
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_blur_softens_the_background_only(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels
) -> None:
    made = sketch.edit(Wanted("blur the background"), astronaut, person_locked)
    assert not changed(astronaut, made.pixels)[person_locked == 0].any()

    def detail(pixels: Pixels) -> float:
        corner = cv2.cvtColor(pixels[:150, :100], cv2.COLOR_RGB2GRAY)
        ungrained = cv2.GaussianBlur(corner, (0, 0), 1.5)
        return float(cv2.Laplacian(ungrained, cv2.CV_64F).var())

    assert detail(made.pixels) < 0.15 * detail(astronaut)


def test_without_anybody_locked_the_subject_stays(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted("put the dog on a beach"), dog, everywhere(dog))
    different = changed(dog, made.pixels)
    assert not different[350:400, 340:400].any()  # the dog's face
    assert different[:100].mean() > 0.9  # the sky


def test_a_background_without_a_subject_is_a_plain_no(sketch: Sketch) -> None:
    flat = np.full((200, 300, 3), 128, np.uint8)
    with pytest.raises(GeneratorCannot) as no:
        sketch.edit(Wanted("replace the background with a forest"), flat, everywhere(flat))
    assert no.value.thing == "background"


def test_tone_is_declared_and_already_applied(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels
) -> None:
    made = sketch.edit(Wanted("make it black and white and darker"), astronaut, person_locked)
    assert made.tone is not None
    assert made.tone.within_bounds()
    assert made.did == ("black and white", "darker")
    assert np.array_equal(made.pixels, apply(made.tone, astronaut))


def test_the_hat_sits_on_the_dogs_head(sketch: Sketch, dog: Pixels) -> None:
    made = sketch.edit(Wanted("put a party hat on the dog"), dog, everywhere(dog))
    assert made.did == ("party hat",)
    rows, columns = np.nonzero(changed(dog, made.pixels))
    # The dog's head spans about 262 to 490, its crown is at about 280.
    assert 330 < columns.mean() < 420
    assert rows.min() < 180
    assert 280 < rows.max() < 350
    ((left, top, right, bottom),) = made.boxes
    assert left <= columns.min()
    assert columns.max() < right
    assert top <= rows.min()
    assert rows.max() < bottom


@pytest.mark.parametrize("place", ["top left", "top right", "in the middle", "at the bottom"])
def test_a_hat_is_never_on_or_over_a_locked_person(
    sketch: Sketch, astronaut: Pixels, person_locked: Pixels, place: str
) -> None:
    mask = person_locked.copy()
    mask[:, :70] = 255  # a free strip at the left
    warm = sketch.edit(Wanted("make it warmer"), astronaut, mask).pixels
    made = sketch.edit(Wanted(f"make it warmer, add a party hat {place}"), astronaut, mask)
    different = changed(warm, made.pixels)
    assert not different[mask == 0].any()
    assert different.any() == ("party hat" in made.did) != ("party hat" in made.left_out)


def test_a_hat_where_asked_is_there(sketch: Sketch, astronaut: Pixels) -> None:
    mask = everywhere(astronaut)
    mask[:, 140:] = 0
    made = sketch.edit(Wanted("a party hat top left"), astronaut, mask)
    rows, columns = np.nonzero(changed(astronaut, made.pixels))
    assert columns.max() < 140
    assert rows.mean() < 120


@pytest.mark.parametrize(
    "wish", ["put a party hat on her", "a party hat top left", 'write "Hello"', "beach background",
             "blur the background"]
)  # fmt: skip
def test_a_wholly_locked_picture_takes_nothing_but_tone(
    sketch: Sketch, astronaut: Pixels, wish: str
) -> None:
    locked = np.zeros(astronaut.shape[:2], np.uint8)
    with pytest.raises(GeneratorCannot):
        sketch.edit(Wanted(wish), astronaut, locked)
    assert sketch.edit(Wanted("brighter"), astronaut, locked).tone is not None


def test_a_caption_is_written_off_the_locked_person(sketch: Sketch, astronaut: Pixels) -> None:
    mask = np.zeros(astronaut.shape[:2], np.uint8)
    mask[:130] = 255
    made = sketch.edit(Wanted('write "Bon voyage à tous"'), astronaut, mask)
    assert made.caption == "Bon voyage à tous"
    assert changed(astronaut, made.pixels)[:130].sum() > 2000
    assert not changed(astronaut, made.pixels)[130:].any()


def test_what_is_left_is_said_and_the_rest_is_done(sketch: Sketch, dog: Pixels) -> None:
    wish = Wanted("put a party hat on the dog, give it a moustache and make it warmer")
    made = sketch.edit(wish, dog, everywhere(dog))
    assert made.did == ("party hat", "warmer")
    assert made.left_out == ("moustache",)


def test_one_step_without_room_does_not_stop_the_others(sketch: Sketch, astronaut: Pixels) -> None:
    locked = np.zeros(astronaut.shape[:2], np.uint8)
    made = sketch.edit(Wanted('write "Hello" and make it darker'), astronaut, locked)
    assert made.did == ("darker",)
    assert made.left_out == ("caption",)


@pytest.mark.parametrize("wish", ["undress her", "", "make her hair green", "\u202etah ytrap"])
def test_what_it_does_not_know_it_says(sketch: Sketch, astronaut: Pixels, wish: str) -> None:
    with pytest.raises(GeneratorCannot):
        sketch.edit(Wanted(wish), astronaut, everywhere(astronaut))


def test_the_source_is_not_written_to(sketch: Sketch, dog: Pixels) -> None:
    before = dog.copy()
    sketch.edit(
        Wanted('forest background, hat on the dog, write "x", darker'), dog, everywhere(dog)
    )
    assert np.array_equal(before, dog)


@pytest.mark.parametrize("size", [(64, 64), (97, 65), (64, 400), (2000, 1500)])
def test_sizes(sketch: Sketch, dog: Pixels, size: tuple[int, int]) -> None:
    picture = np.asarray(cv2.resize(dog, size, interpolation=cv2.INTER_AREA), np.uint8)
    wish = Wanted("snow background and a party hat top left, brighter")
    made = sketch.edit(wish, picture, everywhere(picture))
    assert made.pixels.shape == picture.shape
    assert made.pixels.dtype == np.uint8
    assert "background" in made.did


@settings(max_examples=12, deadline=None)
@given(st.integers(8, 90), st.integers(8, 90), st.integers(0, 2**32))
def test_any_small_picture_and_mask_keeps_the_lock(width: int, height: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    mask = np.where(rng.random((height, width)) < 0.5, 0, 255).astype(np.uint8)
    wish = 'beach background, hat on the dog, hat top left, write "long words here"'
    try:
        made = Sketch().edit(Wanted(wish, seed=seed), picture, mask)
    except GeneratorCannot:
        return
    assert not changed(picture, made.pixels)[mask == 0].any()


def test_a_drawing_is_square_and_the_same_for_a_seed(sketch: Sketch) -> None:
    wish = "three cats under a tree"
    once, again, other = (sketch.make(Wanted(wish, seed=seed)).pixels for seed in (1, 1, 2))
    assert once.shape == (1024, 1024, 3)
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_a_lighthouse_in_a_storm_as_an_oil_painting(sketch: Sketch) -> None:
    made = sketch.make(Wanted("a lighthouse in a storm, oil painting", seed=1))
    assert made.did == ("lighthouse", "storm", "style")
    assert made.left_out == ()
    assert made.pixels[:150].mean() < 110  # a dark sky


def test_what_it_cannot_draw_is_named(sketch: Sketch) -> None:
    made = sketch.make(Wanted("a dog, a river and a frobnicator in space"))
    assert made.did == ("dog", "space")
    assert made.left_out == ("river", "edit")


@pytest.mark.parametrize("wish", ["", "frobnicate", "an animal", "\u202e\u202e", "?" * 10_000])
def test_nothing_to_draw_is_a_plain_no(sketch: Sketch, wish: str) -> None:
    with pytest.raises(GeneratorCannot):
        sketch.make(Wanted(wish))
