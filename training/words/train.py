"""Build guard/text/heads.npz and layers.npz from prompts/native: `make words`.

    python -m training.words.finetune     first: the larger encoder's upper layers
    python -m training.words.train        then: letters, the small encoder's head, and both files

One line in ten is held back to choose by, and written with what all heads say of it to
build/words/held.npz; the fifth aside is not touched by either.

The files in the repository were tuned in two goes: the upper six layers on native lines (seven
epochs), then on from there the upper eight, with twins and dressed lines, three epochs of a run of
five, and two epochs more with twice the twins; then two with fragments, and the mean of the
weights before and after them (`finetune --mean`), which told lines held back apart as well as
either and caught more of them where few are wrong; last, two with four times the twins (`finetune
--on --epochs 2 --share 0.7`). A new run gives others, and docs/guard-words.md anew.
"""

from __future__ import annotations

import codecs
import hashlib
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from seemly.guard.text.heads import (
    CONCEPTS,
    INTENTS,
    LAYER_PARTS,
    Forward,
    Heads,
    Layers,
    Letters,
    Space,
    Tuned,
    Vector,
    probabilities,
    squashed,
)
from seemly.guard.text.layers import TunedE5
from seemly.guard.text.ngrams import BUCKETS, buckets
from seemly.guard.text.normalise import cleaned
from training.words.dressed import dressed
from training.words.engine import MODEL, places
from training.words.examples import (
    NO_LINE,
    Example,
    folds,
    pairs,
    singles,
    tuning_lines,
    twins,
)
from training.words.features import concepts, vectors
from training.words.finetune import OUT as TUNED
from training.words.finetune import VALIDATION
from training.words.fragments import composed
from training.words.own import said
from training.words.tell import recall, tell

HEADS = Path("src/seemly/guard/text/heads.npz")
LAYERS = Path("src/seemly/guard/text/layers.npz")
HELD = Path("build/words/held.npz")
HIDDEN = 96
USE_DIRECTIONS = 8
#: Nets of the cheap head of all lines, and as many of all but those put together from fragments:
#: they err apart, and the mean of their logits, which is one wider net's, errs less. Two heads so
#: trained told 0.934 and 0.932 of the lines held back apart (AUC), their mean 0.944.
NETS = 4
#: Heads trained at the same time.
AT_ONCE = 2
#: Letters: shorter texts read no better one way than the other.
SHORTEST = 4
#: The cheap head hears so many of the dressed lines.
DRESSED_ONE_IN = 3
#: Of the tuned head. What the heads alone catch is flat from 0.4 to 0.6; with the rules a half is
#: best, measured on the same lines held back.
SHARE = 0.5
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, eq=False)
class Data:
    """Examples with all that is computed of them once."""

    examples: Sequence[Example]
    use: Vector  # N x 512
    concepts: Vector  # N x K
    runs: csr_matrix  # N x B, each row of length one

    def rows(self, chosen: NDArray[np.int64]) -> Data:
        """Some of them."""
        examples = [self.examples[row] for row in chosen]
        return Data(examples, self.use[chosen], self.concepts[chosen], self.runs[chosen])

    @property
    def targets(self) -> Vector:
        """N x C."""
        return np.stack([example.target() for example in self.examples])

    @property
    def pictures(self) -> Vector:
        """N x 1."""
        return np.array([[float(example.has_picture)] for example in self.examples], np.float32)


def main() -> None:
    warnings.simplefilter("ignore", ConvergenceWarning)
    lines = tuning_lines()
    fold_of = folds(VALIDATION, lines)
    held_back = [int(fold == 0) for fold in fold_of]
    alone = singles(lines)
    plain = alone + twins() + said()
    told = plain + composed()
    examples = told + pairs(alone, held_back) + dressed(plain, seed=5)[::DRESSED_ONE_IN]
    data = _data(examples)
    trained_on = np.array(
        [row for row, one in enumerate(examples) if one.line == NO_LINE or not held_back[one.line]]
    )
    held = np.array([row for row in range(len(alone)) if held_back[row]])
    heads = _trained(data.rows(trained_on))
    _write_layers()
    first, second = _said(heads, data.rows(held))
    heads = _shared(heads, first, second, [examples[row] for row in held])
    ids = np.array([lines[row].id for row in held])
    np.savez(HELD, ids=ids, first=first, tuned=second)
    _write(heads)


