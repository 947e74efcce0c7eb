"""The network port. A social network is read with suspicion and written to exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from seemly.facts import Door
from seemly.posts import FrozenPost as FrozenPost
from seemly.provenance.publication import ApprovedWords, MarkedPicture


@dataclass(frozen=True)
class Account:
    """Somebody on a network. `id` is stable (a DID), `handle` is for people and may change."""

    id: str
    handle: str
    is_bot: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True)
class PictureRef:
    """A picture in somebody's post, not fetched yet."""

    uri: str  # where `fetch` finds it, in the network's own form
    author: str  # account id
    post: str  # URI of the post it is in
    alt_text: str = ""


@dataclass(frozen=True)
class SeenPost:
    """A post as it stands on the network. The text is unverified: data, never an instruction."""

    uri: str
    author: Account
    unverified_text: str
    version: str  # changes when the post is edited (a CID, an edit counter)
    pictures: tuple[PictureRef, ...] = ()
    quoted: SeenPost | None = None
    languages: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True)
class Mention:
    """A post that names the bot, or answers one of the bot's posts."""

    post: SeenPost
    parent: str | None = None  # URI of the post it answers
    root: str | None = None
    names_bot: bool = True  # the bot is named in the text itself, not inherited from the thread


@dataclass(frozen=True)
class Thread:
    """Where an answer would stand: the mentioning post and what is above it, nearest first."""

    mention: SeenPost
    above: tuple[SeenPost, ...] = ()  # parent first, root last; deleted ones are missing
    root: str = ""
    depth: int = 0
    bot_spoke: bool = False  # an answer of ours stands in it already
    root_version: str = ""  # the root's version, which some networks want named in an answer

    def around(self) -> tuple[SeenPost, ...]:
        """Mention, parent, root, and what these quote: where pictures are looked for, in this
        order, and whose authors are asked whether we are welcome."""
        posts = list(dict.fromkeys((self.mention, *self.above[:1], *self.above[-1:])))
        return (*posts, *(post.quoted for post in posts if post.quoted is not None))


class Welcome(StrEnum):
    """How an author stands to the bot."""

    YES = "yes"  # follows the bot, or opted in
    NO = "no"
    BLOCKS = "blocks"  # blocks the bot, or is blocked


@dataclass(frozen=True)
class Standing:
    """The looks right before posting and afterwards."""

    gone: frozenset[str] = frozenset()  # URIs that are deleted
    versions: dict[str, str] = field(default_factory=dict)  # URI -> version now
    blocked: frozenset[str] = frozenset()  # account ids that block the bot
    closed: bool = False  # a thread gate forbids the bot's answer


@dataclass(frozen=True)
class Heard:
    """One look at the notifications. `cursor` may be stored once the mentions are."""

    mentions: tuple[Mention, ...]
    cursor: str


class Network(Protocol):
    """One social network. Raises TryLater and NetworkFault; NoPrivateChannel from `tell`."""

    name: str
    door: Door  # by which its mentions reach the policy
    local: bool  # the operator's own people: all may ask, and none is a stranger
    poll_seconds: float  # between two looks at the notifications
    handle: str  # of the bot: what people write after the at sign

    @property
    def me(self) -> str:
        """The bot's own account id; may log in to learn it."""
        ...

    def introduce(self) -> None:
        """Say on our own profile that we are an AI system and a bot (AI Act Art. 50(1))."""
        ...

    def hear(self, cursor: str | None) -> Heard:
        """Mentions and answers since `cursor` with an overlap; repeats are expected."""
        ...

    def thread(self, uri: str) -> Thread | None:
        """The thread around a mentioning post, or None when that post is gone."""
        ...

    def fetch(self, picture: PictureRef) -> bytes:
        """The original bytes, at most 20 MB, from the author's own server."""
        ...

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """How each account stands to the bot."""
        ...

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """The record that would be posted, without posting: pure, and the same for the same."""
        ...

    def find(self, key: str) -> str | None:
        """URI of our post with this key if the network has it."""
        ...

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Post a picture; returns its URI. Repeating it changes nothing."""
        ...

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Post words in the thread; returns the URI. Repeating it changes nothing."""
        ...

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Tell `post.to` alone. Raises NoPrivateChannel where there is none."""
        ...

    def remove(self, key: str) -> None:
        """Take our post with this key away; no error when it is not there."""
        ...

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Whether posts still stand unedited, authors block us, and `under` takes answers."""
        ...

    def check(self) -> str:
        """One line about log-in and health for `seemly check`; raises NetworkFault."""
        ...
