import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from seemly.ledger import entries
from seemly.ledger.entries import PUBLIC, Entry, Json, NotForTheLedger, canonical
from seemly.tables import ledger_entries, ledger_secrets
from seemly.verdict import Action

SALT = bytes(range(16))
SHA = "ab" * 32


def write(engine: Engine, public: Mapping[str, Json], private: Mapping[str, Json] = {}) -> int:
    with engine.begin() as connection:
        return entries.write(connection, "decided", 1.5, public, private, 7, SALT)


def text_of(engine: Engine, entry_id: int) -> str:
    with engine.connect() as connection:
        row = sa.select(ledger_entries.c.entry).where(ledger_entries.c.id == entry_id)
        return str(connection.execute(row).scalar_one())


def test_an_entry_is_canonical_json_with_a_salted_hash_of_what_is_private(engine: Engine) -> None:
    entry_id = write(engine, {"to": "screened", "action": "allow"}, {"asker": "plaza:ö"})
    hidden = '{"asker":"plaza:ö"}'
    expected = hashlib.sha256(SALT + hidden.encode()).hexdigest()
    assert text_of(engine, entry_id) == (
        f'{{"action":"allow","at_ms":1500,"commitment":"{expected}",'
        '"job":7,"kind":"decided","to":"screened","v":1}'
    )
    with engine.connect() as connection:
        secret = connection.execute(sa.select(ledger_secrets)).one()
    assert secret == (entry_id, 7, SALT, hidden)


def test_nothing_private_means_no_hash_and_no_secret(engine: Engine) -> None:
    entry_id = write(engine, {})
    assert "commitment" not in json.loads(text_of(engine, entry_id))
    with engine.connect() as connection:
        assert connection.execute(sa.select(ledger_secrets)).all() == []


