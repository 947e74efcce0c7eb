"""Frozen values to canonical JSON and back, checked at the door by pydantic."""

from __future__ import annotations

import functools
import json
from collections.abc import Hashable
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@functools.cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no white space."""
    plain = _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """The value again. Raises pydantic.ValidationError when the text is of another shape."""
    value: T = _adapter(cast(Hashable, kind)).validate_json(text)
    return value
