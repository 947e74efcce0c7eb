"""Keys stay private, certificates fit, and pictures from before a change are still ours."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image

from seemly.errors import ConfigurationError
from seemly.provenance import certificates
from seemly.provenance.certificates import Signers, SigningCredential
from seemly.provenance.credentials import Signer, Statement, read_back
from seemly.provenance.publication import Origin, Pixels

MADE = Statement("4tb2m9q0xk", Origin.CREATED, "klein 4")


def file(pixels: Pixels) -> bytes:
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG")
    return stream.getvalue()


def test_the_key_is_made_once_and_private(tmp_path: Path, now: datetime) -> None:
    first = Signer.open(tmp_path / "keys", now)
    path = tmp_path / "keys" / certificates.OWN_FILE
    before = path.read_bytes()
    again = Signer.open(tmp_path / "keys", now + timedelta(days=5))
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert first.expires == again.expires > now + timedelta(days=3600)


def test_the_issuer_s_key_is_not_kept(tmp_path: Path, now: datetime) -> None:
    Signer.open(tmp_path, now)
    text = (tmp_path / certificates.OWN_FILE).read_text()
    assert text.count("PRIVATE KEY-----") == 2  # begin and end of one
    assert text.count("BEGIN CERTIFICATE") == 2


def test_starting_twice_at_once_gives_one_key(tmp_path: Path, now: datetime) -> None:
    gate = threading.Barrier(4)

    def start(_: int) -> bytes:
        gate.wait()
        Signer.open(tmp_path, now)
        return (tmp_path / certificates.OWN_FILE).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert len(list((tmp_path / certificates.REMEMBERED).iterdir())) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path, now: datetime) -> None:
    Signer.open(tmp_path, now)
    (tmp_path / certificates.OWN_FILE).chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Signer.open(tmp_path, now)


def test_our_own_certificate_is_renewed_before_it_ends(tmp_path: Path, now: datetime) -> None:
    early = Signer.open(tmp_path, now - timedelta(days=365 * certificates.YEARS - 10))
    late = Signer.open(tmp_path, now)
    assert early.expires < now + timedelta(days=11)
    assert late.expires > now + timedelta(days=3600)


def operators_own(
    folder: Path, now: datetime, key: ec.EllipticCurvePrivateKey | None = None
) -> tuple[Path, Path]:
    """A chain and a key as an authority would hand them out."""
    text = certificates.self_made(now)
    found = x509.load_pem_x509_certificates(text)
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(map(certificates._pem, found)))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    own = key or serialization.load_pem_private_key(text, None)
    private.write_bytes(own.private_bytes(*form, serialization.NoEncryption()))
    private.chmod(0o600)
    return chain, private


def test_the_operator_s_own_certificate_signs(tmp_path: Path, now: datetime, photo: Pixels) -> None:
    signed = Signer.of(*operators_own(tmp_path, now), tmp_path, now).sign(
        file(photo), "image/jpeg", MADE
    )
    reading = read_back(signed, "image/jpeg")
    assert reading is not None
    assert reading.valid


def test_a_key_of_another_certificate_is_refused(tmp_path: Path, now: datetime) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ConfigurationError, match="does not belong"):
        Signer.of(*operators_own(tmp_path, now, other), tmp_path, now)


def test_an_ended_certificate_is_refused(tmp_path: Path, now: datetime) -> None:
    chain, key = operators_own(tmp_path, now - timedelta(days=4000))
    with pytest.raises(ConfigurationError, match="Check the clock"):
        Signer.of(chain, key, tmp_path, now)


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
        Signer.of(chain, key, tmp_path, now)


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
        Signer.of(chain, path, tmp_path, now)


def test_a_certificate_for_something_else_is_found_out_at_start(
    tmp_path: Path, now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certificates._certificate("web", "web", key.public_key(), now)
    chain, path = operators_own(tmp_path, now, key)
    chain.write_bytes(certificates._pem(certificate.sign(key, hashes.SHA256())))
    with pytest.raises(ConfigurationError, match="not usable"):
        Signer.of(chain, path, tmp_path, now)


def test_after_a_renewal_earlier_pictures_are_still_ours(
    tmp_path: Path, now: datetime, photo: Pixels
) -> None:
    before = Signer.open(tmp_path, now - timedelta(days=365 * certificates.YEARS - 10))
    earlier = before.sign(file(photo), "image/jpeg", MADE)
    after = Signer.open(tmp_path, now)
    later = after.sign(file(photo), "image/jpeg", MADE)
    assert before.expires != after.expires
    for signed in (earlier, later):
        reading = read_back(signed, "image/jpeg", after.ours)
        assert reading is not None
        assert reading.valid
        assert reading.ours
        assert not reading.trusted
    alone = read_back(later, "image/jpeg", before.ours)
    assert alone is not None
    assert alone.valid
    assert not alone.ours


def test_after_a_change_to_the_operator_s_own_earlier_pictures_are_still_ours(
    tmp_path: Path, now: datetime, photo: Pixels
) -> None:
    before = Signer.open(tmp_path / "keys", now)
    earlier = before.sign(file(photo), "image/jpeg", MADE)
    after = Signer.of(*operators_own(tmp_path, now), tmp_path / "keys", now)
    later = after.sign(file(photo), "image/jpeg", MADE)
    for signed in (earlier, later):
        reading = read_back(signed, "image/jpeg", after.ours)
        assert reading is not None
        assert reading.ours


def test_a_renewal_keeps_no_key_but_the_new_one(tmp_path: Path, now: datetime) -> None:
    Signer.open(tmp_path, now - timedelta(days=365 * certificates.YEARS - 10))
    Signer.open(tmp_path, now)
    texts = [path.read_text() for path in tmp_path.rglob("*.pem")]
    assert sum("PRIVATE KEY" in text for text in texts) == 1
    assert len(Signers.remembered(tmp_path).serials) == 2


def test_a_namesake_s_certificate_is_not_ours(tmp_path: Path, now: datetime, photo: Pixels) -> None:
    """Anybody can make a certificate with our names on it."""
    ours = Signer.open(tmp_path / "ours", now)
    other = Signer.open(tmp_path / "other", now)
    reading = read_back(other.sign(file(photo), "image/jpeg", MADE), "image/jpeg", ours.ours)
    assert reading is not None
    assert reading.valid
    assert reading.signer == "Seemly (self-made certificate)"
    assert not reading.ours
    assert not reading.trusted


def test_another_certificate_of_the_same_authority_is_not_ours(
    tmp_path: Path, now: datetime, photo: Pixels
) -> None:
    """An authority vouches for all its customers; only those that signed here are ours."""
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    top = _authority(authority, now)
    chains = {}
    for name in ("ours", "theirs"):
        leaf = _issued(key, authority, now)
        chains[name] = Signer.remembering(SigningCredential(key, (leaf, top)), tmp_path / name)
    signed = chains["theirs"].sign(file(photo), "image/jpeg", MADE)
    reading = read_back(signed, "image/jpeg", chains["ours"].ours)
    assert reading is not None
    assert reading.trusted
    assert not reading.ours
    known = read_back(signed, "image/jpeg", chains["theirs"].ours)
    assert known is not None
    assert known.ours


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    return (
        certificates._certificate("authority", "authority", key.public_key(), now)
        .add_extension(x509.BasicConstraints(True, 0), critical=True)
        .add_extension(certificates._usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(key, hashes.SHA256())
    )


def _issued(
    key: ec.EllipticCurvePrivateKey, authority: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    purposes = [certificates.CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    return (
        certificates._certificate("somebody", "authority", key.public_key(), now)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(certificates._usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority, hashes.SHA256())
    )
