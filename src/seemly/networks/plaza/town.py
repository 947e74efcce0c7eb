"""What people do on the plaza: take a name, post, answer, edit, delete, welcome or block the bot.

Nobody proves who they are here: the plaza is for this machine. A name belongs to the browser that
took it (sessions.py), save for personas, whom anybody may play.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import regex
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from seemly.decoding import media_type
from seemly.errors import BadPicture, NotFound, SeemlyError
from seemly.networks.network import Account
from seemly.networks.plaza.plaza import PICTURE_LIMIT, TEXT_LIMIT, handles
from seemly.networks.plaza.records import (
    PREFIX,
    Clock,
    Picture,
    PictureBytes,
    Records,
    Row,
    account,
    people,
    select,
)
from seemly.networks.plaza.tables import accounts, blocks, posts
from seemly.networks.plaza.threads import Entry, Opening, in_order, opening

ALT_LIMIT = 2000  # characters
CODE_POINTS = 10 * TEXT_LIMIT  # one grapheme can be stacked without end
PAGE = 20  # threads on the front page

_HANDLE = regex.compile(r"[a-z0-9][a-z0-9-]{0,18}[a-z0-9]")

Mint = Callable[[], str]


class Declined(SeemlyError):
    """Something a visitor may not do. `reason` is a code, so that a page can say it in words."""

    def __init__(self, reason: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.reason = reason


@dataclass(frozen=True)
class Upload:
    """A picture a visitor brings, decoded already by whoever calls; size in pixels as shown."""

    data: bytes
    width: int
    height: int
    alt_text: str = ""


@dataclass(frozen=True)
class Resident:
    """An account with what it chose about the bot."""

    account: Account
    welcomes_bot: bool
    blocks_bot: bool
    is_persona: bool


class Town:
    """Everything people can do; each act is one transaction."""

    def __init__(
        self, engine: Engine, pictures: PictureBytes, bot: Account, clock: Clock, mint: Mint
    ) -> None:
        """`mint` gives a fresh unguessable name (lower-case letters and digits) at each call."""
        self.records = Records(engine, pictures, bot, clock)
        self.bot = bot
        self._pictures, self._clock, self._mint = pictures, clock, mint

    # -- accounts --------------------------------------------------------------------------

    def join(self, handle: str) -> Account:
        """A new account of this name. Raises Declined when it is taken or no name."""
        return self._new_account(handle, is_persona=0)

    def persona(self, handle: str) -> Account:
        """An account that every visitor may play, for rehearsals; the same at each call."""
        with self.records.read() as connection:
            found = connection.execute(
                sa.select(accounts).where(accounts.c.handle == handle, accounts.c.is_persona == 1)
            ).first()
        return account(found) if found else self._new_account(handle, is_persona=1)

    def personas(self) -> list[Account]:
        """All accounts that anybody may play, by name."""
        statement = sa.select(accounts).where(accounts.c.is_persona == 1)
        with self.records.read() as connection:
            rows = connection.execute(statement.order_by(accounts.c.handle))
            return [account(row) for row in rows]

    def resident(self, account_id: str) -> Resident:
        """Raises NotFound."""
        with self.records.read() as connection:
            row = connection.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
            block = connection.execute(_block(account_id, self.bot.id)).first()
        if row is None:
            raise NotFound("there is no such account on the plaza")
        return Resident(
            account(row),
            welcomes_bot=row.welcomes_bot_at is not None,
            blocks_bot=block is not None,
            is_persona=bool(row.is_persona),
        )

    def welcome(self, account_id: str) -> None:
        """The bot may answer under this account's posts."""
        self._set_welcome(account_id, self.records.now())

    def unwelcome(self, account_id: str) -> None:
        """Take the welcome back."""
        self._set_welcome(account_id, None)

    def block(self, account_id: str) -> None:
        """The bot may not speak under this account's posts, and learns so when it looks."""
        with self.records.write() as connection:
            if connection.execute(_block(account_id, self.bot.id)).first() is None:
                values = {"blocker": account_id, "blocked": self.bot.id}
                connection.execute(
                    sa.insert(blocks).values(**values, created_at=self.records.now())
                )

    def unblock(self, account_id: str) -> None:
        """Take the block back."""
        with self.records.write() as connection:
            connection.execute(
                sa.delete(blocks).where(
                    blocks.c.blocker == account_id, blocks.c.blocked == self.bot.id
                )
            )

    # -- posts -----------------------------------------------------------------------------

    def post(
        self,
        author: str,
        text: str,
        upload: Upload | None = None,
        languages: tuple[str, ...] = (),
        draft: str | None = None,
    ) -> str:
        """Begin a thread; returns its URI. The same draft sent twice is one post.

        Raises Declined for an empty or over-long text, BadPicture for bytes that are none.
        """
        return self._publish(author, None, text, upload, languages, draft)

    def reply(
        self,
        author: str,
        parent: str,
        text: str,
        upload: Upload | None = None,
        languages: tuple[str, ...] = (),
        draft: str | None = None,
    ) -> str:
        """Answer a post; returns the URI. Raises NotFound when the parent is gone or private."""
        return self._publish(author, parent, text, upload, languages, draft)

    def edit(self, author: str, uri: str, text: str) -> None:
        """Change the words of one's own post. Raises NotFound, Declined."""
        text = clean(text)
        with self.records.write() as connection:
            row = self._own(connection, author, uri)
            _check_text(text, has_picture=row.picture is not None)
            connection.execute(
                sa.update(posts)
                .where(posts.c.seq == row.seq)
                .values(text=text, version=row.version + 1)
            )

    def delete(self, author: str, uri: str) -> None:
        """Take one's own post away. Raises NotFound."""
        with self.records.write() as connection:
            self.records.empty(connection, self._own(connection, author, uri))

    # -- reading ---------------------------------------------------------------------------

    def uri_of(self, name: str) -> str:
        """The URI of the post with this last part."""
        return PREFIX + name

    def name_of(self, uri: str) -> str:
        """The last part of a post's URI, for web addresses."""
        return uri.removeprefix(PREFIX)

    def openings(self, before: int | None = None) -> list[Opening]:
        """Threads, newest first; `before` is the number of the last one of the page above."""
        statement = (
            sa.select(posts.c.uri)
            .where(
                posts.c.parent.is_(None),
                posts.c.removed_at.is_(None),
                *([posts.c.seq < before] if before is not None else []),
            )
            .order_by(posts.c.seq.desc())
            .limit(PAGE)
        )
        with self.records.read() as connection:
            roots = list(connection.execute(statement).scalars())
            around = select(
                connection,
                posts.c.root.in_(roots),
                posts.c.removed_at.is_(None),
                posts.c.audience.is_(None),
            )
            authors = people(connection, {row.author for row in around})
        threads: dict[str, list[Entry]] = {root: [] for root in roots}
        for row in around:
            threads[row.root].append(self._entry(row, authors))
        return [opening(entries, self.bot) for entries in threads.values()]

    def conversation(self, root: str, viewer: str | None) -> list[Entry]:
        """A thread as `viewer` sees it, answers under what they answer.

        A removed post stays as an empty one while something visible stands under it.
        Raises NotFound when nothing of it is to be seen.
        """
        with self.records.read() as connection:
            rows = [
                row
                for row in select(connection, posts.c.root == root)
                if row.audience is None or row.audience == viewer
            ]
            authors = people(connection, {row.author for row in rows})
        ordered = in_order(rows)
        if not ordered:
            raise NotFound("there is no such thread on the plaza")
        ours = {row.uri for row in rows if row.author == self.bot.id}
        return [
            replace(self._entry(row, authors), answers_bot=row.parent in ours, depth=depth)
            for row, depth in ordered
        ]

    def row(self, name: str, viewer: str | None) -> Row:
        """One standing post by the last part of its URI. Raises NotFound."""
        with self.records.read() as connection:
            row = self.records.post(connection, PREFIX + name)
        if row is None or row.audience not in (None, viewer):
            raise NotFound("there is no such post on the plaza")
        return row

    def picture(self, name: str, viewer: str | None) -> tuple[bytes, str]:
        """Bytes and media type of a standing post's picture. Raises NotFound."""
        row = self.row(name, viewer)
        if row.picture is None:
            raise NotFound("there is no picture in that post")
        return self._pictures.read(row.picture.sha256), row.picture.media_type

    # -- parts -----------------------------------------------------------------------------

    def _new_account(self, handle: str, is_persona: int) -> Account:
        handle = handle.strip().removeprefix("@").lower()
        if not _HANDLE.fullmatch(handle):
            raise Declined(
                "no_handle",
                "a name has 2 to 20 letters a to z, digits and hyphens",
                "Choose another one",
            )
        made = Account(f"plaza-{self._mint()}", handle, created_at=self._clock())
        with self.records.write() as connection:
            taken = sa.select(accounts.c.id).where(accounts.c.handle == handle)
            if connection.execute(taken).first() is not None:
                raise Declined("handle_taken", "that name is taken", "Choose another one")
            connection.execute(
                sa.insert(accounts).values(
                    id=made.id,
                    handle=handle,
                    is_bot=0,
                    is_persona=is_persona,
                    created_at=self.records.now(),
                )
            )
        return made

    def _set_welcome(self, account_id: str, at: float | None) -> None:
        with self.records.write() as connection:
            connection.execute(
                sa.update(accounts).where(accounts.c.id == account_id).values(welcomes_bot_at=at)
            )

    def _publish(
        self,
        author: str,
        parent: str | None,
        text: str,
        upload: Upload | None,
        languages: tuple[str, ...],
        draft: str | None,
    ) -> str:
        text = clean(text)
        _check_text(text, has_picture=upload is not None)
        picture = _described(upload) if upload is not None else None
        with self.records.write() as connection:
            above = self._parent(connection, parent) if parent is not None else None
            name = _name(draft or self._mint(), author, parent or "", text, picture)
            row = Row(
                seq=0,
                uri=PREFIX + name,
                key=None,
                author=author,
                audience=None,
                text=text,
                parent=parent,
                root=above.root if above else PREFIX + name,
                picture=picture,
                languages=languages,
                labels=(),
                version=1,
                created_at=self._clock(),
                gone=False,
            )
            self.records.insert(connection, row)
            if upload is not None and self.records.post(connection, row.uri) is not None:
                self._pictures.keep(upload.data)
        return row.uri

    def _parent(self, connection: Connection, uri: str) -> Row:
        row = self.records.post(connection, uri)
        if row is None or row.audience is not None:
            raise NotFound("the post you answer is gone")
        return row

    def _own(self, connection: Connection, author: str, uri: str) -> Row:
        row = self.records.post(connection, uri)
        if row is None or row.author != author or row.key is not None:
            raise NotFound("you have no such post")
        return row

    def _entry(self, row: Row, authors: dict[str, Account]) -> Entry:
        author = authors[row.author]
        named = not author.is_bot and self.bot.handle.lower() in handles(row.text)
        return Entry(row, author, named)


