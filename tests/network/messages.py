"""A stand-in for the message service, which is not among the network's open packages.

The PDS finds it by its DID and forwards calls to it with a service token, as it does with the
real one; only what lies behind is ours. It keeps messages in memory and checks no signatures.
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Message:
    """One message as it was sent."""

    conversation: str
    members: frozenset[str]
    sender: str
    text: str
    id: str


@dataclass
class MessageService:
    """What the service knows; `refusing` are accounts that take no messages."""

    port: int
    sent: list[Message] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    conversations: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def did(self) -> str:
        """Resolvable on this machine alone."""
        return f"did:web:localhost%3A{self.port}"

    @property
    def name(self) -> str:
        """As `atproto-proxy` names it."""
        return f"{self.did}#bsky_chat"

    def document(self) -> dict[str, Any]:
        """The DID document that leads here."""
        here = f"http://localhost:{self.port}"
        service = {"id": "#bsky_chat", "type": "BskyChatService", "serviceEndpoint": here}
        return {"id": self.did, "service": [service]}

    def conversation(self, members: frozenset[str]) -> dict[str, Any]:
        """Open it, or find it."""
        name = "-".join(sorted(members))
        self.conversations[name] = members
        return {"id": name, "rev": "1", "members": [], "muted": False, "unreadCount": 0}

    def send(self, sender: str, conversation: str, text: str) -> dict[str, Any]:
        """Append a message."""
        number = str(len(self.sent) + 1)
        members = self.conversations[conversation]
        self.sent.append(Message(conversation, members, sender, text, number))
        return _view(self.sent[-1])

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """Newest first."""
        return [_view(found) for found in reversed(self.sent) if found.conversation == conversation]


def _view(message: Message) -> dict[str, Any]:
    return {
        "$type": "chat.bsky.convo.defs#messageView",
        "id": message.id,
        "rev": message.id,
        "text": message.text,
        "sender": {"did": message.sender},
        "sentAt": "2026-01-01T00:00:00.000Z",
    }


@contextlib.contextmanager
def message_service() -> Iterator[MessageService]:
    """A running service on a free port of the loopback."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            where = parse_qs(split.query)
            if split.path == "/.well-known/did.json":
                self._answer(200, service.document())
            elif split.path.endswith("getConvoForMembers"):
                members = frozenset([*where["members"], self._sender()])
                if members & service.refusing:
                    self._answer(400, {"error": "MessagesDisabled", "message": "no messages"})
                else:
                    self._answer(200, {"convo": service.conversation(members)})
            else:
                self._answer(200, {"messages": service.messages(where["convoId"][0])})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = body["message"]["text"]
            self._answer(200, service.send(self._sender(), body["convoId"], text))

        def _sender(self) -> str:
            token = self.headers["Authorization"].removeprefix("Bearer ").split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            return str(claims["iss"])

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service = MessageService(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
