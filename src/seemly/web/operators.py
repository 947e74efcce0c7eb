"""Who is the operator: whoever sits at this machine and holds the code that was printed at start.

Three things have to hold at once. The connection comes from loopback, for a name of loopback, and
through no proxy; and its browser has exchanged the code for a cookie. The code is good once, within
a quarter of an hour; both live in this process's memory alone, and a server that does not listen on
loopback makes none.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from threading import Lock

from fastapi import Request

from seemly.web.security import LOOPBACK, host_of

CODE_SECONDS = 900.0  # in which the code is used: it may stay in a terminal or a log for longer
SHIFT = 12 * 3600.0  # seconds that a browser stays the operator's
#: What a proxy adds: then loopback is the proxy's address, and nobody's name.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Operators:
    """The code of one process, and the browsers that brought it."""

    def __init__(
        self,
        clock: Callable[[], float],
        mint: Callable[[], str] = secrets.token_urlsafe,  # 32 random bytes
    ) -> None:
        """`clock` in seconds, never going back."""
        self._clock, self._mint = clock, mint
        self._lock = Lock()
        self._cookies: dict[bytes, float] = {}  # digest of each, and when it ends
        self.code = mint()
        self._code: bytes | None = _digest(self.code)  # None once it was used
        self._code_ends = clock() + CODE_SECONDS

    def enter(self, request: Request, code: str) -> str | None:
        """A cookie for the code, once and in time; None for anything else."""
        if not is_at_this_machine(request):
            return None
        with self._lock:
            if self._code is None or not hmac.compare_digest(self._code, _digest(code)):
                return None
            if self._clock() >= self._code_ends:
                return None
            self._code = None
            cookie = self._mint()
            self._cookies[_digest(cookie)] = self._clock() + SHIFT
        return cookie

    def knows(self, request: Request) -> bool:
        """Whether this is the operator's browser."""
        cookie = request.cookies.get(cookie_name(request))
        if not cookie or not is_at_this_machine(request):
            return False
        with self._lock:
            until = self._cookies.get(_digest(cookie))
        return until is not None and self._clock() < until

    def leave(self, request: Request) -> None:
        """This browser is nobody's from now on."""
        with self._lock:
            self._cookies.pop(_digest(request.cookies.get(cookie_name(request), "")), None)


def cookie_name(request: Request) -> str:
    """Of this port's server: cookies do not know ports."""
    return f"operator_{request.url.port or 0}"


def is_at_this_machine(request: Request) -> bool:
    """Whether this came from a program on this machine, by no proxy and for a loopback name."""
    if request.client is None or host_of(request.scope) not in LOOPBACK:
        return False
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
