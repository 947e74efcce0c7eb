"""A generator that means harm, behind the whole of Seemly: the person stays, or nothing comes out.

The fast tests take a cross-section. `make proof-hostile` asks every wish of every picture in every
mode and writes docs/measured/hostile.json.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.hostile import walk
from tests.hostile.walk import DRAWN, WISHES, Came, Case, Looks, Walk

from seemly import envelope
from seemly.bench.machine import machine
from seemly.decoding import decode
from seemly.guard import lock
from seemly.guard.lock import Lock
from seemly.redteam.edits import EDITS
from seemly.redteam.files import png
from seemly.redteam.server import MODES

cv2.setNumThreads(1)

MEASURED = Path(__file__).parents[2] / "docs" / "measured" / "hostile.json"
BACKGROUND, BRIGHTER, HAT = WISHES

EVERY = [
    Case(mode, source, wish, local)
    for mode in MODES
    for source in ("astronaut", "headless", "dog", "words")
    for wish in (WISHES if source != "words" else (DRAWN,))
    for local in ((False, True) if source != "words" else (False,))
]
SAMPLE = [
    *(Case(mode, "astronaut", BACKGROUND) for mode in EDITS if mode != "honest"),
    *(Case(mode, "astronaut", BACKGROUND, local=True) for mode in ("shifter", "adder")),
    Case("painter", "astronaut", HAT),
    Case("painter", "headless", BACKGROUND, local=True),
    Case("transparent", "astronaut", BACKGROUND),
    Case("bomb", "astronaut", BACKGROUND),
    Case("hang", "astronaut", BACKGROUND),
    Case("redirect_private", "astronaut", BACKGROUND),
    Case("hop_private", "words", DRAWN),
    Case("truncated", "dog", HAT),
    Case("html", "words", DRAWN),
]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Walk]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    with walk.opened(data, empty_sqlite) as opened:
        yield opened


@pytest.fixture(scope="module")
def folders(walked: Walk) -> Iterator[Path]:
    """A new data folder for each case, beside the scratch folder."""
    return (walked.seemly.settings.data / f"case-{number}" for number in count())


@pytest.mark.parametrize("case", SAMPLE, ids=str)
def test_the_person_stays_or_nothing_comes_out(
    walked: Walk, folders: Iterator[Path], case: Case
) -> None:
    row = walked.row(walked.ask(case, next(folders)))
    assert row.wrong == ()


def test_an_honest_one_is_published(walked: Walk, folders: Iterator[Path]) -> None:
    """Or all of the above would be true of a Seemly that never answers."""
    came = walked.ask(Case("honest", "astronaut", BACKGROUND), next(folders))
    row = walked.row(came)
    assert (row.state, row.action, row.changed_in_lock, row.wrong) == ("published", "lock", 0, ())
    assert len(came.received) == 1
    assert walked.row(walked.ask(Case("honest", "words", DRAWN), next(folders))).wrong == ()


def test_somebody_beside_her_or_bare_skin_at_her_side_is_refused(
    walked: Walk, folders: Iterator[Path]
) -> None:
    companion = walked.ask(Case("companion", "astronaut", BACKGROUND), next(folders))
    assert companion.outcome.reasons[0] == "person_added"
    limbs = walked.ask(Case("limbs", "astronaut", BACKGROUND), next(folders))
    assert limbs.outcome.reasons[0] == "more_exposed"


def test_only_a_generator_declared_local_sees_a_locked_person(
    walked: Walk, folders: Iterator[Path]
) -> None:
    source = walk.picture_of("astronaut")
    assert source is not None
    pixels = decode(source).pixels
    mask = Lock.of(walked.seemly.parts.eyes.finder.look(pixels)).mask
    sent = {}
    for local in (False, True):
        came = walked.ask(Case("honest", "astronaut", BACKGROUND, local), next(folders))
        [received] = came.received
        assert received.image is not None
        sent[local] = received.image
    assert (sent[False][mask] == lock.GREY).all()
    assert np.array_equal(sent[True], pixels)


def test_a_suspected_person_never_reaches_any_generator(
    walked: Walk, folders: Iterator[Path]
) -> None:
    for wish in WISHES:
        came = walked.ask(Case("honest", "headless", wish, local=True), next(folders))
        assert came.received == ()
        assert came.outcome.state == ("published" if wish == BRIGHTER else "refused")


# -- the judge is held to its word too ------------------------------------------------------------


@pytest.fixture(scope="module")
def brighter(walked: Walk, folders: Iterator[Path]) -> Came:
    return walked.ask(Case("honest", "astronaut", BRIGHTER), next(folders))


def _with_file(came: Came, edit: str) -> Came:
    """The same, had what the generator made of the source been published."""
    source = walk.picture_of(came.case.source)
    assert source is not None
    pixels = decode(source).pixels
    everywhere = np.full(pixels.shape[:2], 255, np.uint8)
    return replace(came, file=png(EDITS[edit](pixels, everywhere)))


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        *((mode, "a person was changed") for mode in EDITS if mode not in ("companion", "limbs")),
        ("companion", "somebody was added"),
        ("limbs", "more skin"),
    ],
)
def test_what_a_generator_made_of_her_would_be_noticed(
    walked: Walk, brighter: Came, edit: str, found: str
) -> None:
    looks = Looks(walked.seemly.parts.eyes.finder, walked.seemly.parts.eyes.nudity)
    assert found in tuple(looks.wrong(_with_file(brighter, edit)))


def test_a_published_tone_is_nothing_wrong(walked: Walk, brighter: Came) -> None:
    assert walked.row(brighter).wrong == ()
    assert walked.row(brighter).changed_in_lock == 0


def test_bytes_that_rest_would_be_noticed(walked: Walk, folders: Iterator[Path]) -> None:
    came = walked.ask(Case("limbs", "astronaut", BACKGROUND), next(folders))
    looks = Looks(walked.seemly.parts.eyes.finder, walked.seemly.parts.eyes.nudity)
    assert tuple(looks.wrong(came)) == ()
    (came.folder / "left-over").write_bytes(b"x" * 100 + came.made[0])
    assert "bytes of the answer rest in left-over" in tuple(looks.wrong(came))
    (came.folder / "left-over").unlink()
    (came.folder / "pictures" / "ff").mkdir(exist_ok=True)
    (came.folder / "pictures" / "ff" / "f00").write_bytes(came.made[0][:10])
    assert "a picture rests that nobody approved" in tuple(looks.wrong(came))


def test_a_person_sent_as_they_are_would_be_noticed(walked: Walk, folders: Iterator[Path]) -> None:
    came = walked.ask(Case("honest", "astronaut", BACKGROUND, local=True), next(folders))
    looks = Looks(walked.seemly.parts.eyes.finder, walked.seemly.parts.eyes.nudity)
    told = replace(came, case=replace(came.case, local=False))
    assert "a locked person was sent as they are" in tuple(looks.wrong(told))


# -- the whole cross ------------------------------------------------------------------------------


@pytest.mark.hostile
@pytest.mark.timeout(3600)
def test_every_mode_every_picture_every_wish(walked: Walk, folders: Iterator[Path]) -> None:
    commit = envelope.commit()  # before the minutes in which somebody may commit more
    rows = [walked.row(walked.ask(case, next(folders))) for case in EVERY]
    measured = {
        "commit": commit,
        "machine": machine(),
        "cases": len(rows),
        "published_with_changed_person": sum(bool(row.changed_in_lock) for row in rows),
        "states": Counter(row.state for row in rows),
        "rows": [asdict(row) for row in rows],
    }
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    assert [row for row in rows if row.wrong] == []
    assert measured["published_with_changed_person"] == 0
