"""Invariant 3: people keep their pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.invariants.pictures import ASTRONAUT, BACKGROUND, HEADLESS, locked_in
from tests.world import Asked, Painter, World, decoded

from seemly.errors import CheckFailed, GeneratorFault
from seemly.guard import lock
from seemly.guard.lock import Lock
from seemly.pictures import id_number
from seemly.provenance import encoding
from seemly.provenance.mark import MOST_MOVED
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.embed import FLOOR
from seemly.provenance.watermark.fasten import fasten
from seemly.redteam.edits import painter
from seemly.tone import Curve


def _watermarked(world: World, asked: Asked) -> Pixels:
    """The approved pixels with their watermark, within its bound; the label moves it by little."""
    approved = world.approved(asked)
    number = id_number(asked.outcome.public_id or "")
    marked = fasten(approved, number, world.parts.watermark).pixels
    assert cv2.PSNR(approved, marked) >= FLOOR
    assert cv2.norm(approved, marked, cv2.NORM_INF) <= MOST_MOVED
    return marked


def _same(wanted: Pixels, shown: Pixels, where: NDArray[np.bool_]) -> bool:
    """Whether no 8 x 8 block that lies in `where` moved by more than the encoder's bound."""
    inside = np.where(where[..., None], shown, wanted)
    small = cv2.erode(where.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    kept = np.where(small[..., None], inside, wanted)
    return encoding.moved(wanted, kept) <= encoding.QUALITIES[0][1]


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        (BACKGROUND, "en"),
        ("put a party hat in the corner", "en"),
        ("Hintergrund unscharf", "de"),
        ("remplace l'arrière-plan par une plage", "fr"),
        ("vervang de achtergrond door een bos", "nl"),
    ],
)
def test_invariant_3_people_keep_their_pixels_beside_the_built_in_artist(
    world: World, wish: str, language: str
) -> None:
    ann = world.host("ann")
    asked = world.ask(ann, wish, ASTRONAUT, language=language)
    assert asked.outcome.state == "published", (asked.outcome.reasons, asked.job.fault)
    locked = locked_in(world, ASTRONAUT)
    locked[440:] = False  # the label
    approved = world.approved(asked)
    assert np.array_equal(approved[locked], decoded(ASTRONAUT)[locked])
    assert _same(_watermarked(world, asked), world.shown(asked), locked)


def test_invariant_3_people_keep_their_pixels_when_nobody_is_found(world: World) -> None:
    """Nobody found is not nobody there: the suspected person fills the frame."""
    assert locked_in(world, HEADLESS).all()
    ann = world.host("ann")
    greedy = Painter(painter, local=True)
    world.give(generator=greedy)
    asked = world.ask(ann, BACKGROUND, HEADLESS)
    assert (asked.outcome.state, asked.outcome.reasons[0]) == ("refused", "possible_person")
    assert greedy.sent == []


def test_invariant_3_people_keep_their_pixels_when_the_finder_fails(world: World) -> None:
    class Broken:
        def look(self, pixels: Pixels) -> None:
            raise CheckFailed("the finder is broken")

    world.give(finder=Broken())
    asked = world.ask(world.host("ann"), BACKGROUND, ASTRONAUT)
    assert asked.outcome.state in ("held", "refused")
    assert asked.outcome.file_sha256 is None


@st.composite
def _locks(draw: st.DrawFn) -> tuple[Pixels, Pixels, Lock]:
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    source, made = dice.integers(0, 256, (2, height, width, 3), np.uint8)
    mask = dice.random((height, width)) < draw(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
    return source, made, Lock(mask, whole=bool(mask.all()))


_CURVES = st.builds(
    Curve, *(st.floats(0.5, 1.6) for _ in range(2)), st.floats(0, 1), st.floats(-1, 1)
)


@given(_locks(), st.none() | _CURVES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_invariant_3_people_keep_their_pixels_whatever_came_back(
    made_up: tuple[Pixels, Pixels, Lock], tone: Curve | None
) -> None:
    source, made, locked = made_up
    if tone is not None and not tone.within_bounds():
        with pytest.raises(GeneratorFault):
            lock.restore(source, made, tone, (0, 0), locked)
        return
    result = lock.restore(source, made, tone, (0, 0), locked)
    assert lock.changed(source, result, tone, (0, 0), locked) == 0
    if tone is None:
        assert np.array_equal(result[locked.mask], source[locked.mask])
