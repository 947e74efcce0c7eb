"""Invariant 1, by walking the sources: who may construct what leaves the house."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seemly
from seemly.errors import NotApproved
from seemly.facts import Intent
from seemly.provenance.publication import (
    Origin,
    Pixels,
    Publication,
    approve,
    pixels_digest,
)
from seemly.verdict import Action, Verdict

SOURCES = Path(seemly.__file__).parent

#: The class, and the only files that may construct it.
MAKERS = {
    "MarkedPicture": {"provenance/mark.py"},
    "Approval": {"provenance/publication.py"},
    "ApprovedWords": {"guard/words_out.py"},
}
#: Ways round a constructor that nobody may take with these classes.
ROUNDABOUT = {"replace", "__new__", "construct", "model_construct", "__setattr__", "loads"}


def constructions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each guarded class that is called, also under another name, with its line."""
    names = {name: name for name in MAKERS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {a.asname: a.name for a in node.names if a.asname and a.name in MAKERS}
        if isinstance(node, ast.Assign) and (bound := _last(node.value)) in MAKERS:
            names |= {t.id: bound for t in node.targets if isinstance(t, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = _last(node.func)
            if called in names:
                yield names[called], node.lineno
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                # partial(MarkedPicture, ...), object.__new__(MarkedPicture), map(...)
                if (passed := _last(given)) in names and called not in ("isinstance", "cast"):
                    yield names[passed], node.lineno
            inner = _last(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if inner in names and called in ROUNDABOUT:
                yield names[inner], node.lineno


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_only_the_named_files_construct_what_goes_out() -> None:
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(SOURCES).as_posix()
        code = path.read_text("utf-8")
        if not any(name in code for name in MAKERS):
            continue  # what a file does not name it does not construct
        for name, line in constructions(ast.parse(code)):
            if place not in MAKERS[name]:
                found.append(f"{place}:{line} constructs {name}")
    assert found == []


def test_mark_itself_is_found_by_the_walk() -> None:
    tree = ast.parse((SOURCES / "provenance/mark.py").read_text("utf-8"))
    assert "MarkedPicture" in {name for name, _ in constructions(tree)}


@pytest.mark.parametrize(
    "code",
    [
        "MarkedPicture(1)",
        "publication.MarkedPicture(file=b'')",
        "from seemly.provenance.publication import Approval as Yes\nYes('x', verdict)",
        "Picture = publication.MarkedPicture\nPicture(1)",
        "object.__new__(Approval)",
        "partial(ApprovedWords, text='x')",
        "MarkedPicture.__new__(MarkedPicture)",
    ],
)
def test_the_walk_finds(code: str) -> None:
    assert list(constructions(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["isinstance(x, MarkedPicture)", "def f(x: MarkedPicture) -> Approval: ...", "approve(p, v)"],
)
def test_the_walk_leaves_alone(code: str) -> None:
    assert not list(constructions(ast.parse(code)))


def verdict(action: Action, *digests: str) -> Verdict:
    return Verdict(action, (), (), "policy", digests)


def test_only_a_verdict_that_goes_on_and_saw_it_approves(
    drawing: Pixels, publish: Callable[..., Publication]
) -> None:
    publication = publish(drawing)
    digest = publication.digest()
    for action in (Action.ALLOW, Action.LOCK):
        assert approve(publication, verdict(action, "0", digest)).publication == digest
    for action in (Action.ASK, Action.HOLD, Action.REFUSE):
        with pytest.raises(NotApproved):
            approve(publication, verdict(action, digest))
    with pytest.raises(NotApproved):
        approve(publication, verdict(Action.ALLOW, "0"))


def test_the_digest_covers_every_field(
    drawing: Pixels, publish: Callable[..., Publication]
) -> None:
    changed: dict[str, Any] = {
        "public_id": "0000000000",
        "pixels": drawing[:, ::-1].copy(),
        "post_text": "b",
        "alt_text": "b",
        "languages": ("fr",),
        "labels": ("b",),
        "answers": "at://b",
        "origin": Origin.EDITED,
        "generator": "b 1",
        "source_sha256": "b",
        "source_mark": "0000000000",
        "keep_clear": ((1, 2, 3, 4),),
        "intents": (Intent.CROP,),
        "label_language": "fi",
        "media_type": "image/png",
    }
    assert changed.keys() == {field.name for field in fields(Publication)}
    base = publish(drawing)
    digests = {replace(base, **{name: value}).digest() for name, value in changed.items()}
    assert len(digests | {base.digest()}) == len(changed) + 1


def test_nobody_changes_the_pixels_of_a_publication(
    publish: Callable[..., Publication], drawing: Pixels
) -> None:
    theirs = drawing.copy()
    publication = publish(theirs)
    before = publication.digest()
    theirs[:] = 0
    with pytest.raises(ValueError):
        publication.pixels[0, 0] = 0
    with pytest.raises(ValueError):
        publication.pixels.setflags(write=True)
    assert np.array_equal(publication.pixels, drawing)
    assert publication.digest() == before == publish(drawing).digest()
    assert publication.pixels_digest == pixels_digest(drawing)


def test_the_pixels_digest_counts_the_shape(drawing: Pixels) -> None:
    height, width = drawing.shape[:2]
    assert pixels_digest(drawing) != pixels_digest(drawing.reshape(width, height, 3))
    assert pixels_digest(drawing[:, ::2]) == pixels_digest(drawing[:, ::2].copy())
