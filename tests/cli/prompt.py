"""What a command answers, and what it is asked about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from tests.hostile.pictures import picture_of

from seemly import schemas


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Ran]


def photo(folder: Path, name: str = "astronaut") -> Path:
    path = folder / f"{name}.jpg"
    found = picture_of(name)
    assert found is not None
    path.write_bytes(found)
    return path


def fits(ran: Ran, schema: str) -> dict[str, Any]:
    jsonschema.validate(ran.answer, schemas.schemas()[schema])
    return ran.answer
