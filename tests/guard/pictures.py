"""The pictures that the finders are held to: `python -m tests.guard.pictures` prints the table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from skimage import data

from seemly.guard.measure import Named, measure, variants
from seemly.guard.people import Finder
from seemly.models import Models
from seemly.provenance.publication import Pixels

SOLVAY = Path(__file__).parents[1] / "data" / "solvay1927.jpg"
EMPTY = (
    *("coffee", "chelsea", "rocket", "coins", "moon", "hubble_deep_field"),
    *("brick", "grass", "gravel", "page", "text", "clock"),
)


def astronaut() -> Pixels:
    """NASA's portrait of Eileen Collins: 512 x 512 x 3."""
    return _of("astronaut")


def headless() -> Pixels:
    """The same without its head: 312 x 512 x 3."""
    return np.ascontiguousarray(astronaut()[200:])


def solvay() -> Pixels:
    """29 people in two rows and a half, in grey: 410 x 1024 x 3."""
    pixels = cv2.imread(str(SOLVAY), cv2.IMREAD_COLOR)
    assert pixels is not None
    return np.asarray(pixels, np.uint8)


def _of(name: str) -> Pixels:
    """A picture of scikit-image as height x width x 3, whatever it has."""
    pixels = np.asarray(getattr(data, name)(), np.uint8)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3])


def within(scene: Pixels, figure: Pixels, height: int) -> Pixels:
    """The figure, `height` px high, standing at the bottom of a scene."""
    width = round(figure.shape[1] * height / figure.shape[0])
    small = cv2.resize(figure, (width, height), interpolation=cv2.INTER_AREA)
    picture = scene.copy()
    left, top = scene.shape[1] // 3, scene.shape[0] - height - 8
    picture[top : top + height, left : left + width] = small
    return picture


def people() -> Iterator[Named]:
    """Pictures with somebody; most of them without a face to find."""
    whole, row = astronaut(), solvay()
    yield "astronaut", whole
    for top in (170, 200, 250):
        yield f"astronaut without the upper {top}", np.ascontiguousarray(whole[top:])
    yield "astronaut's torso", np.ascontiguousarray(whole[210:420, 90:350])
    yield "astronaut from the chest down", np.ascontiguousarray(whole[300:])
    yield "astronaut's left half", np.ascontiguousarray(whole[:, :230])
    yield "astronaut's right half", np.ascontiguousarray(whole[:, 220:])
    yield "astronaut's arm", np.ascontiguousarray(whole[220:, :260])
    yield "Solvay", row
    yield "Solvay without heads", np.ascontiguousarray(row[280:])
    yield "Solvay's legs", np.ascontiguousarray(row[315:])
    brick = _of("brick")
    for height in (60, 120, 240):
        figure = np.ascontiguousarray(whole[:, 90:350])
        yield f"astronaut, {height} px, before bricks", within(brick, figure, height)
        yield f"headless, {height} px, before bricks", within(brick, figure[200:], height)


def empty() -> Iterator[Named]:
    """Photographs of nobody."""
    for name in EMPTY:
        yield name, _of(name)


def dog() -> Pixels:
    """A brown dog with a beige belly, the colours of skin, drawn: 640 x 640 x 3."""
    sheet = np.full((640, 640, 3), (150, 205, 235), np.uint8)
    sheet[450:] = (120, 185, 90)
    brown, beige, black = (150, 95, 55), (232, 202, 160), (40, 30, 30)
    for leg in (220, 280, 380, 440):
        cv2.rectangle(sheet, (leg, 400), (leg + 34, 520), brown, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(sheet, (340, 360), (150, 90), 0, 0, 360, brown, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(sheet, (340, 395), (100, 48), 0, 0, 360, beige, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(sheet, (200, 260), 80, brown, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(sheet, (150, 300), (48, 34), 0, 0, 360, beige, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(sheet, (262, 270), (26, 60), -15, 0, 360, (110, 65, 35), cv2.FILLED, cv2.LINE_AA)
    cv2.circle(sheet, (116, 290), 14, black, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(sheet, (185, 240), 10, black, cv2.FILLED, cv2.LINE_AA)
    return sheet


def as_jpeg(pixels: Pixels, quality: int = 85) -> Pixels:
    """The picture after one pass through JPEG."""
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def opened() -> Finder:
    """The finder with the installed weights."""
    return Finder.open(Models.open())


if __name__ == "__main__":
    with_variants = "--variants" in sys.argv
    shown, nobody = (
        (variants(people()), variants(empty())) if with_variants else (people(), empty())
    )
    print(measure(opened(), shown, nobody).table())
