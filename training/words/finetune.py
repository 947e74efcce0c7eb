"""Tune the larger encoder's upper layers to requests, in the 4 bit they will run in.

    python -m training.words.finetune                   from the package's own weights
    python -m training.words.finetune --on --epochs 2   from build/words/tuned.npz, on

    python -m training.words.finetune --mean A B        of the weights in two such files

writes build/words/tuned.npz, which training.words.train packs: the mean of the weights on the way,
wherever it told the lines held back apart best. Weights are rounded to Q4_0 in every forward step
(straight-through), so that nothing is lost when they are written in 4 bit. About ten minutes an
epoch on two cores that others use too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from seemly.guard.text.heads import INTENTS, Vector
from seemly.guard.text.normalise import cleaned
from training.words import upper
from training.words.dressed import dressed
from training.words.engine import HIDDEN, LAYERS, Engine
from training.words.examples import (
    NO_LINE,
    Example,
    folds,
    pairs,
    singles,
    tuning_lines,
    twins,
)
from training.words.fragments import composed
from training.words.own import said
from training.words.tell import auc, tell
from training.words.upper import LOWEST, Weights

OUT = Path("build/words/tuned.npz")
TOKENS = 1536  # in a batch, filled ones with them
LENGTHS = (12, 16, 20, 24, 32, 48, 96)  # tokens
RATE, HEAD_RATE = 1.5e-4, 1e-3
#: A layer learns so much slower than the one above it.
SLOWER = 0.92
DECAY = 0.05
WARM = 60  # steps
#: What a step leaves of the mean of the weights before it.
MEAN = 0.99
VALIDATION = 10  # one line in ten is kept to choose by
#: The share of dressed lines, and of those put together from fragments, that an epoch sees.
DRESSED, COMPOSED = 0.2, 0.15

States: TypeAlias = list[NDArray[np.float16]]
Batch: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Lessons:
    """What is learnt from, and the rows of it that each epoch sees."""

    examples: list[Example]
    epochs: list[list[int]]
    held: list[int]  # rows of lines to choose by, never learnt from

    @classmethod
    def chosen(cls, epochs: int, share: float, chosen: np.random.Generator) -> Lessons:
        """`share` of the lines in each epoch. What no epoch sees is left out."""
        lines = tuning_lines()
        held_back = [int(fold == 0) for fold in folds(VALIDATION, lines)]
        alone = singles(lines)
        plain = alone + twins() + said()
        told = plain + composed()
        every = told + pairs(alone, held_back) + dressed(plain, seed=5)
        learnt = [
            r for r, one in enumerate(every) if one.line == NO_LINE or not held_back[one.line]
        ]
        always = [row for row in learnt if row < len(plain)]
        made = [row for row in learnt if len(plain) <= row < len(told)]
        sometimes = [row for row in learnt if row >= len(told)]
        shares = ((always, share), (made, COMPOSED), (sometimes, DRESSED))
        rows = [_some(shares, chosen) for _ in range(epochs)]
        held = [row for row in range(len(alone)) if held_back[row]]
        used = sorted({*held, *(row for some in rows for row in some)})
        place = {row: at for at, row in enumerate(used)}
        return cls(
            [every[row] for row in used],
            [[place[row] for row in some] for some in rows],
            [place[row] for row in held],
        )


def _some(shares: Sequence[tuple[Sequence[int], float]], chosen: np.random.Generator) -> list[int]:
    """A share of each group of rows, others each time."""
    return [
        int(row)
        for rows, share in shares
        for row in chosen.choice(rows, int(share * len(rows)), replace=False)
    ]


@dataclass
class Run:
    """Weights on their way."""

    weights: Weights
    mean: Weights
    moments: Weights
    count: int = 0

    @classmethod
    def start(cls, weights: Weights) -> Run:
        """Nothing learnt yet."""
        moments = {f"{name}/{part}": jnp.zeros_like(value)
                   for name, value in weights.items() for part in (1, 2)}  # fmt: skip
        return cls(weights, {name: value + 0 for name, value in weights.items()}, moments)

    def step(self, batch: Batch, key: jax.Array, rate: float) -> float:
        """One step; the batch's loss."""
        self.count += 1
        self.weights, self.mean, self.moments, value = _step(
            self.weights, self.mean, self.moments, batch, key,
            jnp.float32(rate), jnp.float32(self.count),
        )  # fmt: skip
        return float(value)


def _held(weights: Weights) -> Weights:
    return {
        n: upper.rounded(value) if upper.is_matrix(n) else value for n, value in weights.items()
    }


def _pace(name: str) -> float:
    if name.startswith("head"):
        return HEAD_RATE / RATE
    return float(SLOWER ** (LAYERS - 1 - int(name[1:].split(".")[0])))


def _step_of(
    weights: Weights,
    mean: Weights,
    moments: Weights,
    batch: Batch,
    key: jax.Array,
    rate: jax.Array,
    count: jax.Array,
) -> tuple[Weights, Weights, Weights, jax.Array]:
    """One step of AdamW, and of the mean."""
    value, slope = jax.value_and_grad(lambda w: upper.loss(_held(w), batch, key))(weights)
    new, kept, means = {}, {}, {}
    for name, weight in weights.items():
        first = 0.9 * moments[f"{name}/1"] + 0.1 * slope[name]
        second = 0.98 * moments[f"{name}/2"] + 0.02 * slope[name] ** 2
        move = (first / (1 - 0.9**count)) / (jnp.sqrt(second / (1 - 0.98**count)) + 1e-8)
        shrunk = DECAY * weight if name.endswith(".w") and "ln" not in name else 0.0
        new[name] = weight - rate * _pace(name) * (move + shrunk)
        means[name] = MEAN * mean[name] + (1 - MEAN) * new[name]
        kept[f"{name}/1"], kept[f"{name}/2"] = first, second
    return new, means, kept, value