def clean(text: str) -> str:
    """The text in NFC, with plain line ends and without control characters or lone surrogates.

    Databases refuse NUL and surrogates. Direction marks stay: Arabic and Hebrew need them, and
    pages isolate each post.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in plain if c == "\n" or c == "\t" or unicodedata.category(c) not in _REFUSED)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


_REFUSED = frozenset({"Cc", "Cs"})


def _check_text(text: str, *, has_picture: bool) -> None:
    if not text and not has_picture:
        raise Declined("empty", "there is nothing in it", "Write something or add a picture")
    if len(text) > CODE_POINTS or len(regex.findall(r"\X", text)) > TEXT_LIMIT:
        raise Declined("too_long", f"a post has at most {TEXT_LIMIT} characters", "Shorten it")


def _described(upload: Upload) -> Picture:
    kind = media_type(upload.data)
    if len(upload.data) > PICTURE_LIMIT:
        raise BadPicture("too_many_bytes", "a picture has at most 20 MB", "Make it smaller")
    alt = clean(upload.alt_text)[:ALT_LIMIT]
    digest = hashlib.sha256(upload.data).hexdigest()
    return Picture(digest, alt, kind, upload.width, upload.height)


def _name(draft: str, author: str, parent: str, text: str, picture: Picture | None) -> str:
    """The same form sent twice lands on the same name; a changed text is another post."""
    parts = [draft, author, parent, text, picture.sha256 if picture else ""]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _block(blocker: str, blocked: str) -> sa.Select[tuple[str]]:
    return sa.select(blocks.c.blocker).where(
        blocks.c.blocker == blocker, blocks.c.blocked == blocked
    )
