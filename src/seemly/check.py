"""`seemly check`: each line of the configuration proved, and what to do where it fails.

Green: proved. Yellow: it works, and something should be better. Red: it does not work. Each light
is a word and a sign as well, for whoever does not see the colour.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from seemly import assemble, models, public_address
from seemly.errors import ConfigurationError, SeemlyError
from seemly.migrate import open_store
from seemly.networks.desk import Desk
from seemly.settings import Settings

DISK = 500_000_000  # bytes free: below it nothing should be started
ROOMY = 5_000_000_000  # bytes free: some 3,000 pictures
#: The build of this version: a clock before it is wrong, and every lease and certificate with it.
NOT_BEFORE = 1_790_000_000.0
LATE = 5.0  # seconds off at which a clock should be looked at …
WRONG = 60.0  # … and at which tokens and leases fail
NO_NAME = "seemly.invalid/ledger"
_OTHER_DISK = "Both places are on one disk, and would be lost together"
#: What to do where a fault does not say so itself.
_ELSE = {
    "disk": "May this user write there? Look at data",
    "secrets": "Is every file there that the configuration names?",
    "database": "Look at data, or at SEEMLY_DATABASE_URL",
    "ledger": "Make its folder, and let this user write there",
    "generator": "Does it run, and is [generator] base_url its address?",
    "bluesky": "Look at [bluesky] handle, service and the app password",
}
DAYS = 30  # before its end at which a certificate should be renewed


class Light(StrEnum):
    """How a line stands."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    ok: bool  # not red
    said: str
    light: Light = Light.GREEN
    todo: str = ""  # what to do, where it is not green


@dataclass(frozen=True)
class Proved:
    """What a proof says: all is well, or, with `todo`, what would be better."""

    said: str
    todo: str = ""


def run(settings: Settings) -> list[Finding]:
    """Prove everything that can be proved without making a picture or saying a word."""
    return [*_here(settings), *_outside(settings, _logged_in)]


def run_with_post(settings: Settings) -> list[Finding]:
    """As `run`, and a post on the bot's own account, deleted at once."""
    return [*_here(settings), *_outside(settings, _posted)]


def _here(settings: Settings) -> Iterator[Finding]:
    yield _prove("configuration", lambda: _configuration(settings))
    yield _prove("clock", lambda: _clock(settings))
    yield _prove("disk", lambda: _disk(settings))
    yield _prove("secrets", lambda: _secrets(settings))
    yield _prove("models", lambda: _models(settings))
    yield _prove("database", lambda: _database(settings))
    yield _prove("removals", lambda: _removals(settings))
    yield _prove("ledger", lambda: _ledger(settings))
    yield _prove("certificate", lambda: _certificate(settings))
    yield _prove("policy and guard", lambda: _guard(settings))


def _outside(settings: Settings, bluesky: Callable[[Settings], Proved]) -> Iterator[Finding]:
    yield _prove("generator", lambda: _generator(settings))
    if not settings.web.hosts:
        yield _prove("pages", lambda: _pages(settings))
    for host in settings.web.hosts:
        yield _prove(f"https://{host}", lambda host=host: _address(host))  # type: ignore[misc]
    if settings.web.hosts:
        yield _prove("visitors", lambda: _visitors(settings))
    if settings.plaza:
        yield _prove("plaza", lambda: Proved("built in"))
    if settings.bluesky is not None:
        yield _prove("bluesky", lambda: bluesky(settings))


def _prove(name: str, prove: Callable[[], Proved]) -> Finding:
    try:
        proved = prove()
    except SeemlyError as fault:
        return Finding(name, False, fault.sentence, Light.RED, fault.hint or _what_to_do(name))
    except (sa.exc.SQLAlchemyError, OSError) as fault:
        return Finding(name, False, str(fault).splitlines()[0], Light.RED, _what_to_do(name))
    light = Light.YELLOW if proved.todo else Light.GREEN
    return Finding(name, True, proved.said, light, proved.todo)


def _what_to_do(name: str) -> str:
    """Where the fault itself does not say."""
    return _ELSE.get(name, "See docs/first-day.md")


def _configuration(settings: Settings) -> Proved:
    said = f"data in {settings.data.absolute()}"
    if settings.origin == NO_NAME:
        todo = 'Set origin to a name of your own, like "example.org/seemly": it cannot change later'
        return Proved(f"{said}; the ledger has no name", todo)
    if not settings.contact:
        return Proved(f"{said}; no contact", "Set contact: servers we fetch from want to know whom")
    return Proved(said)


def _clock(settings: Settings) -> Proved:
    now = time.time()
    if now < NOT_BEFORE:
        raise ConfigurationError("the clock is wrong", "Set it, for instance with chrony")
    shown = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))
    if settings.bluesky is None:
        return Proved(shown)
    theirs = public_address.clock_of(settings.bluesky.service)
    if theirs is None:
        return Proved(shown)  # the log-in below says that nobody answers
    off = abs(theirs - time.time())
    if off > WRONG:
        raise ConfigurationError(
            f"the clock is {off:.0f} s off {settings.bluesky.service}", "Set it, with chrony"
        )
    todo = "Let chrony or systemd-timesyncd keep it" if off > LATE else ""
    return Proved(f"{shown}, {off:.0f} s off {settings.bluesky.service}", todo)


