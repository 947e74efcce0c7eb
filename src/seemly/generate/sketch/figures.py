"""Which figure draws which thing, how high it is, where it belongs and what colours it comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from seemly.generate.sketch import animals, buildings, cutouts, nature, objects, vehicles
from seemly.generate.sketch.drawing import Colour, Figure
from seemly.generate.sketch.words import rows


class Home(StrEnum):
    """Where a figure stands when the wish does not say."""

    LAND = "land"
    WATER = "water"
    SKY = "sky"
    HEAVEN = "heaven"  # higher than any bird
    UNDERWATER = "underwater"
    INDOORS = "indoors"


@dataclass(frozen=True)
class Cast:
    """A figure ready to be drawn. `height` and `width` are shares of the picture's short side."""

    draw: Callable[[Colour], Figure]
    height: float
    width: float
    home: Home
    colours: tuple[str, ...]
    place: str = ""  # the place it brings along, from settings.tsv


_GREENS = ("#5aa469", "#4b9160", "#74ab52")
_BRIGHT = ("#d8433f", "#3f7fc4", "#ee8434", "#35a3a0", "#8758b5", "#e8739c")
_FUR = ("#d9a05f", "#c98a4e", "#b98b68")

_OURS: dict[str, Cast] = {
    "dog": Cast(animals.dog, 0.34, 0.30, Home.LAND, _FUR),
    "cat": Cast(animals.cat, 0.30, 0.27, Home.LAND, ("#f0a04b", "#a8a3ad", "#d8b48a", "#6f6a78")),
    "rabbit": Cast(animals.rabbit, 0.27, 0.18, Home.LAND, ("#b8a99a", "#d9c4ac", "#8f8178")),
    "bear": Cast(animals.bear, 0.36, 0.26, Home.LAND, ("#8a5a3b", "#6f4a34")),
    "fox": Cast(animals.fox, 0.32, 0.27, Home.LAND, ("#e2711d", "#d9632a")),
    "owl": Cast(animals.owl, 0.27, 0.17, Home.LAND, ("#a97c50", "#8d6b52"), "forest"),
    "snail": Cast(animals.snail, 0.15, 0.18, Home.LAND, ("#c56b4f", "#8758b5", "#4b9160")),
    "duck": Cast(animals.duck, 0.17, 0.18, Home.WATER, ("#f7d354",), "lake"),
    "fish": Cast(animals.fish, 0.17, 0.19, Home.UNDERWATER, ("#f4763b", "#f5c445", "#e8739c"),
                 "underwater"),
    "whale": Cast(animals.whale, 0.27, 0.33, Home.WATER, ("#4b7fb5", "#5a6fa8"), "sea"),
    "bird": Cast(animals.bird, 0.14, 0.15, Home.SKY, ("#4a90d9", "#d8524a", "#f2b13a", "#5aa469")),
    "butterfly": Cast(animals.butterfly, 0.15, 0.15, Home.SKY, ("#e85d9a", "#f2913a", "#5a8fd8")),
    "bee": Cast(animals.bee, 0.11, 0.09, Home.SKY, ("#f6c12f",)),
    "snowman": Cast(objects.snowman, 0.40, 0.32, Home.LAND, ("#d8433f", "#3f7fc4"), "snow"),
    "robot": Cast(objects.robot, 0.36, 0.24, Home.LAND, ("#6fa8c9", "#e8a04a", "#7fb58a")),
    "person": Cast(objects.person, 0.34, 0.16, Home.LAND, ("#3f7fc4", "#d8643f", "#4b9160")),
    "house": Cast(buildings.house, 0.38, 0.38, Home.LAND, ("#f2d9a8", "#e8b98a", "#cfe0d8")),
    "castle": Cast(buildings.castle, 0.50, 0.50, Home.LAND, ("#cfc3b4", "#b8b4c0")),
    "church": Cast(buildings.church, 0.44, 0.42, Home.LAND, ("#efe3cf", "#d9c4a8")),
    "tower": Cast(buildings.tower, 0.50, 0.20, Home.LAND, ("#c9bdb0", "#b59a86")),
    "lighthouse": Cast(buildings.lighthouse, 0.56, 0.18, Home.LAND, ("#d8433f",), "sea"),
    "windmill": Cast(buildings.windmill, 0.48, 0.36, Home.LAND, ("#d9b48a", "#c98a6a")),
    "tent": Cast(buildings.tent, 0.24, 0.24, Home.LAND, ("#ee8434", "#3f7fc4"), "forest"),
    "boat": Cast(vehicles.boat, 0.30, 0.30, Home.WATER, _BRIGHT, "sea"),
    "ship": Cast(vehicles.ship, 0.30, 0.34, Home.WATER, ("#3d5a80", "#c0453c"), "sea"),
    "car": Cast(vehicles.car, 0.30, 0.30, Home.LAND, _BRIGHT, "city"),
    "bus": Cast(vehicles.bus, 0.40, 0.40, Home.LAND, ("#d8433f", "#f2b13a"), "city"),
    "train": Cast(vehicles.train, 0.40, 0.42, Home.LAND, ("#3f8f6a", "#c0453c")),
    "bicycle": Cast(vehicles.bicycle, 0.28, 0.28, Home.LAND, _BRIGHT),
    "plane": Cast(vehicles.plane, 0.24, 0.24, Home.SKY, ("#d8433f", "#3f7fc4"), "sky"),
    "rocket": Cast(vehicles.rocket, 0.36, 0.18, Home.SKY, ("#d8433f", "#ee8434"), "space"),
    "hot-air balloon": Cast(vehicles.hot_air_balloon, 0.34, 0.25, Home.SKY, _BRIGHT),
    "balloon": Cast(vehicles.balloon, 0.26, 0.14, Home.SKY, _BRIGHT),
    "kite": Cast(objects.kite, 0.24, 0.15, Home.SKY, _BRIGHT),
    "umbrella": Cast(objects.umbrella, 0.28, 0.27, Home.LAND, _BRIGHT, "beach"),
    "ball": Cast(objects.ball, 0.14, 0.14, Home.LAND, _BRIGHT),
    "gift": Cast(objects.gift, 0.22, 0.19, Home.INDOORS, _BRIGHT, "room"),
    "cake": Cast(objects.cake, 0.28, 0.28, Home.INDOORS, ("#f4a6bf", "#a86b52"), "room"),
    "book": Cast(objects.book, 0.26, 0.26, Home.INDOORS, ("#c0453c", "#3d6a8f"), "room"),
    "clock": Cast(objects.clock, 0.24, 0.24, Home.INDOORS, ("#c0453c", "#3d6a8f"), "room"),
    "apple": Cast(nature.apple, 0.17, 0.15, Home.INDOORS, ("#d8433f", "#7fb04a"), "room"),
    "heart": Cast(objects.heart, 0.30, 0.28, Home.SKY, ("#d8433f", "#e8739c")),
    "tree": Cast(nature.tree, 0.42, 0.30, Home.LAND, _GREENS),
    "pine": Cast(nature.pine, 0.42, 0.26, Home.LAND, ("#3f7f5c", "#356e58")),
    "palm tree": Cast(nature.palm_tree, 0.44, 0.36, Home.LAND, ("#4f9a5b",), "beach"),
    "flower": Cast(nature.flower, 0.24, 0.14, Home.LAND,
                   ("#ffffff", "#f29ab8", "#f7a84a", "#b58ad8")),
    "tulip": Cast(nature.tulip, 0.24, 0.10, Home.LAND,
                  ("#d8433f", "#f2b13a", "#b56ad0", "#f08aa8")),
    "cactus": Cast(nature.cactus, 0.34, 0.24, Home.LAND, ("#5f9f68",), "desert"),
    "mushroom": Cast(nature.mushroom, 0.20, 0.19, Home.LAND, ("#d8433f", "#c98a4e"), "forest"),
    "leaf": Cast(nature.leaf, 0.18, 0.11, Home.LAND, ("#7fb04a", "#e08a3a", "#c0533c")),
    "rock": Cast(nature.rock, 0.22, 0.22, Home.LAND, ("#9a948f", "#86807f")),
    "sun": Cast(nature.sun, 0.24, 0.24, Home.HEAVEN, ("#f9c440",)),
    "moon": Cast(nature.moon, 0.20, 0.18, Home.HEAVEN, ("#fbe7b2",)),
    "full moon": Cast(nature.full_moon, 0.22, 0.22, Home.HEAVEN, ("#fbe7b2",)),
    "star": Cast(nature.paper_star, 0.10, 0.10, Home.HEAVEN, ("#fbd75b",)),
    "planet": Cast(nature.planet, 0.24, 0.28, Home.HEAVEN, ("#e08a5a", "#7fa8d8", "#b58ad8"),
                   "space"),
    "cloud": Cast(nature.cloud, 0.22, 0.22, Home.HEAVEN, ("#ffffff",)),
    "rainbow": Cast(nature.rainbow, 0.42, 0.80, Home.HEAVEN, ("#ffffff",)),
    "circle": Cast(objects.circle, 0.26, 0.26, Home.SKY, _BRIGHT, "room"),
    "square": Cast(objects.square, 0.26, 0.26, Home.SKY, _BRIGHT, "room"),
    "triangle": Cast(objects.triangle, 0.26, 0.30, Home.SKY, _BRIGHT, "room"),
    "table": Cast(objects.table, 0.26, 0.29, Home.INDOORS, ("#a8703f", "#8f5f3c"), "room"),
    "log": Cast(objects.log, 0.17, 0.5, Home.LAND, ("#7d5540", "#684637")),
    "skateboard": Cast(objects.skateboard, 0.10, 0.35, Home.LAND, ("#d0455f", "#3f7fc4"), "city"),
    "fence": Cast(objects.fence, 0.20, 0.40, Home.LAND, ("#f3ead9", "#b98a5f")),
    "bridge": Cast(buildings.bridge, 0.34, 0.76, Home.LAND, ("#b8aca0", "#a89a90"), "lake"),
    "lightning": Cast(nature.lightning, 0.34, 0.14, Home.HEAVEN, ("#fbe36a",)),
}  # fmt: skip


_SEATED = 0.27 / 0.3  # width of a sitting animal beside its height


def _cut(icon: str, height: str, home: str, place: str, wide: str, colour: str) -> Cast:
    """A figure from one line of figures.tsv."""
    size, colours = float(height), (colour,)
    if home == "sit":
        return Cast(animals.seated(cutouts.figure(icon)), size, size * _SEATED, Home.LAND, colours,
                    place)  # fmt: skip
    return Cast(cutouts.figure(icon), size, size * float(wide), Home(home), colours, place)


#: Animals that sit and look at us: their heads are where hats and glasses go.
SEATED = frozenset({"dog", "cat", "rabbit", "bear", "fox", "teddy bear"}) | frozenset(
    key for key, _, _, home, *_ in rows("figures.tsv") if home == "sit"
)

CASTS: dict[str, Cast] = {
    **_OURS,
    **{key: _cut(*columns) for key, *columns in rows("figures.tsv")},
}
