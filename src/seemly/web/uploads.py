"""Forms whose files stay in memory: Starlette would put those over a megabyte on the disk."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

FIELDS = 8  # fields besides files; we have two
FIELD_BYTES = 4_000  # of one; a link is the longest
UPLOAD_SECONDS = 60.0  # for the whole form; a slow line takes 20 MB at 3 Mbit/s in that
GRACE_SECONDS = 10.0  # before a line has to have shown how fast it is
SLOWEST = 50_000  # bytes a second from then on: a drip would hold its place for the whole minute


class BadForm(Exception):
    """This is not one of our forms."""


class TooSlow(Exception):
    """It did not arrive in time."""


@dataclass(frozen=True)
class Upload:
    """A form: its files in order, each as bytes, and its fields."""

    files: tuple[bytes, ...]
    fields: dict[str, str]


class _InMemory(MultiPartParser):
    spool_max_size = sys.maxsize


async def read(request: Request, files: int, clock: Callable[[], float] = time.monotonic) -> Upload:
    """Read a multipart form with at most so many files. Raises BadForm or TooSlow.

    How many bytes it may have is bounded before it gets here. `clock` in seconds, never going
    back.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadForm
    parser = _InMemory(
        request.headers,
        _paced(request, clock),
        max_files=files,
        max_fields=FIELDS,
        max_part_size=FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError, LookupError) as fault:
        raise BadForm from fault
    try:
        parts = form.multi_items()
        data = [
            await one.read() for _, one in parts if isinstance(one, UploadFile) and one.filename
        ]
    finally:
        await form.close()
    return Upload(tuple(data), {name: one for name, one in parts if isinstance(one, str)})


async def _paced(request: Request, clock: Callable[[], float]) -> AsyncGenerator[bytes, None]:
    """The body, while it comes fast enough. Raises TooSlow."""
    body, began, got = request.stream(), clock(), 0
    while True:
        patience = min(UPLOAD_SECONDS, GRACE_SECONDS + got / SLOWEST) - (clock() - began)
        if patience <= 0:
            raise TooSlow
        try:
            async with asyncio.timeout(patience):
                some = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError as fault:
            raise TooSlow from fault
        got += len(some)
        yield some
