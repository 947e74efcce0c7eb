"""The pictures of the mix: each is there, and has one megapixel."""

from __future__ import annotations

from pathlib import Path

import pytest
import skimage

from seemly.bench import mix
from seemly.decoding import decode
from seemly.errors import ConfigurationError

SHIPPED = Path(skimage.__file__).parent / "data"


def test_each_picture_has_a_megapixel() -> None:
    files = mix.pictures(SHIPPED)
    assert {name for kind in mix.MIX for name in kind.pictures} == files.keys()
    for name, file in files.items():
        height, width = decode(file).pixels.shape[:2]
        assert height * width == pytest.approx(mix.PIXELS, rel=0.005), name


def test_a_picture_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        mix.pictures(tmp_path)
