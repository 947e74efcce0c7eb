"""Paper-cut drawing: closed outlines filled with soft shade and cast shadows, all in numpy.

Outlines are arrays of points, n x 2, float. A `Part` is one piece of coloured paper; a `Figure` is
a stack of parts in a frame of its own: x from about -0.5 to 0.5, y from 0 (the ground) up to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels

Colour: TypeAlias = tuple[float, float, float]  # red, green, blue, 0 to 1, sRGB
Points: TypeAlias = NDArray[np.float64]
Layer: TypeAlias = NDArray[np.float32]  # coverage, height x width, 0 to 1

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)


def rgb(code: str) -> Colour:
    """A colour from "#rrggbb"."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0 gives `one`, 1 gives `other`."""
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Toward a warm black, as paper in shadow looks."""
    return mix(colour, (0.10, 0.06, 0.14), share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """Toward white."""
    return mix(colour, WHITE, share)


def polygon(*points: tuple[float, float]) -> Points:
    """Straight edges between the points."""
    return np.array(points, np.float64)


def smooth(*points: tuple[float, float]) -> Points:
    """A closed Catmull-Rom curve through the points."""
    knots = np.array(points, np.float64)
    return _spline(np.vstack([knots[-1:], knots, knots[:2]]))


def ellipse(x: float, y: float, wide: float, high: float, turn: float = 0.0) -> Points:
    """Half axes `wide` and `high`, turned by `turn` degrees."""
    angle = np.linspace(0, 2 * math.pi, 72, endpoint=False)
    outline = np.stack([np.cos(angle) * wide, np.sin(angle) * high], axis=1)
    moved: Points = turned(outline, turn) + np.array([x, y])
    return moved


def box(left: float, bottom: float, right: float, top: float, corner: float = 0.0) -> Points:
    """A rectangle, with round corners of that radius."""
    if corner <= 0:
        return polygon((left, bottom), (right, bottom), (right, top), (left, top))
    quarter = np.linspace(0, math.pi / 2, 10)
    centres = [
        (right - corner, top - corner, 0.0),
        (left + corner, top - corner, math.pi / 2),
        (left + corner, bottom + corner, math.pi),
        (right - corner, bottom + corner, 1.5 * math.pi),
    ]
    arcs = [
        np.stack([x + corner * np.cos(quarter + a), y + corner * np.sin(quarter + a)], axis=1)
        for x, y, a in centres
    ]
    return np.vstack(arcs)


def ribbon(spine: Sequence[tuple[float, float]], start: float, end: float) -> Points:
    """A band along a smooth spine, `start` wide at its beginning and `end` at its end, round."""
    knots = np.array(spine, np.float64)
    ends = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    line = _spline(ends)
    line = np.vstack([line, knots[-1:]])
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.linspace(start, end, len(line))[:, None] / 2
    cap = np.linspace(0, math.pi, 10)[1:-1, None]
    tip = line[-1] + half[-1] * (across[-1] * np.cos(cap) + along[-1] * np.sin(cap))
    root = line[0] - half[0] * (across[0] * np.cos(cap) + along[0] * np.sin(cap))
    return np.vstack([line + across * half, tip, (line - across * half)[::-1], root])


def wedge(x: float, y: float, radius: float, start: float, end: float) -> Points:
    """A slice of a disc between two angles in degrees."""
    angle = np.radians(np.linspace(start, end, 40))
    arc = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)
    return np.vstack([arc, [[x, y]]]) if abs(end - start) < 360 else arc


def star(x: float, y: float, radius: float, inner: float, rays: int, turn: float = 90) -> Points:
    """A star; `inner` is the share of the radius at which its notches lie."""
    angle = np.radians(turn + np.arange(2 * rays) * 180 / rays)
    reach = np.where(np.arange(2 * rays) % 2, radius * inner, radius)
    return np.stack([x + reach * np.cos(angle), y + reach * np.sin(angle)], axis=1)


def turned(outline: Points, degrees: float) -> Points:
    """Turned about the origin."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    result: Points = outline @ np.array([[cosine, sine], [-sine, cosine]])
    return result


