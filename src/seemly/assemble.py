"""Builds everything from settings; the only place that chooses an adapter."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import structlog

from seemly import memory
from seemly.accounts.limits import Allowance
from seemly.compute.local import LocalCompute
from seemly.decoding import DECODE
from seemly.errors import ConfigurationError
from seemly.generate.generator import Generator
from seemly.generate.openai import OpenAIImages
from seemly.generate.sketch.artist import Sketch
from seemly.guard import selftest
from seemly.guard.eyes import Eyes
from seemly.guard.text.reader import Reader
from seemly.guard.words_out import Words
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.migrate import open_store
from seemly.models import Models
from seemly.networks.network import Account, Network
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.town import Town
from seemly.outgoing import Outgoing
from seemly.parts import Parts
from seemly.pictures import PictureStore
from seemly.policy.decide import Policy
from seemly.provenance.credentials import Signer
from seemly.provenance.mark import SignedMarks
from seemly.provenance.publication import Pixels
from seemly.provenance.seal import Seal
from seemly.provenance.watermark import key_file
from seemly.provenance.watermark.key import Carriers
from seemly.publications import Published
from seemly.removals_log import NAME, RemovalsLog
from seemly.settings import BlueskySettings, GeneratorSettings, Settings, secret
from seemly.store import Store

if TYPE_CHECKING:
    from seemly.networks.bluesky import Bluesky

BOT = Account("seemly", "seemly", is_bot=True)
DECODE_SECONDS = 10.0


@dataclass(frozen=True)
class Seemly:
    """One assembled process."""

    settings: Settings
    parts: Parts
    town: Town | None
    notes: NoteSigner
    sequencer: Sequencer
    doing: Doing
    work: threading.Event  # set when there may be something to do


class Doing:
    """What each worker does right now: shown, never stored."""

    def __init__(self) -> None:
        self._now: dict[int, str] = {}

    def __call__(self, job_id: int, doing: str) -> None:
        structlog.get_logger().info(doing, job=job_id)
        self._now[job_id] = doing
        while len(self._now) > 1_000:
            self._now.pop(next(iter(self._now)))

    def of(self, job_id: int) -> str:
        """The last thing said about a job."""
        return self._now.get(job_id, "")


@contextlib.contextmanager
def opened(settings: Settings, only: Network | None = None) -> Iterator[Seemly]:
    """Build, hand over, and close again. `only`: serve this one network and no other.

    Raises ConfigurationError, or CheckFailed where a check does not pass its self-test: a guard
    that does not work does not serve (invariant 2).
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    cv2.setNumThreads(1)  # the workers are the parallelism; more only slows them all down
    memory.keep_freed()
    store = open_store(settings)
    compute = LocalCompute(threads=max(2, settings.workers))
    try:
        yield _assembled(settings, store, compute, only)
    finally:
        compute.close()
        store.close()


def _assembled(
    settings: Settings, store: Store, compute: LocalCompute, only: Network | None
) -> Seemly:
    eyes = Eyes.open(Models.open(settings.models), settings.models_chosen)
    selftest.run(eyes)
    policy = Policy.load(settings.policy)
    reader = Reader.load(settings.figures)
    town = _town(settings, store) if settings.plaza and only is None else None
    networks = {only.name: only} if only is not None else _networks(settings, store, town)
    published = Published()
    with store.read() as connection:
        published.fill(connection)
    doing = Doing()
    notes = NoteSigner.open(settings.data / "keys", settings.origin)
    key = watermark_key(settings)
    parts = Parts(
        store=store,
        pictures=PictureStore(settings.data / "pictures"),
        compute=compute,
        networks=networks,
        generator=generator(settings.generator, compute),
        artist=Sketch(),
        reader=reader,
        eyes=eyes,
        policy=policy,
        words=Words.load(policy.messages()),
        marks=SignedMarks(signer(settings), key, settings.web.verify_address),
        watermark=key,
        seal=Seal.of(notes.seed),
        published=published,
        removals=removals_log(settings),
        allowance=_allowance(settings),
        everyone_may_ask=_open_to_all(settings),
        price=settings.generator.cost_per_picture,
        clock=time.time,
        random=secrets.token_bytes,
        say=doing,
        language=settings.language,
    )
    outbox = settings.checkpoints or settings.data / "checkpoints.txt"
    return Seemly(
        settings,
        parts,
        town,
        notes,
        Sequencer(store.engine, notes, outbox),
        doing,
        threading.Event(),
    )