_step = jax.jit(_step_of, donate_argnums=(0, 1, 2))
_below = jax.jit(lambda weights, x, mask: upper.through(
    range(LOWEST), weights, x.astype(jnp.float32), mask))  # fmt: skip
_asked = jax.jit(lambda weights, x, mask, picture: upper.logits(
    weights, x.astype(jnp.float32), mask, picture, None))  # fmt: skip


def batches(
    rows: Sequence[int], states: States, chosen: np.random.Generator
) -> Iterator[tuple[list[int], int]]:
    """Rows of about one length together, in any order, and the length they are filled up to."""
    by_length: dict[int, list[int]] = {size: [] for size in LENGTHS}
    for row in chosen.permutation(rows):
        by_length[next(size for size in LENGTHS if len(states[row]) <= size)].append(int(row))
    found = [
        (group[at : at + TOKENS // size], size)
        for size, group in by_length.items()
        for at in range(0, len(group), TOKENS // size)
    ]
    for place in chosen.permutation(len(found)):
        yield found[place]


def filled(rows: list[int], size: int, states: States, examples: Sequence[Example]) -> Batch:
    """One batch's arrays; a short one repeats its rows."""
    x, mask = _together(rows, size, states)
    at = [examples[rows[place % len(rows)]] for place in range(len(x))]
    picture = np.array([float(one.has_picture) for one in at], np.float32)
    return x, mask, picture, np.stack([one.target() for one in at])


def _together(rows: list[int], size: int, states: States) -> Batch:
    count = TOKENS // size
    x = np.zeros((count, size, HIDDEN), np.float16)
    mask = np.zeros((count, size), bool)
    for place in range(count):
        state = states[rows[place % len(rows)]]
        x[place, : len(state)] = state
        mask[place, : len(state)] = True
    return x, mask


def probabilities(weights: Weights, rows: Sequence[int], states: States,
                  examples: Sequence[Example]) -> Vector:  # fmt: skip
    """N x C for the rows in their order."""
    held = _held(weights)
    found = np.zeros((len(states), len(INTENTS)), np.float32)
    for group, size in batches(rows, states, np.random.default_rng(0)):
        x, mask, picture, _ = filled(group, size, states, examples)
        told = np.asarray(_asked(held, x, mask, picture))
        found[group] = 1 / (1 + np.exp(-told[: len(group)]))
    return found[list(rows)]


def lower(texts: Sequence[str]) -> States:
    """The state below the tuned layers of each text, T x 384."""
    engine = Engine.open()
    states = [engine.states(cleaned(text), 0).astype(np.float16) for text in texts]
    layers = upper.below()
    for group, size in batches(range(len(texts)), states, np.random.default_rng(0)):
        x, mask = _together(group, size, states)
        above = np.asarray(_below(layers, x, mask)).astype(np.float16)
        for place, row in enumerate(group):
            states[row] = above[place, : len(states[row])]
    return states


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--last", type=float, default=0.0, help="share of the rate at the end")
    parser.add_argument("--share", type=float, default=1.0, help="of the lines, in each epoch")
    parser.add_argument("--mean", type=Path, nargs=2, help="two files of tuned weights")
    parser.add_argument("--on", action="store_true", help="from build/words/tuned.npz, not anew")
    asked = parser.parse_args()
    if asked.mean:
        one, other = (upper.again(file) for file in asked.mean)
        upper.write({name: (one[name] + other[name]) / 2 for name in one}, OUT)
        return
    chosen, key = np.random.default_rng(1), jax.random.key(0)
    lessons = Lessons.chosen(asked.epochs, asked.share, chosen)
    examples, held = lessons.examples, lessons.held
    states = lower([example.text for example in examples])
    run = Run.start(upper.again(OUT) if asked.on else upper.start())
    steps = sum(1 for rows in lessons.epochs for _ in batches(rows, states, chosen))
    print(f"{len(examples)} lines, {steps} steps", flush=True)
    began, best = time.time(), 0.0
    for epoch, rows in enumerate(lessons.epochs):
        losses = []
        for group, size in batches(rows, states, chosen):
            key, mine = jax.random.split(key)
            left = max(0.0, 1 - run.count / steps)
            rate = (
                asked.rate
                * min(1.0, (run.count + 1) / WARM)
                * (asked.last + (1 - asked.last) * left)
            )
            losses.append(run.step(filled(group, size, states, examples), mine, rate))
            if run.count % 50 == 0:
                print(f"{run.count} of {steps}: loss {np.mean(losses[-50:]):.3f}, "
                      f"{time.time() - began:.0f} s", flush=True)  # fmt: skip
        seen = [examples[row] for row in held]
        apart = probabilities(run.mean, held, states, examples)
        tell(f"after epoch {epoch + 1}, lines never seen", apart, seen)
        if (found := auc(apart, seen)) > best:
            best = found
            upper.write(run.mean, OUT)


if __name__ == "__main__":
    main()
