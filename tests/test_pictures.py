"""Stored pictures are what they were, or not there; dropped ones leave nothing behind."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from seemly.errors import NotFound, SeemlyError
from seemly.pictures import (
    PictureStore,
    id_number,
    id_text,
    is_public_id,
    new_public_id,
    pack,
    to_raw,
    unpack,
)
from seemly.provenance.publication import Pixels, pixels_digest

astronaut: Callable[[], Pixels] = skimage.data.astronaut


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "pictures")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_kept_bytes_are_read_back_under_their_digest(store: PictureStore) -> None:
    key = store.keep(b"pixels")
    assert key == hashlib.sha256(b"pixels").hexdigest()
    assert store.read(key) == b"pixels"


def test_keeping_twice_is_one_file_that_only_the_owner_reads(
    store: PictureStore, tmp_path: Path
) -> None:
    assert store.keep(b"pixels") == store.keep(b"pixels")
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o077 == 0


def test_dropped_bytes_are_gone_and_dropping_again_is_no_error(
    store: PictureStore, tmp_path: Path
) -> None:
    key = store.keep(b"pixels")
    store.drop(key)
    store.drop(key)
    assert files(tmp_path) == []
    with pytest.raises(NotFound):
        store.read(key)


def test_a_copy_that_a_crash_left_half_written_is_dropped_too(
    store: PictureStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(old: str, new: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", power_cut)
        with pytest.raises(KeyboardInterrupt):
            store.keep(b"pixels")
    key = hashlib.sha256(b"pixels").hexdigest()
    assert len(files(tmp_path)) == 1
    with pytest.raises(NotFound):
        store.read(key)
    store.drop(key)
    assert files(tmp_path) == []


def test_damaged_bytes_are_not_handed_out_and_keeping_mends_them(
    store: PictureStore, tmp_path: Path
) -> None:
    key = store.keep(b"pixels")
    files(tmp_path)[0].write_bytes(b"pixelz")
    with pytest.raises(NotFound, match="damaged"):
        store.read(key)
    store.keep(b"pixels")
    assert store.read(key) == b"pixels"


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "*"])
def test_only_digests_are_keys(store: PictureStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.read(key)
    with pytest.raises(NotFound):
        store.drop(key)


@given(st.binary(min_size=6, max_size=6))
def test_public_ids_have_ten_unmistakable_characters(random: bytes) -> None:
    public_id = new_public_id(lambda count: random[:count])
    assert is_public_id(public_id)
    assert len(public_id) == 10
    assert not set(public_id) & set("ilou")


def test_public_ids_keep_all_48_bits() -> None:
    values = (0, 1, 2**47, 2**48 - 1)
    ends = {new_public_id(partial(value.to_bytes, byteorder="big")) for value in values}
    assert ends == {"0000000000", "0000000001", "4000000000", "7zzzzzzzzz"}


@given(st.integers(0, 2**48 - 1))
def test_a_number_and_its_public_id_are_one(number: int) -> None:
    assert is_public_id(id_text(number))
    assert id_number(id_text(number)) == number


@given(st.from_regex(r"[0-7][0-9a-hjkmnp-tv-z]{9}", fullmatch=True))
def test_every_public_id_has_its_own_number(text: str) -> None:
    assert 0 <= id_number(text) < 2**48
    assert id_text(id_number(text)) == text


@pytest.mark.parametrize("number", [-1, 2**48])
def test_what_is_no_number_of_an_id(number: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        id_text(number)


@pytest.mark.parametrize("text", ["", "8000000000", "000000000i", "0000000000\n", "000000000O"])
def test_what_is_no_id_has_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a public id"):
        id_number(text)


@pytest.mark.parametrize(
    "text", ["", "000000000", "00000000000", "8000000000", "000000000O", "000000000i", "0000 00000"]
)
def test_what_is_no_public_id(text: str) -> None:
    assert not is_public_id(text)


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(3)), fill=st.nothing()
    )
)
def test_packing_is_exact_and_always_the_same(pixels: Pixels) -> None:
    for to_file in (pack, to_raw):
        packed = to_file(pixels)
        assert np.array_equal(unpack(packed), pixels)
        assert to_file(pixels.copy()) == packed
        assert to_file(np.asfortranarray(pixels)) == packed


@pytest.mark.parametrize("to_file", [pack, to_raw])
def test_a_packed_photo_is_read_only_and_exact(to_file: Callable[[Pixels], bytes]) -> None:
    photo = astronaut()
    again = unpack(to_file(photo))
    assert np.array_equal(again, photo)
    assert again.flags.c_contiguous
    assert not again.flags.writeable


def test_raw_pixels_rest_under_their_digest(store: PictureStore) -> None:
    photo = astronaut()
    assert store.keep(to_raw(photo)) == pixels_digest(photo)


def test_bytes_under_a_digest_that_is_not_theirs_cannot_be_read(store: PictureStore) -> None:
    store.keep_as(pixels_digest(astronaut()), b"other bytes")
    with pytest.raises(NotFound, match="damaged"):
        store.read(pixels_digest(astronaut()))


@pytest.mark.parametrize("data", [b"nothing of ours", b"9x9:", b"0x0:", b"1x1:four"])
def test_other_bytes_do_not_unpack(data: bytes) -> None:
    with pytest.raises(SeemlyError):
        unpack(data)
