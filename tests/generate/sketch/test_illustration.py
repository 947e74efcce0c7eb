"""Reading a wish for a drawing in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.generate.sketch.figures import CASTS
from seemly.generate.sketch.ground import PLACES
from seemly.generate.sketch.illustration import CROWD, parse
from seemly.generate.sketch.landscape import LIGHTS
from seemly.generate.sketch.words import rows


@pytest.mark.parametrize(
    ("wish", "figures"),
    [
        ("three cats", {"cat": 3}),
        ("drei Katzen und ein Hund", {"cat": 3, "dog": 1}),
        ("deux lapins sous un arbre", {"rabbit": 2, "tree": 1}),
        ("vijf bomen en twee huizen", {"tree": 5, "house": 2}),
        ("Bäume", {"tree": 3}),
        ("puppies", {"dog": 3}),
        ("12 red balloons", {"balloon": 12}),
        ("999 fish", {"fish": CROWD}),
        ("eine Katze und noch eine Katze", {"cat": 2}),
        ("a dog without a cat", {"dog": 1}),
        ("un arc-en-ciel", {"rainbow": 1}),
        ("a hot air balloon", {"hot-air balloon": 1}),
    ],
)
def test_who_and_how_many(wish: str, figures: dict[str, int]) -> None:
    assert {actor.key: actor.count for actor in parse(wish).actors} == figures


@pytest.mark.parametrize(
    ("wish", "place", "time", "weather"),
    [
        ("a lighthouse in a storm", "sea", "day", "storm"),
        ("eine Burg am See bei Nacht", "lake", "night", None),
        ("un bateau au coucher de soleil", "sea", "sunset", None),
        ("een hond in de sneeuw", "snow", "day", None),
        ("moon and stars", "sky", "night", None),
        ("a rocket", "space", "day", None),
        ("a birthday cake", "room", "day", None),
        ("ein Auto im Regen", "city", "day", "rain"),
        ("forêt dans le brouillard", "forest", "day", "fog"),
        ("a fish", "underwater", "day", None),
    ],
)
def test_where_and_when(wish: str, place: str, time: str, weather: str | None) -> None:
    seen = parse(wish)
    assert (seen.place, seen.time, seen.weather) == (place, time, weather)


def test_colours_belong_to_their_noun() -> None:
    boat, house = parse("a red boat and a blue house").actors
    assert boat.colour is not None
    assert house.colour is not None
    assert boat.colour[0] > boat.colour[2]
    assert house.colour[2] > house.colour[0]
    (bateau,) = parse("un bateau rouge sur la mer").actors
    assert bateau.colour == boat.colour


def test_every_place_and_light_of_the_lexicon_can_be_painted() -> None:
    settings = rows("settings.tsv")
    assert {key for kind, key, *_ in settings if kind == "place"} == set(PLACES)
    assert {key for kind, key, *_ in settings if kind == "time"} <= set(LIGHTS)
    assert {cast.place for cast in CASTS.values()} <= {*PLACES, ""}


def test_every_figure_can_be_named_in_every_language() -> None:
    named = {key: columns for key, *columns in rows("things.tsv")}
    for key in CASTS:
        assert len(named[key]) == 4
        assert all(named[key]), key


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "nl", "??"]))
def test_no_text_breaks_the_reading(text: str, language: str) -> None:
    seen = parse(text, language)
    assert seen.place in PLACES
    assert all(1 <= actor.count <= CROWD for actor in seen.actors)
