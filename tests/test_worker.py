"""The only loop: what fails is tried again, later and later, until a person looks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from tests.living import Life, nothing

from seemly.errors import CheckFailed, GeneratorFault, NetworkFault, SeemlyError, TryLater
from seemly.generate.generator import Made, Wanted
from seemly.networks.network import Thread
from seemly.posts import State
from seemly.provenance.publication import Pixels
from seemly.redress import takedown
from seemly.tables import jobs
from seemly.worker import Patience, is_dead, process_name


class Ill:
    """A generator that fails as it is told."""

    name, version, local = "ill", "1", True

    def __init__(self, fault: Exception) -> None:
        self.fault, self.calls = fault, 0

    def make(self, wanted: Wanted) -> Made:
        self.calls += 1
        raise self.fault

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        return self.make(wanted)

    def check(self) -> str:
        return "ill"


def fails(fault: Exception) -> Callable[[], None]:
    def failing() -> None:
        raise fault

    return failing


@pytest.mark.parametrize(
    "fault",
    [GeneratorFault("nothing usable"), CheckFailed("crashed"), ZeroDivisionError("a bug")],
    ids=lambda fault: type(fault).__name__,
)
def test_what_fails_is_tried_again_and_then_held_with_its_fault(
    life: Life, fault: Exception
) -> None:
    ill = Ill(fault)
    life.give(generator=ill)
    job = life.finish(life.ask().id)
    assert (job.state, job.reasons) == ("held", '["kept_failing"]')
    assert job.fault is not None
    assert type(fault).__name__ in job.fault
    assert ill.calls == 1 + Patience().attempts  # the first in the claim that brought it there
    assert life.people.posts == {}


def test_each_wait_is_longer_than_the_one_before(life: Life) -> None:
    life.give(generator=Ill(GeneratorFault("no")))
    job = life.ask().id
    waits = []
    life.work()
    while life.store.job(job).open:
        waits.append(life.store.job(job).run_after - life.now)
        life.now += waits[-1]
        life.work()
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)
    assert waits[0] <= 2.0


def test_who_says_try_later_is_left_alone_for_so_long(life: Life) -> None:
    life.give(generator=Ill(TryLater("busy", 90.0)))
    job = life.ask().id
    life.work()
    assert life.store.job(job).run_after == life.now + 90.0


def test_a_fault_that_passes_leaves_no_trace_in_the_answer(life: Life) -> None:
    well = life.parts.generator
    life.give(generator=Ill(GeneratorFault("no")))
    job = life.ask().id
    life.work()
    life.give(generator=well)
    assert life.finish(job).state == "published"
    assert len(life.people.posts) == 1


def test_what_may_be_out_there_is_never_left_half_done(life: Life) -> None:
    """It was sent, and the network is away: no person can decide that, only the network."""
    life.people.after_posting = fails(NetworkFault("lost"))
    job = life.ask().id
    life.work()
    life.people.while_finding = fails(TryLater("away", 0.0))
    for _ in range(3 * Patience().attempts):
        life.now += 1_000.0
        life.work()
        assert life.store.job(job).state == "publishing"
    life.people.while_finding = life.people.after_posting = nothing
    assert life.finish(job).state == "published"
    assert life.people.count("publish") == 1


def test_a_takedown_is_never_given_up(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(key: str) -> None:
        raise TryLater("away", 0.0)

    job = life.finish(life.ask().id)
    [opened] = takedown.remove(life.store, job.public_id or "", "operator:ada", life.now)
    monkeypatch.setattr(life.people, "remove", away)
    for _ in range(3 * Patience().attempts):
        life.work()
        life.now += 1_000.0
    assert life.store.job(opened).state == "opened"
    monkeypatch.undo()
    assert life.finish(opened).state == "closed"


def test_words_that_cannot_be_said_are_given_up(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(uri: str) -> Thread | None:
        raise NetworkFault("no")

    job = life.ask(text="xqzt wrtp ghjkl mnbvc")
    life.step()
    monkeypatch.setattr(life.people, "thread", refuses)
    assert life.finish(job.id).state == "refused"
    [post] = life.posts(job.id)
    assert post.state is State.REMOVED


def test_a_job_that_ends_its_worker_again_and_again_is_held(life: Life) -> None:
    job = life.ask()
    patience = Patience(deaths=5)
    for _ in range(5):
        life.worker_claims()  # and never a word again
        life.everybody_dies()
    life.work(patience)
    held = life.store.job(job.id)
    assert (held.state, held.open) == ("held", 0)
    assert "without a word" in (held.fault or "")


def test_a_job_forgives_the_deaths_its_neighbours_caused(life: Life) -> None:
    job = life.ask()
    for _ in range(Patience().attempts + 2):
        life.worker_claims()
        life.everybody_dies()
    assert life.finish(job.id).state == "published"


def test_two_workers_share_the_work(life: Life) -> None:
    asked = [life.ask(f"asker {number}").id for number in range(6)]
    workers = [life.worker() for _ in range(3)]

    def work(number: int) -> None:
        while workers[number].run_once():
            pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [life.store.job(job).state for job in asked] == ["published"] * 6
    assert life.people.count("publish") == 6


def test_the_loop_ends_when_it_is_told(life: Life) -> None:
    stop, work = threading.Event(), threading.Event()
    loop = threading.Thread(target=life.worker().run, args=(stop, work, 30.0))
    loop.start()
    job = life.ask()
    work.set()
    while life.store.job(job.id).open:
        assert loop.is_alive()
    stop.set()
    work.set()
    loop.join(10)
    assert not loop.is_alive()


def test_the_loop_goes_on_after_a_fault_of_the_database(life: Life) -> None:
    stop, work = threading.Event(), threading.Event()
    worker = life.worker()
    faults = [SeemlyError("locked"), OSError("disk")]
    claim = life.store.claim

    def claiming(*args: object) -> object:
        if faults:
            work.set()
            raise faults.pop()
        stop.set()
        return claim(*args)  # type: ignore[arg-type]

    setattr(life.store, "claim", claiming)  # noqa: B010
    worker.run(stop, work, 0.01)
    assert faults == []
    assert life.store.find(jobs.c.open == 1) == []


# -- who is dead -----------------------------------------------------------------------------------


def test_a_living_process_is_not_dead() -> None:
    assert not is_dead(f"{process_name()}/3")


def test_a_process_that_ended_is() -> None:
    host, boot, _, _ = process_name().split("/")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        with open(f"/proc/{child.pid}/stat") as stat:
            started = stat.read().rpartition(")")[2].split()[19]
        owner = f"{host}/{boot}/{child.pid}/{started}/0"
        assert not is_dead(owner)
        child.kill()
        child.wait()
    assert is_dead(owner)


def test_a_number_that_was_given_to_another_process_is() -> None:
    host, boot, pid, started = process_name().split("/")
    assert is_dead(f"{host}/{boot}/{pid}/{int(started) - 1}/0")


def test_everything_before_the_last_boot_is() -> None:
    host, _, pid, started = process_name().split("/")
    assert is_dead(f"{host}/00000000/{pid}/{started}/0")


@pytest.mark.parametrize("owner", ["", "elsewhere/1/1/1/0", "elsewhere/x/{pid}/1/0"])
def test_nothing_is_said_of_another_host(owner: str) -> None:
    assert not is_dead(owner.format(pid=os.getpid()))


def test_an_owner_without_a_number_is() -> None:
    assert is_dead(f"{socket.gethostname()}/boot/not a number/1/0")
