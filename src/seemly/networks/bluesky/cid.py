"""The name of a blob: CIDv1, raw bytes, SHA-256, base32. https://atproto.com/specs/data-model"""

from __future__ import annotations

import base64
import hashlib

_RAW_SHA256 = bytes([1, 0x55, 0x12, 32])  # version 1, raw, sha2-256, 32 bytes of digest


def blob_cid(data: bytes) -> str:
    """The CID of these bytes, computed here and not believed from a server."""
    name = _RAW_SHA256 + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(name).decode().rstrip("=").lower()
