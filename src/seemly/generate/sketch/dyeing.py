"""Giving the main colour of something another, with its light and shade kept."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import GeneratorCannot
from seemly.generate.sketch.backdrop import STRIP
from seemly.provenance.publication import Pixels

SMALL = 400  # long side at which the main colour is looked for, pixels
COLOURED = 14.0  # chroma (Lab) from which on a pixel has a hue
NEAR, FAR = 24.0, 46.0  # degrees of hue that are dyed wholly, and not any more
LIGHTER = 0.65  # how far lightness follows the new colour

Sheet = NDArray[np.float32]


@dataclass(frozen=True)
class Hue:
    """A main colour: lightness 0 to 100, chroma, and its angle in degrees (None: it is grey)."""

    light: float
    chroma: float
    angle: float | None


def dye(pixels: Pixels, region: Pixels, colour: str, old: str | None, whole: bool) -> Pixels:
    """The picture with the main colour of `region` (255) turned into `colour` "#rrggbb".

    `old` says which colour is meant; `whole` dyes everything in the region, whatever its hue.
    Raises GeneratorCannot when too little in the region has that colour.
    """
    main = _main(pixels, region) if old is None else _of(old)
    wanted = _of(colour)
    result = pixels.copy()
    soft = _softened(region)
    touched = 0
    for top in range(0, pixels.shape[0], STRIP):
        part = soft[top : top + STRIP]
        if not part.any():
            continue
        strip = pixels[top : top + STRIP]
        levels = cv2.cvtColor(strip.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
        lab: Sheet = np.asarray(levels, np.float32)
        share: Sheet = part.astype(np.float32) / np.float32(255)
        if not whole:
            share *= _likeness(lab, main)
        touched += int((share > 0.5).sum())
        dyed = cv2.cvtColor(_dyed(lab, share, main, wanted), cv2.COLOR_LAB2RGB)
        new = np.clip(dyed * 255 + 0.5, 0, 255).astype(np.uint8)
        result[top : top + STRIP] = np.where(share[..., None] > 0.004, new, strip)
    if touched < 0.02 * float((region > 0).sum()) or touched < 12:
        raise GeneratorCannot("colour", "nothing there has that colour")
    return result


def _of(code: str) -> Hue:
    colour = np.array([[[int(code[i : i + 2], 16) for i in (1, 3, 5)]]], np.float32) / 255
    light, a, b = (float(v) for v in cv2.cvtColor(colour, cv2.COLOR_RGB2LAB)[0, 0])
    chroma = float(np.hypot(a, b))
    return Hue(light, chroma, float(np.degrees(np.arctan2(b, a))) if chroma > COLOURED else None)


def _main(pixels: Pixels, region: Pixels) -> Hue:
    """The hue of which there is most, counted by how strong it is; grey where there is none."""
    scale = min(1.0, SMALL / max(region.shape))
    size = (max(4, round(region.shape[1] * scale)), max(4, round(region.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    inside = cv2.resize(region, size, interpolation=cv2.INTER_AREA) > 200
    lab = cv2.cvtColor(np.asarray(small, np.float32), cv2.COLOR_RGB2LAB)[inside]
    if not len(lab):
        raise GeneratorCannot("colour", "there is too little of it")
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    angle = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    strong = chroma > COLOURED
    if strong.mean() < 0.2:
        return Hue(float(np.median(lab[:, 0])), 0.0, None)
    counts, _ = np.histogram(angle[strong], 72, (-180, 180), weights=chroma[strong])
    smooth = np.convolve(np.concatenate([counts[-3:], counts, counts[:3]]), np.ones(7), "valid")
    most = -177.5 + 5 * float(np.argmax(smooth))
    alike = strong & (np.abs(_turn(angle - most)) < NEAR)
    return Hue(float(np.median(lab[alike, 0])), float(np.median(chroma[alike])), most)


def _turn(degrees: NDArray[np.floating]) -> NDArray[np.floating]:
    return (degrees + 180) % 360 - 180


def _likeness(lab: Sheet, main: Hue) -> Sheet:
    """How much each pixel is of the main colour, 0 to 1."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    if main.angle is None:
        grey = np.clip(1.6 - chroma / COLOURED, 0, 1)
        return np.asarray(grey * np.clip(2.2 - np.abs(lab[..., 0] - main.light) / 20, 0, 1))
    apart = np.abs(_turn(np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) - main.angle))
    hue = np.clip((FAR - apart) / (FAR - NEAR), 0, 1)
    return np.asarray(hue * np.clip((chroma - 4) / 10, 0, 1), np.float32)


def _dyed(lab: Sheet, share: Sheet, main: Hue, wanted: Hue) -> Sheet:
    """Toward the wanted colour; what was stronger or lighter than the main colour stays so."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    strength = np.clip(chroma / main.chroma, 0.2, 1.35) if main.chroma else 1.0
    angle = np.radians(wanted.angle or 0.0)
    new = np.empty_like(lab)
    follow = 0.9 if wanted.angle is None else LIGHTER
    shift = (wanted.light - main.light) * follow
    # White and black stay what they are, so that glints and seams do.
    room = np.where(shift > 0, (100 - lab[..., 0]) / max(100 - main.light, 1.0),
                    lab[..., 0] / max(main.light, 1.0))  # fmt: skip
    new[..., 0] = np.clip(lab[..., 0] + shift * np.clip(room, 0, 1.15), 0, 100)
    full = wanted.chroma * strength * np.clip(np.minimum(new[..., 0], 100 - new[..., 0]) / 14, 0, 1)
    new[..., 1], new[..., 2] = full * np.cos(angle), full * np.sin(angle)
    return np.asarray(lab + (new - lab) * share[..., None], np.float32)


def _softened(region: Pixels) -> Pixels:
    """The region with a soft edge, nothing outside it."""
    sigma = max(0.8, 0.0015 * max(region.shape))
    soft = cv2.GaussianBlur(region, (0, 0), sigma).astype(np.int16) * 2 - 255
    return np.asarray(np.where(region > 0, np.clip(soft, 0, 255), 0), np.uint8)
