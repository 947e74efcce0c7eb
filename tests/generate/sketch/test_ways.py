"""Rivers, roads and waterfalls in the land, and the colours of a whole drawing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from seemly.generate.sketch import composition, illustration, palettes
from seemly.generate.sketch.ways import PARTS


@pytest.mark.parametrize(
    ("wish", "part"),
    [
        ("a bear beside a waterfall", "waterfall"),
        ("ein Fuchs auf einem Weg im Wald", "road"),
        ("une rivière et trois arbres", "river"),
        ("een waterval", "waterfall"),
        ("una vaca junto a un río", "river"),
        ("una casa vicino al fiume", "river"),
        ("um caminho na montanha", "road"),
        ("pies przy wodospadzie i rzeka", "river"),
    ],
)
def test_parts_of_the_land_in_eight_languages(wish: str, part: str) -> None:
    seen = illustration.parse(wish)
    assert part in seen.parts
    assert part in seen.did
    assert part not in seen.left_out


@pytest.mark.parametrize("part", sorted(PARTS))
@pytest.mark.parametrize("others", ["", "three cows and "])
def test_a_part_is_seen(part: str, others: str) -> None:
    plain = illustration.parse(f"{others or 'a '}meadow")
    with_it = illustration.parse(f"{others}a {part} in a meadow")
    assert with_it.parts == (part,)
    drawn = composition.draw(with_it, 3, side=96).astype(int)
    empty = composition.draw(plain, 3, side=96).astype(int)
    assert (np.abs(drawn - empty).max(axis=2) > 30).mean() > 0.03


def test_a_boat_makes_a_river_wide_and_a_city_has_its_road() -> None:
    assert illustration.parse("a boat on a river").place == "lake"
    city = illustration.parse("a red car on a road in the city")
    assert (city.place, city.left_out) == ("city", ())


def test_where_no_river_can_be_it_is_left_out() -> None:
    seen = illustration.parse("a river in space")
    assert seen.left_out == ("river",)


@pytest.mark.parametrize(
    ("wish", "palette"),
    [
        ("a cat in pastel colours", "pastel"),
        ("ein Haus in Herbstfarben", "autumn"),
        ("a castle in blue and gold", "#3f7fc4 #f5c445"),
        ("un château en bleu et blanc", "#3f7fc4 #f7f3ee"),
        ("a lighthouse in black and white", "black and white"),
        ("a black and white cat", None),
        ("a cat in red and blue boots", None),
        ("a red cat and a blue dog in a city", None),
    ],
)
def test_the_palette_of_a_drawing(wish: str, palette: str | None) -> None:
    assert illustration.parse(wish).palette == palette


@pytest.mark.parametrize("palette", [*palettes.PALETTES, "#3f7fc4 #f5c445", "#000000 #ffffff"])
def test_a_palette_keeps_light_and_shade(palette: str) -> None:
    ramp = np.repeat(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], 3, axis=2)
    grey = cv2.cvtColor(palettes.put(np.repeat(ramp, 8, axis=0), palette), cv2.COLOR_RGB2GRAY)
    assert (np.diff(grey[0].astype(int)) >= -2).all()
    assert np.ptp(grey[0].astype(int)) > 100
