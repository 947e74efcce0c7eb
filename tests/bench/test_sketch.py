"""The rule by which understanding is counted, and the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from seemly.bench import sketch
from seemly.generate.sketch import illustration


def test_the_rule_for_drawings() -> None:
    wishes = ["two cats on a boat", "a cat and a quarterstaff", "gravity"]
    seen = sketch._understood("three", wishes, sketch._drawing)
    assert (seen.fully, seen.partly, seen.not_understood) == (1, 1, 1)


def test_the_rule_for_edits() -> None:
    wishes = ["make it black and white", "zzz"]
    seen = sketch._understood("two", wishes, sketch._edit)
    assert (seen.fully, seen.partly, seen.not_understood) == (1, 0, 1)


def test_forty_wishes_can_be_drawn() -> None:
    assert len(sketch.WISHES) == 40
    for wish in sketch.WISHES:
        assert not illustration.parse(wish).left_out, wish


def test_the_sheet_has_a_tile_for_each_wish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch, "WISHES", sketch.WISHES[: sketch.COLUMNS])
    sketch.sheet(tmp_path / "sheet.png", lambda line: None)
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.size == (sketch.COLUMNS * sketch.TILE, sketch.TILE)
