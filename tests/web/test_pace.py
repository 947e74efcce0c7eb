"""Every door that reads a body reads it at a pace."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send
from tests.web.conftest import Site
from tests.web.verifying import Doors

from seemly.web import pace
from seemly.web.pace import Paced, TooSlow

KIND = "multipart/form-data; boundary=edge"
BEGINNING = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\n'


async def unfinished(app: object, path: str, kind: str, body: bytes) -> Message:
    """The head of the answer to a form that has begun, and never goes on."""
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": True}]
    answer: list[Message] = []

    async def receive() -> Message:
        if not parts:
            await asyncio.Event().wait()
        return parts.pop()

    async def send(message: Message) -> None:
        answer.append(message)

    headers = [(b"host", b"127.0.0.1:8000"), (b"content-type", kind.encode())]
    scope = {
        "type": "http", "method": "POST", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "headers": headers, "client": ("10.0.0.1", 1),
        "server": ("127.0.0.1", 8000), "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)  # type: ignore[operator]
    return answer[0]


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/posts", KIND, BEGINNING),
        (f"/post/{'0' * 24}/replies", KIND, BEGINNING),
        ("/account/name", "application/x-www-form-urlencoded", b"handle=a"),
    ],
    ids=["thread", "answer", "name"],
)
def test_a_form_of_the_plaza_that_never_ends_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str, kind: str, body: bytes
) -> None:
    """Three hundred of them stayed open for as long as they liked, and nobody else came in."""
    monkeypatch.setattr(pace, "BODY_SECONDS", 0.01)
    head = asyncio.run(asyncio.wait_for(unfinished(site.app, path, kind, body), 5))
    assert head["status"] == 408
    assert (b"connection", b"close") in head["headers"]  # the rest may not drip on either


def test_so_is_a_picture_to_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BODY_SECONDS", 0.01)
    head = asyncio.run(asyncio.wait_for(unfinished(Doors().app, "/verify", KIND, BEGINNING), 5))
    assert head["status"] == 408
    assert (b"connection", b"close") in head["headers"]


@pytest.mark.parametrize(("size", "slow"), [(100_000, False), (1_000, True)])
def test_a_drip_is_given_up_and_a_slow_line_is_not(size: int, slow: bool) -> None:
    """A part each second: whoever drips would hold a place for a whole minute."""
    now, got, ended = 0.0, 0, False
    parts = [bytes(size)] * 20

    async def receive() -> Message:
        nonlocal now
        now += 1.0
        return {"type": "http.request", "body": parts.pop(), "more_body": bool(parts)}

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal got, ended
        while not ended:
            message = await receive()
            got, ended = got + len(message["body"]), not message["more_body"]

    async def send(message: Message) -> None:
        raise AssertionError("nothing is said")

    reading = Paced(door, lambda: now)({"type": "http"}, receive, send)
    if not slow:
        asyncio.run(reading)
        assert got == 20 * size
        return
    with pytest.raises(TooSlow):
        asyncio.run(reading)
    assert now <= pace.GRACE_SECONDS + 1


def test_whoever_has_sent_all_may_read_for_as_long_as_they_like() -> None:
    """Progress is streamed for minutes, and waits meanwhile for whether the visitor leaves."""
    now = 0.0
    messages: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b""}]

    async def receive() -> Message:
        nonlocal now
        now += 2 * pace.BODY_SECONDS
        return messages.pop()

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"

    async def send(message: Message) -> None:
        raise AssertionError("nothing is said")

    asyncio.run(Paced(door, lambda: now)({"type": "http"}, receive, send))
