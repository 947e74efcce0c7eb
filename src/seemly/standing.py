"""How far the request of a mention is, for the plaza's pages."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from seemly import outcome
from seemly.assemble import Seemly
from seemly.tables import jobs
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
        return Progress(job.state, phrase or "", not job.open, answer)

    return progress


def health_of(seemly: Seemly) -> Callable[[], Health]:
    """A function that counts jobs by state; raises where the database is away."""

    def health() -> Health:
        counted = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
        with seemly.parts.store.read() as connection:
            rows = connection.execute(counted).all()
        return Health(True, {state: int(number) for state, number in rows})

    return health
