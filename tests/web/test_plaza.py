from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.networks.plaza.conftest import BOT, JPEG, PNG, marked, words
from tests.networks.plaza.test_plaza import KEY, frozen
from tests.web.conftest import Site

from seemly.networks.plaza.records import PREFIX
from seemly.networks.plaza.town import Declined, Upload, clean
from seemly.web.progress import Progress


def test_a_first_visit_takes_a_name_and_posts_in_one_form(site: Site) -> None:
    browser = site.browser()
    page = browser.get("/")
    assert page.status_code == 200
    assert "No password" in page.text
    answer = browser.post(
        "/posts",
        data={"handle": "Ada", "text": "@seemly a lighthouse", "language": "de", "alt": "a dog"},
        files={"picture": ("dog.png", PNG, "text/html")},
    )
    assert answer.status_code == 200
    assert "@seemly a lighthouse" in answer.text
    [opening] = site.world.town.openings()
    row = opening.root.row
    assert opening.root.author.handle == "ada"
    assert row.languages == ("de",)
    assert row.picture is not None
    assert (row.picture.media_type, row.picture.alt_text) == ("image/png", "a dog")
    assert (row.picture.width, row.picture.height) == (640, 480)
    [mention] = site.world.plaza.hear(None).mentions
    assert mention.post.uri == row.uri


def test_the_cookie_is_out_of_reach_and_never_crosses_sites(site: Site) -> None:
    answer = site.browser().post("/account/name", data={"handle": "ada"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "plaza_8000=" in cookie


def test_an_empty_file_field_is_no_picture(site: Site) -> None:
    browser = site.signed_in("ada")
    browser.post("/posts", data={"text": "hello"}, files={"picture": ("", b"", "")})
    assert site.world.town.openings()[0].root.row.picture is None


def test_a_name_belongs_to_the_browser_that_took_it(site: Site) -> None:
    site.signed_in("ada")
    other = site.browser()
    answer = other.post("/account/name", data={"handle": "ada"})
    assert answer.status_code == 400
    assert "That name is taken" in answer.text
    posted = other.post("/posts", data={"handle": "ada", "text": "hi"})
    assert posted.status_code == 400
    assert "hi</textarea>" in posted.text
    assert site.world.town.openings() == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text": ""}, "nothing in it"),
        ({"text": "x" * 501}, "too long"),
    ],
)
def test_a_refused_form_keeps_the_words(site: Site, data: dict[str, str], says: str) -> None:
    answer = site.signed_in("ada").post("/posts", data=data)
    assert answer.status_code == 400
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert f"{data['text']}</textarea>" in answer.text


@pytest.mark.parametrize("data", [PNG + b"bomb", b"<svg/>", b"%PDF-1.7", b"\x00"])
def test_a_bad_picture_is_refused_on_a_plain_page(site: Site, data: bytes) -> None:
    answer = site.signed_in("ada").post(
        "/posts", data={"text": "look"}, files={"picture": ("a.png", data, "image/png")}
    )
    assert answer.status_code == 400
    assert "This picture cannot be used" in answer.text
    assert site.world.town.openings() == []
    assert site.world.pictures.kept == {}


def test_a_picture_over_the_limit_is_refused_while_it_arrives(site: Site) -> None:
    browser = site.signed_in("ada")
    large = browser.post("/posts", data={"text": "x"}, files={"picture": ("a", PNG * 80_000)})
    assert large.status_code in (400, 413)
    larger = browser.post("/posts", data={"text": "x"}, files={"picture": ("a", PNG * 200_000)})
    assert larger.status_code == 413
    assert larger.headers["x-content-type-options"] == "nosniff"
    assert site.world.town.openings() == []


def test_pictures_are_served_as_stored_and_cannot_run(site: Site) -> None:
    ada = site.world.join("ada")
    uri = site.world.town.post(ada, "dog", Upload(PNG, 4, 4))
    answer = site.browser().get(f"/post/{site.world.town.name_of(uri)}/picture")
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"


def test_a_removed_picture_is_not_served(site: Site) -> None:
    ada = site.world.join("ada")
    mention = site.world.town.post(ada, "@seemly a hat")
    post = frozen(site.world, marked(mention), mention)
    uri = site.world.plaza.publish(marked(mention), post)
    path = f"/post/{site.world.town.name_of(uri)}/picture"
    browser = site.browser()
    assert browser.get(path).content == JPEG
    site.world.plaza.remove(KEY)
    assert browser.get(path).status_code == 404
    thread = browser.get(f"/thread/{site.world.town.name_of(mention)}")
    assert "A dog with a hat" not in thread.text


