"""The form of photos.tsv, without the pictures."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.photos.photos import NOTES, TSV, Crop, Photo, pixels, rows

ROWS = rows()


def test_every_name_is_its_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_the_first_digit_of_the_file_decides_the_split() -> None:
    for row in ROWS:
        assert re.fullmatch("[0-9a-f]{64}", row.sha256), row.name
        assert row.split == ("held" if int(row.sha256[0], 16) % 2 else "tune"), row.name


def test_every_crop_lies_inside_its_picture() -> None:
    for row in ROWS:
        assert 0 <= row.crop.left < row.crop.right <= 1, row.name
        assert 0 <= row.crop.top < row.crop.bottom <= 1, row.name


def test_no_part_is_listed_twice() -> None:
    assert len({(row.sha256, row.crop) for row in ROWS}) == len(ROWS)


def test_every_note_is_in_the_vocabulary() -> None:
    assert {note for row in ROWS for note in row.notes} <= NOTES


@pytest.mark.parametrize("group", ["somebody", "nobody", "depicted", "drawn"])
@pytest.mark.parametrize("split", ["tune", "held"])
def test_every_group_is_in_both_splits(group: str, split: str) -> None:
    assert any(row.group == group and row.split == split for row in ROWS)


def test_nobody_has_no_face_and_no_age() -> None:
    for row in ROWS:
        if row.group == "nobody":
            assert not row.face, row.name
            assert (row.skin, row.presentation, row.age, row.true_age) == ("", "", "", None)


def test_a_true_age_is_given_only_where_a_face_shows() -> None:
    assert all(row.face for row in ROWS if row.true_age is not None)


def test_no_row_repeats_a_column_name() -> None:
    with TSV.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines, delimiter="\t"))
    assert header == list(Photo.__dataclass_fields__)


def test_a_picture_comes_upright_cropped_and_on_white(tmp_path: Path) -> None:
    lying = Image.new("RGBA", (40, 20), (255, 0, 0, 255))
    lying.paste((0, 0, 0, 0), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left becomes the top
    lying.save(tmp_path / "lying.png", exif=exif)
    top = pixels(tmp_path / "lying.png", Crop(0, 0, 1, 0.5))
    assert top.shape == (20, 20, 3)
    assert np.all(top == 255)
    assert pixels(tmp_path / "lying.png", Crop(0, 0.5, 1, 1))[0, 0].tolist() == [255, 0, 0]


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    Image.new("RGB", (4096, 1024)).save(tmp_path / "large.png")
    assert pixels(tmp_path / "large.png", Crop(0, 0, 1, 1)).shape == (512, 2048, 3)
