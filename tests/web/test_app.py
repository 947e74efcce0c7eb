from __future__ import annotations

from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from tests.web.conftest import HERE, Site

from seemly.web.app import Health, create_bare_app, listen, server


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


def test_the_server_shows_no_banner(site: Site) -> None:
    config = server(site.app).config
    assert not config.server_header
    assert not config.proxy_headers
