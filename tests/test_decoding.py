"""Every strange file is either canonical pixels or a refusal in plain words."""

from __future__ import annotations

import pickle
import re
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from seemly import decoding
from seemly.decoding import Decoded, decode
from seemly.errors import BadPicture
from seemly.facts import Mark
from seemly.provenance.publication import Pixels

SIZE = (48, 32)
astronaut: Callable[[], Pixels] = skimage.data.astronaut


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def plain(colour: Any = (200, 30, 40), mode: str = "RGB", size: tuple[int, int] = SIZE) -> Any:
    return Image.new(mode, size, colour)


def reason(data: bytes) -> str:
    with pytest.raises(BadPicture) as caught:
        decode(data)
    assert caught.value.sentence[0].islower()
    assert "Error" not in caught.value.sentence
    return caught.value.reason


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes) -> bytes:
    """A grey PNG whose header promises what its data need not hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(rows, 9))
        + png_chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_formats_give_canonical_pixels(kind: str) -> None:
    decoded = decode(saved(plain(), kind))
    assert decoded.media_type == f"image/{kind.lower()}"
    assert decoded.pixels.shape == (32, 48, 3)
    assert decoded.pixels.dtype == np.uint8
    assert decoded.pixels.flags.c_contiguous
    assert not decoded.pixels.flags.writeable
    assert np.abs(decoded.pixels.astype(int) - (200, 30, 40)).max() <= 4
    assert decoded.notes == ()


def test_a_lossless_photo_comes_back_exactly() -> None:
    photo = astronaut()
    assert np.array_equal(decode(saved(Image.fromarray(photo), "PNG")).pixels, photo)


def test_pixels_stay_read_only_through_a_pipe() -> None:
    decoded = decode(saved(plain(), "PNG"))
    again: Decoded = pickle.loads(pickle.dumps(decoded, protocol=5))
    assert not again.pixels.flags.writeable
    assert np.array_equal(again.pixels, decoded.pixels)
    assert (again.sha256, again.media_type) == (decoded.sha256, decoded.media_type)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_orientation_is_applied(orientation: int, kind: str) -> None:
    photo = Image.fromarray(astronaut()[:64, :96])
    exif = Image.Exif()
    exif[0x0112] = orientation
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = photo if undo is None else photo.transpose(undo)
    decoded = decode(saved(stored, kind, exif=exif.tobytes()))
    expected = np.asarray(photo).astype(int)
    assert decoded.pixels.shape == expected.shape
    assert np.abs(decoded.pixels - expected).mean() < 12  # JPEG and WebP are lossy


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_unreadable_exif_does_not_turn_the_picture() -> None:
    exif = b"Exif\x00\x00II*\x00\xff\xff\xff\xff"
    assert decode(saved(plain(), "JPEG", exif=exif)).pixels.shape == (32, 48, 3)


def profile(kind: Literal["sRGB", "LAB"]) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()


def swapped_colours() -> bytes:
    """sRGB with its red and blue swapped, so that applying it cannot be mistaken."""
    data = bytearray(profile("sRGB"))
    count = struct.unpack(">I", data[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        name = bytes(data[at : at + 4])
        if name in (b"rXYZ", b"bXYZ"):
            data[at : at + 4] = b"bXYZ" if name == b"rXYZ" else b"rXYZ"
    return bytes(data)


def test_a_colour_profile_is_applied_and_dropped() -> None:
    decoded = decode(saved(plain((200, 30, 40)), "PNG", icc_profile=swapped_colours()))
    assert np.abs(decoded.pixels.astype(int) - (40, 30, 200)).max() <= 3
    same = decode(saved(plain((200, 30, 40)), "PNG", icc_profile=profile("sRGB")))
    assert np.abs(same.pixels.astype(int) - (200, 30, 40)).max() <= 1


@pytest.mark.parametrize("bad", [b"not a profile at all", profile("LAB")], ids=["junk", "lab"])
def test_a_profile_that_does_not_fit_is_ignored_and_noted(bad: bytes) -> None:
    decoded = decode(saved(plain(), "PNG", icc_profile=bad))
    assert decoded.notes == (decoding.PROFILE_IGNORED,)
    assert (decoded.pixels == (200, 30, 40)).all()


def test_a_profile_keeps_the_alpha_of_a_see_through_picture() -> None:
    picture = plain((200, 30, 40, 0), "RGBA")
    decoded = decode(saved(picture, "PNG", icc_profile=profile("sRGB")))
    assert (decoded.pixels == 255).all()


def palette(**options: Any) -> bytes:
    picture = plain().quantize(4)
    return saved(picture, "PNG", **options)


def deep_grey() -> bytes:
    return saved(Image.fromarray(np.full((32, 48), 51400, np.uint16)), "PNG")


def deep_colour() -> bytes:
    row = b"\x00" + struct.pack(">3H", 51400, 7710, 10280) * 48
    header = struct.pack(">IIBBBBB", 48, 32, 16, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(row * 32))
    return b"\x89PNG\r\n\x1a\n" + chunks + png_chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "colour", "tolerance"),
    [
        (saved(plain(200, "L"), "PNG"), (200, 200, 200), 0),
        (saved(plain(1, "1"), "PNG"), (255, 255, 255), 0),
        (saved(plain((200, 0), "LA"), "PNG"), (255, 255, 255), 0),
        (saved(plain((0, 0, 0, 0), "RGBA"), "PNG"), (255, 255, 255), 0),
        (saved(plain((255, 0, 0, 128), "RGBA"), "PNG"), (255, 127, 127), 1),
        (saved(plain((0, 0, 0, 0), "RGBA"), "WEBP", lossless=True), (255, 255, 255), 0),
        (palette(), (200, 30, 40), 0),
        (palette(transparency=0), (255, 255, 255), 0),
        (saved(plain(), "PNG", transparency=(200, 30, 40)), (255, 255, 255), 0),
        (deep_grey(), (200, 200, 200), 0),
        (deep_colour(), (200, 30, 40), 0),
        (saved(plain((0, 255, 255, 0), "CMYK"), "JPEG"), (255, 0, 0), 6),
    ],
    ids=[
        "grey",
        "one bit",
        "grey and alpha",
        "invisible",
        "half seen",
        "webp with alpha",
        "palette",
        "palette with transparency",
        "transparent colour",
        "16-bit grey",
        "16-bit colour",
        "cmyk",
    ],
)
def test_other_pixel_kinds(data: bytes, colour: tuple[int, int, int], tolerance: int) -> None:
    decoded = decode(data)
    assert decoded.pixels.shape == (32, 48, 3)
    assert np.abs(decoded.pixels.astype(int) - colour).max() <= tolerance


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_used_and_said_so(kind: str) -> None:
    others = [plain((0, 0, 255)), plain((0, 255, 0))]
    data = saved(plain((255, 0, 0)), kind, save_all=True, append_images=others)
    decoded = decode(data)
    assert decoded.notes == (decoding.FIRST_FRAME,)
    assert np.abs(decoded.pixels.astype(int) - (255, 0, 0)).max() <= 4


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("frames", [2, 3, 6, 40])
def test_a_few_later_frames_are_looked_at_the_last_among_them(kind: str, frames: int) -> None:
    colours = [(at * 6, 255 - at * 6, 90) for at in range(frames)]
    first, *others = [plain(colour) for colour in colours]
    later = decode(saved(first, kind, save_all=True, append_images=others)).later
    assert len(later) == min(frames - 1, decoding.LATER_FRAMES)
    for frame, colour in ((later[0], None), (later[-1], colours[-1])):
        assert frame.shape == (32, 48, 3)
        assert not frame.flags.writeable
        assert colour is None or np.abs(frame.astype(int) - colour).max() <= 6


def test_frames_far_in_are_not_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LATER_PIXELS", 48 * 32 * 3)
    data = saved(
        plain(), "GIF", save_all=True, append_images=[plain((0, 0, at)) for at in range(9)]
    )
    assert len(decode(data).later) == 2


def test_frames_that_cannot_be_read_are_left_out() -> None:
    dice = np.random.default_rng(1)
    frames = [Image.fromarray(dice.integers(0, 256, (32, 48, 3), np.uint8)) for _ in range(4)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert len(decode(data).later) == 3
    assert len(decode(data[: len(data) * 6 // 10]).later) < 3


def test_a_picture_that_stands_still_has_no_later_frames() -> None:
    assert decode(saved(plain(), "PNG")).later == ()


def test_a_large_picture_is_scaled_and_said_so() -> None:
    decoded = decode(saved(plain(size=(4096, 1024)), "PNG"))
    assert decoded.pixels.shape == (512, 2048, 3)
    assert decoded.notes == (decoding.SCALED_DOWN,)
    assert (decoded.pixels == (200, 30, 40)).all()


def test_metadata_is_dropped_and_claims_of_the_source_are_noted() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "digitalsourcetype/trainedAlgorithmicMedia, secret")
    decoded = decode(saved(plain(), "PNG", pnginfo=info))
    assert decoded.notes == (Mark.SAYS_AI,)
    assert b"secret" not in pickle.dumps(decoded)


BOMB = png(60_000, 60_000, b"\x00" * 1000)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00" * (decoding.MOST_BYTES + 1), "too_many_bytes"),
        (BOMB, "too_many_pixels"),
        (png(8_000, 6_000, b"\x00" * 1000), "too_many_pixels"),
        (png(0, 10, b""), "zero_sized"),
        (png(100, 100, b"\x00" * 500), "truncated"),
        (png(15, 100, b"\x00" * 1600), "too_small"),
        (png(4000, 20, b"\x00" * 80_020), "too_narrow"),
        (b"GIF89a\x00\x00\x10\x00\x00\x00\x00;", "zero_sized"),
        (b"GIF89a\xff\xff\xff\xff\x00\x00\x00;", "broken"),
        (b"\xff\xd8\xff\xe0junk", "truncated"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 junk", "broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_format"),
        (b"<!doctype html><title>sorry</title>", "unknown_format"),
        (b"%PDF-1.7", "unknown_format"),
        (b"8BPS\x00\x01", "unknown_format"),
        (saved(plain(), "BMP"), "unknown_format"),
        (saved(plain(), "TIFF"), "unknown_format"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusals(data: bytes, code: str) -> None:
    assert reason(data) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_half_a_picture_is_refused(kind: str) -> None:
    whole = saved(Image.fromarray(astronaut()), kind)
    assert reason(whole[: len(whole) // 2]) in ("truncated", "broken")


def test_a_bomb_inside_the_metadata_is_refused() -> None:
    text = png_chunk(b"zTXt", b"comment\x00\x00" + zlib.compress(b"\x00" * 100_000_000, 9))
    data = saved(plain(), "PNG")
    assert reason(data[:33] + text + data[33:]) == "broken"


SEEDS = [
    saved(Image.fromarray(astronaut()[:24, :32]), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")
]


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.integers(4, 2000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 3000),
)
def test_damaged_files_are_pixels_or_a_plain_refusal(
    seed: bytes, edits: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(seed)
    for at, value in edits:
        data[at % len(data)] = value
    with suppress(BadPicture):
        decoded = decode(bytes(data[: len(data) - cut % len(data)]))
        assert decoded.pixels.shape[2] == 3
        assert max(decoded.pixels.shape) <= decoding.LONGEST


def test_the_documentation_names_every_reason() -> None:
    root = Path(__file__).parents[1]
    source = (root / "src" / "seemly" / "decoding.py").read_text("utf-8")
    codes = set(re.findall(r'BadPicture\(\s*"(\w+)"', source))
    assert len(codes) == 9
    page = (root / "docs" / "marks.md").read_text("utf-8")
    assert [code for code in codes if f"`{code}`" not in page] == []
