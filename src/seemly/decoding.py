"""Hostile bytes in, canonical pixels out. Run it in a process with limits (`DECODE`).

Only the decoders for JPEG, PNG, WebP and GIF are ever opened. EXIF orientation and ICC profile
are applied, all other metadata is dropped, alpha is laid on white, and a picture longer than
`LONGEST` is scaled down to it, so that what the guard looks at, what a generator gets and what
can be published within a network's limits are the same pixels.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from seemly.compute.compute import Place, Task
from seemly.errors import BadPicture
from seemly.facts import Mark
from seemly.provenance import incoming
from seemly.provenance.publication import Pixels

MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
LEAST_SIDE = 16  # px; in less nothing can be seen, and no label can stand
MOST_ASPECT = 50  # a 700 x 120 strip already made a text reader ten times slower (docs/models.md)
LONGEST = 2048  # px of the longer side; at which photographs fit into the 2 MB of a network

#: Of a picture that moves the first frame is used; so many others are looked at, evenly spread, for
#: people who only come later. Finding them means decoding all before them, so that is bounded too.
LATER_FRAMES = 5
LATER_PIXELS = 100_000_000  # decoded at most for them: 100 frames of a megapixel, about 2 s
LATER_LONGEST = 1024  # px of the longer side: to be looked at, never to be shown

FIRST_FRAME = "first_frame"  # it moves; only the first frame is used
SCALED_DOWN = "scaled_down"
PROFILE_IGNORED = "profile_ignored"  # the colour profile does not fit the picture; read as sRGB
HAS_CREDENTIALS = Mark.CREDENTIALS

_ORIENTATION = 0x0112  # EXIF tag
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_COLOUR_SPACES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
#: What Pillow raises on malformed bytes. Anything else is a crash of the process: CheckFailed.
_MALFORMED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture from outside after decoding.

    `pixels`: height x width x 3, uint8, sRGB, contiguous and read-only, longer side at most
    `LONGEST`. `notes`: the constants of this module, and the marks that it brought along.
    `sha256`: hex, of the bytes as they came. `later`: a few other frames of a picture that moves,
    longer side at most `LATER_LONGEST`.
    """

    pixels: Pixels
    media_type: str
    notes: tuple[str, ...]
    sha256: str
    later: tuple[Pixels, ...] = ()

    def __post_init__(self) -> None:
        for pixels in (self.pixels, *self.later):
            pixels.setflags(write=False)

    def __reduce__(self) -> tuple[type[Decoded], tuple[object, ...]]:
        # Unpickled arrays are writable again; going through the constructor locks them.
        return (Decoded, (self.pixels, self.media_type, self.notes, self.sha256, self.later))


def decode(data: bytes) -> Decoded:
    """Decode one picture. Raises BadPicture with a reason code and plain words."""
    if not data:
        raise BadPicture("empty", "the picture is empty")
    if len(data) > MOST_BYTES:
        raise BadPicture("too_many_bytes", f"the picture is larger than {MOST_BYTES // 10**6} MB")
    kind = media_type(data)
    decoder = kind.removeprefix("image/").upper()
    if _says_zero(data, decoder):
        raise BadPicture("zero_sized", "the picture has no width or no height")
    with _plain_words(), Image.open(BytesIO(data), formats=[decoder]) as picture:
        _check_size(picture.width, picture.height)
        notes: list[str] = []
        moves = decoder != "JPEG" and getattr(picture, "is_animated", False)
        if moves:
            notes.append(FIRST_FRAME)
        pixels = _canonical(picture, LONGEST, notes)
        notes += incoming.noticed(data, picture.info, _tags(picture))
        later = tuple(_later(picture)) if moves else ()
    return Decoded(pixels, kind, tuple(notes), hashlib.sha256(data).hexdigest(), later)


