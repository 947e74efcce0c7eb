from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import NetworkFault, NotApproved
from seemly.networks.bluesky import records
from seemly.networks.bluesky.cid import blob_cid
from seemly.networks.bluesky.records import freeze, thaw
from seemly.networks.network import Account, SeenPost, Thread
from seemly.provenance.publication import ApprovedWords, MarkedPicture, Watermark

AT = datetime(2026, 9, 21, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
ASK = "at://did:plc:anna/app.bsky.feed.post/1"
ROOT = "at://did:plc:cleo/app.bsky.feed.post/1"

THREAD = Thread(
    mention=SeenPost(ASK, Account("did:plc:anna", "anna"), "a hat", "cid-ask"),
    above=(SeenPost(ROOT, Account("did:plc:cleo", "cleo"), "my dog", "cid-root"),),
    root=ROOT,
    root_version="cid-root",
)
WORDS = ApprovedWords("Not with this picture.", "refusal", "nl", (), ASK, "policy")
MARKED = MarkedPicture(
    public_id="abcdefghij",
    approved_digest="0" * 64,
    marked_digest="1" * 64,
    file_digest="2" * 64,
    file=b"a picture",
    media_type="image/jpeg",
    watermark=Watermark.STRONG,
    pixels=np.zeros((480, 640, 3), np.uint8),
    width=640,
    height=480,
    post_text="Made with AI.",
    alt_text="AI-made: a hat",
    languages=("en",),
    labels=("ai-generated",),
    answers=ASK,
)


def test_the_record_of_a_picture() -> None:
    assert json.loads(freeze(MARKED, THREAD, AT)) == {
        "$type": "app.bsky.feed.post",
        "text": "Made with AI.",
        "langs": ["en"],
        "createdAt": "2026-09-21T12:00:00.123Z",
        "reply": {
            "root": {"uri": ROOT, "cid": "cid-root"},
            "parent": {"uri": ASK, "cid": "cid-ask"},
        },
        "embed": {
            "$type": "app.bsky.embed.images",
            "images": [
                {
                    "alt": "AI-made: a hat",
                    "aspectRatio": {"width": 640, "height": 480},
                    "image": {
                        "$type": "blob",
                        "ref": {"$link": blob_cid(b"a picture")},
                        "mimeType": "image/jpeg",
                        "size": 9,
                    },
                }
            ],
        },
        "labels": {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": "ai-generated"}],
        },
    }


def test_words_have_no_picture_and_no_labels() -> None:
    record = json.loads(freeze(WORDS, THREAD, AT))
    assert record["text"] == WORDS.text
    assert record["langs"] == ["nl"]
    assert record.keys().isdisjoint({"embed", "labels", "facets"})


def test_the_same_gives_the_same_text() -> None:
    assert freeze(MARKED, THREAD, AT) == freeze(MARKED, THREAD, AT.astimezone(UTC))


def test_words_can_stand_under_any_post_of_the_thread() -> None:
    record = json.loads(freeze(replace(WORDS, answers=ROOT), THREAD, AT))
    assert record["reply"]["parent"]["uri"] == ROOT


@pytest.mark.parametrize(
    "thread",
    [
        replace(THREAD, root_version=""),
        replace(THREAD, root=""),
        replace(THREAD, mention=replace(THREAD.mention, version="")),
        replace(THREAD, mention=replace(THREAD.mention, uri="at://elsewhere")),
    ],
)
def test_an_answer_stands_under_something(thread: Thread) -> None:
    with pytest.raises(NetworkFault):
        freeze(WORDS, thread, AT)


@pytest.mark.parametrize(
    "letter", ["a", "é", "e\N{COMBINING ACUTE ACCENT}", "\U0001f1f3\U0001f1f1"]
)
def test_300_letters_as_people_count_them(letter: str) -> None:
    freeze(replace(WORDS, text=letter * 300), THREAD, AT)
    with pytest.raises(NetworkFault, match="301"):
        freeze(replace(WORDS, text=letter * 301), THREAD, AT)


def test_a_file_too_large_is_not_even_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "FILE_LIMIT", 8)
    with pytest.raises(NetworkFault, match="9 bytes"):
        freeze(MARKED, THREAD, AT)


@given(text=st.text(max_size=200), alt=st.text(max_size=200), file=st.binary(max_size=200))
def test_what_was_approved_thaws_as_it_was_frozen(text: str, alt: str, file: bytes) -> None:
    marked = replace(MARKED, post_text=text, alt_text=alt, file=file)
    frozen = freeze(marked, THREAD, AT)
    assert thaw(frozen, marked) == json.loads(frozen)


@pytest.mark.parametrize(
    "other",
    [
        replace(MARKED, file=b"another picture"),
        replace(MARKED, post_text="Something else."),
        replace(MARKED, alt_text=""),
        replace(MARKED, languages=("de",)),
        replace(MARKED, labels=()),
        replace(MARKED, width=641),
        replace(MARKED, media_type="image/png"),
        replace(MARKED, answers=ROOT),
        WORDS,
    ],
)
def test_nothing_but_the_approved_thaws(other: MarkedPicture | ApprovedWords) -> None:
    with pytest.raises(NotApproved):
        thaw(freeze(MARKED, THREAD, AT), other)


def test_a_record_with_more_in_it_does_not_thaw() -> None:
    record = json.loads(freeze(WORDS, THREAD, AT)) | {"facets": []}
    with pytest.raises(NotApproved):
        thaw(json.dumps(record), WORDS)
