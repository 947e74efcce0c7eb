"""Everything that runs beside the pages: workers, listeners, heartbeat, ledger, clean-up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from seemly import confirming, gone, intake, kept, looks
from seemly.errors import NetworkFault, SeemlyError, TryLater
from seemly.ledger.sequencer import Sequencer
from seemly.networks.network import Network
from seemly.parts import Parts
from seemly.worker import Worker, is_dead, process_name

log = structlog.get_logger()

HEARTBEAT = 3.0  # seconds; a lease lasts 10
LEDGER = 1.0
CLEAN_UP = 10.0


class Running:
    """The threads of one process. `start`, then `stop`; nothing is lost in between."""

    def __init__(
        self,
        parts: Parts,
        sequencer: Sequencer,
        workers: int,
        work: threading.Event,
    ) -> None:
        """`work` is set when there may be something to do."""
        self.parts, self.sequencer, self.work = parts, sequencer, work
        self._stop = threading.Event()
        self._graves = looks.Graves()
        process = process_name()
        self._workers = [Worker(parts, f"{process}/{number}") for number in range(workers)]
        self._threads = [
            self._thread(f"worker-{number}", self._working(worker))
            for number, worker in enumerate(self._workers)
        ]
        for name, network in parts.networks.items():
            listen = self._every(network.poll_seconds, self._listener(network))
            self._threads.append(self._thread(f"listen-{name}", listen))
        self._threads += [
            self._thread("heartbeat", self._every(HEARTBEAT, self._heartbeat)),
            self._thread("ledger", self._every(LEDGER, self._ledger)),
            self._thread("clean-up", self._every(CLEAN_UP, self._clean_up)),
        ]

    def start(self) -> None:
        """Free what dead processes of this host held, then begin.

        Raises LedgerBroken where the database is older than what was signed about it: one that
        was restored hears old mentions again, and knows nothing of what was removed since.
        """
        self._ledger()
        gone.reconcile(self.parts.store, self.parts.removals, self.parts.clock())
        freed = self.parts.store.take_over(is_dead, self.parts.clock())
        if freed:
            log.info("took over", owners=freed)
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 15.0) -> None:
        """Let every worker finish its step."""
        self._stop.set()
        self.work.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))

    def listen(self, network: Network) -> None:
        """One look at the notifications."""
        known = intake.cursor(self.parts.store, network)
        heard = network.hear(known)
        if heard.cursor == known and not heard.mentions:
            return
        now = self.parts.clock()
        if intake.receive(self.parts.store, network, heard, self.parts.allowance, now):
            self.work.set()

    def _listener(self, network: Network) -> Callable[[], None]:
        introduced = threading.Event()

        def listen() -> None:
            if not introduced.is_set():
                self._introduce(network)
                introduced.set()
            self.listen(network)

        return listen

    def _introduce(self, network: Network) -> None:
        try:
            network.introduce()
        except TryLater:
            raise  # the network is away: neither introduced nor listening yet
        except NetworkFault as fault:
            log.error("the profile does not say what we are", fault=str(fault))

    def _ledger(self) -> None:
        self.sequencer.run_once(self.parts.clock())

    def _heartbeat(self) -> None:
        held = [job for worker in self._workers if (job := worker.holds) is not None]
        self.parts.store.heartbeat(held, self.parts.clock())

    def _clean_up(self) -> None:
        kept.sweep_expired(self.parts.store, self.parts.pictures, self.parts.clock())
        with self.parts.store.read() as connection:
            self.parts.published.refresh(connection, self.parts.clock())
        opened = looks.look_again(self.parts) + confirming.ask(self.parts)
        if self._graves.delete_again(self.parts) or opened:
            self.work.set()

    def _working(self, worker: Worker) -> Callable[[], None]:
        return lambda: worker.run(self._stop, self.work)

    def _every(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
        def loop() -> None:
            while not self._stop.is_set():
                wait = seconds
                try:
                    act()
                except TryLater as later:
                    wait = max(seconds, min(later.seconds, 300.0))
                    log.warning("later", fault=str(later))
                except SeemlyError as fault:
                    wait = max(seconds, 10.0)
                    log.error("background", fault=str(fault))
                except Exception:  # a thread that dies silently is worse than a loud one
                    wait = max(seconds, 10.0)
                    log.exception("background")
                self._stop.wait(wait)

        return loop

    def _thread(self, name: str, target: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=target, name=name, daemon=True)