def test_a_private_answer_shows_to_the_asker_alone(site: Site) -> None:
    asker, other = site.signed_in("ada"), site.signed_in("ben")
    asker.post("/posts", data={"text": "@seemly something mean"})
    mention = site.world.town.openings()[0].root
    to = mention.author.id
    say = words(mention.row.uri, "Nobody gets that from me.")
    site.world.plaza.tell(say, frozen(site.world, say, mention.row.uri, to=to))
    path = f"/thread/{mention.row.name}"
    assert "Nobody gets that" in asker.get(path).text
    assert "Only you can read" in asker.get(path).text
    for stranger in (other, site.browser()):
        assert "Nobody gets that" not in stranger.get(path).text
        assert "Nobody gets that" not in stranger.get("/").text
        assert stranger.get(f"/post/{KEY[:24]}").status_code == 404


def test_answer_edit_and_delete(site: Site) -> None:
    ada = site.signed_in("ada")
    ada.post("/posts", data={"text": "my dog"})
    root = site.world.town.openings()[0].root.row
    answered = ada.post(f"/post/{root.name}/replies", data={"text": "@seemly a hat"})
    assert answered.url.path == f"/thread/{root.name}"
    reply = site.world.town.conversation(root.uri, None)[1].row
    assert answered.url.fragment == f"post-{reply.name}"

    stranger = site.signed_in("ben")
    assert stranger.post(f"/post/{root.name}/delete").status_code == 404
    assert stranger.post(f"/post/{root.name}/edit", data={"text": "x"}).status_code == 404
    assert site.browser().post(f"/post/{root.name}/delete").status_code == 400
    assert "Edit or delete" not in stranger.get(f"/thread/{root.name}").text

    assert "edited" in ada.post(f"/post/{reply.name}/edit", data={"text": "@seemly a cap"}).text
    assert ada.post(f"/post/{reply.name}/delete").status_code == 200
    assert ada.post(f"/post/{root.name}/delete").url.path == "/"
    assert ada.get(f"/thread/{root.name}").status_code == 404


def test_answering_what_is_gone_says_so(site: Site) -> None:
    ada = site.signed_in("ada")
    answer = ada.post(f"/post/{'0' * 24}/replies", data={"text": "hello"})
    assert answer.status_code == 404
    assert "It may have been taken away" in answer.text


def test_welcome_and_block_from_the_page(site: Site) -> None:
    ada = site.signed_in("ada")
    page = ada.post("/account/welcome")
    assert "whoever asks" in page.text
    page = ada.post("/account/block")
    assert "You block Seemly" in page.text
    page = ada.post("/account/unblock")
    page = ada.post("/account/unwelcome")
    assert "only when you ask it yourself" in page.text
    assert site.browser().post("/account/welcome").status_code == 400


def test_several_names_in_one_browser(site: Site) -> None:
    browser = site.signed_in("ada")
    browser.post("/account/name", data={"handle": "ben"})
    page = browser.get("/account").text
    assert "You speak as @ben" in page
    [ada] = re.findall(r'value="(plaza-\w+)"', page)
    page = browser.post("/account/switch", data={"account": ada}).text
    assert "You speak as @ada" in page
    assert site.browser().post("/account/switch", data={"account": ada}).status_code == 404
    browser.post("/account/rest")
    assert "You are only reading" in browser.get("/account").text


def test_anybody_may_play_a_persona_and_nobody_else(site: Site) -> None:
    mia, ada = site.world.town.persona("mia"), site.world.join("ada")
    browser = site.browser()
    assert "Play @mia" in browser.get("/account").text
    browser.post("/account/persona", data={"account": mia.id})
    assert "You speak as @mia" in browser.get("/account").text
    for account in (ada, BOT.id, "nobody"):
        assert browser.post("/account/persona", data={"account": account}).status_code == 404


def test_an_example_wish_fills_the_form(site: Site) -> None:
    page = site.browser("de-AT,de;q=0.9").get("/?wish=2").text
    assert "@seemly setz dem Hund einen Partyhut auf</textarea>" in page
    assert site.browser().get("/?wish=99").status_code == 404


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "All threads"), ("de", "Alle Fäden"), ("fr", "Tous les fils"), ("nl", "Alle draden")],
)
def test_pages_speak_the_readers_language(site: Site, language: str, says: str) -> None:
    page = site.browser(f"{language};q=0.9,xx").get("/account")
    assert says in page.text
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language


def test_the_front_page_pages(site: Site) -> None:
    ada = site.world.join("ada")
    for number in range(21):
        site.world.town.post(ada, f"thread number {number}.")
    browser = site.browser()
    page = browser.get("/").text
    assert "thread number 0." not in page
    [older] = re.findall(r'href="(/\?before=\d+)"', page)
    assert "thread number 0." in browser.get(older).text


