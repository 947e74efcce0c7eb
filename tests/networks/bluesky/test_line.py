from __future__ import annotations

import json

import httpx
import pytest

from seemly.errors import NetworkFault, TryLater
from seemly.networks.bluesky import line as lines
from seemly.networks.bluesky.limits import Limits
from seemly.networks.bluesky.line import Line, Refusal, TooLarge, Trouble


def line_that(answer: httpx.Response | Exception) -> Line:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Line("https://pds.test/", Limits(lambda: 0.0), httpx.MockTransport(handle))


def streamed(*pieces: bytes) -> httpx.Response:
    return httpx.Response(200, content=iter(pieces), headers={"content-type": "application/json"})


def test_a_call_carries_its_token_its_proxy_and_its_lists() -> None:
    seen = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"ok": True})

    line = Line("https://pds.test/", Limits(lambda: 0.0), httpx.MockTransport(handle))
    assert line.query("a.b", {"uris": ["x", "y"]}, "secret", "did:web:c#d") == {"ok": True}
    (request,) = seen
    assert str(request.url) == "https://pds.test/xrpc/a.b?uris=x&uris=y"
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["atproto-proxy"] == "did:web:c#d"


def test_a_body_is_json_with_plain_letters() -> None:
    seen = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    line = Line("https://pds.test", Limits(lambda: 0.0), httpx.MockTransport(handle))
    assert line.procedure("a.b", {"text": "für Ömer"}) == {}
    assert json.loads(seen[0].content) == {"text": "für Ömer"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 501])
def test_a_no_is_a_refusal_with_its_code(status: int) -> None:
    line = line_that(httpx.Response(status, json={"error": "Because", "message": "x" * 999}))
    with pytest.raises(Refusal) as fault:
        line.query("a.b", {})
    assert (fault.value.status, fault.value.code) == (status, "Because")
    assert len(str(fault.value)) < 300
    assert not isinstance(fault.value, TryLater)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 522])
def test_trouble_may_pass(status: int) -> None:
    with pytest.raises(Trouble) as fault:
        line_that(httpx.Response(status, headers={"retry-after": "17"})).query("a.b", {})
    assert (fault.value.status, fault.value.seconds) == (status, 17)


def test_the_rate_limit_says_when() -> None:
    answer = httpx.Response(429, json={"error": "RateLimitExceeded"}, headers={"retry-after": "33"})
    with pytest.raises(TryLater) as fault:
        line_that(answer).query("a.b", {})
    assert fault.value.seconds == 33


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("broke off"),
        httpx.WriteError("gone"),
    ],
)
def test_a_broken_connection_may_heal(fault: Exception) -> None:
    with pytest.raises(TryLater):
        line_that(fault).query("a.b", {})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<h1>maintenance</h1>"),
        httpx.Response(200, json=["a list"]),
        httpx.Response(200, content=b"{", headers={"content-type": "application/json"}),
    ],
)
def test_a_page_is_no_answer(answer: httpx.Response) -> None:
    """Read as an empty answer it would say that every post is gone."""
    with pytest.raises(TryLater):
        line_that(answer).query("a.b", {})


def test_an_endless_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ANSWER_LIMIT", 10)
    with pytest.raises(TooLarge):
        line_that(streamed(b'{"text": ', b'"more than ten bytes"}')).query("a.b", {})


def test_a_dripping_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "SECONDS", -1.0)
    with pytest.raises(TryLater):
        line_that(streamed(b"{", b"}")).query("a.b", {})


def test_redirects_of_the_bots_own_server_are_not_followed_elsewhere() -> None:
    seen = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"location": "https://other.test/"})

    line = Line("https://pds.test", Limits(lambda: 0.0), httpx.MockTransport(handle))
    with pytest.raises(NetworkFault, match="elsewhere"):
        line.procedure("a.b", {"password": "secret"}, "token")
    assert {request.url.host for request in seen} == {"pds.test"}
