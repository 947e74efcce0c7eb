"""Whether a picture carries our invisible mark, and whether it is the picture that mark was for.

An id can be copied onto another picture, so an id alone proves nothing. It is believed
(`sure: "yes"`) only where the same window, cut out of what we published, agrees by PDQ. Of a
removed picture hashes alone are kept, of the whole and of its parts: it agrees where the whole or
one of these parts is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

import numpy as np
import sqlalchemy as sa

from seemly.errors import NotFound
from seemly.matching import pdq, windows
from seemly.matching.pdq import PdqHash
from seemly.parts import Parts
from seemly.pictures import PictureStore, id_text
from seemly.provenance import encoding
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.placing import Placing, frames, overlaps
from seemly.provenance.watermark.read import Reading, read, read_deep
from seemly.publications import GOOD_QUALITY, NEAR
from seemly.store import Store
from seemly.tables import pictures, publications

Sure: TypeAlias = Literal["yes", "unsure"]


class Standing(StrEnum):
    """What became of the picture that an id names."""

    STANDS = "stands"
    REMOVED = "removed"
    UNKNOWN = "unknown"  # our key, and no row of ours: another database, or a restored one


@dataclass(frozen=True)
class Recognised:
    """An id that was read. `bits`: PDQ distance once aligned, 0 to 256; None where nothing could
    be compared: no row, a window too plain, too little left of what is gone."""

    public_id: str
    sure: Sure
    score: float  # of the reading; chance has deviation 1
    standing: Standing
    bits: int | None

    @property
    def is_ours(self) -> bool:
        """Whether it is the picture that the mark was made for."""
        return self.sure == "yes"


@dataclass(frozen=True)
class Memory:
    """What is needed to recognise a picture of ours."""

    key: Carriers
    store: Store
    pictures: PictureStore

    @classmethod
    def of(cls, parts: Parts) -> Memory:
        """Of an assembled Seemly."""
        return cls(parts.watermark, parts.store, parts.pictures)


def recognise(pixels: Pixels, memory: Memory) -> Recognised | None:
    """What mark a picture (height x width x 3, RGB) carries, if any. Cut, shrunk, re-encoded,
    mirrored and quarter-turned pictures are read."""
    return judge(read(pixels, memory.key), pixels, memory)


def recognise_deep(pixels: Pixels, memory: Memory) -> Recognised | None:
    """As `recognise`, and pictures that were turned by any angle; takes twice the time."""
    return judge(read_deep(pixels, memory.key), pixels, memory)


def judge(reading: Reading | None, pixels: Pixels, memory: Memory) -> Recognised | None:
    """What a reading of these pixels is worth."""
    if reading is None:
        return None
    public_id = id_text(reading.public_id)
    row = _row(public_id, memory.store)
    if row is None:
        return Recognised(public_id, "unsure", reading.score, Standing.UNKNOWN, None)
    bits = min(_distances(pixels, reading.placing, row, memory.pictures), default=None)
    sure: Sure = "yes" if bits is not None and bits <= NEAR else "unsure"
    standing = Standing.REMOVED if row.removed_at else Standing.STANDS
    return Recognised(public_id, sure, reading.score, standing, bits)


def _row(public_id: str, store: Store) -> Any:
    known = (
        sa.select(
            publications.c.file_sha256,
            publications.c.media_type,
            publications.c.pdq,
            publications.c.pdq_quality,
            publications.c.pdq_windows,
            publications.c.removed_at,
            pictures.c.width,
            pictures.c.height,
        )
        .join(pictures, pictures.c.sha256 == publications.c.file_sha256)
        .where(publications.c.public_id == public_id)
    )
    with store.read() as connection:
        return connection.execute(known).first()


def _distances(seen: Pixels, placing: Placing, row: Any, folder: PictureStore) -> Iterator[int]:
    """PDQ bits for each way in which the seen picture may lie in the published one."""
    try:
        file = folder.read(row.file_sha256)
    except NotFound:
        yield from _from_hash(seen, placing, row)
        return
    published = encoding.decode(file, row.media_type)
    for there, ours in overlaps(seen, published, placing):
        one, other = pdq.hash_pixels(there), pdq.hash_pixels(ours)
        if min(one[1], other[1]) >= GOOD_QUALITY:
            yield pdq.distance(one[0], other[0])


def _from_hash(seen: Pixels, placing: Placing, row: Any) -> Iterator[int]:
    """Removed pictures leave no pixels behind: only hashes can be compared."""
    size = (row.height, row.width)
    if row.pdq_quality >= GOOD_QUALITY:
        for frame in frames(seen, size, placing):
            yield pdq.distance(pdq.hash_pixels(frame)[0], PdqHash.from_bytes(row.pdq))
    if row.pdq_windows:
        frame_size = windows.frame(*size)
        for there, where in overlaps(seen, _map(*frame_size), placing):
            left, top = int(where[0, 0, 0]), int(where[0, 0, 1])
            yield from windows.distances(there, left, top, frame_size, row.pdq_windows)


def _map(width: int, height: int) -> Pixels:
    """In the place of the picture that is gone: the colours of each pixel say where it stands."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    return np.dstack((across, down, np.zeros_like(down))).astype(np.uint8)
