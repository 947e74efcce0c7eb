"""Embeddings of many texts, kept between runs: a text costs about 20 cpu ms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seemly.guard.text.embeddings import E5_SIZE, USE_SIZE, Embeddings
from seemly.guard.text.heads import Vector
from seemly.guard.text.normalise import cleaned

KEPT = Path("build/words/features.npz")


@dataclass(frozen=True, eq=False)
class Features:
    """Rows by text, as the reader sees it (cleaned)."""

    use: Vector  # N x 512
    e5: Vector  # N x 384

    def __getitem__(self, rows: Sequence[int]) -> Features:
        return Features(self.use[rows], self.e5[rows])


def features(texts: Sequence[str]) -> Features:
    """Embeddings of all texts, computed where they are not kept yet."""
    known = _kept()
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    if missing:
        known |= _computed(missing)
        _keep(known)
    return Features(
        np.stack([known[text][0] for text in texts]), np.stack([known[text][1] for text in texts])
    )


_Known = dict[str, tuple[Vector, Vector]]


def _computed(texts: list[str]) -> _Known:
    models = Embeddings.open()
    found: _Known = {}
    for number, text in enumerate(texts, 1):
        said = [cleaned(text)]
        found[text] = (models.use(said)[0], models.e5(said)[0])
        if number % 2000 == 0:
            print(f"{number} of {len(texts)} texts embedded", flush=True)
    return found


def _kept() -> _Known:
    if not KEPT.exists():
        return {}
    with np.load(KEPT, allow_pickle=False) as data:
        both = zip(data["use"], data["e5"], strict=True)
        return dict(zip((str(text) for text in data["texts"]), both, strict=True))


def _keep(known: _Known) -> None:
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    empty = (np.empty((0, USE_SIZE), np.float32), np.empty((0, E5_SIZE), np.float32))
    use, e5 = (np.stack([row[place] for row in known.values()]) if known else empty[place]
               for place in (0, 1))  # fmt: skip
    np.savez(KEPT, texts=np.array(list(known)), use=use, e5=e5)
