"""Frozen values to canonical JSON and back, checked at the door by pydantic."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}  # building one costs a millisecond


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no white space."""
    plain = _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """The value again. Raises pydantic.ValidationError when the text is of another shape."""
    value: T = _adapter(kind).validate_json(text)
    return value
