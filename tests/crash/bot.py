"""The bot that is killed: real workers, store and posts, with a place to die at.

    python bot.py DATABASE_URL FOLDER ADDRESS [PLACE]

PLACE names one instant, such as "before marked", "worked marked" (its work is done and nothing is
saved), "saved marked", "begun publish" (the post is marked sent, and not sent), "done publish" (the
network has it, its answer is not used) or "heard". The process kills itself there, with SIGKILL.
"""

from __future__ import annotations

import functools
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from tests.crash.wire import Wire

from seemly import intake, life, migrate
from seemly.bench import stand_ins
from seemly.guard.text.reader import Reader
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.parts import Parts
from seemly.running import Running
from seemly.store import Job, Move, Store, open_engine

CALLS = ("publish", "say", "tell", "remove")
STATES = (*life.REQUEST, *life.TAKEDOWN)
PLACES = (
    "heard",
    "received",
    *(f"{when} {call}" for call in CALLS for when in ("begun", "done")),
    *(f"{when} {state}" for state in STATES for when in ("before", "worked", "saved")),
)
WORKERS = 4


class Death:
    """Waits at one place."""

    def __init__(self, place: str) -> None:
        self._place = place

    def at(self, place: str) -> None:
        """Kills the process if this is the place."""
        if place == self._place:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStore(Store):
    """A store whose process may die right after a commit."""

    death: Death

    def save(self, job: Job, move: Move, now: float) -> Job:
        """As ever, and then perhaps no more."""
        saved = super().save(job, move, now)
        self.death.at(f"saved {job.state}")
        return saved


class MortalWire(Wire):
    """A network whose caller may die before or after the call."""

    def __init__(self, address: str, death: Death) -> None:
        super().__init__(address)
        for name in CALLS:
            setattr(self, name, self._mortal(name, getattr(self, name), death))

    @staticmethod
    def _mortal(name: str, call: Callable[..., Any], death: Death) -> Callable[..., Any]:
        @functools.wraps(call)
        def called(*args: Any) -> Any:
            death.at(f"begun {name}")
            answer = call(*args)
            death.at(f"done {name}")
            return answer

        return called


def die_in_steps(death: Death) -> None:
    """Put a place before and after each step's work, and around the intake."""
    take_step, receive = life.step, intake.receive

    def step(job: Job, parts: Parts) -> Move:
        death.at(f"before {job.state}")
        move = take_step(job, parts)
        death.at(f"worked {job.state}")
        return move

    def received(*args: Any) -> list[int]:
        death.at("heard")
        found = receive(*args)
        if found:
            death.at("received")
        return found

    setattr(life, "step", step)  # noqa: B010 - the worker looks it up there
    setattr(intake, "receive", received)  # noqa: B010


def main(url: str, folder: Path, address: str, place: str) -> None:
    """Run until killed, or until standard input ends."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    death = Death(place)
    die_in_steps(death)
    engine = open_engine(url)
    migrate.up(engine)
    store = MortalStore(engine)
    store.death = death
    wire = MortalWire(address, death)
    parts = stand_ins.parts(store, folder, {"wire": wire}, Reader.load())
    notes = NoteSigner.open(folder / "keys", "crash.invalid/ledger")
    sequencer = Sequencer(engine, notes, folder / "checkpoints.txt")
    running = Running(parts, sequencer, WORKERS, threading.Event())
    running.start()
    print("ready", flush=True)
    sys.stdin.read()
    running.stop()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "")