def generator(chosen: GeneratorSettings, compute: LocalCompute) -> Generator:
    """Who makes the pictures. Raises ConfigurationError."""
    if chosen.name == "sketch":
        return Sketch()
    if not chosen.base_url:
        raise ConfigurationError("[generator] base_url is missing", "Name the server's /v1 address")

    def decode(data: bytes) -> Pixels:
        return compute.call(DECODE, data, DECODE_SECONDS).pixels

    return OpenAIImages(
        base_url=chosen.base_url,
        key=secret(chosen.key_file, chosen.key, "[generator] key_file"),
        model=chosen.model,
        local=chosen.local,
        seconds=chosen.seconds,
        concurrency=chosen.concurrency,
        cost_per_picture=chosen.cost_per_picture,
        decode=decode,
    )


def removals_log(settings: Settings) -> RemovalsLog:
    """The log of what was removed, in both its places."""
    return RemovalsLog(settings.data / NAME, settings.removals)


def _town(settings: Settings, store: Store) -> Town:
    folder = PictureStore(settings.data / "plaza")
    return Town(store.engine, folder, BOT, _utc, lambda: secrets.token_hex(12))


def _networks(settings: Settings, store: Store, town: Town | None) -> Mapping[str, Network]:
    networks: dict[str, Network] = {}
    if town is not None:
        networks["plaza"] = Plaza(store.engine, PictureStore(settings.data / "plaza"), BOT, _utc)
    if settings.bluesky is not None:
        networks["bluesky"] = bluesky(settings.bluesky, settings.data, settings.contact)
    if not networks:
        raise ConfigurationError("there is no network", "Set plaza = true or write [bluesky]")
    return networks


def bluesky(account: BlueskySettings, data: Path, contact: str = "") -> Bluesky:
    """The adapter, not logged in yet."""
    from seemly.networks.bluesky import Bluesky  # its SDK takes a second to import

    password = secret(account.password_file, account.password, "[bluesky] password_file")
    if not password:
        raise ConfigurationError(
            "[bluesky] has no app password",
            "Set password_file, or SEEMLY_BLUESKY_PASSWORD in the environment",
        )
    return Bluesky(
        account.handle,
        password,
        service=account.service,
        session_file=data / "keys" / "bluesky.session",
        outgoing=Outgoing(
            frozenset(map(_host_and_port, account.private_hosts)), agent=agent(contact)
        ),
        clock=time.time,
        plc_url=account.plc,
        poll_seconds=account.poll_seconds,
    )


def agent(contact: str) -> str:
    """How we name ourselves to servers that pictures are fetched from."""
    return f"seemly ({contact})" if contact else "seemly"


def _host_and_port(name: str) -> tuple[str, int]:
    host, _, port = name.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigurationError(f"private_hosts: {name!r} is not host:port")
    return host, int(port)


def signer(settings: Settings) -> Signer:
    """Who signs Content Credentials. Raises ConfigurationError."""
    folder, stamps = settings.data / "keys", settings.time_stamps
    if settings.certificate is not None and settings.certificate_key is not None:
        return Signer.of(settings.certificate, settings.certificate_key, folder, _utc(), stamps)
    return Signer.open(folder, _utc(), stamps)


def watermark_key(settings: Settings) -> Carriers:
    """The key of the invisible mark; made in the data folder on first use. Raises
    ConfigurationError."""
    if settings.watermark_key_file is not None:
        return key_file.read_key(settings.watermark_key_file)
    if settings.watermark_key is not None:
        given = settings.watermark_key.get_secret_value()
        return key_file.parse(given, "SEEMLY_WATERMARK_KEY")
    return key_file.open_key(settings.data / "keys")


def _allowance(settings: Settings) -> Allowance:
    limits = settings.limits
    return Allowance(
        per_asker=limits.per_asker_day,
        per_pictured=limits.per_pictured_day,
        per_root_picture=limits.per_root_picture_day,
        per_thread=limits.per_thread_day,
        total=limits.total_day,
        queue=limits.queue,
        generator_requests=limits.generator_requests_day,
        generator_money=limits.generator_money_day,
    )


def _open_to_all(settings: Settings) -> frozenset[str]:
    account = settings.bluesky
    open_there = account is not None and account.who_may_ask == "everyone"
    return frozenset({"bluesky"} if open_there else ())


def _utc() -> datetime:
    return datetime.now(UTC)