def _data(examples: Sequence[Example]) -> Data:
    texts = [example.text for example in examples]
    return Data(examples, vectors(texts), concepts(texts), _runs([cleaned(t) for t in texts]))


def _runs(texts: Sequence[str]) -> csr_matrix:
    """N x B, each row of length one."""
    found = [buckets(text) for text in texts]
    rows = np.concatenate([np.full(len(run), row) for row, run in enumerate(found)])
    values = np.concatenate([np.full(len(run), len(run) ** -0.5, np.float32) for run in found])
    return csr_matrix((values, (rows, np.concatenate(found))), shape=(len(texts), BUCKETS))


def _trained(data: Data) -> Heads:
    letters = _letters(data)
    heard = squashed(_letters_unseen(data))
    use = _space(data.use, data.examples)
    inputs = np.hstack([heard, use.plain(data.use), data.pictures, data.concepts])
    cheap = _layers(inputs, data.targets, data.examples)
    with np.load(TUNED, allow_pickle=False) as tuned:
        return Heads(
            letters, use, cheap, Tuned(tuned["head.w"], tuned["head.b"]), share=1.0,
            forward=forward([one.text for one in data.examples]),
        )  # fmt: skip


def _said(heads: Heads, data: Data) -> tuple[Vector, Vector]:
    """Logits of lines never seen, N x C: of the cheap head, and of the tuned one as it will run."""
    engine = TunedE5.open()
    first, tuned = [], []
    for example, use, known in zip(data.examples, data.use, data.concepts, strict=True):
        text = cleaned(example.text)
        standing = [concept for concept, is_there in zip(CONCEPTS, known, strict=True) if is_there]
        first.append(heads.first(heads.letters.logits(text), use, standing, example.has_picture))
        tuned.append(heads.tuned.logits(engine.query([text])[0], example.has_picture))
    return np.stack(first), np.stack(tuned)


def _shared(heads: Heads, first: Vector, tuned: Vector, examples: Sequence[Example]) -> Heads:
    """With both heads halved, and what every other share would catch at 2 % of the harmless."""
    tell("letters and small encoder", probabilities(first), examples)
    for share in SHARES:
        both = probabilities(share * tuned + (1 - share) * first)
        print(f"{share} tuned: {recall(both, examples):.4f}")
    both = probabilities(SHARE * tuned + (1 - SHARE) * first)
    tell(f"both, {SHARE} tuned", both, examples)
    return replace(heads, share=SHARE)


def _space(found: Vector, examples: Sequence[Example]) -> Space:
    """Without the directions in which the languages' means differ."""
    languages = np.array([example.language for example in examples])
    means = np.stack([found[languages == one].mean(axis=0) for one in sorted(set(languages))])
    mean = means.mean(axis=0)
    _, _, right = np.linalg.svd(means - mean, full_matrices=False)
    return Space(mean, right[:USE_DIRECTIONS])


def _letters(data: Data) -> Letters:
    """One linear head an intent, then in 8 bit."""
    weights = np.zeros((BUCKETS, len(INTENTS)))
    bias = np.full(len(INTENTS), -8.0, np.float32)
    targets = data.targets
    known = [place for place in range(len(INTENTS)) if 0 < targets[:, place].sum() < len(targets)]
    with ThreadPoolExecutor(AT_ONCE) as together:
        heads = together.map(lambda place: _linear(data.runs, targets[:, place]), known)
        for place, head in zip(known, heads, strict=True):
            weights[:, place], bias[place] = head.coef_[0], head.intercept_[0]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return Letters(np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias)


def _linear(runs: csr_matrix, target: Vector) -> LogisticRegression:
    head = LogisticRegression(C=8.0, solver="liblinear", max_iter=200)
    return head.fit(runs, target)


