"""Reads an id out of pixels of any size, cut, shrunk, re-encoded, flipped or turned.

    luma -> border off -> residual -> search of the lattice -> pose -> soft bits -> id -> bound

False reads are bounded, not estimated. Each carrier's sign is a coin that only the key knows, and
nothing before the last step looks at it. So for a picture that does not depend on the key,
Hoeffding bounds the chance that the soft bits lean to one given id by more than `score`:
exp(-score**2 / 2). There are 2**48 ids, and at most TRIES times in one reading an id is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas, code, search
from seemly.provenance.watermark.canvas import Plane
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.placing import Placing, placed
from seemly.provenance.watermark.pose import (
    Pose,
    SoftBits,
    as_marked,
    best_pose,
    soft_bits,
    upright,
)
from seemly.provenance.watermark.residual import (
    Residual,
    lattice,
    loudness,
    residual,
    rough_residual,
)
from seemly.provenance.watermark.search import Candidate
from seemly.provenance.watermark.trim import trimmed

FALSE: Final = 1e-9  # chance, at most, that a reading tells an id that is not there
TRIES: Final = 64  # decodings in one reading, at most
LEAST_SCORE: Final = math.sqrt(2 * (code.ID_BITS * math.log(2) + math.log(TRIES / FALSE)))
_LARGEST = 1_500_000  # pixels that are looked at; larger pictures are made smaller first
#: Deviations, below which decoding is not tried: of the known bins where the best of all poses was
#: searched, and where the picture is taken as it was marked; or else of a candidate's power.
_SYNC, _SYNC_AS_MARKED, _LOUD = 4.3, 2.0, 5.0
_CLEAR = 8.0  # deviations, above which no other candidate is looked at
#: Deviations of power, below which a candidate is not looked at. This is what makes an unmarked
#: reading cheap: of 2,200 ids read, the faintest had 2.7 and the next 3.0 (docs/watermark.md).
_FAINT = 3.0
_SMALL = 100_000  # pixels, up to which a part of a small picture is looked for
_PLAIN_SCORE = 20.0  # below, a turned or stretched picture may have been read as a straight one
_DECODED = 3  # poses of one search that are decoded

_AS_MARKED = Candidate(1.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Search:
    """`most` candidates, and the power below which none is looked at once its scale is known
    exactly. What has equal sides may be as faint as 3.2 then; what only the search for unequal
    ones finds had 8.0 at least, in 1,120 marked readings."""

    find: Callable[[search.Spectrum, int], list[Candidate]]
    most: int
    least: float


_STRAIGHT = (_Search(search.plain, 16, _FAINT), _Search(search.stretched, 6, 4.0))
_TURNED = _Search(search.turned, 16, _FAINT)


@dataclass(frozen=True)
class Reading:
    """An id that was found, and how the picture lies in the marked one."""

    public_id: int
    score: float  # at least LEAST_SCORE
    placing: Placing

    @property
    def false(self) -> float:
        """The bound: the chance that an unmarked picture reads as anything this clear."""
        return math.exp(code.ID_BITS * math.log(2) + math.log(TRIES) - self.score**2 / 2)


@dataclass(frozen=True, eq=False)
class _Found:
    public_id: int
    score: float
    pose: Pose
    candidate: Candidate


def read(pixels: Pixels, key: Carriers) -> Reading | None:
    """The id in a picture (height x width x 3, RGB), or None. Flips and quarter turns are seen."""
    return _read(pixels, key, _STRAIGHT)


def read_deep(pixels: Pixels, key: Carriers) -> Reading | None:
    """As `read`, and pictures that were turned by any angle; takes about twice the time."""
    return _read(pixels, key, (*_STRAIGHT, _TURNED))


def confirm(pixels: Pixels, public_id: int, key: Carriers) -> float:
    """The score of this id in a picture that lies as it was marked, or 0 where another is read.

    Cheap, for reading back before publishing; the id is there above LEAST_SCORE.
    """
    grey, word, score = canvas.luma(pixels), key.word(public_id), 0.0
    for left, enough in ((rough_residual, _PLAIN_SCORE), (residual, LEAST_SCORE)):
        soft = _upright(left(grey), key)
        score = soft.score(word) if code.decode(soft.bits) == word else 0.0
        if score > enough:
            break
    return score


def lean(grey: NDArray[np.uint8], public_id: int, key: Carriers) -> float:
    """As `confirm`, of luma, where nothing else can be there: ids near this one would score as
    well."""
    return _upright(residual(grey), key).score(key.word(public_id))


def _upright(plane: Plane, key: Carriers) -> SoftBits:
    return soft_bits(upright(lattice(plane, 1.0, 1.0)), key)


def _read(pixels: Pixels, key: Carriers, searches: tuple[_Search, ...]) -> Reading | None:
    grey = canvas.luma(pixels)
    for window in _windows(grey):
        part = grey[window]
        found = _of_part(part, key, searches)
        if found is None:
            continue
        corner = (window[1].start, window[0].start)
        size = (part.shape[0], part.shape[1])
        placing = placed(corner, size, found.candidate, found.pose.lay, found.pose.shift)
        return Reading(found.public_id, found.score, placing)
    return None


def _windows(grey: NDArray[np.uint8]) -> Iterator[tuple[slice, slice]]:
    """Without its plain border, if it has one, and then as it is."""
    height, width = grey.shape
    inner = trimmed(grey)
    if grey[inner].size < 0.97 * grey.size:
        yield inner
    yield slice(0, height), slice(0, width)


def _of_part(
    grey: NDArray[np.uint8], key: Carriers, searches: tuple[_Search, ...]
) -> _Found | None:
    seen = Residual.of(_no_larger(grey))
    best: _Found | None = None
    straight = as_marked(_spectrum(seen, _AS_MARKED), key)
    if straight.sync > _SYNC_AS_MARKED:
        best = _decoded(_AS_MARKED, straight, key)
    if best is not None and best.score > _PLAIN_SCORE:
        return best
    spectrum = search.Spectrum.of(seen.power)
    for one in searches:
        poses = []
        for near in one.find(spectrum, one.most):
            if near.power < _FAINT:
                break
            candidate = search.refined(spectrum, near)
            if candidate.power < one.least:
                continue
            pose = best_pose(_spectrum(seen, candidate), key)
            poses.append((candidate, pose))
            if pose.sync > _CLEAR:
                break
        poses.sort(key=lambda known: -known[1].sync)
        for candidate, pose in poses[:_DECODED]:
            if pose.sync < _SYNC and candidate.power < _LOUD:
                continue
            found = _decoded(candidate, pose, key)
            if found is not None and (best is None or found.score > best.score):
                best = found
        if best is not None and best.score > _PLAIN_SCORE:
            break
    return best if best is not None or grey.size > _SMALL else _of_small(seen, key)


def _of_small(seen: Residual, key: Carriers) -> _Found | None:
    """Of a small part of a small picture, by the known bins at every scale: two tiles each way
    have too little power to be searched by."""

    def posed(near: Candidate) -> tuple[Candidate, Pose]:
        return near, best_pose(_spectrum(seen, near), key)

    def by_sync(known: tuple[Candidate, Pose]) -> float:
        return -known[1].sync

    poses = sorted(map(posed, search.close()), key=by_sync)[:_DECODED]
    poses += [posed(beside) for near, _ in poses for beside in search.beside(near)]
    for candidate, pose in sorted(poses, key=by_sync)[:_DECODED]:
        found = _decoded(candidate, pose, key) if pose.sync > _SYNC else None
        if found is not None:
            return found
    return None


def _decoded(candidate: Candidate, pose: Pose, key: Carriers) -> _Found | None:
    soft = soft_bits(pose.values, key)
    word = code.decode(soft.bits, LEAST_SCORE * math.sqrt(soft.energy))
    if word is None:
        return None
    score = soft.score(word)
    return _Found(key.public_id(word), score, pose, candidate) if score > LEAST_SCORE else None


def _spectrum(seen: Residual, candidate: Candidate) -> NDArray[np.complex64]:
    if not candidate.angle:
        return _whitened(seen.plane, seen, candidate)
    rows, columns = seen.plane.shape
    degrees = math.degrees(candidate.angle)  # OpenCV turns against the clock: back upright
    turn = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(seen.plane, turn, (columns, rows), flags=cv2.INTER_CUBIC)
    return _whitened(np.asarray(turned, np.float32), seen, candidate)


def _whitened(plane: Plane, seen: Residual, candidate: Candidate) -> NDArray[np.complex64]:
    across, down = candidate.across, candidate.down
    return np.asarray(
        lattice(plane, across, down) / loudness(seen.mean, across, down), np.complex64
    )


def _no_larger(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = grey.shape
    scale = math.sqrt(_LARGEST / (height * width))
    if scale >= 1:
        return grey
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
