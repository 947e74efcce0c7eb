"""The network port over HTTP to the proof's server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx

from seemly.errors import TryLater
from seemly.facts import Door
from seemly.networks.network import (
    Account,
    FrozenPost,
    Heard,
    Mention,
    PictureRef,
    SeenPost,
    Standing,
    Thread,
    Welcome,
)
from seemly.provenance.publication import ApprovedWords, MarkedPicture

SECONDS = 5.0


class Wire:
    """One post a thread; everybody welcomes us."""

    name = "wire"
    handle = "seemly"
    me = "seemly"
    door = Door.MENTION
    local = True
    poll_seconds = 0.1

    def __init__(self, address: str) -> None:
        self._line = httpx.Client(base_url=address, timeout=SECONDS)

    def introduce(self) -> None:
        """Nobody needs to be told."""

    def hear(self, cursor: str | None) -> Heard:
        """What was posted since."""
        heard = self._call("hear", cursor=int(cursor or 0))
        return Heard(tuple(map(_mention, heard["asks"])), str(heard["cursor"]))

    def thread(self, uri: str) -> Thread | None:
        """The post alone."""
        ask = self._call("thread", uri=uri)["ask"]
        return Thread(_post(ask), root=uri) if ask is not None else None

    def fetch(self, picture: PictureRef) -> bytes:
        """The bytes."""
        return bytes.fromhex(self._call("fetch", picture=picture.uri)["hex"])

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """Everybody welcomes us."""
        return dict.fromkeys(accounts, Welcome.YES)

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """The words, what they answer, and when."""
        text = saying.post_text if isinstance(saying, MarkedPicture) else saying.text
        return json.dumps({"text": text, "answers": thread.mention.uri, "at": at.isoformat()})

    def find(self, key: str) -> str | None:
        """Whether the network shows it."""
        uri: str | None = self._call("find", key=key)["uri"]
        return uri

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Put the picture."""
        return self._put(post, "picture", marked.answers, marked.file)

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Put the words."""
        return self._put(post, "public words", words.answers, b"")

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Put the words where only the asker reads them."""
        return self._put(post, "private words", words.answers, b"")

    def remove(self, key: str) -> None:
        """Delete it."""
        self._call("remove", key=key)

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Nobody deletes or edits a question."""
        return Standing(versions=dict.fromkeys(posts, "1"))

    def check(self) -> str:
        """Always there."""
        return "wire"

    def _put(self, post: FrozenPost, says: str, answers: str, file: bytes) -> str:
        record = post.record
        uri: str = self._call(
            "put", key=post.key, record=record, says=says, answers=answers, hex=file.hex()
        )["uri"]
        return uri

    def _call(self, name: str, **asked: Any) -> Any:
        try:
            answer = self._line.post(f"/{name}", json=asked)
        except httpx.HTTPError as fault:
            raise TryLater(f"{name}: {fault}", 0.1) from None
        if answer.status_code != 200:
            raise TryLater(f"{name}: {answer.status_code}", 0.1)
        return answer.json()


def _mention(ask: dict[str, Any]) -> Mention:
    parent = ask["parent"] or None
    return Mention(_post(ask), parent=parent, root=parent, names_bot=ask["names_bot"])


def _post(ask: dict[str, Any]) -> SeenPost:
    uri, author = ask["uri"], Account(ask["author"], ask["author"])
    pictures = (PictureRef(ask["picture"], author.id, uri),) if ask["picture"] else ()
    return SeenPost(uri, author, ask["text"], "1", pictures)
