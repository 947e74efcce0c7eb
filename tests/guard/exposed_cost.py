"""What lock and result cost: CPU ms of one thread at one megapixel, over the mix of the bench."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import skimage

from seemly.bench import mix
from seemly.facts import Intent
from seemly.generate.generator import Wanted
from seemly.generate.sketch.artist import Sketch
from seemly.guard import lock as locks
from seemly.guard import result as results
from seemly.guard import trail as trails
from seemly.guard.before import Before
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock

ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """Lock and result of one kind of request, or of all by their shares."""

    kind: str
    mean_ms: float
    p95_ms: float
    lock_ms: float  # of the mean
    result_ms: float


def cost(eyes: Eyes) -> tuple[Cost, ...]:
    """Each kind of the mix, and last the whole mix."""
    rows, every, weights = [], [], []
    for kind in mix.MIX:
        if not kind.pictures:
            samples = list(_words(eyes))
        else:
            samples = [one for name in kind.pictures for one in _edits(name, kind, eyes)]
        totals = [sum(one) for one in samples]
        rows.append(_row(kind.name, samples, totals, None))
        every += samples
        weights += [kind.share / len(samples)] * len(samples)
    rows.append(_row("the mix", every, [sum(one) for one in every], weights))
    return tuple(rows)


def _row(
    kind: str,
    samples: list[tuple[float, float]],
    totals: list[float],
    weights: list[float] | None,
) -> Cost:
    lock, result = np.average(np.array(samples), axis=0, weights=weights)
    order = np.argsort(totals)
    reached = np.cumsum(np.ones(len(totals)) if weights is None else np.array(weights)[order])
    p95 = np.array(totals)[order][np.searchsorted(reached, 0.95 * reached[-1])]
    return Cost(kind, *(round(float(ms), 1) for ms in (lock + result, p95, lock, result)))


def _edits(name: str, kind: mix.Kind, eyes: Eyes) -> Iterator[tuple[float, float]]:
    source = mix.picture(name, Path(skimage.__file__).parent / "data")
    seen = eyes.look(source)
    lock = None if seen.nobody_there else Lock.of(seen)
    free = np.full(source.shape[:2], 255, np.uint8)
    if lock is not None:
        free = np.asarray(np.where(lock.mask, 0, 255), np.uint8)
    wish = mix.TONE if lock is not None and lock.whole else kind.wish
    kinds = frozenset({Intent.TONE if wish == mix.TONE else Intent.BACKGROUND})
    made = Sketch().edit(Wanted(wish, kinds=kinds), source, free)
    for _ in range(ROUNDS):
        restored = made.pixels
        began = time.thread_time()
        if lock is not None:
            again = Lock.of(seen)
            restored = locks.restore(source, made.pixels, made.tone, made.origin, again)
        locked = time.thread_time()
        before = Before(source, seen, lock, made.tone, made.origin)
        results.check(restored, before, trails.NONE, eyes)
        yield 1000 * (locked - began), 1000 * (time.thread_time() - locked)


def _words(eyes: Eyes) -> Iterator[tuple[float, float]]:
    made = mix.scaled(Sketch().make(Wanted("a lighthouse in a storm")).pixels)
    for _ in range(ROUNDS):
        began = time.thread_time()
        results.check(made, None, trails.NONE, eyes)
        yield 0.0, 1000 * (time.thread_time() - began)


def costs(eyes: Eyes) -> dict[str, tuple[Cost, ...]]:
    """Of both configurations, where the optional weights are there."""
    found = {"without nudenet": cost(replace(eyes, body_parts=None))}
    if eyes.body_parts is not None:
        found["with nudenet"] = cost(eyes)
    return found
