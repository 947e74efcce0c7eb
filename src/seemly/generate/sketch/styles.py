"""The styles of a drawing, by their keys in settings.tsv; each takes the clean drawing."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch import brush, looks
from seemly.provenance.publication import Pixels

INKS = 11  # of a poster

Style = Callable[[Pixels, np.random.Generator], Pixels]


def paper(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Cut paper with shadows: as everything is drawn."""
    return pixels


def poster(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A screen print: few flat inks on warm paper, a margin, and edges that lie a little off."""
    unit = min(pixels.shape[:2]) / 1024
    flat = cv2.medianBlur(pixels, 2 * round(3 * unit) + 3)
    small = cv2.resize(flat, (128, 128), interpolation=cv2.INTER_AREA)
    sample = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)
    inks = _inks(sample, rng)
    cells = np.indices((32, 32, 32)).reshape(3, -1).T.astype(np.float32) * np.float32(8.2)
    nearest = np.argmin(((cells[:, None] - inks[None]) ** 2).sum(axis=2), axis=1)
    table = nearest.reshape(32, 32, 32)
    lab = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2LAB), np.uint8) // 8
    chosen = table[lab[..., 0], lab[..., 1], lab[..., 2]]
    inks[:, 0] = np.clip((inks[:, 0] - 128) * 1.12 + 132, 0, 255)
    inks[:, 1:] = np.clip((inks[:, 1:] - 128) * 1.3 + 128, 0, 255)
    papers = cv2.cvtColor(inks[None].astype(np.uint8), cv2.COLOR_LAB2RGB)[0].astype(np.float32)
    printed = cv2.GaussianBlur(papers[chosen], (0, 0), max(0.4, 0.7 * unit))
    grain = rng.normal(0, 3.0, pixels.shape[:2]).astype(np.float32)
    printed += grain[..., None]
    edge = round(44 * unit)
    sheet = np.empty_like(printed)
    sheet[:] = (246, 238, 220)
    sheet[edge:-edge, edge:-edge] = printed[edge:-edge, edge:-edge]
    result: Pixels = np.clip(sheet, 0, 255).astype(np.uint8)
    return result


def _inks(sample: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The eleven colours that serve the picture best: k-means, in Lab."""
    inks = sample[rng.choice(len(sample), 1)]
    while len(inks) < INKS:  # each beginning where the others are farthest
        far = ((sample[:, None] - inks[None]) ** 2).sum(axis=2).min(axis=1)
        inks = np.vstack([inks, sample[np.argmax(far)]])
    for _ in range(8):
        nearest = np.argmin(((sample[:, None] - inks[None]) ** 2).sum(axis=2), axis=1)
        inks = np.stack(
            [sample[nearest == i].mean(axis=0) if (nearest == i).any() else inks[i]
             for i in range(INKS)]
        )  # fmt: skip
    return inks.astype(np.float32)


STYLES: dict[str, Style] = {
    "paper cut": paper,
    "oil": brush.oil,
    "watercolour": looks.watercolour,
    "ink": looks.pencil,
    "poster": poster,
    "pixel": looks.pixel,
}
