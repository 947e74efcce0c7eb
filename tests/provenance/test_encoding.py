"""Files fit the networks' limit and stay within the stated bound of the pixels."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from seemly.errors import CheckFailed
from seemly.pictures import pack
from seemly.provenance import encoding
from seemly.provenance.encoding import FILE_LIMIT, QUALITIES, encode, encode_as, moved
from seemly.provenance.publication import Pixels

KIND = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def noise(width: int, height: int) -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


def test_a_photo_is_jpeg_without_chroma_subsampling(photo: Pixels) -> None:
    encoded = encode(photo, KIND)
    assert (encoded.media_type, encoded.bound) == ("image/jpeg", QUALITIES[0][1])
    with Image.open(BytesIO(encoded.file)) as picture:
        assert picture.layer[0][1:3] == (1, 1)  # type: ignore[attr-defined]
    after = encoding.decode(encoded.file, encoded.media_type)
    assert moved(photo, after) <= encoded.bound
    assert np.abs(after.astype(int) - photo).mean() < 3


def test_flat_and_tiny_pictures_are_png_and_exact(drawing: Pixels) -> None:
    for pixels in (drawing, noise(20, 16), noise(1, 1)):
        encoded = encode(pixels, KIND)
        assert (encoded.media_type, encoded.bound) == ("image/png", 0)
        assert np.array_equal(encoding.decode(encoded.file, encoded.media_type), pixels)


def test_a_png_that_does_not_fit_packed_fast_is_pressed_harder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "FILE_LIMIT", 220_000)
    rows = np.random.default_rng(7).integers(0, 2, (40, 1500, 1), np.uint8) * np.uint8(255)
    repeated = np.tile(rows, (8, 1, 3))
    assert len(pack(repeated)) > 220_000 > len(encode_as("image/png", repeated, KIND).file)


def test_what_is_decoded_is_what_others_see(photo: Pixels, drawing: Pixels) -> None:
    for pixels in (photo, drawing):
        encoded = encode(pixels, KIND)
        with Image.open(BytesIO(encoded.file)) as picture:
            seen = np.asarray(picture.convert("RGB"))
        assert np.array_equal(encoding.decode(encoded.file, encoded.media_type), seen)


def test_what_is_no_file_of_that_kind_is_not_decoded(photo: Pixels) -> None:
    file = encode(photo, KIND).file
    for data, kind in ((file, "image/png"), (file[:200], "image/jpeg"), (b"", "image/jpeg")):
        with pytest.raises(CheckFailed, match="is no"):
            encoding.decode(data, kind)


def test_a_flat_picture_too_large_for_png_is_jpeg() -> None:
    doubled = noise(600, 1300).repeat(2, axis=1)
    assert encode(doubled, KIND).media_type == "image/jpeg"


@pytest.mark.parametrize(("side", "quality"), [(600, 92), (1050, 85), (1500, 45)])
def test_quality_is_stepped_down_until_it_fits(side: int, quality: int) -> None:
    """Pure noise is the worst there is."""
    pixels = noise(side, side)
    encoded = encode(pixels, KIND)
    assert len(encoded.file) < FILE_LIMIT
    assert encoded.bound == dict(QUALITIES)[quality]
    assert moved(pixels, encoding.decode(encoded.file, encoded.media_type)) <= encoded.bound


def test_what_cannot_fit_is_refused_and_not_scaled() -> None:
    with pytest.raises(CheckFailed, match="do not fit into 2,000,000 bytes"):
        encode(noise(2048, 2048), KIND)


def test_a_large_photo_fits_at_the_best_quality(photo: Pixels) -> None:
    large = np.asarray(Image.fromarray(photo).resize((2048, 2048), Image.Resampling.LANCZOS))
    assert encode(large, KIND).bound == QUALITIES[0][1]


def test_the_iptc_source_type_is_in_the_metadata(photo: Pixels, drawing: Pixels) -> None:
    for pixels in (photo, drawing):
        with Image.open(BytesIO(encode(pixels, KIND).file)) as picture:
            xmp = picture.info["xmp"]
        text = xmp.decode() if isinstance(xmp, bytes) else xmp
        (description,) = ElementTree.fromstring(text).iter(
            "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
        )
        space = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
        assert description.get(space + "DigitalSourceType") == KIND


def test_moved_measures_blocks(photo: Pixels) -> None:
    assert moved(photo, photo) == 0
    other = photo.copy()
    other[8:16, 8:16] = np.clip(other[8:16, 8:16].astype(int) - 40, 0, 255)
    assert moved(photo, other) > 30
    assert moved(photo[:5, :5], np.full((5, 5, 3), 255, np.uint8)) > 0


def test_the_documentation_states_every_quality_and_bound() -> None:
    page = (Path(__file__).parents[2] / "docs" / "marks.md").read_text("utf-8")
    for quality, bound in QUALITIES:
        row = next(line for line in page.splitlines() if line.startswith(f"| {quality} |"))
        assert row.split("|")[2].split()[0] == str(bound)