def test_the_salt_keeps_equal_values_apart(engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [
            entries.write(connection, "received", 1.0, {}, {"asker": "plaza:1"}, None, salt)
            for salt in (SALT, bytes(16))
        ]
    first, second = (json.loads(text_of(engine, each))["commitment"] for each in ids)
    assert first != second


def test_several_entries_keep_their_order(engine: Engine) -> None:
    several = [
        Entry("decided", n, {"count": n}, {"n": n} if n % 2 else {}, n, SALT) for n in range(50)
    ]
    with engine.begin() as connection:
        ids = entries.write_all(connection, several)
        assert entries.write_all(connection, []) == []
    assert [json.loads(text_of(engine, each))["count"] for each in ids] == list(range(50))
    with engine.connect() as connection:
        rows = connection.execute(sa.select(ledger_secrets.c.entry_id, ledger_secrets.c.private))
        assert dict(rows.all()) == {ids[n]: f'{{"n":{n}}}' for n in range(1, 50, 2)}


def test_one_at_a_time_and_several_write_the_same(engine: Engine) -> None:
    one = Entry("decided", 3.25, {"action": "hold"}, {"who": "a"}, 1, SALT)
    with engine.begin() as connection:
        first = entries.write(
            connection, one.kind, one.at, one.public, one.private, one.job_id, one.salt
        )
        (second,) = entries.write_all(connection, [one])
    assert text_of(engine, first) == text_of(engine, second)


# -- invariant 10: the ledger holds no personal data ------------------------------------------

PERSONAL = [
    "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "alice.bsky.social",
    "@alice",
    "@alice@example.social",
    "alice@example.org",
    "plaza:alice",
    "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k2a",
    "https://example.org/@alice",
    "192.0.2.17",
    "2001:db8::17",
    "+49 151 23456789",
    "Alice Example",
    "make her hair green",
    "Ärztin",
    "1984-02-29",
]


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("key", [*PUBLIC, "kind", "asker", "handle", "uri", "text"])
def test_the_ledger_holds_no_personal_data(key: str, personal: str) -> None:
    """No field takes a name, a handle, an address or a sentence, neither bare nor inside."""
    values: list[Json] = [personal, [personal], {personal: 1}, {"name": personal}, [[personal]]]
    for value in values:
        if key == "kind":
            entry = Entry(personal, 1.0, {}, {}, None, SALT)
        else:
            entry = Entry("decided", 1.0, {key: value}, {}, None, SALT)
        with pytest.raises(NotForTheLedger) as refused:
            entries._text(entry, "")
        assert personal not in str(refused.value)


@given(st.text(), st.none() | st.text() | st.floats() | st.booleans())
def test_the_ledger_holds_no_personal_data_under_any_other_key(key: str, value: Any) -> None:
    if key in PUBLIC:
        return
    with pytest.raises(NotForTheLedger):
        entries._text(Entry("decided", 1.0, {key: value}, {}, None, SALT), "")


@given(st.sampled_from(sorted(PUBLIC)), st.text(min_size=1))
def test_a_public_text_is_a_code_a_digest_a_version_or_nothing(key: str, value: str) -> None:
    fits = PUBLIC[key](value)
    assert not fits or (value.isascii() and value == value.lower() and len(value) <= 64)
    assert not fits or not any(sign in value for sign in " @:/+-")


def test_what_is_private_stands_nowhere_in_the_entry(engine: Engine) -> None:
    entry_id = write(engine, {"action": "refuse"}, {"asker": "plaza:alice", "wish": "a boat"})
    text = text_of(engine, entry_id)
    assert "alice" not in text
    assert "boat" not in text


def test_the_secret_can_be_deleted_and_the_entry_stays(engine: Engine) -> None:
    entry_id = write(engine, {}, {"asker": "plaza:alice"})
    with engine.begin() as connection:
        connection.execute(sa.delete(ledger_secrets).where(ledger_secrets.c.job_id == 7))
    assert json.loads(text_of(engine, entry_id))["commitment"]


# -- values and form -----------------------------------------------------------------------------

GOOD: dict[str, Json] = {
    "state": "published",
    "from": "received",
    "to": "screened",
    "moment": "before",
    "door": "command_line",
    "did": "release",
    "post_kind": "picture",
    "audience": "asker_alone",
    "action": "refuse",
    "reasons": ["undress", "needs_consent"],
    "policy": SHA,
    "models": {"yunet": "2023.3", "pose": SHA},
    "public_id": "a2b3c4d5e6",
    "public_ids": ["a2b3c4d5e6"],
    "digests": [SHA],
    "publication": SHA,
    "marked": SHA,
    "file": SHA,
    "watermark": "weak",
    "count": 2**53 - 1,
    "counts": {"hidden": 3},
}
BAD: list[tuple[str, Json]] = [
    ("action", "maybe"),
    ("count", -1),
    ("count", 2**53),
    ("count", 1.0),
    ("count", True),
    ("counts", {"hidden": 0.5}),
    ("policy", SHA.upper()),
    ("policy", SHA[:-1]),
    ("reasons", "undress"),
    ("reasons", ["undress\n"]),
    ("public_id", "a2b3c4d5e"),
    ("models", {"yunet": "10.0.0.1"}),
    ("digests", None),
    ("watermark", "Weak"),
    ("watermark", True),
]


def test_every_public_field_has_a_good_value_here(engine: Engine) -> None:
    assert set(GOOD) == set(PUBLIC)
    kept = json.loads(text_of(engine, write(engine, GOOD)))
    assert {key: kept[key] for key in GOOD} == GOOD


@pytest.mark.parametrize("action", Action)
def test_every_action_of_a_verdict_can_be_written(action: Action) -> None:
    entries._text(Entry("decided", 1.0, {"action": action.value}, {}, None, SALT), "")


@pytest.mark.parametrize(("key", "value"), BAD)
def test_a_value_of_another_form_is_refused(key: str, value: Json) -> None:
    with pytest.raises(NotForTheLedger, match=key):
        entries._text(Entry("decided", 1.0, {key: value}, {}, None, SALT), "")


def test_a_short_salt_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(NotForTheLedger, match="16 bytes"):
        entries.write(connection, "decided", 1.0, {}, {"a": 1}, None, b"short")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # RFC 8785, 3.2.2 and 3.2.3, without its fractions.
        ({"b": [], "a": {}, "c": None}, '{"a":{},"b":[],"c":null}'),
        ({"z": True, "y": False, "x": -12}, '{"x":-12,"y":false,"z":true}'),
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\b\t\f\r\u007f\u2028", '"\\b\\t\\f\\r\u007f\u2028"'),
    ],
)
def test_canonical_json(value: Json, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError):
        canonical({"a": value})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcz_"), inner),
    )
)
def test_canonical_json_reads_back_and_does_not_depend_on_order(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text
