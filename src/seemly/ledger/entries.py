"""One entry of the ledger: canonical JSON, written in the transaction of what it records.

An entry stays for ever, so nothing personal may stand in it (invariant 10). What is personal goes
into `private`, of which the entry holds only `SHA-256(salt || private)`: delete the row with the
salt, and the hash says nothing any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly.errors import SeemlyError
from seemly.tables import ledger_entries, ledger_secrets
from seemly.verdict import Action

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None

FORMAT = 1  # the "v" of every entry
SALT_BYTES = 16
LARGEST = 2**53 - 1  # RFC 8785: greater numbers change on the way through a double


class NotForTheLedger(SeemlyError):
    """Somebody tried to write what may not stand in the ledger for ever."""


@dataclass(frozen=True)
class Entry:
    """One entry to be written. `at` is in seconds since the epoch, `salt` 16 random bytes."""

    kind: str  # what happened: a word of Seemly's own source
    at: float
    public: Mapping[str, Json]  # keys of PUBLIC only
    private: Mapping[str, Json]  # anything; only its salted hash stands in the entry
    job_id: int | None
    salt: bytes


def canonical(value: Json) -> str:
    """Canonical JSON: keys sorted, no spaces, UTF-8, as RFC 8785 has it for all but fractions.

    An entry holds no fraction. Private values may, and write them as Python does; nobody has to
    repeat that, because the text that was hashed is the text that is stored.
    """
    return _JSON.encode(value)


def commitment(salt: bytes, private: str) -> str:
    """SHA-256 (hex) over the salt and the canonical text of what is private."""
    return hashlib.sha256(salt + private.encode()).hexdigest()


def write(
    connection: Connection,
    kind: str,
    at: float,
    public: Mapping[str, Json],
    private: Mapping[str, Json],
    job_id: int | None,
    salt: bytes,
) -> int:
    """Insert one entry in the caller's transaction; returns its id.

    Raises NotForTheLedger when `public` holds a key or a value that is not of the closed set.
    """
    hidden = canonical(private) if private else ""
    text = _text(Entry(kind, at, public, private, job_id, salt), hidden)
    if not hidden:
        return _id(connection.execute(_INSERT, {"entry": text}))
    secret = {"job_id": job_id, "salt": salt, "private": hidden}
    if connection.dialect.name == "postgresql":  # one way over the network instead of two
        return _id(connection.execute(_INSERT_BOTH, {"entry": text, **secret}))
    entry_id = _id(connection.execute(_INSERT, {"entry": text}))
    connection.execute(_INSERT_SECRET, {"entry_id": entry_id, **secret})
    return entry_id


def write_all(connection: Connection, entries: Sequence[Entry]) -> list[int]:
    """Insert several entries in two statements; returns their ids in the order given."""
    if not entries:
        return []
    hidden = [canonical(entry.private) if entry.private else "" for entry in entries]
    rows = [{"entry": _text(e, h)} for e, h in zip(entries, hidden, strict=True)]
    ids = list(connection.execute(_INSERT_IN_ORDER, rows).scalars())
    secrets = [
        {"entry_id": entry_id, "job_id": entry.job_id, "salt": entry.salt, "private": text}
        for entry_id, entry, text in zip(ids, entries, hidden, strict=True)
        if text
    ]
    if secrets:
        connection.execute(_INSERT_SECRET, secrets)
    return ids


def _id(inserted: sa.CursorResult[int]) -> int:
    return inserted.scalar_one()


def _text(entry: Entry, hidden: str) -> str:
    """The canonical text of the entry: what is stored, and what the tree's leaf hashes."""
    if not _CODE.fullmatch(entry.kind):
        raise _refused("kind", entry.kind)
    fields: dict[str, Json] = {
        "v": FORMAT,
        "kind": entry.kind,
        "at_ms": round(entry.at * 1000),
    }
    if entry.job_id is not None:
        fields["job"] = entry.job_id
    for key, value in entry.public.items():
        fits = PUBLIC.get(key)
        if fits is None or not fits(value):
            raise _refused(key, value)
        fields[key] = value
    if hidden:
        if len(entry.salt) != SALT_BYTES:
            raise NotForTheLedger(f"a salt has {SALT_BYTES} bytes, not {len(entry.salt)}")
        fields["commitment"] = commitment(entry.salt, hidden)
    return canonical(fields)


def _refused(key: str, value: Json) -> NotForTheLedger:
    if key in PUBLIC or key == "kind":
        kind = type(value).__name__  # the value itself may be personal: it stays out of the log
        return NotForTheLedger(
            f"the ledger takes no such value for {key!r} ({kind})",
            "Codes are short words of Seemly's own, never what somebody wrote",
        )
    return NotForTheLedger(
        f"the ledger has no public field {key!r}",
        f"What is personal goes into `private`; public are {', '.join(PUBLIC)}",
    )


_JSON = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PUBLIC_ID = re.compile(r"[0-9a-z]{10}")
# Three parts at most: four would let an address of the internet through.
_VERSION = re.compile(r"[0-9]{1,8}(\.[0-9]{1,8}){0,2}|[0-9a-f]{64}")
_ACTIONS = frozenset(action.value for action in Action)


def _is(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _all(fits: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(fits, value))


def _each(fits: Callable[[Json], bool]) -> Callable[[Json], bool]:
    def check(value: Json) -> bool:
        return isinstance(value, Mapping) and all(
            _code(name) and fits(part) for name, part in value.items()
        )

    return check


def _count(value: Json) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _action(value: Json) -> bool:
    return isinstance(value, str) and value in _ACTIONS


_code = _is(_CODE)

#: The closed set of public fields. None can hold a name, a handle, an address or a sentence.
PUBLIC: Mapping[str, Callable[[Json], bool]] = {
    "state": _code,
    "from": _code,
    "to": _code,
    "moment": _code,
    "door": _code,
    "did": _code,
    "post_kind": _code,
    "audience": _code,
    "action": _action,
    "reasons": _all(_code),
    "policy": _is(_SHA256),  # version
    "models": _each(_is(_VERSION)),  # name: version
    "public_id": _is(_PUBLIC_ID),
    "public_ids": _all(_is(_PUBLIC_ID)),
    "digests": _all(_is(_SHA256)),
    "publication": _is(_SHA256),  # digests of invariant 1
    "marked": _is(_SHA256),
    "file": _is(_SHA256),
    "watermark": _code,
    "count": _count,
    "counts": _each(_count),
}

_INSERT = sa.insert(ledger_entries).returning(ledger_entries.c.id)
_INSERT_IN_ORDER = sa.insert(ledger_entries).returning(
    ledger_entries.c.id, sort_by_parameter_order=True
)
_INSERT_SECRET = sa.insert(ledger_secrets)

_SECRET_COLUMNS = (ledger_secrets.c.job_id, ledger_secrets.c.salt, ledger_secrets.c.private)
_NEW_ENTRY = (
    sa.insert(ledger_entries)
    .values(entry=sa.bindparam("entry"))
    .returning(ledger_entries.c.id)
    .cte("new_entry")
)
_INSERT_BOTH = (
    sa.insert(ledger_secrets)
    .from_select(
        [ledger_secrets.c.entry_id, *_SECRET_COLUMNS],
        sa.select(_NEW_ENTRY.c.id, *(sa.bindparam(c.name, type_=c.type) for c in _SECRET_COLUMNS)),
    )
    .returning(ledger_secrets.c.entry_id)
)
