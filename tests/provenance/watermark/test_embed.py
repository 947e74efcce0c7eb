"""What embedding may do to a picture, and what it may not."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.embed import FLOOR, embed
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import LEAST_SCORE, confirm

ID = 0xFEDCBA987654


def psnr(one: Pixels, other: Pixels) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(np.float64) - other) ** 2)))


@pytest.mark.parametrize("strength", [1.0, 2.2, 50.0])
def test_no_strength_goes_below_the_floor(
    key: Carriers, pictures: dict[str, Pixels], strength: float
) -> None:
    for pixels in pictures.values():
        before = pixels.copy()
        assert psnr(embed(pixels, ID, key, strength), pixels) >= FLOOR
        assert np.array_equal(pixels, before)


def test_grey_stays_grey_and_the_mark_is_the_same_in_all_channels(key: Carriers) -> None:
    grey = np.full((400, 500, 3), 128, np.uint8)
    marked = embed(grey, ID, key, 1.0)
    assert np.array_equal(marked[..., 0], marked[..., 1])
    assert np.array_equal(marked[..., 0], marked[..., 2])
    assert not np.array_equal(marked, grey)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_even_plain_ground_carries_it(key: Carriers, level: int) -> None:
    marked = embed(np.full((512, 512, 3), level, np.uint8), ID, key, 1.0)
    assert confirm(marked, ID, key) > LEAST_SCORE


def test_only_the_id_that_was_put_in_is_confirmed(
    key: Carriers, pictures: dict[str, Pixels]
) -> None:
    marked = embed(pictures["coffee"], ID, key, 1.0)
    assert confirm(marked, ID, key) > 2 * LEAST_SCORE
    assert confirm(marked, ID ^ 1, key) < LEAST_SCORE
    assert confirm(marked, ID, Carriers(b"x" * 32)) < LEAST_SCORE
    assert confirm(pictures["coffee"], ID, key) < LEAST_SCORE


def test_strength_is_raised_only_where_it_must_and_weakness_is_told(
    key: Carriers, pictures: dict[str, Pixels]
) -> None:
    usual = fasten(pictures["astronaut"], ID, key)
    assert not usual.weak
    assert psnr(usual.pixels, pictures["astronaut"]) >= FLOOR
    noise = np.random.default_rng(3).integers(0, 256, (160, 160, 3), np.uint8)
    lost = fasten(noise, ID, key)
    assert lost.weak
    assert lost.strength > usual.strength


@pytest.mark.parametrize("shape", [(96, 96), (16, 900), (900, 16), (1200, 60), (16, 9000)])
def test_any_shape_that_is_large_enough_is_marked(key: Carriers, shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    marked = fasten(pixels, ID, key).pixels
    assert marked.shape == pixels.shape
    assert not np.array_equal(marked, pixels)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (15, 9000), (40, 40), (95, 96)])
def test_what_is_too_small_is_refused_by_its_size(key: Carriers, shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    with pytest.raises(ValueError, match=f"{shape[1]} x {shape[0]} px are too few"):
        fasten(pixels, ID, key)
