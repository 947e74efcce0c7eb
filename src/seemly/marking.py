"""`seemly mark`: a file that the operator says is generated or edited, through the same door.

It is a wish like any other, at the desk, whose generator hands over the file: decoded, checked
without a source, decided on, approved, marked and written, or not written at all.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from seemly import outcome, trial
from seemly.assemble import opened
from seemly.decoding import DECODE
from seemly.errors import ConfigurationError, GeneratorCannot, SeemlyError
from seemly.generate.generator import Made, Stated, Wanted
from seemly.networks.desk import Desk
from seemly.outcome import Outcome
from seemly.parts import Parts
from seemly.provenance.publication import Origin, Pixels
from seemly.recognised import Memory, recognise
from seemly.settings import Settings
from seemly.tables import publications

WISH = "a picture"  # which says nothing: what is judged is the file
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
DECODE_SECONDS = 10.0


@dataclass(frozen=True)
class Marked:
    """What came of it. `picture`: where it was written, None where it was refused or held."""

    outcome: Outcome
    watermark: str | None  # strong, weak or none
    picture: Path | None
    elapsed_ms: int


@dataclass(eq=False)
class Given:
    """A generator that hands over what the operator brought, whatever is wished."""

    pixels: Pixels
    stated: Stated
    name: str = "unknown"  # who made it: nobody said
    version: str = ""
    local: bool = True  # it is on this machine

    def make(self, wanted: Wanted) -> Made:
        """The file."""
        did = ("scene",) if self.stated.origin is Origin.CREATED else ("edit",)
        return Made(self.pixels, did=did, stated=self.stated)

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """Nothing is edited here."""
        raise GeneratorCannot("edit", "a file is marked as it is")

    def check(self) -> str:
        """Always there."""
        return "a file"


def run(settings: Settings, file: Path, out: Path, origin: Origin, who: str) -> Marked:
    """Mark one file. Raises ConfigurationError for paths and suffixes, BadPicture for a file that
    is no picture, and SeemlyError where it carries our mark already."""
    stated = Stated(origin, _kind(out), who)
    data = trial.bytes_of(file) or b""
    trial.make_way(out, file)
    desk = Desk(f"desk://{uuid.uuid4()}", WISH, None, out)
    with opened(settings, desk) as seemly, trial.alone(settings.data):
        began = time.monotonic()
        parts = seemly.parts
        pixels = parts.compute.call(DECODE, data, DECODE_SECONDS).pixels
        _check_unmarked(pixels, parts)
        given = replace(parts, generator=Given(pixels, stated), price=0.0)
        job_id = trial.ask(replace(seemly, parts=given), desk)
        elapsed = int((time.monotonic() - began) * 1000)
        result = outcome.of(parts.store, parts.store.job(job_id))
        watermark = _watermark(parts, result.public_id)
    written = out.absolute() if result.state == "published" else None
    return Marked(result, watermark, written, elapsed)


def _kind(out: Path) -> str:
    kind = KINDS.get(out.suffix.lower())
    if kind is None:
        raise ConfigurationError(
            f"{out.name}: no file of this kind is written", "Give OUT the suffix .png or .jpg"
        )
    return kind


def _check_unmarked(pixels: Pixels, parts: Parts) -> None:
    known = recognise(pixels, Memory.of(parts))
    if known is not None:
        raise SeemlyError(
            f"the file carries our mark {known.public_id} already",
            "A picture from here is edited with `seemly try`, which keeps its lineage",
        )


def _watermark(parts: Parts, public_id: str | None) -> str | None:
    if public_id is None:
        return None
    how = sa.select(publications.c.watermark).where(publications.c.public_id == public_id)
    with parts.store.read() as connection:
        return connection.execute(how).scalar()
