"""What waits for a person: `seemly held list|release|refuse`.

A release is no verdict. It sends the job back to `received`, where every check runs again; the
person's yes then stands in for a policy rule's hold, and for nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts, record
from seemly.errors import NotFound
from seemly.frozen import from_json, to_json
from seemly.policy.decide import PersonYes
from seemly.redress import takedown
from seemly.redress.takedown import Notice
from seemly.store import Job, Store
from seemly.tables import jobs, publications
from seemly.tables import posts as posts_table


@dataclass(frozen=True)
class Described:
    """A held job in a list."""

    id: int
    kind: str
    network: str
    asker: str
    reasons: tuple[str, ...]
    fault: str | None
    held_at: float


def waiting(store: Store) -> list[Job]:
    """Held jobs, oldest first."""
    return store.find(jobs.c.state == "held")


def described(job: Job) -> Described:
    """What a person needs to decide; the wish itself is shown only on this machine."""
    return Described(
        id=job.id,
        kind=job.kind,
        network=job.network,
        asker=job.asker,
        reasons=tuple(json.loads(job.reasons)),
        fault=job.fault,
        held_at=job.changed_at,
    )


def release(store: Store, job_id: int, who: str, now: float) -> Job:
    """Let a held job run again, judged afresh. Raises NotFound."""
    job = _held(store, job_id)
    yes = PersonYes(who=who, at=now, reasons=tuple(json.loads(job.reasons)))
    values = {
        "state": "received" if job.kind == "request" else "opened",
        "yes": to_json(yes),
        "public_id": None,
        "progress": "{}",
        "reasons": "[]",
    }
    _change(store, job, values, "release", who, now)
    return store.job(job_id)


def refuse(store: Store, job_id: int, who: str, now: float) -> Job:
    """End a held job with a refusal; a held takedown is closed and the picture stays."""
    job = _held(store, job_id)
    state = "refused" if job.kind == "request" else "closed"
    values = {
        "state": state,
        "ended_at": now,
        # The asker hears what is true: that it kept failing, or that a person decided.
        "reasons": job.reasons if job.reasons == '["kept_failing"]' else '["refused_by_person"]',
        "open": int(job.kind == "request"),
    }
    _change(store, job, values, "refuse", who, now)
    return store.job(job_id)


def _held(store: Store, job_id: int) -> Job:
    job = store.job(job_id)
    if job.state != "held":
        raise NotFound(f"job {job_id} is {job.state}, not held", "See: seemly held list")
    return job


def _change(
    store: Store, job: Job, values: Mapping[str, object], did: str, who: str, now: float
) -> None:
    def unit(connection: Connection) -> None:
        changed = connection.execute(
            sa.update(jobs)
            .where(jobs.c.id == job.id, jobs.c.state == "held")
            .values({"open": 1, "attempts": 0, "run_after": 0.0, "changed_at": now,
                     "lease_until": 0.0, "fence": jobs.c.fence + 1, **values})
        )  # fmt: skip
        if changed.rowcount != 1:
            raise NotFound(f"job {job.id} is no longer held", "Somebody else decided just now")
        if job.kind == "request":
            _forget_unsaid(connection, job)
        elif values["state"] == "opened":
            _take_away(connection, job, now)
        record.person(job.id, did, who, now)(connection)
        record.moved(job.id, str(values["state"]), (), now)(connection)

    store.write(unit)


def _take_away(connection: Connection, job: Job, now: float) -> None:
    """A near copy was found, not removed: with the person's yes it goes like any other."""
    ours = posts.by_key(connection, from_json(Notice, job.request).post_key)
    if ours is not None:
        takedown.take_away(connection, ours, now)


def _forget_unsaid(connection: Connection, job: Job) -> None:
    """What was never sent is made anew: no byte and no frozen record of the first try is used."""
    never_sent = posts_table.c.sent_at.is_(None)
    connection.execute(
        sa.delete(posts_table).where(
            posts_table.c.job_id == job.id, posts_table.c.state == posts.State.INTENDED, never_sent
        )
    )
    connection.execute(
        sa.delete(publications).where(
            publications.c.job_id == job.id, publications.c.removed_at.is_(None)
        )
    )
