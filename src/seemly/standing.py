"""How far the request of a mention is, for the plaza's pages."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from seemly import outcome
from seemly.assemble import Seemly
from seemly.frozen import from_json
from seemly.store import Job
from seemly.tables import jobs
from seemly.verdict import Verdict
from seemly.web.app import Health
from seemly.web.progress import Progress


def progress_on(seemly: Seemly, network: str) -> Callable[[str], Progress | None]:
    """A function from a mention's URI to where its request stands."""
    store = seemly.parts.store

    def progress(mention: str) -> Progress | None:
        job = outcome.job_of(store, network, mention)
        if job is None:
            return None
        answer = outcome.picture_uri(store, job) if job.state == "published" else None
        phrase = outcome.of(store, job).post_text if job.state == "refused" else None
        reached = _reached(job, seemly.doing.of(job.id))
        return Progress(job.state, phrase or "", not job.open, answer, reached)

    return progress


def _reached(job: Job, doing: str) -> str:
    """The step of a request where its state alone does not say it: making and checking are one
    state, and what was stopped can have been stopped anywhere."""
    if job.state == "screened":
        return "checked" if doing == "checking" else "made"
    if job.state not in ("refused", "held", "cancelled"):
        return ""
    if job.public_id:  # approved, and then taken back
        return "published"
    if job.verdict_after:
        return "checked"
    if job.verdict_before and from_json(Verdict, job.verdict_before).goes_on:
        return "made"
    return "screened"


def health_of(seemly: Seemly) -> Callable[[], Health]:
    """A function that counts jobs by state; raises where the database is away."""

    def health() -> Health:
        counted = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
        with seemly.parts.store.read() as connection:
            rows = connection.execute(counted).all()
        return Health(True, {state: int(number) for state, number in rows})

    return health
