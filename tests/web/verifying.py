"""The verify doors in process, over answers that a test chooses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fastapi import FastAPI
from fastapi.testclient import TestClient

from seemly.errors import BadPicture, CheckFailed, NetworkFault, NotFound
from seemly.verified import (
    GONE,
    Basis,
    Credentials,
    Finding,
    LedgerProof,
    Made,
    Mark,
    Match,
    Named,
    found,
)
from seemly.web.app import Health, Verifying, create_bare_app
from seemly.web.turns import Turns
from seemly.web.verify import VerifySite
from seemly.web.verify_api import BulkSite, Keys

HERE = "http://127.0.0.1:8000"
KEY = "0123456789abcdef0123456789abcdef"
ID = "7k2m9qw0xz"
MADE = Made(ID, "2026-11-22T18:24Z", "bluesky", Basis.WORDS, by_rules=False, is_public=True)
SIGNED = Credentials(True, False, True, "Seemly", "trainedAlgorithmicMedia", ("c2pa.created",))
PROOF = LedgerProof('{"kind":"marked"}', "c2sp.org/tlog-proof@v1\nindex 0\n\n", "key")
PUBLISHED = found(Match.PUBLISHED, MADE, Mark(ID, "yes"), SIGNED, PROOF)
PIXELS = b"\x89PNG the published picture"


@dataclass
class Doors:
    """An application and what a test may turn."""

    findings: dict[bytes, Finding | Exception] = field(default_factory=dict)
    links: dict[str, bytes] = field(default_factory=dict)
    looked: list[bytes] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    picture: bytes = PIXELS
    per_hour: int = 100
    now: float = 0.0

    def __post_init__(self) -> None:
        page = VerifySite(
            self._look, self._picture, self._proof, self._fetch, self._turns(), self._named
        )
        bulk = BulkSite(self._look, Keys([KEY]), self._turns())
        self.app: FastAPI = create_bare_app(
            lambda: Health(True, {}), verifying=Verifying(page, bulk)
        )

    def browser(self, language: str = "en") -> TestClient:
        """A fresh one."""
        headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        return TestClient(self.app, base_url=HERE, headers=headers, raise_server_exceptions=False)

    def platform(self, key: str = KEY) -> TestClient:
        """A program with a key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return TestClient(self.app, base_url=HERE, headers=headers, raise_server_exceptions=False)

    def _turns(self) -> Turns:
        return Turns(self.per_hour, lambda: self.now)

    def _look(self, file: bytes) -> Finding:
        self.looked.append(file)
        answer = self.findings.get(file, found(Match.UNKNOWN, None, None, None, None))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _picture(self, public_id: str) -> tuple[bytes, str]:
        if public_id != ID or public_id in self.gone:
            raise NotFound("there is no such picture")
        return self.picture, "image/png"

    def _proof(self, public_id: str) -> LedgerProof:
        if public_id != ID or public_id in self.gone:
            raise NotFound("there is no such picture")
        return PROOF

    def _named(self, public_id: str) -> Named:
        if public_id != ID:
            raise NotFound("there is no such picture")
        return Named(None if public_id in self.gone else MADE)

    def _fetch(self, link: str) -> bytes:
        if link not in self.links:
            raise NetworkFault("10.0.0.1 leads into a private network")
        return self.links[link]


def each_match() -> dict[Match, Finding]:
    """One finding of every kind."""
    mark = Mark(ID, "unsure")
    private = replace(MADE, network="desk", is_public=False, basis=Basis.PICTURE, by_rules=True)
    broken = Credentials(False, False, False, "<b>Eve</b>", "", ())
    return {
        Match.PUBLISHED: PUBLISHED,
        Match.COPY: found(Match.COPY, private, Mark(ID, "yes"), None, None),
        Match.ALTERED: found(Match.ALTERED, MADE, Mark(ID, "yes"), broken, PROOF),
        Match.ALIKE: found(Match.ALIKE, replace(MADE, basis=Basis.OURS), None, None, PROOF),
        Match.MARK: found(Match.MARK, None, mark, None, None),
        Match.REMOVED: GONE,
        Match.UNKNOWN: found(
            Match.UNKNOWN, None, None, replace(SIGNED, ours=False, trusted=True), None
        ),
    }


BAD: dict[str, Exception] = {
    "unknown_format": BadPicture("unknown_format", "no picture"),
    "truncated": BadPicture("truncated", "ends too early"),
    "zero_sized": BadPicture("zero_sized", "no width"),
    "unchecked": CheckFailed("late"),
}
