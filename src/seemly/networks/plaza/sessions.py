"""Who sits at which browser. A session is a random cookie; it may speak as several accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from seemly.errors import NotFound
from seemly.networks.network import Account
from seemly.networks.plaza.records import Records, account
from seemly.networks.plaza.tables import accounts, keyring, sessions
from seemly.networks.plaza.town import Declined

MOST_ACCOUNTS = 20  # of one session


@dataclass(frozen=True)
class Session:
    """An open session: who speaks now, and who else may."""

    id: str  # SHA-256 of the cookie
    account: Account | None
    others: tuple[Account, ...]


class Sessions:
    """Opens, finds and changes sessions. Cookies are handed in; only their hashes are stored."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def find(self, cookie: str | None) -> Session | None:
        """The session of a cookie, if there is one."""
        if not cookie:
            return None
        name = _hash(cookie)
        statement = (
            sa.select(accounts)
            .join(keyring, keyring.c.account == accounts.c.id)
            .where(keyring.c.session == name)
            .order_by(accounts.c.handle)
        )
        with self._records.read() as connection:
            row = connection.execute(sa.select(sessions).where(sessions.c.id == name)).first()
            mine = [account(found) for found in connection.execute(statement)]
        if row is None:
            return None
        speaking = next((a for a in mine if a.id == row.account), None)
        return Session(name, speaking, tuple(a for a in mine if a is not speaking))

    def sign_in(self, cookie: str, who: Account) -> None:
        """Put an account on the session's ring and let it speak. Opens the session if need be.

        Only for an account that was just made, or one that every visitor may play.
        """
        name = _hash(cookie)
        with self._records.write() as connection:
            known = sa.select(sessions.c.id).where(sessions.c.id == name)
            if connection.execute(known).first() is None:
                values = {"id": name, "created_at": self._records.now()}
                connection.execute(sa.insert(sessions).values(**values))
            ring = set(
                connection.execute(
                    sa.select(keyring.c.account).where(keyring.c.session == name)
                ).scalars()
            )
            if who.id not in ring:
                if len(ring) >= MOST_ACCOUNTS:
                    raise Declined("too_many", f"{MOST_ACCOUNTS} names are enough")
                connection.execute(sa.insert(keyring).values(session=name, account=who.id))
            connection.execute(_speak(name, who.id))

    def switch(self, session: Session, account_id: str) -> None:
        """Let another account of the ring speak. Raises NotFound."""
        if account_id not in {a.id for a in session.others}:
            raise NotFound("that name is not yours")
        with self._records.write() as connection:
            connection.execute(_speak(session.id, account_id))

    def rest(self, session: Session) -> None:
        """Nobody speaks for now; the names stay on the ring."""
        with self._records.write() as connection:
            connection.execute(_speak(session.id, None))


def _speak(session: str, account_id: str | None) -> sa.Update:
    return sa.update(sessions).where(sessions.c.id == session).values(account=account_id)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
