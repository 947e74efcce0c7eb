"""Sets of request lines: native ones (prompts/native/*.tsv) and public ones (JSONL, maybe gzipped).

A fifth of every set and language is *aside*: chosen by a hash with a fixed salt before anything was
tuned, never trained on, tuned on or looked at, and measured at the end.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from seemly.errors import ConfigurationError
from seemly.facts import Intent
from seemly.guard.text.meaning import HARMFUL

#: Fixed on 2026-11-22, before the first line was read by a model. Changing it spoils the measure.
SALT = "seemly-words-2026-11-22"
#: Every fifth line.
ONE_IN = 5


class Shown(StrEnum):
    """What stands beside the words."""

    PERSON = "person"  # a picture of somebody else
    NOBODY = "nobody"  # a picture without people
    NONE = "none"  # no picture: a new one is wished


@dataclass(frozen=True)
class Line:
    """One request, and what it is known to be."""

    id: str
    set: str
    language: str
    category: str  # the intent of a native line; the source's own word of a public one
    shown: Shown
    harmful: bool
    text: str
    intent: Intent | None = None  # of a native line; None for a public one

    @property
    def printable(self) -> bool:
        """Whether a report may show the text: harmful lines of public sets are counted only."""
        return self.intent is not None or not self.harmful

    @property
    def aside(self) -> bool:
        """Whether the line belongs to the fifth that nobody tunes on."""
        if self.set in (*WHOLE, TWINS):
            return self.set in WHOLE
        digest = hashlib.sha256(f"{SALT}\n{self.set}\n{self.text}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % ONE_IN == 0


NATIVE = "native"
#: Written by other hands after the rules, and aside as a whole.
FRESH = "fresh"
#: Written after all of these by hands that saw nothing, and aside as a whole: the lines set aside
#: have the hand of those that are learnt from, and flatter the reader.
LATER = "later"
WHOLE = (FRESH, LATER)
#: Written for training alone: none is aside, and none is measured.
TWINS = "twins"
#: What a public set's lines stand beside, and which of its kinds mean harm.
_EDITS = frozenset({"benign_edit"})
_MEAN_HARM = frozenset({"unsafe"})


def read(path: Path) -> tuple[Line, ...]:
    """The lines of a file (.tsv native, .jsonl or .jsonl.gz), or of every such file in a folder.

    Raises ConfigurationError naming the file and line that does not parse.
    """
    if path.is_dir():
        found = sorted(
            p for p in path.rglob("*") if p.name.endswith((".tsv", ".jsonl", ".jsonl.gz"))
        )
        return tuple(line for file in found for line in read(file))
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = raw.decode("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error}") from error
    reader = _native if path.suffix == ".tsv" else _public
    return tuple(reader(path, rows))


def _native(path: Path, rows: list[str]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("#"):
            continue
        columns = row.split("\t")
        try:
            intent, shown, text = columns
            known, beside = Intent(intent), Shown(shown)
        except ValueError as error:
            raise ConfigurationError(
                f"{path.name}, line {number}: wants intent, shown and text, parted by tabs"
            ) from error
        language = path.stem
        name = f"{language}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
        yield Line(name, path.absolute().parent.name, language, known, beside,
                   known in HARMFUL, text.strip(), known)  # fmt: skip


def _public(path: Path, rows: list[str]) -> Iterator[Line]:
    name = path.name.split(".")[0]
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            data = json.loads(row)
            kind, text = str(data["kind"]), str(data["text"])
            named, language = str(data["id"]), str(data["lang"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"{path.name}, line {number}: wants JSON with id, lang, kind and text"
            ) from error
        beside = Shown.NOBODY if kind in _EDITS else Shown.NONE
        yield Line(named, name, language, str(data.get("category", kind)), beside,
                   kind in _MEAN_HARM, text)  # fmt: skip


def digest_aside(lines: Iterable[Line]) -> str:
    """SHA-256 of the lines set aside, in the order of their ids: committed before tuning."""
    told = sorted(
        f"{line.set}\t{line.language}\t{line.id}\t{line.text}"
        for line in lines
        if line.aside and line.set not in WHOLE
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
