"""The label is read on any picture, says the thread's language, and covers as little as it can."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.provenance import label as labels
from seemly.provenance.label import GRID, WORDS, Box, Labelled, label
from seemly.provenance.publication import Origin, Pixels


def canvas(width: int, height: int, value: int = 128) -> Pixels:
    return np.full((height, width, 3), value, np.uint8)


def inside(labelled: Labelled) -> Pixels:
    left, top, right, bottom = labelled.box
    return labelled.pixels[top:bottom, left:right]


def luminance(levels: Pixels) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1, for one colour."""
    share = levels.astype(float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: Pixels, other: Pixels) -> float:
    """WCAG 2.2, 1.4.3: 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


BACKGROUNDS = ("white", "black", "plate", "grey", "noise", "photo")


def background(name: str, width: int, height: int, photo: Pixels) -> Pixels:
    if name == "noise":
        return np.random.default_rng(5).integers(0, 256, (height, width, 3), np.uint8)
    if name == "photo":
        return np.asarray(cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA))
    levels = {"white": 255, "black": 0, "plate": labels.PLATE[0], "grey": 128}
    return canvas(width, height, levels[name])


@pytest.mark.parametrize("name", BACKGROUNDS)
@pytest.mark.parametrize(
    "size", [(16, 16), (32, 32), (60, 40), (100, 150), (512, 512), (2048, 1365), (800, 16)]
)
def test_the_text_is_told_from_its_plate_on_any_background(
    name: str, size: tuple[int, int], photo: Pixels
) -> None:
    """WCAG asks for a contrast of 4.5; the strokes are taken at their typical brightness, which
    smoothing lowers where they are thin."""
    plate = inside(label(background(name, *size, photo), Origin.CREATED, ("en",), ()))
    assert measured(plate) >= 4.5


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("size", [(32, 32), (120, 90), (300, 200), (1000, 1000)])
def test_every_language_is_told_from_its_plate(language: str, size: tuple[int, int]) -> None:
    for origin in Origin:
        plate = inside(label(canvas(*size), origin, (language,), ()))
        assert measured(plate) >= 4.5


def measured(plate: Pixels) -> float:
    """Contrast of the strokes to the plate."""
    levels = plate.mean(axis=2)
    strokes = plate[levels > labels.PLATE[0] + 40]  # all but the faintest smoothing
    assert 0.01 < len(strokes) / levels.size < 0.5  # strokes on a plate, not a patch
    assert (plate[0, 0] == labels.PLATE).all()
    return contrast(np.median(strokes, axis=0), plate[0, 0])


def test_strokes_stay_away_from_the_plate_s_edge() -> None:
    for words in WORDS.values():
        for origin, text in zip(Origin, words, strict=False):
            language = next(tag for tag, found in WORDS.items() if found == words)
            plate = inside(label(canvas(700, 500), origin, (language,), ()))
            edge = np.concatenate([plate[0], plate[-1], plate[:, 0], plate[:, -1]])
            assert (edge == labels.PLATE).all(), text


def test_the_font_has_every_letter() -> None:
    missing = labels._plate("\ue000", 20, 32, 32)
    for letter in {letter for words in WORDS.values() for word in words for letter in word} - {" "}:
        drawn = labels._plate(letter, 20, 32, 32)
        assert (drawn != labels.PLATE).any(), letter
        assert not np.array_equal(drawn, missing), letter


def test_it_speaks_every_language_of_the_union() -> None:
    union = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
    assert set(WORDS) == set(union.split())


@pytest.mark.parametrize(
    ("languages", "alike"),
    [
        (("de-AT",), ("de",)),
        (("ja", "fr"), ("fr",)),
        (("ja",), ("en",)),
        ((), ("en",)),
        (("NL",), ("nl",)),
        (("uk", "bg"), ("bg",)),
    ],
)
def test_it_speaks_the_first_language_it_knows(
    languages: tuple[str, ...], alike: tuple[str, ...]
) -> None:
    def plate(tags: tuple[str, ...]) -> Pixels:
        return inside(label(canvas(600, 400), Origin.EDITED, tags, ()))

    assert np.array_equal(plate(languages), plate(alike))


def test_every_language_and_origin_reads_differently() -> None:
    plates = {
        inside(label(canvas(900, 900), origin, (tag,), ())).tobytes()
        for origin in Origin
        for tag in WORDS
    }
    assert len(plates) == len(Origin) * len(WORDS)


def test_it_goes_where_it_covers_least() -> None:
    faces: list[Box] = [(300, 300, 512, 512), (0, 300, 200, 512)]
    _, top, right, _ = label(canvas(512, 512), Origin.CREATED, ("en",), faces).box
    assert (top, right) == (0, 512)
    faces.append((200, 0, 512, 200))
    assert label(canvas(512, 512), Origin.CREATED, ("en",), faces).box[:2] == (0, 0)
    faces.append((0, 0, 10, 10))  # the least of four evils
    assert label(canvas(512, 512), Origin.CREATED, ("en",), faces).box[:2] == (0, 0)


sides = st.integers(1, 300)


@settings(max_examples=80, deadline=None)
@given(width=sides, height=sides, box=st.tuples(sides, sides, sides, sides), data=st.data())
def test_outside_its_box_nothing_changes_and_its_inner_edges_lie_on_the_grid(
    width: int, height: int, box: Box, data: st.DataObject
) -> None:
    pixels = canvas(width, height, data.draw(st.integers(0, 255)))
    labelled = label(pixels, Origin.EDITED, ("de",), [box])
    left, top, right, bottom = labelled.box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    for edge, end in [(left, width), (right, width), (top, height), (bottom, height)]:
        assert edge % GRID == 0 or edge == end
    changed = (labelled.pixels != pixels).any(axis=2)
    changed[top:bottom, left:right] = False
    assert not changed.any()
    assert (pixels == pixels[0, 0]).all()  # the approved pixels themselves are left alone


@pytest.mark.parametrize("language", WORDS)
def test_it_stays_small(language: str) -> None:
    for width, height in [(300, 200), (512, 512), (1024, 768), (2048, 2048), (1365, 2048)]:
        labelled = label(canvas(width, height), Origin.EDITED, (language,), ())
        left, top, right, bottom = labelled.box
        assert (right - left) * (bottom - top) <= 0.04 * width * height


def test_the_documentation_shows_every_wording() -> None:
    page = (Path(__file__).parents[2] / "docs" / "marks.md").read_text("utf-8")
    for made, edited, short in WORDS.values():
        assert f"| {made} | {edited} | {short} |" in page
