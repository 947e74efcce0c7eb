from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.web.conftest import HERE, Site

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "path", ["/", "/account", "/nothing", "/health", "/static/plaza.css", "/static/nothing"]
)
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    headers = site.browser().get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_a_broken_page_carries_the_headers_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(before: int | None = None) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(site.world.town, "openings", broken)
    answer = site.browser().get("/")
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert "Something broke on our side" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8000", 200),
        ("plaza.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("evil.example:127.0.0.1", 421),
        ("", 421),
        ("[::1", 200),
    ],
)
def test_only_known_hosts(site: Site, host: str, status: int) -> None:
    assert site.browser().get("/health", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
        ({"Origin": HERE}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://127.0.0.1:9999"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_forms_of_other_sites_are_refused(
    site: Site, headers: dict[str, str], allowed: bool
) -> None:
    client = TestClient(site.app, base_url=HERE)
    answer = client.post("/posts", data={"handle": "ada", "text": "hello"}, headers=headers)
    assert answer.status_code == (200 if allowed else 403)
    assert bool(site.world.town.openings()) is allowed


def test_looking_needs_no_origin(site: Site) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}
    assert site.browser().get("/", headers=headers).status_code == 200


def test_a_body_without_a_length_is_cut_off(site: Site) -> None:
    def endless() -> object:
        for _ in range(400):
            yield b"x" * 10_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = site.browser().post("/posts", content=endless(), headers=headers)
    assert answer.status_code == 413


def test_nothing_documents_itself_with_foreign_scripts(site: Site) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert site.browser().get(path).status_code == 404
