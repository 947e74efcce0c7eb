"""A circuit breaker: stop asking a server that keeps failing, then try it with one request.

    closed --faults in a row--> open --after `seconds`--> half open --one probe--> closed or open

Michael Nygard, "Release It!". Without it every job would wait out the full time-out of a dead
generator, and a recovering one would be met by all of them at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from seemly.errors import GeneratorCannot, NotAskedYet


class Breaker:
    """Counts faults in a row over all threads; `faults` of them open it for `seconds`."""

    def __init__(
        self, faults: int = 5, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = faults
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._faults = 0
        self._open_until = 0.0
        self._probing = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One call. Any error but GeneratorCannot (an open answer) counts as a fault.

        Raises NotAskedYet at once while the breaker is open, or while another call is the probe.
        """
        self._admit()
        try:
            yield
        except GeneratorCannot:
            self._healthy()
            raise
        except BaseException:
            self._faulty()
            raise
        self._healthy()

    def _admit(self) -> None:
        with self._lock:
            if self._faults < self._limit:
                return
            wait = self._open_until - self._clock()
            if wait > 0 or self._probing:
                raise NotAskedYet(
                    "the generator failed several times and is left alone for a while",
                    max(wait, 1.0),
                )
            self._probing = True

    def _healthy(self) -> None:
        with self._lock:
            self._faults = 0
            self._probing = False

    def _faulty(self) -> None:
        with self._lock:
            self._faults += 1
            self._probing = False
            if self._faults >= self._limit:
                self._open_until = self._clock() + self._seconds
