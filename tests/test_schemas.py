"""The JSON contracts: committed schemas are current, and real answers have their shape."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from seemly import envelope, schemas
from seemly.check import Finding
from seemly.contracts import BrakeAnswer, PulledBrake

FOLDER = Path(__file__).parents[1] / "docs" / "contracts"


def test_the_committed_schemas_are_current() -> None:
    committed = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    assert committed == schemas.schemas(), "run: python -m seemly.schemas docs/contracts"


@pytest.mark.parametrize("name", sorted(schemas.schemas()))
def test_each_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.schemas()[name])


def test_an_answer_fits_its_schema() -> None:
    answer = json.loads(envelope.result("brake", BrakeAnswer((PulledBrake("all", 1.0),))))
    jsonschema.validate(answer, schemas.schemas()["brake"])
    rows = json.loads(envelope.rows("check", [Finding("clock", True, "fine")]))
    jsonschema.validate(rows, schemas.schemas()["check"])


def test_another_shape_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"rows": []}, schemas.schemas()["check"])
