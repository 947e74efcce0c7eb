"""Apparent age is a guess, and a valve that only makes stricter."""

import copy
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.guard import pictures

from seemly.errors import CheckFailed
from seemly.facts import AgeBand, NotApplicable, Presence
from seemly.guard import ages
from seemly.guard.ages import Ages, Guess, chip, youngest
from seemly.guard.eyes import Eyes
from seemly.guard.faces import SURE, Face
from seemly.models import Manifest
from seemly.provenance.publication import Pixels

Floats = NDArray[np.float32]


def faces_of(eyes: Eyes, pixels: Pixels) -> list[Face]:
    found = [face for face in eyes.finder.faces.find(pixels) if face.score >= SURE]
    return sorted(found, key=lambda face: face.box)


@pytest.fixture(scope="module")
def portrait(eyes: Eyes) -> tuple[Pixels, Face]:
    pixels = pictures.astronaut()
    return pixels, faces_of(eyes, pixels)[0]


# -- what the crops say becomes a band ------------------------------------------------------------

years = st.floats(0, 80)
chances = st.floats(0, 1)


@given(years, years, chances, chances)
def test_nobody_is_an_adult_whom_one_crop_doubts(
    least: float, middle: float, doubt: float, under: float
) -> None:
    band = Guess(least, max(least, middle), doubt, under).band
    if least < ages.OLD_ENOUGH or doubt > ages.DOUBT:
        assert band is not AgeBand.ADULT


@given(years, years, chances, chances)
def test_looking_younger_is_never_more_adult(
    least: float, middle: float, doubt: float, under: float
) -> None:
    order = [AgeBand.MINOR, AgeBand.MAYBE_MINOR, AgeBand.ADULT]
    older = Guess(least, middle, doubt, under)
    younger = replace(older, least=least * 0.8, middle=middle * 0.8, doubt=(doubt + 1) / 2)
    assert order.index(younger.band) <= order.index(older.band)


def test_the_youngest_counts() -> None:
    assert youngest(()) is NotApplicable
    assert youngest([AgeBand.ADULT, AgeBand.MAYBE_MINOR]) is AgeBand.MAYBE_MINOR
    assert youngest([AgeBand.MAYBE_MINOR, AgeBand.MINOR, AgeBand.ADULT]) is AgeBand.MINOR


# -- known people at known ages -------------------------------------------------------------------


def test_somebody_plainly_grown_passes_for_an_adult() -> None:
    assert Guess(least=45, middle=52, doubt=0.01, under=0.0).band is AgeBand.ADULT
    assert Guess(least=3, middle=6, doubt=1.0, under=0.98).band is AgeBand.MINOR


def test_faces_of_33_px_are_too_small_even_of_old_men(eyes: Eyes) -> None:
    """The Solvay photograph: 29 people of 25 to 74 years."""
    pixels = pictures.solvay()
    bands = eyes.finder.ages.bands(pixels, faces_of(eyes, pixels))
    assert bands == (AgeBand.MAYBE_MINOR,) * 29


def test_enlarging_does_not_make_a_small_face_fit_to_judge(eyes: Eyes) -> None:
    pixels = pictures.solvay()
    size = (2 * pixels.shape[1], 2 * pixels.shape[0])
    large = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    judged = [eyes.finder.ages.guess(large, face) for face in faces_of(eyes, large)]
    assert sum(guess is not None for guess in judged) <= 6


def test_a_portrait_and_its_mirror_image_are_of_one_age(
    eyes: Eyes, portrait: tuple[Pixels, Face]
) -> None:
    """Eileen Collins in her thirties, read as 28 to 38: within the margin, so not an adult."""
    pixels, face = portrait
    mirrored = np.ascontiguousarray(pixels[:, ::-1])
    one = eyes.finder.ages.guess(pixels, face)
    other = eyes.finder.ages.guess(mirrored, faces_of(eyes, mirrored)[0])
    assert one is not None
    assert other is not None
    assert 25 <= one.least <= one.middle <= 40
    assert abs(one.middle - other.middle) < 4


def test_the_chip_is_upright_however_the_head_is_held(portrait: tuple[Pixels, Face]) -> None:
    pixels, face = portrait
    upright = chip(pixels, face, 1.0)
    middle = ((face.box[0] + face.box[2]) / 2, (face.box[1] + face.box[3]) / 2)
    turn = cv2.getRotationMatrix2D(middle, 25, 1.0)
    leaning = np.asarray(cv2.warpAffine(pixels, turn, pixels.shape[1::-1]), np.uint8)
    points = tuple(tuple(turn @ (*point, 1.0)) for point in face.points)
    tilted = chip(leaning, replace(face, points=points), 1.0)
    assert upright.shape == tilted.shape == (64, 64, 3)
    assert np.abs(upright.astype(int)[8:56, 8:56] - tilted[8:56, 8:56]).mean() < 12


# -- what cannot be judged may be anybody ---------------------------------------------------------


