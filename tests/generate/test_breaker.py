"""The circuit breaker by itself; with a server it is tested in test_openai_trouble.py."""

from __future__ import annotations

import pytest

from seemly.errors import GeneratorCannot, GeneratorFault, TryLater
from seemly.generate.breaker import Breaker


class Watch:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker) -> None:
    with pytest.raises(GeneratorFault), breaker.attempt():
        raise GeneratorFault("once")


def test_only_one_probe_at_a_time() -> None:
    watch = Watch()
    breaker = Breaker(faults=1, seconds=30, clock=watch)
    fail(breaker)
    watch.now += 31
    with breaker.attempt(), pytest.raises(TryLater), breaker.attempt():
        raise AssertionError("two probes")
    with breaker.attempt():
        pass


def test_an_open_no_does_not_count_as_a_fault() -> None:
    breaker = Breaker(faults=1)
    for _ in range(3):
        with pytest.raises(GeneratorCannot), breaker.attempt():
            raise GeneratorCannot("edit", "the rules do not allow it")


def test_faults_count_in_a_row_only() -> None:
    breaker = Breaker(faults=2)
    for _ in range(3):
        fail(breaker)
        with breaker.attempt():
            pass


def test_open_says_how_long_it_stays_so() -> None:
    watch = Watch()
    breaker = Breaker(faults=1, seconds=30, clock=watch)
    fail(breaker)
    watch.now += 10
    with pytest.raises(TryLater) as later, breaker.attempt():
        raise AssertionError("asked while open")
    assert later.value.seconds == 20
