"""The real demo in a real browser: ask, watch, see; with and without scripts; nothing leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import FloatRect, Page, expect
from tests.browser.conftest import Served, Visits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PATIENCE = 60_000  # ms for one drawing on a busy machine


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`seemly demo`, when its thread is played."""
    folder = tmp_path_factory.mktemp("demo")
    playing = subprocess.Popen(
        [sys.executable, "-c", "from seemly.cli import main; main()", "demo", "--data", folder],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SEEMLY_PORT": "0"},
    )
    assert playing.stdout is not None
    address = playing.stdout.readline().strip()
    for line in playing.stdout:
        if line.startswith("Still serving"):
            break
    yield address
    playing.send_signal(signal.SIGTERM)
    assert playing.wait(timeout=30) == 0


@pytest.fixture
def served(demo: str) -> Served:
    """The demo in place of the stand-in bot; only its address is used."""
    return Served(demo.rstrip("/"), cast(Any, None), cast(Any, None))


def _ask(page: Page, name: str, text: str) -> None:
    page.goto("/")
    page.get_by_label("Your name here").fill(name)
    page.get_by_label("What would you like to say?").fill(text)
    page.get_by_role("button", name="Post").click()


def test_a_visitor_asks_and_sees_the_answer_without_a_reload(visits: Visits) -> None:
    page = visits.with_scripts()
    _ask(page, "vera", "@seemly three cats on a boat")
    answer = page.locator("img[alt*='AI']").first
    expect(answer).to_be_visible(timeout=PATIENCE)
    expect(answer).to_have_js_property("naturalWidth", 1024)


def test_a_visitor_asks_and_sees_the_answer_without_scripts(visits: Visits) -> None:
    page = visits.without_scripts()
    _ask(page, "willem", "@seemly a house by the sea")
    expect(page.locator("img[alt*='AI']").first).to_be_visible(timeout=PATIENCE)


def test_what_was_refused_is_said_to_the_asker_alone(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/")
    thread = page.locator("article, li").filter(has_text="Eileen Collins").first
    there = thread.get_by_role("link", name="Open the thread").first.get_attribute("href")
    assert there is not None
    page.goto(there)
    expect(page.get_by_text("undress her")).to_be_visible()
    expect(page.get_by_text("I can't help with that")).to_have_count(0)
    page.get_by_role("link", name="Take a name").click()
    with page.expect_navigation():  # going on while the form is on its way loses the page
        page.get_by_role("button", name="ben").click()
    page.goto(there)
    expect(page.get_by_text("I can't help with that").first).to_be_visible(timeout=PATIENCE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 900, "height": 1500})
    page.mouse.move(0, 0)
    shown = FloatRect(x=0, y=0, width=900, height=2230)  # down to the private refusal
    page.screenshot(path=PICTURES / "plaza.png", full_page=True, clip=shown)
