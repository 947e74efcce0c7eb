"""How old a face looks: a guess, and a one-way valve.

It only ever makes stricter. The least of several crops and their mirror images counts, with a wide
margin, because no small model tells 14 to 17 from 18 to 25 (docs/guard-pictures.md has the errors);
what is too small, blurred, dark or turned to judge counts as somebody who may be a minor. Nothing
about the face is kept, and whether it looks male or female is never asked (invariant 12).

Weights: dlib's `dnn_age_predictor_v1` by Cydral Technology (CC0), 64 x 64 px, 81 classes of years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.facts import AgeBand, Fact, NotApplicable
from seemly.guard.faces import Face
from seemly.guard.onnx import OnnxNet
from seemly.provenance.publication import Pixels

SIDE = 64  # px of the net's input
#: Where YuNet's points (right eye, left eye, nose tip, corners of the mouth) lie in the face chips
#: that the net was trained on: the middle of 59 faces aligned by dlib as the package does it.
PLACES = np.array([[19.8, 17.0], [44.2, 17.0], [32.0, 31.4], [22.4, 44.3], [41.6, 44.3]])
MEAN_RGB = np.array([122.781998, 117.000999, 104.297997], np.float32)
YEARS = np.array([0.25, *range(1, 81)], np.float32)  # the class of nought stands for a quarter
#: Crops, each also mirrored; of one face they lie 7 years apart, at most 57.
ZOOMS = (1.0, 0.9, 1.12)

#: Years: the least of all crops; below, perhaps a minor. A girl of 13 was read as 26.
OLD_ENOUGH = 30.0
UNDER_AGE = 18  # years
DOUBT = 0.10  # the most of any crop's probability of being under age; above, perhaps a minor
CHILD = 14.0  # years: the middle of all crops; below, and …
SURELY = 0.8  # … with this mean probability of being under age, a minor

#: Distance of the eyes in px of the picture; below, too small: a teenager with 15 px was
#: read as 34. Enlarged the same face does not pass either, for …
EYES_APART = 20.0
#: … the deviation of the Laplacian against that of the light must reach this: its own, enlarged,
#: is 0.38 to 0.42, that of three in four adults near by is more.
SHARP = 0.45
DARK = 12.0  # levels of deviation within the face; below, too dark or too pale
TURNED = 0.35  # how far the nose lies off the middle of the eyes, in distances between the eyes
MOST = 5  # faces looked at in one picture, the largest first; the rest may be anybody

Chip = NDArray[np.uint8]


@dataclass(frozen=True)
class Guess:
    """What the crops say of one face."""

    least: float  # years, 0..80: the youngest of the crops
    middle: float  # years: their median
    doubt: float  # 0..1: the most that any crop gives to being under 18
    under: float  # 0..1: the mean of the same

    @property
    def band(self) -> AgeBand:
        """The band; `ADULT` means no more than that nothing speaks for a minor."""
        if self.middle < CHILD and self.under >= SURELY:
            return AgeBand.MINOR
        if self.least < OLD_ENOUGH or self.doubt > DOUBT:
            return AgeBand.MAYBE_MINOR
        return AgeBand.ADULT


class Ages:
    """The age net on one thread a call. Thread-safe: its net is."""

    def __init__(self, weights: Path) -> None:
        """Load the weights. Raises CheckFailed."""
        self._net = OnnxNet(weights, "age model")

    def bands(self, pixels: Pixels, faces: Sequence[Face]) -> tuple[AgeBand, ...]:
        """A band for each face, in their order: the MOST largest are looked at. Raises CheckFailed.

        `pixels` is height x width x 3, uint8, RGB; `faces` are those found in it.
        """
        largest = sorted(range(len(faces)), key=lambda at: -_width(faces[at]))[:MOST]
        return tuple(
            self.band(pixels, face) if at in largest else AgeBand.MAYBE_MINOR
            for at, face in enumerate(faces)
        )

    def band(self, pixels: Pixels, face: Face) -> AgeBand:
        """The band of one face. Raises CheckFailed."""
        if not _judged(face):
            return AgeBand.MAYBE_MINOR
        middle = chip(pixels, face, ZOOMS[0])
        if not _clear(middle):
            return AgeBand.MAYBE_MINOR
        first = self._chances([middle])
        if _settled(first):
            return AgeBand.MAYBE_MINOR
        rest = self._chances([chip(pixels, face, zoom) for zoom in ZOOMS[1:]])
        return _guess(np.concatenate([first, rest])).band

    def guess(self, pixels: Pixels, face: Face) -> Guess | None:
        """What the crops say, or None where the face cannot be judged. Raises CheckFailed."""
        clear = _judged(face) and _clear(chip(pixels, face, ZOOMS[0]))
        return self.estimate(pixels, face) if clear else None

    def estimate(self, pixels: Pixels, face: Face) -> Guess:
        """What the crops say, fit to judge or not. Raises CheckFailed."""
        return _guess(self._chances([chip(pixels, face, zoom) for zoom in ZOOMS]))

    def _chances(self, upright: Sequence[Chip]) -> NDArray[np.float32]:
        """How probable each of the 81 years is for each chip and its mirror image: n x 81."""
        chips = [*upright, *(one[:, ::-1] for one in upright)]
        values = (np.stack(chips).astype(np.float32) - MEAN_RGB) / np.float32(256)
        found = self._net.run(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))
        if found.shape != (len(chips), len(YEARS)) or not np.allclose(
            found.sum(axis=1), 1, atol=0.01
        ):
            raise CheckFailed("the age model answered with something that is no probability")
        return found


def _guess(chances: NDArray[np.float32]) -> Guess:
    """What probabilities of years (crops x 81) come to."""
    years, under = chances @ YEARS, chances[:, :UNDER_AGE].sum(axis=1)
    return Guess(
        float(years.min()), float(np.median(years)), float(under.max()), float(under.mean())
    )


def _settled(first: NDArray[np.float32]) -> bool:
    """Whether the first crops alone make it `MAYBE_MINOR`: neither of the other two bands is left.

    `first` are probabilities of years, crops x 81. The crops to come could only be younger, and
    raise the mean of being under age to no more than if they were all surely so.
    """
    crops, seen = 2 * len(ZOOMS), _guess(first)
    most = 1 - (1 - seen.under) * len(first) / crops
    return (seen.least < OLD_ENOUGH or seen.doubt > DOUBT) and most < SURELY


def youngest(bands: Sequence[AgeBand]) -> Fact[AgeBand]:
    """The strictest band; NotApplicable where there is nobody."""
    order = (AgeBand.MINOR, AgeBand.MAYBE_MINOR, AgeBand.ADULT)
    return min(bands, key=order.index) if bands else NotApplicable


def chip(pixels: Pixels, face: Face, zoom: float) -> Chip:
    """The upright face, 64 x 64 x 3, as dlib cuts it; beyond the picture's edge it is black."""
    turn, move = _alignment(face, zoom)
    shrink = min(1.0, abs(turn))
    # Only what the chip shows is shrunk: a large picture may hold many small faces.
    left, top, window = _around(pixels, face)
    if shrink < 1:
        size = (max(1, round(window.shape[1] * shrink)), max(1, round(window.shape[0] * shrink)))
        window = np.asarray(cv2.resize(window, size, interpolation=cv2.INTER_AREA), np.uint8)
    rest = turn / shrink
    move += turn * complex(left, top)
    matrix = np.array([[rest.real, -rest.imag, move.real], [rest.imag, rest.real, move.imag]])
    cut = cv2.warpAffine(window, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return np.asarray(cut, np.uint8)


def _alignment(face: Face, zoom: float) -> tuple[complex, complex]:
    """The turn and scale, and the move, that bring the points nearest to their places."""
    seen = np.array([complex(x, y) for x, y in face.points])
    middle = (SIDE - 1) / 2
    wanted = np.array([complex(x - middle, y - middle) * zoom for x, y in PLACES])
    wanted += complex(middle, middle)
    spread = seen - seen.mean()
    turn = complex((spread.conj() * (wanted - wanted.mean())).sum() / (abs(spread) ** 2).sum())
    return turn, complex(wanted.mean() - turn * seen.mean())


def _around(pixels: Pixels, face: Face) -> tuple[int, int, Pixels]:
    """The part of the picture that any crop of the face may show, and where it begins."""
    left, top, right, bottom = face.box
    margin = max(right - left, bottom - top)
    begin_x, begin_y = max(0, left - margin), max(0, top - margin)
    return begin_x, begin_y, pixels[begin_y : bottom + margin, begin_x : right + margin]


def _judged(face: Face) -> bool:
    """Whether a face is large enough and turned to the camera, or cannot be judged."""
    return len(face.points) == len(PLACES) and _eyes_apart(face) >= EYES_APART and not _turned(face)


def _clear(face: Chip) -> bool:
    light = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)[8:56, 8:56]
    spread = float(light.std())
    return spread >= DARK and float(cv2.Laplacian(light, cv2.CV_32F).std()) >= SHARP * spread


def _turned(face: Face) -> bool:
    """Whether the nose lies too far off the middle of the eyes: half a face is not judged."""
    right, left, nose = (complex(*point) for point in face.points[:3])
    along = ((nose - (right + left) / 2) * (left - right).conjugate()).real / abs(left - right) ** 2
    return abs(along) > TURNED


def _eyes_apart(face: Face) -> float:
    right, left = (complex(*point) for point in face.points[:2])
    return abs(left - right)


def _width(face: Face) -> int:
    return face.box[2] - face.box[0]