def test_the_bots_picture_shows_on_the_front_page_with_its_badge(site: Site) -> None:
    ada = site.world.join("ada")
    mention = site.world.town.post(ada, "@seemly a hat", Upload(PNG, 4, 4))
    uri = site.world.plaza.publish(marked(mention), frozen(site.world, marked(mention), mention))
    page = site.browser().get("/").text
    assert f"/post/{site.world.town.name_of(uri)}/picture" in page
    assert "AI system" in page


# -- progress -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("received", "looking at the words"),
        ("screened", "drawing now"),
        ("approved", "marking now"),
        ("publishing", "Posting now"),
        ("held", "A person will look"),
    ],
)
def test_progress_in_words_and_a_reload_without_scripts(site: Site, state: str, says: str) -> None:
    ada = site.signed_in("ada")
    ada.post("/posts", data={"text": "@seemly a dog"})
    row = site.world.town.openings()[0].root.row
    site.progress[row.uri] = Progress(state)
    page = ada.get(f"/thread/{row.name}").text
    assert says in page
    refresh = f'<meta http-equiv="refresh" content="3; url=/thread/{row.name}">'
    assert f"<noscript>{refresh}</noscript>" in page
    assert 'data-events="/thread/' in page


def test_a_mention_waits_until_it_is_heard_but_not_forever(site: Site) -> None:
    ada = site.signed_in("ada")
    ada.post("/posts", data={"text": "@seemly a dog"})
    path = f"/thread/{site.world.town.openings()[0].root.row.name}"
    assert "Waiting for Seemly" in ada.get(path).text
    site.world.clock.move(minutes=5)
    assert "Waiting for Seemly" not in ada.get(path).text


def test_why_it_was_refused_is_for_the_asker_alone(site: Site) -> None:
    ada, ben = site.signed_in("ada"), site.signed_in("ben")
    ada.post("/posts", data={"text": "@seemly undress her"})
    row = site.world.town.openings()[0].root.row
    site.progress[row.uri] = Progress("refused", "I do not make sexual pictures", ended=True)
    path = f"/thread/{row.name}"
    assert "Refused: I do not make sexual pictures" in ada.get(path).text
    assert "Refused" not in ben.get(path).text
    streamed = ben.get(f"{path}/events").text
    assert "sexual" not in streamed
    assert "refused" not in streamed.lower()
    assert "Refused: I do not" in ada.get(f"{path}/events").text


def test_no_stream_for_a_thread_that_is_not_there(site: Site) -> None:
    assert site.browser().get(f"/thread/{'0' * 24}/events").status_code == 404


def test_streams_have_an_upper_number(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seemly.web.plaza.MAX_STREAMS", 0)
    uri = site.world.town.post(site.world.join("ada"), "@seemly a dog")
    answer = site.browser().get(f"/thread/{site.world.town.name_of(uri)}/events")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


# -- hostile text ---------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{ 7 * 7 }} {% include 'x' %}",
    "\u202eevil\u202c \u2066nested",
    "&lt;b&gt; &amp; &#x3c;",
    "javascript:alert(1)",
    "a\u0300" * 400,
    "‮" * 100,
]


class Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def assert_harmless(page: str) -> None:
    """Only our own script, no handlers, no styles, no addresses of elsewhere."""
    parser = Tags()
    parser.feed(page)
    scripts = [dict(attrs) for tag, attrs in parser.tags if tag == "script"]
    assert [script.get("src") for script in scripts] == ["/static/plaza.js"]
    for tag, attrs in parser.tags:
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            if name in ("src", "href", "action", "formaction"):
                assert (value or "").startswith(("/", "#")), (tag, value)
                assert not (value or "").startswith("//"), (tag, value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(site: Site, text: str) -> None:
    browser = site.signed_in("ada")
    answer = browser.post(
        "/posts", data={"text": text, "alt": text}, files={"picture": ("<b>.png", PNG)}
    )
    for page in (answer.text, browser.get("/").text):
        assert_harmless(page)
        assert html.escape(clean(text), quote=False) in page.replace("&#34;", '"').replace(
            "&#39;", "'"
        )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(
        alphabet=st.sampled_from("<>&\"'/={}%`\\abc \n\u202e\u2067\u200d\u0300\U0001f600\x00"),
        min_size=1,
        max_size=80,
    )
)
def test_any_text_stays_text(site: Site, text: str) -> None:
    author = site.world.town.persona("tess").id
    try:
        uri = site.world.town.post(author, text, Upload(PNG, 4, 4, text))
    except Declined:
        return
    assert_harmless(site.browser().get(f"/thread/{uri.removeprefix(PREFIX)}").text)
