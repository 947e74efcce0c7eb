"""Forms whose files stay in memory: Starlette would put those over a megabyte on the disk."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

FIELDS = 8  # fields besides files; we have two
FIELD_BYTES = 4_000  # of one; a link is the longest
UPLOAD_SECONDS = 60.0  # for the whole form; a slow line takes 20 MB at 3 Mbit/s in that


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


async def read(request: Request, files: int) -> Upload:
    """Read a multipart form with at most so many files. Raises BadForm or TooSlow.

    How many bytes it may have is bounded before it gets here.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadForm
    parser = _InMemory(
        request.headers,
        request.stream(),
        max_files=files,
        max_fields=FIELDS,
        max_part_size=FIELD_BYTES,
    )
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except TimeoutError as fault:
        raise TooSlow from fault
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
