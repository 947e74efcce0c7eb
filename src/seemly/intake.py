"""A mention becomes one picture request, once; "remove this" becomes a takedown.

The post's URI is the key, so a mention heard twice is one job. The network's cursor moves in the
same transaction as the jobs: a crash in between re-reads, it never skips.
"""

from __future__ import annotations

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
from seemly.networks.network import Heard, Mention, Network, SeenPost
from seemly.posts import Post
from seemly.record import Noted
from seemly.redress import takedown
from seemly.store import Store
from seemly.tables import accounts, cursors

TEXT_LIMIT = 4_000  # characters kept of a wish; the guard calls longer ones unreadable anyway
KEY_LIMIT = 650  # characters of an address; our columns take 700, a takedown's key among them
ACCOUNT_LIMIT = 300


_FORGET_CURSOR = sa.delete(cursors).where(cursors.c.network == sa.bindparam("of_network"))
_SET_CURSOR = sa.insert(cursors)


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
        room = allowance.queue - limits.waiting(connection)
        new = _Intake(store, connection, network, late, now, room)
        for mention in heard.mentions:
            new.take(mention)
        new.finish()
        connection.execute(_FORGET_CURSOR, {"of_network": network.name})
        connection.execute(_SET_CURSOR, {"network": network.name, "cursor": heard.cursor})
        return new.found

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


class _Intake:
    """One look's mentions, in one transaction; what they share is written once, at the end."""

    def __init__(
        self,
        store: Store,
        connection: Connection,
        network: Network,
        late: Mapping[str, str],
        now: float,
        room: int,
    ) -> None:
        """`room`: how many more requests may wait."""
        self._store, self._connection, self._network = store, connection, network
        self._late, self._now, self._room = late, now, room
        self._accounts: dict[str, dict[str, str | float]] = {}
        self._noted: list[Noted] = []
        self.found: list[int] = []  # ids of new jobs

    def take(self, mention: Mention) -> None:
        """A notice, a request, or nothing to us."""
        if mention.post.author.is_bot:
            return  # two bots that answer each other never stop
        ours = self._answered(mention)
        if ours is not None:
            by = account_key(self._network.name, mention.post.author.id)
            job = takedown.notice(self._store, self._connection, ours, by, self._now)
            self.found += [job] if job is not None else []
        elif mention.names_bot and _fits(self._network, mention):
            self._ask(mention)

    def finish(self) -> None:
        """Accounts and ledger."""
        if self._accounts:
            rows = list(self._accounts.values())
            self._connection.execute(_remember(self._store), rows)
        if self._noted:
            self._noted[0].do_all(self._connection, self._noted)

    def _answered(self, mention: Mention) -> Post | None:
        """Our post that somebody wants removed."""
        if mention.parent is None or not _is_removal(mention):
            return None
        ours = posts.by_uri(self._connection, mention.parent)
        if ours is None and mention.parent in self._late:
            ours = posts.by_key(self._connection, self._late[mention.parent])
        return ours

    def _ask(self, mention: Mention) -> None:
        name, post, now = self._network.name, mention.post, self._now
        asker = account_key(name, post.author.id)
        values = {
            "kind": "request",
            "state": "received",
            "key": f"{name}|{post.uri}",
            "network": name,
            "asker": asker,
            "thread": f"{name}|{mention.root or post.uri}",
            "request": to_json(_request(post, self._network.handle)),
            "reasons": "[]" if self._room > 0 else '["busy"]',
            "created_at": now,
            "changed_at": now,
        }
        self._accounts[asker] = {"id": asker, "handle": post.author.handle, "first_seen_at": now}
        job = self._store.insert_once(self._connection, values)
        if job is not None:
            self._room -= 1
            self._noted.append(record.received(job, asker, post.uri, now))
            self.found.append(job)


def _request(post: SeenPost, handle: str) -> PictureRequest:
    born = post.author.created_at
    return PictureRequest(
        mention=post.uri,
        version=post.version,
        unverified_text=wish_in(post.unverified_text, handle)[:TEXT_LIMIT],
        handle=post.author.handle,
        languages=post.languages,
        account_created_at=born.timestamp() if born else None,
    )


def _fits(network: Network, mention: Mention) -> bool:
    """Whether its names fit into our columns. PostgreSQL refuses a longer one, and with it every
    other mention of the same look, for ever: one post would deafen the bot."""
    keys = (mention.post.uri, mention.root or "")
    fits = all(len(f"{network.name}|{name}") <= KEY_LIMIT for name in keys)
    return fits and len(account_key(network.name, mention.post.author.id)) <= ACCOUNT_LIMIT


def _remember(store: Store) -> sa.Executable:
    """Keep the account under its newest handle."""
    statement = store.insert(accounts)
    return statement.on_conflict_do_update(
        index_elements=[accounts.c.id], set_={"handle": statement.excluded.handle}
    )
