"""A PDS in memory, as far as these tests need one: what it was asked, and what it answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from seemly.networks.bluesky import Bluesky
from seemly.outgoing import Outgoing

NOW = 1_790_000_000.0
DID = "did:plc:" + "b" * 24

Answer = httpx.Response | Callable[[httpx.Request], httpx.Response] | Exception


def token(name: str, ends: float = NOW + 7200, scope: str = "com.atproto.appPassPrivileged") -> str:
    """A JSON Web Token with nothing behind it."""
    parts = ({"typ": "at+jwt", "alg": "HS256"}, {"exp": int(ends), "scope": scope, "jti": name})
    coded = (base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    return ".".join([*coded, "c2ln"])


def session(name: str, **claims: Any) -> dict[str, str]:
    """What createSession and refreshSession answer."""
    return {
        "did": DID,
        "handle": "robot.test",
        "accessJwt": token(name, **claims),
        "refreshJwt": f"refresh-{name}",
    }


def refused(status: int, code: str, **headers: str) -> httpx.Response:
    """A fault in the protocol's form."""
    return httpx.Response(status, json={"error": code, "message": "no"}, headers=headers)


@dataclass
class FakePds(httpx.BaseTransport):
    """Answers by method, the last answer again and again; remembers the requests."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def on(self, method: str, *answers: Answer | dict[str, Any]) -> None:
        """What a method answers, one after the other."""
        self.answers[method] = [
            httpx.Response(200, json=answer) if isinstance(answer, dict) else answer
            for answer in answers
        ]

    def calls(self, method: str) -> list[httpx.Request]:
        """The requests to a method."""
        return [request for request in self.asked if request.url.path.endswith(method)]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answers = self.answers[request.url.path.rsplit(".", 1)[1]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@dataclass
class Clock:
    """Seconds since the epoch, moved by hand."""

    at: float = NOW

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pds() -> FakePds:
    """Logs in whoever asks."""
    fake = FakePds()
    fake.on("createSession", session("first"))
    return fake


@pytest.fixture
def bot(pds: FakePds, clock: Clock, tmp_path: Path) -> Bluesky:
    """The adapter over the fake."""
    return Bluesky(
        "robot.test",
        "app-password",
        service="https://pds.test",
        session_file=tmp_path / "keys" / "session",
        outgoing=Outgoing(),
        clock=clock,
        transport=pds,
    )
