"""The same question in bulk, for platforms with a key: `POST /api/verify`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from seemly import envelope
from seemly.errors import BadPicture, CheckFailed, ConfigurationError
from seemly.verified import Answered, Finding, Unanswered
from seemly.web.turns import Turns
from seemly.web.verify import REQUESTS, Counter, Problem, received

FILES = 16  # in one call
SHORTEST = 24  # characters of a key; 32 random bytes in hexadecimal have 64


class Keys:
    """The keys that may ask, compared without telling by the time it takes how near one came."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ConfigurationError for a key that could be guessed."""
        if any(len(key) < SHORTEST for key in keys):
            raise ConfigurationError(
                f"a key of [verify] has less than {SHORTEST} characters",
                'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"',
            )
        self._digests = [_digest(key) for key in keys]

    @classmethod
    def parse(cls, text: str) -> Keys:
        """One a line; lines that begin with # are remarks."""
        lines = (line.strip() for line in text.splitlines())
        return cls([line for line in lines if line and not line.startswith("#")])

    def __len__(self) -> int:
        return len(self._digests)

    def holder(self, authorization: str) -> str | None:
        """A name for whoever holds the key of an Authorization header; None for nobody."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        digest = _digest(given.strip())
        # All are compared, so that the time tells nothing.
        fits = [hmac.compare_digest(digest, known) for known in self._digests]
        return digest.hex() if any(fits) else None


@dataclass(frozen=True)
class BulkSite:
    """What the door stands on; `turns` are counted by key."""

    look: Callable[[bytes], Finding]
    keys: Keys
    turns: Turns


def routes(site: BulkSite, counter: Counter) -> APIRouter:
    """One door."""

    async def verify(request: Request) -> Response:
        holder = site.keys.holder(request.headers.get("authorization", ""))
        if holder is None:
            return _fault(Problem("key", 401), {"WWW-Authenticate": "Bearer"})
        try:
            async with counter.coming(holder, REQUESTS):
                files = (await received(request, FILES)).files
                if not files:
                    raise Problem("nothing", 400)
                wait = site.turns.take(holder, len(files))
                if wait:
                    raise Problem("too_often", 429, wait)
                async with counter.admitted():
                    answers = [await _answer(site, counter, file) for file in files]
        except Problem as problem:
            return _fault(problem, problem.headers)
        return Response(envelope.rows("verify.bulk", answers), media_type="application/json")

    router = APIRouter()
    router.add_api_route("/api/verify", verify, methods=["POST"])
    return router


async def _answer(site: BulkSite, counter: Counter, file: bytes) -> Answered | Unanswered:
    try:
        return Answered(await counter.look(site.look, file))
    except BadPicture as fault:
        return Unanswered(fault.reason, str(fault))
    except CheckFailed:
        return Unanswered("unchecked", "a look gave no answer; ask again")


#: In English: whoever reads this writes programs.
_SENTENCES = {
    "key": "send a key: Authorization: Bearer KEY",
    "nothing": f"send a form (multipart/form-data) with one to {FILES} files",
    "slow": "the form did not arrive in time",
    "too_many_bytes": "the form is larger than we take",
    "too_often": "this key has no looks left for now",
    "busy": "too many ask at once",
}


def _fault(problem: Problem, headers: dict[str, str]) -> JSONResponse:
    body = {"fault": {"reason": problem.code, "sentence": _SENTENCES[problem.code]}}
    return JSONResponse(body, problem.status, headers)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