def forward(texts: Sequence[str]) -> Forward:
    """Texts against the same ones backwards, and moved on by thirteen letters where they change."""
    there = [text for text in map(cleaned, texts) if len(text) >= SHORTEST]
    moved = [codecs.encode(text, "rot13") for text in there]
    wrong = [text[::-1] for text in there]
    wrong += [one for one, text in zip(moved, there, strict=True) if one != text]
    is_right = np.repeat([1.0, 0.0], [len(there), len(wrong)]).astype(np.float32)
    weights = _linear(_runs(there + wrong), is_right).coef_[0]
    scale = float(np.abs(weights).max() / 127)
    return Forward(np.round(weights / scale).astype(np.int8), scale)


def _letters_unseen(data: Data) -> Vector:
    """What letters say of lines they were not trained on: else the layers would trust them."""
    part = np.array(
        [
            (row if example.line == NO_LINE else example.line) % 3
            for row, example in enumerate(data.examples)
        ]
    )
    found = np.zeros((len(data.examples), len(INTENTS)), np.float32)
    for number in range(3):
        head = _letters(data.rows(np.flatnonzero(part != number)))
        rows = np.flatnonzero(part == number)
        found[rows] = data.runs[rows] @ (head.weights.astype(np.float32) * head.scale) + head.bias
    return found


def _layers(inputs: Vector, targets: Vector, examples: Sequence[Example]) -> Layers:
    apart = np.flatnonzero([not one.composed for one in examples])
    rows = [np.arange(len(inputs)), apart] * NETS
    with ThreadPoolExecutor(AT_ONCE) as together:
        nets = list(
            together.map(
                lambda seed: _net(inputs[rows[seed]], targets[rows[seed]], seed), range(len(rows))
            )
        )
    firsts, seconds = zip(*(net.coefs_ for net in nets), strict=True)
    first_biases, second_biases = zip(*(net.intercepts_ for net in nets), strict=True)
    whole = (
        np.hstack(firsts),
        np.hstack(first_biases),
        np.vstack(seconds) / len(nets),
        np.mean(second_biases, axis=0),
    )
    return Layers(*(np.asarray(part, np.float32) for part in whole))


def _net(inputs: Vector, targets: Vector, seed: int) -> MLPClassifier:
    net = MLPClassifier(
        (HIDDEN,), alpha=0.02, learning_rate_init=2e-3, batch_size=256, max_iter=25,
        random_state=seed, tol=0.0, n_iter_no_change=25,
    )  # fmt: skip
    return net.fit(inputs.astype(np.float32), targets.astype(int))


def _write_layers() -> None:
    """The tuned tensors, each with its place in the encoder's file."""
    with np.load(TUNED, allow_pickle=False) as tuned:
        names = [name for name in tuned.files if not name.startswith("head")]
        pieces = [tuned[name].view(np.uint8).ravel() for name in names]
    at = places()
    assert all(at[name].size == len(piece) for name, piece in zip(names, pieces, strict=True))
    np.savez_compressed(
        LAYERS,
        base=hashlib.sha256(MODEL.read_bytes()).hexdigest(),
        offsets=np.array([at[name].offset for name in names]),
        sizes=np.array([at[name].size for name in names]),
        pieces=np.concatenate(pieces),
    )
    print(f"{LAYERS}: {LAYERS.stat().st_size / 1e6:.1f} MB")


def _write(heads: Heads) -> None:
    arrays: dict[str, Any] = {
        "intents": np.array([intent.value for intent in INTENTS]),
        "concepts": np.array([concept.value for concept in CONCEPTS]),
        "letters": heads.letters.weights,
        "letters_scale": heads.letters.scale,
        "letters_bias": heads.letters.bias,
        "use_mean": heads.use.mean.astype(np.float16),
        "use_directions": heads.use.directions.astype(np.float16),
        "tuned_weights": heads.tuned.weights.astype(np.float16),
        "tuned_bias": heads.tuned.bias.astype(np.float32),
        "share": np.float32(heads.share),
        "forward": heads.forward.weights,
        "forward_scale": np.float32(heads.forward.scale),
    }
    for part, value in zip(LAYER_PARTS, (heads.cheap.first, heads.cheap.first_bias,
                           heads.cheap.second, heads.cheap.second_bias), strict=True):  # fmt: skip
        arrays[f"cheap_{part}"] = value.astype(np.float16)
    np.savez_compressed(HEADS, **arrays)
    print(f"{HEADS}: {HEADS.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
