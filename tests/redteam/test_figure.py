"""The people whose pixels are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.redteam import figure
from seemly.redteam.sources import Source, shipped, wall


def test_the_outline_is_of_somebody() -> None:
    portrait = figure.portrait()
    assert 0.35 < portrait.truth.mean() < 0.5
    left, top = np.argwhere(portrait.truth)[:, 1].min(), np.argwhere(portrait.truth)[:, 0].min()
    assert (left, top) > (15, 15), "a little inside of her"


def test_what_is_pasted_is_known_to_the_pixel() -> None:
    scene = wall().beside(figure.whole(), 100, 200, 120)
    assert scene.truth.any()
    assert not scene.truth[:200].any()
    outside = ~scene.truth
    outside[199:321, 99:200] = False
    assert np.array_equal(scene.pixels[outside], wall().pixels[outside])


def test_who_stands_in_front_hides_who_stands_behind() -> None:
    one = wall().beside(figure.whole(), 100, 100, 200)
    two = one.beside(figure.whole().mirrored(), 100, 100, 200)
    alone = wall().beside(figure.whole().mirrored(), 100, 100, 200)
    apart = two.pixels[alone.truth].astype(int) - alone.pixels[alone.truth]
    assert abs(apart).max() <= 3, "one in a hundred of what is behind"
    assert two.truth[alone.truth].all()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_scene_turns_its_people_too(turns: int) -> None:
    portrait = figure.portrait()
    turned = portrait.turned(turns)
    assert np.array_equal(
        turned.pixels[turned.truth].sum(axis=0), portrait.pixels[portrait.truth].sum(axis=0)
    )


def test_every_source_says_who_is_there(shipped: dict[str, Source]) -> None:
    for source in shipped.values():
        if source.truth is not None:
            assert source.truth.any() != source.of_nobody, source.name
    assert {"portrait", "headless", "wall", "words"} <= shipped.keys()


def test_names_of_sources_are_their_own() -> None:
    names = [source.name for source in shipped()]
    assert len(names) == len(set(names))
