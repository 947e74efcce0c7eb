"""`seemly try`: one wish through the whole path, without a network."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from seemly import intake, outcome
from seemly.assemble import Seemly, opened
from seemly.errors import ConfigurationError
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
    """Ask once. Raises ConfigurationError when the photo cannot be read."""
    if out is not None:
        out.unlink(missing_ok=True)  # an older answer must not pass for this one
    desk = Desk(f"desk://{uuid.uuid4()}", text, _bytes_of(photo), out)
    with opened(settings, desk) as seemly:
        began = time.monotonic()
        job_id = _ask(seemly, desk)
        elapsed = int((time.monotonic() - began) * 1000)
        result = outcome.of(seemly.parts.store, seemly.parts.store.job(job_id))
    written = out is not None and result.state == "published"
    return Tried(result, out.absolute() if out is not None and written else None, elapsed)


def _ask(seemly: Seemly, desk: Desk) -> int:
    parts = seemly.parts
    heard = desk.hear(None)
    [job_id] = intake.receive(parts.store, desk, heard, parts.allowance, parts.clock())
    worker = Worker(parts, f"{process_name()}/try", PATIENCE)
    while (job := parts.store.job(job_id)).open:
        if not worker.run_once():
            time.sleep(max(0.05, min(1.0, job.run_after - parts.clock())))
    seemly.sequencer.run_once(parts.clock())
    return job_id


def _bytes_of(photo: Path | None) -> bytes | None:
    if photo is None:
        return None
    try:
        return photo.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"{photo} cannot be read: {fault.strerror}") from None
