"""One XRPC call on the SDK's HTTP layer: bounded in time and size, with faults in our own words.

Answers stay plain JSON here and are read by `answers` and `reading`. The SDK's own reader and its
generated models refuse a whole answer for one odd record, so a single post would deafen the bot.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import httpx
from atproto_client.exceptions import RequestErrorBase
from atproto_client.request import Request

from seemly.errors import NetworkFault, TryLater
from seemly.networks.bluesky.answers import read_json
from seemly.networks.bluesky.limits import Limits

Json: TypeAlias = dict[str, Any]

SECONDS = 10.0  # for one call in all; as long as a worker's lease
ANSWER_LIMIT = 20_000_000  # bytes; a page of 100 notifications has about 200,000

_AGENT = "Seemly (https://atproto.com bot)"


class Refusal(NetworkFault):
    """The server said no. `status` is HTTP's, `code` the protocol's name for the fault."""

    def __init__(self, method: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{method} was refused: {status} {code} {message[:200]}".rstrip())
        self.status = status
        self.code = code


class TooLarge(NetworkFault):
    """The answer was larger than ANSWER_LIMIT."""


class Trouble(TryLater):
    """The server answered with a 5xx. `status` is HTTP's."""

    def __init__(self, sentence: str, seconds: float, status: int) -> None:
        super().__init__(sentence, seconds)
        self.status = status


class Line:
    """Calls to one server. Holds no session; the caller brings the token."""

    def __init__(
        self, service: str, limits: Limits, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.service = service.rstrip("/")
        self.limits = limits
        bounded = _Bounded(transport or httpx.HTTPTransport(retries=0))
        self._wire = _Wire(transport=bounded, timeout=SECONDS)
        # Uncompressed, or ANSWER_LIMIT would bound what is sent and not what it unfolds to.
        self._wire.set_additional_headers({"User-Agent": _AGENT, "Accept-Encoding": "identity"})

    def query(
        self, method: str, parameters: Mapping[str, Any], token: str = "", proxy: str = ""
    ) -> Json:
        """Ask. Raises Refusal (4xx) and TryLater (rate limit, time-out, 5xx, no answer)."""
        return self._call("GET", method, token, proxy, params=dict(parameters))

    def procedure(self, method: str, body: Json | None, token: str = "", proxy: str = "") -> Json:
        """Do. Raises as `query`; after TryLater it may have been done."""
        if body is None:
            return self._call("POST", method, token, proxy)
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        kind = {"Content-Type": "application/json"}
        return self._call("POST", method, token, proxy, kind, content=content)

    def upload(self, data: bytes, media_type: str, token: str) -> Json:
        """Bring a blob; the answer names it."""
        kind = {"Content-Type": media_type}
        method = "com.atproto.repo.uploadBlob"
        return self._call("POST", method, token, "", kind, content=data)

    def _call(
        self,
        verb: str,
        method: str,
        token: str,
        proxy: str,
        headers: Mapping[str, str] | None = None,
        **what: Any,
    ) -> Json:
        self.limits.before(method)
        head = dict(headers or {})
        if token:
            head["Authorization"] = f"Bearer {token}"
        if proxy:
            head["atproto-proxy"] = proxy
        try:
            url = f"{self.service}/xrpc/{method}"
            response = self._wire.exchange(verb, url, headers=head, **what)
        except RequestErrorBase as fault:
            raise self._in_words(method, fault) from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise TryLater(f"{self.service} did not answer {method}: {fault}") from fault
        self.limits.after(method, response.headers)
        return self._read(method, response.content)

    def _read(self, method: str, content: bytes) -> Json:
        if not content:
            return {}
        try:
            answer = read_json(content)
        except ValueError as fault:
            raise TryLater(f"{self.service} answered {method} with no JSON") from fault
        if not isinstance(answer, dict):
            raise TryLater(f"{self.service} answered {method} with no JSON object")
        return answer

    def _in_words(self, method: str, fault: RequestErrorBase) -> NetworkFault:
        response = fault.response
        if response is None:
            return TryLater(f"{self.service} did not answer {method} in time")
        status = int(response.status_code)
        if status == 429:
            wait = self.limits.wait(response.headers, 60.0)
            return TryLater(f"the rate limit for {method} is used up", wait)
        # 501 is not trouble that passes: this server will never do it.
        if status >= 500 and status != 501:
            wait = self.limits.wait({**response.headers, "ratelimit-reset": ""}, 5.0)
            return Trouble(f"{self.service} answered {method} with {status}", wait, status)
        code = str(getattr(response.content, "error", "") or "")
        message = str(getattr(response.content, "message", "") or "")
        return Refusal(method, status, code, message)


class _Wire(Request):  # type: ignore[misc]  # the SDK has no types
    """The SDK's requests, with the answer not read yet."""

    def exchange(self, verb: str, url: str, **what: Any) -> httpx.Response:
        response: httpx.Response = self._send_request(verb, url, **what)
        return response


class _Bounded(httpx.BaseTransport):
    """Ends an answer that drips or does not end; httpx's own time-out is for each read alone.

    The SDK follows redirects, and with them would carry the password to whoever is named.
    """

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        until = time.monotonic() + SECONDS
        response = self._inner.handle_request(request)
        if response.has_redirect_location:
            response.close()
            raise NetworkFault(
                f"{request.url.host} sends us elsewhere", "Set service to the PDS's own address"
            )
        stream = response.stream
        if isinstance(stream, httpx.SyncByteStream):
            response.stream = _BoundedStream(stream, request, until)
        return response

    def close(self) -> None:
        self._inner.close()


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, request: httpx.Request, until: float) -> None:
        self._inner, self._request, self._until = inner, request, until

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._inner:
            size += len(piece)
            if size > ANSWER_LIMIT:
                raise TooLarge(f"{self._request.url.host} sent more than {ANSWER_LIMIT} bytes")
            if time.monotonic() > self._until:
                raise httpx.ReadTimeout("the answer drips", request=self._request)
            yield piece

    def close(self) -> None:
        self._inner.close()
