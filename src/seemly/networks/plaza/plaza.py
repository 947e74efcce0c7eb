"""The plaza seen by the bot: a network like the others, behind the same port."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import regex
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from seemly.errors import NetworkFault, NoPrivateChannel, NotApproved, NotFound
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
from seemly.networks.plaza.records import (
    PREFIX,
    Clock,
    Picture,
    PictureBytes,
    Records,
    Row,
    people,
    select,
)
from seemly.networks.plaza.tables import accounts, blocks, posts
from seemly.provenance.publication import ApprovedWords, MarkedPicture

TEXT_LIMIT = 500  # graphemes
PICTURE_LIMIT = 20_000_000  # bytes
OVERLAP = 50  # posts read again at each look; repeats are the port's promise, not a fault
AT_ONCE = 200  # mentions handed over in one look

#: A handle after an at sign that is not part of an address or of a longer name.
_MENTION = regex.compile(r"(?<![\w@./-])@([a-z0-9][a-z0-9-]*)(?!\w|\.\w)", regex.IGNORECASE)

#: A claimed conversation this deep is a loop or an attack; nobody answers down there.
DEEPEST = 100


class Plaza:
    """The network port over the plaza's tables."""

    name = "plaza"
    door = Door.PLAZA
    local = True
    poll_seconds = 0.2  # the same database: looking costs next to nothing

    def __init__(self, engine: Engine, pictures: PictureBytes, bot: Account, clock: Clock) -> None:
        self._records = Records(engine, pictures, bot, clock)
        self._pictures, self._bot, self.me = pictures, bot, bot.id
        self.handle = bot.handle
        with self._records.write():
            pass  # the bot has its account, labelled as one, before anybody can mention it

    # -- listening -------------------------------------------------------------------------

    def introduce(self) -> None:
        """The bot's account is labelled from its first row on."""

    def hear(self, cursor: str | None) -> Heard:
        """Posts since `cursor` (a number of a post) that name the bot or answer it."""
        after = _number(cursor)
        with self._records.read() as connection:
            own = sa.select(posts.c.uri).where(posts.c.author == self._bot.id)
            found = select(
                connection,
                posts.c.seq > after - OVERLAP,
                posts.c.removed_at.is_(None),
                posts.c.author != self._bot.id,
                sa.or_(posts.c.text.contains("@"), posts.c.parent.in_(own)),
            )
            authors = people(connection, {row.author for row in found})
            answered = self._own_among(connection, {row.parent for row in found if row.parent})
        heard = [
            (row.seq, mention)
            for row in found
            if (mention := self._mention(row, authors, answered)) is not None
        ][:AT_ONCE]
        furthest = max([after, *(seq for seq, _ in heard)])
        return Heard(tuple(mention for _, mention in heard), str(furthest))

    def thread(self, uri: str) -> Thread | None:
        """The post and what stands above it; None when the post itself is gone."""
        with self._records.read() as connection:
            post = self._records.post(connection, uri)
            if post is None or post.audience is not None:
                return None
            around = select(connection, posts.c.root == post.root)
            authors = people(connection, {row.author for row in around})
        by_uri = {row.uri: row for row in around}
        above = _above(post, by_uri)
        return Thread(
            mention=_seen(post, authors),
            above=tuple(_seen(row, authors) for row in above if not row.gone),
            root=post.root,
            depth=len(above),
            bot_spoke=any(
                row.author == self._bot.id and row.audience is None and not row.gone
                for row in around
            ),
        )

    def fetch(self, picture: PictureRef) -> bytes:
        """The bytes as they were posted. Raises NetworkFault when the post is gone."""
        with self._records.read() as connection:
            post = self._records.post(connection, picture.post)
        if post is None or post.picture is None or picture.uri != _picture_uri(post.picture):
            raise NetworkFault("the picture is not in that post any more")
        try:
            return self._pictures.read(post.picture.sha256)
        except NotFound as fault:
            raise NetworkFault("the bytes of the picture are gone") from fault

    def welcome(self, accounts_asked: Sequence[str]) -> dict[str, Welcome]:
        """Yes for those who switched it on (and for the bot itself); a block outweighs it."""
        with self._records.read() as connection:
            found = connection.execute(
                sa.select(accounts.c.id).where(
                    accounts.c.id.in_(accounts_asked),
                    sa.or_(accounts.c.welcomes_bot_at.is_not(None), accounts.c.id == self._bot.id),
                )
            )
            welcoming = {row.id for row in found}
            blocking = self._blocking(connection, accounts_asked)
        answers = dict.fromkeys(accounts_asked, Welcome.NO)
        answers |= dict.fromkeys(welcoming, Welcome.YES)
        return answers | dict.fromkeys(blocking, Welcome.BLOCKS)

    def look(self, uris: Sequence[str], authors: Sequence[str], under: str) -> Standing:
        """Which posts are gone or edited, who blocks the bot, and whether `under` takes answers.

        The plaza has no thread gates; a thread is closed where the author of the post or of its
        root blocks the bot.
        """
        with self._records.read() as connection:
            found = select(
                connection, posts.c.uri.in_([*uris, under]), posts.c.removed_at.is_(None)
            )
            standing = {row.uri: row for row in found}
            blocked = self._blocking(connection, authors)
            target = standing.get(under)
            hosts = self._hosts(connection, target) if target is not None else set()
            closed = bool(self._blocking(connection, sorted(hosts)))
        return Standing(
            gone=frozenset(uri for uri in uris if uri not in standing),
            versions={uri: str(standing[uri].version) for uri in uris if uri in standing},
            blocked=frozenset(blocked),
            closed=closed,
        )

    # -- speaking --------------------------------------------------------------------------

    def freeze(self, saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
        """The record as canonical JSON: everything that would be seen, and where it stands."""
        record = {
            **_frozen(saying),
            "reply": {"parent": saying.answers, "root": thread.root},
            "created_at": at.astimezone(UTC).isoformat(),
        }
        return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def find(self, key: str) -> str | None:
        """URI of our post with this key if it stands."""
        with self._records.read() as connection:
            rows = select(connection, posts.c.key == key, posts.c.removed_at.is_(None))
        return rows[0].uri if rows else None

    def publish(self, marked: MarkedPicture, post: FrozenPost) -> str:
        """Post the picture. Raises NotApproved when the frozen record says anything else."""
        record = _approved(post, marked)
        if hashlib.sha256(marked.file).hexdigest() != marked.file_digest:
            raise NotApproved("the file is not the marked one")
        with self._records.write() as connection:
            uri = self._say(connection, post.key, record, audience=None)
            if self._records.post(connection, uri) is not None:
                self._pictures.keep(marked.file)
        return uri

    def say(self, words: ApprovedWords, post: FrozenPost) -> str:
        """Post words. Raises NotApproved when the frozen record says anything else."""
        record = _approved(post, words)
        with self._records.write() as connection:
            return self._say(connection, post.key, record, audience=None)

    def tell(self, words: ApprovedWords, post: FrozenPost) -> str:
        """An answer that only the session signed in as `post.to` is shown."""
        record = _approved(post, words)
        with self._records.write() as connection:
            if not people(connection, {post.to}):
                raise NoPrivateChannel("nobody on the plaza has that account")
            return self._say(connection, post.key, record, audience=post.to)

    def remove(self, key: str) -> None:
        """Empty our post with this key, forget its bytes; repeating finishes what a crash cut."""
        with self._records.write() as connection:
            for row in select(connection, posts.c.key == key):
                self._records.empty(connection, row)

    def check(self) -> str:
        """Whether the bot's account stands."""
        with self._records.read() as connection:
            found = people(connection, {self._bot.id})
            count = connection.execute(sa.select(sa.func.count()).select_from(posts)).scalar_one()
        if not found:
            raise NetworkFault("the bot has no account on the plaza")
        return f"plaza: @{self._bot.handle} is there, {count} posts"

    # -- parts -----------------------------------------------------------------------------

    def _say(self, connection: Connection, key: str, record: _Record, audience: str | None) -> str:
        """Insert once; where the key is taken, even by a removed post, nothing changes."""
        uri = f"{PREFIX}{key[:24]}"
        row = Row(
            seq=0,
            uri=uri,
            key=key,
            author=self._bot.id,
            audience=audience,
            text=record.text,
            parent=record.parent,
            root=record.root,
            picture=record.picture,
            languages=record.languages,
            labels=record.labels,
            version=1,
            created_at=record.created_at,
            gone=False,
        )
        self._records.insert(connection, row)
        return uri

    def _mention(self, row: Row, authors: dict[str, Account], answered: set[str]) -> Mention | None:
        named = self._bot.handle.lower() in handles(row.text)
        if not named and row.parent not in answered:
            return None
        return Mention(_seen(row, authors), row.parent, row.root, names_bot=named)

    def _own_among(self, connection: Connection, uris: set[str]) -> set[str]:
        statement = sa.select(posts.c.uri).where(
            posts.c.uri.in_(uris), posts.c.author == self._bot.id
        )
        return set(connection.execute(statement).scalars())

    def _blocking(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        statement = sa.select(blocks.c.blocker).where(
            blocks.c.blocked == self._bot.id, blocks.c.blocker.in_(ids)
        )
        return set(connection.execute(statement).scalars())

    def _hosts(self, connection: Connection, target: Row) -> set[str]:
        """The author of a post and of its thread."""
        root = select(connection, posts.c.uri == target.root)
        return {target.author, *(row.author for row in root)}


def handles(text: str) -> set[str]:
    """The handles a text names, lower case, without the at sign."""
    return {found.lower().rstrip("-") for found in _MENTION.findall(text)}


@dataclass(frozen=True)
class _Record:
    """A frozen record, read back."""

    text: str
    parent: str
    root: str
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    created_at: datetime
    picture: Picture | None

    @staticmethod
    def of(frozen: str) -> _Record:
        """Raises NetworkFault when it is none of ours."""
        try:
            fields = json.loads(frozen)
            picture = fields["picture"]
            return _Record(
                text=fields["text"],
                parent=fields["reply"]["parent"],
                root=fields["reply"]["root"],
                languages=tuple(fields["languages"]),
                labels=tuple(fields["labels"]),
                created_at=datetime.fromisoformat(fields["created_at"]),
                picture=Picture(**picture) if picture else None,
            )
        except (ValueError, KeyError, TypeError) as fault:
            raise NetworkFault("the frozen record is not one of the plaza") from fault


def _approved(post: FrozenPost, saying: MarkedPicture | ApprovedWords) -> _Record:
    """The frozen record, if everything that anybody would see of it is what was approved."""
    record = _Record.of(post.record)
    fields = json.loads(post.record)
    said = {name: fields[name] for name in fields.keys() - {"reply", "created_at"}}
    if said != _frozen(saying) or record.parent != saying.answers:
        raise NotApproved("the frozen record does not say what was approved")
    return record


def _frozen(saying: MarkedPicture | ApprovedWords) -> dict[str, object]:
    if isinstance(saying, ApprovedWords):
        return {"text": saying.text, "languages": [saying.language], "labels": [], "picture": None}
    picture = {
        "sha256": saying.file_digest,
        "alt_text": saying.alt_text,
        "media_type": saying.media_type,
        "width": saying.width,
        "height": saying.height,
    }
    return {
        "text": saying.post_text,
        "languages": list(saying.languages),
        "labels": list(saying.labels),
        "picture": picture,
    }


def _seen(row: Row, authors: dict[str, Account]) -> SeenPost:
    pictures: tuple[PictureRef, ...] = ()
    if row.picture is not None:
        uri = _picture_uri(row.picture)
        pictures = (PictureRef(uri, row.author, row.uri, row.picture.alt_text),)
    return SeenPost(
        uri=row.uri,
        author=authors[row.author],
        unverified_text=row.text,
        version=str(row.version),
        pictures=pictures,
        languages=row.languages,
        created_at=row.created_at,
    )


def _picture_uri(picture: Picture) -> str:
    return f"plaza://picture/{picture.sha256}"


def _above(post: Row, by_uri: dict[str, Row]) -> list[Row]:
    """The ancestors, parent first; the removed among them too, for the depth."""
    above: list[Row] = []
    parent = by_uri.get(post.parent or "")
    while parent is not None and len(above) < DEEPEST:
        above.append(parent)
        parent = by_uri.get(parent.parent or "")
    return above


def _number(cursor: str | None) -> int:
    try:
        return int(cursor or "0")
    except ValueError as fault:
        raise NetworkFault(f"{cursor!r} is no cursor of the plaza") from fault
