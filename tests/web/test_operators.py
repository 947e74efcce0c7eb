from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from starlette.requests import Request

from seemly.web.operators import CODE_SECONDS, SHIFT, Operators


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def operators(clock: Clock) -> Operators:
    names: Iterator[str] = (f"secret-{n}" for n in itertools.count())
    return Operators(clock, lambda: next(names))


def request(cookie: str = "", client: str = "127.0.0.1", **headers: str) -> Request:
    """As a browser on this machine sends it, unless told otherwise."""
    sent = {"host": "127.0.0.1:8700", "cookie": f"operator_8700={cookie}"} | headers
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
    return Request(
        {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b"",
         "headers": raw, "client": (client, 50_000), "server": ("127.0.0.1", 8700)}
    )  # fmt: skip


ELSEWHERE = [
    {"client": "192.0.2.7"},
    {"client": "testclient"},
    {"host": "plaza.example"},
    {"x_forwarded_for": "192.0.2.7"},
    {"forwarded": "for=192.0.2.7"},
    {"x_real_ip": "192.0.2.7"},
    {"via": "1.1 proxy"},
]


def test_the_code_is_good_once(operators: Operators) -> None:
    assert not operators.knows(request())
    cookie = operators.enter(request(), operators.code)
    assert cookie is not None
    assert cookie != operators.code
    assert operators.knows(request(cookie))
    assert operators.enter(request(), operators.code) is None
    assert not operators.knows(request(operators.code))


@pytest.mark.parametrize("code", ["", "secret", "secret-1", "SECRET-0", "é"])
def test_another_code_opens_nothing_and_uses_nothing_up(operators: Operators, code: str) -> None:
    assert operators.enter(request(), code) is None
    assert operators.enter(request(), operators.code) is not None


@pytest.mark.parametrize("sent", ELSEWHERE)
def test_from_elsewhere_neither_code_nor_cookie_is_good(
    operators: Operators, sent: dict[str, str]
) -> None:
    assert operators.enter(request(**sent), operators.code) is None
    cookie = operators.enter(request(), operators.code)
    assert cookie is not None
    assert not operators.knows(request(cookie, **sent))


@pytest.mark.parametrize(("now", "is_good"), [(CODE_SECONDS - 1, True), (CODE_SECONDS, False)])
def test_a_code_that_nobody_uses_ends(
    operators: Operators, clock: Clock, now: float, is_good: bool
) -> None:
    """It stays in terminals and in the journal of a service."""
    clock.now = now
    assert (operators.enter(request(), operators.code) is not None) is is_good


def test_a_shift_ends(operators: Operators, clock: Clock) -> None:
    cookie = operators.enter(request(client="::1", host="[::1]:8700"), operators.code) or ""
    clock.now = SHIFT - 1
    assert operators.knows(request(cookie))
    clock.now = SHIFT
    assert not operators.knows(request(cookie))


def test_who_left_is_a_visitor(operators: Operators) -> None:
    cookie = operators.enter(request(), operators.code) or ""
    operators.leave(request(cookie))
    assert not operators.knows(request(cookie))
