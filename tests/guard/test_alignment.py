"""Invariant 3: no shifted copy of a locked person beside them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage import data as pictures
from tests.guard.pictures import astronaut

from seemly import tone as curves
from seemly.errors import GeneratorFault
from seemly.guard import lock as locks
from seemly.guard.alignment import aligned
from seemly.guard.lock import Lock
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

Change = Callable[[Pixels], Pixels]


def pictured() -> tuple[Pixels, Pixels, Lock]:
    """The astronaut, the same before a beach, and a lock of roughly her shape: 512 x 512."""
    source = astronaut()
    mask = np.zeros((512, 512), np.uint8)
    cv2.ellipse(mask, (220, 110), (75, 100), 0, 0, 360, 1, cv2.FILLED)
    cv2.ellipse(mask, (220, 400), (180, 190), 0, 0, 360, 1, cv2.FILLED)
    lock = Lock(mask > 0, whole=False)
    beach = np.full_like(source, (120, 180, 230))
    beach[256:] = (226, 196, 150)
    beach[::16] -= 30
    beach[lock.mask] = source[lock.mask]
    return source, beach, lock


SOURCE, BEACH, LOCK = pictured()


def moved(right: float = 0, down: float = 0, scale: float = 1.0, turn: float = 0.0) -> Change:
    def change(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        how = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale))
        how[:, 2] += np.array([right, down])
        border = cv2.BORDER_REFLECT
        return np.asarray(cv2.warpAffine(pixels, how, (width, height), borderMode=border), np.uint8)

    return change


def another() -> Pixels:
    return np.asarray(pictures.coffee(), np.uint8)  # type: ignore[no-untyped-call]


def lossy(pixels: Pixels) -> Pixels:
    small = cv2.resize(pixels, (170, 170), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (512, 512), interpolation=cv2.INTER_CUBIC), np.uint8)


def grain(pixels: Pixels) -> Pixels:
    noise = np.random.default_rng(3).normal(0, 12, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


IN_PLACE: dict[str, Change] = {
    "itself": lambda pixels: pixels,
    "redrawn by a lossy model": lossy,
    "with grain": grain,
    "inverted": lambda pixels: 255 - pixels,
    "darker": lambda pixels: (pixels // 2).astype(np.uint8),
    "other colours": lambda pixels: np.ascontiguousarray(pixels[..., ::-1]),
    "toned": lambda pixels: curves.apply(Curve(1.4, 0.8, 1.0, 0.0), pixels),
    "shifted less than the rim": moved(1, 0),
}
UNDONE: dict[str, Change] = {
    "shifted": moved(12, -7),
    "shifted back": moved(-15, 9),
    "mirrored": lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
    "upside down": lambda pixels: np.ascontiguousarray(pixels[::-1]),
    "a quarter turn": lambda pixels: np.ascontiguousarray(np.rot90(pixels)),
    "mirrored and a quarter turn": lambda pixels: np.ascontiguousarray(np.rot90(pixels[:, ::-1])),
    "mirrored and shifted": lambda pixels: moved(9, 3)(np.ascontiguousarray(pixels[:, ::-1])),
}
REFUSED: dict[str, Change] = {
    "shifted far": moved(60, 0),
    "rolled": lambda pixels: np.roll(pixels, 100, axis=1),
    "larger": moved(scale=1.08),
    "smaller": moved(scale=0.9),
    "turned a little": moved(turn=4),
    "another picture": lambda pixels: np.asarray(cv2.resize(another(), (512, 512)), np.uint8),
    "flat": lambda pixels: np.full_like(pixels, 128),
    "noise": lambda pixels: np.random.default_rng(0).integers(0, 256, pixels.shape, dtype=np.uint8),
    "the person painted over": lambda pixels: np.where(LOCK.mask[..., None], 90, pixels).astype(
        np.uint8
    ),
}


@pytest.mark.parametrize("name", IN_PLACE)
def test_what_stands_in_place_is_not_touched(name: str) -> None:
    made = IN_PLACE[name](BEACH)
    assert np.array_equal(aligned(SOURCE, made, (0, 0), LOCK), made)


@pytest.mark.parametrize("name", UNDONE)
def test_what_moved_as_a_whole_is_laid_back(name: str) -> None:
    laid = aligned(SOURCE, UNDONE[name](BEACH), (0, 0), LOCK)
    inner = (slice(40, -40), slice(40, -40))
    assert np.abs(laid[inner].astype(int) - BEACH[inner]).mean() < 6
    result = locks.restore(SOURCE, laid, None, (0, 0), LOCK)
    assert locks.changed(SOURCE, result, None, (0, 0), LOCK) == 0


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_line_up_is_refused(name: str) -> None:
    with pytest.raises(GeneratorFault, match="line up"):
        aligned(SOURCE, REFUSED[name](BEACH), (0, 0), LOCK)


def test_another_size_of_the_same_aspect_lines_up() -> None:
    large = np.asarray(cv2.resize(BEACH, (1024, 1024), interpolation=cv2.INTER_CUBIC), np.uint8)
    laid = aligned(SOURCE, large, (0, 0), LOCK)
    assert laid.shape == SOURCE.shape
    assert np.abs(laid.astype(int) - BEACH).mean() < 4


def test_a_crop_is_left_to_the_lock() -> None:
    window = np.ascontiguousarray(BEACH[4:, 6:])
    assert aligned(SOURCE, window, (6, 4), LOCK) is window


def test_nothing_locked_and_all_locked_need_no_alignment() -> None:
    for mask in (np.zeros((512, 512), np.bool_), np.ones((512, 512), np.bool_)):
        made = 255 - SOURCE
        assert aligned(SOURCE, made, (0, 0), Lock(mask, whole=bool(mask.all()))) is made


def test_who_is_too_plain_to_be_found_again_is_no_reason_to_trust() -> None:
    plain = np.full_like(SOURCE, 70)
    with pytest.raises(GeneratorFault, match="too plain"):
        aligned(plain, BEACH, (0, 0), LOCK)
    assert np.array_equal(aligned(plain, plain, (0, 0), LOCK), plain)


@pytest.mark.parametrize(
    "made",
    [
        None,
        "sorry",
        np.zeros((512, 512), np.uint8),
        np.zeros((512, 512, 4), np.uint8),
        np.zeros((512, 512, 3), np.float32),
        np.zeros((512, 100, 3), np.uint8),
        np.zeros((0, 512, 3), np.uint8),
        np.zeros((2, 512, 512, 3), np.uint8),
    ],
)
def test_what_is_no_picture_of_that_shape_is_refused(made: Pixels) -> None:
    with pytest.raises(GeneratorFault):
        aligned(SOURCE, made, (0, 0), LOCK)


sides = st.one_of(st.integers(1, 40), st.sampled_from([1, 2, 3, 255, 257]))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_whatever_the_answer_the_locked_pixels_are_the_sources_or_it_is_refused(
    data: st.DataObject,
) -> None:
    height, width = data.draw(sides), data.draw(sides)
    dice = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    source = dice.integers(0, 256, (height, width, 3), dtype=np.uint8)
    soft = np.asarray(cv2.blur(source, (5, 5)), np.uint8).reshape(source.shape)
    source = data.draw(st.sampled_from([source, soft]))
    coarse = data.draw(arrays.arrays(np.uint8, (4, 4), elements=st.integers(0, 1)))
    mask = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    assume(mask.shape == (height, width))
    lock = Lock(mask, whole=False)
    other = (data.draw(sides), data.draw(sides))
    made = data.draw(
        st.sampled_from(
            [
                source,
                255 - source,
                np.roll(source, data.draw(st.integers(-5, 5)), axis=data.draw(st.integers(0, 1))),
                np.ascontiguousarray(source[:, ::-1]),
                np.ascontiguousarray(np.rot90(source)),
                np.asarray(cv2.resize(source, (2 * width, 2 * height)), np.uint8),
                dice.integers(0, 256, (*other, 3), dtype=np.uint8),
                dice.integers(0, 256, (height, width, 4), dtype=np.uint8),
            ]
        )
    )
    tone = data.draw(st.none() | st.builds(Curve, gain=st.floats(*curves.GAIN)))
    wanted = source if tone is None else curves.apply(tone, source)
    try:
        laid = aligned(source, made, (0, 0), lock)
        result = locks.restore(source, laid, tone, (0, 0), lock)
    except GeneratorFault:
        return
    assert locks.changed(source, result, tone, (0, 0), lock) == 0
    if result.shape == source.shape:
        assert np.array_equal(result[mask], wanted[mask])
