"""The bot's session: kept in a file, refreshed before it is made anew, never logged.

`createSession` is limited to 300 a day, so a bot that logs in at each start and in each process
locks itself out. Processes share the file: whoever holds its lock renews, the others read what
they find. Refresh tokens work once, so nobody renews without looking into the file first.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from atproto_server.auth.jwt import get_jwt_payload
from atproto_server.exceptions import TokenDecodeError

from seemly.errors import NetworkFault, TryLater
from seemly.networks.bluesky.limits import Clock
from seemly.networks.bluesky.line import Json, Line, Refusal

EARLY = 60.0  # seconds before its end at which a token counts as ended
AFTER_REFUSAL = 300.0  # seconds without another try after a wrong password

#: Faults that a new token mends.
STALE = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})


@dataclass(frozen=True)
class Session:
    """A logged-in account. The tokens are secrets and stay out of every text."""

    service: str
    account: str  # the handle it was made with
    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)

    @property
    def scope(self) -> str:
        """What the token may do, for instance com.atproto.appPassPrivileged."""
        return str(_claim(self.access, "scope") or "")

    def ends_before(self, moment: float) -> bool:
        """Whether the access token ends before a moment (epoch); False when it does not say."""
        end = _claim(self.access, "exp")
        return isinstance(end, int) and end < moment


class Login:
    """Gives a session that works, and a newer one on demand."""

    def __init__(self, line: Line, account: str, password: str, file: Path, clock: Clock) -> None:
        self._line, self._account, self._password = line, account, password
        self._file, self._clock = file, clock
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._refused: tuple[float, NetworkFault] | None = None

    def session(self) -> Session:
        """The session in use. Raises NetworkFault when the password is refused, and TryLater."""
        session = self._session or self._stored()
        if session is None or session.ends_before(self._clock() + EARLY):
            return self.renew(session)
        self._session = session
        return session

    def renew(self, stale: Session | None) -> Session:
        """A session newer than `stale`: from the file, else refreshed, else logged in."""
        with self._lock, self._file_locked():
            session = self._stored()
            if session is None or self._is_stale(session, stale):
                session = (session and self._refreshed(session)) or self._logged_in()
                self._store(session)
            self._session = session
            return session

    def _is_stale(self, session: Session, known: Session | None) -> bool:
        same = known is not None and session.access == known.access
        return same or session.ends_before(self._clock() + EARLY)

    def _refreshed(self, session: Session) -> Session | None:
        try:
            answer = self._line.procedure(
                "com.atproto.server.refreshSession", None, session.refresh
            )
        except Refusal:
            return None  # used up or withdrawn: the password decides
        return self._from(answer)

    def _logged_in(self) -> Session:
        self._wait_after_refusal()
        body = {"identifier": self._account, "password": self._password}
        try:
            answer = self._line.procedure("com.atproto.server.createSession", body)
        except Refusal as refusal:
            fault = NetworkFault(
                f"{self._line.service} does not let @{self._account} in ({refusal.code})",
                "Check the handle, and make a new app password in the account's settings",
            )
            self._refused = (self._clock() + AFTER_REFUSAL, fault)
            raise fault from None  # the refused request holds the password
        return self._from(answer)

    def _wait_after_refusal(self) -> None:
        if self._refused is not None and self._clock() < self._refused[0]:
            raise self._refused[1]

    def _from(self, answer: Json) -> Session:
        try:
            return Session(
                service=self._line.service,
                account=self._account,
                did=str(answer["did"]),
                handle=str(answer["handle"]),
                access=str(answer["accessJwt"]),
                refresh=str(answer["refreshJwt"]),
            )
        except KeyError as fault:
            raise TryLater(f"{self._line.service} gave a session without {fault}") from None

    def _stored(self) -> Session | None:
        try:
            session = Session(**json.loads(self._file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # none yet, or of an older version: the password makes another
        ours = (session.service, session.account) == (self._line.service, self._account)
        return session if ours else None

    def _store(self, session: Session) -> None:
        # mkstemp makes it 0600, and the rename is atomic: no reader sees half a session.
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(session), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, self._file)

    @contextlib.contextmanager
    def _file_locked(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with open(self._file.with_name(self._file.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _claim(token: str, name: str) -> object:
    try:
        return getattr(get_jwt_payload(token), name, None)
    except (TokenDecodeError, ValueError):
        return None  # opaque to us; the server tells when it ends
