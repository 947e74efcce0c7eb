"""Slow uploads and slow links keep nobody waiting but whoever sends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.web.verifying import HERE, KEY, PUBLISHED, Doors

from seemly.web import verify, verify_api

FILE = b"\x89PNG something"
KIND = {"Content-Type": "multipart/form-data; boundary=edge"}
BEGINNING = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\n'


class Street:
    """Households before one application: some send for ever, some ask as everybody does."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._slow: list[asyncio.Task[httpx.Response]] = []

    def client(self, address: str, key: str = "") -> httpx.AsyncClient:
        """A client of this address."""
        transport = httpx.ASGITransport(self._doors.app, client=(address, 1))
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(transport=transport, base_url=HERE, headers=headers)

    async def ask(self, address: str) -> int:
        """The status of a question as everybody asks it."""
        async with self.client(address) as client:
            return (await client.post("/verify", files={"picture": ("a", FILE)})).status_code

    async def never_ends(self, address: str, path: str = "/verify", key: str = "") -> None:
        """An upload that has begun, and stays like that."""
        began = asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            yield BEGINNING
            began.set()
            await asyncio.Event().wait()

        async def send() -> httpx.Response:
            async with self.client(address, key) as client:
                return await client.post(path, content=body(), headers=KIND)

        sending = asyncio.create_task(send())
        self._slow.append(sending)
        waiting = asyncio.create_task(began.wait())
        await asyncio.wait({sending, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def refused(self) -> list[int]:
        """What those were told that may not even begin; the others are ended."""
        told = [one.result().status_code for one in self._slow if one.done()]
        for one in self._slow:
            one.cancel()
        await asyncio.gather(*self._slow, return_exceptions=True)
        return told


def test_slow_uploads_of_one_household_keep_nobody_else_waiting() -> None:
    """Eight of them filled all places for a minute, when a place was taken before the body."""

    async def street() -> None:
        street = Street(Doors())
        for number in range(8):
            await street.never_ends(f"2001:db8:0:1::{number + 1}")  # one household
        assert await street.ask("2001:db8:0:2::1") == 200
        assert await street.ask("2001:db8:0:1::99") == 503
        assert await street.refused() == [503] * (8 - verify.HOUSEHOLD)
        assert await street.ask("2001:db8:0:1::99") == 200  # its places are free again

    asyncio.run(street())


def test_uploads_on_their_way_take_no_place_of_those_that_are_there() -> None:
    async def street() -> None:
        street = Street(Doors())
        for number in range(verify.COMING - 1):
            await street.never_ends(f"10.0.0.{number}")
        assert verify.COMING - 1 > verify.REQUESTS
        assert await street.ask("10.0.1.1") == 200
        assert await street.refused() == []

    asyncio.run(street())


def test_what_comes_in_at_once_is_bounded() -> None:
    async def street() -> None:
        street = Street(Doors())
        for number in range(verify.COMING):
            await street.never_ends(f"10.0.0.{number}")
        assert await street.ask("10.0.1.1") == 503
        await street.refused()

    asyncio.run(street())


def test_slow_forms_of_a_platform_do_not_fill_what_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify_api, "REQUESTS", 2)

    async def street() -> None:
        doors = Doors({b"one": PUBLISHED})
        street = Street(doors)
        for _ in range(3):
            await street.never_ends("10.0.0.1", "/api/verify", KEY)
        assert await street.refused() == [503]
        async with street.client("10.0.0.1", KEY) as client:
            answer = await client.post("/api/verify", files={"picture": ("a", b"one")})
        assert answer.status_code == 200

    asyncio.run(street())
