"""Invariant 2: a process whose checks do not pass their self-test does not serve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seemly.errors import CheckFailed
from seemly.facts import People, Presence
from seemly.guard import selftest
from seemly.guard.body_parts import Part
from seemly.guard.eyes import Eyes
from seemly.guard.people import Seen
from seemly.provenance.publication import Pixels


def test_the_installed_models_pass(eyes: Eyes) -> None:
    selftest.run(eyes)


def test_a_finder_that_sees_nobody_does_not_pass(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(pixels: Pixels) -> Seen:
        return Seen(People(Presence.NONE), np.zeros(pixels.shape[:2], np.uint8))

    monkeypatch.setattr(eyes.finder, "look", blind)
    with pytest.raises(CheckFailed, match="portrait"):
        selftest.run(eyes)


def test_a_nudity_model_that_cries_wolf_does_not_pass(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes.nudity, "score", lambda pixels: 0.9)
    with pytest.raises(CheckFailed, match="nudity"):
        selftest.run(eyes)


def test_a_body_part_model_that_cries_wolf_does_not_pass(eyes: Eyes) -> None:
    class Wolf:
        def find(self, pixels: Pixels) -> tuple[Part, ...]:
            return (Part("belly", True, (10, 10, 90, 90), 0.9),)

    with pytest.raises(CheckFailed, match="body part"):
        selftest.run(replace(eyes, body_parts=Wolf()))
