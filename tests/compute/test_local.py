"""Tasks end in time, or fail; hostile bytes cannot take the process that asks along."""

from __future__ import annotations

import operator
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from seemly.compute.compute import Place, Task
from seemly.compute.local import LocalCompute
from seemly.decoding import DECODE
from seemly.errors import BadPicture, CheckFailed, NotFound

SECONDS = 30.0  # ample, on a busy machine


def in_process(function: Callable[[Any], Any]) -> Task[Any, Any]:
    return Task(function.__name__, function, Place.PROCESS)


def in_thread(function: Callable[[Any], Any]) -> Task[Any, Any]:
    return Task("thing", function, Place.THREAD)


@pytest.fixture(scope="module")
def compute() -> Iterator[LocalCompute]:
    local = LocalCompute(threads=2)
    yield local
    local.close()


def child_pid(compute: LocalCompute) -> int:
    pid: int = compute.call(in_process(os.getpgid), 0, SECONDS)  # it leads its own session
    return pid


def gone(pid: int, seconds: float) -> bool:
    """Wait for a process that is not our child to end."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], seconds)[0])
    finally:
        os.close(watch)


def test_a_picture_is_decoded_in_another_process(compute: LocalCompute) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), (200, 10, 20)).save(file, "PNG")
    decoded = compute.call(DECODE, file.getvalue(), SECONDS)
    assert decoded.pixels.shape == (30, 40, 3)
    assert (decoded.pixels == (200, 10, 20)).all()
    assert not decoded.pixels.flags.writeable
    assert child_pid(compute) != os.getpid()


def test_a_bad_picture_passes_through_as_it_is(compute: LocalCompute) -> None:
    with pytest.raises(BadPicture) as caught:
        compute.call(DECODE, b"<svg/>", SECONDS)
    assert caught.value.reason == "unknown_format"
    assert caught.value.hint


def test_the_process_is_kept_for_the_next_task(compute: LocalCompute) -> None:
    assert child_pid(compute) == child_pid(compute)


@pytest.mark.parametrize(
    ("function", "value"),
    [
        (os._exit, 0),
        (sys.exit, 1),
        (signal.raise_signal, signal.SIGABRT),
        (signal.raise_signal, signal.SIGSEGV),
    ],
    ids=["exit", "system exit", "abort", "segmentation fault"],
)
def test_a_process_that_dies_is_a_failed_check_and_is_replaced(
    compute: LocalCompute, function: Callable[[Any], Any], value: Any
) -> None:
    before = child_pid(compute)
    with pytest.raises(CheckFailed):
        compute.call(in_process(function), value, SECONDS)
    assert child_pid(compute) not in (before, os.getpid())


def test_a_late_process_is_killed(compute: LocalCompute) -> None:
    pid = child_pid(compute)
    with pytest.raises(CheckFailed, match=r"within 0\.2 s"):
        compute.call(in_process(time.sleep), 600, 0.2)
    assert gone(pid, SECONDS)
    assert compute.call(in_process(operator.neg), 5, SECONDS) == -5


def test_memory_is_bounded(compute: LocalCompute) -> None:
    with pytest.raises(CheckFailed, match="MemoryError"):
        compute.call(in_process(bytes), 3 * 2**30, SECONDS)
    assert compute.call(in_process(len), b"abc", SECONDS) == 3


def test_a_crash_of_python_code_is_a_failed_check(compute: LocalCompute) -> None:
    with pytest.raises(CheckFailed, match=r"crashed: TypeError"):
        compute.call(in_process(len), 5, SECONDS)


def test_limits_are_in_force(compute: LocalCompute) -> None:
    get = in_process(resource.getrlimit)
    assert compute.call(get, resource.RLIMIT_FSIZE, SECONDS) == (0, 0)
    assert compute.call(get, resource.RLIMIT_CORE, SECONDS) == (0, 0)
    assert compute.call(get, resource.RLIMIT_AS, SECONDS)[0] == 2 * 2**30
    assert compute.call(get, resource.RLIMIT_CPU, 5.0)[0] < 600


def test_the_child_inherits_no_secret_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEMLY_PASSWORD", "open sesame")
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    os.set_inheritable(writing, True)
    local = LocalCompute(threads=0)
    try:
        assert local.call(in_process(os.getenv), "SEEMLY_PASSWORD", SECONDS) is None
        numbers = {int(n) for n in local.call(in_process(os.listdir), "/proc/self/fd", SECONDS)}
        assert len(numbers) <= 5  # three times /dev/null, its line to us, the listing itself
    finally:
        local.close()
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("function", [operator.attrgetter, open], ids=["callable", "file"])
def test_an_answer_may_not_name_what_we_would_call(
    compute: LocalCompute, function: Callable[[Any], Any]
) -> None:
    with pytest.raises(CheckFailed):
        compute.call(in_process(function), "/dev/null", SECONDS)


def test_many_threads_share_the_processes() -> None:
    local = LocalCompute(threads=1, processes=2)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda n: local.call(in_process(operator.neg), n, SECONDS), range(60))
            )
    finally:
        local.close()
    assert answers == [-n for n in range(60)]


ORPHAN = """
import os, pathlib, sys, time
from seemly.compute.compute import Place, Task
from seemly.compute.local import LocalCompute
local = LocalCompute(threads=0)
print(local.call(Task("pid", os.getpgid, Place.PROCESS), 0, 30.0), flush=True)
for pipe in sys.argv[1:]:
    local.call(Task("wait", pathlib.Path.read_bytes, Place.PROCESS), pathlib.Path(pipe), 1.0)
time.sleep(600)
"""


@contextmanager
def orphan_maker(*pipes: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, *pipes], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        yield parent, int(parent.stdout.readline())
    parent.kill()
    parent.wait()


def test_an_idle_child_ends_when_its_parent_is_killed() -> None:
    with orphan_maker() as (parent, pid):
        parent.kill()
        assert gone(pid, SECONDS)


def test_a_busy_child_ends_at_its_deadline_when_its_parent_is_killed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with orphan_maker(str(pipe)) as (parent, pid), pipe.open("wb"):  # opens once it is read
        parent.kill()
        assert gone(pid, SECONDS)


def test_close_ends_the_child_and_refuses_more() -> None:
    local = LocalCompute(threads=1)
    pid = child_pid(local)
    local.close()
    local.close()
    assert gone(pid, SECONDS)
    for task in (in_process(len), in_thread(len)):
        with pytest.raises(CheckFailed):
            local.call(task, b"abc", SECONDS)


def test_a_thread_task_may_be_any_function(compute: LocalCompute) -> None:
    pixels = np.zeros((2, 2, 3), np.uint8)
    assert compute.call(in_thread(lambda p: p is pixels), pixels, SECONDS) is True


def test_a_late_thread_is_left_behind(compute: LocalCompute) -> None:
    release = threading.Event()
    try:
        with pytest.raises(CheckFailed, match="within"):
            compute.call(in_thread(lambda event: event.wait(600)), release, 0.05)
        assert compute.call(in_thread(len), b"abc", SECONDS) == 3
    finally:
        release.set()


def test_a_crash_in_a_thread_is_a_failed_check_and_our_errors_stay(compute: LocalCompute) -> None:
    with pytest.raises(CheckFailed, match=r"crashed: ZeroDivisionError"):
        compute.call(in_thread(lambda n: 1 // n), 0, SECONDS)

    def missing(name: str) -> None:
        raise NotFound(name)

    with pytest.raises(NotFound):
        compute.call(in_thread(missing), "there is no such thing", SECONDS)
