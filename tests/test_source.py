"""Which picture is meant."""

from __future__ import annotations

import pytest

from seemly.networks.network import Account, PictureRef, SeenPost, Thread
from seemly.source import in_order, meant

ANA = Account("ana", "ana")


def _post(name: str, pictures: int = 0, quoted: SeenPost | None = None) -> SeenPost:
    refs = tuple(PictureRef(f"{name}/{n}", "ana", name) for n in range(pictures))
    return SeenPost(name, ANA, "", "1", refs, quoted)


def test_the_mentioning_post_comes_first() -> None:
    thread = Thread(_post("mention", 1), (_post("parent", 1), _post("root", 1)))
    assert meant(thread) == thread.mention


def test_then_the_parent_then_the_root_then_a_quoted_post() -> None:
    parent, root = _post("parent", 1), _post("root", 1)
    assert meant(Thread(_post("m"), (parent, root))) == parent
    assert meant(Thread(_post("m"), (_post("parent"), root))) == root
    quoted = _post("quoted", 1)
    assert meant(Thread(_post("m", quoted=quoted))) == quoted
    assert meant(Thread(_post("m", quoted=quoted), (root,))) == root


def test_a_post_between_parent_and_root_is_not_meant() -> None:
    between = _post("between", 1)
    assert meant(Thread(_post("m"), (_post("parent"), between, _post("root")))) is None


def test_no_picture_means_a_new_one() -> None:
    assert meant(Thread(_post("m"), (_post("parent"), _post("root")))) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("blur the background", 0),
        ("blur the second picture", 1),
        ("das zweite Bild bitte in schwarz-weiß", 1),
        ("la deuxième photo en noir et blanc", 1),
        ("maak de derde foto lichter", 2),
        ("the last picture, brighter", 2),
        ("wait a second, then blur it", 0),
        ("the second person, brighter", 0),
        ("the fourth one", 0),  # there is none: the first, not an error
    ],
)
def test_of_several_the_words_say_which(text: str, first: int) -> None:
    pictures = _post("p", 3).pictures
    ordered = in_order(pictures, text)
    assert ordered[0] == pictures[first]
    assert set(ordered) == set(pictures)
