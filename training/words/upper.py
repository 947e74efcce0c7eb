"""The larger encoder's layers in JAX, as the engine computes them, and the head over them.

Shapes: B texts, T tokens, C intents. Products are in bfloat16, twice as fast where the processor
has it; sums, norms and weights stay in single precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

from seemly.guard.text.heads import INTENTS
from seemly.guard.text.meaning import HARMFUL
from training.words.engine import BLOCK, FEED, HEADS, HIDDEN, LAYERS, packed, tensor, unpacked

#: Layers tuned; the state below them is computed once for each text.
TOP = 8
LOWEST = LAYERS - TOP
DROPOUT = 0.1
#: So many tokens are not seen in a step: no wish hangs on one word.
UNSEEN = 0.08
#: A unit vector's numbers are about 0.05: brought to one before the head.
LOUD = float(np.sqrt(HIDDEN))
MATRICES = (("q", HIDDEN), ("k", HIDDEN), ("v", HIDDEN), ("ao", HIDDEN), ("fi", FEED),
            ("fo", HIDDEN))  # fmt: skip
NORMS = ("aln.w", "aln.b", "oln.w", "oln.b")
_HARM = np.array([place for place, intent in enumerate(INTENTS) if intent in HARMFUL])

Weights: TypeAlias = dict[str, Any]


def start() -> Weights:
    """The layers as they come, and an empty head."""
    weights = _as_they_come(range(LOWEST, LAYERS))
    weights["head.w"] = jnp.zeros((HIDDEN + 1, len(INTENTS)))
    weights["head.b"] = jnp.full(len(INTENTS), -3.0)
    return weights


def below() -> Weights:
    """The layers that are not tuned."""
    return _as_they_come(range(LOWEST))


def _as_they_come(layers: range) -> Weights:
    weights: Weights = {}
    for layer in layers:
        for name, rows in MATRICES:
            weights[f"l{layer}.{name}.w"] = tensor(f"l{layer}.{name}.w", rows)
            weights[f"l{layer}.{name}.b"] = tensor(f"l{layer}.{name}.b")
        for name in NORMS:
            weights[f"l{layer}.{name}"] = tensor(f"l{layer}.{name}")
    return {name: jnp.asarray(value) for name, value in weights.items()}


def again(file: Path) -> Weights:
    """What was tuned so far, as `write` wrote it; layers that it has not are as they come."""
    with np.load(file, allow_pickle=False) as tuned:
        return start() | {
            name: jnp.asarray(
                unpacked(tuned[name]).reshape(FEED if ".fi." in name else HIDDEN, -1)
                if tuned[name].dtype == np.uint8
                else tuned[name]
            )
            for name in tuned.files
        }


def write(weights: Weights, file: Path) -> None:
    """The tuned tensors as the engine holds them, and the head they were tuned with."""
    arrays: dict[str, Any] = {}
    for name, value in weights.items():
        found = np.asarray(value, np.float32)
        arrays[name] = packed(found) if is_matrix(name) else found
    np.savez_compressed(file, **arrays)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB", flush=True)


def is_matrix(name: str) -> bool:
    """Whether a weight is held in 4 bit."""
    return name.endswith(".w") and "ln" not in name and not name.startswith("head")


def rounded(weights: jax.Array) -> jax.Array:
    """As Q4_0 will hold them; the gradient passes as if nothing were rounded."""
    blocks = weights.reshape(-1, BLOCK)
    low, high = blocks.min(axis=1, keepdims=True), blocks.max(axis=1, keepdims=True)
    far = jnp.where(high > -low, high, low)
    scale = (far / -8).astype(jnp.float16).astype(jnp.float32)
    safe = jnp.where(scale == 0, 1.0, scale)
    held = (jnp.clip(jnp.rint(blocks / safe) + 8, 0, 15) - 8) * scale
    return weights + jax.lax.stop_gradient(held.reshape(weights.shape) - weights)


def logits(weights: Weights, x: jax.Array, mask: jax.Array, picture: jax.Array,
           key: jax.Array | None) -> jax.Array:  # fmt: skip
    """B x C, from B x T x 384 states below the tuned layers and B x T true where a token is."""
    seen = mask
    if key is not None:
        key, mine = jax.random.split(key)
        kept = jax.random.bernoulli(mine, 1 - UNSEEN, mask.shape)
        seen = mask & kept.at[:, 0].set(True)
    inputs = jnp.concatenate([LOUD * _encoded(weights, x, seen, key), picture[:, None]], axis=1)
    return inputs @ weights["head.w"] + weights["head.b"]


def loss(weights: Weights, batch: tuple[jax.Array, ...], key: jax.Array) -> jax.Array:
    """The mean over the batch: every intent's cross-entropy, and that of any harm at all."""
    x, mask, picture, target = batch
    found = logits(weights, x.astype(jnp.float32), mask, picture, key)
    each = jnp.maximum(found, 0) - found * target + jnp.log1p(jnp.exp(-jnp.abs(found)))
    harmful = target[:, _HARM].max(axis=1)
    none = jax.nn.softplus(found[:, _HARM]).sum(axis=1)  # -log of "nothing harmful"
    some = -jnp.log(-jnp.expm1(-jnp.maximum(none, 1e-4)))
    return (each.sum(axis=1) + harmful * some + (1 - harmful) * none).mean()


