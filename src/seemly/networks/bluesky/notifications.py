"""Listening: walking the notifications backwards to what is known.

They are sorted by the earlier of the author's own clock and the time of indexing (measured), so a
phone that is late puts its mention below newer ones. Each look therefore reads at least one whole
page and a quarter of an hour back, and remembers what it has seen there. `isRead` says what some
app has shown, not what we have stored, and is not read.

The cursor is ours, JSON:
    since    nothing older counts (ISO 8601; an hour before the first look)
    newest   the newest notification seen
    seen     short hashes of the posts in the window last read
    page     where to go on, when one look was not enough (a flood), down to `until`
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from seemly.errors import NetworkFault
from seemly.networks.bluesky.line import Json
from seemly.networks.bluesky.reading import Notification, author_of
from seemly.networks.network import Heard, Mention

OVERLAP = timedelta(minutes=15)
FIRST_LOOK = timedelta(hours=1)  # a new bot does not answer last year's mentions
PAGES = 20  # of 100 in one look; a flood is read in several looks
SEEN_LIMIT = 4_000

Page = Callable[[str], Json]  # listNotifications from a cursor of the server


class Place(BaseModel):
    """Where listening left off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: datetime
    newest: datetime
    seen: tuple[str, ...] = ()
    page: str = ""
    until: datetime | None = None


def hear(cursor: str | None, did: str, page: Page, now: datetime) -> Heard:
    """One look. Raises NetworkFault for a cursor that is not ours."""
    place = _place(cursor, now)
    until = place.until if place.page and place.until else place.newest - OVERLAP
    walked, rest = _walk(page, place.page, max(until, place.since))
    fresh = [note for note in walked if note.indexed_at >= place.since]
    known = set(place.seen)
    found = [_mention(note, did) for note in fresh if _short(note.uri) not in known]
    after = Place(
        since=place.since,
        newest=max([place.newest, *(min(note.indexed_at, now) for note in fresh)]),
        seen=_remembered(walked, rest, place),
        page=rest,
        until=until if rest else None,
    )
    heard = {mention.post.uri: mention for mention in found if mention is not None}
    return Heard(tuple(reversed(heard.values())), after.model_dump_json())


def _walk(page: Page, start: str, until: datetime) -> tuple[list[Notification], str]:
    """Notifications from newest to oldest, and where to go on if `until` was not reached."""
    found: list[Notification] = []
    for _ in range(PAGES):
        answer = page(start)
        notes = answer.get("notifications")
        if not isinstance(notes, list):
            raise NetworkFault("listNotifications answered without notifications")
        read = [note for note in map(_readable, notes) if note is not None]
        found += read
        start = str(answer.get("cursor") or "")
        if not start or any(note.indexed_at < until for note in read):
            return found, ""
    return found, start


def _readable(note: object) -> Notification | None:
    """A notification, or None: one record nobody understands must not deafen the bot."""
    try:
        return Notification.model_validate(note)
    except ValidationError:
        return None


def _mention(note: Notification, did: str) -> Mention | None:
    """None for what is not said to us: our own posts, other bots, answers to other people.

    The server also tells us of answers up to five posts below one of ours.
    """
    reply = note.record.reply
    names = note.record.names(did)
    answers = reply is not None and author_of(reply.parent.uri) == did
    post = note.seen()
    if post.author.id == did or not (names or answers) or (names and post.author.is_bot):
        return None
    return Mention(
        post=post,
        parent=reply.parent.uri if reply else None,
        root=reply.root.uri if reply else None,
        names_bot=names,
    )


def _remembered(walked: list[Notification], rest: str, place: Place) -> tuple[str, ...]:
    """The window that was read; a walk in several looks remembers all of them."""
    here = [_short(note.uri) for note in walked]
    before = place.seen if rest or place.page else ()
    return tuple(dict.fromkeys([*here, *before]))[:SEEN_LIMIT]


def _place(cursor: str | None, now: datetime) -> Place:
    if cursor is None:
        return Place(since=now - FIRST_LOOK, newest=now - FIRST_LOOK)
    try:
        return Place.model_validate_json(cursor)
    except ValidationError:
        raise NetworkFault("the stored cursor is not one of Bluesky") from None


def _short(uri: str) -> str:
    return hashlib.sha256(uri.encode()).hexdigest()[:12]
