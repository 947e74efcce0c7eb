"""Build guard/text/heads.npz from prompts/native: `make words`.

    python -m training.words.train            cross-validate, then train on all and write heads.npz
    python -m training.words.train --folds    cross-validate only; writes build/words/folds.npz

Takes about ten minutes on two cores the first time, three afterwards.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from seemly.guard.text.heads import INTENTS, Heads, Layers, Letters, Space, Vector
from seemly.guard.text.ngrams import BUCKETS, buckets
from seemly.guard.text.normalise import cleaned
from training.words.examples import Example, folds, pairs, singles, tuning_lines
from training.words.features import Features, features

HEADS = Path("src/seemly/guard/text/heads.npz")
FOLDS = Path("build/words/folds.npz")
COUNT = 5
HIDDEN = 96
USE_DIRECTIONS, E5_DIRECTIONS = 8, 30


@dataclass(frozen=True, eq=False)
class Data:
    """Examples with all that is computed of them once."""

    examples: Sequence[Example]
    embedded: Features
    runs: csr_matrix  # N x B, each row of length one

    def __getitem__(self, rows: NDArray[np.int64]) -> Data:
        chosen = [self.examples[row] for row in rows]
        return Data(chosen, self.embedded[list(rows)], self.runs[rows])

    @property
    def targets(self) -> Vector:
        """N x C."""
        return np.stack([example.target() for example in self.examples])

    @property
    def pictures(self) -> Vector:
        """N x 1."""
        return np.array([[float(example.has_picture)] for example in self.examples], np.float32)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", action="store_true")
    asked = parser.parse_args()
    lines = tuning_lines()
    fold_of = folds(COUNT, lines)
    alone = singles(lines)
    data = _data(alone + pairs(alone, fold_of))
    fold = np.array([fold_of[example.line] for example in data.examples])
    first, second = _cross_validated(data, fold, len(alone))
    FOLDS.parent.mkdir(parents=True, exist_ok=True)
    np.savez(FOLDS, ids=np.array([line.id for line in lines]), first=first, second=second)
    _tell(first, second, data[np.arange(len(alone))])
    if not asked.folds:
        _write(_trained(data))


def _data(examples: Sequence[Example]) -> Data:
    texts = [example.text for example in examples]
    found = [buckets(cleaned(text)) for text in texts]
    rows = np.concatenate([np.full(len(run), row) for row, run in enumerate(found)])
    values = np.concatenate([np.full(len(run), len(run) ** -0.5, np.float32) for run in found])
    runs = csr_matrix((values, (rows, np.concatenate(found))), shape=(len(texts), BUCKETS))
    return Data(examples, features(texts), runs)


def _cross_validated(data: Data, fold: NDArray[np.int64], alone: int) -> tuple[Vector, Vector]:
    """What heads that never saw a line say of it: `first` and `second`, N x C each."""
    first = np.zeros((alone, len(INTENTS)), np.float32)
    second = np.zeros_like(first)
    for number in range(COUNT):
        heads = _trained(data[np.flatnonzero(fold != number)])
        for row in np.flatnonzero(fold[:alone] == number):
            example, use, e5 = data.examples[row], data.embedded.use[row], data.embedded.e5[row]
            letters = heads.letters.logits(cleaned(example.text))
            first[row] = heads.first(letters, use, example.has_picture)
            second[row] = heads.second(letters, use, e5, example.has_picture)
        print(f"fold {number + 1} of {COUNT} done", flush=True)
    return first, second


def _trained(data: Data) -> Heads:
    letters = _letters(data)
    heard = np.tanh(_letters_unseen(data) / 4)
    use = _space(data.embedded.use, data.examples, USE_DIRECTIONS)
    e5 = _space(data.embedded.e5, data.examples, E5_DIRECTIONS)
    small, large, picture = use.plain(data.embedded.use), e5.plain(data.embedded.e5), data.pictures
    return Heads(
        letters,
        use,
        e5,
        cheap=_layers(np.hstack([heard, small, picture]), data.targets),
        full=_layers(np.hstack([heard, small, large, picture]), data.targets),
        large=_layers(np.hstack([heard, large, picture]), data.targets),
    )


def _space(vectors: Vector, examples: Sequence[Example], directions: int) -> Space:
    """Without the directions in which the languages' means differ."""
    languages = np.array([example.language for example in examples])
    means = np.stack([vectors[languages == one].mean(axis=0) for one in sorted(set(languages))])
    mean = means.mean(axis=0)
    _, _, right = np.linalg.svd(means - mean, full_matrices=False)
    return Space(mean, right[: min(directions, len(means) - 1)])


def _letters(data: Data) -> Letters:
    """One linear head an intent, then in 8 bit."""
    weights = np.zeros((BUCKETS, len(INTENTS)))
    bias = np.full(len(INTENTS), -8.0, np.float32)
    targets = data.targets
    for place in range(len(INTENTS)):
        if 0 < targets[:, place].sum() < len(targets):
            head = LogisticRegression(C=8.0, solver="liblinear", max_iter=200)
            head.fit(data.runs, targets[:, place])
            weights[:, place], bias[place] = head.coef_[0], head.intercept_[0]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return Letters(np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias)


def _letters_unseen(data: Data) -> Vector:
    """What letters say of lines they were not trained on: else the layers would trust them."""
    part = np.array([example.line % 3 for example in data.examples])
    found = np.zeros((len(data.examples), len(INTENTS)), np.float32)
    for number in range(3):
        head = _letters(data[np.flatnonzero(part != number)])
        rows = np.flatnonzero(part == number)
        weights = head.weights.astype(np.float32) * head.scale
        found[rows] = data.runs[rows] @ weights + head.bias
    return found


def _layers(inputs: Vector, targets: Vector) -> Layers:
    net = MLPClassifier(
        (HIDDEN,), alpha=0.02, learning_rate_init=2e-3, batch_size=256, max_iter=25,
        random_state=1, tol=0.0, n_iter_no_change=25,
    )  # fmt: skip
    net.fit(inputs.astype(np.float32), targets.astype(int))
    (first, second), (first_bias, second_bias) = net.coefs_, net.intercepts_
    return Layers(*(np.asarray(a, np.float32) for a in (first, first_bias, second, second_bias)))


def _tell(first: Vector, second: Vector, data: Data) -> None:
    from training.words.tell import tell

    for name, found in (("letters and small encoder", first), ("all three", second)):
        tell(name, found, data.examples)


def _write(heads: Heads) -> None:
    arrays: dict[str, NDArray[np.generic]] = {
        "intents": np.array([intent.value for intent in INTENTS]),
        "letters": heads.letters.weights,
        "letters_scale": heads.letters.scale,
        "letters_bias": heads.letters.bias,
    }
    for name in ("use", "e5"):
        space: Space = getattr(heads, name)
        arrays[f"{name}_mean"] = space.mean.astype(np.float16)
        arrays[f"{name}_directions"] = space.directions.astype(np.float16)
    for name in ("cheap", "full", "large"):
        layers: Layers = getattr(heads, name)
        for part in ("first", "first_bias", "second", "second_bias"):
            arrays[f"{name}_{part}"] = getattr(layers, part).astype(np.float16)
    np.savez_compressed(HEADS, **arrays)
    print(f"{HEADS}: {os.path.getsize(HEADS) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
