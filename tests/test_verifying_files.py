"""Files that nobody was meant to send: hostile, damaged, of odd kinds, of impossible sizes."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.living import Life
from tests.test_verifying import World, clouds, look_at, pixels, saved

from seemly import verifying
from seemly.provenance.certificates import Signers
from seemly.provenance.credentials import Signer, Statement
from seemly.provenance.publication import Origin, Pixels
from seemly.verified import Match


@pytest.fixture
def world(life: Life, tmp_path: Path) -> World:
    return World(life, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_hostile_bytes_are_refused_or_not_known(world: World, data: st.DataObject) -> None:
    small = [saved(clouds(3, 48, 64), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")]
    whole = data.draw(st.sampled_from(small))
    noise = data.draw(st.binary(max_size=60))
    place = data.draw(st.integers(0, len(whole)))
    shown = data.draw(
        st.sampled_from(
            [whole[:place], noise, whole[:place] + noise + whole[place:], noise + whole]
        )
    )
    found = look_at(world, shown)
    assert found is None or found.match is Match.UNKNOWN


@pytest.mark.parametrize(
    "shown",
    [
        b"",
        b"\xff\xd8\xff" + b"jumdc2pa" * 10,
        saved(clouds(3, 48, 64)) + b"jumb\x00jumdc2pa" + bytes(200),
        saved(clouds(3, 48, 64), "PNG")[:60] + b"jumdc2pa",
        b"GIF89a" + b"\xff" * 7,
        b"RIFF\x00\x00\x00\x00WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ],
)
def test_lies_about_what_a_file_is(world: World, shown: bytes) -> None:
    found = look_at(world, shown)
    assert found is None or (found.match is Match.UNKNOWN and found.made is None)
    if found is not None and found.credentials is not None:
        assert not found.credentials.valid


def _deep(picture: Pixels) -> bytes:
    """As PNG of 16 bits a channel."""
    _, data = cv2.imencode(".png", picture[..., ::-1].astype(np.uint16) * 257)
    return data.tobytes()


def _printed(picture: Pixels) -> bytes:
    """As JPEG in the colours of a printer."""
    file = io.BytesIO()
    Image.fromarray(picture).convert("CMYK").save(file, "JPEG", quality=95)
    return file.getvalue()


def _moving(picture: Pixels) -> bytes:
    """The first of two frames."""
    file = io.BytesIO()
    after = [Image.fromarray(255 - picture)]
    Image.fromarray(picture).save(file, "WEBP", quality=90, save_all=True, append_images=after)
    return file.getvalue()


def test_a_copy_is_told_in_whatever_kind_of_file(world: World) -> None:
    _, file = world.publish()
    for odd in (_deep, _printed, _moving):
        found = world.look(odd(pixels(file)))
        assert found.match in (Match.COPY, Match.ALTERED), odd.__name__
        assert found.watermark is not None, odd.__name__


def _claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""
    data = bytearray(saved(clouds(3, 48, 64), "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize("size", [(0, 0), (0, 48), (100_000, 100_000), (2**31 - 1, 1), (64, 9000)])
def test_a_size_that_is_none_or_too_much_is_refused(world: World, size: tuple[int, int]) -> None:
    assert look_at(world, _claiming(*size)) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(place=st.floats(0, 1), noise=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_credentials_that_were_tampered_with_are_read_or_not(
    signed: bytes, place: float, noise: bytes, cut: bool
) -> None:
    """Whatever the library makes of them, it is told in closed words."""
    at = 16 + int(place * 6000)
    hurt = signed[:at] if cut else signed[:at] + noise + signed[at + len(noise) :]
    told = verifying.read_credentials((hurt, Signers()))
    assert told is None or all(len(one) <= verifying.LONGEST_NAME for one in told.actions)


@pytest.fixture(scope="module")
def signed(keys: Path) -> bytes:
    """A picture of ours that begins with its credentials."""
    signer = Signer.open(keys, datetime.now(UTC))
    made = Statement("0source000", Origin.CREATED, "klein 4")
    return signer.sign(saved(clouds(3, 48, 64)), "image/jpeg", made)