def _canonical(picture: Image.Image, longest: int, notes: list[str]) -> Pixels:
    """The frame that the picture stands at."""
    picture.load()
    profile = picture.info.get("icc_profile")
    plain = _within(longest, _eight_bits(_upright(picture)), notes)
    return np.array(_on_white(_to_srgb(plain, profile, notes)), np.uint8, order="C")


def _later(picture: Image.Image) -> Iterator[Pixels]:
    """Frames behind the first, evenly spread, as far as they can be read: nobody is shown more."""
    within = LATER_PIXELS // (picture.width * picture.height)
    last = min(getattr(picture, "n_frames", 1), within) - 1  # the count is the file's own claim
    places = {round(step * last / LATER_FRAMES) for step in range(1, LATER_FRAMES + 1)}
    for place in sorted(places - {0}):
        try:
            picture.seek(place)
            yield _canonical(picture, LATER_LONGEST, [])
        except _MALFORMED:
            return


DECODE: Task[bytes, Decoded] = Task("decode", decode, Place.PROCESS)


def media_type(data: bytes) -> str:
    """Which of the four formats, by the first bytes; names and types given elsewhere lie.

    Raises BadPicture for anything else.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    raise BadPicture(
        "unknown_format", "this is not a JPEG, PNG, WebP or GIF picture", "Send it as one of these"
    )


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as fault:
        raise _too_many_pixels() from fault
    except _MALFORMED as fault:
        if "truncated" in str(fault).lower():
            raise BadPicture("truncated", "the picture ends too early", "Send it again") from fault
        raise BadPicture("broken", "the picture is damaged and cannot be read") from fault


def _says_zero(data: bytes, decoder: str) -> bool:
    """Whether the header gives no width or no height; Pillow would call it unknown."""
    if decoder == "PNG":
        return not any(data[16:20]) or not any(data[20:24])
    return decoder == "GIF" and (not any(data[6:8]) or not any(data[8:10]))


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < LEAST_SIDE:
        raise BadPicture("too_small", f"the picture is less than {LEAST_SIDE} pixels on a side")
    if max(width, height) > MOST_ASPECT * min(width, height):
        raise BadPicture(
            "too_narrow", f"the picture is more than {MOST_ASPECT} times longer than it is wide"
        )


def _too_many_pixels() -> BadPicture:
    return BadPicture(
        "too_many_pixels", f"the picture has more than {MOST_PIXELS // 10**6} megapixels"
    )


def _tags(picture: Image.Image) -> dict[int, Any]:
    try:
        return incoming.tags(picture)
    except _MALFORMED:  # unreadable EXIF says nothing
        return {}


def _upright(picture: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except _MALFORMED:  # unreadable EXIF says nothing about orientation
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Mode L, RGB, RGBA or CMYK; 16-bit grey is divided by 257, palettes are resolved."""
    if picture.mode.startswith("I"):
        deep = np.asarray(picture).astype(np.uint32)
        return Image.fromarray(((np.minimum(deep, 65535) + 128) // 257).astype(np.uint8), "L")
    if picture.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture if picture.mode in _COLOUR_SPACES else picture.convert("RGB")


def _within(longest: int, picture: Image.Image, notes: list[str]) -> Image.Image:
    """Scaled down, never up, so that the longer side is at most `longest` px."""
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    notes.append(SCALED_DOWN)
    width, height = (max(1, round(side * share)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _to_srgb(picture: Image.Image, profile: bytes | None, notes: list[str]) -> Image.Image:
    """RGB or RGBA in sRGB; without a profile the picture is taken to be sRGB already."""
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if source.profile.xcolor_space.strip() != _COLOUR_SPACES[picture.mode]:
                raise ImageCms.PyCMSError("made for another kind of picture")
            converted = ImageCms.profileToProfile(
                picture,
                source,
                ImageCms.createProfile("sRGB"),
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                target,
            )
            assert converted is not None  # None only when converting in place
            return converted
        except (ImageCms.PyCMSError, OSError):
            notes.append(PROFILE_IGNORED)
    return picture if picture.mode == target else picture.convert(target)


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB; see-through parts show white, as on a page."""
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")
