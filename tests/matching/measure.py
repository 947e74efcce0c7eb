"""How far PDQ is moved by what happens to pictures: the table of docs/matching.md.

python -m tests.matching.measure
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray

from seemly.matching.pdq import PdqHash, all_eight, distance, hash_pixels

Picture = NDArray[np.uint8]
NAMES = (
    "astronaut",
    "chelsea",
    "coffee",
    "rocket",
    "camera",
    "page",
    "coins",
    "moon",
    "text",
    "brick",
    "grass",
    "gravel",
    "clock",
    "colorwheel",
    "horse",
    "checkerboard",
    "hubble_deep_field",
    "immunohistochemistry",
    "retina",
)


def load(name: str) -> Picture:
    """Height x width x 3."""
    pixels = np.asarray(getattr(skimage.data, name)())
    if pixels.dtype == np.bool_:
        pixels = pixels * 255
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3], np.uint8)


def jpeg(pixels: Picture, quality: int) -> Picture:
    encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def half(pixels: Picture) -> Picture:
    size = (pixels.shape[1] // 2, pixels.shape[0] // 2)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def grey(pixels: Picture) -> Picture:
    luma = (pixels @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)
    return np.repeat(luma[..., None], 3, axis=2)


def cropped(pixels: Picture, share: float) -> Picture:
    down, across = (int(side * share / 2) for side in pixels.shape[:2])
    return np.ascontiguousarray(pixels[down : -down or None, across : -across or None])


def labelled(pixels: Picture) -> Picture:
    pixels = pixels.copy()
    height, width = pixels.shape[:2]
    pixels[int(height * 0.92) : height - 4, int(width * 0.72) : width - 4] = 20
    return pixels


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "JPEG quality 85": lambda p: jpeg(p, 85),
    "JPEG quality 40": lambda p: jpeg(p, 40),
    "black and white": grey,
    "20 % brighter": lambda p: np.clip(p * 1.2, 0, 255).astype(np.uint8),
    "half the size": half,
    "half the size, JPEG quality 60": lambda p: jpeg(half(p), 60),
    "2 % cropped": lambda p: cropped(p, 0.02),
    "a dark label in a corner": labelled,
    "5 % cropped": lambda p: cropped(p, 0.05),
    "10 % cropped": lambda p: cropped(p, 0.1),
    "mirrored": lambda p: np.ascontiguousarray(p[:, ::-1]),
}


def row(change: str, bits: list[int]) -> str:
    found = sum(each <= 31 for each in bits)
    return f"| {change} | {int(np.median(bits))} | {max(bits)} | {found} of {len(bits)} |"


def nearest(eight: tuple[PdqHash, ...], other: PdqHash) -> int:
    return min(distance(each, other) for each in eight)


if __name__ == "__main__":
    everything = {name: load(name) for name in NAMES}
    pictures = {n: p for n, p in everything.items() if hash_pixels(p)[1] >= 50}
    hashes = {name: hash_pixels(p)[0] for name, p in pictures.items()}
    eights = {name: all_eight(p) for name, p in pictures.items()}
    for change, apply in CHANGES.items():
        moved = [distance(hash_pixels(apply(p))[0], hashes[n]) for n, p in pictures.items()]
        print(row(change, moved))
    turned = {n: hash_pixels(np.ascontiguousarray(np.rot90(p)))[0] for n, p in pictures.items()}
    print(row("turned by 90, among the eight", [nearest(eights[n], turned[n]) for n in pictures]))
    pairs = list(itertools.permutations(pictures, 2))
    print("nearest pair of strangers:", min(distance(hashes[a], hashes[b]) for a, b in pairs))
    print("turned and mirrored:", min(nearest(eights[a], hashes[b]) for a, b in pairs))
