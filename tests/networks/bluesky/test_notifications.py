from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import NetworkFault
from seemly.networks.bluesky import notifications
from seemly.networks.bluesky.notifications import FIRST_LOOK, OVERLAP, hear

NOW = datetime(2026, 9, 21, 12, tzinfo=UTC)
BOT, ANNA = "did:plc:bot", "did:plc:anna"


def stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def mention(number: int, age: timedelta = timedelta(), **record: Any) -> dict[str, Any]:
    """A notification about a post "@bot …"."""
    facet = {
        "index": {"byteStart": 0, "byteEnd": 4},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": BOT}],
    }
    return {
        "uri": f"at://{ANNA}/app.bsky.feed.post/{number}",
        "cid": f"cid{number}",
        "reason": "mention",
        "author": {"did": ANNA, "handle": "anna.test", "createdAt": stamp(NOW)},
        "record": {"text": "@bot a lighthouse", "facets": [facet], **record},
        "indexedAt": stamp(NOW - age),
        "isRead": True,
    }


class Server:
    """Pages of notifications, newest first, `size` on a page."""

    def __init__(self, notes: Iterable[dict[str, Any]], size: int = 100) -> None:
        self.notes, self.size, self.pages = list(notes), size, 0

    def __call__(self, cursor: str) -> dict[str, Any]:
        self.pages += 1
        notes = sorted(self.notes, key=lambda note: str(note["indexedAt"]), reverse=True)
        start = int(cursor or "0")
        page = {"notifications": notes[start : start + self.size]}
        return page | ({"cursor": str(start + self.size)} if start + self.size < len(notes) else {})


def uris(server: Server, cursor: str | None, now: datetime = NOW) -> tuple[list[str], str]:
    heard = hear(cursor, BOT, server, now)
    return [found.post.uri.rsplit("/", 1)[1] for found in heard.mentions], heard.cursor


def test_a_new_bot_hears_the_last_hour_oldest_first() -> None:
    server = Server(
        [
            mention(1, FIRST_LOOK + timedelta(minutes=1)),
            mention(2, timedelta(minutes=30)),
            mention(3, timedelta(minutes=2)),
        ]
    )
    assert uris(server, None)[0] == ["2", "3"]


def test_what_is_older_than_the_first_look_never_comes_back() -> None:
    server = Server([mention(1, timedelta(days=300)), mention(2)])
    _, cursor = uris(server, None)
    server.notes = server.notes[:1]  # the newer one was deleted, the page shows older ones
    assert uris(server, cursor)[0] == []


def test_known_ones_are_not_handed_over_again_and_new_ones_are() -> None:
    server = Server([mention(1, timedelta(minutes=1))])
    found, cursor = uris(server, None)
    assert found == ["1"]
    server.notes.append(mention(2))
    assert uris(server, cursor)[0] == ["2"]
    assert uris(server, cursor)[0] == ["2"]  # while the cursor was not stored


def test_one_that_was_indexed_late_is_heard() -> None:
    server = Server([mention(1)])
    _, cursor = uris(server, None)
    server.notes.append(mention(2, timedelta(minutes=40)))
    assert uris(server, cursor)[0] == ["2"]


def test_a_quiet_look_reads_one_page() -> None:
    server = Server([mention(n, timedelta(minutes=n)) for n in range(1000)])
    _, cursor = uris(server, None)
    server.pages = 0
    later = NOW + timedelta(hours=1)
    assert uris(server, cursor, later)[0] == []
    assert server.pages == 1


