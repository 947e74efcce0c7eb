"""Credentials hold until a byte changes, say what is true, and keep their key to themselves."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from seemly.errors import ConfigurationError
from seemly.provenance import credentials
from seemly.provenance.credentials import Signer, Source, Statement, read_back, source_type
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
    assert len(signed) - len(plain) < 10_000


def test_no_credentials_of_the_source_are_carried_over(signer: Signer, photo: Pixels) -> None:
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


def test_the_key_is_made_once_and_private(tmp_path: Path, now: datetime) -> None:
    first = Signer.open(tmp_path / "keys", now)
    (path,) = (tmp_path / "keys").iterdir()
    before = path.read_bytes()
    again = Signer.open(tmp_path / "keys", now + timedelta(days=5))
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert first.expires == again.expires > now + timedelta(days=3600)


def test_the_issuer_s_key_is_not_kept(tmp_path: Path, now: datetime) -> None:
    Signer.open(tmp_path, now)
    text = (tmp_path / credentials.OWN_FILE).read_text()
    assert text.count("PRIVATE KEY-----") == 2  # begin and end of one
    assert text.count("BEGIN CERTIFICATE") == 2


def test_starting_twice_at_once_gives_one_key(tmp_path: Path, now: datetime) -> None:
    gate = threading.Barrier(4)

    def start(_: int) -> bytes:
        gate.wait()
        Signer.open(tmp_path, now)
        return (tmp_path / credentials.OWN_FILE).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path, now: datetime) -> None:
    Signer.open(tmp_path, now)
    (tmp_path / credentials.OWN_FILE).chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Signer.open(tmp_path, now)


def test_our_own_certificate_is_renewed_before_it_ends(tmp_path: Path, now: datetime) -> None:
    early = Signer.open(tmp_path, now - timedelta(days=365 * credentials.YEARS - 10))
    late = Signer.open(tmp_path, now)
    assert early.expires < now + timedelta(days=11)
    assert late.expires > now + timedelta(days=3600)


def operators_own(
    folder: Path, now: datetime, key: ec.EllipticCurvePrivateKey | None = None
) -> tuple[Path, Path]:
    """A chain and a key as an authority would hand them out."""
    text = credentials._self_made(now)
    found = x509.load_pem_x509_certificates(text)
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(map(credentials._pem, found)))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    own = key or serialization.load_pem_private_key(text, None)
    private.write_bytes(own.private_bytes(*form, serialization.NoEncryption()))
    private.chmod(0o600)
    return chain, private


def test_the_operator_s_own_certificate_signs(tmp_path: Path, now: datetime, photo: Pixels) -> None:
    signed = Signer.of(*operators_own(tmp_path, now), now).sign(file(photo), "image/jpeg", MADE)
    reading = read_back(signed, "image/jpeg")
    assert reading is not None
    assert reading.valid


def test_a_key_of_another_certificate_is_refused(tmp_path: Path, now: datetime) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ConfigurationError, match="does not belong"):
        Signer.of(*operators_own(tmp_path, now, other), now)


def test_an_ended_certificate_is_refused(tmp_path: Path, now: datetime) -> None:
    chain, key = operators_own(tmp_path, now - timedelta(days=4000))
    with pytest.raises(ConfigurationError, match="Check the clock"):
        Signer.of(chain, key, now)


@pytest.mark.parametrize("spoiled", ["chain.pem", "key.pem"])
@pytest.mark.parametrize("text", [None, b"", b"no PEM at all"], ids=["gone", "empty", "junk"])
def test_unreadable_files_are_named_in_plain_words(
    tmp_path: Path, now: datetime, spoiled: str, text: bytes | None
) -> None:
    chain, key = operators_own(tmp_path, now)
    if text is None:
        (tmp_path / spoiled).unlink()
    else:
        (tmp_path / spoiled).write_bytes(text)
    with pytest.raises(ConfigurationError):
        Signer.of(chain, key, now)


def test_an_encrypted_key_is_refused(tmp_path: Path, now: datetime) -> None:
    chain, path = operators_own(tmp_path, now)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"word"),
        )
    )
    with pytest.raises(ConfigurationError, match="not encrypted"):
        Signer.of(chain, path, now)


def test_a_certificate_for_something_else_is_found_out_at_start(
    tmp_path: Path, now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = credentials._certificate("web", "web", key.public_key(), now)
    chain, path = operators_own(tmp_path, now, key)
    chain.write_bytes(credentials._pem(certificate.sign(key, hashes.SHA256())))
    with pytest.raises(ConfigurationError, match="not usable"):
        Signer.of(chain, path, now)
