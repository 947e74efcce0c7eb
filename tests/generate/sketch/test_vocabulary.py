"""Everything the artist can say about its work is in the closed list that Seemly may say."""

from __future__ import annotations

import pytest

from seemly.generate.sketch import illustration, plan
from seemly.generate.sketch.edits import Tone
from seemly.generate.sketch.figures import CASTS
from seemly.generate.sketch.words import rows
from seemly.guard.words_out import Words


@pytest.fixture(scope="module")
def sayable() -> set[str]:
    return set(Words.load({}).things)


def test_every_thing_of_a_drawing(sayable: set[str]) -> None:
    for key, *columns in rows("things.tsv"):
        for column in columns:
            word = column.split("|")[0].rstrip("+")
            seen = illustration.parse(word, "en")
            assert {*seen.did, *seen.left_out} <= sayable, key


def test_every_place_hour_and_weather(sayable: set[str]) -> None:
    for kind, key, *columns in rows("settings.tsv"):
        for column in columns:
            seen = illustration.parse(f"dog {column.split('|')[0]}")
            assert {*seen.did, *seen.left_out} <= sayable, (kind, key)


def test_every_edit(sayable: set[str]) -> None:
    for kind, key, *columns in rows("edits.tsv"):
        for column in columns:
            read = plan.parse(column.split("|")[0])
            things = {step.thing for step in read.steps if isinstance(step, Tone)}
            assert {*read.left_out, *things} <= sayable, (kind, key)


def test_what_is_drawn_has_words() -> None:
    assert set(CASTS) <= {key for key, *_ in rows("things.tsv")}
