"""A stranger's signature goes along with plain names, keys and addresses, and with nothing else."""

from __future__ import annotations

import random
from datetime import datetime
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from seemly.errors import CheckFailed
from seemly.provenance import certificates, rehearsal, signature
from seemly.provenance.certificates import Signers, SigningCredential
from seemly.provenance.credentials import Signer, Source, Statement
from seemly.provenance.history import History
from seemly.provenance.publication import Origin

MADE = Statement("0source000", Origin.CREATED, "klein 4")
Extra = x509.ExtensionType


def picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 200)).save(stream, "JPEG")
    return stream.getvalue()


def stranger(now: datetime, name: str, *extras: Extra) -> Signer:
    """Whoever has a certificate of their own making."""
    above, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key())
    purposes = [certificates.CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    leaf = (
        certificates._certificate(name, "authority", key.public_key(), now)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(certificates._usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(issuer, critical=False)
    )
    for extra in extras:
        leaf = leaf.add_extension(extra, critical=False)
    return Signer(SigningCredential(key, (leaf.sign(above, hashes.SHA256()),)), Signers())


def address(text: str) -> Extra:
    at = x509.UniformResourceIdentifier(text)
    how = AuthorityInformationAccessOID.OCSP
    return x509.AuthorityInformationAccess([x509.AccessDescription(how, at)])


def own(data: bytes) -> Extra:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), data)


def logged(data: bytes) -> Extra:
    """Where the logs of Certificate Transparency have their numbers."""
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), data)


def whole_numbers(text: bytes, each: int) -> bytes:
    """DER integers that spell a text."""
    parts = [text[at : at + each] for at in range(0, len(text), each)]
    return b"".join(b"\x02" + _size(part) + part for part in parts)


def _size(part: bytes) -> bytes:
    return bytes([len(part)]) if len(part) < 0x80 else b"\x82" + len(part).to_bytes(2, "big")


TOLD = b"she lives at number nine and is at home in the morning and never locks her door "


def goes_along(source: bytes) -> bool:
    return rehearsal.rehearse(source)


def test_keys_and_numbers_of_a_long_chain_go_along() -> None:
    """Twenty keys, and a hundred serial numbers: what chance writes is no text."""
    for seed in range(60):
        chance, told = random.Random(seed + 100), signature._Told()
        for piece in [512] * 14 + [20] * 100:
            told.opaque(chance.randbytes(piece))


def test_a_digest_that_looks_like_a_certificate_goes_along() -> None:
    """By chance a key's digest begins like a list of its own length, or like a name."""
    for begins, seed in ((begins, seed) for begins in b"\x30\x31\xa0\x0c\x16" for seed in range(9)):
        digest = bytes([begins, 30, 0x6F]) + random.Random(seed).randbytes(29)
        signature._read_all(b"\x04\x20" + digest, signature._Told())


def test_a_plain_name_and_an_address_of_an_authority_go_along(now: datetime) -> None:
    signer = stranger(now, "Camera Works Ltd.", address("http://ocsp.example.org/ca1"))
    assert goes_along(signer.sign(picture(), "image/jpeg", MADE))


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("see www.example.org/her", ()),
        ("QUJD" * 12, ()),
        ("plain", (logged(bytes(range(256)) * 4),)),
        ("plain", (logged(TOLD),)),
        ("plain", (own(b"\x05\x00"),)),
        ("plain", (logged(whole_numbers(TOLD * 9, 15)),)),
        ("plain", (logged(whole_numbers("она живёт в этом доме ".encode() * 30, 500)),)),
        ("plain", (logged(TOLD.decode().encode("utf-16-le")),)),
        ("plain", (logged(whole_numbers(random.Random(1).randbytes(4_000), 20)),)),
        ("plain", (address("http://example.org/" + "she-did-it-" * 10),)),
        ("plain", (x509.SubjectAlternativeName([x509.RFC822Name("jane@example.org")]),)),
    ],
    ids=[
        "link",
        "a picture as text",
        "bytes",
        "words in bytes",
        "an extension",
        "words in numbers",
        "another script",
        "wide letters",
        "a picture in numbers",
        "address",
        "mail",
    ],
)
def test_invariant_1_nothing_of_a_strangers_goes_out_in_a_certificate(
    now: datetime, name: str, extras: tuple[Extra, ...]
) -> None:
    signed = stranger(now, name, *extras).sign(picture(), "image/jpeg", MADE)
    assert History.of(signed, "image/jpeg"), "the reader's report shows nothing of it"
    assert not goes_along(signed)


class _Written(History):
    """Keeps the manifest store that was signed."""

    def check(self, signed: bytes, kind: str, store: bytes, grown: int) -> None:
        stores.append(store)


stores: list[bytes] = []


@pytest.fixture(scope="module")
def whole(now: datetime) -> bytes:
    """A manifest store with somebody's signature and, last, ours."""
    source = stranger(now, "Camera Works").sign(picture(), "image/jpeg", MADE)
    history = _Written.of(source, "image/jpeg")
    told = Source("0" * 64, "image/jpeg", history=history)
    rehearsal._worthless().sign(
        picture(), "image/jpeg", Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", told)
    )
    return stores.pop()


def test_padding_that_says_something_does_not_go_along(whole: bytes) -> None:
    signature.check(whole)
    at = whole.index(b"cpadY") + 4
    assert whole[at + 3 : at + 20] == bytes(17)
    with pytest.raises(CheckFailed, match="padded"):
        signature.check(whole[: at + 9] + b"a word" + whole[at + 15 :])


@settings(max_examples=150)
@given(st.data())
def test_whatever_stands_there_is_checked_or_left_behind(whole: bytes, data: st.DataObject) -> None:
    hurt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(hurt) - 1))
        hurt[at] = data.draw(st.sampled_from([0, 0x30, 0x5F, 0x7F, 0x80, 0x9B, 0xBF, 0xFF]))
    for given_ in (bytes(hurt), data.draw(st.binary(max_size=80))):
        try:
            signature.check(given_)
        except CheckFailed:
            continue


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def test_nesting_without_end_is_left_behind() -> None:
    name = box(b"jumd", bytes(17) + b"c2pa.signature\0")
    for deep in (b"\x81" * 5000, b"\xd2\x84\x43\xa1\x18\x21" + b"\x81" * 3000):
        manifest = box(b"jumb", name + box(b"cbor", deep))
        everything = box(b"jumb", box(b"jumd", bytes(17)) + manifest + manifest)
        with pytest.raises(CheckFailed):
            signature.check(everything)