def _disk(settings: Settings) -> Proved:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(settings.data).free
    if free < DISK:
        raise ConfigurationError(f"{free / 1e6:.0f} MB are free", "Make room; 500 MB is the least")
    return Proved(f"{free / 1e9:.1f} GB free", "Make room soon" if free < ROOMY else "")


def _secrets(settings: Settings) -> Proved:
    account = settings.bluesky
    named = (
        settings.generator.key_file,
        settings.verify.key_file,
        settings.certificate_key,
        settings.watermark_key_file,
        account.password_file if account is not None else None,
    )
    files = [path for path in named if path is not None]
    for path in files:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(f"others can read {path}", f"Run: chmod 600 {path}")
    return Proved(f"{len(files)} file(s), readable by their owner alone")


def _models(settings: Settings) -> Proved:
    folder = settings.models or models.default_folder()
    rows = models.listing(models.Manifest.load(), folder)
    missing = [row.name for row in rows if not row.optional and not row.intact]
    if missing:
        raise ConfigurationError(f"missing: {', '.join(missing)}", "Run: seemly models install")
    return Proved(f"{sum(row.intact for row in rows)} files intact")


def _database(settings: Settings) -> Proved:
    store = open_store(settings)
    try:
        store.write(lambda connection: connection.execute(sa.text("SELECT 1")).scalar())
        kind = store.engine.dialect.name
        cannot_copy = kind == "postgresql" and shutil.which("pg_dump") is None
        todo = "Install pg_dump: seemly backup needs it" if cannot_copy else ""
        return Proved(f"{kind}, schema up to date", todo)
    finally:
        store.close()


def _removals(settings: Settings) -> Proved:
    log = assemble.removals_log(settings)
    said = f"{len(log.read())} in {log.paths[0]}"
    if settings.removals is None:
        todo = "Set removals to a file on another disk: without the log no backup can be trusted"
        return Proved(f"{said}, and nowhere else", todo)
    if not settings.removals.is_file() or not os.access(settings.removals, os.W_OK):
        raise ConfigurationError(f"{settings.removals} cannot be written", "Mount it, or make it")
    same = settings.removals.stat().st_dev == log.paths[0].stat().st_dev
    return Proved(f"{said} and {settings.removals}", _OTHER_DISK if same else "")


def _ledger(settings: Settings) -> Proved:
    if settings.checkpoints is None:
        todo = "Set checkpoints to a file that leaves this machine (docs/ledger.md)"
        return Proved("its checkpoints stay in the data folder", todo)
    if not os.access(_nearest(settings.checkpoints), os.W_OK):
        raise ConfigurationError(f"{settings.checkpoints} cannot be written")
    return Proved(f"checkpoints go to {settings.checkpoints}")


def _nearest(path: Path) -> Path:
    return path if path.exists() else path.parent


def _certificate(settings: Settings) -> Proved:
    signer = assemble.signer(settings)
    days = (signer.expires - datetime.now(UTC)).days
    whose = "yours" if settings.certificate is not None else "self-made: viewers show no signer"
    todo = "Renew it: what is signed afterwards would not count" if days < DAYS else ""
    return Proved(f"Content Credentials, {whose}; {days} days left", todo)


def _guard(settings: Settings) -> Proved:
    with assemble.opened(settings, only=Desk("check", "", None, None)) as seemly:
        return Proved(f"self-test passed; policy {seemly.parts.policy.version[:12]}")


def _generator(settings: Settings) -> Proved:
    from seemly.compute.local import LocalCompute

    compute = LocalCompute(threads=1)
    try:
        said = assemble.generator(settings.generator, compute).check()
    finally:
        compute.close()
    todo = "Is [generator] model its name there?" if "does not list" in said else ""
    return Proved(said, todo)


def _pages(settings: Settings) -> Proved:
    where = f"http://{settings.web.host}:{settings.web.port}"
    if settings.web.host in ("127.0.0.1", "::1", "localhost"):
        return Proved(f"{where}, for this machine alone")
    todo = "Put a proxy with TLS before it and set [web] hosts (docs/first-day.md)"
    return Proved(f"{where}, without TLS and without a name", todo)


def _address(host: str) -> Proved:
    return Proved(*public_address.prove(host))


def _visitors(settings: Settings) -> Proved:
    if not settings.web.proxies:
        todo = 'Set [web] proxies to its address, like ["127.0.0.1"], once it sets X-Forwarded-For'
        return Proved("behind the proxy all count as one", todo)
    return Proved(f"told apart by what {', '.join(settings.web.proxies)} says of them")


def _logged_in(settings: Settings) -> Proved:
    assert settings.bluesky is not None
    return _spoken(assemble.bluesky(settings.bluesky, settings.data, settings.contact).check())


def _posted(settings: Settings) -> Proved:
    assert settings.bluesky is not None
    account = assemble.bluesky(settings.bluesky, settings.data, settings.contact)
    return _spoken(f"{account.check()}; {account.rehearse()}")


def _spoken(said: str) -> Proved:
    todo = "Make an app password that reaches direct messages: a no is told there"
    return Proved(said, todo if "no direct messages" in said else "")
