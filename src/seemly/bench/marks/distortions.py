"""What networks and people do to a picture. Pixels in, pixels out: RGB, uint8, deterministic."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from seemly.provenance.publication import Pixels

Distortion = Callable[[Pixels], Pixels]


def encoded(suffix: str, quality: int) -> Distortion:
    """Through a JPEG (4:2:0) or a WebP."""
    name = cv2.IMWRITE_JPEG_QUALITY if suffix == ".jpg" else cv2.IMWRITE_WEBP_QUALITY

    def through(pixels: Pixels) -> Pixels:
        _, data = cv2.imencode(suffix, pixels[..., ::-1], [name, quality])
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)

    return through


def scaled(across: float, down: float) -> Distortion:
    """Each side by its factor: by area where the picture shrinks."""
    how = cv2.INTER_AREA if max(across, down) < 1 else cv2.INTER_LINEAR
    return lambda pixels: _sized(
        pixels, round(pixels.shape[1] * across), round(pixels.shape[0] * down), how
    )


def longest(side: int) -> Distortion:
    """The longer side at most so many pixels."""

    def shrunk(pixels: Pixels) -> Pixels:
        factor = min(1.0, side / max(pixels.shape[:2]))
        return pixels if factor == 1 else scaled(factor, factor)(pixels)

    return shrunk


def within(area: int) -> Distortion:
    """At most so many pixels."""

    def shrunk(pixels: Pixels) -> Pixels:
        factor = min(1.0, (area / (pixels.shape[0] * pixels.shape[1])) ** 0.5)
        return pixels if factor == 1 else scaled(factor, factor)(pixels)

    return shrunk


def inside(side: int) -> Distortion:
    """The longer side exactly so many pixels."""

    def fitted(pixels: Pixels) -> Pixels:
        factor = side / max(pixels.shape[:2])
        return scaled(factor, factor)(pixels)

    return fitted


def jpeg_of(most: int) -> Distortion:
    """The best JPEG of at most so many bytes: quality 95, 90, and so on, not below 30."""

    def through(pixels: Pixels) -> Pixels:
        for quality in range(95, 25, -5):
            asked = [cv2.IMWRITE_JPEG_QUALITY, quality]
            _, data = cv2.imencode(".jpg", pixels[..., ::-1], asked)
            if len(data) <= most:
                break
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)

    return through


def cut(left: float, top: float, right: float, bottom: float) -> Distortion:
    """These shares of the sides taken off."""

    def smaller(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        rows = slice(round(top * height), height - round(bottom * height))
        columns = slice(round(left * width), width - round(right * width))
        return np.ascontiguousarray(pixels[rows, columns])

    return smaller


def toned(brighter: float, contrast: float, saturation: float) -> Distortion:
    """`brighter` in levels; the others as factors."""

    def other(pixels: Pixels) -> Pixels:
        values = pixels.astype(np.float32)
        grey = values.mean(2, keepdims=True)
        values = grey + (values - grey) * saturation
        values = (values - 128) * contrast + 128 + brighter
        return np.asarray(values.clip(0, 255), np.uint8)

    return other


def turned(degrees: float) -> Distortion:
    """About the middle, corners black."""

    def leaning(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        turned = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC)
        return np.asarray(turned, np.uint8)

    return leaning


def chained(*steps: Distortion) -> Distortion:
    """One after the other."""

    def all_of_them(pixels: Pixels) -> Pixels:
        for step in steps:
            pixels = step(pixels)
        return pixels

    return all_of_them


def screenshot(pixels: Pixels) -> Pixels:
    """At 80 % on a phone's dark page, with words above it."""
    smaller = _sized(
        pixels, round(pixels.shape[1] * 0.8), round(pixels.shape[0] * 0.8), cv2.INTER_LINEAR
    )
    height, width = smaller.shape[:2]
    tall = int(max(width * 1.78, height * 1.2))
    page = np.full((tall, int(width * 1.04), 3), (24, 20, 20), np.uint8)
    top, left = (tall - height) // 2, (page.shape[1] - width) // 2
    page[top : top + height, left : left + width] = smaller
    for line in range(3):
        place = (left + 10, 30 + 22 * line if top > 80 else 18)
        _write(page, "Posted by @someone 12:30", place, 0.6, (230, 230, 230))
    return page


def meme(pixels: Pixels) -> Pixels:
    """A white bar with words over the top, and a disc."""
    other = pixels.copy()
    height, width = other.shape[:2]
    other[: int(0.16 * height)] = 255
    place = (int(0.05 * width), int(0.11 * height))
    _write(other, "WHEN THE BOT ANSWERS", place, width / 520, (0, 0, 0))
    middle = (int(0.75 * width), int(0.7 * height))
    cv2.circle(other, middle, int(0.12 * min(height, width)), (250, 200, 40), -1)
    return other


