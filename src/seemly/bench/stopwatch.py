"""CPU time by part: which named functions it went to, wherever they were called from."""

from __future__ import annotations

import contextlib
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Probe:
    """A function by where it is looked up, and the part of the work it belongs to."""

    part: str
    owner: Any  # a class or a module
    name: str


@dataclass
class Stopwatch:
    """Each part's own time: what a timed function spends in another timed one counts there.

    For one thread. `clock` in seconds; `spent` in the same, by part, and `calls` how often.
    """

    clock: Callable[[], float]
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)
    _inner: list[float] = field(default_factory=list)  # spent in nested parts, outermost first

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what happens within."""
        began = self.clock()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = self.clock() - began
            self.spent[name] += took - self._inner.pop()
            self.calls[name] += 1
            if self._inner:
                self._inner[-1] += took

    @contextlib.contextmanager
    def timing(self, probes: tuple[Probe, ...]) -> Iterator[None]:
        """Time these functions until the end. Raises AttributeError where one is not there."""
        before = [(probe, getattr(probe.owner, probe.name)) for probe in probes]
        for probe, function in before:
            setattr(probe.owner, probe.name, self._timed(probe.part, function))
        try:
            yield
        finally:
            for probe, function in reversed(before):
                setattr(probe.owner, probe.name, function)

    def read(self) -> tuple[dict[str, float], dict[str, int]]:
        """Seconds and calls by part since the last reading."""
        found = dict(self.spent), dict(self.calls)
        self.spent.clear()
        self.calls.clear()
        return found

    def _timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*given: Any, **named: Any) -> Any:
            with self.part(part):
                return function(*given, **named)

        return timed
