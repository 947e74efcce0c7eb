"""`seemly try`: one wish through the whole path, without a network."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seemly import intake, outcome
from seemly.assemble import Seemly, opened
from seemly.errors import ConfigurationError, SeemlyError
from seemly.networks.desk import Desk
from seemly.outcome import Outcome
from seemly.settings import Settings
from seemly.worker import Patience, Worker, process_name

#: Somebody is waiting at the prompt: two tries, a second apart.
PATIENCE = Patience(attempts=2, longest_wait=1.0)


@dataclass(frozen=True)
class Tried:
    """The outcome, where the picture went, and how long it took without the start."""

    outcome: Outcome
    picture: Path | None
    elapsed_ms: int


def run(settings: Settings, text: str, photo: Path | None, out: Path | None) -> Tried:
    """Ask once. Raises ConfigurationError when the photo or the place of the answer is no good."""
    desk = Desk(f"desk://{uuid.uuid4()}", text, bytes_of(photo), out)
    if out is not None:
        make_way(out, photo)
    with opened(settings, desk) as seemly, alone(settings.data):
        began = time.monotonic()
        job_id = ask(seemly, desk)
        elapsed = int((time.monotonic() - began) * 1000)
        result = outcome.of(seemly.parts.store, seemly.parts.store.job(job_id))
    written = out is not None and result.state == "published"
    return Tried(result, out.absolute() if out is not None and written else None, elapsed)


def ask(seemly: Seemly, desk: Desk) -> int:
    """Ask what lies on the desk, and see it through; returns the job's number."""
    parts = seemly.parts
    heard = desk.hear(None)
    [job_id] = intake.receive(parts.store, desk, heard, parts.allowance, parts.clock())
    worker = Worker(parts, f"{process_name()}/try", PATIENCE)
    while (job := parts.store.job(job_id)).open:
        if not worker.run_once():
            time.sleep(max(0.05, min(1.0, job.run_after - parts.clock())))
        if job.attempts > 2 * PATIENCE.attempts:  # what may be out is never held: say so and end
            raise SeemlyError(f"the answer could not be given: {job.fault}")
    seemly.sequencer.run_once(parts.clock())
    return job_id


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """One wish at a time in a data folder: a worker takes whatever was asked at the desk, and
    knows only its own wish."""
    with (data / "desk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_way(out: Path, photo: Path | None) -> None:
    """An older answer must not pass for this one; nobody's photo is deleted for it."""
    if photo is not None and out.exists() and out.samefile(photo):
        raise ConfigurationError(f"{out} is the photo itself", "Give --out another name")
    if not os.access(out.parent, os.W_OK | os.X_OK):
        raise ConfigurationError(f"nothing can be written into {out.parent.absolute()}")
    try:
        out.unlink(missing_ok=True)
    except OSError as fault:
        raise ConfigurationError(f"{out} cannot be replaced: {fault.strerror}") from None


def bytes_of(photo: Path | None) -> bytes | None:
    """The photo. Raises ConfigurationError."""
    if photo is None:
        return None
    try:
        return photo.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"{photo} cannot be read: {fault.strerror}") from None
