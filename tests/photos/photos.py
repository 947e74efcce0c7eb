"""The measuring set: which photographs there are, what the eye saw in them, and their pixels."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np
from PIL import Image, ImageOps

from seemly.provenance.publication import Pixels

TSV = Path(__file__).with_name("photos.tsv")
LONGEST = 2048

Kind = Literal["sdist", "wheel", "apt", "npm"]
Group = Literal["somebody", "nobody", "depicted", "drawn"]
Split = Literal["tune", "held"]
Skin = Literal["", "light", "medium", "dark", "mixed", "grey"]
Presentation = Literal["", "woman", "man", "mixed", "unclear"]
Age = Literal["", "baby", "child", "teen", "adult", "older", "mixed"]
NOTES = frozenset(
    (
        *("portrait", "side", "back", "partial", "torso", "limbs", "standing", "seated", "lying"),
        *("group", "crowd", "collage", "far", "dim", "dark", "silhouette", "street", "outdoor"),
        *("indoor", "sport", "costume", "wheelchair", "animal", "food", "object", "plant"),
        *("landscape", "aerial", "building", "room", "vehicle", "texture", "space", "medical"),
        *("night", "painting", "statue", "poster", "mask", "toy", "icon", "people", "headless"),
    )
)


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a picture, in shares of its width and height: 0 left or top, 1 right or bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def read(cls, text: str) -> Crop:
        """Four shares with spaces between; an empty text is the whole picture."""
        left, top, right, bottom = (float(share) for share in text.split() or "0011")
        return cls(left, top, right, bottom)


@dataclass(frozen=True, slots=True)
class Photo:
    """One row: a picture or a part of one. Skin, presentation and age are what a viewer would
    guess, coarse, and serve only to compare how well finders see different people."""

    name: str
    kind: Kind
    package: str
    version: str
    path: str
    sha256: str
    group: Group
    crop: Crop
    face: bool
    skin: Skin
    presentation: Presentation
    age: Age
    true_age: int | None
    notes: tuple[str, ...]
    split: Split

    @property
    def file(self) -> str:
        """Its name in the fetched folder; the parts of one picture share it."""
        return self.sha256[:16] + Path(self.path).suffix.lower()


def rows() -> tuple[Photo, ...]:
    """Every row of photos.tsv. Raises ValueError for a value outside its vocabulary."""
    with TSV.open(encoding="utf-8", newline="") as lines:
        return tuple(_row(row) for row in csv.DictReader(lines, delimiter="\t"))


def photos(
    folder: Path, *, group: Group | None = None, split: Split | None = None
) -> Iterator[tuple[Photo, Pixels]]:
    """The fetched pictures: RGB, height x width x 3, upright, cropped, longer side at most 2048.

    Raises FileNotFoundError for a picture that was not fetched: half a set measures nothing.
    """
    for photo in rows():
        if group in (None, photo.group) and split in (None, photo.split):
            yield photo, pixels(folder / photo.file, photo.crop)


def pixels(file: Path, crop: Crop) -> Pixels:
    """One picture as a network would show it: turned as EXIF says, on white, RGB."""
    with Image.open(file) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(white, picture).convert("RGB")
    width, height = picture.size
    box = (crop.left * width, crop.top * height, crop.right * width, crop.bottom * height)
    picture = picture.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return np.asarray(picture, np.uint8)


def _row(row: dict[str, str]) -> Photo:
    return Photo(
        name=row["name"],
        kind=cast(Kind, _one_of(Kind, row["kind"])),
        package=row["package"],
        version=row["version"],
        path=row["path"],
        sha256=row["sha256"],
        group=cast(Group, _one_of(Group, row["group"])),
        crop=Crop.read(row["crop"]),
        face=_one_of(Literal["yes", "no"], row["face"]) == "yes",
        skin=cast(Skin, _one_of(Skin, row["skin"])),
        presentation=cast(Presentation, _one_of(Presentation, row["presentation"])),
        age=cast(Age, _one_of(Age, row["age"])),
        true_age=int(row["true_age"]) if row["true_age"] else None,
        notes=tuple(row["notes"].split()),
        split=cast(Split, _one_of(Split, row["split"])),
    )


def _one_of(vocabulary: object, word: str) -> str:
    """Raises ValueError where the word is not in the vocabulary."""
    if word not in get_args(vocabulary):
        raise ValueError(f"{word!r} is none of {', '.join(get_args(vocabulary))}")
    return word
