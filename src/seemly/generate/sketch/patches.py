"""A hole filled by patches, made to agree with each other: PatchMatch and voting.

After Wexler, Shechtman and Irani 2007 and Barnes et al. 2009: each pixel of the hole knows from
where its patch is copied; good offsets spread to neighbours, and colours are voted from all patches
that cover a pixel. Greedy copying decides what goes where; this takes the seams out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REACH = 3  # pixels from a patch's middle to its edge
ROUNDS = 3  # of matching and voting
SEARCH = (12, 5, 2)  # pixels around an offset at which a better one is tried
NEARER = 6.0  # squared levels that a pixel of distance counts as

Sheet = NDArray[np.float32]
Whole = NDArray[np.int32]
_SHIFTS = [(y, x) for y in range(-REACH, REACH + 1) for x in range(-REACH, REACH + 1)]


@dataclass(frozen=True)
class Fill:
    """A hole continued at a small size, and for each pixel in it how far away (x, y) it is from."""

    colours: Sheet
    away: Whole


class _Matching:
    """Offsets of the pixels around a hole, (y, x) each, and how far their patches are from it."""

    def __init__(self, missing: NDArray[np.bool_], sources: NDArray[np.bool_], away: Whole) -> None:
        self.sources, self.shape = sources, missing.shape
        self.y, self.x = np.nonzero(missing)
        self.number = np.full(missing.shape, -1)
        self.number[self.y, self.x] = np.arange(len(self.y))
        self.dy, self.dx = away[self.y, self.x, 1].copy(), away[self.y, self.x, 0].copy()
        self.apart = np.full(len(self.y), np.inf, np.float32)

    def begin(self, wide: Sheet) -> None:
        """Take the picture, `REACH` wider on each side, as it now is."""
        self.wide = wide
        self.mine = self._patches(self.y, self.x)
        self.apart = np.full(len(self.y), np.inf, np.float32)
        self.tried(self.dy.copy(), self.dx.copy())

    def _patches(self, y: NDArray[np.intp], x: NDArray[np.intp]) -> Sheet:
        columns = self.wide.shape[1]
        flat = self.wide.reshape(-1, 3)
        at = (y + REACH) * columns + x + REACH
        around = np.array([dy * columns + dx for dy, dx in _SHIFTS])
        return np.asarray(flat[at[:, None] + around[None]], np.float32)

    def tried(self, dy: Whole, dx: Whole) -> None:
        """Other offsets, kept where their patches fit better."""
        y, x = self.y + dy, self.x + dx
        inside = (y >= 0) & (y < self.shape[0]) & (x >= 0) & (x < self.shape[1])
        inside[inside] = self.sources[y[inside], x[inside]]
        which = np.flatnonzero(inside & ((dy != self.dy) | (dx != self.dx) | np.isinf(self.apart)))
        if not len(which):
            return
        far = np.hypot(dy[which], dx[which]).astype(np.float32)
        apart = ((self._patches(y[which], x[which]) - self.mine[which]) ** 2).sum(axis=(1, 2))
        apart = apart + NEARER * far
        better = apart < self.apart[which]
        self.apart[which[better]] = apart[better]
        self.dy[which[better]], self.dx[which[better]] = dy[which[better]], dx[which[better]]

    def spread(self, step: tuple[int, int]) -> None:
        """The offsets of the neighbours in one direction."""
        y = np.clip(self.y + step[0], 0, self.shape[0] - 1)
        x = np.clip(self.x + step[1], 0, self.shape[1] - 1)
        of = self.number[y, x]
        of = np.where(of < 0, np.arange(len(of)), of)
        self.tried(self.dy[of], self.dx[of])

    def voted(self, picture: Sheet) -> Sheet:
        """Each pixel as the patches that cover it say; who fits best says most."""
        total = np.zeros((len(self.y), 3), np.float32)
        weight = np.zeros(len(self.y), np.float32)
        known = self.apart[np.isfinite(self.apart)]
        usual = max(float(np.percentile(known, 60)) if len(known) else 1.0, 1.0)
        say = np.exp(-np.minimum(self.apart, 1e9) / usual * 2).astype(np.float32) + 1e-6
        for dy, dx in _SHIFTS:
            y, x = (
                np.clip(self.y + dy, 0, self.shape[0] - 1),
                np.clip(self.x + dx, 0, self.shape[1] - 1),
            )
            of = self.number[y, x]
            y, x = self.y + self.dy[of], self.x + self.dx[of]
            good = (of >= 0) & np.isfinite(self.apart[of])
            good &= (y >= 0) & (y < self.shape[0]) & (x >= 0) & (x < self.shape[1])
            share = say[of[good]]
            total[good] += picture[y[good], x[good]] * share[:, None]
            weight[good] += share
        result = picture.copy()
        found = weight > 0
        result[self.y[found], self.x[found]] = total[found] / weight[found, None]
        return result


def agreed(
    picture: Sheet, missing: NDArray[np.bool_], sources: NDArray[np.bool_], away: Whole
) -> Fill:
    """The fill of a hole from a first guess of where each pixel comes from.

    `picture` height x width x 3 with the guess filled in; `sources` are the middles of patches
    that may be copied; `away` height x width x 2, (x, y). Deterministic.
    """
    rng = np.random.default_rng(5)
    matching = _Matching(missing, sources, away)
    edge = ((REACH, REACH), (REACH, REACH), (0, 0))
    for turn in range(ROUNDS):
        matching.begin(np.pad(picture, edge, mode="reflect"))
        for step in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            matching.spread((step[0] * (1 + turn % 2), step[1] * (1 + turn % 2)))
        for reach in SEARCH:
            number = len(matching.dy)
            dy = matching.dy + rng.integers(-reach, reach + 1, number, dtype=np.int32)
            matching.tried(dy, matching.dx + rng.integers(-reach, reach + 1, number, np.int32))
        for step in ((0, -1), (-1, 0), (0, 1), (1, 0)):
            matching.spread(step)
        picture = matching.voted(picture)
    found = np.zeros_like(away)
    found[matching.y, matching.x] = np.stack([matching.dx, matching.dy], axis=1)
    return Fill(picture, found)
