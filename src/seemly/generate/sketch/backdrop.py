"""Blurring or replacing what lies behind, with clean edges at any size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.generate.sketch import grade, scenes, view
from seemly.generate.sketch.drawing import rgb
from seemly.provenance.publication import Pixels

STRIP = 512  # rows worked on at a time, so that 40 megapixels need little memory
_SMALL = 1200  # long side at which backgrounds are blurred, pixels


#: Width of the blend outside a subject, as a share of the short side. A lock is grown past the
#: person, so a rim of what was behind stays; a wide blend turns it from a hard edge into a glow.
AROUND_A_LOCK = 0.014
AROUND_A_SUBJECT = 0.004

#: Red chroma of skin, light and dark (Cr - 128 of YCrCb), with room for grain and JPEG.
LEAST_RED, MOST_RED = 6, 44

#: Nobody stands on them: no shadow at the feet.
_WITHOUT_GROUND = frozenset({"night sky"})

GRAIN = 1.6  # levels: of a photograph, for what is drawn behind somebody


def replace(pixels: Pixels, free: Pixels, scene: str, seed: int, rim: float) -> Pixels:
    """The picture with a drawn scene wherever `free` (height x width, uint8) is above 0.

    `rim` is how wide the old background fades into the new one, as a share of the short side.
    """
    height, width = free.shape
    if scene.startswith("#") and " " in scene:  # two colours, not "night sky"
        return lay(pixels, free, _gradient(scene, (width, height)), edge(free, rim))
    seen = view.estimate(pixels, free)
    drawn = scenes.paint(scene, (width, height), seen, seed)
    if not scene.startswith("#"):
        drawn = grade.graded(drawn, seen)
        if rim == AROUND_A_LOCK:
            drawn = grade.hazed(drawn, pixels, free)
        drawn = _unlike_skin(drawn)  # last: a haze has the colours of the old background
    if scene not in _WITHOUT_GROUND:
        drawn = grade.shaded(drawn, free, seen)
    return lay(pixels, free, drawn, edge(free, rim))


def blur(pixels: Pixels, free: Pixels) -> Pixels:
    """The picture with everything out of focus where `free` is above 0.

    Only free pixels are mixed, so the subject's colours do not bleed into what lies behind.
    """
    height, width = free.shape
    scale = min(1.0, _SMALL / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(free, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    # What is mostly subject counts little; a trace is kept where nothing free is near.
    weight = share**4 + 1e-4
    sigma = max(1.0, 0.022 * min(size))
    spread = cv2.GaussianBlur(weight, (0, 0), sigma)
    mixed = cv2.GaussianBlur(small * weight[..., None], (0, 0), sigma) / spread[..., None]
    soft: Pixels = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return lay(pixels, free, soft, edge(free, 0.006))


def _gradient(colours: str, size: tuple[int, int]) -> Pixels:
    """From the first colour at the top to the second at the bottom."""
    above, below = (np.array(rgb(code)) for code in colours.split())
    share = np.linspace(0, 1, 256)[:, None]
    # Mixed as light: half way between red and green is no mud.
    column = np.sqrt(above**2 * (1 - share) + below**2 * share)
    narrow = np.rint(column * 255).astype(np.uint8)[:, None, :]
    columns = max(2, round(256 * size[0] / size[1]))
    return np.ascontiguousarray(np.repeat(narrow, columns, axis=1))


def edge(free: Pixels, share: float) -> NDArray[np.uint8]:
    """How much of the background is replaced: 0 on the subject, rising to 255 just outside it.

    The rise lies wholly on the free side, so it changes nobody who is locked.
    """
    height, width = free.shape
    scale = min(1.0, 2400 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(free, size, interpolation=cv2.INTER_AREA)
    far = cv2.distanceTransform((small > 127).astype(np.uint8), cv2.DIST_L2, 5)
    reach = max(1.5, share * min(size))
    ramp = np.clip((far - 0.5) / reach, 0, 1)
    ramp = ramp * ramp * (3 - 2 * ramp)
    whole = cv2.resize(
        (ramp * 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
    )
    whole[free == 0] = 0
    return np.asarray(whole, np.uint8)


def _unlike_skin(drawn: Pixels) -> Pixels:
    """The scene without the red of skin: wood turns to oak, sand to shell.

    The check of the result cannot know that a brown patch beside somebody is a shelf and not a
    painted limb; so drawn scenes keep out of that range of colour.
    """
    parts = cv2.cvtColor(drawn, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    red = parts[..., 1] - 128
    near = (red > LEAST_RED) & (red < MOST_RED)
    strength = np.ones_like(red)
    np.divide(LEAST_RED, red, out=strength, where=near)
    # Both chromas shrink together, so the hue stays and only its strength goes.
    parts[..., 1:] = 128 + (parts[..., 1:] - 128) * strength[..., None]
    plain: Pixels = np.asarray(
        cv2.cvtColor(np.clip(parts, 0, 255).astype(np.uint8), cv2.COLOR_YCrCb2RGB), np.uint8
    )
    return plain


def lay(
    pixels: Pixels, free: Pixels, drawn: Pixels, share: NDArray[np.uint8], grain: float = GRAIN
) -> Pixels:
    """Lay `drawn` (any size, same shape) over the picture, strip by strip.

    `share` (height x width, uint8) says how much of it shows; `grain` is the spread, in levels, of
    the fine noise it gets so that it looks photographed.
    """
    height, width = free.shape
    result = pixels.copy()
    noise = np.random.default_rng(7).normal(0, grain, (256, 256, 1)).astype(np.float32)
    tiled = np.tile(noise, (2, width // 256 + 1, 1))[:, :width]
    tall = drawn.shape[0] / height
    for top in range(0, height, STRIP):
        bottom = min(height, top + STRIP)
        if not share[top:bottom].any():
            continue
        rows = (np.arange(top, bottom, dtype=np.float32) + 0.5) * tall - 0.5
        columns = (np.arange(width, dtype=np.float32) + 0.5) * (drawn.shape[1] / width) - 0.5
        grid = (
            np.broadcast_to(columns, (bottom - top, width)),
            np.broadcast_to(rows[:, None], (bottom - top, width)),
        )
        strip = cv2.remap(
            drawn, np.ascontiguousarray(grid[0]), np.ascontiguousarray(grid[1]), cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32) + tiled[: bottom - top]  # fmt: skip
        part = share[top:bottom, :, None].astype(np.float32) / 255
        here = pixels[top:bottom].astype(np.float32)
        mixed = np.clip(here + (strip - here) * part + 0.5, 0, 255).astype(np.uint8)
        result[top:bottom] = np.where(part > 0, mixed, pixels[top:bottom])
    return result
