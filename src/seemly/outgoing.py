"""Every fetch from an address that somebody else chose: pictures, DID documents, answers' URLs.

The danger is server-side request forgery (CWE-918): an address in a post or in a generator's
answer that leads into our own network, to a cloud's metadata service or to our own doors. So:

    http and https only, no user names or passwords in addresses, no cookies, no proxies
    a host is resolved once; unless every address it has is public, nothing is opened
    the connection goes to the very address that was checked (no DNS rebinding), while TLS still
    verifies the name
    each redirect is a new address and is checked again; at most three
    size and total time are bounded while reading, so a slow drip or an endless answer ends
    no compressed answers, so no decompression bombs
"""

from __future__ import annotations

import json
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urljoin

import httpcore
import httpx

from seemly.addresses import ForbiddenAddress, is_public, parse, place, place_of, written
from seemly.errors import NetworkFault, NotAskedYet, TryLater

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
Clock: TypeAlias = Callable[[], float]

REDIRECTS = 3
CONNECT_SECONDS = 10.0  # for one address; a dead one must not eat the whole deadline
ADDRESSES = 4  # of one host that are tried in turn
JSON_LIMIT = 1_000_000  # bytes
WAIT_LIMIT = 3600.0  # seconds; a longer Retry-After is cut to this

_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class NotConnected(NotAskedYet):
    """No byte of the request left this machine, so repeating it is always safe."""


class Answered(NetworkFault):
    """The server answered with a status that is neither success nor passing trouble."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What a server answered. `wait` is its Retry-After in seconds, if it gave one."""

    status: int
    media_type: str  # lower case, without parameters; "" when not given
    body: bytes
    location: str = ""
    wait: float | None = None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves them, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outgoing:
    """Opens addresses that were chosen by others.

    `allowed` names (host, port) pairs that may be private: the operator's own PDS, or the host of
    a generator. `seconds` is the deadline of a call that names none. `resolve`, `tls` and `clock`
    are for tests; the environment's proxies, certificates and .netrc are never read.
    """

    def __init__(
        self,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        seconds: float = 20.0,
        *,
        agent: str = "seemly",
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._allowed = frozenset(place(written(host, port)) for host, port in allowed)
        self._seconds = seconds
        self._agent = agent
        self._resolve = resolve
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._clock = clock

    def get(self, url: str, *, limit: int, seconds: float | None = None) -> bytes:
        """The bytes at an address, at most `limit`, within `seconds` in all.

        Raises ForbiddenAddress, Answered (its `status`), NetworkFault (too large, compressed) or
        TryLater (time-out, broken connection, 429 or 5xx).
        """
        return self.fetch(url, limit=limit, seconds=seconds).body

    def get_json(self, url: str, *, limit: int = JSON_LIMIT, seconds: float | None = None) -> Any:
        """The JSON value at an address. Raises as `get`, and NetworkFault for what is no JSON."""
        body = self.get(url, limit=limit, seconds=seconds)
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as fault:
            raise NetworkFault(f"{place_of(parse(url))[0]} did not answer with JSON") from fault

    def fetch(
        self, url: str, *, limit: int, seconds: float | None = None, accept: str = "*/*"
    ) -> Reply:
        """Like `get`, with the media type. Follows at most three redirects, each checked."""
        deadline = self._deadline(seconds)
        for _ in range(REDIRECTS + 1):
            request = httpx.Request("GET", parse(url), headers={"Accept": accept})
            reply = self._exchange(request, limit, deadline)
            if reply.status not in _REDIRECTING:
                return _succeeded(reply, request.url.host)
            url = _next(url, reply.location)
        raise NetworkFault(f"more than {REDIRECTS} redirects")

    def exchange(
        self, request: httpx.Request, *, limit: int, seconds: float | None = None
    ) -> Reply:
        """One request as it is, one reply of any status; redirects are not followed.

        `limit` bounds the reply's bytes, `seconds` the whole. Raises ForbiddenAddress,
        NotConnected (nothing was sent), TryLater (it may or may not have arrived) or NetworkFault.
        """
        parse(str(request.url))
        return self._exchange(request, limit, self._deadline(seconds))

    def _deadline(self, seconds: float | None) -> _Deadline:
        return _Deadline(self._clock, self._seconds if seconds is None else seconds)

    def _exchange(self, request: httpx.Request, limit: int, deadline: _Deadline) -> Reply:
        host, port = place_of(request.url)
        accepts = _anything if (host, port) in self._allowed else is_public
        backend = _CheckedBackend(accepts, self._resolve, deadline)
        request.headers["User-Agent"] = self._agent
        request.headers["Accept-Encoding"] = "identity"
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
                pool.stream(
                    request.method,
                    _core_url(request.url),
                    headers=request.headers.raw,
                    content=request.read(),
                ) as response,
            ):
                return _read(response, limit, host)
        except httpcore.TimeoutException as fault:
            raise TryLater(f"{host} did not answer in {deadline.seconds:g} seconds") from fault
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as fault:
            raise TryLater(f"the connection to {host} broke off") from fault
        except httpcore.LocalProtocolError as fault:
            raise NetworkFault(f"the request to {host} could not be written") from fault


def _anything(address: str) -> bool:
    return True


