"""Stickers: worn by the main subject or by whoever agreed, set where asked, or over everything.

No pixel of a sticker or its shadow lies where the picture may not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.sketch import backdrop, subject
from seemly.generate.sketch.drawing import (
    WHITE,
    Canvas,
    Colour,
    Figure,
    box,
    darker,
    ellipse,
    lighter,
    mix,
    rgb,
    ribbon,
    turned,
)
from seemly.generate.sketch.edits import Sticker
from seemly.generate.sketch.spots import Box, Place, free_spot
from seemly.generate.sketch.wearables import SET, WORN, Extent, Wearable
from seemly.provenance.publication import Pixels

EVERYWHERE = ("confetti", "frame")
STICKERS = (*WORN, *SET, *EVERYWHERE)

SIDE = 1800  # long side at which what covers a whole picture is drawn, pixels
FRAMED = 0.7  # of a frame must be free, or it would be a fragment
_CONFETTI = ("#e8467c", "#2f8fd0", "#fbd04a", "#23a08c", "#ee6f3a", "#7a4fc0", "#f7f3e8")


@dataclass(frozen=True)
class Onto:
    """What a sticker is set onto: the picture as it is, as its subject was found in (before its
    background changed), where it may change (255), and faces of people who agreed, in pixels."""

    pixels: Pixels
    seen: Pixels
    free: Pixels
    faces: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Spot:
    """The middle of a sticker in pixels, its width, and its lean in degrees to the right."""

    x: float
    y: float
    width: float
    lean: float = 0.0


def put(onto: Onto, wanted: Sticker, seed: int) -> tuple[Pixels, tuple[Box, ...]]:
    """The picture with the sticker, and the boxes that changed.

    Raises GeneratorCannot when nobody is there who could wear it, or no free place.
    """
    rng = np.random.default_rng(seed)
    colour = rgb(wanted.colour) if wanted.colour else None
    if wanted.name == "confetti":
        return _strewn(onto, colour, rng)
    if wanted.name == "frame":
        return _framed(onto, colour)
    if wanted.name in SET:
        return _set(onto, wanted, colour, rng)
    thing = WORN[wanted.name]
    spots = _worn(onto, wanted, thing)
    pixels, boxes = onto.pixels, []
    for spot in spots:
        figure = thing.draw(colour, rng)
        pixels, changed = _drawn(pixels, onto.free, figure, spot, thing.extent)
        boxes.append(changed)
    return pixels, tuple(boxes)


def _worn(onto: Onto, wanted: Sticker, thing: Wearable) -> tuple[Spot, ...]:
    if wanted.place is not None:
        return tuple(_at(onto.free, wanted, thing.extent, 0.26))
    if onto.faces and not wanted.on_animal:
        spots = [_on_face(face, thing) for face in onto.faces]
        if all(_clear(onto.free, spot, thing.extent) for spot in spots):
            return tuple(spots)
        raise GeneratorCannot(wanted.name, "somebody is in its place who did not agree")
    return (_on_subject(onto, wanted.name, thing),)


def _on_face(face: Box, thing: Wearable) -> Spot:
    left, top, right, bottom = face
    drop, wide = thing.on_face
    return Spot((left + right) / 2, top + drop * (bottom - top), wide * (right - left))


def _on_subject(onto: Onto, name: str, thing: Wearable) -> Spot:
    found = subject.mask(onto.seen, onto.free)
    if found is None:
        raise GeneratorCannot(name, "no subject stands out that could wear it")
    top = subject.head(found)
    height, width = onto.free.shape
    drop, wide = thing.on_head
    broad = float(np.clip(top.width * wide, 0.06 * min(height, width), 0.5 * width))
    y = top.y + drop * top.width
    _, _, _, high = thing.extent
    if y - high * broad < 0:
        # A head near the upper edge still gets its whole hat, smaller and lower on the brow.
        broad = max(min(broad, (top.y + 0.3 * broad) / (high * 0.9)), 0.4 * broad)
        y = max(y, high * broad * 0.98)
    lean = top.lean if thing.on_head[0] > 0.2 else top.lean or 6.0
    spot = Spot(top.x, y, broad, lean if drop < 0.2 else 0.0)
    for shrink in (1.0, 0.8, 0.6, 0.45):
        smaller = replace(spot, width=broad * shrink, y=y - (1 - shrink) * 0.1 * broad)
        if _clear(onto.free, smaller, thing.extent):
            return smaller
    raise GeneratorCannot(name, "there is no free place for it on the subject")


def _at(free: Pixels, wanted: Sticker, extent: Extent, most: float) -> Iterator[Spot]:
    """As many free places as are wanted, as near as can be to where it was asked."""
    left_out = free.copy()
    low, high = extent[1], extent[3]
    for _ in range(wanted.count):
        spot = _next(left_out, wanted.place or (0.5, 0.5), extent, most)
        if spot is None:
            break
        yield spot
        half, top, bottom = 0.6 * spot.width, high * spot.width, -low * spot.width
        left_out[max(0, int(spot.y - top)) : int(spot.y + bottom) + 1,
                 max(0, int(spot.x - half)) : int(spot.x + half) + 1] = 0  # fmt: skip
    else:
        return
    if np.array_equal(left_out, free):
        raise GeneratorCannot(wanted.name, "there is no free place for it")


def _next(free: Pixels, place: Place, extent: Extent, most: float) -> Spot | None:
    short = min(free.shape)
    wide, high = extent[2] - extent[0] + 0.25, extent[3] - extent[1] + 0.12
    for share in (most, most * 0.77, most * 0.54, most * 0.38):
        width = share * short
        found = free_spot(free, (width * wide, width * high), place)
        if found is not None:
            left, _, right, bottom = found
            return Spot((left + right) / 2, bottom + (extent[1] - 0.06) * width, width,
                        6.0 if high > 1 else 0.0)  # fmt: skip
    return None


def _set(
    onto: Onto, wanted: Sticker, colour: Colour | None, rng: np.random.Generator
) -> tuple[Pixels, tuple[Box, ...]]:
    """Hearts, stars and balloons: around the subject where no place was said."""
    draw, extent = SET[wanted.name]
    free = onto.free
    places = [wanted.place] * wanted.count if wanted.place else _corners(wanted.count, rng)
    if wanted.place is None:
        found = subject.mask(onto.seen, free)
        if found is not None:
            free = np.asarray(np.where(found > 0, 0, free), np.uint8)
    most = 0.24 if wanted.count < 3 else 0.15 if wanted.count < 8 else 0.1
    pixels, boxes = onto.pixels, []
    for place in places:
        spot = _next(free, place, extent, most * float(rng.uniform(0.75, 1.0)))
        if spot is None:
            continue
        spot = replace(spot, lean=float(rng.uniform(-14, 14)))
        pixels, changed = _drawn(pixels, onto.free, draw(colour, rng), spot, extent)
        boxes.append(changed)
        left, top, right, bottom = changed
        free = free.copy()
        free[top:bottom, left:right] = 0
    if not boxes:
        raise GeneratorCannot(wanted.name, "there is no free place for it")
    return pixels, tuple(boxes)


def _corners(count: int, rng: np.random.Generator) -> list[Place]:
    """Places around the middle, the upper corners first."""
    usual: list[Place] = [(0.84, 0.14), (0.14, 0.16), (0.88, 0.5), (0.1, 0.52), (0.5, 0.06)]
    more = [(float(x), float(y)) for x, y in rng.uniform(0.04, 0.96, (max(0, count - 5), 2))]
    return [*usual, *more][:count]


def _corner_points(spot: Spot, extent: Extent, grown: float) -> np.ndarray:
    """The corners around a sticker and its shadow in pixels."""
    left, low, right, high = extent
    corners = np.array([[left, low], [right, low], [right, high], [left, high]])
    # A cone is narrow at its top; its box would often not be free where it is.
    if high > 1.2 and low > -0.5:
        corners[2:, 0] *= 0.34
    upright = turned(corners * grown * spot.width, -spot.lean)
    return np.stack([spot.x + upright[:, 0], spot.y - upright[:, 1]], axis=1)


def _clear(free: Pixels, spot: Spot, extent: Extent) -> bool:
    """Whether everything it covers may change; what leaves the picture does not count."""
    cover = np.zeros(free.shape, np.uint8)
    corners = np.round(_corner_points(spot, extent, 1.04)).astype(np.int32)
    cv2.fillConvexPoly(cover, corners, 255)
    return bool((free[cover > 0] == 255).all())


def _drawn(
    pixels: Pixels, free: Pixels, figure: Figure, spot: Spot, extent: Extent
) -> tuple[Pixels, Box]:
    """Draw it in a window of the picture, never on pixels that are not free."""
    height, width = free.shape
    corners = _corner_points(spot, (extent[0], extent[1], extent[2], extent[3]), 1.3)
    reach = abs(extent[2]) * 1.3 * spot.width
    left = max(0, int(min(corners[:, 0].min(), spot.x - reach)))
    right = min(width, int(max(corners[:, 0].max(), spot.x + reach)) + 1)
    top, bottom = max(0, int(corners[:, 1].min())), min(height, int(corners[:, 1].max()) + 1)
    if left >= right or top >= bottom:
        return pixels, (0, 0, 0, 0)
    window = pixels[top:bottom, left:right]
    canvas = Canvas.over(np.ascontiguousarray(window))
    canvas.unit = spot.width * 1.1
    canvas.place(figure, spot.x - left, spot.y - top, spot.width, -spot.lean)
    result = pixels.copy()
    may = (free[top:bottom, left:right] == 255)[..., None]
    result[top:bottom, left:right] = np.where(may, canvas.pixels(), window)
    return result, (left, top, right, bottom)


def _strewn(
    onto: Onto, colour: Colour | None, rng: np.random.Generator
) -> tuple[Pixels, tuple[Box, ...]]:
    """Confetti and streamers falling over the whole picture, denser above, off the subject."""
    dark, light = _sheets(onto.free)
    papers = [rgb(code) for code in _CONFETTI]
    if colour is not None:
        papers = [mix(colour, WHITE, share) for share in (0.0, 0.25, 0.5, 0.75)]
    width, height, unit = dark.width, dark.height, dark.unit
    for _ in range(round(150 * max(width, height) / unit)):
        x, y = rng.uniform(0, width), height * rng.uniform(0, 1) ** 1.5
        size, turn = unit * rng.uniform(0.008, 0.02), rng.uniform(0, 180)
        kind, paper = int(rng.integers(5)), papers[int(rng.integers(len(papers)))]
        if kind == 0:
            outline = ellipse(x, y, size * 0.7, size * rng.uniform(0.3, 0.7), turn)
        elif kind == 1:
            bend = [(x + size * 1.1 * np.sin(i * 1.7 + turn), y + size * 1.3 * i) for i in range(6)]
            outline = ribbon(bend, size * 0.35, size * 0.35)
        else:
            tilt = float(rng.uniform(0.25, 0.8))
            outline = turned(box(-size, -size * tilt, size, size * tilt), turn) + np.array([x, y])
        shade = float(rng.uniform(0, 0.2))
        for sheet in (dark, light):
            sheet.paint(outline, darker(paper, shade), 0.12, 0.1)
    pixels, share = _laid(onto, dark, light, subject.mask(onto.seen, onto.free))
    if not share.any():
        raise GeneratorCannot("confetti", "there is no free place for it")
    return pixels, ((0, 0, onto.free.shape[1], onto.free.shape[0]),)


def _framed(onto: Onto, colour: Colour | None) -> tuple[Pixels, tuple[Box, ...]]:
    """A wide mount with a narrow moulding, lit from above."""
    dark, light = _sheets(onto.free)
    width, height, unit = dark.width, dark.height, dark.unit
    wood = colour or rgb("#2e2a33")
    wide, mount = 0.032 * unit, 0.055 * unit
    rims = ((0.0, wide, wood), (wide, wide + mount, rgb("#fbf8f1")))
    border = np.zeros((height, width), np.uint8)
    reach = round(wide + mount)
    for side in (border[:reach], border[-reach:], border[:, :reach], border[:, -reach:]):
        side[:] = 255
    small = cv2.resize(onto.free, (width, height), interpolation=cv2.INTER_AREA)
    if float((small[border > 0] == 255).mean()) < FRAMED:
        raise GeneratorCannot("frame", "too much of the edge may not change")
    for sheet in (dark, light):
        for start, end, paper in rims:
            _mitred(sheet, start, end, paper)
        hair = max(1.0, 0.003 * unit)
        _mitred(sheet, wide + mount - hair, wide + mount, rgb("#cfc8b8"))
        _mitred(sheet, 0.6 * wide, 0.78 * wide, lighter(wood, 0.25))
    pixels, _ = _laid(onto, dark, light, None)
    return pixels, ((0, 0, onto.free.shape[1], onto.free.shape[0]),)


def _mitred(sheet: Canvas, start: float, end: float, paper: Colour) -> None:
    """One ring of four bars cut at 45 degrees, each lit a little differently."""
    w, h = float(sheet.width), float(sheet.height)
    outer = [(start, start), (w - start, start), (w - start, h - start), (start, h - start)]
    inner = [(end, end), (w - end, end), (w - end, h - end), (end, h - end)]
    for at, lit in enumerate((0.1, -0.04, -0.1, 0.04)):
        bar = np.array([outer[at], outer[(at + 1) % 4], inner[(at + 1) % 4], inner[at]])
        sheet.paint(bar, lighter(paper, lit) if lit > 0 else darker(paper, -lit))


def _sheets(free: Pixels) -> tuple[Canvas, Canvas]:
    """A black and a white sheet: what is drawn on both tells its colour and how much it covers."""
    height, width = free.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    return Canvas(*size, (0.0, 0.0, 0.0)), Canvas(*size, WHITE)


def _laid(onto: Onto, dark: Canvas, light: Canvas, off: Pixels | None) -> tuple[Pixels, Pixels]:
    """What was drawn on both sheets over the picture, and how much it covers; not over `off`."""
    cover = 1 - np.clip((light.sheet - dark.sheet).mean(axis=2), 0, 1)
    colours = dark.sheet / np.maximum(cover, 1e-3)[..., None]
    drawn = np.clip(colours * 255 + 0.5, 0, 255).astype(np.uint8)
    height, width = onto.free.shape
    whole = cv2.resize(
        (cover * 255 + 0.5).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
    )
    whole[onto.free < 255] = 0
    if off is not None:
        whole[off > 0] = 0
    share = np.asarray(whole, np.uint8)
    return backdrop.lay(onto.pixels, onto.free, drawn, share, grain=0.0), share
