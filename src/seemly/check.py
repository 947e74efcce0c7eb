"""`seemly check`: each line of the configuration proved, and what to do where it fails."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from seemly import assemble, models
from seemly.errors import ConfigurationError, SeemlyError
from seemly.migrate import open_store
from seemly.settings import Settings

DISK = 500_000_000  # bytes free
#: The build of this version: a clock before it is wrong, and every lease and certificate with it.
NOT_BEFORE = 1_790_000_000.0


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    ok: bool
    said: str


def run(settings: Settings) -> list[Finding]:
    """Prove everything that can be proved without making a picture."""
    findings = [
        _prove("configuration", lambda: f"data in {settings.data.absolute()}"),
        _prove("clock", _clock),
        _prove("disk", lambda: _disk(settings)),
        _prove("models", lambda: _models(settings)),
        _prove("database", lambda: _database(settings)),
        _prove("policy and guard", lambda: _guard(settings)),
    ]
    if settings.bluesky is not None:
        findings.append(_prove("bluesky", lambda: _bluesky(settings)))
    return findings


def _prove(name: str, prove: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, prove())
    except SeemlyError as fault:
        return Finding(name, False, str(fault))
    except (sa.exc.SQLAlchemyError, OSError) as fault:
        return Finding(name, False, str(fault).splitlines()[0])


def _clock() -> str:
    now = time.time()
    if now < NOT_BEFORE:
        raise ConfigurationError("the clock is wrong", "Set it, for instance with chrony")
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))


def _disk(settings: Settings) -> str:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(settings.data).free
    if free < DISK:
        raise ConfigurationError(f"{free / 1e6:.0f} MB are free", "Make room; 500 MB is the least")
    return f"{free / 1e9:.0f} GB free"


def _models(settings: Settings) -> str:
    folder = settings.models or models.default_folder()
    rows = models.listing(models.Manifest.load(), folder)
    missing = [row.name for row in rows if not row.optional and not row.intact]
    if missing:
        raise ConfigurationError(f"missing: {', '.join(missing)}", "Run: seemly models install")
    return f"{sum(row.intact for row in rows)} files intact"


def _database(settings: Settings) -> str:
    store = open_store(settings)
    try:
        store.write(lambda connection: connection.execute(sa.text("SELECT 1")).scalar())
        return f"{store.engine.dialect.name}, schema up to date"
    finally:
        store.close()


def _guard(settings: Settings) -> str:
    with assemble.opened(settings) as seemly:
        said = seemly.parts.generator.check()
        return f"self-test passed; policy {seemly.parts.policy.version[:12]}; generator: {said}"


def _bluesky(settings: Settings) -> str:
    assert settings.bluesky is not None
    return assemble.bluesky(settings.bluesky, settings.data).check()
