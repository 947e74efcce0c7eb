"""Figures set to each other stand where the words say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.generate.sketch.drawing import rgb
from seemly.generate.sketch.figures import CASTS
from seemly.generate.sketch.standing import Standing, joined


def figure(key: str) -> Standing:
    cast = CASTS[key]
    return Standing(key, cast, rgb(cast.colours[0]), cast.height)


def test_cats_on_a_boat_stand_on_its_deck_behind_its_hull() -> None:
    boat = joined(figure("boat"), "on", [figure("cat")] * 3)
    assert [member.y for member in boat.members] == [pytest.approx(0.15 * boat.size)] * 3
    assert all(abs(member.x) < boat.own / 2 for member in boat.members)
    assert len({member.x for member in boat.members}) == 3
    assert boat.aboard == 2


def test_beside_does_not_overlap_and_behind_is_drawn_first() -> None:
    house = joined(figure("house"), "beside", [figure("dog")])
    (dog,) = house.members
    assert dog.x - dog.one.left > house.own / 2
    (tree,) = joined(figure("house"), "behind", [figure("tree")]).members
    assert tree.behind
    assert tree.y > 0


def test_a_hat_sits_on_the_head_and_fits_it() -> None:
    (hat,) = joined(figure("cat"), "wears", [figure("hat")]).members
    assert hat.one.own < figure("cat").own
    assert 0.8 < hat.y / figure("cat").size < 1.0


def test_scaling_keeps_everything_together() -> None:
    boat = joined(figure("boat"), "on", [figure("cat")])
    half = boat.scaled(0.5)
    assert half.width == pytest.approx(boat.width / 2)
    assert half.top == pytest.approx(boat.top / 2)


@given(
    st.sampled_from(sorted(CASTS)),
    st.lists(st.sampled_from(sorted(CASTS)), min_size=1, max_size=12),
    st.sampled_from(
        ["on", "in", "under", "behind", "front", "beside", "above", "between", "wears", "holds"]
    ),
)
def test_anything_can_stand_to_anything(host: str, guests: list[str], kind: str) -> None:
    together = joined(figure(host), kind, [figure(key) for key in guests])
    assert len(together.members) == len(guests)
    assert 0 < together.width < 30
    assert all(member.one.size > 0 for member in together.members)
