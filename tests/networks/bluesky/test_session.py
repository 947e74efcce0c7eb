from __future__ import annotations

import json
import stat
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.networks.bluesky.conftest import DID, NOW, Clock, FakePds, refused, session, token

from seemly.errors import NetworkFault, TryLater
from seemly.networks.bluesky.agent import Agent
from seemly.networks.bluesky.limits import Limits
from seemly.networks.bluesky.line import Line
from seemly.networks.bluesky.session import AFTER_REFUSAL, Login


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "session"


@pytest.fixture
def login(pds: FakePds, clock: Clock, file: Path) -> Login:
    return new_login(pds, clock, file)


def new_login(pds: FakePds, clock: Clock, file: Path, **changed: Any) -> Login:
    """As another process would make it."""
    line = Line(changed.get("service", "https://pds.test"), Limits(clock), pds)
    return Login(line, changed.get("account", "robot.test"), "app-password", file, clock)


def test_the_first_session_is_made_with_the_password_and_kept(
    login: Login, pds: FakePds, file: Path
) -> None:
    assert login.session().did == DID
    body = json.loads(pds.calls("createSession")[0].content)
    assert body == {"identifier": "robot.test", "password": "app-password"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "app-password" not in file.read_text()


def test_the_next_process_uses_it(login: Login, pds: FakePds, clock: Clock, file: Path) -> None:
    login.session()
    assert new_login(pds, clock, file).session().did == DID
    assert len(pds.calls("createSession")) == 1


@pytest.mark.parametrize("changed", [{"service": "https://x.test"}, {"account": "other.test"}])
def test_the_session_of_another_account_is_not_used(
    login: Login, pds: FakePds, clock: Clock, file: Path, changed: dict[str, str]
) -> None:
    login.session()
    new_login(pds, clock, file, **changed).session()
    assert len(pds.calls("createSession")) == 2


def test_a_session_about_to_end_is_refreshed_before_it_does(
    login: Login, pds: FakePds, clock: Clock
) -> None:
    login.session()
    pds.on("refreshSession", session("second", ends=NOW + 20_000))
    clock.at = NOW + 7200 - 30
    assert login.session().access == token("second", ends=NOW + 20_000)
    assert pds.calls("refreshSession")[0].headers["Authorization"] == "Bearer refresh-first"
    assert len(pds.calls("createSession")) == 1


def test_a_used_up_refresh_token_needs_the_password(
    login: Login, pds: FakePds, clock: Clock
) -> None:
    login.session()
    pds.on("refreshSession", refused(400, "ExpiredToken"))
    pds.on("createSession", session("second", ends=NOW + 20_000))
    clock.at = NOW + 7200
    assert login.session().access == token("second", ends=NOW + 20_000)


def test_trouble_while_refreshing_costs_no_log_in(login: Login, pds: FakePds, clock: Clock) -> None:
    login.session()
    pds.on("refreshSession", httpx.Response(502))
    clock.at = NOW + 7200
    with pytest.raises(TryLater):
        login.session()
    assert len(pds.calls("createSession")) == 1


def test_what_another_process_renewed_is_taken_from_the_file(
    login: Login, pds: FakePds, clock: Clock, file: Path
) -> None:
    """Refresh tokens work once: using ours after it did would end in the password."""
    old = login.session()
    pds.on("refreshSession", session("second", ends=NOW + 20_000))
    clock.at = NOW + 7200
    other = new_login(pds, clock, file)
    renewed = other.session()
    assert login.renew(old) == renewed
    assert len(pds.calls("refreshSession")) == 1


def test_many_threads_renew_once(login: Login, pds: FakePds) -> None:
    old = login.session()
    pds.on("refreshSession", session("second", ends=NOW + 20_000), refused(400, "ExpiredToken"))
    threads = [threading.Thread(target=login.renew, args=(old,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pds.calls("refreshSession")) == 1
    assert len(pds.calls("createSession")) == 1


def test_a_refused_password_is_not_tried_again_at_once(
    login: Login, pds: FakePds, clock: Clock
) -> None:
    """createSession is limited to 30 in 5 minutes and 300 a day for an account."""
    pds.on("createSession", refused(401, "AuthenticationRequired"))
    for _ in range(5):
        with pytest.raises(NetworkFault, match="app password") as fault:
            login.session()
        assert "app-password" not in str(fault.value)
    assert len(pds.calls("createSession")) == 1
    pds.on("createSession", session("second"))
    clock.at += AFTER_REFUSAL + 1
    assert login.session().did == DID


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"did": "x"}', "\x00"])
def test_a_spoiled_file_is_replaced(
    login: Login, pds: FakePds, clock: Clock, file: Path, spoiled: str
) -> None:
    login.session()
    file.write_text(spoiled)
    assert new_login(pds, clock, file).session().did == DID


def test_tokens_do_not_show(login: Login) -> None:
    found = login.session()
    assert found.access not in repr(found)
    assert found.refresh not in repr(found)


def test_a_call_with_an_ended_token_is_made_again_with_a_new_one(
    login: Login, pds: FakePds, clock: Clock
) -> None:
    agent = Agent(Line("https://pds.test", Limits(clock), pds), login)
    pds.on("getSession", refused(400, "ExpiredToken"), {"handle": "robot.test"})
    pds.on("refreshSession", session("second"))
    assert agent.query("com.atproto.server.getSession", {}) == {"handle": "robot.test"}
    tokens = [call.headers["Authorization"] for call in pds.calls("getSession")]
    assert tokens == [f"Bearer {token('first')}", f"Bearer {token('second')}"]


def test_a_server_that_always_says_ended_is_asked_twice_only(
    login: Login, pds: FakePds, clock: Clock
) -> None:
    agent = Agent(Line("https://pds.test", Limits(clock), pds), login)
    pds.on("getSession", refused(400, "ExpiredToken"))
    pds.on("refreshSession", session("second"))
    with pytest.raises(NetworkFault):
        agent.query("com.atproto.server.getSession", {})
    assert len(pds.calls("getSession")) == 2
