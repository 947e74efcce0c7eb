"""Reading what an image server answered, as if it were hostile."""

from __future__ import annotations

import base64
import binascii
import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seemly.errors import GeneratorFault
from seemly.outgoing import Reply

PICTURE_LIMIT = 20_000_000  # bytes, as for pictures from people


class _Unverified(BaseModel):
    # What a stranger wrote is never quoted in an error: it may be the key, the wish, a picture.
    model_config = ConfigDict(hide_input_in_errors=True)


class Named(_Unverified):
    """Where the answer says its picture is (in it, or at an address), and what it says it drew."""

    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None


class _Pictures(_Unverified):
    data: list[Named] = Field(min_length=1)


class _Model(_Unverified):
    id: str


class _Models(_Unverified):
    data: list[_Model]


class _Trouble(_Unverified):
    code: str | int | None = None


class _Refusal(_Unverified):
    error: _Trouble


def named(reply: Reply) -> Named:
    """The first picture of an answer. Raises GeneratorFault."""
    if reply.media_type != "application/json":
        raise GeneratorFault("the generator answered with something that is not JSON")
    try:
        return _Pictures.model_validate_json(reply.body).data[0]
    except ValidationError:
        raise GeneratorFault("the generator's JSON names no picture") from None


def from_base64(text: str) -> bytes:
    """A file out of `b64_json`, with or without a data: prefix. Raises GeneratorFault."""
    bare = text.partition(",")[2] if text.startswith("data:") else text
    try:
        file = base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        raise GeneratorFault("the generator's picture is not base64") from None
    if len(file) > PICTURE_LIMIT:
        raise GeneratorFault(f"the generator's picture has more than {PICTURE_LIMIT} bytes")
    return file


def looks_like_picture(file: bytes) -> bool:
    """By its first bytes. GIF is left out: an animation hides frames that nobody looked at."""
    return file.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (
        file[:4] == b"RIFF" and file[8:12] == b"WEBP"
    )


def served(reply: Reply) -> frozenset[str]:
    """The models an answer of GET /models lists. Raises GeneratorFault."""
    try:
        return frozenset(model.id for model in _Models.model_validate_json(reply.body).data)
    except ValidationError:
        raise GeneratorFault(
            "the server does not speak the OpenAI API", "Look at base_url: it ends in /v1"
        ) from None


def error_code(reply: Reply, key: str | None) -> str:
    """The code of an error, if it is a plain word and not our key thrown back at us."""
    try:
        code = str(_Refusal.model_validate_json(reply.body).error.code or "")
    except ValidationError:
        return ""
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", code):
        return ""
    return "" if key is not None and (code in key or key in code) else code
