"""Content Credentials (C2PA): what a file says of itself, signed.

The certificate is made here and nobody vouches for it: viewers show the signature as valid and
the signer as unknown. An operator with a certificate from a C2PA trust list uses that instead.
Nothing here touches the network: no time stamp, no remote manifest, no revocation check. So a
signature counts until its certificate ends, ten years for ours.

The source of an edit is named as the ingredient by its digest, without its own manifest and
without thumbnails: both may hold pictures that nobody here looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import c2pa
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

import seemly
from seemly.decoding import media_type
from seemly.errors import CheckFailed, ConfigurationError
from seemly.provenance.publication import Origin

OWN_FILE = "credentials.pem"  # private key, signing certificate and its issuer, in one file
YEARS = 10
RENEW = timedelta(days=30)
CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")  # C2PA 2.2, certificate profiles

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
#: The artist that draws by rules alone. IPTC keeps "trained" for models learnt from samples:
#: a scene drawn by a program is algorithmicMedia, a photo with drawn parts compositeSynthetic.
UNTRAINED = "sketch"
_SOURCE_TYPES = {
    (Origin.CREATED, True): IPTC + "trainedAlgorithmicMedia",
    (Origin.EDITED, True): IPTC + "compositeWithTrainedAlgorithmicMedia",
    (Origin.CREATED, False): IPTC + "algorithmicMedia",
    (Origin.EDITED, False): IPTC + "compositeSynthetic",
}
_CURVES = {
    "secp256r1": c2pa.C2paSigningAlg.ES256,
    "secp384r1": c2pa.C2paSigningAlg.ES384,
    "secp521r1": c2pa.C2paSigningAlg.ES512,
}
_OFFLINE = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}


@dataclass(frozen=True)
class Source:
    """The picture an edit began with."""

    sha256: str  # of the bytes as they came
    kind: str  # media type

    @classmethod
    def of(cls, data: bytes) -> Source:
        """Named by its bytes, which are not parsed here."""
        return cls(hashlib.sha256(data).hexdigest(), media_type(data))


@dataclass(frozen=True)
class Statement:
    """What the credentials say of one picture."""

    public_id: str
    origin: Origin
    generator: str  # name and version
    source: Source | None = None


@dataclass(frozen=True)
class Reading:
    """What the reference reader makes of a file's credentials."""

    valid: bool  # signature and hashes hold
    trusted: bool  # and somebody on a trust list vouches for the signer; never for our own
    signer: str
    title: str
    actions: tuple[str, ...]
    source_type: str  # IPTC URI
    faults: tuple[str, ...]  # C2PA failure codes


def source_type(origin: Origin, generator: str) -> str:
    """The IPTC digital source type (a URI) of what a generator made."""
    return _SOURCE_TYPES[origin, _named(generator)[0] != UNTRAINED]


class Signer:
    """Signs files with one key; may be called from any thread."""

    def __init__(self, key: PrivateKeyTypes, chain: bytes, now: datetime) -> None:
        certificate = _check_chain(key, chain, now)
        self.expires = certificate.not_valid_after_utc
        self._lock = Lock()
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        try:
            info = c2pa.C2paSignerInfo(_algorithm(key), chain, pem, None)
            self._signer = c2pa.Signer.from_info(info)
        except c2pa.C2paError as fault:
            raise ConfigurationError(f"the signing certificate is not usable: {fault}") from fault
        self._try_out()

    @classmethod
    def open(cls, folder: Path, now: datetime) -> Signer:
        """Our own key and certificate from `folder`; made there once, again before they end."""
        path = folder / OWN_FILE
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, _self_made(now))
        text = _read_private(path)
        if _chain(text)[0].not_valid_after_utc < now + RENEW:
            path.rename(path.with_suffix(f".until-{now:%Y-%m-%d}.pem"))
            _write_once(path, _self_made(now))
            text = _read_private(path)
        return cls(_key(text), b"".join(map(_pem, _chain(text))), now)

    @classmethod
    def of(cls, chain: Path, key: Path, now: datetime) -> Signer:
        """The operator's own: a chain (PEM, signing certificate first, without the root) and
        its private key (PEM, not encrypted, mode 0600).

        Raises ConfigurationError when they do not fit or have ended.
        """
        try:
            text = chain.read_bytes()
        except OSError as fault:
            raise ConfigurationError(f"cannot read {chain}: {fault.strerror}") from fault
        return cls(_key(_read_private(key)), b"".join(map(_pem, _chain(text))), now)

    def sign(self, file: bytes, media_type: str, statement: Statement) -> bytes:
        """The file with its credentials inside. Raises CheckFailed when that cannot be done."""
        signed = BytesIO()
        try:
            with self._lock, c2pa.Builder(_manifest(statement), context=_offline()) as builder:
                builder.sign(self._signer, media_type, BytesIO(file), signed)
        except c2pa.C2paError as fault:
            raise CheckFailed(f"the picture could not be signed: {fault}") from fault
        return signed.getvalue()

    def _try_out(self) -> None:
        """Sign a blank picture now rather than fail at the first real one."""
        blank = BytesIO()
        Image.new("RGB", (16, 16)).save(blank, "JPEG")
        try:
            statement = Statement("0000000000", Origin.CREATED, UNTRAINED)
            reading = read_back(self.sign(blank.getvalue(), "image/jpeg", statement), "image/jpeg")
        except CheckFailed as fault:
            raise ConfigurationError(f"the signing certificate is not usable: {fault}") from fault
        if reading is None or not reading.valid:
            faults = "" if reading is None else ", ".join(reading.faults)
            raise ConfigurationError(
                f"the signing certificate is not usable: {faults}",
                "It must be one for Content Credentials, and the clock must be right",
            )


