"""What came of a request, for whoever asked on this machine: the demo, `try` and the plaza."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from seemly import posts
from seemly.frozen import from_json
from seemly.intake import PictureRequest
from seemly.pictures import PictureStore
from seemly.posts import Kind
from seemly.store import Job, Store
from seemly.tables import jobs, publications
from seemly.verdict import Action, Verdict

SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True)
class Outcome:
    """One request and its answer."""

    id: int
    public_id: str | None
    text: str
    state: str
    action: str | None  # the strongest verdict before or after making
    reasons: tuple[str, ...]
    post_text: str | None
    alt_text: str | None
    verdicts: tuple[Verdict | None, Verdict | None]
    file_sha256: str | None
    media_type: str | None
    removed: bool

    def write_picture(self, pictures: PictureStore, folder: Path) -> Path | None:
        """The published file, with the suffix of its kind; None when there is none (any more)."""
        if self.file_sha256 is None or self.media_type is None or self.removed:
            return None
        path = folder / f"{self.public_id}{SUFFIX[self.media_type]}"
        path.write_bytes(pictures.read(self.file_sha256))
        return path.absolute()


def job_of(store: Store, network: str, mention: str) -> Job | None:
    """The request that a mention became."""
    return next(iter(store.find(jobs.c.key == f"{network}|{mention}")), None)


def of(store: Store, job: Job) -> Outcome:
    """Read everything that came of a job."""
    query = sa.select(publications).where(publications.c.job_id == job.id)
    with store.read() as connection:
        said = posts.of_job(connection, job.id)
        published = connection.execute(query).first() if job.state == "published" else None
    before, after = (
        from_json(Verdict, text) if text else None
        for text in (job.verdict_before, job.verdict_after)
    )
    actions = [verdict.action for verdict in (before, after) if verdict is not None]
    if job.state == "refused":
        actions.append(_not_less_than_asking(actions))
    strongest = max(actions, key=lambda action: action.strictness, default=None)
    written = json.loads(published.publication) if published is not None else {}
    return Outcome(
        id=job.id,
        public_id=job.public_id if published is not None else None,
        text=from_json(PictureRequest, job.request).unverified_text,
        state="removed" if published is not None and published.removed_at else job.state,
        action=strongest.value if strongest is not None else None,
        reasons=tuple(json.loads(job.reasons)),
        post_text=written.get("post_text") or _words(said),
        alt_text=written.get("alt_text"),
        verdicts=(before, after),
        file_sha256=published.file_sha256 if published is not None else None,
        media_type=published.media_type if published is not None else None,
        removed=bool(published is not None and published.removed_at),
    )


def picture_uri(store: Store, job: Job) -> str | None:
    """Where the network shows the picture that answers a job."""
    with store.read() as connection:
        said = posts.of_job(connection, job.id)
    return next((post.uri for post in said if post.kind is Kind.PICTURE and post.uri), None)


def _not_less_than_asking(actions: list[Action]) -> Action:
    """A wish that ended refused without the policy's word (a limit, a bad picture) was refused."""
    stopped = [action for action in actions if action.strictness >= Action.ASK.strictness]
    return max(stopped, key=lambda action: action.strictness, default=Action.REFUSE)


def _words(said: list[posts.Post]) -> str | None:
    refusals = [post for post in said if post.kind is Kind.REFUSAL and post.words]
    if not refusals:
        return None
    text = json.loads(refusals[0].record).get("text")
    return text if isinstance(text, str) else None
