"""Which picture is meant, fetched and decoded.

The one in the mentioning post, else the parent's, else the thread root's, else a quoted one. Of
several all are looked at, and the first is edited unless the words say which.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from seemly import kept
from seemly.answers import Asked
from seemly.decoding import DECODE, Decoded
from seemly.networks.network import PictureRef, SeenPost, Thread
from seemly.parts import Parts
from seemly.store import Unit

AT_MOST = 4  # pictures looked at in one post
DECODE_SECONDS = 10.0

_PICTURE = r"\s+(picture|photo|image|one|pic|bild|foto|afbeelding|plaatje)\b"


def _which(words: str) -> re.Pattern[str]:
    """ "the second picture", and neither "wait a second" nor "the second person"."""
    return re.compile(rf"\b({words}){_PICTURE}", re.I)


_WHICH = (
    (_which(r"second|2nd|zweite[nsr]?|deuxi[eè]me|tweede"), 1),
    (_which(r"third|3rd|dritte[nsr]?|troisi[eè]me|derde"), 2),
    (_which(r"fourth|4th|vierte[nsr]?|quatri[eè]me|vierde"), 3),
    (_which(r"last|letzte[nsr]?|derni[eè]re?|laatste"), -1),
)


@dataclass(frozen=True, eq=False)
class Source:
    """One picture of the thread, decoded."""

    ref: PictureRef
    decoded: Decoded
    post_version: str
    above: tuple[str, ...] = ()  # URIs of the posts that its post answers, up to the root


@dataclass(frozen=True, eq=False)
class Sources:
    """All pictures that were meant; the first is the one to edit."""

    all: tuple[Source, ...]
    writes: tuple[Unit[None], ...]


def meant(thread: Thread) -> SeenPost | None:
    """The post whose pictures are meant, or None for a new picture from words."""
    return next((post for post in thread.around() if post.pictures), None)


def above(thread: Thread, post: SeenPost) -> tuple[str, ...]:
    """The posts above one; those above a quoted post are not known."""
    chain = (thread.mention, *thread.above)
    place = next((at for at, one in enumerate(chain) if one.uri == post.uri), len(chain))
    return tuple(one.uri for one in chain[place + 1 :])


def in_order(pictures: tuple[PictureRef, ...], text: str) -> tuple[PictureRef, ...]:
    """The pictures of one post, the one to edit first."""
    for words, place in _WHICH:
        if words.search(text) and -len(pictures) <= place < len(pictures):
            chosen = pictures[place]
            return (chosen, *(one for one in pictures if one is not chosen))
    return pictures


def fetch(parts: Parts, asked: Asked) -> Sources:
    """Fetch and decode what is meant. Raises BadPicture, TryLater or NetworkFault."""
    network, text = parts.network(asked.job.network), asked.request.unverified_text
    post = meant(asked.thread)
    if post is None:
        return Sources((), ())
    found, writes = [], []
    for ref in in_order(post.pictures, text)[:AT_MOST]:
        data = network.fetch(ref)
        decoded = parts.compute.call(DECODE, data, DECODE_SECONDS)
        height, width = decoded.pixels.shape[:2]
        size = (width, height)
        sha256 = hashlib.sha256(data).hexdigest()  # not as the process for hostile bytes told it
        write = kept.keep(
            parts.pictures, data, sha256, "source", decoded.media_type, size, parts.clock()
        )
        found.append(Source(ref, decoded, post.version, above(asked.thread, post)))
        writes.append(write)
    return Sources(tuple(found), tuple(writes))
