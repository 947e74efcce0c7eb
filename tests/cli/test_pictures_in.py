"""Pictures of every kind at the prompt: handled, or refused in plain words."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.cli.prompt import Ran, Run
from tests.hostile.pictures import picture_of

from seemly.redteam.files import bomb


def _dog() -> Image.Image:
    found = picture_of("dog")
    assert found is not None
    with Image.open(io.BytesIO(found)) as picture:
        return picture.convert("RGB").resize((320, 240))


def _file(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _rotated() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _file(_dog(), "JPEG", exif=exif, quality=95)


def _deep() -> bytes:
    grey = np.asarray(_dog().convert("L"), np.uint16) * 257
    return _file(Image.fromarray(grey), "PNG")


def _transparent() -> bytes:
    picture = _dog().convert("RGBA")
    picture.putalpha(128)
    return _file(picture, "PNG")


def _animated() -> bytes:
    frames = [_dog().quantize(64), _dog().rotate(180).quantize(64)]
    return _file(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=90, loop=0)


def _zero_sized() -> bytes:
    whole = bytearray(_file(_dog(), "PNG"))
    whole[16:20] = bytes(4)
    return bytes(whole)


HANDLED: dict[str, Callable[[], bytes]] = {
    "CMYK": lambda: _file(_dog().convert("CMYK"), "JPEG", quality=95),
    "16-bit": _deep,
    "palette": lambda: _file(_dog().quantize(32), "PNG"),
    "alpha": _transparent,
    "WebP": lambda: _file(_dog(), "WEBP"),
    "grey": lambda: _file(_dog().convert("L"), "PNG"),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: bomb(np.zeros((1, 1, 3), np.uint8)),
    "truncated": lambda: _file(_dog(), "PNG")[:4000],
    "no bytes": bytes,
    "zero-sized": _zero_sized,
    "too small": lambda: _file(_dog().resize((8, 8)), "PNG"),
    "HTML": lambda: b"<!doctype html><title>no picture</title>",
    "TIFF": lambda: _file(_dog(), "TIFF"),
}


@pytest.fixture
def tried(seemly: Run, quick: None, tmp_path: Path, data: Path) -> Callable[[bytes], Ran]:
    def ask(file: bytes) -> Ran:
        photo = tmp_path / "in"
        photo.write_bytes(file)
        words = ("try", photo, "make it black and white", "--out", tmp_path / "out")
        return seemly(*words, "--data", data)

    return ask


@pytest.mark.parametrize("kind", HANDLED)
def test_a_picture_of_this_kind_is_handled(
    tried: Callable[[bytes], Ran], tmp_path: Path, kind: str
) -> None:
    ran = tried(HANDLED[kind]())
    assert ran.code == 0, (ran.out, ran.err)
    with Image.open(tmp_path / "out") as answer:
        assert answer.size == (320, 240)
        assert answer.mode == "RGB"
        # Alpha lies on white, CMYK is no negative: all of them look like the dog, in grey.
        wanted = np.asarray(_dog().convert("L")).astype(np.int16)
        if kind == "alpha":
            wanted = (wanted + 255) // 2
        shown = np.asarray(answer.convert("L"), np.float32)[:200]
        assert np.abs(shown - wanted[:200]).mean() < 8


@pytest.mark.parametrize("kind", REFUSED)
def test_a_picture_of_this_kind_is_refused_in_plain_words(
    tried: Callable[[bytes], Ran], tmp_path: Path, kind: str
) -> None:
    ran = tried(REFUSED[kind]())
    assert (ran.code, (tmp_path / "out").exists()) == (3, False)
    assert ran.out.startswith("refused: I can't read this picture.")
    assert "Traceback" not in ran.err


def test_a_turned_picture_comes_out_upright(tried: Callable[[bytes], Ran], tmp_path: Path) -> None:
    assert tried(_rotated()).code == 0
    with Image.open(tmp_path / "out") as answer:
        assert answer.size == (240, 320)


def test_of_a_picture_that_moves_the_first_frame_is_used_and_said_so(
    tried: Callable[[bytes], Ran], tmp_path: Path
) -> None:
    ran = tried(_animated())
    assert ran.code == 0
    assert "only the first frame is used" in ran.out
    with Image.open(tmp_path / "out") as answer:
        shown = np.asarray(answer.convert("L"), np.float32)[:200]
    assert np.abs(shown - np.asarray(_dog().convert("L"))[:200]).mean() < 8
