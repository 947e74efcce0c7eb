"""The only loop: claim a job, take its steps, save each one."""

from __future__ import annotations

import json
import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import structlog

from seemly import answers, life, posts, record
from seemly.errors import (
    CheckFailed,
    GeneratorFault,
    LeaseLost,
    NetworkFault,
    NotApproved,
    SeemlyError,
    TryLater,
)
from seemly.parts import Parts
from seemly.store import Job, Move
from seemly.tables import posts as posts_table

log = structlog.get_logger()


@dataclass(frozen=True)
class Patience:
    """How often a step is tried before a person looks, and the longest wait in between."""

    attempts: int = 6
    #: How often it may be claimed without a word. More, because a process that is killed takes all
    #: jobs in its hands with it, and only one of them may be to blame.
    deaths: int = 20
    longest_wait: float = 600.0  # seconds


#: What a job may do for ever because stopping halfway would break a promise: a takedown, and a
#: post that may already be out there.
_NEVER_HELD = frozenset({"opened", "hidden", "swept"})


class Worker:
    """One thread's hands. `owner` is unique to this process and thread."""

    def __init__(self, parts: Parts, owner: str, patience: Patience = Patience()) -> None:
        self.parts, self.owner, self.patience = parts, owner, patience
        self.holds: Job | None = None  # what the heartbeat renews

    def run_once(self) -> bool:
        """Claim one job and take it as far as it goes; False when none is due."""
        job = self.parts.store.claim(self.owner, tuple(self.parts.networks), self.parts.clock())
        if job is None:
            return False
        self.holds = job
        try:
            if job.attempts > self.patience.deaths and not self._may_be_out(job):
                fault = job.fault or "its worker ended without a word, again and again"
                self.parts.store.save(job, self._give_up(job, fault), self.parts.clock())
                return True
            while job.open:
                job = self._step(job)
        except LeaseLost as lost:
            log.info("lease lost", job=job.id, why=lost.sentence)
        finally:
            self.holds = None
        return True

    def run(self, stop: threading.Event, work: threading.Event, idle: float = 0.2) -> None:
        """Until `stop`: work while there is work, else wait for `work` or `idle` seconds."""
        while not stop.is_set():
            try:
                busy = self.run_once()
            except SeemlyError as fault:  # the database is busy, the disk is full
                log.error("worker", fault=str(fault))
                busy = False
            except Exception:  # the database is away: a worker that dies silently is worse
                log.exception("worker")
                busy = False
            if not busy:
                work.wait(idle)
                work.clear()

    def _step(self, job: Job) -> Job:
        try:
            move = life.step(job, self.parts)
            return self.parts.store.save(job, move, self.parts.clock())
        except LeaseLost:
            raise
        except TryLater as later:
            return self._again(job, later, later.seconds)
        except (GeneratorFault, NetworkFault, CheckFailed) as fault:
            return self._again(job, fault, 0.0)
        except Exception as fault:  # the outermost handler: it may only wait or hold, loudly
            log.exception("step failed", job=job.id, state=job.state)
            return self._again(job, fault, 0.0)

    def _again(self, job: Job, fault: Exception, at_least: float) -> Job:
        now = self.parts.clock()
        why = f"{type(fault).__name__}: {fault}"[:500]
        log.warning("again later", job=job.id, state=job.state, attempt=job.attempts, why=why)
        if job.attempts >= self.patience.attempts:
            out = self._may_be_out(job)
            if not out or (isinstance(fault, NotApproved) and job.state == "refused"):
                return self.parts.store.save(job, self._give_up(job, why), now)
            if isinstance(fault, NotApproved):  # no later try makes it the approved one
                gone = answers.cancelled(job, self.parts, "not_approved")
                return self.parts.store.save(job, gone, now)
        wait = min(max(at_least, 4.0 ** min(job.attempts, 6) / 4), self.patience.longest_wait)
        self.parts.store.put_back(job, now + wait, why)
        raise LeaseLost(f"job {job.id} waits {wait:.0f} s")

    def _may_be_out(self, job: Job) -> bool:
        if job.state in _NEVER_HELD:
            return True
        with self.parts.store.read() as connection:
            sent = posts.State.SENT
            return any(post.state is sent for post in posts.of_job(connection, job.id))

    def _give_up(self, job: Job, why: str) -> Move:
        now = self.parts.clock()
        if job.state == "refused":  # it has ended; what could not be said stays unsaid
            silent = posts.remove_where(posts_table.c.job_id == job.id, now)
            return Move("refused", (("fault", why),), (silent,), ended=True, still_open=False)
        values = (("reasons", json.dumps(["kept_failing"])), ("fault", why))
        held = record.moved(job.id, "held", ("kept_failing",), now)
        return Move("held", values, (held,), still_open=False)


def process_name() -> str:
    """host/boot/pid/start: unique for ever, and checkable by another process of the host."""
    return "/".join((socket.gethostname(), _boot(), str(os.getpid()), _started(os.getpid())))


def is_dead(owner: str) -> bool:
    """Whether a lease's owner was a process of this host that is gone."""
    host, boot, pid, start, *_ = [*owner.split("/"), "", "", "", ""]
    if host != socket.gethostname():
        return False
    return boot != _boot() or not pid.isdigit() or _started(int(pid)) != start


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]


def _started(pid: int) -> str:
    try:
        # Field 22, counted after the command's closing bracket, which may hold spaces.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
