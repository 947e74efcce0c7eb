"""`seemly up` as a real process: from its first line to an answer seen, and to why it is so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.conftest import Served, Visits, accessible

import seemly.demo
from seemly.web.texts import LANGUAGES, load

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PATIENCE = 60_000  # ms for one answer on a busy machine
PERSON: FilePayload = {
    "name": "astronaut.jpg",
    "mimeType": "image/jpeg",
    "buffer": (Path(seemly.demo.__file__).parent / "astronaut.jpg").read_bytes(),
}


@dataclass
class Up:
    """The process, as it said of itself, and one request that it answered."""

    address: str
    operator: str
    thread: str = ""
    state: dict[str, Any] | None = None  # cookies of the operator's browser


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """`seemly up` with a configuration file that names who runs it."""
    folder = tmp_path_factory.mktemp("up")
    settings = folder / "seemly.toml"
    settings.write_text('contact = "plaza@example.org"\n[web]\nport = 0\n', "utf-8")
    running = subprocess.Popen(
        [sys.executable, "-c", "from seemly.cli import main; main()",
         "up", "--config", settings, "--data", folder / "data"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SEEMLY_PORT": "0"},
    )  # fmt: skip
    assert running.stdout is not None
    address = running.stdout.readline().strip().rstrip("/")
    operator = running.stdout.readline().strip().removeprefix("Operator, once: ")
    yield Up(address, operator)
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0


@pytest.fixture
def served(up: Up) -> Served:
    """The process in place of the stand-in bot; only its address is used."""
    return Served(up.address, cast(Any, None), cast(Any, None))


@pytest.fixture
def answered(up: Up, visits: Visits) -> Up:
    """Somebody asked for another background behind a person, and saw the answer; once."""
    if up.thread:
        return up
    page = visits.with_scripts()
    page.goto("/")
    page.get_by_label("Your name here").fill("vera")
    page.get_by_label("What would you like to say?").fill("@seemly make it black and white")
    page.get_by_label("Picture", exact=True).set_input_files(PERSON)
    page.get_by_role("button", name="Post").click()
    answer = page.locator(".from-bot img").first
    expect(answer).to_be_visible(timeout=PATIENCE)
    assert answer.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    expect(page.locator("[aria-current=step]")).to_contain_text("published")
    expect(page.get_by_role("link", name="Why?")).to_have_count(0)
    up.thread = page.url.partition("#")[0]
    return up


def _operator(visits: Visits, up: Up, **kind: object) -> Page:
    """The operator's browser, in the thread. The code is good once, its cookie for a shift."""
    if up.state is not None:
        page = visits.with_scripts(storage_state=up.state, **kind)
    else:
        page = visits.with_scripts(**kind)
        page.goto(up.operator)
        accessible(page)
        page.get_by_role("button", name="Go on as the operator").click()
        expect(page.get_by_role("button", name="Stop being the operator")).to_be_visible()
        up.state = cast(dict[str, Any], page.context.storage_state())
    page.goto(up.thread)
    return page


def _masked(page: Page) -> bool:
    """Whether the lock lies over the picture: drawn, of its size, and on its place."""
    return bool(
        page.evaluate(
            """async () => {
              const [under, over] = document.querySelectorAll(".stacked img");
              await Promise.all([under.decode(), over.decode()]);
              const [a, b] = [under, over].map((one) => one.getBoundingClientRect());
              const alike = ["x", "y", "width", "height"].every((k) => Math.abs(a[k] - b[k]) < 1);
              return alike && over.naturalWidth === under.naturalWidth && a.width > 100;
            }"""
        )
    )


def test_the_operator_reads_why_in_a_drawer(visits: Visits, answered: Up) -> None:
    page = _operator(visits, answered)
    why = page.get_by_role("link", name="Why?")
    why.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Why: request")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("heading", level=1)).to_be_focused()
    expect(drawer.get_by_text("People were seen who have not agreed.")).to_be_visible()
    assert _masked(page)
    expect(drawer.get_by_text("people_locked", exact=True).first).to_be_visible()
    expect(drawer.get_by_text("included at position").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(why).to_be_focused()
    why.click()
    expect(drawer).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(why).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 320])
def test_axe_finds_nothing_with_the_drawer_open(
    visits: Visits, answered: Up, width: int, scheme: str
) -> None:
    page = _operator(
        visits, answered, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page.get_by_role("link", name="Why?").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert _masked(page)
    for summary in page.locator("dialog summary").all():
        summary.click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("dialog").evaluate("drawer => drawer.scrollWidth") <= width
    if (width, scheme) == (1100, "light"):
        page.locator("dialog").evaluate("drawer => drawer.scrollTo(0, 0)")
        page.screenshot(path=PICTURES / "why.jpg", type="jpeg", quality=80)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_page_without_scripts_in_every_language(
    visits: Visits, answered: Up, language: str
) -> None:
    _operator(visits, answered)
    page = visits.without_scripts(storage_state=answered.state, locale=language)
    page.goto(answered.thread)
    page.get_by_role("link", name=load("plaza")[language]("operator_why")).click()
    told = load("desk")[language]
    expect(page.get_by_role("heading", level=1)).to_contain_text(told("why_title", job=1))
    expect(page.get_by_text(told("lock_people"))).to_be_visible()
    expect(page.get_by_role("img", name=told("lock_veil"))).to_be_visible()


def test_nobody_else_is_told(visits: Visits, answered: Up) -> None:
    page = visits.without_scripts()
    page.goto(answered.thread)
    expect(page.get_by_role("link", name="plaza@example.org")).to_be_visible()
    expect(page.get_by_role("link", name="Why?")).to_have_count(0)
    name = answered.thread.rpartition("/")[2]
    for door in ("why", "why/picture", "why/lock"):
        answer = page.goto(f"/post/{name}/{door}")
        assert answer is not None
        assert answer.status == 404
    visits.watch.complaints.clear()  # Chromium notes the status 404
