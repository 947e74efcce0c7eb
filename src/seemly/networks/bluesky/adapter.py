"""Bluesky behind the network port. Each method is one question or one act; parts lie beside it.

What a server does on repeats, deletions and edits was measured on a real network; see
docs/bluesky.md and tests/network.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel

from seemly.errors import NetworkFault, TryLater
from seemly.facts import Door
from seemly.networks.bluesky import chat, notifications, profile, records
from seemly.networks.bluesky import thread as threads
from seemly.networks.bluesky.agent import Agent
from seemly.networks.bluesky.cid import blob_cid
from seemly.networks.bluesky.identity import server_of
from seemly.networks.bluesky.limits import Clock, Limits
from seemly.networks.bluesky.line import Json, Line, Refusal, TooLarge
from seemly.networks.bluesky.reading import POST, PostView, author_of, read
from seemly.networks.bluesky.session import Login
from seemly.networks.bluesky.tid import record_key
from seemly.networks.network import FrozenPost, Heard, PictureRef, Standing, Thread, Welcome
from seemly.outgoing import Outgoing
from seemly.provenance.publication import ApprovedWords, MarkedPicture

PICTURE_LIMIT = 20_000_000  # bytes of somebody's picture
PICTURE_SECONDS = 20.0

#: The only words that no policy decides about: always these, and for `seemly check --post` alone.
REHEARSAL = "The operator of this bot tests it. This post deletes itself."

_NOTIFICATIONS = "app.bsky.notification.listNotifications"
_AT_ONCE = 25  # posts in one getPosts
_RELATIONS_AT_ONCE = 30


class Bluesky:
    """One account on the AT Protocol, spoken for through its own PDS.

    `service` is the PDS's base URL; `session_file` keeps the session (0600). Nothing is opened
    before the first call.
    """

    name = "bluesky"
    door = Door.MENTION
    local = False

    def __init__(
        self,
        handle: str,
        password: str,
        *,
        service: str,
        session_file: Path,
        outgoing: Outgoing,
        clock: Clock,
        plc_url: str = "https://plc.directory",
        poll_seconds: float = 3.0,
        chat_service: str = chat.SERVICE,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.handle = handle.removeprefix("@")
        self.poll_seconds = poll_seconds
        line = Line(service, Limits(clock), transport)
        login = Login(line, self.handle, password, session_file, clock)
        self._agent = Agent(line, login)
        self._outgoing, self._plc, self._clock = outgoing, plc_url, clock
        self._chat = chat_service

    @property
    def me(self) -> str:
        """The bot's DID. Logs in when there is no session yet: raises NetworkFault, TryLater."""
        return self._agent.did

    # -- listening -------------------------------------------------------------------------

    def introduce(self) -> None:
        """See `ensure_profile`."""
        self.ensure_profile()

    def hear(self, cursor: str | None) -> Heard:
        """Mentions and answers to our posts since `cursor`, oldest first."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        return notifications.hear(cursor, self._agent.did, self._notifications, now)

    def thread(self, uri: str) -> Thread | None:
        """The mention, what stands above it and what it quotes; None when it is gone."""
        where = {"uri": uri, "depth": 1, "parentHeight": threads.HEIGHT}
        try:
            answer = self._agent.query("app.bsky.feed.getPostThread", where)
        except Refusal as refusal:
            if refusal.code == "NotFound":
                return None
            raise
        return threads.thread(answer.get("thread"), self._agent.did, self._posts, self.welcome)

    def fetch(self, picture: PictureRef) -> bytes:
        """The original from the author's own server, if it is what the post named."""
        did, _, cid = picture.uri.rpartition("/")
        server = server_of(did, self._outgoing, self._plc)
        address = httpx.URL(f"{server}/xrpc/com.atproto.sync.getBlob").copy_merge_params(
            {"did": did, "cid": cid}
        )
        data = self._outgoing.get(str(address), limit=PICTURE_LIMIT, seconds=PICTURE_SECONDS)
        if blob_cid(data) != cid:
            raise NetworkFault("the server gave another picture than the post names")
        return data

    # -- standing --------------------------------------------------------------------------

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """YES for followers of the bot and itself, BLOCKS for a block either way, else NO."""
        answers = dict.fromkeys(accounts, Welcome.NO)
        others = [account for account in answers if account != self._agent.did]
        for some in _batches(others, _RELATIONS_AT_ONCE):
            where = {"actor": self._agent.did, "others": some}
            answer = self._agent.query("app.bsky.graph.getRelationships", where)
            answers |= _relations(answer)
        return {
            account: Welcome.YES if account == self._agent.did else answers[account]
            for account in accounts
        }

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Whether posts stand unedited, who blocks us, and whether `under` takes our answer.

        A blocking author's posts are hidden from us; they count as blocked, not as deleted.
        """
        views = {view.uri: view for view in self._posts(list(dict.fromkeys([*posts, under])))}
        missing = [uri for uri in posts if uri not in views]
        asked = dict.fromkeys([*authors, *map(author_of, missing)])
        blocked = {did for did, how in self.welcome(list(asked)).items() if how is Welcome.BLOCKS}
        return Standing(
            gone=frozenset(uri for uri in missing if author_of(uri) not in blocked),
            versions={uri: views[uri].cid for uri in posts if uri in views},
            blocked=frozenset(blocked),
            closed=under in views and views[under].viewer.reply_disabled,
        )

    # -- speaking --------------------------------------------------------------------------

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """The record of the answer as canonical JSON, with the picture's CID computed here."""
        return records.freeze(saying, thread, at)

    def find(self, key: str) -> str | None:
        """URI of our post with this key, asked of our own PDS."""
        found = self._agent.record(POST, record_key(key))
        return self._uri(key) if found is not None else None

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Post the picture. Raises NotApproved when the frozen record names anything else."""
        record = records.thaw(post.record, marked)
        if self._stands(post.key, record):
            return self._uri(post.key)
        self._agent.upload(marked.file, marked.media_type)
        return self._put(post.key, record)

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Post the words. Raises NotApproved when the frozen record says anything else."""
        record = records.thaw(post.record, words)
        if self._stands(post.key, record):
            return self._uri(post.key)
        return self._put(post.key, record)

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """A direct message to `post.to`."""
        return chat.tell(self._agent, self._chat, words, post.key, post.to)

    def remove(self, key: str) -> None:
        """Delete our post, and look that it is gone; its picture goes with it."""
        self._agent.delete(POST, record_key(key))
        if self.find(key) is not None:
            raise TryLater("the post still stands after it was deleted")

    # -- the account -----------------------------------------------------------------------

    def ensure_profile(self) -> bool:
        """Label the bot's profile as a bot and say it is an AI system; True when it changed."""
        return profile.ensure(self._agent)

    def check(self) -> str:
        """Who we are there, and what is left of the rate limit."""
        answer = self._agent.query("com.atproto.server.getSession", {})
        if answer.get("active") is False:
            raise NetworkFault(f"the bot's account is {answer.get('status', 'not active')}")
        line = f"bluesky: @{answer.get('handle')} ({self._agent.did}) is logged in"
        left = self._agent.calls_left
        line += f", {left} calls left" if left else ""
        without = self._agent.session.scope == chat.WITHOUT_MESSAGES
        return line + (", no direct messages with this app password" if without else "")

    def rehearse(self) -> str:
        """Post REHEARSAL, answering nobody, read it, and delete it again.

        Raises NetworkFault and TryLater; whatever went wrong, it is deleted first.
        """
        now = self._clock()
        key = sha256(f"rehearsal {now}".encode()).hexdigest()
        record = {
            "$type": POST,
            "text": REHEARSAL,
            "langs": ["en"],
            "createdAt": records.moment(datetime.fromtimestamp(now, UTC)),
        }
        try:
            self._agent.put(POST, record_key(key), record)
            if not self._stands(key, record):
                raise NetworkFault("a post was taken, and then it was not there")
        finally:
            self.remove(key)
        return "a post was written, read and deleted"

    # -- parts -----------------------------------------------------------------------------

    def _put(self, key: str, record: Json) -> str:
        try:
            self._agent.put(POST, record_key(key), record)
        except TryLater:
            if not self._stands(key, record):  # it may have arrived, with the answer lost
                raise
        return self._uri(key)

    def _stands(self, key: str, record: Json) -> bool:
        found = self._agent.record(POST, record_key(key))
        if found is not None and found[1] != record:
            raise NetworkFault("another post of ours stands under this key")
        return found is not None

    def _uri(self, key: str) -> str:
        return f"at://{self._agent.did}/{POST}/{record_key(key)}"

    def _notifications(self, cursor: str) -> Json:
        where: dict[str, Any] = {"limit": 100, "reasons": ["mention", "reply"]}
        if cursor:
            where["cursor"] = cursor
        try:
            return self._agent.query(_NOTIFICATIONS, where)
        except TooLarge:
            # A record may be a megabyte of nonsense; a few of them must not deafen the bot.
            return self._agent.query(_NOTIFICATIONS, {**where, "limit": 10})

    def _posts(self, uris: Sequence[str]) -> list[PostView]:
        found: list[PostView] = []
        for some in _batches(uris, _AT_ONCE):
            answer = self._agent.query("app.bsky.feed.getPosts", {"uris": some})
            found += read(_Posts, answer).posts
        return found


class _Posts(BaseModel):
    posts: list[PostView]


class _Relation(BaseModel):
    did: str = ""
    followedBy: str = ""
    blocking: str = ""
    blockedBy: str = ""
    blockingByList: str = ""
    blockedByList: str = ""


class _Relations(BaseModel):
    relationships: list[_Relation]


def _relations(answer: Json) -> Iterator[tuple[str, Welcome]]:
    for one in read(_Relations, answer).relationships:
        if one.blocking or one.blockedBy or one.blockingByList or one.blockedByList:
            yield one.did, Welcome.BLOCKS
        elif one.did:
            yield one.did, Welcome.YES if one.followedBy else Welcome.NO


def _batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in itertools.count(0, size):
        if start >= len(items):
            return
        yield list(items[start : start + size])
