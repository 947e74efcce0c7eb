"""Checkpoints: a signed statement of how large the tree is and what its root is.

C2SP signed notes and tlog-checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) with
Ed25519: what Go's golang.org/x/mod/sumdb/note signs and opens.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from seemly.errors import ConfigurationError, LedgerBroken

KEY_FILE = "ledger.key"
PUBLIC_KEY_FILE = "ledger.pub"
MOST_SIGNATURES = 100  # as Go's note.Open
_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "  # U+2014 and a space begin a signature line
_NOTE = re.compile(r"(?:[^\n]+\n){3,}\n(?:— [^\n]+\n)+")
_LONGEST_ORIGIN = 200


@dataclass(frozen=True)
class NoteVerifier:
    """A public key with its name. `str()` is what is handed out: "origin+hash+base64"."""

    origin: str
    public: bytes  # 32 bytes

    @staticmethod
    def parse(text: str) -> NoteVerifier:
        """Read a key in the format of Go's checksum database. Raises ConfigurationError."""
        origin, key_id, body = _parts(text.strip(), "a verifier key")
        verifier = NoteVerifier(origin, body)
        if verifier.key_id.hex() != key_id:
            raise ConfigurationError("the verifier key's hash does not fit", "Copy it anew")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys apart; they prove nothing."""
        return hashlib.sha256(self.origin.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.origin}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    def open(self, note: str) -> str:
        """The text of a note that this key signed, with its last newline.

        Raises LedgerBroken when the note is malformed, or not signed by this key.
        """
        text, signatures = _split_note(note)
        for name, key_id, signature in signatures:
            if name != self.origin or key_id != self.key_id:
                continue  # a witness's, or another key's: not ours to judge
            try:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
            except InvalidSignature as fault:
                raise LedgerBroken(f"a signature by {self.origin} does not fit its note") from fault
            return text
        raise LedgerBroken(f"the note is not signed by {self.origin}")


@dataclass(frozen=True)
class NoteSigner:
    """The ledger's own key. It signs; `verifier` is the public half."""

    origin: str
    seed: bytes  # 32 bytes

    @staticmethod
    def open(folder: Path, origin: str) -> NoteSigner:
        """The key kept in `folder`, made there on first use, readable by its owner alone.

        Raises ConfigurationError when the file is malformed, open to others, or of another origin.
        """
        _check_origin(origin)
        path = folder / KEY_FILE
        if not path.exists():
            _keep(path, NoteSigner(origin, secrets.token_bytes(32)))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                f"{path} can be read by others", f"Run: chmod 600 {path}, and think who read it"
            )
        signer = NoteSigner.parse(path.read_text().strip())
        if signer.origin != origin:
            raise ConfigurationError(
                f"{path} belongs to the ledger {signer.origin}, not {origin}",
                "A ledger keeps its name: set the origin back, or begin a new data folder",
            )
        public = folder / PUBLIC_KEY_FILE
        if not public.exists():
            public.write_text(f"{signer.verifier}\n")
        return signer

    @staticmethod
    def parse(text: str) -> NoteSigner:
        """Read "PRIVATE+KEY+origin+hash+base64". Raises ConfigurationError."""
        if not text.startswith(_PRIVATE):
            raise ConfigurationError("the ledger's key file holds no signing key")
        origin, key_id, seed = _parts(text.removeprefix(_PRIVATE), "the ledger's signing key")
        signer = NoteSigner(origin, seed)
        if signer.verifier.key_id.hex() != key_id:
            raise ConfigurationError("the hash in the ledger's signing key does not fit")
        return signer

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return NoteVerifier(self.origin, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note over `text`, which ends in a newline."""
        if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
            raise LedgerBroken("a note is lines of plain text, each ended by a newline")
        signature = self._key().sign(text.encode())
        return f"{text}\n{_DASH}{self.origin} {_base64(self.verifier.key_id + signature)}\n"

    def secret(self) -> str:
        """The key as its file holds it."""
        key_id = self.verifier.key_id.hex()
        return f"{_PRIVATE}{self.origin}+{key_id}+{_base64(_ED25519 + self.seed)}"

    def __repr__(self) -> str:
        return f"NoteSigner({self.origin!r})"  # the seed stays out of logs and tracebacks

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Checkpoint:
    """A tree's size and root (32 bytes) under the ledger's name, and the note that says so."""

    origin: str
    size: int
    root: bytes
    note: str


def sign(signer: NoteSigner, size: int, root: bytes) -> Checkpoint:
    """State the tree's size and root. Whoever calls has checked that it extends the last one."""
    note = signer.sign(f"{signer.origin}\n{size}\n{_base64(root)}\n")
    return Checkpoint(signer.origin, size, root, note)


def read(note: str, verifier: NoteVerifier) -> Checkpoint:
    """A checkpoint whose signature holds. Raises LedgerBroken."""
    lines = verifier.open(note).split("\n")
    if len(lines) < 4 or lines[0] != verifier.origin:
        raise LedgerBroken(f"a checkpoint is not one of {verifier.origin}")
    size, root = lines[1], decode(lines[2])
    if not size.isascii() or not size.isdigit() or str(int(size)) != size or len(root) != 32:
        raise LedgerBroken("a checkpoint's size or root is malformed")
    return Checkpoint(lines[0], int(size), root, note)


def split_file(text: str) -> tuple[list[str], str]:
    """The notes in a file of checkpoints, and what a crash while writing left after them.

    Raises LedgerBroken when something else stands before or between them.
    """
    found: list[str] = []
    end = 0
    for match in _NOTE.finditer(text):
        if text[end : match.start()].strip("\n"):
            break
        found.append(match.group())
        end = match.end()
    else:
        return found, text[end:]
    raise LedgerBroken("the file of checkpoints holds something that is no checkpoint")


def _split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text and signatures (name, key id, signature) of an unverified note."""
    text, blank, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not blank or lines.pop() != "" or not 0 < len(lines) <= MOST_SIGNATURES:
        raise LedgerBroken("a note is malformed: it does not end in signature lines")
    if any(c < " " and c != "\n" for c in note):
        raise LedgerBroken("a note is malformed: it holds control characters")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    blob = decode(encoded)
    if not line.startswith(_DASH) or not space or not name or "+" in name or len(blob) < 5:
        raise LedgerBroken("a note is malformed: a signature line is not one")
    return name, blob[:4], blob[4:]


def _parts(text: str, what: str) -> tuple[str, str, bytes]:
    """Origin, key id (hex) and the 32 bytes of "origin+hash+base64"."""
    origin, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        body = decode(encoded)
    except LedgerBroken as fault:
        raise ConfigurationError(f"{what} is not base64 after its hash") from fault
    if not origin or len(body) != 33 or body[:1] != _ED25519:
        raise ConfigurationError(f"{what} is not of the form origin+hash+base64 (Ed25519)")
    return origin, key_id, body[1:]


def _check_origin(origin: str) -> None:
    short = 0 < len(origin) <= _LONGEST_ORIGIN
    if not short or "+" in origin or any(c.isspace() or c < " " for c in origin):
        raise ConfigurationError(
            f"{origin!r} cannot name a ledger",
            "Take a name without spaces and plus signs, like example.org/seemly",
        )


def _keep(path: Path, signer: NoteSigner) -> None:
    """Write the key once, whole or not at all, however many processes try at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{KEY_FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(signer.secret() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(draft, path)
    finally:
        draft.unlink()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """Base64 in its one canonical form: two texts of one signature would be two notes.

    Raises LedgerBroken.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise LedgerBroken("a note is malformed: not base64") from fault
    if _base64(data) != text:
        raise LedgerBroken("a note is malformed: not canonical base64")
    return data
