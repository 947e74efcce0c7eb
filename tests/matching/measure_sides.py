"""How well an original is told from copies of its edit: the second table of docs/matching.md.

python -m tests.matching.measure_sides
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from tests.matching.measure import NAMES, Picture, grey, half, jpeg, labelled, load

from seemly.matching.pdq import PdqHash, distance, hash_pixels
from seemly.matching.sides import Kept, side

GOOD_QUALITY, NEAR = 50, 31


def lit(gain: float) -> Callable[[Picture], Picture]:
    return lambda p: np.clip(p * gain, 0, 255).astype(np.uint8)


def warm(pixels: Picture) -> Picture:
    return np.asarray(np.clip(pixels * np.array([1.1, 1.0, 0.9]), 0, 255), np.uint8)


def dot(pixels: Picture) -> Picture:
    pixels = pixels.copy()
    height, width = pixels.shape[:2]
    cv2.circle(pixels, (width // 2, height // 3), width // 14, (220, 30, 40), -1)
    return pixels


def caption(pixels: Picture) -> Picture:
    pixels = pixels.copy()
    height, width = pixels.shape[:2]
    pixels[int(height * 0.05) : int(height * 0.15), int(width * 0.1) : int(width * 0.9)] = 255
    place = (int(width * 0.2), int(height * 0.14))
    cv2.putText(pixels, "hello", place, 0, width / 300, (0, 0, 0), 2)
    return pixels


TONES = {"10 %": lit(1.1), "25 %": lit(1.25), "darker": lit(0.8), "grey": grey, "warm": warm}
DRAWN = {"dot": dot, "caption": caption}
COPIES: tuple[Callable[[Picture], Picture], ...] = (
    lambda p: p,
    lambda p: jpeg(p, 85),
    lambda p: jpeg(p, 40),
    half,
    lambda p: jpeg(half(p), 60),
)


def hashed(pixels: Picture) -> PdqHash:
    return hash_pixels(pixels)[0]


def told(source: Picture, edit: Callable[[Picture], Picture]) -> Iterator[tuple[str, str]]:
    """What each copy is, and what it is taken for."""
    approved = edit(source)
    marked = labelled(approved)
    kept = Kept(hashed(marked), hashed(approved), hashed(source))
    for what, picture in (("original", source), ("published", marked), ("unlabelled", approved)):
        for copy in COPIES:
            seen = hashed(copy(picture))
            if min(distance(seen, kept.marked), distance(seen, kept.approved)) <= NEAR:
                yield what, side([seen], kept).name


if __name__ == "__main__":
    pictures = [p for p in map(load, NAMES) if hash_pixels(p)[1] >= GOOD_QUALITY]
    for group, edits in (("tone", TONES), ("drawn", DRAWN)):
        found = Counter(one for p in pictures for edit in edits.values() for one in told(p, edit))
        for (what, taken), number in sorted(found.items()):
            print(group, what, taken, number)
