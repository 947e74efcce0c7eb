"""Verifying in bulk, with a key."""

from __future__ import annotations

import jsonschema
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from tests.web.verifying import BAD, HERE, KEY, PUBLISHED, Doors

from seemly import schemas
from seemly.errors import ConfigurationError
from seemly.verified import GONE
from seemly.web import verify, verify_api
from seemly.web.app import Health, create_bare_app
from seemly.web.verify_api import Keys


def ask(platform: TestClient, *files: bytes) -> Response:
    """Several files in one call."""
    named = [("picture", ("a.png", one)) for one in files]
    answer: Response = platform.post("/api/verify", files=named)
    return answer


def test_several_files_are_answered_in_their_order() -> None:
    doors = Doors({b"one": PUBLISHED, b"two": BAD["truncated"], b"three": GONE})
    answer = ask(doors.platform(), b"one", b"two", b"three", b"four")
    assert answer.status_code == 200
    whole = answer.json()
    jsonschema.validate(whole, schemas.schemas()["verify.bulk"])
    first, second, third, fourth = whole["rows"]
    assert first["result"]["match"] == "published"
    assert first["result"]["watermark"] == {"id": "7k2m9qw0xz", "sure": "yes"}
    assert second == {"reason": "truncated", "sentence": "ends too early"}
    assert third["result"] == {
        "match": "removed",
        "summary": GONE.summary,
        "made": None,
        "watermark": None,
        "credentials": None,
        "ledger": None,
    }
    assert fourth["result"]["match"] == "unknown"


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], KEY + "0", KEY.upper(), "é" * 32])
def test_without_the_key_nothing_is_looked_at(key: str) -> None:
    doors = Doors()
    platform = TestClient(doors.app, base_url=HERE)
    header = {b"Authorization": f"Bearer {key}".encode("latin-1")}
    answer = platform.post("/api/verify", files={"picture": b"one"}, headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["fault"]["reason"] == "key"
    assert doors.looked == []


def test_it_is_off_where_no_key_is_set() -> None:
    platform = TestClient(create_bare_app(lambda: Health(True, {})), base_url=HERE)
    assert platform.post("/api/verify").status_code == 404


@pytest.mark.parametrize("files", [0, verify_api.FILES + 1])
def test_none_or_too_many_files_are_refused(files: int) -> None:
    doors = Doors()
    answer = ask(doors.platform(), *[b"x"] * files)
    assert answer.status_code == 400
    assert answer.json()["fault"]["reason"] == "nothing"
    assert doors.looked == []


def test_each_key_has_its_own_looks() -> None:
    doors = Doors(per_hour=3)
    assert ask(doors.platform(), b"a", b"b").status_code == 200
    answer = ask(doors.platform(), b"c", b"d")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert ask(doors.platform(), b"c").status_code == 200
    assert doors.looked == [b"a", b"b", b"c"]


def test_keys_stand_in_a_file_one_a_line() -> None:
    keys = Keys.parse(f"# of the platform\n{KEY}\n\n  {KEY[::-1]}  \n")
    assert len(keys) == 2
    first, second = (keys.holder(f"Bearer {key}") for key in (KEY, KEY[::-1]))
    assert first is not None
    assert second is not None
    assert first != second
    assert KEY not in first
    assert keys.holder(f"Basic {KEY}") is None
    assert keys.holder("") is None


def test_a_key_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="less than 24"):
        Keys.parse("password")


def test_visitors_who_fill_the_page_keep_no_platform_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight slow uploads answered the bulk form with 503 as well, when both shared one count."""
    made: list[verify.Counter] = []
    whole = verify.Counter.__init__

    def counted(counter: verify.Counter) -> None:
        whole(counter)
        made.append(counter)

    monkeypatch.setattr(verify.Counter, "__init__", counted)
    doors = Doors({b"one": PUBLISHED})
    platform = doors.platform()
    page, _ = made
    page._inside = verify.REQUESTS
    assert ask(platform, b"one").status_code == 200
    assert platform.post("/verify", files={"picture": ("a.png", b"one")}).status_code == 503
