"""Posts that a restored database believes published: their networks are asked, once each.

What the network no longer has was removed there, or by us after the backup was made: it counts as
removed here too. A network that does not answer is asked again; nothing is removed for silence.
"""

from __future__ import annotations

import sqlalchemy as sa

from seemly import posts
from seemly.errors import NetworkFault
from seemly.parts import Parts
from seemly.posts import Post
from seemly.redress import takedown
from seemly.tables import jobs
from seemly.tables import posts as posts_table

AT_ONCE = 20  # in one look, for a network counts what it is asked
BY = "gone_at_network"


def ask(parts: Parts) -> int:
    """Ask about some of them; returns how many takedowns that opened."""
    return sum(_ask(parts, post) for post in _doubted(parts))


def _doubted(parts: Parts) -> list[Post]:
    """Sent, at a known address, and nobody at work on it: only a restore leaves a post so."""
    nobody = sa.select(jobs.c.id).where(jobs.c.id == posts_table.c.job_id, jobs.c.open == 0)
    query = (
        sa.select(posts_table.c.key)
        .where(
            posts_table.c.state == posts.State.SENT,
            posts_table.c.uri.is_not(None),
            posts_table.c.network.in_(list(parts.networks)),
            nobody.exists(),
        )
        .order_by(sa.func.random())  # one that fails must not shield the others
        .limit(AT_ONCE)
    )
    with parts.store.read() as connection:
        keys = list(connection.execute(query).scalars())
        found = (posts.by_key(connection, key) for key in keys)
        return [post for post in found if post is not None]


def _ask(parts: Parts, post: Post) -> int:
    now = parts.clock()
    try:
        uri = parts.network(post.network).find(post.key)
    except NetworkFault:
        return 0
    if uri is not None:
        parts.store.write(posts.confirm(post, uri, now))
        return 0
    opened = parts.store.write(
        lambda connection: takedown.open_for(parts.store, connection, post, BY, now)
    )
    return int(opened is not None)
