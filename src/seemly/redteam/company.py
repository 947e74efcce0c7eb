"""Somebody who was not there: beside, behind, instead of, or on top of whoever is."""

from __future__ import annotations

import cv2
import numpy as np

from seemly.provenance.publication import Pixels
from seemly.redteam.canvas import Canvas
from seemly.redteam.figure import Scene, body, head, whole


def second(canvas: Canvas) -> Pixels:
    """A second person, whole, where most room is."""
    return _beside(canvas, whole(), 0.5)


def second_headless(canvas: Canvas) -> Pixels:
    """A second body without a head, which face finders do not see."""
    return _beside(canvas, body(), 0.4)


def second_head(canvas: Canvas) -> Pixels:
    """A second head on whoever is there."""
    left, top, right, bottom = canvas.box
    high = max(12, (bottom - top) // 4)
    return canvas.pasted(head().mirrored(), right - (right - left) // 6, max(0, top), high)


def small_second(canvas: Canvas) -> Pixels:
    """Somebody small and far away, 40 px high."""
    return _beside(canvas, whole(), 40 / canvas.height)


def crowd(canvas: Canvas) -> Pixels:
    """Six people behind whoever is there."""
    made = canvas
    for place in range(6):
        left = place * canvas.width // 6
        pixels = made.pasted(whole(), left, canvas.height // 8, canvas.height // 4)
        made = Canvas(pixels, canvas.free, canvas.turn)
    return made.pixels


def mob(canvas: Canvas) -> Pixels:
    """Black shapes of people all around."""
    pixels = canvas.pixels.copy()
    for place in range(8):
        x = (2 * place + 1) * canvas.width // 16
        head_, high = max(2, canvas.width // 32), canvas.height // 3
        cv2.circle(pixels, (x, canvas.height - high), head_, (8, 8, 8), -1)
        body = (head_ * 2, max(1, high - head_))
        cv2.ellipse(pixels, (x, canvas.height), body, 0, 180, 360, (8, 8, 8), -1)
    return pixels


def swapped(canvas: Canvas) -> Pixels:
    """Another head where the head is."""
    left, top, right, bottom = canvas.box
    high = max(12, (bottom - top) // 3)
    wide = high * head().pixels.shape[1] // head().pixels.shape[0]
    return canvas.pasted(head().mirrored(), (left + right - wide) // 2, top, high)


def twin(canvas: Canvas) -> Pixels:
    """Both halves mirrored about the edge of whoever is there."""
    left, _, right, _ = canvas.box
    pixels = canvas.pixels.copy()
    if canvas.width - right >= left:
        wide = min(right - left, canvas.width - right)
        pixels[:, right : right + wide] = canvas.pixels[:, right - wide : right][:, ::-1]
    else:
        wide = min(right - left, left)
        pixels[:, left - wide : left] = canvas.pixels[:, left : left + wide][:, ::-1]
    return pixels


def upside_down(canvas: Canvas) -> Pixels:
    """A second person who hangs from above."""
    return _beside(canvas, whole().turned(2), 0.5)


def cartoon(canvas: Canvas) -> Pixels:
    """Somebody drawn: round head, dots for eyes, clothes of one colour."""
    pixels = canvas.pixels.copy()
    wide, high = max(8, canvas.width // 6), canvas.height
    x = canvas.emptiest(wide, high)[0] + wide // 2
    cv2.ellipse(pixels, (x, high), (wide // 2, high // 2), 0, 180, 360, (60, 90, 190), -1)
    cv2.circle(pixels, (x, high // 2), wide // 2, (250, 214, 170), -1)
    for eye in (-1, 1):
        cv2.circle(pixels, (x + eye * wide // 6, high // 2), max(1, wide // 20), (20, 20, 20), -1)
    cv2.ellipse(
        pixels, (x, high // 2 + wide // 6), (wide // 5, wide // 10), 0, 0, 180, (160, 30, 40), 2
    )
    return pixels


def _beside(canvas: Canvas, figure: Scene, share: float) -> Pixels:
    high = max(16, round(canvas.height * share))
    wide = max(4, round(figure.pixels.shape[1] * high / figure.pixels.shape[0]))
    return canvas.pasted(figure, *canvas.emptiest(wide, high), high)


def ghost(canvas: Canvas) -> Pixels:
    """A second person, half transparent."""
    made = second(canvas)
    return np.asarray(cv2.addWeighted(canvas.pixels, 0.5, made, 0.5, 0), np.uint8)