def mirrored(outline: Points) -> Points:
    """Left and right exchanged."""
    result: Points = outline * np.array([-1.0, 1.0])
    return result


def _spline(knots: Points, steps: int = 10) -> Points:
    before, here, after, beyond = knots[:-3], knots[1:-2], knots[2:-1], knots[3:]
    pieces = []
    for t in np.linspace(0, 1, steps, endpoint=False):
        pieces.append(
            0.5
            * (
                2 * here
                + (after - before) * t
                + (2 * before - 5 * here + 4 * after - beyond) * t**2
                + (3 * here - before - 3 * after + beyond) * t**3
            )
        )
    return np.stack(pieces, axis=1).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class Part:
    """One piece of paper. `lift` is how far it stands off what lies below: 0 none, 1 far.

    `more` are further rings: holes where they lie inside the outline, else pieces beside it.
    """

    outline: Points
    colour: Colour
    lift: float = 0.0
    shade: float = 0.06
    more: tuple[Points, ...] = ()


Figure: TypeAlias = tuple[Part, ...]


def both(part: Part) -> Figure:
    """The part and its mirror image: two eyes, two ears."""
    more = tuple(mirrored(ring) for ring in part.more)
    return (part, Part(mirrored(part.outline), part.colour, part.lift, part.shade, more))


def coverage(pieces: Iterable[Sequence[Points]], shape: tuple[int, int]) -> Layer:
    """How much of each pixel the pieces cover, antialiased; the rings of one are even-odd."""
    height, width = shape
    finer = 4 if height * width < 200_000 else 2
    sheet = np.zeros((height * finer, width * finer), np.uint8)
    for rings in pieces:
        fine = [
            np.round(np.clip(ring * finer, -30_000, 30_000) * 16).astype(np.int32) for ring in rings
        ]
        cv2.fillPoly(sheet, fine, 255, cv2.LINE_AA, 4)
    small = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / np.float32(255)