def read_back(file: bytes, media_type: str) -> Reading | None:
    """The credentials in a file of ours, as the reference reader sees them; None without any.

    For files of our own making: the reader is not run in a process with limits.
    """
    try:
        reader = c2pa.Reader.try_create(media_type, BytesIO(file), context=_offline())
    except c2pa.C2paError as fault:
        raise CheckFailed(f"the credentials cannot be read: {fault}") from fault
    if reader is None:
        return None
    with reader:
        return _reading(json.loads(reader.json()))


def _reading(store: dict[str, Any]) -> Reading:
    active = store["manifests"][store["active_manifest"]]
    actions = [
        action
        for assertion in active.get("assertions", [])
        if assertion["label"].startswith("c2pa.actions")
        for action in assertion["data"]["actions"]
    ]
    results = store.get("validation_results", {}).get("activeManifest", {})
    state = store.get("validation_state")
    return Reading(
        valid=state in ("Valid", "Trusted"),
        trusted=state == "Trusted",
        signer=active.get("signature_info", {}).get("issuer", ""),
        title=active.get("title", ""),
        actions=tuple(action["action"] for action in actions),
        source_type=next((a["digitalSourceType"] for a in actions if "digitalSourceType" in a), ""),
        faults=tuple(failure["code"] for failure in results.get("failure", [])),
    )


def _manifest(statement: Statement) -> dict[str, Any]:
    """C2PA 2.2: first what was opened or created, then what was done to it."""
    name, version = _named(statement.generator)
    made = {
        "digitalSourceType": source_type(statement.origin, statement.generator),
        "softwareAgent": {"name": name, "version": version},
    }
    manifest: dict[str, Any] = {
        "claim_generator_info": [{"name": "Seemly", "version": seemly.__version__}],
        "title": statement.public_id,
    }
    if statement.origin is Origin.CREATED:
        actions: list[dict[str, Any]] = [{"action": "c2pa.created", **made}]
    else:
        ingredient = {"title": "source", "relationship": "parentOf", "label": "source"}
        if statement.source is not None:
            ingredient["format"] = statement.source.kind
            ingredient["instance_id"] = f"urn:sha256:{statement.source.sha256}"
        manifest["ingredients"] = [ingredient]
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["source"]}}
        actions = [opened, {"action": "c2pa.edited", **made}]
    manifest["assertions"] = [{"label": "c2pa.actions.v2", "data": {"actions": actions}}]
    return manifest


def _named(generator: str) -> tuple[str, str]:
    """Name and version; a generator without a name counts as a trained one."""
    name, _, version = generator.strip().partition(" ")
    return name or "unknown", version.strip() or "unknown"


@cache
def _offline() -> c2pa.Context:
    return c2pa.Context.from_dict(_OFFLINE)


def _self_made(now: datetime) -> bytes:
    """A key, its certificate and the issuer's. The issuer's key is forgotten at once."""
    issuer_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = (
        _certificate("Seemly issuer", "Seemly issuer", issuer_key.public_key(), now)
        .add_extension(x509.BasicConstraints(True, 0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    # Readers before C2PA 2.2 know e-mail protection alone; the present ones accept both.
    purposes = [CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    certificate = (
        _certificate("Seemly", "Seemly issuer", key.public_key(), now)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(issuer_id, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + _pem(certificate) + _pem(issuer)


def _certificate(
    subject: str, issuer: str, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # for viewers whose clock is behind
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Seemly (self-made certificate)")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*purposes: str) -> x509.KeyUsage:
    kinds = "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
    kinds += " key_cert_sign crl_sign encipher_only decipher_only"
    return x509.KeyUsage(**{kind: kind in purposes for kind in kinds.split()})


def _write_once(path: Path, text: bytes) -> None:
    """Whole, private, and never over another's: of two who start at once, one wins."""
    scratch, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(scratch, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


def _read_private(path: Path) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                f"others on this machine can read the private key {path}", f"chmod 600 {path}"
            )
        return path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"cannot read {path}: {fault.strerror}") from fault


def _key(text: bytes) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(text, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise ConfigurationError(
            f"the private key cannot be read: {fault}", "It must be PEM and not encrypted"
        ) from fault


def _chain(text: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text)
    except ValueError as fault:
        raise ConfigurationError(f"the certificates cannot be read: {fault}") from fault


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _algorithm(key: PrivateKeyTypes) -> c2pa.C2paSigningAlg:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return c2pa.C2paSigningAlg.ED25519
    if isinstance(key, rsa.RSAPrivateKey):
        return c2pa.C2paSigningAlg.PS256
    raise ConfigurationError("C2PA knows no signatures with this kind of key")


def _check_chain(key: PrivateKeyTypes, chain: bytes, now: datetime) -> x509.Certificate:
    certificate = _chain(chain)[0]
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if certificate.public_key().public_bytes(*form) != key.public_key().public_bytes(*form):
        raise ConfigurationError("the private key does not belong to the first certificate")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ConfigurationError(
            f"the signing certificate counts from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"to {certificate.not_valid_after_utc:%Y-%m-%d}",
            "Check the clock, or renew the certificate",
        )
    return certificate
