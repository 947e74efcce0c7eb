"""Invariant 12: no face templates."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.invariants.pictures import ASTRONAUT, BACKGROUND
from tests.world import World

import seemly
from seemly.models import Manifest
from seemly.tables import metadata

SOURCE = Path(seemly.__file__).parent
#: Every column of bytes there is: hashes, salts, and PDQ hashes of whole pictures.
BYTES = {
    "ledger_checkpoints.root",
    "ledger_leaves.hash",
    "ledger_secrets.salt",
    "publications.pdq",
    "publications.pdq_approved",
    "publications.pdq_source",  # of what it was made from
    "publications.pdq_windows",  # of its parts, once it is removed
}
FACE_WORDS = ("embedding", "template", "descriptor", "face_id", "faceprint", "encoding_of")


def test_invariant_12_no_face_templates_in_the_schema() -> None:
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    blobs = {
        f"{column.table.name}.{column.name}"
        for column in columns
        if isinstance(column.type, sa.LargeBinary)
    }
    assert blobs == BYTES, "a new column of bytes: say here what it holds"
    assert not [column.name for column in columns if any(w in column.name for w in FACE_WORDS)]


def test_invariant_12_no_face_templates_among_the_models() -> None:
    """YuNet finds faces; nothing here tells whose they are."""
    names = {model.name for model in Manifest.load().model}
    assert names == {
        "age", "nudenet", "opennsfw", "pedestrians", "persons", "pose_detection", "pose_landmark",
            "selfie_segmentation", "text_letters", "text_lines", "yunet",
    }, "a new model: it may not recognise faces"  # fmt: skip


@pytest.mark.parametrize("path", sorted((SOURCE / "guard").rglob("*.py")), ids=lambda p: p.stem)
def test_invariant_12_no_face_templates_written_by_the_guard(path: Path) -> None:
    """What looks at faces opens nothing for writing and knows no database."""
    tree = ast.parse(path.read_text("utf-8"))
    writers = {
        "write_bytes", "write_text", "save", "savez", "tofile", "dump", "dumps", "imwrite",
        "mkstemp", "NamedTemporaryFile", "fsync",
    }  # fmt: skip
    # Pillow's save into memory, for the nudity model's own preprocessing.
    allowed = {"save"} if path.stem == "sexual" else set()
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & (writers - allowed)
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom)
                     else node.names)
    }  # fmt: skip
    assert not imported & {"sqlalchemy", "pickle", "shelve", "sqlite3", "tempfile"}


def test_invariant_12_no_face_templates_in_what_is_kept_of_a_face(world: World) -> None:
    """A box of four shares is all that the database holds of a person."""
    asked = world.ask(world.host("ann"), BACKGROUND, ASTRONAUT)
    kept = [asked.job.facts_before, asked.job.facts_after, asked.job.progress]
    lists = [found for text in kept for found in _number_lists(json.loads(text or "{}"))]
    assert lists, "there is a face, and its box is among the facts"
    assert max(len(found) for found in lists) == 4


def _number_lists(value: Any) -> Iterator[list[float]]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _number_lists(one)
    if isinstance(value, list):
        if value and all(isinstance(one, int | float) for one in value):
            yield value
        for one in value:
            yield from _number_lists(one)
