"""Every figure, place and weather can be drawn, and is seen."""

from __future__ import annotations

import numpy as np
import pytest

from seemly.generate.sketch.composition import draw
from seemly.generate.sketch.drawing import Canvas, rgb
from seemly.generate.sketch.figures import CASTS, Home
from seemly.generate.sketch.ground import PLACES
from seemly.generate.sketch.illustration import CROWD, Actor, Illustration


def illustration(
    place: str = "meadow",
    time: str = "day",
    weather: str | None = None,
    actors: tuple[Actor, ...] = (),
) -> Illustration:
    return Illustration(place, time, weather, None, actors, ("scene",), ())


#: Every sixth, and some by name.
SEEN = [*sorted(CASTS)[::6], "dog", "boat", "house", "table", "bridge", "lion", "pizza"]


@pytest.mark.parametrize("key", sorted(set(SEEN)))
def test_every_figure_stands_in_its_frame_and_is_seen(key: str) -> None:
    cast = CASTS[key]
    canvas = Canvas(500, 200, rgb("#204060"))
    left, top, right, bottom = canvas.place(cast.draw(rgb(cast.colours[0])), 250, 180, 150)
    assert (np.abs(canvas.sheet - np.array(rgb("#204060"))) > 0.1).any(axis=2).mean() > 0.01
    assert 15 <= top <= 100
    assert (155 if cast.home in (Home.SKY, Home.HEAVEN) else 170) <= bottom <= 190
    if key != "rainbow":
        # What it says of its width is what it takes when figures are set side by side.
        assert (right - left) / 150 < 1.35 * cast.width / cast.height


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("time", ["day", "night", "sunset"])
def test_every_place_at_every_hour(place: str, time: str) -> None:
    actors = (Actor("dog"), Actor("boat"), Actor("bird"), Actor("star", 2))
    pixels = draw(illustration(place, time, None, actors), 1, side=128)
    assert pixels.shape == (128, 128, 3)
    assert pixels.std() > 10


@pytest.mark.parametrize("weather", ["storm", "rain", "snowfall", "fog"])
def test_weather_is_seen(weather: str) -> None:
    clear = draw(illustration("sea"), 1, side=128)
    assert np.abs(draw(illustration("sea", weather=weather), 1, side=128) - clear).mean() > 5


def test_a_crowd_of_everything_fits() -> None:
    actors = tuple(Actor(key, CROWD) for key in ("dog", "boat", "bird", "star", "castle", "fish"))
    assert draw(illustration("sea", actors=actors), 1, side=128).std() > 10
