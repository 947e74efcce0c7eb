"""Where the watermark's secret rests: 32 random bytes, as 64 hexadecimal digits in a file.

Whoever loses it can read no mark any more, and whoever has it can write and remove marks.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from seemly import private_file
from seemly.errors import ConfigurationError
from seemly.provenance.watermark.key import SECRET_BYTES, Carriers

KEY_FILE = "watermark.key"


def open_key(folder: Path) -> Carriers:
    """The key kept in `folder`, made there on first use, readable by its owner alone.

    Raises ConfigurationError when the file is malformed or open to others.
    """
    path = folder / KEY_FILE
    if not path.exists():
        private_file.write_once(path, secrets.token_bytes(SECRET_BYTES).hex().encode() + b"\n")
    return read_key(path)


def read_key(path: Path) -> Carriers:
    """The operator's own file. Raises ConfigurationError like `open_key`."""
    return parse(private_file.read(path).decode("ascii", "replace"), str(path))


def parse(text: str, where: str) -> Carriers:
    """The key from its digits. Raises ConfigurationError, which never holds the text itself."""
    text = text.strip()
    if len(text) != 2 * SECRET_BYTES or not set(text) <= set("0123456789abcdefABCDEF"):
        raise ConfigurationError(
            f"{where} does not hold a watermark key of {2 * SECRET_BYTES} hexadecimal digits",
            'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"',
        )
    return Carriers(bytes.fromhex(text))
