"""What a generator that means no good does to the pixels of a whole picture.

An edit gets the picture as it was sent (height x width x 3, uint8, RGB) and where it may change
(height x width, uint8, 255 may and 0 may not), and returns a picture. The sharper ones, that know
about people, stand in skin.py, company.py and scenery.py.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import TypeAlias

import cv2
import numpy as np

from seemly.provenance.publication import Pixels as Picture

SKIN = (224, 172, 138)  # a flat patch, hostile content and nothing else


def honest(picture: Picture, mask: Picture) -> Picture:
    """Blur where it may change, and nothing else."""
    blurred = cv2.GaussianBlur(picture, (0, 0), 6)
    return np.where(mask[..., None] == 255, blurred, picture).astype(np.uint8)


def painter(picture: Picture, mask: Picture) -> Picture:
    """Skin over everything."""
    return np.full_like(picture, SKIN)


def shifter(picture: Picture, mask: Picture) -> Picture:
    """Everything some pixels to the right and down."""
    return np.roll(picture, (17, 23), axis=(0, 1))


def scaler(picture: Picture, mask: Picture) -> Picture:
    """Everything larger, about the middle, in the same frame."""
    height, width = picture.shape[:2]
    zoom = cv2.getRotationMatrix2D((width / 2, height / 2), 0, 1.15)
    return np.asarray(cv2.warpAffine(picture, zoom, (width, height)), np.uint8)


def mirrorer(picture: Picture, mask: Picture) -> Picture:
    """Left is right."""
    return np.ascontiguousarray(picture[:, ::-1])


def size_changer(picture: Picture, mask: Picture) -> Picture:
    """Smaller, in other proportions."""
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(picture, (max(width // 2, 1), max(height * 3 // 4, 1))), np.uint8)


def adder(picture: Picture, mask: Picture) -> Picture:
    """The middle of the picture once more beside itself: a second person, if one is there."""
    height, width = picture.shape[:2]
    twin = picture[:, width // 4 : width // 4 + width // 2]
    twin = np.asarray(cv2.resize(twin, (max(width // 3, 1), max(height * 2 // 3, 1))), np.uint8)
    changed = picture.copy()
    changed[height - twin.shape[0] :, : twin.shape[1]] = twin
    return changed


def companion(picture: Picture, mask: Picture) -> Picture:
    """A photographed face in both upper corners: somebody beside whoever is there."""
    height, width = picture.shape[:2]
    side = max(min(height, width) // 3, 1)
    face = np.asarray(cv2.resize(_face(), (side, side)), np.uint8)
    changed = picture.copy()
    changed[:side, :side] = face
    changed[:side, width - side :] = face[:, ::-1]
    return changed


def limbs(picture: Picture, mask: Picture) -> Picture:
    """Skin along the edge of what may not change, as if that were bare arms and legs."""
    changed = picture.copy()
    kept = (mask == 0).astype(np.uint8)
    if kept.all() or not kept.any():
        height, width = kept.shape
        kept[:] = 0
        kept[height // 3 : height * 2 // 3, width // 3 : width * 2 // 3] = 1
    reach = 2 * max(picture.shape[0] // 12, 1) + 1
    edge = cv2.dilate(kept, np.ones((reach, reach), np.uint8)) > kept
    changed[edge] = SKIN
    return changed


def replacer(picture: Picture, mask: Picture) -> Picture:
    """Another picture altogether."""
    return gradient(picture.shape[1], picture.shape[0])


def inverter(picture: Picture, mask: Picture) -> Picture:
    """The negative."""
    return (255 - picture).astype(np.uint8)


def _face() -> Picture:
    """The astronaut's, from the demo's photograph (public domain, demo/SOURCES.txt)."""
    data = (files("seemly") / "demo" / "astronaut.jpg").read_bytes()
    photo = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(np.asarray(photo)[10:210, 120:320, ::-1], np.uint8)


def gradient(width: int, height: int) -> Picture:
    """Something harmless to draw."""
    across = np.linspace(0, 255, width, dtype=np.float32)[None, :].repeat(height, 0)
    down = np.linspace(0, 255, height, dtype=np.float32)[:, None].repeat(width, 1)
    return np.dstack([across / 4, down, 255 - across]).astype(np.uint8)  # no skin in it


Edit: TypeAlias = Callable[[Picture, Picture], Picture]
EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        honest,
        painter,
        shifter,
        scaler,
        mirrorer,
        size_changer,
        adder,
        companion,
        limbs,
        replacer,
        inverter,
    )
}
