"""Tune the larger encoder's top layers on prompts/native, in the 4 bit they will run in.

The heads over the encoder as it comes told hard twins ("undress the salad") apart at an AUC of 0.89
on a fifth of the lines; tuned, 0.92 alone and 0.93 with the other voices, on lines never seen.
Weights are rounded to Q4_0 in every forward step (straight-through), so that nothing is lost when
they are written in 4 bit.

    python -m training.words.finetune

writes build/words/tuned.npz, which training.words.train packs; about 20 minutes on 2 quiet cores.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from seemly.guard.text.heads import INTENTS, Vector
from seemly.guard.text.normalise import cleaned
from training.words.engine import (
    BLOCK,
    FEED,
    HEADS,
    HIDDEN,
    LAYERS,
    Engine,
    packed,
    tensor,
    unpacked,
)
from training.words.examples import Example, folds, pairs, singles, tuning_lines
from training.words.own import NO_LINE, said

OUT = Path("build/words/tuned.npz")
TOP = 6  # layers tuned; the ones below are run once for each text
BATCH = 64
BUCKETS = (12, 16, 24, 32, 48, 96)  # tokens
RATE, HEAD_RATE = 2e-4, 2e-3
DECAY = 0.01
DROPOUT = 0.1
VALIDATION = 10  # one line in ten is kept to choose by

Weights: TypeAlias = dict[str, Any]
States: TypeAlias = list[NDArray[np.float16]]


def start() -> Weights:
    """The top layers as they come, and an empty head."""
    weights: Weights = {}
    for layer in range(LAYERS - TOP, LAYERS):
        for name, rows in (("q", HIDDEN), ("k", HIDDEN), ("v", HIDDEN), ("ao", HIDDEN),
                           ("fi", FEED), ("fo", HIDDEN)):  # fmt: skip
            weights[f"l{layer}.{name}.w"] = tensor(f"l{layer}.{name}.w", rows)
            weights[f"l{layer}.{name}.b"] = tensor(f"l{layer}.{name}.b")
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            weights[f"l{layer}.{name}"] = tensor(f"l{layer}.{name}")
    weights["head.w"] = np.zeros((HIDDEN + 1, len(INTENTS)), np.float32)
    weights["head.b"] = np.full(len(INTENTS), -3.0, np.float32)
    return {name: jnp.asarray(value) for name, value in weights.items()}


def again() -> Weights:
    """What was tuned so far, as it was written."""
    with np.load(OUT, allow_pickle=False) as tuned:
        return {
            name: jnp.asarray(
                unpacked(tuned[name]).reshape(FEED if ".fi." in name else HIDDEN, -1)
                if tuned[name].dtype == np.uint8
                else tuned[name]
            )
            for name in tuned.files
        }


def rounded(weights: jax.Array) -> jax.Array:
    """As Q4_0 will hold them; the gradient passes as if nothing were rounded."""
    blocks = weights.reshape(-1, BLOCK)
    far = jnp.take_along_axis(blocks, jnp.abs(blocks).argmax(axis=1, keepdims=True), axis=1)
    scale = (far / -8).astype(jnp.float16).astype(jnp.float32)
    safe = jnp.where(scale == 0, 1.0, scale)
    held = (jnp.clip(jnp.rint(blocks / safe) + 8, 0, 15) - 8) * scale
    return weights + jax.lax.stop_gradient(held.reshape(weights.shape) - weights)


def _normed(x: jax.Array, scale: jax.Array, shift: jax.Array) -> jax.Array:
    mean = x.mean(axis=-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return (x - mean) / jnp.sqrt(spread + 1e-12) * scale + shift


def _dropped(x: jax.Array, key: jax.Array | None) -> jax.Array:
    if key is None:
        return x
    kept = jax.random.bernoulli(key, 1 - DROPOUT, x.shape)
    return jnp.where(kept, x / (1 - DROPOUT), 0.0)


def encoded(weights: Weights, x: jax.Array, mask: jax.Array, key: jax.Array | None) -> jax.Array:
    """B x T x 384 states below the top, B x T true where a token is: B x 384 of unit length."""
    batch, length, _ = x.shape
    keys = [None] * (2 * TOP + 1) if key is None else list(jax.random.split(key, 2 * TOP + 1))

    def dense(name: str, of: jax.Array) -> jax.Array:
        return of @ rounded(weights[f"{name}.w"]).T + weights[f"{name}.b"]

    for place, layer in enumerate(range(LAYERS - TOP, LAYERS)):
        at = f"l{layer}"
        q, k, v = (
            dense(f"{at}.{name}", x).reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
            for name in ("q", "k", "v")
        )
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(HIDDEN // HEADS)
        share = jax.nn.softmax(jnp.where(mask[:, None, None], scores, -1e30), axis=-1)
        seen = (share @ v).transpose(0, 2, 1, 3).reshape(batch, length, HIDDEN)
        told = _dropped(dense(f"{at}.ao", seen), keys[2 * place])
        x = _normed(x + told, weights[f"{at}.aln.w"], weights[f"{at}.aln.b"])
        fed = dense(f"{at}.fo", jax.nn.gelu(dense(f"{at}.fi", x), approximate=False))
        x = _normed(x + _dropped(fed, keys[2 * place + 1]),
                    weights[f"{at}.oln.w"], weights[f"{at}.oln.b"])  # fmt: skip
    pooled = (x * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    unit = pooled / jnp.linalg.norm(pooled, axis=-1, keepdims=True)
    return _dropped(unit, keys[-1])


#: A unit vector's numbers are about 0.05: brought to one before the head.
LOUD = float(np.sqrt(HIDDEN))


def logits(weights: Weights, x: jax.Array, mask: jax.Array, picture: jax.Array,
           key: jax.Array | None) -> jax.Array:  # fmt: skip
    """B x C."""
    inputs = jnp.concatenate([LOUD * encoded(weights, x, mask, key), picture[:, None]], axis=1)
    return inputs @ weights["head.w"] + weights["head.b"]


def loss(weights: Weights, batch: tuple[jax.Array, ...], key: jax.Array) -> jax.Array:
    """The mean over the batch of all intents' cross-entropies."""
    x, mask, picture, target = batch
    found = logits(weights, x.astype(jnp.float32), mask, picture, key)
    each = jnp.maximum(found, 0) - found * target + jnp.log1p(jnp.exp(-jnp.abs(found)))
    return each.sum(axis=1).mean()


