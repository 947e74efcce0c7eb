"""Pictures in halves: the cheap beginning of all shrinking, which other shrinking ends.

The mean of two by two pixels costs a tenth of any other mean of areas: what shrinks a picture to
a net's few hundred pixels is three times as fast behind it, and sees nearly the same.
"""

from __future__ import annotations

import cv2
import numpy as np

from seemly.provenance.publication import Pixels


def halved(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture halved as often as its width and height stay at least `size`, in px.

    Of a side of odd length the last pixel is left out.
    """
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    if width < size[0] or height < size[1] or not min(width, height):
        return pixels
    even = pixels[: 2 * height, : 2 * width]
    half = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)
    return halved(np.asarray(half, np.uint8), size)


def shrunk(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture stretched to `size`, width and height in px; each pixel the mean of its area."""
    half = halved(pixels, size)
    return np.asarray(cv2.resize(half, size, interpolation=cv2.INTER_AREA), np.uint8)
