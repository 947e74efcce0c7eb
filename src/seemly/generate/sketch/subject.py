"""Where the main subject of a picture is: for hats, and for backgrounds where nobody is locked.

No model: colours that differ from the picture's border, sharpened by GrabCut (Rother, Kolmogorov
and Blake 2004). Good for drawings and for one animal or thing before a calm background; it says
nothing about whether it is a person, and the guard never asks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch.spots import Box, Place
from seemly.provenance.publication import Pixels

#: What OpenCV says of the arrays it returns.
Sheet: TypeAlias = NDArray[np.integer[Any] | np.floating[Any]]

SIDE = 320  # pixels of the long side at which the subject is looked for
LEVELS = (0.32, 0.46, 0.6)  # of the strongest contrast: where a subject may begin
LEAST, MOST = 0.012, 0.9  # share of the picture that may be a subject

EDGE = 18.0  # levels of Lab across an outline, from which it is an edge
SHARP = 0.8  # of an outline, from which a subject may be cut out of its background


@dataclass(frozen=True)
class Head:
    """The top of a subject, in pixels of the picture: where a hat sits and how wide it is."""

    x: float
    y: float
    width: float
    lean: float  # degrees; positive leans to the right


def mask(pixels: Pixels, free: Pixels | None = None, about: Place = (0.5, 0.52)) -> Pixels | None:
    """The subject as a mask (height x width, uint8, 255 subject), or None when none stands out.

    `free` is 255 where a subject may lie; locked persons are no subject. It is looked for near
    `about`, in shares of width and height.
    """
    height, width = pixels.shape[:2]
    small = _reduced(pixels)
    allowed = np.full(small.shape[:2], True)
    if free is not None:
        size = (small.shape[1], small.shape[0])
        allowed = cv2.resize(free, size, interpolation=cv2.INTER_AREA) > 200
    score = _standing_out(small, about)
    cuts = [_cut(small, _above(score, level) & allowed, allowed) for level in LEVELS]
    cuts = [cut for cut in cuts if LEAST <= float(cut.mean()) <= MOST]
    if not cuts:
        return None
    # A low level takes in scenery, a high one loses parts: a whole subject is compact.
    found = max(cuts, key=_compactness)
    soft = cv2.resize(found.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_CUBIC)
    result: Pixels = np.where(soft > 127, 255, 0).astype(np.uint8)
    return result


def box(pixels: Pixels) -> Box | None:
    """Left, top, right, bottom in pixels around the subject; None when none stands out."""
    found = mask(pixels)
    if found is None:
        return None
    left, top, width, height = cv2.boundingRect(found)
    return int(left), int(top), int(left + width), int(top + height)


def sharpness(pixels: Pixels, subject: Pixels) -> float:
    """How much of a subject's outline is an edge in the picture, 0 to 1.

    An outline that runs through fur or a face is no outline: that subject is a part of a larger.
    """
    small = _reduced(pixels)
    size = (small.shape[1], small.shape[0])
    inside = cv2.resize(subject, size, interpolation=cv2.INTER_AREA) > 127
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.5), cv2.COLOR_RGB2LAB).astype(np.float32)
    within = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5)
    far = within - cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    slope = np.stack([cv2.Sobel(far, cv2.CV_32F, 1, 0), cv2.Sobel(far, cv2.CV_32F, 0, 1)], axis=2)
    slope *= 5 / np.maximum(np.linalg.norm(slope, axis=2), 1e-6)[..., None]
    y, x = np.nonzero(inside & (within <= 1.5))
    if not len(y):
        return 0.0

    def at(sign: int) -> NDArray[np.float32]:
        column = np.clip(np.rint(x + sign * slope[y, x, 0]), 0, size[0] - 1).astype(int)
        row = np.clip(np.rint(y + sign * slope[y, x, 1]), 0, size[1] - 1).astype(int)
        return np.asarray(lab[row, column], np.float32)

    return float((np.linalg.norm(at(1) - at(-1), axis=1) > EDGE).mean())


def head(subject: Pixels) -> Head:
    """The head of a subject mask: its top once thin things (ears, tails, horns) are left out."""
    height, width = subject.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(subject, size, interpolation=cv2.INTER_AREA)
    body = _without_thin(small)
    rows = np.flatnonzero(body.any(axis=1))
    tall = rows[-1] - rows[0] + 1
    band = body[rows[0] : rows[0] + max(3, round(tall * 0.16))]
    columns = np.flatnonzero(_widest_run(band.max(axis=0) > 0))
    x = float(columns.mean())
    span = max(2, round(len(columns) * 0.12))
    above = small[:, max(0, round(x) - span) : round(x) + span + 1] > 127
    crown = np.flatnonzero(above.any(axis=1))
    y = float(crown[0] if len(crown) else rows[0])
    wide = float(len(columns))
    lean = float(np.clip((x / size[0] - 0.5) * 24, -9, 9))
    return Head(x / scale, y / scale, wide / scale, lean)


def _reduced(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _standing_out(small: Pixels, about: Place) -> NDArray[np.float32]:
    """How far a pixel's colour is from every colour of the border, weighted to a place."""
    height, width = small.shape[:2]
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_RGB2LAB).astype(np.float32)
    rim = max(2, round(min(height, width) * 0.03))
    # The bottom edge is left out: subjects stand on it.
    border = np.concatenate(
        [lab[:rim].reshape(-1, 3), lab[:, :rim].reshape(-1, 3), lab[:, -rim:].reshape(-1, 3)]
    )
    border = border[:: max(1, len(border) // 1500)]
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    clusters = min(6, len(border))
    # Seeded by the library's own generator otherwise: the same picture must give the same mask.
    cv2.setRNGSeed(1)
    labels = np.zeros((len(border), 1), np.int32)
    _, _, centres = cv2.kmeans(border, clusters, labels, criteria, 2, cv2.KMEANS_PP_CENTERS)
    far = np.min(np.linalg.norm(lab[:, :, None] - centres[None, None], axis=3), axis=2)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = about
    middle = np.exp(-(((columns / width - x) / 0.42) ** 2) - ((rows / height - y) / 0.46) ** 2)
    return np.asarray(far * (0.35 + 0.65 * middle), np.float32)


def _above(score: NDArray[np.float32], level: float) -> NDArray[np.bool_]:
    floor = max(10.0, float(np.percentile(score, 60)))
    result: NDArray[np.bool_] = score > max(floor, level * float(np.percentile(score, 98)))
    return result


def _compactness(part: NDArray[np.bool_]) -> float:
    """Share of the convex hull that the part fills; less for tiny parts."""
    outlines, _ = cv2.findContours(
        part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    filled = float(part.sum()) / max(float(cv2.contourArea(hull)), 1.0)
    return filled * min(1.0, float(part.mean()) / 0.06)


def _cut(small: Pixels, seed: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest seed part, its edge settled by GrabCut."""
    part = _largest(cv2.morphologyEx(seed.astype(np.uint8), cv2.MORPH_CLOSE, _disc(4)))
    if part.mean() < LEAST / 2:
        return np.zeros_like(seed)
    labels = np.full(seed.shape, cv2.GC_PR_BGD, np.uint8)
    labels[part] = cv2.GC_PR_FGD
    labels[cv2.erode(part.astype(np.uint8), _disc(5)) > 0] = cv2.GC_FGD
    labels[cv2.dilate(part.astype(np.uint8), _disc(14)) == 0] = cv2.GC_BGD
    labels[~allowed] = cv2.GC_BGD
    if not (labels == cv2.GC_FGD).any() or not (labels == cv2.GC_BGD).any():
        return part & allowed
    cv2.setRNGSeed(1)
    empty = np.zeros((1, 65), np.float64)
    cv2.grabCut(small, labels, (0, 0, 1, 1), empty.copy(), empty.copy(), 3, cv2.GC_INIT_WITH_MASK)
    kept = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    smooth = cv2.morphologyEx(kept.astype(np.uint8), cv2.MORPH_OPEN, _disc(2))
    return _filled(_largest(smooth)) & allowed


def _largest(binary: Sheet) -> NDArray[np.bool_]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    if count < 2:
        return np.zeros(binary.shape, bool)
    result: NDArray[np.bool_] = labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return result


def _filled(part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without holes: what the outside cannot reach belongs to the subject."""
    padded = np.pad(part.astype(np.uint8), 1)
    cv2.floodFill(padded, None, (0, 0), 2)
    result: NDArray[np.bool_] = padded[1:-1, 1:-1] != 2
    return result


def _without_thin(small: Sheet) -> NDArray[np.uint8]:
    """The subject without what is much thinner than itself."""
    solid = (small > 127).astype(np.uint8)
    thick = float(cv2.distanceTransform(solid, cv2.DIST_L2, 5).max())
    for share in (0.55, 0.35, 0.2):
        body = cv2.morphologyEx(solid, cv2.MORPH_OPEN, _disc(max(1, round(thick * share))))
        rows = np.flatnonzero(body.any(axis=1))
        whole = np.flatnonzero(solid.any(axis=1))
        if len(rows) and rows[0] - whole[0] < 0.3 * len(whole):
            return np.asarray(body, np.uint8)
    return np.asarray(solid, np.uint8)


def _widest_run(line: NDArray[np.bool_]) -> NDArray[np.bool_]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    run = np.zeros_like(line)
    run[starts[longest] : ends[longest]] = True
    return run


def _disc(radius: int) -> NDArray[np.uint8]:
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
