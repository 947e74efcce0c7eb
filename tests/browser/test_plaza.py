"""The plaza in a real browser, with and without JavaScript (`make proof-browser`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.conftest import Visits, accessible, bring, drawn_dog

pytestmark = pytest.mark.browser

DOG: FilePayload = {
    "name": "dog.png",
    "mimeType": "image/png",
    "buffer": drawn_dog(hat=False),
}
LABEL = "Made with AI by Seemly: your picture, changed as asked."
ALT = "A drawn brown dog on a green hill with a pink party hat."


def post(page: Page, name: str, text: str) -> None:
    """Take a name and start a thread with a picture of a dog."""
    page.goto("/")
    page.get_by_label("Your name here").fill(name)
    page.get_by_label("What would you like to say?").fill(text)
    page.get_by_label("Picture", exact=True).set_input_files(DOG)
    page.get_by_label("What the picture shows").fill("A drawn brown dog on a green hill.")
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".words").first).to_have_text(text)


def test_a_request_from_mention_to_picture_live(visits: Visits) -> None:
    page, bot = visits.with_scripts(), visits.served.bot
    post(page, "ada", "This is Bello. @seemly put a party hat on the dog")
    state = page.get_by_role("status")
    expect(state).to_have_text("Waiting for Seemly to hear it")
    mention = bot.hears()
    for name, says in [
        ("received", "looking at the words"),
        ("screened", "drawing now"),
        ("approved", "marking now"),
        ("publishing", "Posting now"),
    ]:
        bot.moves(mention, name)
        expect(state).to_contain_text(says)  # without a reload: the page holds a stream
    expect(page.locator(".steps .now")).to_have_text("published")
    expect(page.locator("[aria-current=step]")).to_have_text("published")
    bot.answers(mention, drawn_dog(hat=True), LABEL, ALT)
    answer = page.get_by_role("img", name=ALT)
    expect(answer).to_be_visible()
    expect(answer).to_have_js_property("naturalWidth", 960)
    expect(page.get_by_text(LABEL)).to_be_visible()
    expect(page.get_by_text("AI system", exact=True)).to_be_visible()
    expect(state).to_have_text("Posted")
    expect(page.locator(".steps .done")).to_have_count(6)


def test_words_being_written_survive_the_answer(visits: Visits) -> None:
    page, bot = visits.with_scripts(), visits.served.bot
    post(page, "ada", "@seemly put a party hat on the dog")
    page.get_by_text("Answer", exact=True).click()
    page.get_by_label("Your answer").fill("half a sentence")
    bot.answers(bot.hears(), drawn_dog(hat=True), LABEL, ALT)
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    expect(page.get_by_label("Your answer").first).to_have_value("half a sentence")


def test_the_same_without_scripts(visits: Visits) -> None:
    page, bot = visits.without_scripts(), visits.served.bot
    post(page, "ada", "@seemly put a party hat on the dog")
    mention = bot.hears()
    bot.moves(mention, "screened")
    expect(page.get_by_role("status")).to_contain_text("drawing now")  # the page reloads itself
    bot.answers(mention, drawn_dog(hat=True), LABEL, ALT)
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    answer = page.locator("article.from-bot")
    answer.get_by_text("Answer", exact=True).click()
    answer.get_by_label("Your answer").fill("remove this")
    answer.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".words").last).to_have_text("remove this")
    visits.served.bot.plaza.remove(_key_of(visits, mention))
    page.reload()
    expect(page.get_by_role("img", name=ALT)).to_have_count(0)
    expect(page.get_by_text("This post was taken away.")).to_be_visible()


def test_a_refusal_is_read_by_the_asker_alone(visits: Visits) -> None:
    asker, onlooker = visits.with_scripts(), visits.with_scripts()
    bot = visits.served.bot
    post(asker, "ada", "@seemly do something unkind to the dog")
    onlooker.goto(asker.url)
    mention = bot.hears()
    bot.moves(mention, "received")
    expect(onlooker.get_by_role("status")).to_contain_text("looking at the words")
    to = visits.served.town.row(mention.rpartition("/")[2], None).author
    bot.refuses(mention, "I will not make that. A party hat would work.", to)
    expect(asker.get_by_text("A party hat would work.")).to_be_visible()
    expect(asker.get_by_text("Only you can read this answer")).to_be_visible()
    expect(asker.get_by_role("status")).to_have_text("Refused: not with this picture")
    expect(asker.locator("[aria-current=step]")).to_have_text("refused")
    expect(onlooker.locator(".progress:not(.hidden)")).to_have_count(0)
    onlooker.reload()
    expect(onlooker.get_by_text("A party hat would work.")).to_have_count(0)


def test_the_keyboard_reaches_everything(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your name here")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("hello from the keyboard")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".words")).to_have_text("hello from the keyboard")


def test_a_phone_does_not_scroll_sideways(visits: Visits) -> None:
    page = visits.with_scripts(viewport={"width": 320, "height": 640}, color_scheme="dark")
    post(page, "a-name-of-20-letters", "@seemly " + "w" * 200 + " \u202e backwards")
    for path in (page.url, "/", "/account"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, path


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(visits: Visits, how: str) -> None:
    page = visits.with_scripts()
    page.goto("/")
    page.get_by_label("Your name here").fill("ada")
    bring(page, DOG["buffer"], how, "#text-new")
    expect(page.get_by_text("The picture is in the form.")).to_be_attached()
    page.get_by_role("button", name="Post").click()
    picture = page.locator("article img").first
    expect(picture).to_have_js_property("naturalWidth", 960)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_takes_a_picture_with_its_camera(visits: Visits, scripts: bool) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = (visits.with_scripts if scripts else visits.without_scripts)(**phone)
    page.goto("/")
    page.get_by_label("Your name here").fill("ada")
    camera = page.get_by_label("Or take one now")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(DOG)
    page.get_by_role("button", name="Post").click()
    expect(page.locator("article img").first).to_be_visible()


def test_a_desk_has_no_field_for_a_camera(visits: Visits) -> None:
    page = visits.with_scripts()
    page.goto("/")
    expect(page.get_by_label("Or take one now")).to_be_hidden()


def test_several_accounts_are_played_in_one_browser(visits: Visits) -> None:
    page = visits.with_scripts()
    visits.served.town.persona("zoe")
    post(page, "ada", "hello")
    page.goto("/account")
    page.get_by_label("Your name here").fill("ben")
    page.get_by_role("button", name="Take this name").click()
    page.goto("/account")
    page.get_by_role("button", name="Play @zoe").click()
    page.goto("/account")
    expect(page.get_by_text("You speak as @zoe.")).to_be_visible()
    page.get_by_role("button", name="Speak as @ada").click()
    expect(page.get_by_text("You speak as @ada.")).to_be_visible()
    expect(page.get_by_role("button", name="Speak as @ben")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])
def test_axe_finds_nothing(visits: Visits, width: int, scheme: str) -> None:
    page = visits.with_scripts(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        has_touch=width < 400,
        is_mobile=width < 400,
    )
    page.goto("/")
    accessible(page)
    post(page, "ada", "@seemly put a party hat on the dog")
    bot, mention = visits.served.bot, visits.served.bot.hears()
    for name in ("received", "screened"):
        bot.moves(mention, name)
        expect(page.locator(f".progress.{name}")).to_be_visible()
        accessible(page)
    bot.answers(mention, drawn_dog(hat=True), LABEL, ALT)
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    accessible(page)
    for path in ("/", "/account", "/thread/nothing"):
        page.goto(path)
        accessible(page)
    visits.watch.complaints.clear()  # Chromium notes the status 404


def test_axe_finds_nothing_beside_a_refusal(visits: Visits) -> None:
    page, bot = visits.with_scripts(color_scheme="dark"), visits.served.bot
    post(page, "ada", "@seemly do something unkind to the dog")
    mention = bot.hears()
    to = visits.served.town.row(mention.rpartition("/")[2], None).author
    bot.refuses(mention, "I will not make that. A party hat would work.", to)
    expect(page.get_by_text("A party hat would work.")).to_be_visible()
    accessible(page)


def test_hostile_text_does_nothing(visits: Visits) -> None:
    page = visits.with_scripts()
    text = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    post(page, "ada", text)
    expect(page.locator(".words").first).to_have_text(text)
    assert "owned" not in page.title()


def test_a_svg_that_calls_itself_a_picture_is_refused(visits: Visits) -> None:
    page = visits.without_scripts()
    page.goto("/")
    page.get_by_label("Your name here").fill("ada")
    page.get_by_label("What would you like to say?").fill("look")
    page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"<svg onload='alert(1)'/>"}
    )
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("This picture cannot be used")
    expect(page.get_by_label("What would you like to say?")).to_have_value("look")
    visits.watch.complaints.clear()  # Chromium notes the status 400 of that page


def _key_of(visits: Visits, mention: str) -> str:
    """The key of the bot's answer to a mention."""
    rows = [entry.row for entry in visits.served.town.conversation(mention, None)]
    return next(row.key for row in rows if row.key is not None)
