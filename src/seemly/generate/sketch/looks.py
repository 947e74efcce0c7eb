"""Whole-picture looks: pencil, cartoon, watercolour, oil, pop art and pixel.

A look is drawn at no more than `SIDE` pixels and enlarged, so 40 megapixels need little more
memory than four. Where the picture may not change it stays a photograph.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch import backdrop, brush
from seemly.generate.sketch.drawing import rgb
from seemly.provenance.publication import Pixels

SIDE = 1800  # long side at which a look is drawn, pixels
SEAM = 0.003  # width of the blend beside what stays as it was, as a share of the short side
BLOCKS = 112  # squares along the long side of a pixel picture
COLOURS = 28  # of a pixel picture

Sheet = NDArray[np.float32]

_PAPER = np.array([250, 247, 240], np.float32)
_GRAPHITE = np.array([52, 52, 60], np.float32)
_INK = np.array([28, 22, 38], np.float32)
#: From dark to light.
_POSTERS = (
    ("#1d1b4c", "#d6246e", "#ff7a3d", "#ffd23f", "#fff6dc"),
    ("#14213d", "#0077b6", "#00b4a6", "#ffd23f", "#fff8e7"),
    ("#2b1055", "#7b2cbf", "#f72585", "#ffb703", "#fef6e4"),
    ("#0b2545", "#d62828", "#f77f00", "#7fd1e8", "#fdf8ec"),
)


def put(pixels: Pixels, free: Pixels, look: str, seed: int) -> Pixels:
    """The picture (height x width x 3, uint8) drawn in the look wherever `free` is above 0.

    `look` is a key of `LOOKS`. The same seed gives the same picture.
    """
    height, width = free.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    drawn = LOOKS[look](small, np.random.default_rng(seed))
    return backdrop.lay(pixels, free, drawn, backdrop.edge(free, SEAM), grain=0.0)


def pencil(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Graphite on paper: outlines by dodging, and hatching that follows the shade."""
    unit = _unit(pixels)
    grey = _grey(pixels)
    even = cv2.createCLAHE(1.6, (6, 6)).apply((grey * 255).astype(np.uint8))
    grey = even.astype(np.float32) / np.float32(255)
    calm = cv2.bilateralFilter(grey, 0, 0.08, max(1.0, unit * 1.2))
    around = cv2.GaussianBlur(calm, (0, 0), unit * 7)
    lines = np.clip(calm / np.maximum(around, 0.02), 0, 1) ** 2.2
    fine = np.clip(1 + 0.9 * _ink(grey, unit * 0.8), 0, 1)
    dark = 1 - cv2.GaussianBlur(grey, (0, 0), unit)
    hatch = _hatching(pixels.shape[:2], 52.0, unit, rng)
    cross = _hatching(pixels.shape[:2], -34.0, unit, rng)
    tone = 0.55 * np.clip(dark * 1.25 - 0.2, 0, 1) * (0.45 + 0.55 * hatch)
    tone += 0.55 * np.clip(dark * 1.6 - 0.95, 0, 1) * (0.4 + 0.6 * cross)
    light = np.clip(lines * fine * (1 - np.clip(tone, 0, 0.85)), 0, 1)
    light = np.clip(light + 0.03 * _grain(pixels.shape[:2], 1.0, rng), 0, 1)
    return _levels(_GRAPHITE + (_PAPER - _GRAPHITE) * light[..., None])


