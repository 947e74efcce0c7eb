"""For 30 days after publishing, what an answer stands on is looked at again.

A deleted or edited asking post, a deleted source, or a block by somebody whose thread it is, opens
a takedown. Young answers are looked at often, old ones seldom.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts
from seemly.errors import NetworkFault
from seemly.found import Found
from seemly.found import of as found_of
from seemly.frozen import from_json
from seemly.intake import PictureRequest, account_of
from seemly.networks.network import Standing
from seemly.parts import Parts
from seemly.posts import Kind
from seemly.redress import takedown
from seemly.store import Job
from seemly.tables import jobs
from seemly.tables import posts as posts_table
from seemly.verdict import Voice

DAYS_30 = 30 * 86_400.0
SOONEST = 30.0  # seconds
SELDOMEST = 6 * 3_600.0
AT_ONCE = 100
DAY = 86_400.0
GRAVES_AT_ONCE = 10


def why_gone(standing: Standing, request: PictureRequest, found: Found) -> str | None:
    """Why an answer may not stand, or None."""
    if request.mention in standing.gone:
        return "asking_post_gone"
    if standing.versions.get(request.mention, request.version) != request.version:
        return "asking_post_edited"
    if found.source_post in standing.gone:
        return "source_gone"
    if standing.versions.get(found.source_post, found.source_version) != found.source_version:
        return "source_edited"  # its author may have put another picture there, for a reason
    if standing.blocked:  # only those are looked at whose thread, picture or question it is
        return "blocked"
    return "thread_closed" if standing.closed else None


def look_again(parts: Parts) -> int:
    """Look at what is due; returns how many takedowns that opened."""
    now = parts.clock()
    due = parts.store.find(jobs.c.look_at <= now, jobs.c.state == "published")[:AT_ONCE]
    return sum(_look(parts, job, now) for job in due)


class Graves:
    """Removed posts of the last day are asked for again, and deleted where they came back.

    A worker that was stopped between its last look and its call may wake after the takedown is
    closed; this is what then takes its post away. Each is asked for soon and then ever less
    often, and a few at a time: asked for at every look, a hundred removals would use up what a
    network lets us ask.
    """

    def __init__(self) -> None:
        self._next: dict[str, float] = {}  # by key; after a start everything is asked for once

    def delete_again(self, parts: Parts) -> int:
        """Look at what is due; returns how many had come back."""
        now = parts.clock()
        recent = sa.select(
            posts_table.c.key, posts_table.c.network, posts_table.c.removed_at
        ).where(
            posts_table.c.state == posts.State.REMOVED,
            posts_table.c.audience == Voice.PUBLIC,  # what was told in private cannot be found
            posts_table.c.sent_at.is_not(None),
            posts_table.c.removed_at > now - DAY,
        )
        with parts.store.read() as connection:
            removed = connection.execute(recent).all()
        self._next = {row.key: self._next.get(row.key, 0.0) for row in removed}
        due = [row for row in removed if self._next[row.key] <= now]
        due.sort(key=lambda row: self._next[row.key])
        again = 0
        for key, name, removed_at in due[:GRAVES_AT_ONCE]:
            self._next[key] = now + max(SOONEST, (now - removed_at) / 20)
            again += _delete_again(parts, name, key)
        return again


def _delete_again(parts: Parts, name: str, key: str) -> bool:
    network = parts.networks.get(name)
    try:
        if network is None or network.find(key) is None:
            return False
        network.remove(key)
    except NetworkFault:
        return False  # asked for again when due; one post that fails must not shield the others
    return True


def _look(parts: Parts, job: Job, now: float) -> int:
    request, found = from_json(PictureRequest, job.request), found_of(job)
    watched = [uri for uri in (request.mention, found.source_post) if uri]
    network = parts.networks.get(job.network)
    reason = None
    if network is not None:
        try:
            people = (*found.authors, account_of(job.asker))
            standing = network.look(watched, people, request.mention)
            reason = why_gone(standing, request, found)
        except NetworkFault:
            reason = None  # looked at again when due; a silent network removes nothing
    if reason == "thread_closed":
        reason = None  # a gate set afterwards closes the thread for new answers only
    return parts.store.write(lambda connection: _after(connection, parts, job, reason, now))


def _after(connection: Connection, parts: Parts, job: Job, reason: str | None, now: float) -> int:
    age = now - (job.ended_at or now)
    wait = min(max(SOONEST, age / 20), SELDOMEST)
    next_look = now + wait if reason is None and age < DAYS_30 else None
    connection.execute(sa.update(jobs).where(jobs.c.id == job.id).values(look_at=next_look))
    if reason is None:
        return 0
    ours = [post for post in posts.of_job(connection, job.id) if post.kind is Kind.PICTURE]
    opened = [takedown.open_for(parts.store, connection, post, reason, now) for post in ours]
    return sum(job_id is not None for job_id in opened)
