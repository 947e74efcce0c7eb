"""A time-stamp authority (RFC 3161) that really answers: OpenSSL's, on loopback."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image

from seemly.provenance import certificates, rehearsal
from seemly.provenance.credentials import Signer, Statement, read_back
from seemly.provenance.publication import Origin

MADE = Statement("0source000", Origin.CREATED, "klein 4")

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


def authority(folder: Path, now: datetime) -> None:
    """Its key and certificate, issued by another: the reader takes none that vouches for itself."""
    above, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key())
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        certificates._certificate("Clock", "Clocks", key.public_key(), now)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(certificates._usage("digital_signature"), critical=True)
        .add_extension(stamps, critical=True)
        .add_extension(issuer, critical=False)
        .sign(above, hashes.SHA256())
    )
    (folder / "tsa.key").write_bytes(certificates.private_pem(key))
    (folder / "tsa.pem").write_bytes(certificates._pem(certificate))
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Iterator[bytes]:
    """A picture whose credentials carry a time stamp."""
    folder = tmp_path_factory.mktemp("tsa")
    authority(folder, now)

    class Clock(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "ask").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = ["openssl", "ts", "-reply", "-queryfile", "ask", "-config", "tsa.cnf"]
            answer = subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Silent."""

    picture = BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 200)).save(picture, "JPEG")
    with ThreadingHTTPServer(("127.0.0.1", 0), Clock) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        yield Signer.open(folder / "keys", now, address).sign(
            picture.getvalue(), "image/jpeg", MADE
        )
        server.shutdown()


def test_a_picture_tells_when_an_authority_saw_it(stamped: bytes, now: datetime) -> None:
    reading = read_back(stamped, "image/jpeg")
    assert reading is not None
    assert reading.valid
    told = datetime.fromisoformat(reading.stamped)
    assert abs((told - now).total_seconds()) < 86_400


def test_a_stamped_source_goes_along(stamped: bytes) -> None:
    assert rehearsal.rehearse(stamped)
