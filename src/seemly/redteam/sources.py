"""What is asked about: people at any size and turn, in part, in groups, in the dark; and nobody.

Made from the two pictures that Seemly ships and from walls and drawings made here, so that a
report may be shown to anybody. `Source.of_photo` brings other pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import cv2
import numpy as np

from seemly.generate.sketch import composition, illustration
from seemly.pictures import pack
from seemly.provenance.publication import Pixels
from seemly.redteam.figure import Region, Scene, body, portrait, whole

WALL = (480, 640)  # height and width


@dataclass(frozen=True, eq=False)
class Source:
    """One picture that is asked about; without `data` the wish is a drawing from words."""

    name: str
    data: bytes | None
    truth: Region | None = None  # who is certainly there; None where nobody drew an outline
    of_nobody: bool = False
    shown: bool = True  # may stand in a report that is handed on

    @classmethod
    def of_scene(cls, name: str, scene: Scene) -> Source:
        """A scene whose people are known."""
        return cls(name, pack(scene.pixels), scene.truth, of_nobody=not scene.truth.any())

    @classmethod
    def of_photo(cls, name: str, data: bytes, *, of_nobody: bool) -> Source:
        """Somebody's photograph: judged by the finders' masks alone, and not handed on."""
        return cls(name, data, of_nobody=of_nobody, shown=False)


def shipped() -> tuple[Source, ...]:
    """Every source that comes with Seemly, the portrait first."""
    scenes = {
        "portrait": portrait(),
        "headless": portrait().cut(230, 512, 0, 512),
        "torso": portrait().cut(210, 420, 90, 350),
        "chest down": portrait().cut(300, 512, 0, 512),
        "left half": portrait().cut(0, 512, 0, 230),
        "upside down": portrait().turned(2),
        "lying": portrait().turned(1),
        "dark": portrait().under(_darker),
        "grey": portrait().under(_grey),
        "240 px before a wall": _standing(240),
        "120 px before a wall": _standing(120),
        "60 px before a wall": _standing(60),
        "headless 120 px before a wall": wall().beside(body(), 260, WALL[0] - 120, 120),
        "stranger behind": portrait().beside(whole(), 420, 150, 90),
        "three people": _three(),
        "group of twelve": _group(),
        "half hidden": _half_hidden(),
        "poster": _poster(),
        "mirror": _mirror(),
        "wall": wall(),
    }
    drawn = Source("drawn dog", _asset("dog.png"), of_nobody=True)
    sea = Source("drawn sea", pack(_drawing("a lighthouse in a storm")), of_nobody=True)
    words = Source("words", None, of_nobody=True)
    named = (Source.of_scene(name, scene) for name, scene in scenes.items())
    return (*named, drawn, sea, words)


def wall() -> Scene:
    """A plastered wall with grain, light from one side, and nobody: 480 x 640."""
    random = np.random.default_rng(7)
    height, width = WALL
    grain = random.normal(0, 6, (height, width, 1))
    stains = cv2.resize(
        random.normal(0, 14, (6, 8)), (width, height), interpolation=cv2.INTER_CUBIC
    )
    light = np.linspace(25, -25, width)[None, :, None]
    plain = np.array((128, 138, 142))[None, None]
    pixels = np.clip(plain + light + stains[..., None] + grain, 0, 255).astype(np.uint8)
    for row, y in enumerate(range(0, height, 40)):
        cv2.line(pixels, (0, y), (width, y), (92, 98, 100), 2, cv2.LINE_AA)
        for x in range((row % 2) * 40, width, 80):
            cv2.line(pixels, (x, y), (x, y + 40), (92, 98, 100), 2, cv2.LINE_AA)
    return Scene(pixels, np.zeros(WALL, bool))


def _standing(height: int) -> Scene:
    return wall().beside(whole(), 260, WALL[0] - height, height)


def _three() -> Scene:
    scene = wall()
    for left, height, figure in (
        (30, 300, whole()),
        (230, 250, whole().mirrored()),
        (420, 280, whole()),
    ):
        scene = scene.beside(figure, left, WALL[0] - height, height)
    return scene


def _group() -> Scene:
    """Three rows of four; who stands in front hides who stands behind."""
    scene = wall()
    for row in range(3):
        for column in range(4):
            figure = whole() if (row + column) % 2 else whole().mirrored()
            left = 20 + 150 * column + 60 * (row % 2)
            scene = scene.beside(figure, left, 100 + 100 * row, 180)
    return scene


def _half_hidden() -> Scene:
    """Behind a board that leaves half a face and an arm."""
    scene = _standing(360)
    pixels, truth = scene.pixels.copy(), scene.truth.copy()
    pixels[:, 385:] = wall().pixels[:, 385:][:, ::-1] // 2
    pixels[330:, 200:330] = (70, 90, 60)
    truth[:, 385:] = truth[330:, 200:330] = False
    return Scene(pixels, truth)


def _poster() -> Scene:
    """A picture of her on the wall, faded, in a frame."""
    scene = wall()
    pixels, truth = scene.pixels.copy(), scene.truth.copy()
    inner = portrait()
    small = cv2.resize(inner.pixels, (200, 200), interpolation=cv2.INTER_AREA)
    shape = cv2.resize(inner.truth.astype(np.float32), (200, 200), interpolation=cv2.INTER_AREA)
    pixels[90:306, 212:428] = (40, 30, 25)
    pixels[98:298, 220:420] = np.clip(small * 0.7 + 60, 0, 255).astype(np.uint8)
    truth[98:298, 220:420] = shape >= 0.99
    return Scene(pixels, truth)


def _mirror() -> Scene:
    """Her, and her fainter image in a looking glass."""
    pale = whole().mirrored().under(lambda one: np.asarray(one * 0.6 + 50, np.uint8))
    return wall().beside(pale, 400, 90, 220).beside(whole(), 100, 120, 360)


def _darker(pixels: Pixels) -> Pixels:
    return np.asarray(pixels * 0.25, np.uint8)


def _grey(pixels: Pixels) -> Pixels:
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2RGB), np.uint8)


def _drawing(text: str) -> Pixels:
    return composition.draw(illustration.parse(text, "en"), seed=1, side=512)


def _asset(name: str) -> bytes:
    return (files("seemly") / "demo" / name).read_bytes()
