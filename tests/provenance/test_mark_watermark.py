"""What the watermark does to a published picture, and what it may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.provenance.conftest import Allow, Publish
from tests.provenance.marked import KEY, labelled, outside, shown

from seemly.errors import CheckFailed
from seemly.pictures import id_number, id_text
from seemly.provenance import encoding
from seemly.provenance import mark as marking
from seemly.provenance.credentials import Signer
from seemly.provenance.mark import MOST_MOVED, mark
from seemly.provenance.publication import Pixels, Watermark
from seemly.provenance.watermark.embed import FLOOR
from seemly.provenance.watermark.fasten import Fastened, fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import LEAST_SCORE, confirm, read


@pytest.mark.parametrize("kind", ["photo", "drawing"])
def test_outside_the_label_only_the_watermark_and_the_encoder_change_anything(
    kind: str,
    photo: Pixels,
    drawing: Pixels,
    publish: Publish,
    allow: Allow,
    signer: Signer,
) -> None:
    """Each within its bound: 42 dB, and what the mean of an 8 x 8 block moves at this quality."""
    pixels = {"photo": photo, "drawing": drawing}[kind]
    publication = publish(pixels)
    marked = mark(publication, allow(publication), signer, KEY, None)
    rest = outside(publication, shown(marked))
    inked = fasten(labelled(publication), id_number(publication.public_id), KEY).pixels
    assert encoding.moved(inked, shown(marked)) <= encoding.encode(inked, "x").bound
    assert cv2.PSNR(pixels, outside(publication, inked)) >= FLOOR
    assert np.abs(outside(publication, inked).astype(int) - pixels).max() <= MOST_MOVED
    assert np.abs(rest.astype(int) - pixels).mean() < 3
    assert not np.array_equal(outside(publication, inked), pixels)


def test_the_published_file_carries_its_id_and_says_how_well(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(photo)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.STRONG
    found = read(shown(marked), KEY)
    assert found is not None
    assert id_text(found.public_id) == publication.public_id


@pytest.mark.parametrize("size", [(16, 16), (24, 40)])
def test_a_picture_too_small_for_a_watermark_goes_out_without_one_and_unchanged(
    size: tuple[int, int], photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    pixels = np.asarray(Image.fromarray(photo).resize(size))
    publication = publish(pixels)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.NONE
    assert np.array_equal(outside(publication, shown(marked)), pixels)


def test_what_reads_from_the_file_and_not_after_a_rough_road_is_weak(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(np.asarray(Image.fromarray(photo).resize((200, 200))))
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.WEAK
    assert confirm(shown(marked), id_number(publication.public_id), KEY) > LEAST_SCORE


def _plain(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    return np.full((*shape, 3), level, np.uint8)


def _grainy(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    grain = random.integers(-15, 16, (*shape, 3))
    return np.asarray((grain + level).clip(0, 255), np.uint8)


def _noise(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    return random.integers(0, 256, (*shape, 3), np.uint8)


def _black_and_white(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    cells = random.integers(0, 2, (4, 4, 3), np.uint8) * np.uint8(255)
    return np.asarray(cv2.resize(cells, shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _slope(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    ramp = np.linspace(0, level, shape[1]).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (*shape, 3)))


@given(
    height=st.integers(1, 220),
    width=st.integers(1, 220),
    content=st.sampled_from([_plain, _grainy, _noise, _black_and_white, _slope]),
    level=st.integers(0, 255),
    seed=st.integers(0, 2**32 - 1),
    public_id=st.integers(0, 2**48 - 1),
    older=st.booleans(),
)
@settings(
    max_examples=30,  # `bench marks` and every published picture check the same
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(96, 96, _grainy, 50, 390, 390, False)  # rounding costs more here than is expected
@example(96, 96, _plain, 128, 0, 2, False)
@example(1, 1, _plain, 0, 0, 3, True)
def test_no_picture_is_held_by_its_own_watermark(
    publish: Publish,
    height: int,
    width: int,
    content: Callable[[int, np.random.Generator, tuple[int, int]], Pixels],
    level: int,
    seed: int,
    public_id: int,
    older: bool,
) -> None:
    """Whatever it shows, it is marked within what is checked, or goes out without a mark."""
    pixels = content(level, np.random.default_rng(seed), (height, width))
    text = id_text(public_id)
    publication = publish(pixels, public_id=text, source_mark="0000000000" if older else None)
    inked = marking._inked(pixels, publication, KEY)
    assert cv2.PSNR(pixels, inked.pixels) >= FLOOR
    assert cv2.norm(pixels, inked.pixels, cv2.NORM_INF) <= MOST_MOVED
    if inked.watermark is Watermark.NONE:
        assert np.array_equal(inked.pixels, pixels)


def _everywhere(pixels: Pixels) -> Pixels:
    """A ghost of another picture: no pixel moves by much."""
    ghost = np.linspace(0, 9, pixels.shape[1]).astype(np.int16)[None, :, None]
    return np.asarray((pixels.astype(np.int16) + ghost).clip(0, 255), np.uint8)


def _somewhere(pixels: Pixels) -> Pixels:
    """Six pixels, which the mean over a megapixel never shows."""
    other = pixels.copy()
    other[100:102, 100:103] ^= 64
    return other


@pytest.mark.parametrize("change", [_everywhere, _somewhere])
def test_a_watermark_that_moves_more_than_it_may_is_found(
    change: Callable[[Pixels], Pixels],
    photo: Pixels,
    publish: Publish,
    allow: Allow,
    signer: Signer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_much(pixels: Pixels, number: int, key: Carriers, older: object) -> Fastened:
        fastened = fasten(pixels, number, key)
        return replace(fastened, pixels=change(fastened.pixels))

    monkeypatch.setattr(marking, "fasten", too_much)
    publication = publish(photo)
    with pytest.raises(CheckFailed, match="watermark moves the picture"):
        mark(publication, allow(publication), signer, KEY, None)


def test_an_edit_of_a_marked_picture_carries_its_own_id_in_place_of_the_older(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    """As in a thread: "brighter", "a little more", the other way round, and each is told apart."""
    pixels, source_mark, ids = photo, None, ["4tb2m9q0xk", "0000000000", "7zzzzzzzzz", "1234512345"]
    for turn, public_id in enumerate(ids):
        publication = publish(pixels, public_id=public_id, source_mark=source_mark)
        shows = shown(mark(publication, allow(publication), signer, KEY, None))
        found = read(shows, KEY)
        assert found is not None
        assert id_text(found.public_id) == public_id, turn
        pixels = np.ascontiguousarray(shows[:, ::-1]) if turn == 1 else shows
        source_mark = public_id


def test_an_id_that_is_not_this_pictures_never_goes_out(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def next_one(pixels: Pixels, number: int, key: Carriers, older: object) -> Fastened:
        return fasten(pixels, number ^ 1, key)

    monkeypatch.setattr(marking, "fasten", next_one)
    publication = publish(photo)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.NONE
    assert read(shown(marked), KEY) is None
