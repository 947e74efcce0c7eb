"""An image server on loopback that speaks the OpenAI Images API and means no good.

    python -m seemly.redteam.server --mode painter --port 0

prints its base URL on a line of its own and serves until it is interrupted. In tests:

    with HostileServer("painter") as server:
        OpenAIImages(server.base_url, ...)
        server.received[0].image     # what reached it: height x width x 3, uint8, RGB
"""

from __future__ import annotations

import argparse
import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import cv2
import numpy as np

from seemly.provenance.publication import Pixels as Picture
from seemly.redteam.edits import EDITS, gradient, honest
from seemly.redteam.files import WRITERS, html, png

KEY_ECHO = "Incorrect API key provided: {}"


@dataclass(frozen=True, eq=False)
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    fields: dict[str, str] = field(default_factory=dict)
    image: Picture | None = None  # height x width x 3, RGB
    mask: Picture | None = None  # height x width: 255 where it may change


#: Modes that answer otherwise; each is a branch in `_Handler._misbehave`.
OTHERS = (
    "html_page",
    "nothing",
    "empty",
    "slow",
    "hang",
    "redirect_private",
    "hop_private",
    "file_url",
    "api_redirect",
    "error_500",
    "error_429",
    "error_503",
    "wrong_json",
    "endless",
    "content_policy",
    "echo_key",
    "no_edits",
    "break_off",
)
MODES = (*EDITS, *WRITERS, *OTHERS)


