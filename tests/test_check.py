"""`seemly check`: what is green, what is yellow, what is red, and what to do about it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from seemly import check, public_address
from seemly.check import Light
from seemly.errors import ConfigurationError
from seemly.settings import Settings


def light(settings: Settings, name: str) -> tuple[Light, str]:
    """One line, without the slow ones around it."""
    proofs = {
        "configuration": check._configuration,
        "clock": check._clock,
        "secrets": check._secrets,
        "removals": check._removals,
        "ledger": check._ledger,
        "certificate": check._certificate,
        "pages": check._pages,
        "visitors": check._visitors,
        "generator": check._generator,
    }
    found = check._prove(name, lambda: proofs[name](settings))
    assert found.ok == (found.light is not Light.RED)
    assert bool(found.todo) == (found.light is not Light.GREEN)
    return found.light, f"{found.said}. {found.todo}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def settings(data: Path, **more: object) -> Settings:
    return Settings.model_validate({"data": data, **more})


def test_a_ledger_without_a_name_and_an_operator_without_an_address(data: Path) -> None:
    assert light(settings(data), "configuration")[0] is Light.YELLOW
    named = settings(data, origin="a.test/ledger")
    assert "Set contact" in light(named, "configuration")[1]
    whole = settings(data, origin="a.test/ledger", contact="a@b.test")
    assert light(whole, "configuration")[0] is Light.GREEN


def test_a_clock_before_this_version_was_built(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    assert light(settings(data), "clock")[0] is Light.RED


@pytest.mark.parametrize(
    ("off", "wanted"), [(0.0, Light.GREEN), (20.0, Light.YELLOW), (-300.0, Light.RED)]
)
def test_the_clock_is_compared_with_the_networks(
    data: Path, monkeypatch: pytest.MonkeyPatch, off: float, wanted: Light
) -> None:
    monkeypatch.setattr(public_address, "clock_of", lambda service: time.time() + off)
    assert light(settings(data, bluesky={"handle": "a.test"}), "clock")[0] is wanted


def test_a_secret_that_others_can_read(data: Path) -> None:
    secret = data / "password"
    secret.write_text("x")
    account = {"handle": "a.test", "password_file": secret}
    secret.chmod(0o644)
    found, said = light(settings(data, bluesky=account), "secrets")
    assert (found, f"Run: chmod 600 {secret}" in said) == (Light.RED, True)
    secret.chmod(0o600)
    assert light(settings(data, bluesky=account), "secrets")[0] is Light.GREEN


def test_the_log_of_removals_wants_a_second_disk(data: Path, tmp_path: Path) -> None:
    assert light(settings(data), "removals")[0] is Light.YELLOW
    beside = settings(data, removals=tmp_path / "second.log")
    found, said = light(beside, "removals")
    assert (found, "one disk" in said) == (Light.YELLOW, True)
    away = settings(data, removals=tmp_path / "unmounted" / "second.log")
    assert light(away, "removals")[0] is Light.RED
    (data / "removals.log").write_text("nonsense\n")
    assert light(settings(data), "removals")[0] is Light.RED


def test_checkpoints_that_stay_here_are_yellow(data: Path, tmp_path: Path) -> None:
    assert light(settings(data), "ledger")[0] is Light.YELLOW
    elsewhere = settings(data, checkpoints=tmp_path / "checkpoints.txt")
    assert light(elsewhere, "ledger")[0] is Light.GREEN
    nowhere = settings(data, checkpoints=tmp_path / "none" / "checkpoints.txt")
    assert light(nowhere, "ledger")[0] is Light.RED


def test_the_certificate_and_its_days(data: Path) -> None:
    found, said = light(settings(data), "certificate")
    assert (found, "self-made" in said) == (Light.GREEN, True)


def test_pages_for_everybody_without_tls_are_yellow(data: Path) -> None:
    assert light(settings(data), "pages")[0] is Light.GREEN
    found, said = light(settings(data, web={"host": "0.0.0.0"}), "pages")
    assert (found, "proxy" in said) == (Light.YELLOW, True)


def test_visitors_behind_an_unnamed_proxy_count_as_one(data: Path) -> None:
    hosts = ("a.test",)
    found, said = light(settings(data, web={"hosts": hosts}), "visitors")
    assert (found, "proxies" in said) == (Light.YELLOW, True)
    named = settings(data, web={"hosts": hosts, "proxies": ("127.0.0.1",)})
    assert light(named, "visitors")[0] is Light.GREEN


def test_a_generator_that_is_away_is_red(data: Path) -> None:
    away = {"name": "openai", "base_url": "http://127.0.0.1:9/v1", "model": "m"}
    assert light(settings(data, generator=away), "generator")[0] is Light.RED
    assert light(settings(data), "generator")[0] is Light.GREEN


# -- the public name -------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, httpx.Response | Exception]:
    given: dict[str, httpx.Response | Exception] = {}

    def get(url: str, **_: object) -> httpx.Response:
        answer = given["get"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(httpx, "get", get)
    monkeypatch.setattr(public_address, "_days_left", lambda host: 60)
    return given


OURS = {"ok": True, "states": {}}


def test_a_name_that_leads_here(answers: dict[str, httpx.Response | Exception]) -> None:
    answers["get"] = httpx.Response(200, json=OURS)
    assert public_address.prove("a.test") == ("answers, its certificate has 60 days left", "")


def test_a_certificate_near_its_end(
    answers: dict[str, httpx.Response | Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers["get"] = httpx.Response(200, json=OURS)
    monkeypatch.setattr(public_address, "_days_left", lambda host: 3)
    assert "not being renewed" in public_address.prove("a.test")[1]


def test_a_proxy_before_nobody(answers: dict[str, httpx.Response | Exception]) -> None:
    answers["get"] = httpx.Response(502)
    assert "seemly up" in public_address.prove("a.test")[1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(421), "Host header"),
        (httpx.Response(200, text="<h1>It works!</h1>"), "something else answers"),
        (httpx.Response(200, json=[1]), "something else answers"),
        (httpx.Response(404), "something else answers"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] expired"), "is not valid"),
        (httpx.ConnectError("Name or service not known"), "cannot be reached"),
        (httpx.ReadTimeout("late"), "did not answer"),
    ],
)
def test_a_name_that_does_not(
    answers: dict[str, httpx.Response | Exception], answer: httpx.Response | Exception, said: str
) -> None:
    answers["get"] = answer
    with pytest.raises(ConfigurationError, match=said):
        public_address.prove("a.test")


def test_what_time_a_server_says_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = httpx.Response(200, headers={"Date": "Sun, 22 Nov 2026 18:00:00 GMT"})
    monkeypatch.setattr(httpx, "head", lambda *_, **__: said)
    assert public_address.clock_of("https://a.test") == 1_795_370_400.0
    monkeypatch.setattr(httpx, "head", lambda *_, **__: httpx.Response(200))
    assert public_address.clock_of("https://a.test") is None
