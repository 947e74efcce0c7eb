"""`seemly check --post`: one fixed sentence, read, and deleted whatever happens."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.networks.bluesky.conftest import FakePds, refused

from seemly.errors import NetworkFault, TryLater
from seemly.networks.bluesky import Bluesky
from seemly.networks.bluesky.adapter import REHEARSAL


def stand(pds: FakePds) -> dict[str, Any]:
    """A server that keeps what it is given."""
    kept: dict[str, Any] = {}

    def put(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        kept[body["rkey"]] = body["record"]
        return httpx.Response(200, json={"uri": "at://x", "cid": "c"})

    def get(request: httpx.Request) -> httpx.Response:
        record = kept.get(request.url.params["rkey"])
        if record is None:
            return refused(400, "RecordNotFound")
        return httpx.Response(200, json={"uri": "at://x", "cid": "c", "value": record})

    def delete(request: httpx.Request) -> httpx.Response:
        kept.pop(json.loads(request.content)["rkey"], None)
        return httpx.Response(200, json={})

    pds.on("putRecord", put)
    pds.on("getRecord", get)
    pds.on("deleteRecord", delete)
    return kept


def test_it_is_written_read_and_deleted(bot: Bluesky, pds: FakePds) -> None:
    kept = stand(pds)
    assert bot.rehearse() == "a post was written, read and deleted"
    assert kept == {}
    [written] = pds.calls("putRecord")
    record = json.loads(written.content)["record"]
    assert record["text"] == REHEARSAL
    assert not record.keys() & {"reply", "embed", "facets"}, "it answers and names nobody"


def test_it_is_deleted_though_it_cannot_be_read(bot: Bluesky, pds: FakePds) -> None:
    kept = stand(pds)
    missing = refused(400, "RecordNotFound")
    pds.on("getRecord", missing)
    with pytest.raises(NetworkFault, match="was not there"):
        bot.rehearse()
    assert kept == {}


def test_a_lost_answer_leaves_nothing(bot: Bluesky, pds: FakePds) -> None:
    kept = stand(pds)
    put = pds.answers["putRecord"][0]

    def lost(request: httpx.Request) -> httpx.Response:
        assert callable(put)
        put(request)
        raise httpx.ReadTimeout("late")

    pds.on("putRecord", lost)
    with pytest.raises(TryLater):
        bot.rehearse()
    assert kept == {}


def test_an_app_password_that_may_not_post(bot: Bluesky, pds: FakePds) -> None:
    stand(pds)
    pds.on("putRecord", refused(403, "Forbidden"))
    with pytest.raises(NetworkFault, match="Forbidden"):
        bot.rehearse()
