"""The logged-in account: calls with its token, and its own repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from seemly.errors import NetworkFault
from seemly.networks.bluesky.cid import blob_cid
from seemly.networks.bluesky.line import Json, Line, Refusal
from seemly.networks.bluesky.session import STALE, Login, Session

_NO_RECORD = frozenset({"RecordNotFound", "NotFound"})


class Agent:
    """The protocol's word for a client that speaks as an account."""

    def __init__(self, line: Line, login: Login) -> None:
        self._line, self._login = line, login

    @property
    def session(self) -> Session:
        """The session in use; logs in at the first call."""
        return self._login.session()

    @property
    def did(self) -> str:
        """The account's stable id."""
        return self.session.did

    @property
    def calls_left(self) -> str:
        """As the server last announced it, for instance "2990 of 3000"."""
        return self._line.limits.left

    def query(self, method: str, parameters: Mapping[str, Any], proxy: str = "") -> Json:
        """Ask. Raises Refusal and TryLater."""
        return self._as_account(
            lambda session: self._line.query(method, parameters, session.access, proxy)
        )

    def procedure(self, method: str, body: Json, proxy: str = "") -> Json:
        """Do. Raises Refusal and TryLater."""
        return self._as_account(
            lambda session: self._line.procedure(method, body, session.access, proxy)
        )

    def upload(self, data: bytes, media_type: str) -> Json:
        """Bring a blob and return its reference. Raises NetworkFault when it is named wrongly."""
        answer = self._as_account(
            lambda session: self._line.upload(data, media_type, session.access)
        )
        blob = answer.get("blob")
        named = isinstance(blob, dict) and (blob.get("ref") or {}).get("$link")
        if not isinstance(blob, dict) or named != blob_cid(data):
            raise NetworkFault("the server stored other bytes than were sent to it")
        return blob

    def record(self, collection: str, key: str) -> tuple[str, Json] | None:
        """A record of our own repository with its CID, or None."""
        where = {"repo": self.did, "collection": collection, "rkey": key}
        try:
            answer = self.query("com.atproto.repo.getRecord", where)
        except Refusal as refusal:
            if refusal.code in _NO_RECORD or "Could not locate record" in refusal.sentence:
                return None
            raise
        return str(answer.get("cid", "")), dict(answer.get("value") or {})

    def put(self, collection: str, key: str, record: Json, replacing: str | None = "") -> None:
        """Write a record. `replacing` is the CID it may replace, None for no record, "" for any.

        The same content again is no event at all (measured): same CID, no second notification.
        """
        body: Json = {"repo": self.did, "collection": collection, "rkey": key, "record": record}
        if replacing != "":
            body["swapRecord"] = replacing
        self.procedure("com.atproto.repo.putRecord", body)

    def delete(self, collection: str, key: str) -> None:
        """Delete a record of ours; no fault when there is none."""
        where = {"repo": self.did, "collection": collection, "rkey": key}
        self.procedure("com.atproto.repo.deleteRecord", where)

    def _as_account(self, call: Callable[[Session], Json]) -> Json:
        session = self._login.session()
        try:
            return call(session)
        except Refusal as refusal:
            if refusal.code not in STALE:
                raise
        return call(self._login.renew(session))