class HostileServer:
    """The server in a thread of its own, on a free loopback port.

    `mode` may be changed between requests. `answers` is what honest servers choose too:
    "b64_json" or "url" (served from here). `private` is a second server on another port, which
    no client may be led to; `private.received` must stay empty.
    """

    def __init__(
        self, mode: str = "honest", *, answers: str = "b64_json", port: int = 0, host: str = ""
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"unknown mode {mode!r}; one of {', '.join(MODES)}")
        self.mode = mode
        self.answers = answers
        self.received: list[Received] = []
        self.made: list[bytes] = []  # every file it answered with
        self.files: dict[str, bytes] = {}
        self.let_go = threading.Event()  # ends what `slow` and `hang` wait for
        self.arrived = threading.Semaphore(0)  # one release a request, for tests that wait
        self.fail_first = 0  # so many requests are answered by the mode, the rest honestly
        self.json_type, self.file_type = "application/json", "image/png"  # what it calls them
        self.always: tuple[int, object] | None = None  # status and JSON for every request
        self._http = ThreadingHTTPServer((host or "127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._private: HostileServer | None = None

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        return f"{self.address}/v1"

    @property
    def private(self) -> HostileServer:
        """The neighbour that only an attacker would name."""
        if self._private is None:
            self._private = HostileServer()
            self._private.start()
        return self._private

    def start(self) -> None:
        """Serve until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End; requests that hang are let go."""
        self.let_go.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        if self._private is not None:
            self._private.stop()

    def wait(self) -> None:
        """Until somebody interrupts."""
        self._thread.join()

    def _serve(self) -> None:
        self._http.serve_forever(poll_interval=0.02)

    def current_mode(self) -> str:
        """The mode for the request that has just been recorded."""
        asked = sum(1 for one in self.received if one.method == "POST")
        return "honest" if self.fail_first and asked > self.fail_first else self.mode

    def keep(self, data: bytes) -> str:
        """Serve bytes under an address of this server."""
        name = f"/files/{len(self.files)}.png"
        self.files[name] = data
        return self.address + name

    def __enter__(self) -> HostileServer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _handler(owner: HostileServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"owner": owner})


class _Handler(BaseHTTPRequestHandler):
    owner: HostileServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: tests read `received`."""

    def do_GET(self) -> None:
        self._note(Received("GET", self.path, self._headers()))
        if self.owner.always is not None:
            self._json(*self.owner.always)
        elif self.path.endswith("/models"):
            self._json(200, {"object": "list", "data": [{"id": "hostile", "object": "model"}]})
        elif self.path == "/hop":
            self._redirect(302, f"{self.owner.private.address}/secret.png")
        elif self.path in self.owner.files:
            self._send(200, self.owner.files[self.path], self.owner.file_type)
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        received = self._read(body)
        self._note(received)
        mode = self.owner.current_mode()
        if self.owner.always is not None:
            self._json(*self.owner.always)
            return
        if mode in OTHERS:
            self._misbehave(mode)
            return
        try:
            self._picture(self._made(mode, received))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # reading

    def _headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _read(self, body: bytes) -> Received:
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            parts = _parts(body, kind.partition("boundary=")[2].strip('"'))
        else:
            parts = {key: str(value).encode() for key, value in json.loads(body or b"{}").items()}
        files = {name: parts.pop(name) for name in ("image", "mask") if name in parts}
        return Received(
            "POST",
            self.path,
            self._headers(),
            {name: value.decode() for name, value in parts.items()},
            _colours(files["image"]) if "image" in files else None,
            _may_change(files["mask"]) if "mask" in files else None,
        )

    def _note(self, received: Received) -> None:
        self.owner.received.append(received)
        self.owner.arrived.release()

    # answering

    def _made(self, mode: str, received: Received) -> bytes:
        if received.image is not None:
            height, width = received.image.shape[:2]
            everywhere = np.full((height, width), 255, np.uint8)
            source = received.image
            mask = everywhere if received.mask is None else received.mask
        else:
            wide, _, high = received.fields.get("size", "64x64").partition("x")
            source = gradient(int(wide), int(high))
            mask = np.zeros(source.shape[:2], np.uint8)
        if mode in WRITERS:
            return WRITERS[mode](honest(source, mask))
        return png(EDITS[mode](source, mask))

    def _picture(self, data: bytes) -> None:
        self.owner.made.append(data)
        if self.owner.answers == "url":
            self._json(200, {"created": 0, "data": [{"url": self.owner.keep(data)}]})
        else:
            text = base64.b64encode(data).decode()
            self._json(200, {"created": 0, "data": [{"b64_json": text}]})

    def _misbehave(self, mode: str) -> None:
        owner = self.owner
        match mode:
            case "html_page":
                self._send(200, html(gradient(1, 1)), "text/html")
            case "nothing":
                self._send(200, b"", "application/json")
            case "empty":
                self._json(200, {"created": 0, "data": []})
            case "wrong_json":
                self._json(200, {"data": [{"b64_json": 7, "url": ["x"]}], "ok": True})
            case "redirect_private":
                self._json(200, {"data": [{"url": f"{owner.private.address}/secret.png"}]})
            case "hop_private":
                self._json(200, {"data": [{"url": f"{owner.address}/hop"}]})
            case "file_url":
                self._json(200, {"data": [{"url": "file:///etc/passwd"}]})
            case "api_redirect":
                self._redirect(307, f"{owner.private.base_url}/images/generations")
            case "error_500":
                self._json(500, {"error": {"message": "internal"}})
            case "error_429":
                self._json(429, {"error": {"code": "rate_limit_exceeded"}}, {"Retry-After": "7"})
            case "error_503":
                self._json(503, {"error": {"code": "overloaded"}}, {"Retry-After": "3"})
            case "content_policy":
                self._json(400, {"error": {"code": "content_policy_violation", "message": "no"}})
            case "echo_key":
                key = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._json(401, {"error": {"code": key, "message": KEY_ECHO.format(key)}})
            case "no_edits":
                self._json(404, {"detail": "Not Found"})
            case "endless":
                self._endless()
            case "slow":
                self._drip()
            case "hang":
                owner.let_go.wait()
                self.close_connection = True
            case _:  # break_off
                self.close_connection = True

    def _endless(self) -> None:
        """More bytes than anybody asked for, without a length."""
        self._start(200, "application/json", {"Connection": "close"})
        self.close_connection = True
        try:
            while not self.owner.let_go.is_set():
                self.wfile.write(b" " * 65_536)
        except OSError:
            pass

    def _drip(self) -> None:
        """One byte at a time: each keeps a read time-out from firing."""
        self._start(200, "application/json", {"Content-Length": "100000"})
        self.close_connection = True
        try:
            while not self.owner.let_go.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            pass

    def _json(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(value).encode(), self.owner.json_type, headers)

    def _redirect(self, status: int, where: str) -> None:
        self._send(status, b"", "text/plain", {"Location": where})

    def _send(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        try:
            self._start(status, kind, {"Content-Length": str(len(body)), **(headers or {})})
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _start(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _parts(body: bytes, boundary: str) -> dict[str, bytes]:
    """The parts of a multipart/form-data body by name."""
    found: dict[str, bytes] = {}
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        found[name.removesuffix("[]")] = data.removesuffix(b"\r\n")
    return found


def _colours(data: bytes) -> Picture:
    picture = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def _may_change(data: bytes) -> Picture:
    """OpenAI's convention: what is fully transparent may change."""
    picture = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    return np.where(picture[..., 3] == 0, 255, 0).astype(np.uint8)


def main() -> None:
    """Serve one mode until interrupted."""
    parser = argparse.ArgumentParser(description="A hostile OpenAI-Images-compatible server.")
    parser.add_argument("--mode", choices=MODES, default="honest")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--answers", choices=("b64_json", "url"), default="b64_json")
    chosen = parser.parse_args()
    server = HostileServer(chosen.mode, answers=chosen.answers, port=chosen.port)
    server.start()
    print(server.base_url, flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
