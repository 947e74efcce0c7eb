"""The child that does PROCESS tasks: hostile bytes meet C code here, under limits, alone.

Started by `local` as `python -m seemly.compute.process DESCRIPTOR BYTES`; it hears tasks on one
inherited socket, and ends when that closes (its parent died or let it go) or when a task is late.
The limits bound memory, time and files; they do not hide the network or the file system.
"""

from __future__ import annotations

import math
import pickle
import resource
import signal
import socket
import sys
import time
from typing import Any

from seemly.errors import SeemlyError
from seemly.memory import keep_freed

FILES = 64  # open at once; enough to import what a task needs
MOST = 2**30  # bytes of one message
_LENGTH = 8  # bytes of the number before each message, big-endian


def send(line: socket.socket, message: bytes) -> None:
    """One message with its length before it."""
    line.sendall(len(message).to_bytes(_LENGTH, "big"))
    line.sendall(message)


def receive(line: socket.socket, seconds: float | None = None) -> bytes:
    """One message, whole within `seconds`. Raises EOFError when the other side is gone."""
    deadline = None if seconds is None else time.monotonic() + seconds
    length = int.from_bytes(_exactly(line, _LENGTH, deadline), "big")
    if length > MOST:
        raise EOFError
    return _exactly(line, length, deadline)


def _exactly(line: socket.socket, length: int, deadline: float | None) -> bytes:
    data = bytearray(length)
    rest = memoryview(data)
    while rest:
        # Anew before each piece: one that drips must not have the time of all.
        line.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
        count = line.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return bytes(data)


def main(descriptor: int, memory: int) -> None:
    """Do one task after the other; `memory` in bytes of address space."""
    _limit(memory)
    keep_freed()  # pages of the last picture: 5 of 13 ms of a decoding were faults
    with socket.socket(fileno=descriptor) as line:
        send(line, b"ready")
        while True:
            try:
                seconds, function, value = pickle.loads(receive(line))  # noqa: S301  (our parent)
            except EOFError:
                return
            _arm(seconds)
            answer = _attempt(function, value)
            signal.setitimer(signal.ITIMER_REAL, 0)
            send(line, answer)


def _limit(memory: int) -> None:
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CORE, 0)  # no picture in a core dump
    _lower(resource.RLIMIT_FSIZE, 0)  # it writes no files
    _lower(resource.RLIMIT_NOFILE, FILES)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def _arm(seconds: float) -> None:
    """Let the kernel end this process when the task is late, even if the parent is gone."""
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or allowed < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def _attempt(function: Any, value: Any) -> bytes:
    """The pickled answer: ("done", result), ("fault", a SeemlyError) or ("crash", words)."""
    try:
        return pickle.dumps(("done", function(value)), protocol=5)
    except SeemlyError as fault:
        return pickle.dumps(("fault", fault))
    except Exception as fault:
        return pickle.dumps(("crash", f"{type(fault).__name__}: {fault}"[:500]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
