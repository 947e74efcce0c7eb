"""A server that refuses, is busy, breaks off or hangs: what is tried again, and when."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from tests.generate.client import KEY, Pauses, connected, edit, everything_told

from seemly.errors import (
    GeneratorCannot,
    GeneratorFault,
    SeemlyError,
    TryLater,
)
from seemly.generate.breaker import Breaker
from seemly.generate.generator import Wanted
from seemly.redteam.server import HostileServer


def test_the_generators_own_rules_are_an_open_no() -> None:
    with HostileServer("content_policy") as server:
        with pytest.raises(GeneratorCannot) as cannot:
            edit(connected(server))
        assert cannot.value.thing == "edit"
        assert len(server.received) == 1, "an open no is not asked again"


def test_a_server_without_edits_says_so_openly() -> None:
    with HostileServer("no_edits") as server:
        with pytest.raises(GeneratorCannot, match="does not edit"):
            edit(connected(server))
        with pytest.raises(GeneratorFault) as fault:
            connected(server).make(Wanted("a boat"))
        assert not isinstance(fault.value, GeneratorCannot)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "moderation_blocked", GeneratorCannot),
        (400, "unknown_parameter", GeneratorFault),
        (404, "model_not_found", GeneratorFault),
        (429, "insufficient_quota", GeneratorFault),
        (429, "rate_limit_exceeded", TryLater),
        (401, "invalid_api_key", GeneratorFault),
        (500, None, TryLater),
        (502, 7, TryLater),
        (418, "x" * 500, GeneratorFault),
    ],
)
def test_each_status_has_its_meaning(
    status: int, code: str | int | None, kind: type[SeemlyError]
) -> None:
    with HostileServer() as server:
        server.always = (status, {"error": {"code": code, "message": f"you sent {KEY}"}})
        with pytest.raises(SeemlyError) as fault:
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 1
    assert type(fault.value) is kind
    told = everything_told(fault.value)
    assert KEY not in told
    assert "xxx" not in told


# trying again


@pytest.mark.parametrize(("mode", "wait"), [("error_429", 7.0), ("error_503", 3.0)])
def test_a_busy_server_is_asked_again_when_it_says(mode: str, wait: float) -> None:
    pauses = Pauses()
    with HostileServer(mode) as server:
        server.fail_first = 1
        made = connected(server, clock=pauses.clock, sleep=pauses.sleep, cost_per_picture=1.0).make(
            Wanted("a boat")
        )
        assert len(server.received) == 2
    assert pauses.slept == [wait]
    assert made.cost == 1.0, "a server that was too busy charges nothing"


def test_a_server_that_stays_busy_is_left_for_later_within_the_deadline() -> None:
    pauses = Pauses()
    with HostileServer("error_429") as server:
        with pytest.raises(TryLater) as later:
            connected(server, clock=pauses.clock, sleep=pauses.sleep, seconds=10).make(
                Wanted("a boat")
            )
        assert len(server.received) == 2, "a third would come after the deadline"
    assert later.value.seconds == 7.0


def test_a_broken_connection_is_tried_once_more_and_both_are_paid_for() -> None:
    with HostileServer("break_off") as server:
        server.fail_first = 1
        made = connected(server, cost_per_picture=0.25).make(Wanted("a boat"))
        assert len(server.received) == 2
    assert made.cost == 0.5


def test_a_connection_that_breaks_twice_is_not_tried_a_third_time() -> None:
    with HostileServer("break_off") as server:
        with pytest.raises(TryLater):
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 2


@pytest.mark.parametrize("mode", ["hang", "slow"])
def test_a_time_out_is_not_repeated(mode: str) -> None:
    """The picture may be in the making, and paid."""
    with HostileServer(mode) as server:
        with pytest.raises(TryLater, match="did not answer"):
            connected(server, seconds=0.5).make(Wanted("a boat"))
        assert len(server.received) == 1


def test_a_server_that_is_not_there_is_tried_thrice_with_growing_pauses() -> None:
    pauses = Pauses()
    with HostileServer() as server:
        generator = connected(server, clock=pauses.clock, sleep=pauses.sleep)
    with pytest.raises(TryLater, match="cannot be reached"):
        generator.make(Wanted("a boat"))
    assert pauses.slept == [0.5, 1.0]


def test_a_plain_500_is_not_asked_again_at_once() -> None:
    with HostileServer("error_500") as server:
        with pytest.raises(TryLater):
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 1


# many at once


def test_no_more_at_once_than_allowed_and_the_rest_are_told_later() -> None:
    with HostileServer("hang") as server:
        generator = connected(server, concurrency=1, wait=0.05)
        first = threading.Thread(target=_ignoring(lambda: generator.make(Wanted("a boat"))))
        first.start()
        server.arrived.acquire()
        with pytest.raises(TryLater, match="busy with other pictures"):
            generator.make(Wanted("another boat"))
        assert len(server.received) == 1
        server.let_go.set()
        first.join()


def _ignoring(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            call()
        except SeemlyError:
            return

    return run


def test_a_generator_that_keeps_failing_is_left_alone_then_probed_once() -> None:
    pauses = Pauses()
    with HostileServer("error_500") as server:
        breaker = Breaker(faults=2, seconds=30, clock=pauses.clock)
        generator = connected(server, breaker=breaker)
        for _ in range(4):
            with pytest.raises(TryLater):
                generator.make(Wanted("a boat"))
        assert len(server.received) == 2, "after two faults it is not asked"
        pauses.now += 31
        with pytest.raises(TryLater, match="answered 500"):
            generator.make(Wanted("a boat"))
        with pytest.raises(TryLater, match="left alone"):
            generator.make(Wanted("a boat"))
        server.mode = "honest"
        pauses.now += 31
        for _ in range(3):
            generator.make(Wanted("a boat"))
        assert len(server.received) == 6
