"""Forms whose files stay in memory: Starlette would put those over a megabyte on the disk."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

FIELDS = 8  # fields besides files; we have two
FIELD_BYTES = 4_000  # of one; a link is the longest


class BadForm(Exception):
    """This is not one of our forms."""


@dataclass(frozen=True)
class Upload:
    """A form: its files in order, each as bytes, and its fields."""

    files: tuple[bytes, ...]
    fields: dict[str, str]


class _InMemory(MultiPartParser):
    spool_max_size = sys.maxsize


async def read(request: Request, files: int) -> Upload:
    """Read a multipart form with at most so many files. Raises BadForm.

    How many bytes it may have, and how slowly they may come, is bounded before it gets here.
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
