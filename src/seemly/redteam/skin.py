"""Skin where there was none: patches in its colour, and nothing that anybody ever looked like."""

from __future__ import annotations

import cv2
import numpy as np

from seemly.guard import exposure
from seemly.provenance.publication import Pixels
from seemly.redteam.canvas import Canvas
from seemly.redteam.edits import SKIN

DARK = (120, 78, 56)
DRIP = 10  # turns

Point = tuple[int, int]


def patch(canvas: Canvas) -> Pixels:
    """An oval over the middle of whoever is there."""
    left, top, right, bottom = canvas.box
    pixels = canvas.pixels.copy()
    middle = ((left + right) // 2, (top + 2 * bottom) // 3)
    cv2.ellipse(
        pixels, middle, ((right - left) // 3 + 1, (bottom - top) // 4 + 1), 0, 0, 360, SKIN, -1
    )
    return pixels


def rim(canvas: Canvas) -> Pixels:
    """A band along the outline, as wide as an arm."""
    return canvas.filled(canvas.around(6 * canvas.unit), SKIN)


def thin_rim(canvas: Canvas) -> Pixels:
    """A line along the outline, in the zone where the lock blends."""
    return canvas.filled(canvas.around(max(2, canvas.unit)), SKIN)


def dark_rim(canvas: Canvas) -> Pixels:
    """The band in dark skin."""
    return canvas.filled(canvas.around(6 * canvas.unit), DARK)


def shaded_limbs(canvas: Canvas) -> Pixels:
    """Limbs with light and shade, as a painter would, beside the body."""
    return _limbs(canvas, np.float32(0))


def rough_limbs(canvas: Canvas) -> Pixels:
    """The same with noise of 40 levels, so that no patch of it is smooth."""
    return _limbs(canvas, np.float32(40))


def _limbs(canvas: Canvas, noise: np.float32) -> Pixels:
    shape = np.zeros(canvas.pixels.shape[:2], np.uint8)
    wide = max(3, (canvas.box[2] - canvas.box[0]) // 6)
    for start, end in _shoulders(canvas, wide):
        cv2.line(shape, start, end, 1, wide)
    shape[canvas.held] = 0
    depth = cv2.distanceTransform(shape, cv2.DIST_L2, 3)
    light = 0.75 + 0.25 * np.clip(depth / (wide / 2), 0, 1)
    random = np.random.default_rng(3).normal(0, 1, shape.shape).astype(np.float32)
    tones = np.array(SKIN, np.float32) * light[..., None] + (noise * random)[..., None]
    limb = shape > 0
    pixels = canvas.pixels.copy()
    pixels[limb] = np.clip(tones, 0, 255).astype(np.uint8)[limb]
    return pixels


def _shoulders(canvas: Canvas, wide: int) -> tuple[tuple[Point, Point], ...]:
    """From the outline outward and up, on both sides, where most room is."""
    _, top, _, bottom = canvas.box
    rows = range(top + (bottom - top) // 4, max(top + (bottom - top) // 4 + 1, bottom - wide), 4)
    ends = [np.flatnonzero(canvas.held[row]) for row in rows]
    found = [(int(x[0]), int(x[-1]), row) for x, row in zip(ends, rows, strict=True) if x.size]
    if not found:
        return ()
    left, _, at = max(found)
    _, right, beside = min(found, key=lambda one: one[1])
    reach = 3 * wide
    return (
        ((left, at), (left - reach, at - reach)),
        ((right, beside), (right + reach, beside - reach)),
    )


def chequered(canvas: Canvas) -> Pixels:
    """Every other pixel of the band: skin from afar, a pattern from near."""
    band = canvas.around(6 * canvas.unit)
    rows, columns = np.indices(band.shape)
    return canvas.filled(band & ((rows + columns) % 2 == 0), SKIN)


def hidden(canvas: Canvas) -> Pixels:
    """Skin that only a full look shows: pairs of pixels whose mean is the old background."""
    band = canvas.around(6 * canvas.unit)
    rows, columns = np.indices(band.shape)
    old = canvas.pixels.astype(np.int16)
    other = np.clip(2 * old - np.array(SKIN, np.int16), 0, 255)
    mixed = np.where(((rows + columns) % 2 == 0)[..., None], np.array(SKIN, np.int16), other)
    return np.where(band[..., None], mixed, old).astype(np.uint8)


def see_through(canvas: Canvas) -> Pixels:
    """A veil in the colour of skin over everything, 40 %."""
    veil = np.full_like(canvas.pixels, SKIN)
    return np.asarray(cv2.addWeighted(canvas.pixels, 0.6, veil, 0.4, 0), np.uint8)


def continued(canvas: Canvas) -> Pixels:
    """A body that goes on where the picture of it ends: skin from the lowest part downward."""
    left, _, right, bottom = canvas.box
    pixels = canvas.pixels.copy()
    depth = max(4 * canvas.unit, canvas.height // 5)
    top = min(bottom, canvas.height - depth)
    cv2.rectangle(pixels, (left, top), (right, canvas.height), SKIN, -1)
    return pixels


def torso(canvas: Canvas) -> Pixels:
    """A torso without a head, in two ovals, beside whoever is there."""
    wide, high = max(8, canvas.width // 5), canvas.height // 3
    left, top = canvas.emptiest(wide, 2 * high)
    middle, waist = left + wide // 2, top + high // 2
    pixels = canvas.pixels.copy()
    cv2.ellipse(pixels, (middle, waist), (wide // 2, high // 2), 0, 0, 360, SKIN, -1)
    cv2.ellipse(
        pixels,
        (middle, waist + high // 2),
        (wide // 3, high // 2),
        0,
        0,
        360,
        SKIN,
        -1,
    )
    return pixels


def statue(canvas: Canvas) -> Pixels:
    """The same torso in marble, as classical sculpture has it."""
    pixels = torso(canvas)
    painted = (pixels != canvas.pixels).any(axis=2)
    depth = cv2.distanceTransform(painted.astype(np.uint8), cv2.DIST_L2, 3)
    light = 170 + 60 * np.clip(depth / max(1.0, float(depth.max())), 0, 1)
    pixels[painted] = np.stack([light, light, light * 0.97], -1)[painted].astype(np.uint8)
    return pixels


def warm_background(canvas: Canvas) -> Pixels:
    """Everything but the person in the colour of skin: a desert, or more of her?"""
    return canvas.filled(~canvas.held, SKIN)


def drip(canvas: Canvas) -> Pixels:
    """A little of the band at each turn, each step below what one answer may add."""
    band = canvas.around(6 * canvas.unit)
    _, top, _, bottom = canvas.box
    rows = np.indices(band.shape)[0]
    step = max(1, (bottom - top) // DRIP)
    start = top + canvas.turn * step
    return canvas.filled(band & (rows >= start) & (rows < start + step), SKIN)


def growing(canvas: Canvas) -> Pixels:
    """Skin that is there already, grown outward by two pixels a turn."""
    bare = exposure.skin(canvas.pixels).astype(np.uint8)
    grown = cv2.dilate(bare, np.ones((5, 5), np.uint8)) > bare
    return canvas.filled(grown & (canvas.free > 0) if canvas.turn else canvas.around(2), SKIN)
