"""Trained heads over the embeddings: how likely each intent is, by meaning and not by words.

The weights are data, heads.npz, built by `make words` (training/words) from prompts/native. Four
voices are heard: runs of letters, which concepts of the lexicon stand in the text, the small
encoder, and the larger one. Shapes below: C intents in the order of `Intent`, K concepts in the
order of `Concept`, H hidden units, B buckets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.facts import Intent
from seemly.guard.text.lexicon import Concept
from seemly.guard.text.ngrams import buckets

Vector = NDArray[np.float32]
INTENTS = tuple(Intent)
CONCEPTS = tuple(Concept)
LAYER_PARTS = ("first", "first_bias", "second", "second_bias")


@dataclass(frozen=True, eq=False)
class Space:
    """An embedding without its mean and its main language directions.

    Taking them out raised the trial's AUC on unseen languages from 0.860 to 0.892: what is left
    says what is meant rather than in which language.
    """

    mean: Vector  # D
    directions: Vector  # K x D, orthonormal

    def plain(self, vectors: Vector) -> Vector:
        """N x D, of unit length."""
        centred = vectors - self.mean
        centred = centred - (centred @ self.directions.T) @ self.directions
        lengths = np.linalg.norm(centred, axis=-1, keepdims=True)
        return np.asarray(centred / np.maximum(lengths, 1e-6), np.float32)


@dataclass(frozen=True, eq=False)
class Layers:
    """One hidden layer of rectified units."""

    first: Vector  # D x H
    first_bias: Vector  # H
    second: Vector  # H x C
    second_bias: Vector  # C

    def logits(self, inputs: Vector) -> Vector:
        """N x C."""
        hidden = np.maximum(inputs @ self.first + self.first_bias, 0.0)
        return np.asarray(hidden @ self.second + self.second_bias, np.float32)


@dataclass(frozen=True, eq=False)
class Letters:
    """A linear head over runs of letters, in 8 bit."""

    weights: NDArray[np.int8]  # B x C
    scale: Vector  # C
    bias: Vector  # C

    def logits(self, text: str) -> Vector:
        """C. A text is as long as its runs are many, so they are weighed by their root."""
        found = buckets(text)
        summed = self.weights[found].sum(axis=0, dtype=np.int32)
        return np.asarray(summed * self.scale / np.sqrt(max(len(found), 1)) + self.bias, np.float32)


@dataclass(frozen=True, eq=False)
class Forward:
    """Which of two writings of a text is the one that somebody would read.

    A linear head over runs of letters, in 8 bit, that tells lines from the same lines written
    backwards or moved on by thirteen letters.
    """

    weights: NDArray[np.int8]  # B
    scale: float

    def sense(self, text: str) -> float:
        """About -20 to 20: the more, the more it looks like writing in any of the languages."""
        found = buckets(text)
        return float(
            self.weights[found].sum(dtype=np.int32) * self.scale / np.sqrt(max(len(found), 1))
        )


@dataclass(frozen=True, eq=False)
class Tuned:
    """The head that the larger encoder's upper layers were tuned with."""

    weights: Vector  # (E + 1) x C: the encoder's numbers, and whether there is a picture
    bias: Vector  # C

    def logits(self, vector: Vector, has_picture: bool) -> Vector:
        """C. A unit vector's numbers are brought to about one first, as in tuning."""
        loud = np.float32(np.sqrt(len(vector)))
        inputs = np.concatenate([loud * vector, [float(has_picture)]]).astype(np.float32)
        return np.asarray(inputs @ self.weights + self.bias, np.float32)


@dataclass(frozen=True, eq=False)
class Heads:
    """All three voices."""

    letters: Letters
    use: Space
    cheap: Layers  # over letters, the small encoder, whether there is a picture, concepts
    tuned: Tuned
    share: float  # of the tuned head in what both say, chosen on lines it never saw
    forward: Forward

    @classmethod
    def load(cls) -> Heads:
        """The heads that come with Seemly. Raises CheckFailed."""
        return _load()

    def first(
        self, letters: Vector, use: Vector, concepts: Collection[Concept], has_picture: bool
    ) -> Vector:
        """Logits, C, from letters (C), the small encoder (512) and the concepts in the text."""
        inputs = np.concatenate(
            [squashed(letters), self.use.plain(use), [float(has_picture)], standing(concepts)]
        )
        return self.cheap.logits(inputs.astype(np.float32))

    def second(self, first: Vector, e5: Vector, has_picture: bool) -> Vector:
        """Logits, C, from what the others said (C) and the larger encoder (384)."""
        tuned = self.tuned.logits(e5, has_picture)
        return np.asarray(self.share * tuned + (1 - self.share) * first, np.float32)


def probabilities(logits: Vector) -> Vector:
    """From 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def by_intent(probabilities: Vector) -> Mapping[Intent, float]:
    """C numbers as a table."""
    return dict(zip(INTENTS, (float(p) for p in probabilities), strict=True))


def standing(concepts: Collection[Concept]) -> Vector:
    """K ones and zeros: whether each concept stands in the text."""
    return np.array([concept in concepts for concept in CONCEPTS], np.float32)


def squashed(logits: Vector) -> Vector:
    """Between -1 and 1, as the layers were trained on."""
    return np.asarray(np.tanh(logits / 4), np.float32)


@lru_cache(maxsize=1)
def _load() -> Heads:
    """heads.npz, read once: it does not change while the program runs."""
    file = resources.files("seemly.guard.text").joinpath("heads.npz")
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as data:
            heads = _heads({name: data[name] for name in data.files})
    except (OSError, ValueError, KeyError) as error:
        raise CheckFailed("heads.npz, the trained heads of the words, does not load") from error
    return heads


def _heads(data: Mapping[str, NDArray[np.generic]]) -> Heads:
    if list(data["intents"]) != [intent.value for intent in INTENTS]:
        raise ValueError("the heads were trained for other intents: run `make words`")
    if list(data["concepts"]) != [concept.value for concept in CONCEPTS]:
        raise ValueError("the heads were trained for other concepts: run `make words`")

    def floats(name: str) -> Vector:
        return np.asarray(data[name], np.float32)

    letters = Letters(
        np.asarray(data["letters"], np.int8), floats("letters_scale"), floats("letters_bias")
    )
    cheap = Layers(*(floats(f"cheap_{part}") for part in LAYER_PARTS))
    tuned = Tuned(floats("tuned_weights"), floats("tuned_bias"))
    space = Space(floats("use_mean"), floats("use_directions"))
    forward = Forward(np.asarray(data["forward"], np.int8), float(floats("forward_scale")))
    return Heads(letters, space, cheap, tuned, float(floats("share")), forward)
