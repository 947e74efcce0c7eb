"""The plaza's site in process, over a database in a file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.networks.plaza.conftest import World, build

from seemly.errors import BadPicture
from seemly.store import open_engine
from seemly.web.app import Health, create_app
from seemly.web.plaza import PlazaSite
from seemly.web.progress import Progress

HERE = "http://127.0.0.1:8000"


@dataclass
class Site:
    """An application and what a test may turn."""

    world: World
    app: FastAPI
    progress: dict[str, Progress] = field(default_factory=dict)
    healthy: list[bool] = field(default_factory=lambda: [True])

    def browser(self, language: str = "en") -> TestClient:
        """A fresh browser: no cookies, and it sends what browsers send."""
        headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        return TestClient(self.app, base_url=HERE, headers=headers, raise_server_exceptions=False)

    def signed_in(self, handle: str) -> TestClient:
        """A browser that took this name."""
        browser = self.browser()
        answer = browser.post("/account/name", data={"handle": handle}, follow_redirects=False)
        assert answer.status_code == 303
        return browser


def _decode(data: bytes) -> tuple[int, int]:
    if b"bomb" in data:
        raise BadPicture("bomb", "that is no picture")
    return 640, 480


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    engine = open_engine(f"sqlite:///{tmp_path}/plaza.sqlite3")
    world = build(engine)
    progress: dict[str, Progress] = {}
    healthy = [True]
    app = create_app(
        PlazaSite(
            world.town,
            progress=lambda uri: progress.get(uri),
            decode=_decode,
            max_upload=2_000_000,
            clock=world.clock,
            mint_cookie=_cookies(),
        ),
        health=lambda: Health(healthy[0], {"received": 2}),
        metrics=lambda: b"jobs 2\n",
        hosts=["plaza.example"],
    )
    yield Site(world, app, progress, healthy)
    engine.dispose()


def _cookies() -> Callable[[], str]:
    count = itertools.count()
    return lambda: f"cookie-{next(count)}"
