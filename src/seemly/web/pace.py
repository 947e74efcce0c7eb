"""Bodies come at a pace, or their connection ends: whoever drips holds a place of everybody's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 60.0  # for a whole body; a slow line takes 20 MB at 3 Mbit/s in that
GRACE_SECONDS = 10.0  # before a line has to have shown how fast it is
SLOWEST = 50_000  # bytes a second from then on: a drip would hold its place for the whole minute


class TooSlow(HTTPException):
    """It did not arrive in time: 408."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.REQUEST_TIMEOUT)


class Paced:
    """Whoever reads a body, whichever door it is, gets TooSlow where it does not come."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds, never going back."""
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, self._clock)
        await self._app(scope, body.receive, body.send)


class _Body:
    """The body of one request, from when it is first asked for."""

    def __init__(self, receive: Receive, send: Send, clock: Callable[[], float]) -> None:
        self._receive, self._send, self._clock = receive, send, clock
        self._began: float | None = None
        self._got = 0  # bytes
        self._whole = False  # what is waited for then is only that the visitor leaves
        self._slow = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(self._patience()):
                message = await self._receive()
        except TimeoutError as fault:
            self._slow = True
            raise TooSlow from fault
        self._got += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self._slow and message["type"] == "http.response.start":
            # Else the rest could go on dripping: a kept connection waits as long as bytes come.
            MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)

    def _patience(self) -> float:
        """Seconds. Raises TimeoutError when there is none left."""
        now = self._clock()
        if self._began is None:
            self._began = now
        left = min(BODY_SECONDS, GRACE_SECONDS + self._got / SLOWEST) - (now - self._began)
        if left <= 0:
            raise TimeoutError
        return left
