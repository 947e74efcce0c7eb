"""Figures cut from Fluent Emoji."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.generate.sketch import cutouts
from seemly.generate.sketch.drawing import rgb
from seemly.generate.sketch.words import rows


def test_every_figure_has_its_pieces_and_no_person_is_among_them() -> None:
    icons = {row[1] for row in rows("figures.tsv")}
    assert icons == {row[0] for row in rows("cutouts.tsv")}
    people = {"person", "man", "woman", "boy", "girl", "child", "hand", "face"}
    assert not [icon for icon in icons if people & set(icon.split("-"))]


@pytest.mark.parametrize("icon", ["elephant", "pizza", "crossed-swords"])
def test_a_figure_stands_on_its_foot_one_high(icon: str) -> None:
    points = np.vstack([part.outline for part in cutouts.figure(icon)(rgb("#808080"))])
    assert points[:, 1].min() >= -1e-6
    assert points[:, 1].max() <= 1 + 1e-6
    assert abs(points[:, 0].min() + points[:, 0].max()) < 0.35


def test_what_the_table_says_is_what_the_outlines_are() -> None:
    for _, icon, _, _, _, wide, colour in rows("figures.tsv")[::40]:
        assert cutouts.width(icon) == pytest.approx(float(wide), abs=0.006)
        assert cutouts.main_colour(icon) == colour


def test_a_colour_changes_the_main_pieces_and_leaves_the_others() -> None:
    own = cutouts.figure("elephant")(rgb(cutouts.main_colour("elephant")))
    red = cutouts.figure("elephant")(rgb("#d8433f"))
    changed = [a.colour != b.colour for a, b in zip(own, red, strict=True)]
    assert any(changed)
    assert not all(changed)


def test_the_licence_lies_beside_the_cut_figures() -> None:
    from importlib.resources import files

    said = (files("seemly.generate.sketch") / "fluent" / "LICENSE").read_text("utf-8")
    assert "Microsoft" in said
    assert "MIT License" in said
