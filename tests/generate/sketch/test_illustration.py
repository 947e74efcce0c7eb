"""Reading a wish for a drawing in eight languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.generate.sketch.figures import CASTS
from seemly.generate.sketch.ground import PLACES
from seemly.generate.sketch.illustration import CROWD, SOMETHING, parse
from seemly.generate.sketch.landscape import LIGHTS
from seemly.generate.sketch.relations import Relation
from seemly.generate.sketch.words import LANGUAGES, rows


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
        ("dos perros y un gato", {"dog": 2, "cat": 1}),
        ("tre gatti e una mucca", {"cat": 3, "cow": 1}),
        ("dois leões e uma girafa", {"lion": 2, "giraffe": 1}),
        ("pięć kotów i koń", {"cat": 5, "horse": 1}),
        ("koty", {"cat": 3}),
        ("trzy psy obok drzewa", {"dog": 3, "tree": 1}),
        ("scissors", {"scissors": 1}),
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
        ("dois leões no deserto", "desert", "day", None),
        ("pies na plaży o zachodzie słońca", "beach", "sunset", None),
        ("a penguin sitting on the moon", "space", "day", None),
    ],
)
def test_where_and_when(wish: str, place: str, time: str, weather: str | None) -> None:
    seen = parse(wish)
    assert (seen.place, seen.time, seen.weather) == (place, time, weather)


@pytest.mark.parametrize(
    "wish",
    [
        "three cats on a boat under a red moon",
        "drei Katzen auf einem Boot unter einem roten Mond",
        "trois chats sur un bateau sous une lune rouge",
        "drie katten op een boot onder een rode maan",
        "tres gatos sobre un barco bajo una luna roja",
        "tre gatti su una barca sotto una luna rossa",
        "três gatos em cima de um barco sob uma lua vermelha",
        "trzy koty na łodzi pod czerwonym księżycem",
    ],
)
def test_one_wish_in_eight_languages(wish: str) -> None:
    seen = parse(wish)
    cats, boat, moon = seen.actors
    assert [(actor.key, actor.count) for actor in seen.actors] == [
        ("cat", 3),
        ("boat", 1),
        ("moon", 1),
    ]
    assert moon.colour is not None
    assert cats.colour is boat.colour is None
    assert seen.relations == (Relation("on", 0, 1), Relation("under", 1, 2))
    assert (seen.place, seen.time, seen.left_out) == ("sea", "night", ())


def test_what_it_cannot_draw_is_left_out_and_said() -> None:
    seen = parse("a dog and a quarterstaff")
    assert [actor.key for actor in seen.actors] == ["dog"]
    assert seen.left_out == (SOMETHING,)
    assert parse("a waterfall in a room and a dog").left_out == ("waterfall",)
    assert "style" in parse("a dog, mosaic").left_out


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
        assert len(named[key]) == len(LANGUAGES)
        assert all(named[key]), key


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "nl", "??"]))
def test_no_text_breaks_the_reading(text: str, language: str) -> None:
    seen = parse(text, language)
    assert seen.place in PLACES
    assert all(1 <= actor.count <= CROWD for actor in seen.actors)
