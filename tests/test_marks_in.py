"""What a source says of itself is a fact, and never a permission."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from tests.living import Life

from seemly import outcome
from seemly.bench.stand_ins import Nobody
from seemly.facts import Facts, Mark, NotApplicable, People, Person, Presence
from seemly.found import of as found_of
from seemly.frozen import from_json
from seemly.guard.people import Seen
from seemly.provenance.credentials import Signer, Statement, read_back
from seemly.provenance.publication import Origin, Pixels
from seemly.store import Job

OUTSIDE, BRIGHTER = "add a lamp", "make it brighter"


class Somebody(Nobody):
    """Sees somebody in the left half of every picture."""

    def look(self, pixels: Pixels) -> Seen:
        height, width, _ = pixels.shape
        mask = np.zeros((height, width), np.uint8)
        mask[:, : width // 2] = 255
        return Seen(People(Presence.SOME, (Person(),)), mask)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.open(tmp_path / "another's", datetime.now(UTC))


def plain(**notes: str) -> bytes:
    pixels = np.random.default_rng(3).integers(40, 200, (96, 96, 3), np.uint8)
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    for name, text in notes.items():
        info.add_text(name, text)
    Image.fromarray(pixels).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def marked(signer: Signer) -> bytes:
    """All marks that there are."""
    noted = plain(parameters="a woman\nSteps: 20, Sampler: Euler a")
    return signer.sign(noted, "image/png", Statement("0source000", Origin.CREATED, "klein 4"))


def facts(job: Job) -> Facts:
    return from_json(Facts, job.facts_before or "")


def test_it_is_marked_as_ai_so_nobody_real_is_shown_must_not_relax_the_people_finder(
    life: Life, signer: Signer
) -> None:
    life.give(finder=Somebody())
    [bare] = life.hear(life.people.ask("ann", OUTSIDE, plain()))
    [claimed] = life.hear(life.people.ask("bob", OUTSIDE, marked(signer)))
    refused, also = life.finish(bare), life.finish(claimed)
    assert (refused.state, refused.reasons) == ("refused", '["needs_consent"]')
    assert (also.state, also.reasons) == (refused.state, refused.reasons)
    told = facts(also)
    assert told.marks_in == tuple(Mark)
    assert replace(told, marks_in=(), digests=()) == replace(
        facts(refused), marks_in=(), digests=()
    )


def test_somebody_in_a_picture_marked_as_ai_keeps_their_pixels(life: Life, signer: Signer) -> None:
    life.give(finder=Somebody())
    [claimed] = life.hear(life.people.ask("ann", BRIGHTER, marked(signer)))
    done = life.finish(claimed)
    assert done.state == "published", done.reasons
    assert found_of(done).shows_people == "some"


def test_marks_are_in_what_is_recorded_and_go_along(life: Life, signer: Signer) -> None:
    [asked] = life.hear(life.people.ask("ann", BRIGHTER, marked(signer)))
    done = life.finish(asked)
    assert done.state == "published", done.reasons
    assert facts(done).marks_in == tuple(Mark)
    sha256 = outcome.of(life.store, done).file_sha256
    assert sha256 is not None
    file = life.parts.pictures.read(sha256)
    reading = read_back(file, "image/png" if file.startswith(b"\x89PNG") else "image/jpeg")
    assert reading is not None
    assert reading.valid
    [parent] = reading.ingredients
    assert parent.has_credentials
    assert reading.source_type.endswith("/compositeWithTrainedAlgorithmicMedia")


def test_a_picture_without_marks_has_none_and_without_a_picture_there_are_none(life: Life) -> None:
    [asked] = life.hear(life.people.ask("ann", BRIGHTER, plain()))
    assert facts(life.finish(asked)).marks_in == ()
    drawn = life.finish(life.ask("bob").id)
    assert facts(drawn).marks_in is NotApplicable
