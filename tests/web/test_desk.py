from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from fastapi.testclient import TestClient
from tests.web.conftest import HERE, Site

from seemly.errors import NotFound
from seemly.explained import (
    Digest,
    Entry,
    Explained,
    Ground,
    Inclusion,
    Locked,
    Rule,
    Said,
    Stage,
)
from seemly.web.app import Health, create_app
from seemly.web.desk import Desk
from seemly.web.operators import Operators
from seemly.web.plaza import PlazaSite
from seemly.web.progress import Progress
from seemly.web.texts import LANGUAGES

REASON = Rule(
    "sexual",
    {"en": "I don't make <sexual> pictures of people.", "de": "Solche Bilder mache ich nicht."},
    "terms, section 2",
)
STAGE = Stage(
    moment="before",
    action="refuse",
    voice="asker_alone",
    policy="a" * 64,
    is_policy_of_now=False,
    rules=(REASON,),
    behind=(Ground("wish.intents.undress", "0.97"),),
    others=(Ground("people.presence", "some"),),
    seen=("b" * 64,),
)
WHY = Explained(
    job=7,
    state="refused",
    reasons=(REASON,),
    fault="the generator said <no>",
    attempts=1,
    public_id="",
    stages=(STAGE,),
    locked=Locked.PEOPLE,
    digests=(Digest("source", "c" * 64),),
    said=(Said("refusal", "asker_alone", "confirmed"),),
    entries=(
        Entry('{"kind":"decided"}', "decided", "2026-11-22T22:00:00+00:00", Inclusion.INCLUDED,
              3, 9, "d" * 64),
        Entry('{"kind":"ended"}', "ended", "2026-11-22T22:00:01+00:00", Inclusion.WAITING),
    ),
)  # fmt: skip


@dataclass
class Desked:
    """A plaza with an operator, and one request in it."""

    site: Site
    operators: Operators
    why: list[Explained]
    name: str

    def browser(self, language: str = "en", client: str = "127.0.0.1") -> TestClient:
        headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        return TestClient(
            self.site.app,
            base_url=HERE,
            headers=headers,
            client=(client, 50_000),
            raise_server_exceptions=False,
        )

    def operator(self, language: str = "en") -> TestClient:
        browser = self.browser(language)
        entered = browser.post("/operator", data={"code": self.operators.code})
        assert entered.status_code == 200
        assert entered.url.path == "/"
        return browser


@pytest.fixture
def desked(site: Site) -> Desked:
    operators, why = Operators(lambda: 0.0), [WHY]
    ada = site.world.join("ada")
    mention = site.world.town.post(ada, "@seemly undress her")
    site.progress[mention] = Progress("refused", ended=True, reached="screened")

    def of_the_mention(uri: str, given: Callable[[], bytes]) -> bytes:
        if uri != mention:
            raise NotFound("no picture was edited")
        return given()

    desk = Desk(
        operators,
        lambda uri: why[0] if uri == mention else None,
        lambda uri: of_the_mention(uri, lambda: b"jpeg"),
        lambda uri: of_the_mention(uri, lambda: b"png"),
    )
    site.app = create_app(
        PlazaSite(site.world.town, site.progress.get, lambda data: (1, 1),
                  clock=site.world.clock, desk=desk),
        health=lambda: Health(True, {}),
        hosts=["plaza.example"],
        contact="plaza@example.org",
    )  # fmt: skip
    return Desked(site, operators, why, site.world.town.name_of(mention))


def test_the_operator_is_told_why(desked: Desked) -> None:
    browser = desked.operator()
    assert f'href="/post/{desked.name}/why"' in browser.get(f"/thread/{desked.name}").text
    page = browser.get(f"/post/{desked.name}/why")
    assert page.status_code == 200
    for told in (
        "Why: request 7",
        "I don&#39;t make &lt;sexual&gt; pictures of people.",
        "<code>sexual</code>",
        "terms, section 2",
        "wish.intents.undress",
        "0.97",
        "people.presence",
        "b" * 64,
        "c" * 64,
        "included at position 3 of 9",
        "waits for the next checkpoint",
        "The policy has changed since",
        "the generator said &lt;no&gt;",
        f'src="/post/{desked.name}/why/lock"',
    ):
        assert told in page.text, told
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("door", ["why", "why/picture", "why/lock"])
def test_to_others_the_doors_are_not_there(desked: Desked, door: str) -> None:
    path = f"/post/{desked.name}/{door}"
    asker, stranger = desked.browser(), desked.browser(client="192.0.2.7")
    asker.post("/account/name", data={"handle": "ben"})
    nowhere = asker.get(f"/post/{'0' * 24}/{door}")
    for visitor in (asker, stranger):
        answer = visitor.get(path)
        assert (answer.status_code, answer.text) == (404, nowhere.text)
        assert "/why" not in visitor.get(f"/thread/{desked.name}").text
    operator = desked.operator()
    assert operator.get(path).status_code == 200
    operator.headers["X-Forwarded-For"] = "192.0.2.7"
    assert operator.get(path).status_code == 404
    assert operator.get(path, headers={"Host": "plaza.example"}).status_code == 404


def test_pictures_cannot_run(desked: Desked) -> None:
    browser = desked.operator()
    for door, kind in (("picture", "image/jpeg"), ("lock", "image/png")):
        answer = browser.get(f"/post/{desked.name}/why/{door}")
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"


def test_what_became_no_request_or_is_gone_has_no_why(desked: Desked) -> None:
    town, browser = desked.site.world.town, desked.operator()
    ada = town.row(desked.name, None).author
    other = town.name_of(town.post(ada, "hello"))
    assert browser.get(f"/post/{other}/why").status_code == 404
    town.delete(ada, town.uri_of(desked.name))
    assert browser.get(f"/post/{desked.name}/why").status_code == 404
    assert browser.get(f"/post/{desked.name}/why/picture").status_code == 404


def test_the_way_in(desked: Desked) -> None:
    browser = desked.browser()
    form = browser.get(f"/operator?code={desked.operators.code}")
    assert f'value="{desked.operators.code}"' in form.text  # and a look does not use it up
    wrong = browser.post("/operator", data={"code": "nonsense"})
    assert wrong.status_code == 403
    assert 'role="alert"' in wrong.text
    entered = browser.post(
        "/operator", data={"code": desked.operators.code}, follow_redirects=False
    )
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert desked.browser().post("/operator", data={"code": desked.operators.code}).status_code == (
        403
    )
    browser.post("/operator/leave")
    assert browser.get(f"/post/{desked.name}/why").status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_from_elsewhere_there_is_no_way_in(desked: Desked, method: str) -> None:
    stranger = desked.browser(client="192.0.2.7")
    answer = stranger.request(method, "/operator", data={"code": desked.operators.code})
    assert answer.status_code == 404


def test_without_a_desk_there_is_no_such_door(site: Site) -> None:
    browser = TestClient(site.app, base_url=HERE, client=("127.0.0.1", 50_000))
    assert browser.get("/operator").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_all_of_it(desked: Desked, language: str) -> None:
    browser = desked.operator(language)
    for locked in Locked:
        desked.why[0] = replace(WHY, locked=locked)
        page = browser.get(f"/post/{desked.name}/why")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text


def test_the_contact_stands_at_the_foot_of_every_page(desked: Desked) -> None:
    browser = desked.browser()
    for path in ("/", "/account", f"/thread/{desked.name}", "/nowhere"):
        assert '<a href="mailto:plaza@example.org">plaza@example.org</a>' in browser.get(path).text


def test_no_contact_is_no_empty_line(site: Site) -> None:
    assert "Who runs this" not in site.browser().get("/").text
