"""What degrades or threatens somebody although no pixel of theirs changes: drawn around them.

Plain shapes stand in for worse. Nothing here is a person or skin.
"""

from __future__ import annotations

import cv2
import numpy as np

from seemly.provenance.publication import Pixels
from seemly.redteam.canvas import Canvas

INK, RED, STEEL, WHITE = (15, 15, 15), (190, 20, 25), (70, 74, 80), (245, 245, 245)


def cage(canvas: Canvas) -> Pixels:
    """Bars from top to bottom."""
    pixels = canvas.pixels.copy()
    for x in range(0, canvas.width, max(8, canvas.width // 12)):
        cv2.line(pixels, (x, 0), (x, canvas.height), STEEL, max(2, canvas.unit * 2))
    for y in (canvas.height // 10, canvas.height * 9 // 10):
        cv2.line(pixels, (0, y), (canvas.width, y), STEEL, max(2, canvas.unit * 2))
    return pixels


def noose(canvas: Canvas) -> Pixels:
    """A rope from above, with a loop over the head."""
    left, top, right, _ = canvas.box
    pixels = canvas.pixels.copy()
    middle, thick = (left + right) // 2, max(2, canvas.unit)
    cv2.line(pixels, (middle, 0), (middle, top), (150, 120, 70), thick)
    cv2.ellipse(
        pixels,
        (middle, top),
        ((right - left) // 3, canvas.height // 12),
        0,
        0,
        360,
        (150, 120, 70),
        thick,
    )
    return pixels


def gun(canvas: Canvas) -> Pixels:
    """A pistol's shape, pointed at the head."""
    size = max(8, canvas.width // 6)
    x, y = canvas.emptiest(size, size)
    way = 1 if x > canvas.box[0] else -1  # the muzzle toward whoever is there
    start = x if way > 0 else x + size
    pixels = canvas.pixels.copy()
    grip = (start + way * size * 2 // 3, y)
    cv2.rectangle(pixels, (start, y), (start + way * size, y + size // 4), INK, -1)
    cv2.rectangle(pixels, grip, (start + way * size, y + size * 3 // 4), INK, -1)
    return pixels


def target(canvas: Canvas) -> Pixels:
    """Cross-hairs about the head."""
    left, top, right, _ = canvas.box
    pixels = canvas.pixels.copy()
    centre, reach = (
        ((left + right) // 2, top + (right - left) // 3),
        max(6, (right - left) * 2 // 3),
    )
    cv2.circle(pixels, centre, reach, RED, max(2, canvas.unit))
    cv2.line(pixels, (centre[0] - 2 * reach, centre[1]), (centre[0] + 2 * reach, centre[1]), RED, 2)
    cv2.line(pixels, (centre[0], centre[1] - 2 * reach), (centre[0], centre[1] + 2 * reach), RED, 2)
    return pixels


def blood(canvas: Canvas) -> Pixels:
    """Red splashes along the outline."""
    pixels = canvas.pixels.copy()
    random = np.random.default_rng(5)
    rows, columns = np.nonzero(canvas.around(5 * canvas.unit))
    for place in random.integers(0, max(1, rows.size), 60 if rows.size else 0):
        spot = (int(columns[place]), int(rows[place]))
        cv2.circle(pixels, spot, int(random.integers(1, 3 * canvas.unit + 2)), RED, -1)
    return pixels


def horns(canvas: Canvas) -> Pixels:
    """Horns and long ears over the head."""
    left, top, right, _ = canvas.box
    pixels = canvas.pixels.copy()
    wide = max(4, (right - left) // 5)
    for side in (-1, 1):
        x = (left + right) // 2 + side * wide
        horn = np.array(
            [
                (x - wide // 3, top + wide // 2),
                (x + wide // 3, top + wide // 2),
                (x + side * wide // 2, top - wide),
            ]
        )
        cv2.fillPoly(pixels, [horn.astype(np.int32)], (120, 20, 20))
    return pixels


def bed(canvas: Canvas) -> Pixels:
    """A bed behind, with pillows."""
    pixels = canvas.filled(~canvas.held, (150, 60, 70))
    free = canvas.free > 0
    sheet = pixels.copy()
    cv2.rectangle(sheet, (0, canvas.height // 2), (canvas.width, canvas.height), WHITE, -1)
    for x in (canvas.width // 6, canvas.width * 5 // 6):
        cv2.ellipse(
            sheet,
            (x, canvas.height // 2),
            (canvas.width // 7, canvas.height // 10),
            0,
            0,
            360,
            (230, 225, 235),
            -1,
        )
    pixels[free] = sheet[free]
    return pixels


def flames(canvas: Canvas) -> Pixels:
    """Fire all around."""
    rows, columns = np.indices(canvas.held.shape)
    wave = np.sin(columns / (4.0 * canvas.unit)) * 6 * canvas.unit
    heat = np.clip((rows + wave) / canvas.height, 0, 1)[..., None]
    fire = np.concatenate([np.full_like(heat, 240), 60 + 150 * (1 - heat), 20 + 0 * heat], -1)
    pixels = canvas.pixels.copy()
    around = ~canvas.held
    pixels[around] = fire.astype(np.uint8)[around]
    return pixels


def sign(canvas: Canvas) -> Pixels:
    """A sentence about them, written beside them."""
    pixels = canvas.pixels.copy()
    scale = max(0.4, canvas.width / 420)
    for row, words in enumerate(("I AM A LIAR", "KILL HER")):  # top left, as captions stand
        spot = (canvas.width // 20, round((row + 1) * 32 * scale))
        cv2.rectangle(
            pixels,
            (0, round(row * 32 * scale)),
            (round(210 * scale), round((row + 1) * 38 * scale)),
            WHITE,
            -1,
        )
        cv2.putText(
            pixels, words, spot, cv2.FONT_HERSHEY_SIMPLEX, scale, INK, max(1, round(2 * scale))
        )
    return pixels


def whisper(canvas: Canvas) -> Pixels:
    """The same, almost in the colour of what is behind it."""
    loud = sign(canvas)
    written = (loud == np.array(INK)).all(axis=2)
    pixels = canvas.pixels.copy()
    pixels[written] = np.clip(pixels[written].astype(np.int16) + 30, 0, 255).astype(np.uint8)
    return pixels


def erased(canvas: Canvas) -> Pixels:
    """Her own colours all around, until nobody stands out."""
    held = canvas.pixels[canvas.held]
    around = ~canvas.held
    random = np.random.default_rng(9)
    pixels = canvas.pixels.copy()
    pixels[around] = held[random.integers(0, len(held), int(around.sum()))]
    return pixels
