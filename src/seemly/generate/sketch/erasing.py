"""Taking something out of a picture and continuing what lies around it.

Patches are continued inward, structure first (Criminisi, Pérez and Toyama 2004), at a small size;
their fine detail is then copied from the same places in the whole picture. Nothing is ever copied
from where the picture may not change: nobody who is locked is drawn twice.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import GeneratorCannot
from seemly.generate.sketch import patches
from seemly.generate.sketch.patches import Fill
from seemly.generate.sketch.spots import Box
from seemly.provenance.publication import Pixels

SIDE = 230  # long side at which patches are matched, pixels
PATCH = 4  # pixels from a patch's middle to its edge
LARGEST = 0.4  # of the picture; what is larger has too little around it
NEARER = 9.0  # squared levels that a pixel of distance counts as
UPRIGHT = 4.0  # by how much more upward or downward: a world lies in layers
GUESSED = 0.5  # what the smooth fill counts in a match: a white wall stays white
PLAIN = 22.0  # levels of slope around the hole up to which a smooth fill is enough

Sheet = NDArray[np.float32]


def erase(pixels: Pixels, region: Pixels, free: Pixels) -> tuple[Pixels, Box]:
    """The picture without what lies in `region` (255), and the box that changed.

    Only pixels where `free` is 255 change or are copied. Raises GeneratorCannot when the region
    is too large for what is around it.
    """
    hole = _grown(region, free)
    if float((hole > 0).mean()) > LARGEST:
        raise GeneratorCannot("edit", "it fills too much of the picture")
    left, top, right, bottom = _window(hole)
    window = (slice(top, bottom), slice(left, right))
    part, gap, usable = pixels[window], hole[window], (free[window] == 255) & (hole[window] == 0)
    scale = min(1.0, SIDE / max(part.shape[:2]))
    size = (max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    missing = cv2.resize(gap, size, interpolation=cv2.INTER_AREA) > 0
    known = cv2.resize(usable.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) == 255
    known &= ~missing
    if float(known.mean()) < 0.1:
        raise GeneratorCannot("edit", "there is too little around it")
    colours = _smooth_fill(small, known)
    away = np.zeros((*missing.shape, 2), np.int32)
    if not _is_plain(small, missing, known):
        fill = _agreed(small, missing, known, colours)
        colours, away = fill.colours, fill.away
    result = pixels.copy()
    result[window] = _laid(part, gap, colours, away)
    return result, (left, top, right, bottom)


def _grown(region: Pixels, free: Pixels) -> Pixels:
    """The region with its soft edge, nowhere but where the picture may change."""
    reach = max(2, round(0.02 * max(region.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    grown = cv2.dilate(region, disc)
    return np.asarray(np.where(free == 255, grown, 0), np.uint8)


def _window(hole: Pixels) -> Box:
    """The hole with as much around it as can be copied from."""
    left, top, width, height = cv2.boundingRect(hole)
    margin = round(0.9 * max(width, height)) + 8
    return (max(0, left - margin), max(0, top - margin),
            min(hole.shape[1], left + width + margin),
            min(hole.shape[0], top + height + margin))  # fmt: skip


def _smooth_fill(small: Sheet, known: NDArray[np.bool_]) -> Sheet:
    """Known colours spread inward from all sides, wide first and then fine."""
    result, weight = small * known[..., None], known.astype(np.float32)
    filled = np.full_like(small, small[known].mean(axis=0))
    for sigma in (48.0, 24.0, 12.0, 6.0, 3.0, 1.5):
        share = cv2.GaussianBlur(weight, (0, 0), sigma)
        spread = cv2.GaussianBlur(result, (0, 0), sigma) / np.maximum(share, 1e-4)[..., None]
        trust = np.clip(share * 12, 0, 1)[..., None]
        filled += (spread - filled) * trust
    filled[known] = small[known]
    for _ in range(60):
        calm = cv2.blur(filled, (3, 3))
        filled = np.where(known[..., None], small, calm)
    return np.asarray(filled, np.float32)


def _is_plain(small: Sheet, missing: NDArray[np.bool_], known: NDArray[np.bool_]) -> bool:
    """Whether no line or pattern runs into the hole."""
    near = cv2.dilate(missing.astype(np.uint8), np.ones((19, 19), np.uint8)) > 0
    inner = cv2.erode(known.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ring = near & inner
    if not ring.any():
        return True
    grey = cv2.GaussianBlur(small.mean(axis=2), (0, 0), 0.8)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return float(np.percentile(slope[ring], 99.7)) < PLAIN


def _agreed(
    small: Sheet, missing: NDArray[np.bool_], known: NDArray[np.bool_], start: Sheet
) -> Fill:
    """Continued at half the size, where a patch sees twice as far, then made to agree."""
    high, wide = missing.shape
    half = (max(8, wide // 2), max(8, high // 2))
    gap = cv2.resize(missing.astype(np.float32), half, interpolation=cv2.INTER_AREA) > 0
    sure = cv2.resize(known.astype(np.float32), half, interpolation=cv2.INTER_AREA) > 0.99
    there, guess = (
        np.asarray(cv2.resize(sheet, half, interpolation=cv2.INTER_AREA), np.float32)
        for sheet in (small, start)
    )
    coarse = _continued(there, gap, sure & ~gap, guess)
    filled = cv2.resize(coarse.colours, (wide, high), interpolation=cv2.INTER_LINEAR)
    picture = np.where(missing[..., None], filled, small).astype(np.float32)
    scale = np.array([wide / half[0], high / half[1]], np.float32)
    away = cv2.resize(coarse.away.astype(np.float32), (wide, high), interpolation=cv2.INTER_NEAREST)
    side = 2 * patches.REACH + 1
    inner = cv2.erode(known.astype(np.uint8), np.ones((side, side), np.uint8), borderValue=0) > 0
    if not inner.any():
        return _continued(small, missing, known, start)
    return patches.agreed(picture, missing, inner, np.rint(away * scale).astype(np.int32))


def _continued(
    small: Sheet, missing: NDArray[np.bool_], known: NDArray[np.bool_], start: Sheet
) -> Fill:
    """Patches copied inward from the front, where lines run into it first."""
    picture = np.where(missing[..., None], start, small).astype(np.float32)
    left = missing.copy()
    sure = (~missing).astype(np.float32)
    away = np.zeros((*missing.shape, 2), np.int32)
    side = 2 * PATCH + 1
    whole = cv2.erode(known.astype(np.uint8), np.ones((side, side), np.uint8), borderValue=0) > 0
    sources = np.pad(whole, 0)[PATCH:-PATCH, PATCH:-PATCH]
    if not sources.any():
        return Fill(picture, away)
    wide = cv2.copyMakeBorder(picture, PATCH, PATCH, PATCH, PATCH, cv2.BORDER_REFLECT)
    down, across = np.indices(sources.shape, dtype=np.float32)
    while left.any():
        y, x, trust = _next(picture, left, sure)
        rows, columns = slice(y, y + side), slice(x, x + side)
        gap = np.pad(left, PATCH, constant_values=False)[rows, columns]
        patch = wide[rows, columns]
        cover = np.repeat(np.where(gap, GUESSED, 1).astype(np.float32)[..., None], 3, axis=2)
        apart = cv2.matchTemplate(picture, np.ascontiguousarray(patch), cv2.TM_SQDIFF, mask=cover)
        # Of patches that fit alike the nearest: a sky goes on as it is beside the hole.
        far = np.hypot(across - (x - PATCH), UPRIGHT * (down - (y - PATCH)))
        apart = np.where(sources, apart + NEARER * far, np.inf)
        dy, dx = np.unravel_index(int(np.argmin(apart)), apart.shape)
        found = picture[dy : dy + side, dx : dx + side]
        rows_in = slice(max(0, y - PATCH), min(left.shape[0], y + PATCH + 1))
        columns_in = slice(max(0, x - PATCH), min(left.shape[1], x + PATCH + 1))
        cut = (slice(rows_in.start - y + PATCH, rows_in.stop - y + PATCH),
               slice(columns_in.start - x + PATCH, columns_in.stop - x + PATCH))  # fmt: skip
        new = left[rows_in, columns_in]
        picture[rows_in, columns_in][new] = found[cut][new]
        away[rows_in, columns_in][new] = (dx + PATCH - x, dy + PATCH - y)
        sure[rows_in, columns_in][new] = float(trust)
        left[rows_in, columns_in] = False
        wide = cv2.copyMakeBorder(picture, PATCH, PATCH, PATCH, PATCH, cv2.BORDER_REFLECT)
    return Fill(picture, away)


def _next(picture: Sheet, left: NDArray[np.bool_], sure: Sheet) -> tuple[int, int, float]:
    """The front pixel whose patch is best known and into which the strongest line runs."""
    gap = left.astype(np.uint8)
    front = left & (cv2.erode(gap, np.ones((3, 3), np.uint8), borderValue=1) == 0)
    if not front.any():
        front = left
    window = (2 * PATCH + 1,) * 2
    trust = cv2.blur(np.where(left, 0, sure).astype(np.float32), window)
    grey = picture.mean(axis=2)
    # A slope is known where its neighbours are: elsewhere the guessed fill would steer.
    seen = cv2.dilate(gap, np.ones((3, 3), np.uint8)) == 0
    gx = np.where(seen, cv2.Sobel(grey, cv2.CV_32F, 1, 0), 0)
    gy = np.where(seen, cv2.Sobel(grey, cv2.CV_32F, 0, 1), 0)
    soft = cv2.GaussianBlur(left.astype(np.float32), (0, 0), 2.0)
    nx, ny = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    long = np.maximum(np.hypot(nx, ny), 1e-6)
    # A line runs at right angles to the slope: into the hole, where it lies along the normal.
    runs = np.abs(-gy * nx + gx * ny) / long
    strong = cv2.dilate(runs.astype(np.float32), np.ones(window, np.uint8)) / 255
    worth = np.where(front, trust * (0.05 + strong), -1.0)
    y, x = np.unravel_index(int(np.argmax(worth)), worth.shape)
    return int(y), int(x), float(trust[y, x])


def _laid(part: Pixels, gap: Pixels, colours: Sheet, away: NDArray[np.int32]) -> Pixels:
    """The fill in the part's own size: its colours, with detail from where they were copied."""
    height, width = gap.shape
    across, down = width / colours.shape[1], height / colours.shape[0]
    low = cv2.resize(colours, (width, height), interpolation=cv2.INTER_CUBIC)
    if max(across, down) > 1.05 and away.any():
        shift = cv2.resize(
            away.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST
        )
        rows, columns = np.indices((height, width), dtype=np.float32)
        x, y = columns + shift[..., 0] * np.float32(across), rows + shift[..., 1] * np.float32(down)
        small = cv2.resize(part, (colours.shape[1], colours.shape[0]), interpolation=cv2.INTER_AREA)
        rough = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        detail = part.astype(np.float32) - rough.astype(np.float32)
        low = low + cv2.remap(detail, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    else:
        noise = np.random.default_rng(3).normal(0, 1.0, (height, width, 1)).astype(np.float32)
        low = low + noise
    reach = max(1.0, 0.004 * max(height, width))
    far = cv2.distanceTransform((gap > 0).astype(np.uint8), cv2.DIST_L2, 3)
    share = np.clip(far / reach, 0, 1)[..., None]
    mixed = part + (low - part) * share
    levels = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return np.asarray(np.where(gap[..., None] > 0, levels, part), np.uint8)
