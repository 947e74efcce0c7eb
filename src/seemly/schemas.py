"""Every JSON answer of the command line as JSON Schema, kept in docs/contracts/.

python -m seemly.schemas docs/contracts     writes them anew
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from seemly import rulings
from seemly.bench import guard, sketch
from seemly.bench.disk import DiskRow
from seemly.bench.life import LifeRow
from seemly.bench.marks import rows as marks
from seemly.check import Finding
from seemly.contracts import (
    BrakeAnswer,
    HeldAnswer,
    LedgerAnswer,
    MarkAnswer,
    ProofAnswer,
    RemoveAnswer,
    TryAnswer,
)
from seemly.demo.play import Played
from seemly.generate.sketch.explanation import Explanation
from seemly.held import Described
from seemly.models import Row
from seemly.redteam.campaign import RedteamAnswer
from seemly.redteam.words_report import WordsAnswer
from seemly.safekeeping.backup import BackupAnswer
from seemly.safekeeping.commands import UpgradeAnswer
from seemly.safekeeping.restore import RestoreAnswer
from seemly.screening import ScreenRow
from seemly.verified import Answered, LedgerProof, Unanswered
from seemly.verified import Finding as Verified

RESULTS: dict[str, Any] = {
    "try": TryAnswer,
    "try.explain": Explanation,
    "mark": MarkAnswer,
    "remove": RemoveAnswer,
    "brake": BrakeAnswer,
    "held": HeldAnswer,
    "ledger": LedgerAnswer,
    "ledger.check": ProofAnswer,
    "ledger.proof": LedgerProof,
    "verify": Verified,
    "backup": BackupAnswer,
    "restore": RestoreAnswer,
    "upgrade": UpgradeAnswer,
    "redteam": RedteamAnswer,
    "redteam.words": WordsAnswer,
    "policy.check": rulings.Checked,
    "policy.try": rulings.Ruling,
    "policy.diff": rulings.Difference,
}
ROWS: dict[str, Any] = {
    "held.list": Described,
    "models": Row,
    "check": Finding,
    "verify.bulk": Answered | Unanswered,
}
#: With the machine they were found on.
MEASURED: dict[str, Any] = {
    "bench.disk": DiskRow,
    "bench.guard": guard.Row,
    "bench.life": LifeRow,
    "bench.marks": marks.Row,
    "bench.sketch": sketch.Timed | sketch.Understood,
}
_MACHINE = {"machine": TypeAdapter(Mapping[str, str | int | float]).json_schema()}
#: Without the envelope: the demo's file is a list, `screen --batch` is one object a line.
BARE: dict[str, Any] = {"demo": list[Played], "screen": ScreenRow}


def schemas() -> dict[str, dict[str, Any]]:
    """Each contract by name, as JSON Schema (2020-12)."""
    found = {name: _plain(name, kind) for name, kind in BARE.items()}
    found |= {name: _enveloped(name, "result", kind) for name, kind in RESULTS.items()}
    found |= {name: _enveloped(name, "rows", list[kind]) for name, kind in ROWS.items()}  # type: ignore[valid-type]
    found |= {
        name: _enveloped(name, "rows", list[kind], **_MACHINE)  # type: ignore[valid-type]
        for name, kind in MEASURED.items()
    }
    return dict(sorted(found.items()))


def _plain(name: str, kind: Any) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def _enveloped(name: str, field: str, kind: Any, **about: Any) -> dict[str, Any]:
    inner = TypeAdapter(kind).json_schema(mode="serialization")
    definitions = inner.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "properties": {
            "schema": {"const": f"seemly.{name}/1"},
            "version": {"type": "string"},
            "commit": {"type": "string"},
            **about,
            field: inner,
        },
        "required": ["schema", "version", "commit", *about, field],
        "additionalProperties": False,
        "$defs": definitions,
    }


def write(folder: Path) -> None:
    """Write every schema into a folder."""
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
