"""What stands before every page: which host, from which page, how large, and which headers.

Cross-site posting is refused the way Filippo Valsorda worked out for Go 1.25's
http.CrossOriginProtection: by Sec-Fetch-Site, else by Origin, without tokens.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Names that only ever mean this machine. RFC 6761 section 6.3 for `localhost`.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: under it browsers send `Origin: null` with our own forms, and browsers
    # that do not know Sec-Fetch-Site (or talk plain HTTP to another machine) could not post.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",  # a page may hold an answer that only one person may read
}

#: For bytes that strangers brought: nothing in them may run, whatever they turn out to be.
SANDBOX = "default-src 'none'; sandbox"


class SecureHeaders:
    """Adds HEADERS to every response that does not say it better itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_secured)


class KnownHosts:
    """Refuses requests whose Host is neither loopback nor configured.

    Else a page of a hostile site could point its own name at 127.0.0.1 (DNS rebinding) and read
    what is meant for the people on this machine.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """`hosts` are names without ports."""
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and host_of(scope) not in self._hosts:
            refusal = PlainTextResponse("This server does not go by that name.\n", status_code=421)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


class SameOrigin:
    """Refuses anything that changes something when another site's page sent it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_ours(scope):
            refusal = PlainTextResponse("Another site sent this form.\n", status_code=403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    if scope["method"] in SAFE_METHODS:
        return True
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        # `same-site` is another port or subdomain: on this machine, another program.
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True  # no browser sends a form without either; such a client has no cookie of ours
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def host_of(scope: Scope) -> str:
    """The name in the Host header, lower case, without its port."""
    host = Headers(scope=scope).get("host", "").lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
