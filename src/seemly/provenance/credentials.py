"""Content Credentials (C2PA): what a file says of itself, signed.

certificates.py has the keys, manifest.py what is said, reading.py what a reader makes of it,
history.py which credentials of a source go along. Nothing here touches the network, except where
the operator named a time-stamp authority: then each signature is stamped, and counts beyond the
end of its certificate. Without one it counts until then, ten years for ours.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Lock

import c2pa
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from PIL import Image

from seemly.errors import CheckFailed, ConfigurationError
from seemly.provenance.certificates import Signers, SigningCredential, private_pem
from seemly.provenance.manifest import (
    UNTRAINED,
    Source,
    Statement,
    ingredient,
    manifest,
    source_type,
)
from seemly.provenance.publication import Origin
from seemly.provenance.reading import Reading, context, read_back

__all__ = ["UNTRAINED", "Reading", "Signer", "Source", "Statement", "read_back", "source_type"]

_CURVES = {
    "secp256r1": c2pa.C2paSigningAlg.ES256,
    "secp384r1": c2pa.C2paSigningAlg.ES384,
    "secp521r1": c2pa.C2paSigningAlg.ES512,
}


class Signer:
    """Signs files with one key; may be called from any thread.

    `ours`: the certificates by which its pictures, and those of earlier ones, are known.
    """

    def __init__(
        self, credential: SigningCredential, ours: Signers, stamps: str | None = None
    ) -> None:
        """`stamps`: the address of a time-stamp authority (RFC 3161). Raises ConfigurationError."""
        self.expires, self.ours = credential.signing.not_valid_after_utc, ours
        self._lock = Lock()
        algorithm, key = _algorithm(credential.key), private_pem(credential.key)
        try:
            info = c2pa.C2paSignerInfo(algorithm, credential.shown, key, stamps)
            self._signer = c2pa.Signer.from_info(info)
        except c2pa.C2paError as fault:
            raise ConfigurationError(f"the signing certificate is not usable: {fault}") from fault
        self._try_out()

    @classmethod
    def open(cls, folder: Path, now: datetime, stamps: str | None = None) -> Signer:
        """Our own key and certificate from `folder`; made there once, again before they end."""
        return cls.remembering(SigningCredential.own(folder, now), folder, stamps)

    @classmethod
    def of(
        cls, chain: Path, key: Path, folder: Path, now: datetime, stamps: str | None = None
    ) -> Signer:
        """The operator's own: a chain (PEM, signing certificate first, without the root) and
        its private key (PEM, not encrypted, mode 0600). `folder` remembers who signed here.

        Raises ConfigurationError when they do not fit or have ended.
        """
        return cls.remembering(SigningCredential.of(chain, key, now), folder, stamps)

    @classmethod
    def remembering(
        cls, credential: SigningCredential, folder: Path, stamps: str | None = None
    ) -> Signer:
        """With a credential at hand. What it signs, and what was signed before, is known as ours
        by what `folder` remembers."""
        credential.remember(folder)
        return cls(credential, Signers.remembered(folder), stamps)

    def sign(self, file: bytes, media_type: str, statement: Statement) -> bytes:
        """The file with its credentials inside. Raises CheckFailed when that cannot be done."""
        signed, history = BytesIO(), statement.history
        try:
            with self._lock, c2pa.Builder(manifest(statement), context=context()) as builder:
                if history:
                    parent = ingredient(statement.source)
                    builder.add_ingredient(parent, history.kind, BytesIO(history.data))
                store = builder.sign(self._signer, media_type, BytesIO(file), signed)
        except c2pa.C2paError as fault:
            raise CheckFailed(f"the picture could not be signed: {fault}") from fault
        if history:
            grown = len(signed.getvalue()) - len(file)
            history.check(signed.getvalue(), media_type, store, grown)
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


def _algorithm(key: PrivateKeyTypes) -> c2pa.C2paSigningAlg:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return c2pa.C2paSigningAlg.ED25519
    if isinstance(key, rsa.RSAPrivateKey):
        return c2pa.C2paSigningAlg.PS256
    raise ConfigurationError("C2PA knows no signatures with this kind of key")