def noisy(pixels: Pixels) -> Pixels:
    """Noise of deviation 8."""
    noise = np.random.default_rng(7).normal(0, 8, pixels.shape)
    return (pixels + noise).clip(0, 255).astype(np.uint8)


def _mirrored(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, ::-1])


def _quarter(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels))


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(
        cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8
    )


def _blurred(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 1), np.uint8)


def _median(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.medianBlur(pixels, 3), np.uint8)


def _sized(pixels: Pixels, width: int, height: int, how: int) -> Pixels:
    size = (max(1, width), max(1, height))
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _write(
    pixels: Pixels, text: str, place: tuple[int, int], size: float, colour: tuple[int, int, int]
) -> None:
    thick = 1 if size < 0.7 else 2
    cv2.putText(pixels, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, thick, cv2.LINE_AA)


_JPEG_75, _WEBP_75 = encoded(".jpg", 75), encoded(".webp", 75)
_HALF_AREA = cut(0.2, 0.1, 0.09, 0.19)

#: By name. Every distortion of the trial's list, stretched aspects, and what networks do. Mastodon:
#: 8.3 megapixels, previews of 640 x 360, quality 90. AT Protocol: an app's upload is shrunk to 2000
#: pixels and a megabyte; readers get WebP of 1000 pixels (bluesky-social/atproto, image/uri.ts).
DISTORTIONS: dict[str, Distortion] = {
    "none": lambda pixels: pixels,
    "jpeg 75": _JPEG_75,
    "jpeg 50": encoded(".jpg", 50),
    "jpeg 30": encoded(".jpg", 30),
    "webp 75": _WEBP_75,
    "webp 50": encoded(".webp", 50),
    "half size": scaled(0.5, 0.5),
    "half size, jpeg 75": chained(scaled(0.5, 0.5), _JPEG_75),
    "longest 1000, jpeg 75": chained(longest(1000), _JPEG_75),
    "cut one side 10 %, jpeg 75": chained(cut(0, 0.1, 0, 0), _JPEG_75),
    "cut all round 10 %, jpeg 75": chained(cut(0.1, 0.1, 0.1, 0.1), _JPEG_75),
    "cut to half, jpeg 75": chained(_HALF_AREA, _JPEG_75),
    "cut to a quarter": cut(0.3, 0.2, 0.2, 0.3),
    "80 %, png": scaled(0.8, 0.8),
    "mirror, jpeg 75": chained(_mirrored, _JPEG_75),
    "quarter turn": _quarter,
    "brighter, more contrast": toned(10, 1.12, 1.2),
    "darker, less contrast": toned(-25, 0.8, 0.6),
    "grey": _grey,
    "screenshot, jpeg 80": chained(screenshot, encoded(".jpg", 80)),
    "chain": chained(longest(1000), cut(0.05, 0.05, 0.05, 0.05), _JPEG_75, screenshot, _JPEG_75),
    "blur": _blurred,
    "noise": noisy,
    "median": _median,
    "meme, jpeg 75": chained(meme, _JPEG_75),
    "stretched 3 %": scaled(1.03, 1.0),
    "stretched 5 %, jpeg 75": chained(scaled(1.0, 1.05), _JPEG_75),
    "squeezed 5 %": scaled(0.95, 1.0),
    "Mastodon-like, webp 90": chained(within(8_294_400), encoded(".webp", 90)),
    "Mastodon-like preview, webp 90": chained(within(230_400), encoded(".webp", 90)),
    "AT Protocol blob, jpeg of 1 MB": chained(longest(2000), jpeg_of(1_000_000)),
    "AT Protocol view, webp 80": chained(inside(1000), encoded(".webp", 80)),
}
#: Read with `read_deep`.
TURNS: dict[str, Distortion] = {
    "turned 1": turned(1),
    "turned 5, jpeg 75": chained(turned(5), _JPEG_75),
    "turned -8": turned(-8),
}
#: Only the size is another: who knew the original's could undo them.
SCALINGS = frozenset(
    (
        *("half size", "half size, jpeg 75", "longest 1000, jpeg 75", "80 %, png"),
        *("stretched 3 %", "stretched 5 %, jpeg 75", "squeezed 5 %"),
        *("Mastodon-like, webp 90", "Mastodon-like preview, webp 90"),
        *("AT Protocol blob, jpeg of 1 MB", "AT Protocol view, webp 80"),
    )
)
