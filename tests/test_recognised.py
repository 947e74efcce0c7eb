"""A mark is believed only where the picture agrees with what we published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import sqlalchemy as sa
from PIL import Image

from seemly import kept
from seemly.matching import pdq, windows
from seemly.pictures import PictureStore, id_number, pack
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.recognised import Memory, Standing, recognise, recognise_deep
from seemly.store import Store
from seemly.tables import jobs, publications

ID = "7k2m9qw0xz"
astronaut: Callable[[], Pixels] = skimage.data.astronaut
coffee: Callable[[], Pixels] = skimage.data.coffee
KEY = Carriers(b"a key for the tests of this file")


@pytest.fixture(scope="module")
def marked() -> Pixels:
    return fasten(astronaut(), id_number(ID), KEY).pixels


@pytest.fixture
def memory(store: Store, tmp_path: Path) -> Memory:
    return Memory(KEY, store, PictureStore(tmp_path / "pictures"))


def publish(memory: Memory, pixels: Pixels) -> str:
    """A row as after marking; returns the SHA-256 of the file."""
    height, width = pixels.shape[:2]
    file, size = pack(pixels), (width, height)
    sha256 = hashlib.sha256(file).hexdigest()
    write = kept.keep(memory.pictures, file, sha256, "published", "image/png", size, 1.0)
    hash_, quality = pdq.hash_pixels(pixels)
    job = {"kind": "request", "state": "published", "key": "k", "network": "memory", "asker": "a",
           "request": "{}", "created_at": 1.0, "changed_at": 1.0}  # fmt: skip

    def unit(connection: sa.Connection) -> None:
        write(connection)
        job_id = connection.execute(sa.insert(jobs).values(job).returning(jobs.c.id)).scalar_one()
        row = {"public_id": ID, "job_id": job_id, "approved_digest": "", "approval": "",
               "publication": "", "pixels_sha256": "", "pixels_digest": "", "created_at": 1.0,
               "file_sha256": sha256, "media_type": "image/png", "pdq": hash_.to_bytes(),
               "pdq_quality": quality}  # fmt: skip
        connection.execute(sa.insert(publications).values(row))

    memory.store.write(unit)
    return sha256


def remove(memory: Memory, sha256: str, parts: bytes | None = None) -> None:
    """As a takedown that has closed: the bytes are gone, the row stays."""
    gone = sa.update(publications).values(removed_at=2.0, pdq_windows=parts)
    memory.store.write(lambda connection: connection.execute(gone))
    memory.pictures.drop(sha256)


def jpeg(pixels: Pixels) -> Pixels:
    _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)


def screenshot(pixels: Pixels) -> Pixels:
    framed = np.full((700, 540, 3), 255, np.uint8)
    framed[90 : 90 + 512, 14 : 14 + 512] = pixels
    return jpeg(framed)


def turned(pixels: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(pixels).rotate(5, Image.Resampling.BICUBIC), np.uint8)


COPIES: dict[str, Callable[[Pixels], Pixels]] = {
    "itself": lambda pixels: pixels,
    "a crop": lambda pixels: jpeg(pixels[40:440, 60:480]),
    "a mirrored copy": lambda pixels: jpeg(np.ascontiguousarray(pixels[:, ::-1])),
    "a quarter turn": lambda pixels: np.ascontiguousarray(np.rot90(pixels)),
    "a screenshot": screenshot,
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_of_ours_is_recognised_for_sure(name: str, memory: Memory, marked: Pixels) -> None:
    publish(memory, marked)
    found = recognise(COPIES[name](marked), memory)
    assert found is not None
    assert (found.public_id, found.sure, found.standing) == (ID, "yes", Standing.STANDS)
    assert found.bits is not None
    assert found.bits <= 31


def test_a_turned_copy_is_recognised_by_the_deep_reading(memory: Memory, marked: Pixels) -> None:
    publish(memory, marked)
    found = recognise_deep(turned(marked), memory)
    assert found is not None
    assert found.is_ours


def test_a_copied_mark_is_not_believed(memory: Memory, marked: Pixels) -> None:
    publish(memory, marked)
    mark = marked.astype(np.int16) - astronaut()
    other = np.asarray(Image.fromarray(coffee()).resize((512, 512)), np.int16)
    found = recognise(np.asarray((other + mark).clip(0, 255), np.uint8), memory)
    assert found is not None
    assert (found.public_id, found.sure) == (ID, "unsure")
    assert found.bits is not None
    assert found.bits > 31


def test_a_copied_mark_on_a_turned_picture_is_not_believed(memory: Memory, marked: Pixels) -> None:
    """The empty corners of a turned picture are alike in any two pictures, and must not count."""
    publish(memory, marked)
    mark = marked.astype(np.int16) - astronaut()
    other = np.asarray(Image.fromarray(coffee()).resize((512, 512)), np.int16)
    forged = np.asarray((other + mark).clip(0, 255), np.uint8)
    seen = np.asarray(Image.fromarray(forged).rotate(40, Image.Resampling.BICUBIC), np.uint8)
    found = recognise_deep(seen, memory)
    assert found is not None
    assert not found.is_ours


def test_an_id_that_no_row_knows_is_unsure(memory: Memory, marked: Pixels) -> None:
    found = recognise(marked, memory)
    assert found is not None
    assert (found.sure, found.standing, found.bits) == ("unsure", Standing.UNKNOWN, None)


def test_a_picture_too_plain_to_compare_is_unsure(memory: Memory) -> None:
    plain = fasten(np.full((512, 512, 3), 128, np.uint8), id_number(ID), KEY).pixels
    publish(memory, plain)
    found = recognise(plain, memory)
    assert found is not None
    assert (found.sure, found.bits) == ("unsure", None)


@pytest.mark.parametrize("name", ["itself", "a mirrored copy", "a quarter turn", "a screenshot"])
def test_a_removed_picture_is_known_by_its_hash_alone(
    name: str, memory: Memory, marked: Pixels
) -> None:
    remove(memory, publish(memory, marked))
    found = recognise(COPIES[name](marked), memory)
    assert found is not None
    assert (found.public_id, found.sure, found.standing) == (ID, "yes", Standing.REMOVED)


@pytest.mark.parametrize("y", [0, 97, 250])
def test_a_cut_of_a_removed_picture_is_known_by_the_hashes_of_its_parts(
    memory: Memory, marked: Pixels, y: int
) -> None:
    remove(memory, publish(memory, marked), windows.of(marked))
    found = recognise(jpeg(np.ascontiguousarray(marked[y : y + 262, 130:392, :][:, ::-1])), memory)
    assert found is not None
    assert (found.sure, found.standing) == ("yes", Standing.REMOVED)


def test_a_copied_mark_of_a_removed_picture_is_not_believed(memory: Memory, marked: Pixels) -> None:
    remove(memory, publish(memory, marked), windows.of(marked))
    other = np.asarray(Image.fromarray(coffee()).resize((512, 512)), np.int16)
    mark = marked.astype(np.int16) - astronaut()
    found = recognise(np.asarray((other + mark).clip(0, 255), np.uint8), memory)
    assert found is not None
    assert (found.sure, found.standing) == ("unsure", Standing.REMOVED)
    assert found.bits is not None
    assert found.bits > 80


def test_of_what_was_removed_before_parts_were_kept_a_cut_leaves_nothing_to_compare(
    memory: Memory, marked: Pixels
) -> None:
    remove(memory, publish(memory, marked))
    found = recognise(COPIES["a crop"](marked), memory)
    assert found is not None
    assert (found.sure, found.standing, found.bits) == ("unsure", Standing.REMOVED, None)


def test_a_strangers_picture_carries_nothing(memory: Memory) -> None:
    assert recognise(coffee(), memory) is None


def test_another_deployments_key_reads_nothing(memory: Memory, marked: Pixels) -> None:
    other = Memory(Carriers(b"the key of another deployment..."), memory.store, memory.pictures)
    assert recognise(marked, other) is None
