"""What is read of an answer: bounded in size and time, and a fault in plain words otherwise."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import httpx
import pytest
from tests.serving import local, ok, says, serving

from seemly.errors import NetworkFault, TryLater
from seemly.outgoing import Answered


def test_more_than_the_limit_is_not_read() -> None:
    endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x" * 5000
    for answer in (ok("x" * 1001), endless):
        with serving(says(answer)) as port, pytest.raises(NetworkFault, match="more than 1000"):
            local(port).get(f"http://127.0.0.1:{port}/", limit=1000)
    with serving(says(ok("x" * 1000))) as port:
        assert len(local(port).get(f"http://127.0.0.1:{port}/", limit=1000)) == 1000


def test_compressed_answers_are_refused_and_never_asked_for() -> None:
    heads: list[bytes] = []

    def answer(connection: socket.socket, head: bytes) -> None:
        heads.append(head)
        connection.sendall(ok("zzz", "Content-Encoding: gzip").encode())

    with serving(answer) as port, pytest.raises(NetworkFault, match="compressed"):
        local(port).get(f"http://127.0.0.1:{port}/", limit=1000)
    assert b"accept-encoding: identity" in heads[0].lower()


@pytest.mark.parametrize("head", ["", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_slow_drip_ends_at_the_deadline(head: str) -> None:
    """A byte now and then resets a read time-out; the deadline is for the whole, head and body."""
    ended = threading.Event()
    dripped = []

    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall((head or "HTTP/1.1 200 OK\r\nX-Slow: ").encode())
        while not ended.wait(0.01):
            connection.sendall(b"x")
            dripped.append(1)

    with serving(drip) as port:
        with pytest.raises(TryLater, match="did not answer"):
            local(port).get(f"http://127.0.0.1:{port}/", limit=10_000, seconds=0.3)
        ended.set()
    assert dripped, "the server did send while we waited"


def test_a_server_that_does_not_read_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        request = httpx.Request("POST", f"http://127.0.0.1:{port}/", content=bytes(20_000_000))
        with pytest.raises(TryLater):
            local(port).exchange(request, limit=10, seconds=0.3)


# answers


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_passing_trouble_is_for_later(status: int) -> None:
    answer = f"HTTP/1.1 {status} X\r\nRetry-After: 42\r\nContent-Length: 0\r\n\r\n"
    with serving(says(answer)) as port, pytest.raises(TryLater) as fault:
        local(port).get(f"http://127.0.0.1:{port}/", limit=10)
    assert fault.value.seconds == 42


@pytest.mark.parametrize("wait", ["-3", "1e9", "soon", "999999999999999999"])
def test_a_strange_retry_after_is_not_believed(wait: str) -> None:
    answer = f"HTTP/1.1 503 X\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n"
    with serving(says(answer)) as port, pytest.raises(TryLater) as fault:
        local(port).get(f"http://127.0.0.1:{port}/", limit=10)
    assert fault.value.seconds == 5


def test_a_missing_page_says_its_status() -> None:
    answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    with serving(says(answer)) as port, pytest.raises(Answered) as fault:
        local(port).get(f"http://127.0.0.1:{port}/", limit=10)
    assert fault.value.status == 404


@pytest.mark.parametrize(
    "answer", ["", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_connection_that_breaks_off_is_for_later(answer: str) -> None:
    with serving(says(answer)) as port, pytest.raises(TryLater):
        local(port).get(f"http://127.0.0.1:{port}/", limit=100)


def test_json_is_read_and_what_is_none_is_a_fault() -> None:
    with serving(says(ok('{"id": "did:plc:x"}'))) as port:
        assert local(port).get_json(f"http://127.0.0.1:{port}/") == {"id": "did:plc:x"}
    for text in ("<html>", "", "[" * 100_000):
        with serving(says(ok(text))) as port, pytest.raises(NetworkFault, match="JSON"):
            local(port).get_json(f"http://127.0.0.1:{port}/")


def test_the_environments_proxy_and_netrc_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heads: list[bytes] = []

    def answer(connection: socket.socket, head: bytes) -> None:
        heads.append(head)
        connection.sendall(ok("direct", "Set-Cookie: a=b").encode())

    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", os.fspath(tmp_path / "netrc"))
    with serving(says(ok("proxied"))) as proxy, serving(answer) as port:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        outgoing = local(port)
        for _ in range(2):
            assert outgoing.get(f"http://127.0.0.1:{port}/", limit=10) == b"direct"
    for head in heads:
        assert b"authorization" not in head.lower()
        assert b"cookie" not in head.lower()
