"""The verify page in a real browser: upload, paste, drag, link, without scripts, and axe-core."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.conftest import Served, Visits, accessible, bring, drawn_dog
from tests.web.verifying import ID, PUBLISHED, Doors, each_match

from seemly.verified import Match
from seemly.web.app import listen, server
from seemly.web.texts import LANGUAGES, load

pytestmark = pytest.mark.browser

DOG = drawn_dog(hat=True)
FILE: FilePayload = {"name": "dog.png", "mimeType": "image/png", "buffer": DOG}
LINK = "https://example.org/dog.png"


@pytest.fixture
def doors() -> Doors:
    return Doors({DOG: PUBLISHED}, links={LINK: DOG}, picture=DOG)


@pytest.fixture
def served(doors: Doors) -> Iterator[Served]:
    """The verify page in place of the plaza; only its address is used."""
    listener = listen(0)
    running = server(doors.app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    yield Served(address, cast(Any, None), cast(Any, None))
    running.should_exit = True
    thread.join(timeout=10)
    listener.close()


def _answered(page: Page) -> None:
    expect(page.get_by_role("heading", name="Published here, unchanged")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Published here, unchanged")
    ours = page.get_by_role("img", name="The picture as it was published")
    expect(ours).to_have_js_property("naturalWidth", 960)


def _beside(page: Page) -> None:
    """The submitted picture stands beside the published one, drawn out of memory."""
    yours = page.get_by_role("img", name="The picture that you showed")
    expect(yours).to_be_visible()
    expect(yours).to_have_js_property("width", 960)
    drawn = "canvas => canvas.getContext('2d').getImageData(480, 500, 1, 1).data[3]"
    assert yours.evaluate(drawn) == 255


def test_a_file_is_chosen(visits: Visits, doors: Doors) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    page.get_by_label("Your picture").set_input_files(FILE)
    page.get_by_role("button", name="Look").click()
    _answered(page)
    _beside(page)
    assert doors.looked == [DOG]
    with page.expect_download() as download:
        page.get_by_role("link", name="Proof for this picture").click()
    assert download.value.suggested_filename == f"seemly-{ID}.json"


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(visits: Visits, how: str) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    bring(page, DOG, how, "#drop")
    _answered(page)
    _beside(page)


def test_a_link_is_given(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    page.get_by_label("Or a link to it").fill(LINK)
    page.keyboard.press("Enter")
    _answered(page)
    expect(page.locator("#yours")).to_be_hidden()  # the browser never had it


def test_without_scripts(visits: Visits) -> None:
    page = visits.without_scripts()
    page.goto("/verify")
    expect(page.get_by_text("You can also drop it")).to_be_hidden()
    page.get_by_label("Your picture").set_input_files(FILE)
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="Published here, unchanged")).to_be_visible()
    expect(page.locator("#yours")).to_be_hidden()


def test_by_the_keyboard_alone(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for name in ("Your picture", "Or a link to it"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(name)).to_be_focused()
    page.keyboard.type(LINK)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Look")).to_be_focused()
    page.keyboard.press("Enter")
    _answered(page)


def test_a_fault_is_told_and_the_page_goes_on(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a picture")
    page.get_by_label("Or a link to it").fill("https://example.org/none.png")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("No picture could be fetched")
    page.get_by_label("Or a link to it").fill(LINK)
    page.get_by_role("button", name="Look").click()
    _answered(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    visits.watch.complaints.clear()  # Chromium notes the status 400


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("match", Match)
def test_axe_finds_nothing(visits: Visits, doors: Doors, match: Match, scheme: str) -> None:
    doors.findings[DOG] = each_match()[match]
    page = visits.with_scripts(color_scheme=scheme)
    page.goto("/verify")
    if match is Match.UNKNOWN:
        accessible(page)  # the empty page, once a colour scheme
    page.get_by_label("Your picture").set_input_files(FILE)
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#headline")).to_be_visible()
    accessible(page)


def test_axe_finds_nothing_beside_a_fault(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/verify")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_does_not_scroll_sideways(visits: Visits, language: str) -> None:
    page = visits.with_scripts(viewport={"width": 320, "height": 640})
    page.goto(f"/verify?lang={language}")
    page.get_by_label(load("verify")[language]("picture"), exact=True).set_input_files(FILE)
    page.locator("#ask button").click()
    expect(page.locator("#headline")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
