"""A second picture between the pixels of the first is seen; ordinary pictures hold none."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data
from tests.guard.pictures import astronaut, solvay

from seemly.errors import CheckFailed
from seemly.guard import layers
from seemly.guard import result as results
from seemly.guard.eyes import Eyes
from seemly.guard.trail import Trail
from seemly.provenance.publication import Pixels


def _between(outer: Pixels, inner: Pixels, step: int) -> Pixels:
    """`inner` in every `step`-th pixel, the others changed so that the mean stays `outer`'s."""
    rows, columns = np.indices(outer.shape[:2])
    chosen = ((rows % step == 0) & (columns % step == 0))[..., None]
    count = step * step
    rest = (outer.astype(np.float32) * count - inner) / (count - 1)
    mixed = np.where(chosen, inner, np.clip(rest, 0, 255))
    return np.asarray(mixed, np.uint8)


@pytest.mark.parametrize("step", layers.STEPS)
def test_a_picture_between_the_pixels_is_seen(step: int) -> None:
    outer = np.full_like(astronaut(), 128)
    assert layers.hidden(_between(outer, astronaut(), step)) > 0.1


@pytest.mark.parametrize("name", ["coffee", "chelsea", "grass", "gravel", "brick", "text", "page"])
def test_ordinary_pictures_hold_none(name: str) -> None:
    pixels = np.asarray(getattr(data, name)(), np.uint8)
    colours = pixels[..., :3] if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    assert layers.hidden(np.ascontiguousarray(colours)) < layers.SHARE


def test_people_hold_none() -> None:
    assert layers.hidden(astronaut()) == 0
    assert layers.hidden(solvay()) < layers.SHARE


def test_a_strip_is_no_matter() -> None:
    assert layers.hidden(np.zeros((16, 400, 3), np.uint8)) == 0


def test_such_a_result_is_not_checked_any_further(eyes: Eyes) -> None:
    hidden = _between(np.full_like(astronaut(), 128), astronaut(), 2)
    with pytest.raises(CheckFailed, match="between its pixels"):
        results.check(hidden, None, Trail(), eyes)
