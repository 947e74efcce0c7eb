"""Time goes to the innermost part that was named."""

from __future__ import annotations

import pytest

from seemly.bench.stopwatch import Probe, Stopwatch


class Ticking:
    """A clock that only moves when somebody works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Work:
    """An outer and an inner part."""

    def __init__(self, clock: Ticking) -> None:
        self._clock = clock

    def outer(self) -> str:
        self._clock.now += 1
        self.inner()
        self.inner()
        self._clock.now += 1
        return "done"

    def inner(self) -> None:
        self._clock.now += 10

    def broken(self) -> None:
        self._clock.now += 5
        raise ValueError


PROBES = (
    Probe("outer", Work, "outer"),
    Probe("inner", Work, "inner"),
    Probe("broken", Work, "broken"),
)


def test_each_part_has_its_own_time_and_they_add_up() -> None:
    clock = Ticking()
    watch = Stopwatch(clock)
    with watch.timing(PROBES), watch.part("rest"):
        clock.now += 100
        assert Work(clock).outer() == "done"
    assert watch.read() == (
        {"outer": 2.0, "inner": 20.0, "rest": 100.0},
        {"outer": 1, "inner": 2, "rest": 1},
    )


def test_a_fault_is_timed_and_passes_through() -> None:
    clock = Ticking()
    watch = Stopwatch(clock)
    with watch.timing(PROBES), watch.part("rest"), pytest.raises(ValueError):
        Work(clock).broken()
    assert watch.read()[0] == {"broken": 5.0, "rest": 0.0}


def test_afterwards_nothing_is_timed_and_nothing_is_left_over() -> None:
    clock = Ticking()
    watch = Stopwatch(clock)
    plain = Work.inner
    with watch.timing(PROBES):
        assert Work.inner is not plain
    assert Work.inner is plain
    Work(clock).inner()
    assert watch.read() == ({}, {})


def test_a_function_that_is_not_there_is_told_at_once() -> None:
    with (
        pytest.raises(AttributeError),
        Stopwatch(Ticking()).timing((Probe("gone", Work, "gone"),)),
    ):
        pass
