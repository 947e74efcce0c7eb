"""A drawn scene in the light of the photograph before it: its brightness, warmth and shadow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch.view import View
from seemly.provenance.publication import Pixels

Sheet = NDArray[np.float32]

USUAL = 0.47  # lightness of a photograph by day, 0 to 1: scenes are painted for it
FOLLOWS = 0.7  # how far, in stops, a scene follows a darker or brighter one
DARKEST, BRIGHTEST = 0.45, 1.12  # gains
SLOPE = 0.12  # how much brighter the side of the light is than the middle
HAZE, HAZE_REACH = 0.32, 0.05  # of the old background's light; and as a share of the short side
SHADOW = 0.5  # how dark it is right under whoever stands there


def graded(drawn: Pixels, view: View) -> Pixels:
    """The scene as bright and warm as the photograph, and lit from its side."""
    gain = float(np.clip((view.luma / USUAL) ** FOLLOWS, DARKEST, BRIGHTEST))
    across = np.linspace(-1, 1, drawn.shape[1], dtype=np.float32)[None, :, None]
    light = gain * (1 + np.float32(SLOPE * view.side) * across)
    # Brighter as film is: the highlights roll off instead of clipping.
    share = drawn.astype(np.float32) / 255 * light * np.array(view.tint, np.float32)
    rolled = np.where(share > 0.8, 1 - 0.2 * np.exp(-(share - 0.8) / 0.2), share)
    result: Pixels = (np.clip(rolled, 0, 1) * 255 + 0.5).astype(np.uint8)
    return result if view.toned is None else _toned(result, view.toned)


def _toned(drawn: Pixels, tone: tuple[float, float]) -> Pixels:
    """Without colours of its own, behind a photograph in black and white or sepia."""
    lab = cv2.cvtColor(drawn, cv2.COLOR_RGB2LAB)
    lab[..., 1:] = np.clip(np.array(tone) + 128.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def hazed(drawn: Pixels, pixels: Pixels, free: Pixels) -> Pixels:
    """With a breath of light around whoever stays (0 in `free`) where it was bright behind them.

    The lock keeps a rim of it there, which before a little backlight is no line.
    """
    height, width = drawn.shape[:2]
    behind = cv2.resize(free, (width, height), interpolation=cv2.INTER_AREA) > 250
    old = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    far = cv2.distanceTransform(behind.astype(np.uint8), cv2.DIST_L2, 5)
    unit = min(height, width)
    near = (behind & (far < 0.03 * unit)).astype(np.float32)
    sigma = max(1.0, 0.02 * unit)
    weight = cv2.GaussianBlur(near, (0, 0), sigma)[..., None] + 1e-4
    light = cv2.GaussianBlur(old * near[..., None], (0, 0), sigma) / weight
    light = 0.3 * light + 0.7 * _luma(light)  # coloured, it would be a halo
    share = (HAZE * np.exp(-far / (HAZE_REACH * unit)))[..., None]
    share = share * np.clip(weight * 20, 0, 1) * np.clip((_luma(light) - _luma(drawn)) / 60, 0, 1)
    result: Pixels = (drawn + (light - drawn) * share + 0.5).astype(np.uint8)
    return result


def _luma(sheet: NDArray[np.generic]) -> Sheet:
    return np.asarray(sheet @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)[..., None]


def shaded(drawn: Pixels, free: Pixels, view: View) -> Pixels:
    """With a soft shadow where whoever stays (0 in `free`) touches the ground.

    Only the drawing is darkened; what lies over it is not touched here.
    """
    if view.foot is None:
        return drawn
    height, width = drawn.shape[:2]
    kept = cv2.resize(free, (width, height), interpolation=cv2.INTER_AREA) < 128
    if not kept.any():
        return drawn
    shadow: Sheet = np.zeros((height, width), np.float32)
    for left, right, low in _feet(kept):
        wide = (right - left) / 2
        middle = ((left + right) / 2 - view.side * 0.35 * wide, low - 0.02 * wide)
        axes = (max(2, round(wide * 1.15)), max(1, round(wide * 0.24)))
        cv2.ellipse(shadow, (round(middle[0]), round(middle[1])), axes, 0, 0, 360, 1.0, -1)
        shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), max(1.0, wide * 0.12)), np.float32)
    share = 1 - SHADOW * np.clip(shadow, 0, 1)[..., None]
    result: Pixels = (drawn.astype(np.float32) * share + 0.5).astype(np.uint8)
    return result


def _feet(kept: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Left, right and lower end, in pixels, of each stretch that reaches down to the ground."""
    height = len(kept)
    lows = np.where(kept.any(axis=0), height - np.argmax(kept[::-1], axis=0), 0)
    rows = np.flatnonzero(kept.any(axis=1))
    ground = lows.max() - 0.08 * (rows[-1] - rows[0] + 1)
    touching = np.pad((lows > ground).astype(np.int8), 1)
    edges = np.flatnonzero(np.diff(touching))
    spans = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(a, b, int(lows[a:b].max())) for a, b in spans if b - a > 0.01 * kept.shape[1]]
