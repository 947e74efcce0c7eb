"""The pose of a picture that lies as it was marked: told by the known bins alone."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.provenance.publication import Pixels
from seemly.provenance.watermark import canvas
from seemly.provenance.watermark.bins import TILE
from seemly.provenance.watermark.embed import embed
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.pose import LAYS, as_marked, best_pose
from seemly.provenance.watermark.residual import Residual, lattice, loudness


def _spectrum(pixels: Pixels) -> np.typing.NDArray[np.complex64]:
    seen = Residual.of(canvas.luma(pixels))
    whitened = lattice(seen.plane, 1.0, 1.0) / loudness(seen.mean, 1.0, 1.0)
    return np.asarray(whitened, np.complex64)


def test_a_marked_picture_lies_as_it_was_marked(key: Carriers, pictures: dict[str, Pixels]) -> None:
    for pixels in pictures.values():
        marked = _spectrum(embed(pixels, 77, key, 1.0))
        pose = as_marked(marked, key)
        assert pose.sync > 6
        assert as_marked(marked, Carriers(b"x" * 32)).sync < 4
        assert as_marked(_spectrum(pixels), key).sync < 4
        searched = best_pose(marked, key)
        assert searched.lay == pose.lay == LAYS[0]
        apart = np.subtract(searched.shift, pose.shift)  # but for whole tiles
        assert (apart + TILE / 2) % TILE == pytest.approx(TILE / 2, abs=0.1)


def test_a_mirrored_picture_does_not(key: Carriers, pictures: dict[str, Pixels]) -> None:
    marked = embed(pictures["coffee"], 77, key, 1.0)
    spectrum = _spectrum(np.ascontiguousarray(marked[:, ::-1]))
    assert as_marked(spectrum, key).sync < 4
    assert best_pose(spectrum, key).lay != LAYS[0]
