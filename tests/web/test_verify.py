"""The verify page by a test client; tests/browser has it in a browser."""

from __future__ import annotations

import re

import pytest
import structlog
from fastapi.testclient import TestClient
from httpx import Response
from tests.web.verifying import BAD, ID, PIXELS, PUBLISHED, Doors, each_match

from seemly.verified import Match
from seemly.web import verify
from seemly.web.texts import LANGUAGES, load

FILE = b"\x89PNG something"


def ask(browser: TestClient, file: bytes | None = FILE, link: str = "") -> Response:
    """Send the form as a browser does, which sends an empty file where none is chosen."""
    given = ("", b"", "application/octet-stream") if file is None else ("a.png", file, "image/png")
    answer: Response = browser.post("/verify", files={"picture": given}, data={"link": link})
    return answer


def words(html: str) -> str:
    """A page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("match", Match)
def test_each_finding_has_its_page_in_each_language(match: Match, language: str) -> None:
    doors = Doors({FILE: each_match()[match]})
    answer = ask(doors.browser(language))
    texts = load("verify")[language]
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}"' in answer.text
    assert texts(f"match_{match}") in words(answer.text)
    assert texts(f"means_{match}") in words(answer.text)


def test_what_was_published_is_told_with_its_proof() -> None:
    said = words(ask(Doors({FILE: PUBLISHED}).browser()).text)
    assert "on 2026-11-22 at 18:24 UTC, for Bluesky" in said
    assert "Words alone. By an AI system." in said
    assert ID in said
    page = ask(Doors({FILE: PUBLISHED}).browser()).text
    assert f'href="/verify/proof/{ID}.json" download' in page
    assert f'src="/verify/picture/{ID}"' in page


def test_of_a_removed_picture_only_that_it_was_removed() -> None:
    page = ask(Doors({FILE: each_match()[Match.REMOVED]}).browser()).text
    assert ID not in page
    assert "Bluesky" not in page
    assert "<dl>" not in page
    assert "/verify/p" not in page  # neither a picture nor a proof


@pytest.mark.parametrize("language", LANGUAGES)
def test_removed_is_not_said_of_what_only_carries_our_mark(language: str) -> None:
    """That is told as a mark that may be copied, also when its picture is gone."""
    ours = {"en": " mark", "de": "zeichen", "fr": " marque", "nl": " merk"}
    assert ours[language] in load("verify")[language]("means_mark").lower()
    assert ours[language] not in load("verify")[language]("means_removed").lower()


def test_no_side_by_side_of_what_is_not_public() -> None:
    page = ask(Doors({FILE: each_match()[Match.COPY]}).browser()).text
    assert "/verify/picture" not in page


def test_no_numbers_to_count_with() -> None:
    """Neither bits nor scores: whoever tries to get past the marks would count with them."""
    for finding in each_match().values():
        page = ask(Doors({FILE: finding}).browser()).text
        answer = page[page.index('<section class="sheet found') : page.index("</main>")]
        numbers = set(re.findall(r"(?<![\w#])\d+(?:\.\d+)?(?!\w)", words(answer)))
        assert numbers <= {"2026", "11", "22", "18", "24"}, finding


def test_what_a_file_says_of_itself_is_not_obeyed() -> None:
    signer = each_match()[Match.UNKNOWN]
    assert signer.credentials is not None
    hostile = type(signer.credentials)(True, False, False, "<script>alert(1)</script>", "", ())
    finding = type(signer)(signer.match, signer.summary, credentials=hostile)
    page = ask(Doors({FILE: finding}).browser()).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_link_is_fetched_and_looked_at() -> None:
    doors = Doors(links={"https://example.org/a.jpg": b"fetched"})
    assert ask(doors.browser(), None, " https://example.org/a.jpg ").status_code == 200
    assert doors.looked == [b"fetched"]


def test_a_file_comes_before_a_link() -> None:
    doors = Doors(links={"https://example.org/a.jpg": b"fetched"})
    ask(doors.browser(), FILE, "https://example.org/a.jpg")
    assert doors.looked == [FILE]


def test_a_link_tells_nothing_of_our_own_network() -> None:
    answer = ask(Doors().browser(), None, "http://10.0.0.1/")
    assert answer.status_code == 400
    assert "No picture could be fetched from this link" in answer.text
    assert "private" not in answer.text


def test_nothing_chosen_is_told() -> None:
    answer = ask(Doors().browser(), None)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "Choose a picture" in answer.text


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("unknown_format", 400, "not a JPEG"),
        ("truncated", 400, "ends too early"),
        ("zero_sized", 400, "cannot be read"),
        ("unchecked", 503, "could not be looked at"),
    ],
)
def test_what_cannot_be_looked_at_is_told_in_words(fault: str, status: int, said: str) -> None:
    answer = ask(Doors({FILE: BAD[fault]}).browser())
    assert answer.status_code == status
    assert said in words(answer.text)


@pytest.mark.parametrize("body", [b"", b"noise", b"--x\r\n\r\n--x--"])
@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain"],
)
def test_what_is_no_form_is_told(kind: str, body: bytes) -> None:
    doors = Doors()
    answer = doors.browser().post("/verify", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert doors.looked == []


def test_what_is_too_large_is_cut_off() -> None:
    doors = Doors()
    answer = ask(doors.browser(), bytes(verify.MAX_UPLOAD + 200_000))
    assert answer.status_code == 413
    assert doors.looked == []


def test_looking_without_end_is_not_possible() -> None:
    doors = Doors(per_hour=2)
    browser = doors.browser()
    assert [ask(browser).status_code for _ in range(3)] == [200, 200, 429]
    answer = ask(browser)
    assert int(answer.headers["retry-after"]) > 0
    assert "wait a few minutes" in answer.text
    assert len(doors.looked) == 2
    doors.now += 3_600
    assert ask(browser).status_code == 200


def test_questions_that_fail_count_too() -> None:
    browser = Doors({FILE: BAD["truncated"]}, per_hour=1).browser()
    assert [ask(browser).status_code for _ in range(2)] == [400, 429]


def test_too_many_at_once_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "REQUESTS", 0)
    answer = ask(Doors().browser())
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


def test_the_published_picture_is_shown_and_nothing_in_it_runs() -> None:
    answer = Doors().browser().get(f"/verify/picture/{ID}")
    assert answer.content == PIXELS
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["picture/{}", "proof/{}.json"])
def test_what_is_gone_has_neither_picture_nor_proof(path: str) -> None:
    doors = Doors(gone={ID})
    for public_id in (ID, "0000000000", "..%2f..%2fetc", "7K2M9QW0XZ"):
        assert doors.browser().get(f"/verify/{path.format(public_id)}").status_code == 404


def test_a_proof_is_a_file_to_keep() -> None:
    answer = Doors().browser().get(f"/verify/proof/{ID}.json")
    assert answer.headers["content-disposition"] == f'attachment; filename="seemly-{ID}.json"'
    whole = answer.json()
    assert whole["schema"] == "seemly.ledger.proof/1"
    assert set(whole["result"]) == {"entry", "proof", "key"}


def test_proofs_are_counted_too() -> None:
    browser = Doors(per_hour=1).browser()
    codes = [browser.get(f"/verify/proof/{ID}.json").status_code for _ in range(2)]
    assert codes == [200, 429]


def test_a_language_may_be_chosen() -> None:
    browser = Doors().browser("de")
    assert browser.get("/verify?lang=nl").headers["content-language"] == "nl"
    assert browser.get("/verify?lang=xx").headers["content-language"] == "de"
    assert 'action="/verify?lang=nl#answer"' in browser.get("/verify?lang=nl").text


def test_another_site_cannot_send_the_form() -> None:
    doors = Doors()
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = doors.browser().post("/verify", files={"picture": ("a", FILE)}, headers=headers)
    assert answer.status_code == 403
    assert doors.looked == []


def test_nothing_of_a_question_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    doors = Doors({FILE: RuntimeError("a bug")}, links={"https://example.org/me.jpg": FILE})
    with structlog.testing.capture_logs() as logged:
        ask(doors.browser(), b"fine")
        ask(doors.browser(), None, "https://example.org/nobody.jpg")
        assert logged == []
        ask(doors.browser(), None, "https://example.org/me.jpg")  # a bug is logged, without it
    assert len(logged) == 1
    assert "example.org" not in str(logged)
    assert "something" not in str(logged)
    assert "example.org" not in caplog.text


def test_pages_carry_no_script_of_their_own_or_of_others() -> None:
    page = ask(Doors({FILE: PUBLISHED}).browser()).text
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/verify.js" defer>']
    assert not re.search(r"\son\w+=|style=|javascript:", page)
    assert not re.search(r"""(?:src|href|action)="(?:https?:)?//""", page)


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl"])
def test_a_number_of_a_post_is_told_and_proves_nothing_of_a_picture(language: str) -> None:
    page = Doors().browser(language).get("/verify", params={"id": f" {ID.upper()} "})
    texts = load("verify")[language]
    assert page.status_code == 200
    assert texts("named") in page.text
    assert texts("means_named").split("’")[0] in page.text
    assert "2026-11-22" in page.text
    assert "Bluesky" in page.text
    assert f'src="/verify/picture/{ID}"' in page.text


def test_of_a_removed_number_only_that_it_was_removed() -> None:
    page = Doors(gone={ID}).browser().get("/verify", params={"id": ID}).text
    assert "removed" in page
    for told in ("Bluesky", "2026", f"/verify/picture/{ID}"):
        assert told not in page


@pytest.mark.parametrize("number", ["0000000000", "", "<b>x</b>", "../../etc"])
def test_a_number_of_nothing_is_told_so(number: str) -> None:
    page = Doors().browser().get("/verify", params={"id": number})
    assert page.status_code == 404
    assert "No picture with this number" in page.text
    assert "<b>x</b>" not in page.text


def test_numbers_cannot_be_tried_without_end() -> None:
    browser = Doors(per_hour=3).browser()
    answers = [browser.get("/verify", params={"id": ID}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert browser.get("/verify").status_code == 200