def _shrunk(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.resize(pixels, (128, 128), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_shrunk, id="small"),
        pytest.param(lambda p: np.asarray(cv2.GaussianBlur(p, (0, 0), 6), np.uint8), id="blurred"),
        pytest.param(lambda p: (p * 0.15).astype(np.uint8), id="dark"),
    ],
)
def test_a_face_that_cannot_be_judged_may_be_a_minors(eyes: Eyes, spoil: Any) -> None:
    pixels = spoil(pictures.astronaut())
    for face in eyes.finder.faces.find(pixels):
        assert eyes.finder.ages.band(pixels, face) is not AgeBand.ADULT


def test_half_a_face_is_not_judged(eyes: Eyes, portrait: tuple[Pixels, Face]) -> None:
    pixels, face = portrait
    right, left, _, *mouth = face.points
    assert eyes.finder.ages.guess(pixels, replace(face, points=(right, left, left, *mouth))) is None
    assert eyes.finder.ages.band(pixels, replace(face, points=())) is AgeBand.MAYBE_MINOR


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=5, max_size=5))
def test_no_points_however_wild_stop_the_guard(eyes: Eyes, points: Any) -> None:
    pixels = pictures.astronaut()[:64, :64]
    face = Face((0, 0, 64, 64), 0.9, tuple(points))
    assert eyes.finder.ages.band(np.ascontiguousarray(pixels), face) in AgeBand


def test_of_many_faces_only_some_are_looked_at(eyes: Eyes) -> None:
    class Counting(Ages):
        looked = 0

        def __init__(self) -> None:
            pass

        def band(self, pixels: Pixels, face: Face) -> AgeBand:
            self.looked += 1
            return AgeBand.ADULT

    pixels, counting = pictures.solvay(), Counting()
    bands = counting.bands(pixels, faces_of(eyes, pixels))
    assert counting.looked == bands.count(AgeBand.ADULT) == ages.MOST
    assert bands.count(AgeBand.MAYBE_MINOR) == 29 - ages.MOST


# -- in the whole ---------------------------------------------------------------------------------


def test_everybody_seen_or_suspected_has_a_band(eyes: Eyes) -> None:
    for pixels in (pictures.astronaut(), pictures.headless(), pictures.solvay()):
        for person in eyes.finder.look(pixels).people.each:
            assert person.age_band in AgeBand


def test_whoever_has_no_face_may_be_of_any_age(eyes: Eyes) -> None:
    seen = eyes.finder.look(pictures.headless())
    assert seen.people.presence is Presence.POSSIBLE
    assert [person.age_band for person in seen.people.each] == [AgeBand.MAYBE_MINOR]


class Wrong:
    """A net that answers with numbers that are no probabilities."""

    def run(self, *_: object) -> np.ndarray[Any, Any]:
        return np.full((6, 81), 0.5, np.float32)


def test_an_answer_that_is_no_probability_is_a_failed_check(
    eyes: Eyes, portrait: tuple[Pixels, Face]
) -> None:
    broken = Ages.__new__(Ages)
    broken._net = Wrong()  # type: ignore[assignment]
    with pytest.raises(CheckFailed):
        broken.band(*portrait)


def test_weights_that_are_none_are_a_failed_check(tmp_path: Path) -> None:
    (tmp_path / "age.onnx").write_bytes(b"nothing")
    with pytest.raises(CheckFailed):
        Ages(tmp_path / "age.onnx")


def test_no_model_asks_whether_a_face_is_male_or_female() -> None:
    models = Manifest.load().model
    assert not [model.name for model in models if "gender-v1" in str(model)]


# -- few crops where few suffice ------------------------------------------------------------------


class Fortune:
    """A stand-in for the net: of each crop, by its pixels, an age around the one foretold."""

    def __init__(self, age: int) -> None:
        self._age = age
        self.crops = 0

    def run(self, values: Floats) -> Floats:
        self.crops += len(values)
        return np.stack([self._of(one) for one in values])

    def _of(self, crop: Floats) -> Floats:
        own = np.random.default_rng([self._age, zlib.crc32(crop.tobytes())])
        apart = np.arange(81) - (self._age + own.integers(-4, 5))
        likely = np.exp(-((apart / own.uniform(1, 6)) ** 2)).astype(np.float32)
        return np.asarray(likely / likely.sum(), np.float32)


def test_the_band_is_that_of_all_crops_however_few_were_looked_at(
    eyes: Eyes, portrait: tuple[Pixels, Face]
) -> None:
    seen = set()
    for age in (4, 13, 15, 20, 31, 32, 33, 34, 35, 55):
        told, net = copy.copy(eyes.finder.ages), Fortune(age)
        told._net = net  # type: ignore[assignment]
        band, crops = told.band(*portrait), net.crops
        guess = told.guess(*portrait)
        assert guess is not None
        assert band is guess.band
        seen.add((band, crops))
    both = {(AgeBand.MAYBE_MINOR, 2), (AgeBand.MAYBE_MINOR, 6)}
    assert {(AgeBand.ADULT, 6), (AgeBand.MINOR, 6)} | both == seen