def _core_url(url: httpx.URL) -> httpcore.URL:
    """The parsed parts, so that nobody parses the text a second time and reads it otherwise."""
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _next(url: str, location: str) -> str:
    if not location:
        raise NetworkFault("a redirect that leads nowhere")
    try:
        target = urljoin(url, location)
    except ValueError as fault:
        raise ForbiddenAddress("that is not a web address") from fault
    if url.startswith("https:") and not target.startswith("https:"):
        raise ForbiddenAddress("a redirect from https to something weaker is not followed")
    return target


def _succeeded(reply: Reply, host: str) -> Reply:
    if reply.status in _PASSING:
        raise TryLater(f"{host} answered {reply.status}", reply.wait or 5.0)
    if reply.status != 200:
        raise Answered(f"{host} answered {reply.status}", reply.status)
    return reply


def _read(response: httpcore.Response, limit: int, host: str) -> Reply:
    headers = {name.lower(): value for name, value in response.headers}
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
        raise NetworkFault(f"{host} answered with compressed data, which was not asked for")
    size = headers.get(b"content-length", b"0")
    if size.isdigit() and int(size) > limit:
        raise _too_large(host, limit)
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > limit:
            raise _too_large(host, limit)
    return Reply(
        response.status,
        headers.get(b"content-type", b"").split(b";")[0].strip().lower().decode("latin-1"),
        bytes(body),
        headers.get(b"location", b"").decode("latin-1"),
        _wait(headers.get(b"retry-after", b"")),
    )


def _wait(value: bytes) -> float | None:
    """Retry-After in seconds; its other form, a date, needs a clock both sides agree on."""
    return min(float(value), WAIT_LIMIT) if value.isdigit() and len(value) < 10 else None


def _too_large(host: str, limit: int) -> NetworkFault:
    return NetworkFault(f"{host} sent more than {limit} bytes")


class _Deadline:
    """One moment by which everything has ended: name look-up, handshake, sending, reading."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._until = clock() + seconds
        self.seconds = seconds

    def left(self) -> float:
        return self._until - self._clock()


class _CheckedBackend(httpcore.NetworkBackend):
    """Opens a connection to an address that was checked, and to no other."""

    def __init__(
        self, accepts: Callable[[str], bool], resolve: Resolve, deadline: _Deadline
    ) -> None:
        self._accepts = accepts
        self._resolve = resolve
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._checked(host, port)
        for address in addresses[:ADDRESSES]:
            seconds = min(CONNECT_SECONDS, self._deadline.left())
            if seconds <= 0:
                break
            try:
                opened = socket.create_connection((address, port), seconds)
            except OSError:
                continue
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _BoundedStream(opened, self._deadline, host)
        raise NotConnected(f"{host} cannot be reached")

    def _checked(self, host: str, port: int) -> list[str]:
        addresses = self._look_up(host, port)
        if not all(map(self._accepts, addresses)):
            raise ForbiddenAddress(
                f"{host} leads into a private network",
                "Addresses that others choose are opened only on the public internet",
            )
        return addresses

    def _look_up(self, host: str, port: int) -> list[str]:
        # getaddrinfo cannot be interrupted, and a slow name server is somebody else's choice.
        answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(list(self._resolve(host, port)))
            except (OSError, UnicodeError) as fault:
                answer.put(fault)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            found = answer.get(timeout=max(self._deadline.left(), 0.0))
        except queue.Empty:
            raise NotConnected(f"the name {host} was not resolved in time") from None
        if isinstance(found, Exception) or not found:
            raise NotConnected(f"the name {host} cannot be resolved")
        return found


class _BoundedStream(httpcore.NetworkStream):
    """A socket whose every operation gets what is left of one deadline, never more."""

    def __init__(self, opened: socket.socket, deadline: _Deadline, host: str) -> None:
        self._socket = opened
        self._deadline = deadline
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._bound(httpcore.ReadTimeout)
            return self._socket.recv(max_bytes)
        except TimeoutError as fault:
            raise httpcore.ReadTimeout from fault
        except OSError as fault:
            raise httpcore.ReadError from fault

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        try:
            while rest:
                self._bound(httpcore.WriteTimeout)
                rest = rest[self._socket.send(rest) :]
        except TimeoutError as fault:
            raise httpcore.WriteTimeout from fault
        except OSError as fault:
            raise httpcore.WriteError from fault

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            self._bound(httpcore.ConnectTimeout)
            wrapped = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except ssl.SSLCertVerificationError as fault:
            self.close()
            raise NetworkFault(f"the certificate of {self._host} is not good for it") from fault
        except ValueError as fault:  # a name that no certificate can bear
            self.close()
            raise ForbiddenAddress("that is not a web address") from fault
        except (OSError, httpcore.ConnectTimeout) as fault:
            self.close()
            raise NotConnected(f"no secure connection to {self._host}") from fault
        return _BoundedStream(wrapped, self._deadline, self._host)

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        # Asked about idle connections (`is_readable`) and HTTP/2 (`ssl_object`); we have neither.
        return None

    def _bound(self, late: type[httpcore.TimeoutException]) -> None:
        left = self._deadline.left()
        if left <= 0:
            raise late
        self._socket.settimeout(left)


__all__ = [
    "Answered",
    "ForbiddenAddress",
    "NotConnected",
    "Outgoing",
    "Reply",
    "is_public",
    "place",
    "resolve",
]
