"""Compute on this machine: a killable process for hostile bytes, threads for models."""

from __future__ import annotations

import io
import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from seemly.compute import process
from seemly.compute.compute import In, Out, Place, Task
from seemly.errors import CheckFailed, SeemlyError

MEMORY = 2 * 2**30  # bytes of address space; a 40-megapixel picture with alpha takes about 0.7
START_SECONDS = 30.0  # for a child to come up on a busy machine; not part of a task's time
_NUMPY = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy._core.multiarray", "_reconstruct"),
}


class LocalCompute:
    """`threads` for models and `processes` for hostile bytes; may be called from any thread."""

    def __init__(self, threads: int, processes: int = 1, memory: int = MEMORY) -> None:
        self._closed = False
        self._work: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._threads = threads
        for number in range(threads):
            name = f"seemly-compute-{number}"
            threading.Thread(target=_serve, args=(self._work,), name=name, daemon=True).start()
        self._children = [_Child(memory) for _ in range(processes)]
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()
        for child in self._children:
            self._free.put(child)

    def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        """Run one task; see the port. A process task may first wait as long for a free process."""
        if self._closed:
            raise CheckFailed(f"{task.name} was asked for after the end")
        if task.place is Place.THREAD:
            return self._in_thread(task, value, seconds)
        return self._in_process(task, value, seconds)

    def close(self) -> None:
        """Kill the children and let idle threads go; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        for _ in range(self._threads):
            self._work.put(None)
        for child in self._children:
            child.kill()

    def _in_thread(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        future: Future[Out] = Future()
        self._work.put((future, task.function, value))
        try:
            return future.result(seconds)
        except FutureTimeout as fault:
            future.cancel()
            raise _late(task.name, seconds) from fault
        except SeemlyError:
            raise
        except Exception as fault:
            raise CheckFailed(f"{task.name} crashed: {type(fault).__name__}: {fault}") from fault

    def _in_process(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        try:
            child = self._free.get(timeout=seconds)
        except queue.Empty as fault:
            raise _late(task.name, seconds) from fault
        try:
            kind, answer = child.run(task, value, seconds)
        finally:
            self._free.put(child)
        if kind == "fault" and isinstance(answer, SeemlyError):
            raise answer
        if kind != "done":
            raise CheckFailed(f"{task.name} crashed: {answer}")
        result: Out = answer
        return result


_Work = tuple[Future[Any], Callable[[Any], Any], Any]


def _serve(work: queue.SimpleQueue[_Work | None]) -> None:
    """A thread's life. It is a daemon: a model that hangs must not keep the process alive."""
    while (item := work.get()) is not None:
        future, function, value = item
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(function(value))
        except BaseException as fault:
            future.set_exception(fault)
        del item, future, function, value


class _Child:
    """One process at a time; after a kill the next call starts another."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._running: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self._ready = False
        self._start()

    def run(self, task: Task[Any, Any], value: Any, seconds: float) -> tuple[str, Any]:
        """("done", result), ("fault", a SeemlyError) or ("crash", words).

        Raises CheckFailed when the process died, was late, or answered what it may not.
        """
        message = pickle.dumps((seconds, task.function, value), protocol=5)
        line = self._wait_until_ready()
        try:
            deadline = time.monotonic() + seconds
            line.settimeout(seconds)
            process.send(line, message)
            return _Answer(process.receive(line, deadline - time.monotonic())).load()
        except TimeoutError as fault:
            self.kill()
            raise _late(task.name, seconds) from fault
        except (OSError, EOFError, pickle.UnpicklingError, MemoryError) as fault:
            self.kill()
            raise CheckFailed(f"{task.name} died or answered nonsense") from fault

    def kill(self) -> None:
        """End the process now, with whatever it holds."""
        if self._running is None:
            return
        child, line = self._running
        self._running, self._ready = None, False
        child.kill()
        child.wait()
        line.close()

    def _wait_until_ready(self) -> socket.socket:
        if self._running is None or self._running[0].poll() is not None:
            self.kill()
            self._start()
        assert self._running is not None
        line = self._running[1]
        if not self._ready:
            try:
                process.receive(line, START_SECONDS)
            except (OSError, EOFError) as fault:
                self.kill()
                raise CheckFailed("the process for hostile bytes does not start") from fault
            self._ready = True
        return line

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-s", "-m", "seemly.compute.process"]
            child = subprocess.Popen(
                [*command, str(theirs.fileno()), str(self._memory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent, which then ends it
            )
        self._running, self._ready = (child, ours), False


class _Answer(pickle.Unpickler):
    """Reads an answer as data: a taken-over child may not name functions for us to call."""

    def __init__(self, message: bytes) -> None:
        super().__init__(io.BytesIO(message))

    def find_class(self, module: str, name: str) -> Any:
        """Only our value types and errors, and what numpy arrays need."""
        if (module, name) in _NUMPY:
            return super().find_class(module, name)
        if module.split(".")[0] == "seemly":
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                is_dataclass(found) or issubclass(found, SeemlyError | Enum)
            ):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in an answer")

    def load(self) -> tuple[str, Any]:
        """A pair. Raises UnpicklingError for anything else."""
        try:
            kind, answer = super().load()
        except (TypeError, ValueError, AttributeError, ImportError, LookupError) as fault:
            raise pickle.UnpicklingError("not an answer") from fault
        return str(kind), answer


def _environment() -> dict[str, str]:
    """What a child may know: where Seemly lies, and no secret of ours."""
    here = str(Path(__file__).resolve().parents[2])
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": here,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _late(name: str, seconds: float) -> CheckFailed:
    return CheckFailed(f"{name} gave no answer within {seconds:g} s")