@jax.jit  # type: ignore[untyped-decorator, unused-ignore]
def step(weights: Weights, moments: Weights, batch: tuple[jax.Array, ...], key: jax.Array,
         rate: jax.Array, count: jax.Array) -> tuple[Weights, Weights, jax.Array]:  # fmt: skip
    """One step of AdamW."""
    value, slope = jax.value_and_grad(loss)(weights, batch, key)
    new, kept = {}, {}
    for name, weight in weights.items():
        first = 0.9 * moments[f"{name}/1"] + 0.1 * slope[name]
        second = 0.98 * moments[f"{name}/2"] + 0.02 * slope[name] ** 2
        move = (first / (1 - 0.9**count)) / (jnp.sqrt(second / (1 - 0.98**count)) + 1e-8)
        pace = rate * (HEAD_RATE / RATE if name.startswith("head") else 1.0)
        shrunk = DECAY * weight if name.endswith(".w") and "ln" not in name else 0.0
        new[name] = weight - pace * (move + shrunk)
        kept[f"{name}/1"], kept[f"{name}/2"] = first, second
    return new, kept, value


_asked = jax.jit(lambda weights, x, mask, picture: logits(
    weights, x.astype(jnp.float32), mask, picture, None))  # fmt: skip


def batches(
    rows: Sequence[int], states: States, chosen: np.random.Generator | None
) -> Iterator[tuple[list[int], int]]:
    """Rows of about one length together, and the length they are filled up to."""
    by_length: dict[int, list[int]] = {size: [] for size in BUCKETS}
    order = list(rows) if chosen is None else list(chosen.permutation(rows))
    for row in order:
        by_length[next(size for size in BUCKETS if len(states[row]) <= size)].append(row)
    found = [
        (group[at : at + BATCH], size)
        for size, group in by_length.items()
        for at in range(0, len(group), BATCH)
    ]
    if chosen is not None:
        found = [found[place] for place in chosen.permutation(len(found))]
    yield from found


