"""Invariant 3: whatever a generator returns, locked pixels come out as they went in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from seemly import tone as curves
from seemly.errors import GeneratorFault
from seemly.facts import People, Presence
from seemly.guard import lock as locks
from seemly.guard.lock import Lock
from seemly.guard.people import Seen
from seemly.provenance.publication import Pixels
from seemly.tone import Curve

HOSTILE = [
    "itself", "random", "shifted", "mirrored", "upside down", "inverted", "scaled up",
    "scaled down", "zoomed", "flat", "recoloured",
]  # fmt: skip

sides = st.integers(4, 40)
bounded = st.builds(
    Curve,
    gain=st.floats(*curves.GAIN),
    gamma=st.floats(*curves.GAMMA),
    grey=st.floats(0, 1),
    warmth=st.floats(-1, 1),
)
tones = st.none() | bounded


@st.composite
def sources(draw: st.DrawFn) -> tuple[Pixels, Lock]:
    height, width = draw(sides), draw(sides)
    pixels = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).integers(
        0, 256, (height, width, 3), dtype=np.uint8
    )
    mask = draw(arrays.arrays(np.bool_, (height, width), elements=st.booleans()))
    return pixels, Lock(mask, whole=False)


def resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(pixels, size), np.uint8)


def hostile(kind: str, source: Pixels, seed: int) -> Pixels:
    """What an obedient enemy's generator might return."""
    height, width = source.shape[:2]
    dice = np.random.default_rng(seed)
    answers: dict[str, Callable[[], Pixels]] = {
        "itself": lambda: source,
        "random": lambda: dice.integers(0, 256, source.shape, dtype=np.uint8),
        "shifted": lambda: np.roll(source, (1 + seed % 3, 2), axis=(0, 1)),
        "mirrored": lambda: source[:, ::-1],
        "upside down": lambda: source[::-1],
        "inverted": lambda: 255 - source,
        "scaled up": lambda: resized(source, (width * 3, height * 3)),
        "scaled down": lambda: resized(255 - source, (width * 3, height * 3))[::3, ::3],
        "zoomed": lambda: resized(source[: height // 2 + 1, : width // 2 + 1], (width, height)),
        "flat": lambda: np.full_like(source, 224),
        "recoloured": lambda: source[..., ::-1],
    }
    return np.ascontiguousarray(answers[kind](), np.uint8)


@given(sources(), st.sampled_from(HOSTILE), st.integers(0, 1000), tones)
def test_locked_pixels_come_from_the_source(
    one: tuple[Pixels, Lock], kind: str, seed: int, tone: Curve | None
) -> None:
    source, lock = one
    result = locks.restore(source, hostile(kind, source, seed), tone, (0, 0), lock)
    wanted = source if tone is None else curves.apply(tone, source)
    assert result.shape == source.shape
    assert np.array_equal(result[lock.mask], wanted[lock.mask])
    assert locks.changed(source, result, tone, (0, 0), lock) == 0


@given(sources(), st.data())
def test_one_tampered_pixel_in_the_lock_is_counted(
    one: tuple[Pixels, Lock], data: st.DataObject
) -> None:
    source, lock = one
    ys, xs = np.nonzero(lock.mask)
    if not ys.size:
        return
    result = locks.restore(source, 255 - source, None, (0, 0), lock)
    place = data.draw(st.integers(0, ys.size - 1))
    result[ys[place], xs[place], data.draw(st.integers(0, 2))] ^= 1
    assert locks.changed(source, result, None, (0, 0), lock) == 1


@given(sources(), st.data(), tones)
def test_a_crop_keeps_everybody_whole_or_is_refused(
    one: tuple[Pixels, Lock], data: st.DataObject, tone: Curve | None
) -> None:
    source, lock = one
    height, width = source.shape[:2]
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    right = data.draw(st.integers(left + 1, width))
    bottom = data.draw(st.integers(top + 1, height))
    toned = source if tone is None else curves.apply(tone, source)
    made = toned[top:bottom, left:right].copy()
    try:
        result = locks.restore(source, made, tone, (left, top), lock)
    except GeneratorFault:
        outside = lock.mask.copy()
        outside[top:bottom, left:right] = False
        assert outside.any()
        return
    assert locks.changed(source, result, tone, (left, top), lock) == 0


def locked_middle(side: int = 32) -> tuple[Pixels, Lock]:
    source = np.random.default_rng(7).integers(0, 256, (side, side, 3), dtype=np.uint8)
    mask = np.zeros((side, side), np.bool_)
    mask[side // 4 : side // 2, side // 4 : side // 2] = True
    return source, Lock(mask, whole=False)


def test_blending_stays_outside_the_lock_and_near_it() -> None:
    source, lock = locked_middle(400)
    made = np.full_like(source, 200)
    result = locks.restore(source, made, None, (0, 0), lock)
    touched = (result != made).any(axis=-1) & ~lock.mask
    reach = cv2.dilate(lock.mask.astype(np.uint8), np.ones((11, 11), np.uint8)) > 0
    assert touched.any()
    assert not (touched & ~reach).any()


@pytest.mark.parametrize(
    "tone",
    [
        Curve(gain=1.6),
        Curve(gamma=0.5),
        Curve(gain=float("nan")),
        Curve(gamma=float("nan")),
        Curve(grey=float("nan")),
        Curve(warmth=float("inf")),
        Curve(gain=-1.0),
    ],
)
def test_a_curve_out_of_bounds_is_refused_and_counted(tone: Curve) -> None:
    source, lock = locked_middle()
    with pytest.raises(GeneratorFault):
        locks.restore(source, source, tone, (0, 0), lock)
    assert locks.changed(source, source, tone, (0, 0), lock) == int(lock.mask.sum())


@pytest.mark.parametrize(
    "made",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((32, 32), np.uint8),
        np.zeros((32, 32, 4), np.uint8),
        np.zeros((32, 32, 3), np.float32),
        np.zeros((32, 64, 3), np.uint8),
        np.zeros((64, 32, 3), np.uint8),
        np.zeros((16, 30, 3), np.uint8),
        "<html>sorry</html>",
        None,
    ],
)
def test_what_is_no_picture_of_that_shape_is_refused(made: Pixels) -> None:
    source, lock = locked_middle()
    with pytest.raises(GeneratorFault):
        locks.restore(source, made, None, (0, 0), lock)


@pytest.mark.parametrize("origin", [(-1, 0), (0, -4), (20, 20), (9, 0), (10**9, 0)])
def test_a_window_outside_the_source_or_through_a_person_is_refused(
    origin: tuple[int, int],
) -> None:
    source, lock = locked_middle()
    made = np.zeros((16, 16, 3), np.uint8)
    with pytest.raises(GeneratorFault):
        locks.restore(source, made, None, origin, lock)


def test_a_crop_in_which_people_moved_is_refused() -> None:
    source, lock = locked_middle(64)
    made = np.ascontiguousarray(np.roll(source, 5, axis=1)[4:50, 6:60])
    with pytest.raises(GeneratorFault):
        locks.restore(source, made, None, (6, 4), lock)


def test_a_smaller_picture_of_the_same_aspect_is_scaled_to_the_source() -> None:
    source, lock = locked_middle(64)
    result = locks.restore(source, np.full((32, 32, 3), 9, np.uint8), None, (0, 0), lock)
    assert result.shape == source.shape
    assert (result[-8:, -8:] == 9).all()


def test_a_whole_lock_gives_the_source_back_and_allows_no_crop() -> None:
    source, _ = locked_middle()
    lock = Lock(np.ones((32, 32), np.bool_), whole=True)
    assert np.array_equal(locks.restore(source, 255 - source, None, (0, 0), lock), source)
    with pytest.raises(GeneratorFault):
        locks.restore(source, np.ascontiguousarray(source[2:]), None, (0, 2), lock)


def test_a_lock_for_another_picture_is_not_used() -> None:
    source, lock = locked_middle()
    with pytest.raises(ValueError, match="another picture"):
        locks.restore(source[1:], source[1:], None, (0, 0), lock)


def test_the_lock_of_somebody_suspected_is_the_whole_frame() -> None:
    seen = Seen(People(Presence.POSSIBLE), np.full((4, 5), 255, np.uint8))
    lock = Lock.of(seen)
    assert lock.whole
    assert lock.box == (0, 0, 5, 4)
    assert not Lock.of(replace(seen, people=People(Presence.SOME))).whole


def plain(side: int = 600) -> tuple[Pixels, Lock]:
    """A dark person before a light wall, with a hair that sticks out of the mask."""
    source = np.full((side, side, 3), 230, np.uint8)
    mask = np.zeros((side, side), np.bool_)
    mask[60:, 60:140] = True
    source[60:, 64:136] = 30  # four px of the wall are locked as rim
    source[98:102, 140:144] = 30
    return source, Lock(mask, whole=False)


def test_the_old_background_ends_with_the_lock_and_hair_does_not() -> None:
    source, lock = plain()
    made = np.full_like(source, (0, 90, 0))
    result = locks.restore(source, made, None, (0, 0), lock).astype(int)
    wall, hair = result[80, 142:146], result[100, 141]
    assert np.abs(wall - (0, 90, 0)).max() <= 1
    assert np.abs(hair - 30).max() < np.abs(hair - (0, 90, 0)).max()


@given(sources(), st.integers(-50, 50), st.integers(-50, 50), sides, sides)
def test_a_locked_pixel_that_is_not_shown_counts_wherever_the_window_lies(
    one: tuple[Pixels, Lock], left: int, top: int, wide: int, high: int
) -> None:
    source, lock = one
    shown = np.zeros((high, wide, 3), np.uint8)
    seen = 0
    for y, x in zip(*np.nonzero(lock.mask), strict=True):
        if 0 <= y - top < high and 0 <= x - left < wide:
            shown[y - top, x - left] = source[y, x]
            seen += 1
    assert locks.changed(source, shown, None, (left, top), lock) == int(lock.mask.sum()) - seen


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (2, 3), (999, 7)])
def test_any_size_and_aspect_keeps_what_is_locked(size: tuple[int, int]) -> None:
    source = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    mask = np.random.default_rng(2).random(size) < 0.5
    result = locks.restore(source, 255 - source, None, (0, 0), Lock(mask, whole=False))
    assert np.array_equal(result[mask], source[mask])
