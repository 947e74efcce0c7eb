"""Reading: through what ordinary use does, never where there is nothing, and how it lies."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.matching.pdq import PdqHash, distance, hash_pixels
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas
from seemly.provenance.watermark import read as reading
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.placing import Placing, overlaps
from seemly.provenance.watermark.read import (
    FALSE,
    LEAST_SCORE,
    Reading,
    _of_small,
    confirm,
    read,
    read_deep,
)
from seemly.provenance.watermark.residual import Residual

ID = 0x123456789ABC
SAME = 31  # bits of PDQ: a copy


@pytest.fixture(scope="module")
def marked(key: Carriers, pictures: dict[str, Pixels]) -> dict[str, Pixels]:
    return {name: fasten(pixels, ID, key).pixels for name, pixels in pictures.items()}


@pytest.mark.parametrize("name", ["none", "half size, jpeg 75", "webp 75", "chain"])
def test_an_id_survives_ordinary_use(key: Carriers, marked: dict[str, Pixels], name: str) -> None:
    for pixels in marked.values():
        found = read(DISTORTIONS[name](pixels), key)
        assert found is not None
        assert found.public_id == ID
        assert found.score > LEAST_SCORE
        assert found.false < FALSE


@pytest.mark.parametrize("name", ["stretched 3 %", "stretched 5 %, jpeg 75", "squeezed 5 %"])
def test_unequal_sides_are_found(key: Carriers, marked: dict[str, Pixels], name: str) -> None:
    found = read(DISTORTIONS[name](marked["coffee"]), key)
    assert found is not None
    assert found.public_id == ID


@pytest.mark.parametrize(
    ("name", "degrees"), [("turned 1", 1), ("turned 5, jpeg 75", 5), ("turned -8", -8)]
)
def test_a_deep_reading_finds_turned_pictures(
    key: Carriers, marked: dict[str, Pixels], name: str, degrees: float
) -> None:
    found = read_deep(TURNS[name](marked["chelsea"]), key)
    assert found is not None
    assert found.public_id == ID
    assert found.placing.turned == pytest.approx(degrees, abs=0.2)


def test_an_unmarked_picture_reads_as_nothing(key: Carriers, pictures: dict[str, Pixels]) -> None:
    assert read_deep(pictures["drawing"], key) is None
    for pixels in pictures.values():
        assert read(pixels, key) is None


def test_another_deployments_key_reads_nothing(marked: dict[str, Pixels]) -> None:
    for pixels in marked.values():
        assert read(pixels, Carriers(b"another deployment's own secret!")) is None


@pytest.mark.parametrize("shape", [(1, 1), (2, 3000), (47, 47), (3000, 20)])
def test_shapes_that_hold_no_mark_read_as_nothing(key: Carriers, shape: tuple[int, int]) -> None:
    assert read_deep(np.zeros((*shape, 3), np.uint8), key) is None
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    assert read_deep(noise, key) is None


@pytest.mark.parametrize(
    "name",
    [
        *("none", "mirror, jpeg 75", "quarter turn", "cut all round 10 %, jpeg 75"),
        *("cut to half, jpeg 75", "screenshot, jpeg 80", "stretched 5 %, jpeg 75"),
    ],
)
def test_once_aligned_a_copy_agrees_with_the_published_picture(
    key: Carriers, marked: dict[str, Pixels], name: str
) -> None:
    for published in (marked["astronaut"], marked["coffee"]):
        seen = DISTORTIONS[name](published)
        assert _agreement(seen, published, _read(seen, key)) <= SAME


def test_a_copied_mark_reads_as_an_id_and_does_not_agree(
    key: Carriers, pictures: dict[str, Pixels], marked: dict[str, Pixels]
) -> None:
    mark = marked["coffee"].astype(np.int16) - pictures["coffee"]  # whoever has both, has this
    height, width = mark.shape[:2]
    other = pictures["astronaut"][:height, :width].astype(np.int16)
    forged = np.asarray((other + mark[: len(other)]).clip(0, 255), np.uint8)
    found = _read(forged, key)
    assert found.public_id == ID
    assert _agreement(forged, marked["coffee"], found) > SAME


def test_what_was_written_is_confirmed_and_nothing_else(
    key: Carriers, marked: dict[str, Pixels], monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = marked["coffee"]
    assert confirm(pixels, ID, key) > LEAST_SCORE
    assert confirm(pixels, ID ^ 1, key) == 0
    # Where whole grey levels tell nothing, a look with all of them decides.
    monkeypatch.setattr(reading, "rough_residual", lambda grey: np.zeros((512, 512), np.float32))
    assert confirm(pixels, ID, key) > LEAST_SCORE


def test_flips_and_turns_are_told() -> None:
    upright = Placing(((0.5, 0.0, 3.0), (0.0, 0.5, 4.0)))
    mirrored = Placing(((-0.5, 0.0, 3.0), (0.0, 0.5, 4.0)))
    quarter = Placing(((0.0, -0.5, 3.0), (0.5, 0.0, 4.0)))
    assert (upright.flipped, upright.turned) == (False, 0)
    assert mirrored.flipped
    assert mirrored.turned == pytest.approx(0)
    assert not quarter.flipped
    assert quarter.turned == pytest.approx(90)


def _read(pixels: Pixels, key: Carriers) -> Reading:
    found = read(pixels, key)
    assert found is not None
    return found


def _agreement(seen: Pixels, published: Pixels, reading: Reading) -> int:
    """Bits of PDQ between the two in the window that fits best."""
    found = [
        distance(_hash(one), _hash(other))
        for one, other in overlaps(seen, published, reading.placing)
    ]
    return min(found, default=256)


def _hash(pixels: Pixels) -> PdqHash:
    return hash_pixels(np.ascontiguousarray(pixels))[0]


def test_a_small_part_of_a_small_picture_is_found_by_its_known_bins(
    key: Carriers, pictures: dict[str, Pixels]
) -> None:
    whole = cv2.resize(pictures["astronaut"], (512, 512), interpolation=cv2.INTER_AREA)
    small = np.asarray(whole, np.uint8)
    quarter = DISTORTIONS["cut to a quarter"]
    marked = quarter(fasten(small, ID, key).pixels)
    found = _of_small(Residual.of(canvas.luma(marked)), key)
    assert found is not None
    assert found.public_id == ID
    assert found.candidate.across == pytest.approx(2, rel=0.01)
    assert _of_small(Residual.of(canvas.luma(quarter(small))), key) is None