def filled(rows: list[int], size: int, states: States, examples: Sequence[Example]) -> Any:
    """One batch's arrays; short ones are filled with rows of no weight in shape only."""
    x = np.zeros((BATCH, size, HIDDEN), np.float16)
    mask = np.zeros((BATCH, size), bool)
    for place in range(BATCH):
        state = states[rows[place % len(rows)]]
        x[place, : len(state)] = state
        mask[place, : len(state)] = True
    at = [examples[rows[place % len(rows)]] for place in range(BATCH)]
    picture = np.array([float(one.has_picture) for one in at], np.float32)
    target = np.stack([one.target() for one in at])
    return x, mask, picture, target


def probabilities(weights: Weights, rows: Sequence[int], states: States,
                  examples: Sequence[Example]) -> Vector:  # fmt: skip
    """N x C for the rows in their order."""
    found = np.zeros((len(states), len(INTENTS)), np.float32)
    for group, size in batches(rows, states, None):
        x, mask, picture, _ = filled(group, size, states, examples)
        told = np.asarray(_asked(weights, x, mask, picture))
        found[group] = 1 / (1 + np.exp(-told[: len(group)]))
    return found[list(rows)]


def lower(texts: Sequence[str]) -> States:
    """The state below the top layers of each text, kept between runs."""
    kept = Path(f"build/words/states{LAYERS - TOP}.npz")
    known: dict[str, NDArray[np.float16]] = {}
    if kept.exists():
        with np.load(kept, allow_pickle=False) as data:
            cuts = np.cumsum(data["lengths"])[:-1]
            known = dict(zip(map(str, data["texts"]), np.split(data["states"], cuts), strict=True))
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        engine = Engine.open()
        for number, text in enumerate(missing, 1):
            known[text] = engine.states(cleaned(text), LAYERS - TOP).astype(np.float16)
            if number % 2000 == 0:
                print(f"{number} of {len(missing)} texts", flush=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, texts=np.array(list(known)), states=np.concatenate(list(known.values())),
                 lengths=np.array([len(state) for state in known.values()]))  # fmt: skip
    return [known[text] for text in texts]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--on", action="store_true", help="from build/words/tuned.npz, not anew")
    asked = parser.parse_args()
    epochs = asked.epochs
    lines = tuning_lines()
    fold_of = [0 if fold == 0 else 1 for fold in folds(VALIDATION, lines)]
    alone = singles(lines)
    examples = alone + pairs(alone, fold_of) + said()
    states = lower([example.text for example in examples])
    train = [
        row for row, one in enumerate(examples) if one.line == NO_LINE or fold_of[one.line] != 0
    ]
    held = [row for row in range(len(alone)) if fold_of[row] == 0]
    weights = again() if asked.on else start()
    moments = {f"{name}/{part}": jnp.zeros_like(value)
               for name, value in weights.items() for part in (1, 2)}  # fmt: skip
    total = epochs * sum(1 for _ in batches(train, states, np.random.default_rng(0)))
    key, count, began = jax.random.key(0), 0, time.time()
    for epoch in range(epochs):
        losses = []
        for group, size in batches(train, states, np.random.default_rng(epochs * epoch + 1)):
            count += 1
            key, mine = jax.random.split(key)
            pace = RATE * min(1.0, count / (0.06 * total)) * (1 - count / (total + 1))
            batch = filled(group, size, states, examples)
            weights, moments, value = step(
                weights, moments, batch, mine, jnp.float32(pace), jnp.float32(count)
            )
            losses.append(float(value))
            if count % 50 == 0:
                print(f"{count} of {total}: loss {np.mean(losses[-50:]):.3f}, "
                      f"{time.time() - began:.0f} s", flush=True)  # fmt: skip
        _tell(epoch, probabilities(weights, held, states, examples), [examples[r] for r in held])
        write(weights)


def _tell(epoch: int, found: Vector, examples: Sequence[Example]) -> None:
    from training.words.tell import tell

    tell(f"after epoch {epoch + 1}, lines never seen", found, examples)


def write(weights: Weights) -> None:
    """The tuned tensors as the engine holds them, and the head they were tuned with."""
    arrays: dict[str, Any] = {}
    for name, value in weights.items():
        found = np.asarray(value, np.float32)
        is_matrix = name.endswith(".w") and "ln" not in name and not name.startswith("head")
        arrays[name] = packed(found) if is_matrix else found
    np.savez_compressed(OUT, **arrays)
    print(f"{OUT}: {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