def _encoded(weights: Weights, x: jax.Array, mask: jax.Array, key: jax.Array | None) -> jax.Array:
    """B x 384 of unit length."""
    x = through(range(LOWEST, LAYERS), weights, x, mask, key)
    pooled = (x * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    unit = pooled / jnp.linalg.norm(pooled, axis=-1, keepdims=True)
    return _dropped(unit, key)


def through(layers: range, weights: Weights, x: jax.Array, mask: jax.Array,
            key: jax.Array | None = None) -> jax.Array:  # fmt: skip
    """B x T x 384 after these layers; with a key, as in tuning."""
    for layer in layers:
        keys = (
            [None, None] if key is None else list(jax.random.split(jax.random.fold_in(key, layer)))
        )
        x = _layer(f"l{layer}", weights, x, mask, keys)
    return x


def _layer(at: str, weights: Weights, x: jax.Array, mask: jax.Array,
           keys: Sequence[jax.Array | None]) -> jax.Array:  # fmt: skip
    batch, length, _ = x.shape

    def dense(name: str, of: jax.Array) -> jax.Array:
        return _product(of, weights[f"{at}.{name}.w"]) + weights[f"{at}.{name}.b"]

    q, k, v = (
        dense(name, x).reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
        for name in ("q", "k", "v")
    )
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(HIDDEN // HEADS)
    share = jax.nn.softmax(jnp.where(mask[:, None, None], scores, -1e30), axis=-1)
    seen = (share @ v).transpose(0, 2, 1, 3).reshape(batch, length, HIDDEN)
    told = _dropped(dense("ao", seen), keys[0])
    x = _normed(x + told, weights[f"{at}.aln.w"], weights[f"{at}.aln.b"])
    fed = dense("fo", jax.nn.gelu(dense("fi", x), approximate=False))
    return _normed(x + _dropped(fed, keys[1]), weights[f"{at}.oln.w"], weights[f"{at}.oln.b"])


@jax.custom_vjp  # type: ignore[untyped-decorator, unused-ignore]
def _product(x: jax.Array, weight: jax.Array) -> jax.Array:
    """... x I with O x I: ... x O."""
    return _dot(x, weight, (x.ndim - 1, 1))


def _dot(a: jax.Array, b: jax.Array, over: tuple[int, int]) -> jax.Array:
    """Summed over one axis of each."""
    a, b = a.astype(jnp.bfloat16), b.astype(jnp.bfloat16)
    axes = (((over[0],), (over[1],)), ((), ()))
    return jax.lax.dot_general(a, b, axes, preferred_element_type=jnp.float32)


def _product_kept(x: jax.Array, weight: jax.Array) -> tuple[jax.Array, Any]:
    return _product(x, weight), (x, weight)


def _product_slopes(kept: Any, slope: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, weight = kept
    rows = slope.reshape(-1, slope.shape[-1])
    return _dot(slope, weight, (slope.ndim - 1, 0)), _dot(rows, x.reshape(-1, x.shape[-1]), (0, 0))


_product.defvjp(_product_kept, _product_slopes)


def _normed(x: jax.Array, scale: jax.Array, shift: jax.Array) -> jax.Array:
    mean = x.mean(axis=-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return (x - mean) / jnp.sqrt(spread + 1e-12) * scale + shift


def _dropped(x: jax.Array, key: jax.Array | None) -> jax.Array:
    if key is None:
        return x
    kept = jax.random.bernoulli(key, 1 - DROPOUT, x.shape)
    return jnp.where(kept, x / (1 - DROPOUT), 0.0)
