"""`seemly up`: workers, networks and pages in one process, until a signal."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from seemly import archive, verifying
from seemly.assemble import Seemly, agent, opened
from seemly.decoding import DECODE, MOST_BYTES
from seemly.explaining import Explaining
from seemly.outgoing import Outgoing
from seemly.running import Running
from seemly.safekeeping import serving_lock
from seemly.settings import Settings, secret
from seemly.standing import health_of, progress_on
from seemly.verifying import Archive
from seemly.web import app as web
from seemly.web.desk import Desk
from seemly.web.operators import Operators
from seemly.web.plaza import PlazaSite
from seemly.web.turns import Turns
from seemly.web.verify import VerifySite
from seemly.web.verify_api import BulkSite, Keys

DECODE_SECONDS = 10.0
LINK_SECONDS = 15.0  # for all of a picture behind a link


@dataclass(frozen=True)
class Served:
    """A Seemly that serves, and where."""

    seemly: Seemly
    address: str
    operator: str  # the link by which the operator comes in, once; empty where there is none


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """Serve in the background, on loopback unless told otherwise."""
    with opened(settings) as seemly, serving_lock.serving(settings.data):
        listener = web.listen(settings.web.port, host=settings.web.host)
        operators = _operators(settings)
        app = doors(seemly, operators)
        server = web.server(app, settings.web.host, proxies=settings.web.proxies)
        pages = threading.Thread(target=server.run, args=([listener],), daemon=True, name="pages")
        running = Running(seemly.parts, seemly.sequencer, settings.workers, seemly.work)
        running.start()
        pages.start()
        host, port = listener.getsockname()[:2]
        try:
            address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
            link = f"{address}operator?code={operators.code}" if operators is not None else ""
            yield Served(seemly, address, link)
        finally:
            _end(server, pages)
            running.stop()
            seemly.sequencer.run_once(seemly.parts.clock())


def until_signal() -> threading.Event:
    """An event that SIGINT and SIGTERM set. Call it from the main thread."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def up(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = until_signal()
    with serving(settings) as served:
        say_where(served)
        stop.wait()
    print("ended", file=sys.stderr)


def say_where(served: Served) -> None:
    """The address on a line of its own, first: programs read it. Then the operator's way in."""
    print(served.address, flush=True)
    if served.operator:
        print(f"Operator, once: {served.operator}", flush=True)


def doors(seemly: Seemly, operators: Operators | None = None) -> FastAPI:
    """The web as it serves: the plaza where there is one, and the doors for verifying. Without
    `operators` the operator's pages are not there."""
    parts, settings = seemly.parts, seemly.settings
    known = archive.of(seemly)
    verify, hosts = _verifying(seemly, known), settings.web.hosts
    if seemly.town is None:
        return web.create_bare_app(health_of(seemly), hosts=hosts, verifying=verify)

    def size(data: bytes) -> tuple[int, int]:
        height, width = parts.compute.call(DECODE, data, DECODE_SECONDS).pixels.shape[:2]
        return width, height

    desk = _desk(seemly, known, operators) if operators is not None else None
    site = PlazaSite(seemly.town, progress_on(seemly, "plaza"), size, desk=desk)
    return web.create_app(
        site, health_of(seemly), hosts=hosts, verifying=verify, contact=settings.contact
    )


def _operators(settings: Settings) -> Operators | None:
    """Nobody, where the pages are not served on loopback, or there is no plaza to look at."""
    return Operators(time.monotonic) if settings.plaza and settings.web.on_loopback else None


def _desk(seemly: Seemly, known: Archive, operators: Operators) -> Desk:
    asked = Explaining(seemly.parts, known.prover, known.ledger_key, "plaza")
    return Desk(operators, asked.explain, asked.picture, asked.lock)


def _verifying(seemly: Seemly, known: Archive) -> web.Verifying:
    """The doors for whoever asks whether a picture came from here."""
    chosen = seemly.settings.verify
    outgoing = Outgoing(seconds=LINK_SECONDS, agent=agent(seemly.settings.contact))
    page = VerifySite(
        look=lambda file: verifying.look(file, known),
        picture=lambda public_id: verifying.picture(public_id, known),
        proof=lambda public_id: verifying.proof(public_id, known),
        fetch=lambda link: outgoing.get(link, limit=MOST_BYTES),
        turns=Turns(chosen.per_hour, time.monotonic),
        named=lambda public_id: verifying.named(public_id, known),
    )
    keys = Keys.parse(secret(chosen.key_file, chosen.key, "[verify] key_file") or "")
    bulk = BulkSite(page.look, keys, Turns(chosen.bulk_per_hour, time.monotonic))
    return web.Verifying(page, bulk if len(keys) else None)


def _end(server: uvicorn.Server, pages: threading.Thread) -> None:
    server.should_exit = True
    pages.join(timeout=5)
