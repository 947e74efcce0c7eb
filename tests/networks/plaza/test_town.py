from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.networks.plaza.conftest import BOT, PNG, World, rows, stored

from seemly.errors import BadPicture, NotFound
from seemly.networks.plaza import tables
from seemly.networks.plaza.town import Declined, Upload, clean


@pytest.mark.parametrize(
    "handle", ["", "a", "-ab", "ab-", "a b", "a" * 21, "ünal", "a@b", "a.b", "аda", "<b>"]
)
def test_names_that_are_none(world: World, handle: str) -> None:
    with pytest.raises(Declined, match="letters") as refusal:
        world.town.join(handle)
    assert refusal.value.reason == "no_handle"


def test_a_name_is_taken_once_whatever_its_case(world: World) -> None:
    world.town.join("Ada")
    with pytest.raises(Declined) as refusal:
        world.town.join("@ADA")
    assert refusal.value.reason == "handle_taken"
    with pytest.raises(Declined):
        world.town.join(BOT.handle)


def test_a_persona_is_the_same_at_each_call(world: World) -> None:
    first = world.town.persona("mia")
    assert world.town.persona("mia").id == first.id
    assert [p.handle for p in world.town.personas()] == ["mia"]
    world.town.join("ada")
    with pytest.raises(Declined):
        world.town.persona("ada")


def test_the_same_form_twice_is_one_post(world: World) -> None:
    ada = world.join("ada")
    first = world.town.post(ada, "hello", draft="form")
    assert world.town.post(ada, "hello", draft="form") == first
    assert world.town.post(ada, "hello again", draft="form") != first
    assert world.town.post(ada, "hello") != first
    assert rows(world) == 3


def test_a_deleted_post_is_not_sent_again_by_a_reload(world: World) -> None:
    ada = world.join("ada")
    uri = world.town.post(ada, "hello", Upload(PNG, 4, 4), draft="form")
    world.town.delete(ada, uri)
    world.town.post(ada, "hello", Upload(PNG, 4, 4), draft="form")
    assert world.town.openings() == []
    assert world.pictures.kept == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n\x00\x07 ", "empty"), ("x" * 501, "too_long"), ("é" * 501, "too_long")],
)
def test_texts_we_do_not_take(world: World, text: str, reason: str) -> None:
    ada = world.join("ada")
    with pytest.raises(Declined) as refusal:
        world.town.post(ada, text)
    assert refusal.value.reason == reason


def test_a_limit_in_graphemes_that_stacked_accents_do_not_escape(world: World) -> None:
    ada = world.join("ada")
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    world.town.post(ada, family * 500)
    with pytest.raises(Declined):
        world.town.post(ada, "z" + "\u0335" * 6000)


def test_bytes_that_are_no_picture(world: World) -> None:
    ada = world.join("ada")
    for data in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"GIF"):
        with pytest.raises(BadPicture):
            world.town.post(ada, "look", Upload(data, 4, 4))
    assert rows(world) == 0


def test_only_the_author_edits_and_deletes(world: World) -> None:
    ada, ben = world.join("ada"), world.join("ben")
    uri = world.town.post(ada, "hello")
    with pytest.raises(NotFound):
        world.town.edit(ben, uri, "mine")
    with pytest.raises(NotFound):
        world.town.delete(ben, uri)
    world.town.edit(ada, uri, "hello there")
    [entry] = world.town.conversation(uri, None)
    assert (entry.row.text, entry.row.version) == ("hello there", 2)


def test_deleting_leaves_no_words(world: World) -> None:
    ada, ben = world.join("ada"), world.join("ben")
    root = world.town.post(ada, "a secret", Upload(PNG, 4, 4, "also secret"))
    world.town.reply(ben, root, "hm")
    world.town.delete(ada, root)
    gone, _ = world.town.conversation(root, None)
    assert gone.row.gone
    assert gone.row.text == ""
    assert gone.row.picture is not None
    assert gone.row.picture.alt_text == ""
    assert "secret" not in stored(world, tables.posts)


def test_answers_stand_under_what_they_answer(world: World) -> None:
    ada = world.join("ada")
    root = world.town.post(ada, "root")
    first = world.town.reply(ada, root, "first")
    second = world.town.reply(ada, root, "second")
    below = world.town.reply(ada, first, "below first")
    entries = world.town.conversation(root, None)
    assert [e.row.uri for e in entries] == [root, first, below, second]
    assert [e.depth for e in entries] == [0, 1, 2, 1]


def test_an_empty_branch_disappears(world: World) -> None:
    ada = world.join("ada")
    root = world.town.post(ada, "root")
    middle = world.town.reply(ada, root, "middle")
    leaf = world.town.reply(ada, middle, "leaf")
    world.town.delete(ada, middle)
    assert len(world.town.conversation(root, None)) == 3
    world.town.delete(ada, leaf)
    assert [e.row.uri for e in world.town.conversation(root, None)] == [root]
    world.town.delete(ada, root)
    with pytest.raises(NotFound):
        world.town.conversation(root, None)


def test_threads_come_newest_first_in_pages(world: World) -> None:
    ada = world.join("ada")
    uris = [world.town.post(ada, f"thread {number}") for number in range(25)]
    first = world.town.openings()
    assert [o.root.row.uri for o in first] == uris[:-21:-1]
    rest = world.town.openings(before=first[-1].root.row.seq)
    assert [o.root.row.uri for o in rest] == uris[4::-1]


def test_nobody_answers_what_is_gone(world: World) -> None:
    ada = world.join("ada")
    root = world.town.post(ada, "root")
    world.town.delete(ada, root)
    with pytest.raises(NotFound):
        world.town.reply(ada, root, "hello?")


@given(st.text(max_size=600))
def test_clean_text_is_what_databases_take(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_comes_back_as_it_was_cleaned(world: World, text: str) -> None:
    who = world.town.persona("tess").id
    try:
        uri = world.town.post(who, text)
    except Declined:
        assert clean(text) == ""
        return
    assert world.town.row(world.town.name_of(uri), None).text == clean(text)
