"""The demo's dog is what its script draws, and plainly a drawing."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from PIL import Image

from seemly.demo.draw_dog import picture


def test_the_file_is_what_the_script_draws() -> None:
    with Image.open(str(files("seemly.demo") / "dog.png")) as opened:
        stored = np.asarray(opened.convert("RGB")).astype(int)
    # Another build of OpenCV may round an edge differently.
    assert np.abs(stored - picture().astype(int)).mean() < 0.5


def test_it_is_flat_as_drawings_are() -> None:
    pixels = picture().astype(int)
    still = (np.abs(np.diff(pixels, axis=0)).max(axis=2) <= 2).mean()
    assert still > 0.9
