"""A file that the operator brings goes through the same door as every picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, cast

import numpy as np
import pytest
import skimage.data
import sqlalchemy as sa
from PIL import Image
from tests.living import Life

from seemly import keeping, marking
from seemly.assemble import Seemly
from seemly.errors import BadPicture, ConfigurationError, SeemlyError
from seemly.guard.sexual import Nudity
from seemly.ledger.sequencer import Sequencer
from seemly.networks.network import Network
from seemly.provenance.credentials import read_back
from seemly.provenance.publication import Origin, Pixels
from seemly.recognised import Memory, recognise
from seemly.settings import Settings
from seemly.tables import jobs, ledger_entries, publications

coffee: Callable[[], Pixels] = skimage.data.coffee


class Bare(Nudity):
    """A nudity model that is certain."""

    def __init__(self) -> None:
        """No weights."""

    def score(self, pixels: Pixels) -> float:
        """Certain."""
        return 0.99


class Quiet:
    """A sequencer that leaves entries where they are."""

    def run_once(self, now: float) -> int:
        """Nothing."""
        return 0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def door(life: Life, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Everything real but the guard's models."""

    @contextmanager
    def opened(settings: Settings, only: Network | None = None) -> Iterator[Seemly]:
        assert only is not None
        life.give(networks={only.name: only})
        seemly = object.__new__(Seemly)
        object.__setattr__(seemly, "parts", life.parts)
        for name in ("settings", "town", "notes", "doing", "work"):
            object.__setattr__(seemly, name, None)
        object.__setattr__(seemly, "sequencer", cast(Sequencer, Quiet()))
        yield seemly

    monkeypatch.setattr(marking, "opened", opened)
    return life


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made.png"
    Image.fromarray(coffee()).save(path)
    return path


@pytest.mark.parametrize(
    ("suffix", "kind", "origin", "said"),
    [
        (".jpg", "JPEG", Origin.CREATED, "stated_generated"),
        (".png", "PNG", Origin.EDITED, "stated_edited"),
    ],
)
def test_a_file_comes_out_marked_in_the_format_of_its_suffix(
    suffix: str, kind: str, origin: Origin, said: str, door: Life, settings: Settings, file: Path
) -> None:
    out = file.with_name(f"out{suffix}")
    marked = marking.run(settings, file, out, origin, "operator:ann")
    assert (marked.outcome.state, marked.watermark, marked.picture) == ("published", "strong", out)
    with Image.open(out) as picture:
        assert picture.format == kind
        found = recognise(np.asarray(picture.convert("RGB")), Memory.of(door.parts))
    assert found is not None
    assert (found.public_id, found.sure) == (marked.outcome.public_id, "yes")
    reading = read_back(out.read_bytes(), f"image/{kind.lower()}")
    assert reading is not None
    assert ("c2pa.edited" in reading.actions) == (origin is Origin.EDITED)
    with door.store.read() as connection:
        entries = connection.execute(sa.select(ledger_entries.c.entry)).scalars().all()
    told = [json.loads(entry) for entry in entries]
    assert _stated(door) == [said]
    assert {"decided", "approved", "marked"} <= {entry["kind"] for entry in told}
    assert "ann" not in json.dumps(told)


def test_what_is_refused_is_not_written(door: Life, settings: Settings, file: Path) -> None:
    door.give(nudity=Bare())
    out = file.with_name("out.jpg")
    out.write_bytes(b"an older answer")
    marked = marking.run(settings, file, out, Origin.CREATED, "operator:ann")
    assert (marked.outcome.state, marked.picture) == ("refused", None)
    assert "nudity" in marked.outcome.reasons
    assert not out.exists()


def test_a_file_that_carries_our_mark_is_left_alone(
    door: Life, settings: Settings, file: Path
) -> None:
    out, again = file.with_name("out.jpg"), file.with_name("again.jpg")
    marking.run(settings, file, out, Origin.CREATED, "operator:ann")
    with pytest.raises(SeemlyError, match="carries our mark"):
        marking.run(settings, out, again, Origin.EDITED, "operator:ann")
    assert not again.exists()


@pytest.mark.parametrize("name", ["out.webp", "out", "out.gif"])
def test_another_suffix_is_told_before_anything_is_done(
    name: str, door: Life, settings: Settings, file: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"\.png or \.jpg"):
        marking.run(settings, file, file.with_name(name), Origin.CREATED, "operator:ann")
    with door.store.read() as connection:
        assert connection.execute(sa.select(jobs.c.id)).first() is None


def test_what_is_no_picture_is_told(door: Life, settings: Settings, file: Path) -> None:
    file.write_bytes(b"<svg/>")
    with pytest.raises(BadPicture):
        marking.run(settings, file, file.with_name("out.jpg"), Origin.CREATED, "operator:ann")


def test_a_crash_leaves_no_mark_without_the_statement(
    door: Life, settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it is approved nothing rests; after that, what was stated rests with it."""

    class Killed(BaseException):
        pass

    def stop(*_: object) -> NoReturn:
        raise Killed

    for step, rests in (("keep", False), ("keep_marked", True)):
        out = file.with_name(f"{step}.jpg")
        with monkeypatch.context() as patched:
            patched.setattr(keeping, step, stop)
            with pytest.raises(Killed):
                marking.run(settings, file, out, Origin.EDITED, "operator:ann")
        with door.store.read() as connection:
            approved = connection.execute(sa.select(publications.c.public_id)).scalars().all()
        assert (bool(approved), _stated(door)) == (rests, ["stated_edited"] * rests)


def _stated(door: Life) -> list[str]:
    with door.store.read() as connection:
        entries = connection.execute(sa.select(ledger_entries.c.entry)).scalars().all()
    told = [json.loads(entry) for entry in entries]
    return [entry["did"] for entry in told if entry["kind"] == "person"]