def test_a_flood_is_heard_in_several_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "PAGES", 3)
    server = Server([mention(0, timedelta(minutes=5))], size=10)
    _, cursor = uris(server, None)
    server.notes += [mention(n, timedelta(seconds=n)) for n in range(1, 96)]
    heard = []
    for _ in range(6):
        found, cursor = uris(server, cursor)
        heard += found
    assert sorted(map(int, heard)) == list(range(1, 96))


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(-800, 800)), max_size=60),
    st.integers(1, 20),
)
def test_nothing_within_the_overlap_is_lost_whatever_the_order(
    arrivals: list[tuple[int, int]], size: int
) -> None:
    """Arrivals in eight looks, each dated up to 800 s before or after the look."""
    server, cursor, heard = Server([], size), None, set()
    for look in range(8):
        now = NOW + timedelta(seconds=60 * look)
        for number, (at, offset) in enumerate(arrivals):
            if at == look:
                dated = min(offset, 0)  # the server caps a post's date at its indexing
                server.notes.append(mention(number, NOW - now - timedelta(seconds=dated)))
        found, cursor = uris(server, cursor, now)
        heard |= set(found)
    assert timedelta(seconds=800 + 60) < OVERLAP + timedelta(seconds=1)
    assert heard == {str(number) for number in range(len(arrivals))}


@pytest.mark.parametrize(
    "odd",
    [
        {},
        None,
        7,
        {"uri": "x"},
        {**mention(5), "record": None},
        {**mention(5), "indexedAt": "yesterday"},
        {**mention(5), "author": {}},
        mention(5, facets="none"),
        mention(5, text=["a list"]),
        mention(5, reply={"parent": "x"}),
    ],
)
def test_an_odd_record_does_not_deafen_the_bot(odd: Any) -> None:
    def page(cursor: str) -> dict[str, Any]:
        return {"notifications": [odd, mention(1)]}

    heard = hear(None, BOT, page, NOW)
    assert [found.post.version for found in heard.mentions] == ["cid1"]


def test_an_answer_without_notifications_is_a_fault() -> None:
    with pytest.raises(NetworkFault):
        hear(None, BOT, lambda cursor: {}, NOW)


@pytest.mark.parametrize("cursor", ["", "7", "{}", '{"since": 1}', "null"])
def test_a_foreign_cursor_is_a_fault(cursor: str) -> None:
    with pytest.raises(NetworkFault, match="cursor"):
        hear(cursor, BOT, Server([]), NOW)


# -- what counts as said to us -----------------------------------------------------------------


def answer(parent: str) -> dict[str, Any]:
    ref = {"uri": parent, "cid": "cid"}
    note = mention(1, facets=[], reply={"parent": ref, "root": ref})
    return {**note, "reason": "reply"}


def test_an_answer_to_our_post_counts_without_our_name() -> None:
    (found,) = hear(None, BOT, Server([answer(f"at://{BOT}/app.bsky.feed.post/9")]), NOW).mentions
    assert not found.names_bot


def test_an_answer_to_somebody_below_our_post_does_not_count() -> None:
    server = Server([answer(f"at://{ANNA}/app.bsky.feed.post/9")])
    assert hear(None, BOT, server, NOW).mentions == ()


def test_our_own_posts_do_not_count() -> None:
    note = mention(1)
    note["author"] = {"did": BOT}
    assert hear(None, BOT, Server([note]), NOW).mentions == ()


def test_a_bot_that_names_us_does_not_count() -> None:
    note = mention(1)
    note["author"]["labels"] = [{"src": ANNA, "val": "bot"}]
    assert hear(None, BOT, Server([note]), NOW).mentions == ()


def test_a_label_by_others_makes_nobody_a_bot() -> None:
    note = mention(1)
    note["author"]["labels"] = [{"src": "did:plc:labeler", "val": "bot"}]
    assert len(hear(None, BOT, Server([note]), NOW).mentions) == 1


@pytest.mark.parametrize(("start", "end"), [(5, 9), (0, 0), (-4, 2), (90, 99), (4, 0)])
def test_a_facet_beside_the_name_does_not_count(start: int, end: int) -> None:
    note = mention(1)
    note["record"]["facets"][0]["index"] = {"byteStart": start, "byteEnd": end}
    assert hear(None, BOT, Server([note]), NOW).mentions == ()
