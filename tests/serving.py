"""A server on loopback that says what it is told, for one connection after the other."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from seemly.outgoing import Outgoing


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[int]:
    """A server on loopback: `answer` gets each connection and the head of its request."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        piece = connection.recv(4096)
                        if not piece:
                            break
                        head += piece
                    else:
                        answer(connection, head)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def says(text: str) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: connection.sendall(text.encode())


def ok(body: str, *headers: str) -> str:
    head = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{head}\r\n{body}"


def local(port: int) -> Outgoing:
    return Outgoing(frozenset({("127.0.0.1", port)}), seconds=10)
