from __future__ import annotations

from tests.web.conftest import Site

from seemly.web.app import listen, server


def test_health_tells_the_states(site: Site) -> None:
    answer = site.browser().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "states": {"received": 2}}
    site.healthy[0] = False
    assert site.browser().get("/health").status_code == 503


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
