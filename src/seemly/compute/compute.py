"""The compute port: pure work on frozen values, done here or elsewhere.

A task is an importable function from one picklable value to another. It sees no database, no
network and no settings, so it may run in a thread, in a process that is killed, or on a Ray
actor, and may run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


class Place(StrEnum):
    """Where a task must run on one machine."""

    PROCESS = "process"  # hostile bytes: a process with limits that is killed at the deadline
    THREAD = "thread"  # models: a thread; late answers are thrown away


@dataclass(frozen=True)
class Task(Generic[In, Out]):
    """A named pure function and where it may run."""

    name: str
    function: Callable[[In], Out]
    place: Place


class Compute(Protocol):
    """Runs tasks."""

    def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
        """Run one task within `seconds`.

        Raises CheckFailed when it crashes, is killed or is late; errors of the SeemlyError tree
        (BadPicture) pass through as they are.
        """
        ...

    def close(self) -> None:
        """End worker processes."""
        ...
