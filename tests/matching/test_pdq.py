import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.data import pdq_pictures

from seemly.errors import BadPicture
from seemly.matching import exact, pdq
from seemly.matching.exact import _luma
from seemly.matching.pdq import PdqHash, Waves, all_eight, distance, hash_pixels

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "pdq_vectors.json").read_text()
)

hashes = st.integers(0, 2**256 - 1).map(PdqHash)


def picture(vector: dict[str, Any]) -> Any:
    if vector["crop"] is None:
        return pdq_pictures.draw(vector["picture"])
    return pdq_pictures.cut(vector["picture"], tuple(vector["crop"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['picture']}-{v['crop']}")
def test_every_bit_is_the_reference_implementations(vector: dict[str, Any]) -> None:
    pixels = picture(vector)
    found, quality = hash_pixels(pixels)
    assert found.hex() == vector["hash"]
    assert quality == vector["quality"]
    assert [each.hex() for each in all_eight(pixels)] == vector["eight"]


def in_blocks(height: int, width: int, blocks: int, seed: int) -> Any:
    """From one flat colour (1 block) to pure noise (a block a pixel)."""
    colours = np.random.default_rng(seed).integers(0, 256, (blocks, blocks, 3), np.uint8)
    return cv2.resize(colours, (width, height), interpolation=cv2.INTER_NEAREST)


@settings(max_examples=60)
@given(st.integers(5, 300), st.integers(5, 300), st.integers(1, 300), st.integers(0, 999))
def test_the_quick_way_and_the_reference_s_own_agree(
    height: int, width: int, blocks: int, seed: int
) -> None:
    pixels = in_blocks(height, width, blocks, seed)
    small = exact.downsampled(pixels)
    slow = Waves(exact.waves(small), pdq._quality(small, 0))
    assert Waves.of(pixels).all_eight() == slow.all_eight()
    assert hash_pixels(pixels) == (slow.hash(), slow.quality)


def test_only_where_rounding_may_decide_is_the_reference_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    followed: list[Any] = []
    downsampled = exact.downsampled

    def following(pixels: Any) -> Any:
        followed.append(pixels)
        return downsampled(pixels)

    monkeypatch.setattr(exact, "downsampled", following)
    rich, plain = in_blocks(200, 200, 90, seed=3), in_blocks(200, 200, 1, seed=3)
    hash_pixels(rich)
    assert not followed
    hash_pixels(plain)
    assert len(followed) == 1


def test_the_vectors_hold_plain_and_rich_pictures_of_many_sizes() -> None:
    assert len(VECTORS) == 76
    qualities = {vector["quality"] for vector in VECTORS}
    assert min(qualities) == 0
    assert max(qualities) == 100


def test_turned_and_mirrored_pictures_are_found_among_the_eight() -> None:
    pixels = pdq_pictures.cut("astronaut", (0, 0, 512, 512))
    eight = all_eight(pixels)
    for flipped in (pixels, np.ascontiguousarray(pixels[:, ::-1])):
        for quarter_turns in range(4):
            turned = np.ascontiguousarray(np.rot90(flipped, quarter_turns))
            nearest = min(distance(hash_pixels(turned)[0], each) for each in eight)
            assert nearest <= 16


def test_a_smaller_and_compressed_copy_is_near_and_another_picture_is_far() -> None:
    pixels = pdq_pictures.cut("chelsea", (0, 0, 300, 451))
    small = cv2.resize(pixels, (300, 200), interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
    copy = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    other = pdq_pictures.cut("coffee", (0, 0, 300, 451))
    original = hash_pixels(pixels)[0]
    assert distance(original, hash_pixels(copy)[0]) <= 31
    assert distance(original, hash_pixels(other)[0]) > 80


def test_a_picture_too_small_to_match_has_a_name_not_a_zero() -> None:
    with pytest.raises(BadPicture) as refused:
        hash_pixels(np.zeros((4, 100, 3), np.uint8))
    assert refused.value.reason == "too_small"
    with pytest.raises(BadPicture):
        all_eight(np.zeros((100, 4, 3), np.uint8))


def test_pixels_that_do_not_lie_side_by_side_in_memory_hash_the_same() -> None:
    pixels = pdq_pictures.cut("coffee", (0, 0, 300, 451))
    wide = np.zeros((300, 902, 3), np.uint8)
    wide[:, ::2] = pixels
    assert hash_pixels(wide[:, ::2]) == hash_pixels(pixels)


@given(hashes)
def test_a_hash_survives_its_spellings(value: PdqHash) -> None:
    assert len(value.hex()) == 64
    assert PdqHash.from_hex(value.hex()) == value
    assert PdqHash.from_bytes(value.to_bytes()) == value


@given(hashes, hashes)
def test_distance_counts_differing_bits(left: PdqHash, right: PdqHash) -> None:
    differing = [(left.bits >> k & 1) != (right.bits >> k & 1) for k in range(256)]
    assert distance(left, right) == distance(right, left) == sum(differing)


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "0" * 62, "g" * 64])
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PdqHash.from_hex(text)


@pytest.mark.parametrize("bits", [-1, 2**256])
def test_more_than_256_bits_are_refused(bits: int) -> None:
    with pytest.raises(ValueError):
        PdqHash(bits)


def test_luma_is_the_reference_s_for_every_colour() -> None:
    colour = np.arange(256, dtype=np.uint8)
    pixels = np.empty((256, 256, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = colour[:, None], colour[None, :]
    for blue in range(256):
        pixels[..., 2] = blue
        red, green = pixels[..., 0], pixels[..., 1]
        reference = (red * 0.299 + green * 0.587 + np.float64(blue) * 0.114).astype(np.float32)
        assert (_luma(pixels) == reference).all()


def test_one_reading_gives_hash_turns_and_quality() -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (90, 70, 3), np.uint8)
    waves = Waves.of(pixels)
    assert (waves.hash(), waves.quality) == hash_pixels(pixels)
    assert waves.all_eight() == all_eight(pixels)
    assert waves.all_eight()[0] == waves.hash()
