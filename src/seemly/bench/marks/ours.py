"""Our mark on one picture: put in, distorted in every way, and read without knowing which."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from seemly.bench.marks.distortions import DISTORTIONS, TURNS
from seemly.bench.marks.measured import OURS, UNMARKED, Measured
from seemly.bench.marks.pictures import Picture
from seemly.bench.marks.quality import psnr, ssim
from seemly.provenance.watermark.embed import embed
from seemly.provenance.watermark.fasten import fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import Reading, confirm, read, read_deep

_OTHER = Carriers(b"the key of some other deployment")
_ROUNDS = 5  # of what is timed by itself
LARGE = "noise on a slope"

Answer = TypeVar("Answer")


class _Stopwatch:
    """CPU milliseconds of this thread, by what was done."""

    def __init__(self) -> None:
        self.cost: defaultdict[str, list[float]] = defaultdict(list)

    def timed(self, what: str, asked: Callable[[], Answer]) -> Answer:
        """The answer; what it cost is kept."""
        began = time.thread_time()
        answer = asked()
        self.cost[what].append(round(1000 * (time.thread_time() - began), 2))
        return answer


def marked(picture: Picture, public_id: int, key: Carriers) -> Measured:
    """The picture with this id, through every distortion; and read with another deployment's key,
    which must find nothing."""
    watch, pixels = _Stopwatch(), picture.pixels
    watch.timed("embed", partial(embed, pixels, public_id, key, 1.0))
    fastened = watch.timed("embed and make sure", partial(fasten, pixels, public_id, key))
    ours = fastened.pixels
    watch.timed("confirm", partial(confirm, ours, public_id, key))
    found = {}
    for name, distort in DISTORTIONS.items():
        seen = watch.timed("read, marked", partial(read, distort(ours), key))
        found[name] = _score(seen, public_id)
    for name, distort in TURNS.items():
        seen = watch.timed("deep read, turned", partial(read_deep, distort(ours), key))
        found[name] = _score(seen, public_id)
    return Measured(
        mark=OURS,
        size=picture.size,
        kind=picture.kind,
        name=picture.name,
        psnr=psnr(ours, pixels),
        ssim=ssim(ours, pixels),
        raised=fastened.strength > 1,
        weak=fastened.weak,
        found=found,
        cost=dict(watch.cost),
        reads=1,
        false=int(read(ours, _OTHER) is not None),
    )


def unmarked(picture: Picture, key: Carriers) -> Measured:
    """The picture without a mark, as it is and in all its variants."""
    watch, pixels = _Stopwatch(), picture.pixels
    found = [
        watch.timed("read, unmarked", partial(read, distort(pixels), key))
        for distort in DISTORTIONS.values()
    ]
    found.append(watch.timed("deep read, unmarked", partial(read_deep, pixels, key)))
    return Measured(
        mark=UNMARKED,
        size=picture.size,
        kind=picture.kind,
        name=picture.name,
        cost=dict(watch.cost),
        reads=len(found),
        false=sum(one is not None for one in found),
    )


def large(key: Carriers) -> Measured:
    """What 12 megapixels cost; noise over a gradient, for there are few photographs of it."""
    slope = np.linspace(40, 200, 4000, dtype=np.float32)[None, :, None]
    noise = np.random.default_rng(1).normal(0, 6, (3000, 4000, 1)).astype(np.float32)
    pixels = np.repeat((slope + noise).clip(0, 255).astype(np.uint8), 3, axis=2)
    watch = _Stopwatch()
    for _ in range(_ROUNDS):
        ours = watch.timed("embed", partial(embed, pixels, 7, key, 1.0))
        watch.timed("read, marked", partial(read, ours, key))
    return Measured(OURS, "12 MP", "drawing", LARGE, cost=dict(watch.cost))


def _score(found: Reading | None, public_id: int) -> float:
    if found is None:
        return 0.0
    return found.score if found.public_id == public_id else -1.0
