"""Keys and certificates to sign Content Credentials with: ours, the operator's, and earlier ones.

A certificate is made here at the first start, and nobody vouches for it: viewers show the signature
as valid and the signer as unknown. An operator with a certificate from a C2PA trust list uses that
instead. Whatever signs here is remembered without its key, so that a picture signed before a change
of certificates is still known as ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from seemly import private_file
from seemly.errors import ConfigurationError

OWN_FILE = "credentials.pem"  # private key, signing certificate and its issuer, in one file
REMEMBERED = "signers"  # a folder beside it: certificates that signed here, without their keys
YEARS = 10
RENEW = timedelta(days=30)
CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")  # C2PA 2.2, certificate profiles


@dataclass(frozen=True)
class Signers:
    """Certificates that sign, or signed, here: how pictures of ours are told from others'."""

    anchors: bytes = b""  # PEM: the certificate above each
    serials: frozenset[str] = frozenset()  # of the signing certificates, decimal

    @classmethod
    def remembered(cls, folder: Path) -> Signers:
        """All that ever signed with `folder`. Raises ConfigurationError for files that are not
        certificates."""
        chains = [_chain(_read(path)) for path in sorted((folder / REMEMBERED).glob("*.pem"))]
        return cls(
            b"".join(dict.fromkeys(_pem(chain[-1]) for chain in chains)),
            frozenset(str(chain[0].serial_number) for chain in chains),
        )


@dataclass(frozen=True)
class SigningCredential:
    """A private key and its certificates."""

    key: PrivateKeyTypes = field(repr=False)
    chain: tuple[x509.Certificate, ...]  # the signing one first; each is issued by the next

    @classmethod
    def own(cls, folder: Path, now: datetime) -> SigningCredential:
        """Ours from `folder`; made there once, again before it ends."""
        path = folder / OWN_FILE
        if not path.exists():
            private_file.write_once(path, self_made(now))
        credential = cls._in(private_file.read(path))
        if credential.signing.not_valid_after_utc < now + RENEW:
            credential.remember(folder)
            path.unlink()  # the key: it signs nothing any more
            private_file.write_once(path, self_made(now))
            credential = cls._in(private_file.read(path))
        return credential.checked(now)

    @classmethod
    def made(cls, now: datetime) -> SigningCredential:
        """A fresh one, kept nowhere."""
        return cls._in(self_made(now))

    @classmethod
    def _in(cls, text: bytes) -> SigningCredential:
        return cls(_key(text), tuple(_chain(text)))

    @classmethod
    def of(cls, chain: Path, key: Path, now: datetime) -> SigningCredential:
        """The operator's: a chain (PEM, signing certificate first, without the root) and its
        private key (PEM, not encrypted, mode 0600).

        Raises ConfigurationError when they do not fit or have ended.
        """
        return cls(_key(private_file.read(key)), tuple(_chain(_read(chain)))).checked(now)

    @property
    def signing(self) -> x509.Certificate:
        """The certificate that signs."""
        return self.chain[0]

    @property
    def shown(self) -> bytes:
        """PEM of what a file carries: all but a root, which whoever verifies must have anyway."""
        shown = [one for one in self.chain if one.issuer != one.subject] or self.chain[:1]
        return b"".join(map(_pem, shown))

    def checked(self, now: datetime) -> SigningCredential:
        """Itself. Raises ConfigurationError when key and certificate do not fit or have ended."""
        signing = self.signing
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        ours, theirs = self.key.public_key(), signing.public_key()
        if ours.public_bytes(*form) != theirs.public_bytes(*form):
            raise ConfigurationError("the private key does not belong to the first certificate")
        if not signing.not_valid_before_utc <= now <= signing.not_valid_after_utc:
            raise ConfigurationError(
                f"the signing certificate counts from {signing.not_valid_before_utc:%Y-%m-%d} "
                f"to {signing.not_valid_after_utc:%Y-%m-%d}",
                "Check the clock, or renew the certificate",
            )
        return self

    def remember(self, folder: Path) -> None:
        """Keep the certificates, without the key, for telling our pictures later."""
        name = f"{self.signing.fingerprint(hashes.SHA256()).hex()}.pem"
        private_file.write_once(folder / REMEMBERED / name, b"".join(map(_pem, self.chain)))


def self_made(now: datetime) -> bytes:
    """PEM: a key, its certificate and the issuer's. The issuer's key is forgotten at once, so the
    issuer vouches for this one certificate and never for another."""
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
    return private_pem(key) + _pem(certificate) + _pem(issuer)


def private_pem(key: PrivateKeyTypes) -> bytes:
    """PKCS 8, not encrypted."""
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    return key.private_bytes(*form, serialization.NoEncryption())


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


def _read(path: Path) -> bytes:
    try:
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
