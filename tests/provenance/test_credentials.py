"""Credentials hold until a byte changes, say what is true, and keep their key to themselves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
from PIL import Image

from seemly.errors import ConfigurationError
from seemly.facts import Intent
from seemly.provenance.credentials import Signer, Source, Statement, read_back, source_type
from seemly.provenance.manifest import PDQ, WATERMARK
from seemly.provenance.publication import Origin, Pixels

MADE = Statement("4tb2m9q0xk", Origin.CREATED, "klein 4")


def file(pixels: Pixels, kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


def store(signed: bytes, media_type: str = "image/jpeg") -> dict[str, Any]:
    """The manifest store by the reference reader itself."""
    with c2pa.Reader(media_type, BytesIO(signed)) as reader:
        found: dict[str, Any] = json.loads(reader.json())
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_signed_file_is_valid_and_its_signer_unknown(
    signer: Signer, photo: Pixels, kind: str
) -> None:
    media_type = f"image/{kind.lower()}"
    signed = signer.sign(file(photo, kind), media_type, MADE)
    reading = read_back(signed, media_type)
    assert reading is not None
    assert reading.valid
    assert not reading.trusted
    assert reading.faults == ("signingCredential.untrusted",)
    assert reading.title == "4tb2m9q0xk"
    assert "self-made" in reading.signer
    assert reading.actions == ("c2pa.created",)
    assert reading.source_type.endswith("/trainedAlgorithmicMedia")
    assert store(signed, media_type)["validation_state"] == "Valid"


def test_signing_changes_no_pixel(signer: Signer, photo: Pixels) -> None:
    before = file(photo)
    after = signer.sign(before, "image/jpeg", MADE)
    one, other = (np.asarray(Image.open(BytesIO(data))) for data in (before, after))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_changed_picture_shows(signer: Signer, photo: Pixels, kind: str) -> None:
    media_type = f"image/{kind.lower()}"
    signed = bytearray(signer.sign(file(photo, kind), media_type, MADE))
    signed[-1000] ^= 1
    reading = read_back(bytes(signed), media_type)
    assert reading is not None
    assert not reading.valid
    assert "assertion.dataHash.mismatch" in reading.faults


def test_credentials_moved_to_another_picture_show(
    signer: Signer, photo: Pixels, drawing: Pixels
) -> None:
    with Image.open(BytesIO(file(drawing))) as other:
        pixels = np.asarray(other)
    signed = signer.sign(file(photo), "image/jpeg", MADE)
    start, end = signed.index(b"\xff\xeb"), signed.index(b"\xff\xdb")
    plain = file(pixels)
    reading = read_back(plain[:2] + signed[start:end] + plain[2:], "image/jpeg")
    assert reading is not None
    assert not reading.valid


def test_a_file_without_credentials_has_none(photo: Pixels) -> None:
    assert read_back(file(photo), "image/jpeg") is None


def test_an_edit_opens_its_source_and_says_what_was_done(signer: Signer, photo: Pixels) -> None:
    source = Source.of(file(photo, "PNG"))
    statement = Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", source)
    signed = signer.sign(file(photo), "image/jpeg", statement)
    reading = read_back(signed, "image/jpeg")
    assert reading is not None
    assert reading.valid
    assert reading.actions == ("c2pa.opened", "c2pa.edited")
    assert reading.source_type.endswith("/compositeWithTrainedAlgorithmicMedia")
    found = store(signed)
    active = found["manifests"][found["active_manifest"]]
    (ingredient,) = active["ingredients"]
    assert ingredient["relationship"] == "parentOf"
    assert ingredient["format"] == "image/png"
    assert ingredient["instance_id"] == f"urn:sha256:{source.sha256}"


def test_no_thumbnail_is_inside_of_either_picture(signer: Signer, photo: Pixels) -> None:
    statement = Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", Source.of(file(photo)))
    plain = file(photo)
    signed = signer.sign(plain, "image/jpeg", statement)
    assert b"thumbnail" not in json.dumps(store(signed)).encode()
    assert len(signed) - len(plain) < 4_096


def test_no_credentials_of_a_source_that_was_not_tried_out_are_carried_over(
    signer: Signer, photo: Pixels
) -> None:
    private = Statement("0secret000", Origin.CREATED, "klein 4")
    source = signer.sign(file(photo), "image/jpeg", private)
    statement = Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", Source.of(source))
    signed = signer.sign(file(photo), "image/jpeg", statement)
    assert b"0secret000" not in signed
    assert len(store(signed)["manifests"]) == 1


@pytest.mark.parametrize(
    ("origin", "generator", "kind"),
    [
        (Origin.CREATED, "klein 4", "trainedAlgorithmicMedia"),
        (Origin.EDITED, "klein 4", "compositeWithTrainedAlgorithmicMedia"),
        (Origin.CREATED, "sketch 1", "algorithmicMedia"),
        (Origin.EDITED, "sketch 1", "compositeSynthetic"),
        (Origin.EDITED, "sketchy 1", "compositeWithTrainedAlgorithmicMedia"),
        (Origin.CREATED, "", "trainedAlgorithmicMedia"),
    ],
)
def test_source_types_are_honest(origin: Origin, generator: str, kind: str) -> None:
    expected = "http://cv.iptc.org/newscodes/digitalsourcetype/" + kind
    assert source_type(origin, generator) == expected


def test_what_is_edited_of_a_picture_that_says_ai_says_so_too() -> None:
    source = Source("0" * 64, "image/png", says_ai=True)
    drawn = Statement("4tb2m9q0xk", Origin.EDITED, "sketch 1", source)
    assert drawn.source_type.endswith("/compositeWithTrainedAlgorithmicMedia")
    plain = replace(drawn, source=replace(source, says_ai=False))
    assert plain.source_type.endswith("/compositeSynthetic")


FULL = Statement(
    "4tb2m9q0xk",
    Origin.EDITED,
    "klein 4",
    Source("0" * 64, "image/png"),
    (Intent.BACKGROUND, Intent.STICKER),
    "a" * 64,
    ((WATERMARK, "4tb2m9q0xk"), (PDQ, "5" * 64)),
)


def test_what_was_done_is_told_without_the_words_of_the_wish(signer: Signer, photo: Pixels) -> None:
    reading = read_back(signer.sign(file(photo), "image/jpeg", FULL), "image/jpeg")
    assert reading is not None
    assert reading.valid
    assert reading.actions == ("c2pa.opened", "c2pa.edited", "c2pa.watermarked.bound")
    assert reading.description == "background, sticker"
    assert reading.policy == "a" * 64
    assert reading.generator.startswith("Seemly ")
    assert reading.bindings == ((WATERMARK, "4tb2m9q0xk"), (PDQ, "5" * 64))


def test_without_a_watermark_none_is_claimed(signer: Signer, photo: Pixels) -> None:
    bare = replace(FULL, bindings=((PDQ, "5" * 64),))
    reading = read_back(signer.sign(file(photo), "image/jpeg", bare), "image/jpeg")
    assert reading is not None
    assert reading.actions == ("c2pa.opened", "c2pa.edited")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_credentials_that_say_everything_take_four_kilobytes(
    signer: Signer, photo: Pixels, kind: str
) -> None:
    plain = file(photo, kind)
    signed = signer.sign(plain, f"image/{kind.lower()}", FULL)
    assert len(signed) - len(plain) <= 4_096


@pytest.fixture
def authority() -> Iterator[tuple[str, list[bytes]]]:
    """A time-stamp authority that answers nonsense, and what it was asked."""
    asked: list[bytes] = []

    class Nonsense(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(b"no time stamp")

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Nonsense) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def test_a_time_stamp_authority_is_asked_where_one_is_named_and_must_answer(
    tmp_path: Path, now: datetime, authority: tuple[str, list[bytes]]
) -> None:
    address, asked = authority
    with pytest.raises(ConfigurationError, match="not usable"):
        Signer.open(tmp_path, now, address)
    assert asked
    Signer.open(tmp_path, now)  # without one, nobody is asked
    assert len(asked) == 1
