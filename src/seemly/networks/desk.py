"""The command line as a network: one wish, one photo perhaps, and a file for the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

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

ASKER = Account("you", "you")


class Desk:
    """Everything is the asker's own; what is published goes into the file, byte for byte."""

    name = "desk"
    me = "seemly"
    handle = "seemly"
    door = Door.COMMAND_LINE
    local = True
    poll_seconds = 1.0

    def __init__(self, uri: str, text: str, photo: bytes | None, out: Path | None) -> None:
        """`uri` is new for each wish; `out` is where a published picture is written."""
        pictures = (PictureRef("photo", ASKER.id, uri),) if photo is not None else ()
        self._post = SeenPost(uri, ASKER, text, "1", pictures)
        self._photo, self._out = photo, out
        self.said: dict[str, str] = {}  # key of the post -> words

    def introduce(self) -> None:
        """Whoever sits here started us."""

    def hear(self, cursor: str | None) -> Heard:
        """The one wish."""
        return Heard((Mention(self._post),), self._post.uri)

    def thread(self, uri: str) -> Thread | None:
        """No thread: a post of its own. Wishes of an earlier, broken run are gone."""
        return Thread(self._post, root=uri) if uri == self._post.uri else None

    def fetch(self, picture: PictureRef) -> bytes:
        """The photo."""
        return self._photo or b""

    def welcome(self, accounts: Sequence[str]) -> dict[str, Welcome]:
        """Whoever sits here welcomes us."""
        return dict.fromkeys(accounts, Welcome.YES)

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """Words only; the picture is the file."""
        text = saying.post_text if isinstance(saying, MarkedPicture) else saying.text
        return json.dumps({"text": text})

    def find(self, key: str) -> str | None:
        """What this run said."""
        return f"desk:{key}" if key in self.said else None

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Write the file, whole or not at all."""
        if self._out is not None:
            part = self._out.with_name(self._out.name + ".part")
            part.write_bytes(marked.file)
            os.replace(part, self._out)
        self.said[post.key] = marked.post_text
        return f"desk:{post.key}"

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Printed by the command."""
        self.said[post.key] = words.text
        return f"desk:{post.key}"

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Here the asker is always alone."""
        return self.say(words, post)

    def remove(self, key: str) -> None:
        """Take the file away again."""
        if self.said.pop(key, None) is not None and self._out is not None:
            self._out.unlink(missing_ok=True)

    def look(self, posts: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Nothing changes meanwhile; an earlier wish may not be answered into this one's file."""
        return Standing(gone=frozenset(posts) - {self._post.uri})

    def check(self) -> str:
        """Always there."""
        return "the command line"
