"""Who stands to whom, read from words."""

from __future__ import annotations

import pytest

from seemly.generate.sketch.illustration import parse


@pytest.mark.parametrize(
    ("wish", "relations"),
    [
        ("a dog beside a house", {("dog", "beside", "house")}),
        ("a dog next to a red house", {("dog", "beside", "house")}),
        ("ein Hund neben einem Haus", {("dog", "beside", "house")}),
        ("un perro al lado de una casa", {("dog", "beside", "house")}),
        ("pies obok domu", {("dog", "beside", "house")}),
        ("a giraffe in front of a house", {("giraffe", "front", "house")}),
        ("een schaap achter een hek", {("sheep", "behind", "fence")}),
        ("a bear between two trees", {("tree", "between", "bear")}),
        ("a cat between a dog and a fox", {("dog", "between", "cat"), ("fox", "between", "cat")}),
        ("a cat in a hat on a boat", {("hat", "wears", "cat"), ("cat", "on", "boat")}),
        ("a raccoon wearing a top hat", {("hat", "wears", "raccoon")}),
        ("a dog wearing a scarf and sunglasses",
         {("scarf", "wears", "dog"), ("sunglasses", "wears", "dog")}),
        ("a teapot and three cups on a table", {("teapot", "on", "table"), ("cup", "on", "table")}),
        ("a robot holding a guitar", {("guitar", "holds", "robot")}),
        ("a bird above the sea", set()),
        ("a cat on a cat", set()),
        ("a dog on a cat on a dog", {("dog", "on", "cat")}),
    ],
)  # fmt: skip
def test_relations(wish: str, relations: set[tuple[str, str, str]]) -> None:
    seen = parse(wish)
    named = {(seen.actors[r.of].key, r.kind, seen.actors[r.to].key) for r in seen.relations}
    assert named == relations


def test_the_house_named_again_is_the_same_house() -> None:
    seen = parse("a house, a tree behind the house and a dog in front of the house")
    assert {actor.key: actor.count for actor in seen.actors} == {"house": 1, "tree": 1, "dog": 1}
    assert len(seen.relations) == 2
