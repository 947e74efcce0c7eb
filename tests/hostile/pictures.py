"""The demo's pictures by name, for whoever asks about them in a test."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from seemly.demo import thread


@cache
def picture_of(source: str) -> bytes | None:
    """The bytes of a source; None for a picture from words."""
    if source == "words":
        return None
    if source == "headless":
        return thread._headless()
    name = {"astronaut": "astronaut.jpg", "dog": "dog.png"}[source]
    return (files("seemly") / "demo" / name).read_bytes()
