"""Pictures that may rest: content-addressed files, short public ids, exact packed pixels.

Nothing unchecked rests (invariant 8): only what was approved or published, and sources while
they are needed, come here. What is dropped is gone, together with any half-written copy that a
crash left behind.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from seemly.errors import NotFound, SeemlyError
from seemly.provenance.publication import Pixels, shape_header

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_PUBLIC_ID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{9}")  # 48 bits in 10 x 5: the first two are 0
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHAPE = re.compile(rb"([1-9][0-9]{0,4})x([1-9][0-9]{0,4}):")  # of raw pixels
#: PNG by differences to the row above, in runs: half the time of the library's choice for speed,
#: and no larger (photographs 0.9 to 1.36 MB a megapixel).
_FAST = [
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP),
]


class PictureStore:
    """Files under their SHA-256, in folders by its first two digits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._there: set[Path] = set()  # folders that are known to last
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, data: bytes) -> str:
        """Store bytes, on the disk when this returns, and give their SHA-256 (hex)."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.keep_as(sha256, data)
        return sha256

    def keep_as(self, sha256: str, data: bytes) -> None:
        """Store bytes whose SHA-256 (hex) was taken in this process; a wrong one makes them
        unreadable."""
        path = self._path(sha256)
        if path.is_file() and path.read_bytes() == data:
            return
        if path.parent not in self._there:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _sync(self._folder)
            self._there.add(path.parent)
        scratch, name = tempfile.mkstemp(prefix=f"{sha256}.", dir=path.parent)
        with os.fdopen(scratch, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
        _sync(path.parent)

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises NotFound when they are not there, or are no longer what they were."""
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as fault:
            raise NotFound(f"there is no picture {sha256}") from fault
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NotFound(f"the picture {sha256} is damaged on the disk")
        return data

    def drop(self, sha256: str) -> None:
        """Delete the bytes and any half-written copy; no error when they are gone already."""
        folder = self._path(sha256).parent
        if not folder.is_dir():
            return
        for path in folder.glob(f"{sha256}*"):
            path.unlink(missing_ok=True)
        _sync(folder)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound(f"{sha256!r} is not the SHA-256 of a picture")
        return self._folder / sha256[:2] / sha256


def new_public_id(random: Callable[[int], bytes]) -> str:
    """Ten characters of lower-case Crockford base 32 over 48 bits of `random(6)`."""
    return id_text(int.from_bytes(random(6), "big"))


def id_text(number: int) -> str:
    """The public id of a number, as the watermark carries it. Raises ValueError outside 48 bits."""
    if not 0 <= number < 1 << 48:
        raise ValueError("a public id has 48 bits")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))


def id_number(text: str) -> int:
    """The 48 bits of a public id. Raises ValueError for what has not its form."""
    if not is_public_id(text):
        raise ValueError(f"{text!r} is not a public id")
    number = 0
    for character in text:
        number = number << 5 | _ALPHABET.index(character)
    return number


def is_public_id(text: str) -> bool:
    """Whether a text has the form of a public id; no look-alikes, no capitals."""
    return _PUBLIC_ID.fullmatch(text) is not None


def pack(pixels: Pixels) -> bytes:
    """Pixels (height x width x 3, uint8) as PNG without any metadata: exact and fast."""
    done, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), _FAST)
    if not done:
        raise SeemlyError("the pixels could not be packed")
    return bytes(data)


def to_raw(pixels: Pixels) -> bytes:
    """Pixels (height x width x 3, uint8) as they are, behind "WIDTHxHEIGHT:".

    For approved pixels, which rest for a day: 3 MB a megapixel, two to three times a photograph's
    PNG and seventeen times a flat drawing's, for a hundredth of its time. These are the bytes that
    `pixels_digest` hashes: the digest of the pixels is the name of their file.
    """
    return b"".join((shape_header(pixels), np.ascontiguousarray(pixels).data))


def from_raw(data: bytes) -> Pixels | None:
    """The pixels of `to_raw`, contiguous and read-only; None for other bytes."""
    shape = _SHAPE.match(data)
    if shape is None:
        return None
    width, height = map(int, shape.groups())
    if len(data) != shape.end() + height * width * 3:
        return None
    return np.frombuffer(data, np.uint8, offset=shape.end()).reshape(height, width, 3)


def unpack(data: bytes) -> Pixels:
    """The pixels of raw ones or a PNG of ours, contiguous and read-only. Raises SeemlyError."""
    if (raw := from_raw(data)) is not None:
        return raw
    packed = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if packed is None:
        raise SeemlyError("these bytes are not packed pixels")
    pixels: Pixels = np.asarray(cv2.cvtColor(packed, cv2.COLOR_BGR2RGB), np.uint8)
    pixels.setflags(write=False)
    return pixels


def _sync(folder: Path) -> None:
    """Make a rename or a deletion last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