class Canvas:
    """A sheet that parts are laid onto; x to the right and y down, in pixels."""

    def __init__(self, width: int, height: int, colour: Colour = WHITE) -> None:
        self.width, self.height = width, height
        self.unit = float(min(width, height))
        self.sheet: NDArray[np.float32] = np.empty((height, width, 3), np.float32)
        self.sheet[:] = colour

    @classmethod
    def over(cls, pixels: Pixels) -> Canvas:
        """A canvas that begins as a copy of a picture."""
        canvas = cls(pixels.shape[1], pixels.shape[0])
        canvas.sheet = pixels.astype(np.float32) / np.float32(255)
        return canvas

    def pixels(self) -> Pixels:
        """The picture, uint8."""
        result: Pixels = np.clip(self.sheet * 255 + 0.5, 0, 255).astype(np.uint8)
        return result

    def gradient(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Fill everything, from top to bottom: share of the height, colour."""
        rows = np.linspace(0, 1, self.height)
        at = [stop for stop, _ in stops]
        for channel in range(3):
            ramp = np.interp(rows, at, [colour[channel] for _, colour in stops])
            self.sheet[..., channel] = ramp[:, None]

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light around a point, fading out at `radius`."""
        window = self._window(x - radius, y - radius, x + radius, y + radius)
        if window is None:
            return
        left, top, right, bottom = window
        rows, columns = np.ogrid[top:bottom, left:right]
        far = np.hypot(columns - x, rows - y) / radius
        share = (np.clip(1 - far, 0, 1) ** 2 * strength).astype(np.float32)
        self._blend(window, share, np.array(colour, np.float32))

    def paint(
        self,
        outline: Points,
        colour: Colour,
        lift: float = 0.0,
        shade: float = 0.0,
        opacity: float = 1.0,
        more: Sequence[Points] = (),
    ) -> None:
        """Lay one piece of paper: its shadow, then itself, a little lighter at its top."""
        reach = lift * self.unit * 0.03
        rings = (outline, *more)
        everything = np.vstack(rings)
        low, high = everything.min(axis=0), everything.max(axis=0)
        pad = 3 * reach + 2
        window = self._window(low[0] - pad, low[1] - pad, high[0] + pad, high[1] + pad)
        if window is None:
            return
        left, top, right, bottom = window
        moved = [ring - np.array([left, top]) for ring in rings]
        layer = coverage([moved], (bottom - top, right - left))
        if reach > 0.4:
            self._blend(window, _shadow(layer, reach), np.array((0.05, 0.03, 0.12), np.float32))
        tint: NDArray[np.float32] = np.array(colour, np.float32)
        if shade:
            rows = (np.arange(top, bottom) - low[1]) / max(high[1] - low[1], 1.0)
            ramp = (1 + shade * (1 - 2 * np.clip(rows, 0, 1))).astype(np.float32)
            tint = np.clip(ramp[:, None, None] * tint, 0, 1)
        self._blend(window, layer * np.float32(opacity), tint)

    def place(
        self, figure: Figure, x: float, ground: float, size: float, turn: float = 0.0
    ) -> tuple[int, int, int, int]:
        """Set a figure's foot at (x, ground), `size` pixels high; gives its box in pixels."""
        pieces = [
            [self._set(ring, x, ground, size, turn) for ring in (part.outline, *part.more)]
            for part in figure
        ]
        everything = np.vstack([ring for rings in pieces for ring in rings])
        low, high = everything.min(axis=0), everything.max(axis=0)
        self._cast(pieces, low, high, size)
        scale = size / self.unit
        for part, (outline, *more) in zip(figure, pieces, strict=True):
            self.paint(outline, part.colour, part.lift * scale, part.shade, 1.0, more)
        return (
            max(0, math.floor(low[0])),
            max(0, math.floor(low[1])),
            min(self.width, math.ceil(high[0])),
            min(self.height, math.ceil(high[1])),
        )

    def _cast(self, pieces: list[list[Points]], low: Points, high: Points, size: float) -> None:
        reach = max(size * 0.018, 0.5)
        pad = 3 * reach + 2
        window = self._window(low[0] - pad, low[1] - pad, high[0] + pad, high[1] + pad)
        if window is None:
            return
        left, top, right, bottom = window
        moved = [[ring - np.array([left, top]) for ring in rings] for rings in pieces]
        layer = coverage(moved, (bottom - top, right - left))
        self._blend(window, _shadow(layer, reach), np.array((0.05, 0.03, 0.12), np.float32))

    def _set(self, outline: Points, x: float, ground: float, size: float, turn: float) -> Points:
        upright = turned(outline, turn)
        return np.stack([x + upright[:, 0] * size, ground - upright[:, 1] * size], axis=1)

    def _window(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[int, int, int, int] | None:
        window = (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(self.width, math.ceil(right)),
            min(self.height, math.ceil(bottom)),
        )
        return window if window[0] < window[2] and window[1] < window[3] else None

    def _blend(
        self, window: tuple[int, int, int, int], share: Layer, tint: NDArray[np.float32]
    ) -> None:
        left, top, right, bottom = window
        below = self.sheet[top:bottom, left:right]
        below += (tint - below) * share[..., None]


def _shadow(layer: Layer, reach: float) -> Layer:
    """The soft shadow a layer casts down and to the right, at most 0.34 dark."""
    shift = np.array([[1, 0, reach * 0.45], [0, 1, reach * 0.8]], np.float32)
    moved = cv2.warpAffine(layer, shift, (layer.shape[1], layer.shape[0]))
    result: Layer = cv2.GaussianBlur(moved, (0, 0), max(reach * 0.7, 0.3)) * np.float32(0.34)
    return result
