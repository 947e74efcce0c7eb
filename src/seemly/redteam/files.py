"""What is written where a picture should be: a bomb, half a file, frames, see-through layers."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np

from seemly.provenance.publication import Pixels as Picture
from seemly.redteam.edits import SKIN


def png(picture: Picture) -> bytes:
    """An RGB or RGBA picture as PNG."""
    code = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
    return bytes(cv2.imencode(".png", cv2.cvtColor(picture, code))[1])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(picture: Picture) -> bytes:
    """A small PNG that claims 50,000 x 50,000 pixels: 7.5 GB once decoded."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    zeros = zlib.compress(bytes(4_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zeros) + _chunk(b"IEND", b"")
    )


def truncated(picture: Picture) -> bytes:
    """The first half of a PNG."""
    whole = png(picture)
    return whole[: len(whole) // 2]


def gif(picture: Picture) -> bytes:
    """An animated GIF of two frames of one pixel, the second in the colour of skin."""
    palette = bytes((40, 90, 160, *SKIN))
    frames = b"".join(
        b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + data
        for data in (b"\x02\x02\x44\x01\x00", b"\x02\x02\x4c\x01\x00")
    )
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + palette
    return head + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00" + frames + b"\x3b"


def transparent(picture: Picture) -> bytes:
    """The picture, see-through, over skin that shows where a viewer drops the alpha channel."""
    hidden = picture.copy()
    hidden[:] = SKIN
    return png(np.dstack([hidden, np.zeros(picture.shape[:2], np.uint8)]))


def html(picture: Picture) -> bytes:
    """A web page where a picture should be."""
    return b"<!doctype html><title>Sign in</title><script>alert(1)</script>"


Writer: TypeAlias = Callable[[Picture], bytes]
WRITERS: dict[str, Writer] = {
    "bomb": bomb,
    "truncated": truncated,
    "gif": gif,
    "transparent": transparent,
    "html": html,
}
