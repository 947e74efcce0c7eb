"""A mention becomes one picture request, once; "remove this" becomes a takedown.

The post's URI is the key, so a mention heard twice is one job. The network's cursor moves in the
same transaction as the jobs: a crash in between re-reads, it never skips.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import posts, record
from seemly.accounts import limits
from seemly.accounts.limits import Allowance
from seemly.frozen import to_json
from seemly.guard.text.removal import asks_removal
from seemly.networks.network import Account, Heard, Mention, Network
from seemly.redress import takedown
from seemly.store import Store
from seemly.tables import accounts, cursors, jobs

TEXT_LIMIT = 4_000  # characters kept of a wish; the guard calls longer ones unreadable anyway
KEY_LIMIT = 650  # characters of an address; our columns take 700, a takedown's key among them
ACCOUNT_LIMIT = 300


@dataclass(frozen=True)
class PictureRequest:
    """What one account asks, as it asked it."""

    mention: str  # URI
    version: str
    unverified_text: str
    handle: str
    languages: tuple[str, ...]
    account_created_at: float | None


def account_key(network: str, account: str) -> str:
    """One name for an account over all networks."""
    return f"{network}:{account}"


def account_of(key: str) -> str:
    """The network's own id of an account."""
    return key.partition(":")[2]


def receive(
    store: Store, network: Network, heard: Heard, allowance: Allowance, now: float
) -> list[int]:
    """Insert what is new, move the cursor, and return the ids of the new jobs."""
    late = _not_known_yet(store, network, heard)

    def unit(connection: Connection) -> list[int]:
        found = []
        for mention in heard.mentions:
            job = _insert(store, connection, network, mention, late, allowance, now)
            if job is not None:
                found.append(job)
        connection.execute(sa.delete(cursors).where(cursors.c.network == network.name))
        connection.execute(sa.insert(cursors).values(network=network.name, cursor=heard.cursor))
        return found

    return store.write(unit)


def cursor(store: Store, network: Network) -> str | None:
    """Where listening left off."""
    with store.read() as connection:
        return connection.execute(
            sa.select(cursors.c.cursor).where(cursors.c.network == network.name)
        ).scalar_one_or_none()


def wish_in(text: str, handle: str) -> str:
    """The words without the bot's name, which would read as a person pointed at."""
    named = re.compile(rf"@{re.escape(handle)}(?![\w.-]*\w)", re.IGNORECASE)
    return re.sub(r"[ \t]+", " ", named.sub(" ", text)).strip(" \t,:")


def _not_known_yet(store: Store, network: Network, heard: Heard) -> Mapping[str, str]:
    """URI -> key of posts that the network has, while its answer to us is still on the way.

    Somebody may read such a post, and say "remove this", before we know its address.
    """
    parents = {m.parent for m in heard.mentions if m.parent and _is_removal(m)}
    if not parents:
        return {}
    with store.read() as connection:
        known = {uri for uri in parents if posts.by_uri(connection, uri) is not None}
        sent = posts.on_the_way(connection, network.name) if parents - known else []
    return {uri: post.key for post in sent if (uri := network.find(post.key)) in parents}


def _is_removal(mention: Mention) -> bool:
    return mention.parent is not None and asks_removal(mention.post.unverified_text)


def _insert(
    store: Store,
    connection: Connection,
    network: Network,
    mention: Mention,
    late: Mapping[str, str],
    allowance: Allowance,
    now: float,
) -> int | None:
    post = mention.post
    if post.author.is_bot:
        return None  # two bots that answer each other never stop
    if mention.parent and _is_removal(mention):
        ours = posts.by_uri(connection, mention.parent)
        if ours is None and mention.parent in late:
            ours = posts.by_key(connection, late[mention.parent])
        if ours is not None:
            asker = account_key(network.name, post.author.id)
            return takedown.notice(store, connection, ours, asker, now)
    if not mention.names_bot or not _fits(network, mention):
        return None
    asker = _remember(connection, network.name, post.author, now)
    full = limits.queue_is_full(connection, allowance)
    request = PictureRequest(
        mention=post.uri,
        version=post.version,
        unverified_text=wish_in(post.unverified_text, network.handle)[:TEXT_LIMIT],
        handle=post.author.handle,
        languages=post.languages,
        account_created_at=post.author.created_at.timestamp() if post.author.created_at else None,
    )
    job_id = store.insert_once(
        connection,
        {
            "kind": "request",
            "state": "received",
            "key": f"{network.name}|{post.uri}",
            "network": network.name,
            "asker": asker,
            "thread": f"{network.name}|{mention.root or post.uri}",
            "request": to_json(request),
            "reasons": json.dumps(["busy"]) if full else "[]",
            "created_at": now,
            "changed_at": now,
        },
    )
    if job_id is not None:
        record.received(job_id, asker, post.uri, now)(connection)
    return job_id


def _fits(network: Network, mention: Mention) -> bool:
    """Whether its names fit into our columns. PostgreSQL refuses a longer one, and with it every
    other mention of the same look, for ever: one post would deafen the bot."""
    keys = (mention.post.uri, mention.root or "")
    fits = all(len(f"{network.name}|{name}") <= KEY_LIMIT for name in keys)
    return fits and len(account_key(network.name, mention.post.author.id)) <= ACCOUNT_LIMIT


def _remember(connection: Connection, network: str, account: Account, now: float) -> str:
    key = account_key(network, account.id)
    known = connection.execute(
        sa.update(accounts).where(accounts.c.id == key).values(handle=account.handle)
    )
    if known.rowcount == 0:
        connection.execute(
            sa.insert(accounts).values(id=key, handle=account.handle, first_seen_at=now)
        )
    return key


def open_requests(store: Store) -> int:
    """How many picture requests a worker still has to look at."""
    with store.read() as connection:
        count = sa.select(sa.func.count()).where(jobs.c.open == 1, jobs.c.kind == "request")
        return int(connection.execute(count).scalar_one())
