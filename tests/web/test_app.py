from __future__ import annotations

import socket

import pytest
from fastapi import Request
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from tests.web.conftest import HERE, Site

from seemly.web.app import Health, create_bare_app, listen, server
from seemly.web.verify import _who


def test_health_tells_the_states(site: Site) -> None:
    answer = site.browser().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "states": {"received": 2}}
    site.healthy[0] = False
    assert site.browser().get("/health").status_code == 503


def test_health_says_so_when_the_database_is_away() -> None:
    def away() -> Health:
        raise OperationalError("select", {}, Exception("gone"))

    answer = TestClient(create_bare_app(away), base_url=HERE).get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "states": {}}


def test_without_the_plaza_there_are_no_pages() -> None:
    browser = TestClient(create_bare_app(lambda: Health(True, {})), base_url=HERE)
    assert browser.get("/health").status_code == 200
    page = browser.get("/")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/metrics").status_code == 404


def test_metrics(site: Site) -> None:
    assert site.browser().get("/metrics").text == "jobs 2\n"


def test_static_files_are_asked_for_again(site: Site) -> None:
    answer = site.browser().get("/static/plaza.css")
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" in answer.headers


def test_a_busy_port_leads_to_the_next(site: Site) -> None:
    first = listen(0)
    try:
        port = first.getsockname()[1]
        second = listen(port)
        try:
            assert second.getsockname()[1] > port
        finally:
            second.close()
    finally:
        first.close()


def test_it_listens_on_the_loopback_of_ipv6() -> None:
    """It said that no port is free."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")
    with listen(0, host="::1") as listener:
        assert listener.getsockname()[0] == "::1"


def test_the_server_shows_no_banner(site: Site) -> None:
    config = server(site.app).config
    assert not config.server_header
    assert not config.proxy_headers


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "household"),
    [
        ((), "127.0.0.1", "10.0.0.7", "127.0.0.1"),
        (("127.0.0.1",), "127.0.0.1", "10.0.0.7", "10.0.0.7"),
        (("127.0.0.1",), "127.0.0.1", "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (("127.0.0.1",), "10.0.0.9", "6.6.6.6", "10.0.0.9"),
        (("127.0.0.1", "10.9.0.0/16"), "127.0.0.1", "6.6.6.6, 10.0.0.7, 10.9.0.1", "10.0.0.7"),
        (("127.0.0.1",), "127.0.0.1", "2001:db8::1", "2001:db8::/64"),
    ],
)
def test_nobody_forges_the_address_that_is_counted(
    proxies: tuple[str, ...], peer: str, said: str, household: str
) -> None:
    """What a visitor writes into X-Forwarded-For stands left of what the proxy writes."""
    app = create_bare_app(lambda: Health(True, {}))

    @app.get("/who")
    def who(request: Request) -> PlainTextResponse:
        return PlainTextResponse(_who(request))

    config = server(app, proxies=proxies).config
    config.load()
    browser = TestClient(config.loaded_app, base_url=HERE, client=(peer, 1))
    assert browser.get("/who", headers={"X-Forwarded-For": said}).text == household