def cartoon(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Flat bright colours in a few tones, and ink around them."""
    unit = _unit(pixels)
    flat = _flattened(pixels, unit)
    lab = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB).astype(np.float32)
    step = np.float32(255 / 7)
    middle = (np.floor(lab[..., 0] / step) + 0.5) * step
    # Soft steps: a hard one would tear a smooth sky.
    lab[..., 0] = middle + step / 2 * np.tanh((lab[..., 0] - middle) / (step * 0.22))
    lab[..., 0] = np.clip((lab[..., 0] - 128) * 1.05 + 134, 0, 255)
    lab[..., 1:] = 128 + (lab[..., 1:] - 128) * 1.35
    colours = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    calm = _grey(np.asarray(cv2.bilateralFilter(pixels, 5, 30, 3), np.uint8))
    ink = np.clip(1 + 1.25 * _ink(calm, unit * 1.1), 0, 1)[..., None]
    return _levels(_INK + (colours.astype(np.float32) - _INK) * ink)


def watercolour(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Washes with soft wandering edges where pigment gathers, on rough paper."""
    unit = _unit(pixels)
    shape = pixels.shape[:2]
    wash = _wandered(_flattened(pixels, unit * 1.6), rng, unit * 2.0)
    calm = cv2.GaussianBlur(wash, (0, 0), unit * 0.7)
    grey = cv2.cvtColor(calm, cv2.COLOR_RGB2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    pooled = cv2.GaussianBlur(edges, (0, 0), unit * 0.8).astype(np.float32) / np.float32(70)
    cloud = 0.15 * _grain(shape, unit * 70, rng) + 0.07 * _grain(shape, unit * 14, rng)
    pigment = 0.84 + cloud + 0.5 * np.clip(pooled, 0, 1)
    pigment *= _painted(shape, unit, rng)
    # Pigment by its depth (Beer and Lambert), so that thin washes let the paper through.
    table = np.log(np.clip(np.arange(256, dtype=np.float32) / 255, 0.05, 1.0))
    depth = cv2.LUT(calm, table) * pigment[..., None]
    paper = (1 + 0.018 * _grain(shape, max(1.0, unit * 0.9), rng))[..., None] * _PAPER
    colours = np.exp(depth) * paper
    plain = (colours @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]
    return _levels(plain + (colours - plain) * np.float32(1.32))


def oil(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Thick strokes along the shapes."""
    unit = _unit(pixels)
    strokes = _kuwahara(_kuwahara(pixels, max(2, round(unit * 2.6))), max(2, round(unit * 1.5)))
    lab = cv2.cvtColor(strokes, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 1:] = 128 + (lab[..., 1:] - 128) * 1.22
    rich = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return brush.oil(np.asarray(rich, np.uint8), rng)


def pop_art(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A screen print: five flat colours, dots between them, and bold ink."""
    unit = _unit(pixels)
    flat = cv2.bilateralFilter(_grey(pixels), 7, 0.16, 5)
    calm = np.asarray(cv2.GaussianBlur(flat, (0, 0), unit), np.float32)
    dark, light = np.percentile(calm[::4, ::4], (3, 97))
    even = (calm - dark) / max(float(light - dark), 0.1)
    palette = np.array([rgb(code) for code in _POSTERS[int(rng.integers(len(_POSTERS)))]])
    ramp = np.clip(even, 0, 1).astype(np.float32) * np.float32(len(palette) - 1)
    dots = _dots(pixels.shape[:2], max(4.0, unit * 5.5))
    low = np.floor(ramp)
    # Between two colours the lighter one's share decides how large its dots are.
    share = np.clip((ramp - low - 0.2) / 0.6, 0, 1)
    blend = np.clip((share - dots) * np.float32(9) + 0.5, 0, 1)[..., None]
    blend[share <= 0], blend[share >= 1] = 0, 1
    index = np.clip(low.astype(np.int32), 0, len(palette) - 2)
    table = (palette * 255).astype(np.float32)
    colours = table[index] + (table[index + 1] - table[index]) * blend
    ink = np.clip(1 + 1.4 * _ink(calm, unit * 1.3), 0, 1)[..., None]
    return _levels(table[0] + (colours - table[0]) * ink)


def pixel(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Large squares in few colours."""
    height, width = pixels.shape[:2]
    block = max(1, round(max(height, width) / BLOCKS))
    size = (max(4, width // block), max(4, height // block))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    sharp = cv2.addWeighted(small, 1.5, cv2.GaussianBlur(small, (0, 0), 1.2), -0.5, 0)
    lab = cv2.cvtColor(sharp, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 1:] = 128 + (lab[..., 1:] - 128) * 1.25
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32)
    tiled = np.tile(bayer, (size[1] // 4 + 1, size[0] // 4 + 1))[: size[1], : size[0]]
    lab[..., 0] += (tiled / 15 - 0.5) * 7
    points = np.ascontiguousarray(lab.reshape(-1, 3))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 14, 0.5)
    # Seeded by the library's own generator otherwise: the same picture must look the same.
    cv2.setRNGSeed(1)
    none = np.zeros((len(points), 1), np.int32)
    count = min(COLOURS, len(points))
    _, labels, centres = cv2.kmeans(points, count, none, criteria, 1, cv2.KMEANS_PP_CENTERS)
    few = np.clip(centres, 0, 255).astype(np.uint8)[np.ravel(labels)].reshape(lab.shape)
    squares = cv2.cvtColor(few, cv2.COLOR_LAB2RGB)
    return np.asarray(cv2.resize(squares, (width, height), interpolation=cv2.INTER_NEAREST))


Look = Callable[[Pixels, np.random.Generator], Pixels]

LOOKS: dict[str, Look] = {
    "pencil": pencil,
    "cartoon": cartoon,
    "watercolour": watercolour,
    "oil": oil,
    "pop art": pop_art,
    "pixel": pixel,
}


def _unit(pixels: Pixels) -> float:
    """A length that grows with the picture: about 1 px at a megapixel."""
    return max(0.5, float(np.sqrt(pixels.shape[0] * pixels.shape[1])) / 1000)


def _levels(sheet: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(sheet + 0.5, 0, 255).astype(np.uint8))


def _grey(pixels: Pixels) -> Sheet:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey.astype(np.float32) / np.float32(255))


def _ink(grey: Sheet, sigma: float) -> Sheet:
    """Lines where it is dark beside light, -1 to 0 (XDoG: Winnemöller, Kyprianidis, Olsen 2012)."""
    near = cv2.GaussianBlur(grey, (0, 0), max(sigma, 0.4))
    far = cv2.GaussianBlur(grey, (0, 0), max(sigma, 0.4) * 1.6)
    edge = near - np.float32(0.985) * far
    return np.asarray(np.where(edge > -0.002, 0, np.tanh(38 * (edge + 0.002))), np.float32)


def _flattened(pixels: Pixels, unit: float) -> Pixels:
    """Large areas calm, edges kept."""
    scale = min(1.0, 700 / max(pixels.shape[:2]))
    size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    for _ in range(3):
        small = cv2.bilateralFilter(small, 9, 26, 5)
    small = cv2.medianBlur(small, 5)
    large = cv2.resize(small, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_CUBIC)
    return _kuwahara(np.asarray(large, np.uint8), max(2, round(unit * 2)))


def _kuwahara(pixels: Pixels, radius: int) -> Pixels:
    """Each pixel from the calmest of the four squares it is a corner of (Kuwahara 1976)."""
    grey = _grey(pixels)
    side = radius + 1
    mean = cv2.blur(pixels, (side, side), anchor=(0, 0), borderType=cv2.BORDER_REFLECT)
    once = cv2.boxFilter(grey, -1, (side, side), anchor=(0, 0), borderType=cv2.BORDER_REFLECT)
    twice = cv2.boxFilter(
        grey * grey, -1, (side, side), anchor=(0, 0), borderType=cv2.BORDER_REFLECT
    )
    spread = twice - once * once
    result, least = mean.copy(), spread.copy()
    for dx, dy in ((radius, 0), (0, radius), (radius, radius)):
        shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
        size = (pixels.shape[1], pixels.shape[0])
        there = cv2.warpAffine(
            spread, shift, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT
        )
        moved = cv2.warpAffine(
            mean, shift, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT
        )
        calmer = there < least
        cv2.copyTo(moved, calmer.astype(np.uint8), result)
        least = np.minimum(least, there)
    return np.asarray(result, np.uint8)


def _grain(shape: tuple[int, ...], size: float, rng: np.random.Generator) -> Sheet:
    """Cloudy noise of that grain in pixels, mean 0, spread 1."""
    height, width = shape[0], shape[1]
    rows, columns = int(height / max(size, 1.0)) + 3, int(width / max(size, 1.0)) + 3
    noise = rng.standard_normal((rows, columns), dtype=np.float32)
    large = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray((large - large.mean()) / max(float(large.std()), 1e-6), np.float32)


def _hatching(
    shape: tuple[int, ...], degrees: float, unit: float, rng: np.random.Generator
) -> Sheet:
    """Strokes of a pencil in one direction, 0 paper to 1 graphite."""
    height, width = shape[0], shape[1]
    side = int(np.hypot(height, width)) + 2
    thin, long = max(1.6, 2.4 * unit), max(12.0, 46 * unit)
    noise = rng.standard_normal((int(side / thin) + 2, int(side / long) + 2), dtype=np.float32)
    lines = cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    turn[0, 2] += (width - side) / 2
    turn[1, 2] += (height - side) / 2
    laid = cv2.warpAffine(lines, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(np.clip(0.5 + 0.75 * laid, 0, 1), np.float32)


def _wandered(pixels: Pixels, rng: np.random.Generator, reach: float) -> Pixels:
    """The picture with edges that wander, as wet paint does."""
    shape = pixels.shape[:2]
    grid: Sheet = np.indices(shape, dtype=np.float32)
    for size, share in ((reach * 7, 0.8), (reach * 1.6, 0.35)):
        for axis in grid:
            axis += _grain(shape, size, rng) * np.float32(reach * share)
    moved = cv2.remap(pixels, grid[1], grid[0], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, np.uint8)


def _painted(shape: tuple[int, ...], unit: float, rng: np.random.Generator) -> Sheet:
    """1 where the brush went, 0 at the ragged rim of the paper that stayed white."""
    height, width = shape[0], shape[1]
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)
    rim = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    ragged = 9 * _grain(shape, unit * 26, rng) + 3 * _grain(shape, unit * 5, rng)
    return np.asarray(np.clip((rim / unit - 20 + ragged) / 4, 0, 1), np.float32)


def _dots(shape: tuple[int, ...], pitch: float) -> Sheet:
    """A halftone screen at 45 degrees: at each pixel the share from which on it is printed."""
    rows, columns = np.indices(shape[:2], dtype=np.float32)
    turn = np.float32(np.pi / pitch / np.sqrt(2))
    u, v = (columns + rows) * turn, (columns - rows) * turn
    return np.asarray(0.5 - 0.25 * (np.cos(u * 2) + np.cos(v * 2)), np.float32)
