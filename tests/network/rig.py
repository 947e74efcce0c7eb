"""The same people on every network, so that one set of contract tests holds for all adapters."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import httpx
from tests.network import atproto
from tests.network.atproto import Accounts, until
from tests.network.messages import MessageService

from seemly.networks.bluesky import Bluesky
from seemly.networks.bluesky.chat import SERVICE
from seemly.networks.network import Account, Network
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.town import Town, Upload
from seemly.outgoing import Outgoing
from seemly.store import open_engine
from seemly.tables import metadata


class Person(Protocol):
    """Somebody with an app of the network."""

    @property
    def id(self) -> str: ...

    def post(self, text: str, picture: bytes | None = None, alt: str = "") -> str: ...

    def reply(self, to: str, text: str) -> str: ...

    def mention(self, text: str, under: str | None = None, picture: bytes | None = None) -> str:
        """Post "@bot text"."""
        ...

    def edit(self, uri: str, text: str) -> None: ...

    def delete(self, uri: str) -> None: ...

    def welcome_bot(self) -> None: ...

    def block_bot(self) -> None: ...

    def sees(self, uri: str) -> bool:
        """Whether this person's app shows a post; a bot sees its own before anybody else."""
        ...


class Rig(Protocol):
    """A network with our bot on it."""

    bot_id: str

    @property
    def bot(self) -> Network: ...

    def person(self, name: str) -> Person: ...


def now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


class BlueskyRig:
    """The real servers; every call returns only when the AppView shows what it did."""

    def __init__(self, accounts: Accounts, folder: Path) -> None:
        self.accounts = accounts
        self.account = accounts.person("robot")
        self.bot_id = self.account.did
        self.bot = self.new_bot(folder)

    def new_bot(
        self,
        folder: Path,
        *,
        transport: httpx.BaseTransport | None = None,
        messages: MessageService | None = None,
    ) -> Bluesky:
        """The same account in another process, as far as the adapter can tell."""
        network = self.accounts.network
        return Bluesky(
            self.account.handle,
            self.account.password,
            service=network.pds,
            session_file=folder / "session.json",
            outgoing=Outgoing(allowed=network.places),
            clock=time.time,
            plc_url=network.plc,
            poll_seconds=0.3,
            chat_service=messages.name if messages else SERVICE,
            transport=transport,
        )

    def person(self, name: str) -> BlueskyPerson:
        return BlueskyPerson(self.accounts.person(name), self)


class BlueskyPerson:
    """A person of the contract, played by an account."""

    def __init__(self, account: atproto.Person, rig: BlueskyRig) -> None:
        self.account, self._rig = account, rig
        self.id = account.did

    def post(self, text: str, picture: bytes | None = None, alt: str = "") -> str:
        return self._shown(self.account.post(text, picture, alt))

    def reply(self, to: str, text: str) -> str:
        return self._shown(self.account.reply(to, text))

    def mention(self, text: str, under: str | None = None, picture: bytes | None = None) -> str:
        return self._shown(self.account.mention(self._rig.account, text, under, picture))

    def edit(self, uri: str, text: str) -> None:
        self.account.edit(uri, text)
        cid = self.account.record(uri)["cid"]
        until(lambda: self._version(uri) == cid, "the AppView shows the edit")

    def delete(self, uri: str) -> None:
        self.account.delete(uri)
        until(lambda: self._version(uri) is None, "the AppView has lost the post")

    def welcome_bot(self) -> None:
        self.account.follow(self._rig.account)
        self._until_standing("yes")

    def block_bot(self) -> None:
        self.account.block(self._rig.account)
        self._until_standing("blocks")

    def sees(self, uri: str) -> bool:
        return self._version(uri) is not None

    def _until_standing(self, standing: str) -> None:
        bot = self._rig.bot
        until(lambda: bot.welcome([self.id])[self.id] == standing, f"the AppView says {standing}")

    def _version(self, uri: str) -> str | None:
        thread = self.account.thread(uri)
        return thread["post"]["cid"] if thread and "post" in thread else None

    def _shown(self, uri: str) -> str:
        until(lambda: self._version(uri), "the AppView shows the post")
        return uri


class _Bytes:
    """Picture bytes in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, data: bytes, /) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self._kept[digest] = data
        return digest

    def read(self, sha256: str, /) -> bytes:
        return self._kept[sha256]

    def drop(self, sha256: str, /) -> None:
        self._kept.pop(sha256, None)


class PlazaRig:
    """The plaza over a database of its own."""

    def __init__(self, folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder / 'plaza.db'}")
        metadata.create_all(engine)
        bot, pictures = Account("plaza-bot", "seemly", is_bot=True), _Bytes()
        self.bot = Plaza(engine, pictures, bot, now)
        self.bot_id = bot.id
        self.town = Town(engine, pictures, bot, now, lambda: secrets.token_hex(8))

    def person(self, name: str) -> PlazaPerson:
        return PlazaPerson(self.town.join(name).id, self.town)


class PlazaPerson:
    """A person of the contract on the plaza."""

    def __init__(self, account: str, town: Town) -> None:
        self.id, self._town = account, town

    def post(self, text: str, picture: bytes | None = None, alt: str = "") -> str:
        upload = Upload(picture, 8, 8, alt) if picture else None
        return self._town.post(self.id, text, upload)

    def reply(self, to: str, text: str) -> str:
        return self._town.reply(self.id, to, text)

    def mention(self, text: str, under: str | None = None, picture: bytes | None = None) -> str:
        upload = Upload(picture, 8, 8) if picture else None
        if under is None:
            return self._town.post(self.id, f"@seemly {text}", upload)
        return self._town.reply(self.id, under, f"@seemly {text}", upload)

    def sees(self, uri: str) -> bool:
        return True

    def edit(self, uri: str, text: str) -> None:
        self._town.edit(self.id, uri, text)

    def delete(self, uri: str) -> None:
        self._town.delete(self.id, uri)

    def welcome_bot(self) -> None:
        self._town.welcome(self.id)

    def block_bot(self) -> None:
        self._town.block(self.id)
