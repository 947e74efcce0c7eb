"""What rests is published only as it was approved: whoever writes to the database cannot forge it.

Each step is taken by a process of its own, so that everything is read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from tests.living import Life

from seemly import keeping
from seemly.errors import NotApproved
from seemly.frozen import from_json, to_json
from seemly.life import step
from seemly.pictures import pack, unpack
from seemly.provenance.publication import pixels_digest
from seemly.store import Job
from seemly.tables import jobs, posts, publications
from seemly.verdict import Verdict


def until(life: Life, state: str) -> Job:
    life.ask("ann")
    while (job := life.step()).state != state:
        assert job.open, job
    return job


def row(life: Life) -> sa.Row[Any]:
    with life.store.read() as connection:
        return connection.execute(sa.select(publications)).one()


def change(life: Life, values: Mapping[str, Any]) -> None:
    update = sa.update(publications).values(**values)
    life.store.write(lambda connection: connection.execute(update))


def with_another_text(life: Life) -> Mapping[str, Any]:
    """Another sentence, its digest and a verdict that names it: all that rows can say."""
    old = row(life)
    text = json.dumps({**json.loads(old.publication), "post_text": "Send money."}, sort_keys=True)
    pixels = unpack(life.parts.pictures.read(old.pixels_sha256))
    digest = keeping._read(text, pixels).digest()
    verdict = replace(from_json(Verdict, old.approval), digests=(digest,))
    return {"publication": text, "approved_digest": digest, "approval": to_json(verdict)}


def with_another_picture(life: Life) -> Mapping[str, Any]:
    """Other pixels that rest here, because somebody posted them as a source."""
    other = np.full((64, 64, 3), 9, np.uint8)
    sha256 = life.parts.pictures.keep(pack(other))
    old = row(life)
    digest = keeping._read(old.publication, other).digest()
    verdict = replace(from_json(Verdict, old.approval), digests=(digest,))
    return {
        "pixels_sha256": sha256,
        "pixels_digest": pixels_digest(other),
        "approved_digest": digest,
        "approval": to_json(verdict),
    }


def with_another_file(life: Life) -> Mapping[str, Any]:
    """A file that is no marked one, with the digests that fit it."""
    other = np.full((64, 64, 3), 9, np.uint8)
    sha256 = life.parts.pictures.keep(pack(other))
    return {"file_sha256": sha256, "marked_digest": pixels_digest(other)}


@pytest.mark.parametrize(
    ("state", "forge"),
    [
        ("approved", with_another_text),
        ("approved", with_another_picture),
        ("marked", with_another_text),
        ("marked", with_another_file),
        ("publishing", with_another_text),
        ("publishing", with_another_file),
        ("publishing", lambda life: {"seal": None}),
        ("publishing", lambda life: {"seal": life.parts.seal.on(row(life).approved_digest)}),
    ],
)
def test_a_forged_row_is_not_published(
    life: Life, state: str, forge: Callable[[Life], Mapping[str, Any]]
) -> None:
    until(life, state)
    change(life, forge(life))
    with pytest.raises(NotApproved):
        step(life.worker_claims(), life.parts)
    assert life.people.posts == {}


def test_what_was_not_touched_is_published_from_its_rows(life: Life) -> None:
    until(life, "published")
    assert len(life.people.posts) == 1


@pytest.mark.parametrize(
    ("column", "was", "says"),
    [
        ("request", "lighthouse", "gallows"),
        ("facts_before", '"welcome": true', '"welcome": "not_asked"'),
        ("progress", '"shows_people": "none"', '"shows_people": "some"'),
        ("progress", '"seal": "', '"seal": "0'),
    ],
)
def test_a_wish_that_screening_never_saw_is_not_made(
    life: Life, column: str, was: str, says: str
) -> None:
    job = until(life, "screened")
    old = str(getattr(job, column))
    forged = old.replace(was, says).replace(was.replace(": ", ":"), says.replace(": ", ":"))
    assert forged != old
    update = sa.update(jobs).values({column: forged})
    life.store.write(lambda connection: connection.execute(update))
    with pytest.raises(NotApproved):
        life.step()
    assert life.people.posts == {}


def test_a_row_of_a_post_with_another_key_does_not_say_it_twice(life: Life) -> None:
    """Whoever writes rows sends a published job back, under a key that the network never saw."""
    job = until(life, "published")
    forge = sa.update(posts).values(key="f" * 64, state="intended", uri=None)
    again = sa.update(jobs).values(state="publishing", open=1, lease_until=0.0, run_after=0.0)
    life.store.write(lambda connection: (connection.execute(forge), connection.execute(again))[1])
    with pytest.raises(NotApproved):
        life.step()
    assert len(life.people.posts) == 1, job
