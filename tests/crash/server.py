"""A social network in the proof's own process: it records a post before it answers.

Everything that was ever put or deleted stays in its history, which nobody who is killed can
touch. A put of what is there already changes nothing; a put after a delete brings it back, as
`putRecord` does on the AT Protocol.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OURS = "wire://seemly/"


@dataclass(frozen=True)
class Ask:
    """A post that asks us, or answers one of ours."""

    uri: str
    author: str
    text: str
    parent: str = ""
    picture: str = ""  # name of the picture in it
    names_bot: bool = True


@dataclass(frozen=True)
class Event:
    """One change to what the network shows. `kind`: created, repeated, changed or deleted."""

    at: float  # seconds since the epoch
    kind: str
    key: str
    answers: str  # URI of the post it answers
    says: str  # picture, public words or private words
    file: str = ""  # SHA-256


@dataclass
class World:
    """What the network holds. Every method may be called from any thread."""

    pictures: dict[str, bytes]
    chance: random.Random
    asks: list[Ask] = field(default_factory=list)
    alive: dict[str, dict[str, Any]] = field(default_factory=dict)  # key -> post
    history: list[Event] = field(default_factory=list)
    removed_at_once: set[str] = field(default_factory=set)  # asks whose answer nobody wants
    calls: Counter[str] = field(default_factory=Counter)
    _changing: threading.RLock = field(default_factory=threading.RLock)

    def ask(self, ask: Ask) -> None:
        """Somebody posts."""
        with self._changing:
            self.asks.append(ask)

    def hear(self, cursor: int) -> dict[str, Any]:
        """What was posted since, with an overlap of five."""
        with self._changing:
            return {
                "asks": [asdict(ask) for ask in self.asks[max(0, cursor - 5) : cursor + 20]],
                "cursor": min(len(self.asks), cursor + 20),
            }

    def put(self, key: str, post: dict[str, Any]) -> str:
        """Record it, and only then answer. Some readers answer it at once with "remove this"."""
        with self._changing:
            there = self.alive.get(key)
            kind = "created" if there is None else "repeated" if there == post else "changed"
            self.alive[key] = post
            self._note(kind, key, post)
            if kind == "created" and post["answers"] in self.removed_at_once:
                self._say_remove(key, post)
        return OURS + key

    def remove(self, key: str) -> None:
        """Delete it."""
        with self._changing:
            post = self.alive.pop(key, None)
            if post is not None:
                self._note("deleted", key, post)

    def ask_called(self, uri: str) -> Ask | None:
        """The post at a URI."""
        with self._changing:
            return next((ask for ask in self.asks if ask.uri == uri), None)

    def _say_remove(self, key: str, post: dict[str, Any]) -> None:
        asked = self.ask_called(post["answers"])
        assert asked is not None
        uri = f"{asked.uri}/remove"
        if self.ask_called(uri) is None:
            self.ask(Ask(uri, asked.author, "remove this", OURS + key, names_bot=False))

    def _note(self, kind: str, key: str, post: dict[str, Any]) -> None:
        self.history.append(
            Event(time.time(), kind, key, post["answers"], post["says"], post["file"])
        )


class Server(ThreadingHTTPServer):
    """Serves a world to the bot; slow sometimes, and sometimes its answer gets lost."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.world = world

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked was killed meanwhile; a fault of our own ends the proof."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """Where the bot finds it."""
        return f"http://127.0.0.1:{self.server_port}"


@contextlib.contextmanager
def serving(world: World) -> Iterator[Server]:
    """Serve in the background."""
    server = Server(world)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        world = self.server.world
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        if len(body) < size:
            return None  # whoever asks was killed in the middle of it
        asked = json.loads(body)
        call = self.path.strip("/")
        world.calls[call] += 1
        luck = world.chance.random()
        if luck < 0.02:
            return self._answer(503, {"error": "busy"})  # nothing was done
        answer = getattr(self, f"_{call}")(world, asked)
        if luck > 0.98:
            return self._answer(503, {"error": "lost"})  # it was done, and nobody is told
        if luck > 0.85:
            time.sleep(world.chance.random() * 0.6)
        return self._answer(200, answer)

    def _hear(self, world: World, asked: dict[str, Any]) -> Any:
        return world.hear(asked["cursor"])

    def _thread(self, world: World, asked: dict[str, Any]) -> Any:
        ask = world.ask_called(asked["uri"])
        return {"ask": asdict(ask) if ask is not None else None}

    def _fetch(self, world: World, asked: dict[str, Any]) -> Any:
        return {"hex": world.pictures[asked["picture"]].hex()}

    def _find(self, world: World, asked: dict[str, Any]) -> Any:
        return {"uri": OURS + asked["key"] if asked["key"] in world.alive else None}

    def _put(self, world: World, asked: dict[str, Any]) -> Any:
        file = bytes.fromhex(asked.pop("hex"))
        asked["file"] = hashlib.sha256(file).hexdigest() if file else ""
        return {"uri": world.put(asked.pop("key"), asked)}

    def _remove(self, world: World, asked: dict[str, Any]) -> Any:
        world.remove(asked["key"])
        return {}

    def _answer(self, status: int, answer: Any) -> None:
        body = json.dumps(answer).encode()
        with contextlib.suppress(OSError):  # whoever asked was killed meanwhile
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads along."""
