"""`seemly backup`, `seemly restore` and `seemly upgrade`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly.errors import ConfigurationError
from seemly.terminal import say, settings_of, who

if TYPE_CHECKING:
    from seemly.safekeeping.backup import BackupAnswer
    from seemly.safekeeping.restore import RestoreAnswer
    from seemly.settings import Settings

Config = Annotated[
    Path | None, typer.Option("--config", help="seemly.toml; ./seemly.toml where there is one.")
]
Data = Annotated[Path | None, typer.Option("--data", help="Data folder; also SEEMLY_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@dataclass(frozen=True)
class UpgradeAnswer:
    """A backup from before, and the schema as it is now."""

    backup: str
    schema_before: str
    schema_now: str


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, mode 0600.")],
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy database, pictures, keys and configuration into one file, while the service runs.

    Example: seemly backup seemly-backup.tar
    """
    answer = _backup(settings_of(config, data), config, file)
    say(as_json, "backup", answer, _of_backup(answer))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    into: Annotated[Path, typer.Option("--into", help="The new data folder: empty, or not there.")],
    removals: Annotated[
        list[Path] | None,
        typer.Option("--removals", help="removals.log; more than one are put together."),
    ] = None,
    removals_lost: Annotated[
        bool, typer.Option("--removals-lost", help="Go on without it; older pictures stay hidden.")
    ] = False,
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a data folder from a backup, with the brake on, and remove again what was removed.

    Example: seemly restore seemly-backup.tar --into new-data --removals /mnt/other/removals.log
    """
    from seemly.assemble import BOT
    from seemly.removals_log import NAME
    from seemly.safekeeping import restore as restoring

    settings = settings_of(config, data)
    wanted = restoring.Wanted(
        file=file,
        into=into,
        database_url=settings.database if settings.database.startswith("postgresql") else None,
        bot=BOT,
        who=who(),
        now=time.time(),
    )
    if removals_lost:
        if removals:
            raise typer.BadParameter("give --removals or --removals-lost, not both")
        answer = restoring.without_removals(wanted)
    else:
        known = [settings.data / NAME, *([settings.removals] if settings.removals else [])]
        answer = restoring.with_removals(wanted, removals or known)
    say(as_json, "restore", answer, _of_restore(answer))


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup goes first.")],
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """After installing a new version, with the service stopped: back up, then change the schema.

    Example: seemly upgrade before-upgrade.tar
    """
    from seemly.safekeeping import serving_lock

    settings = settings_of(config, data)
    if not settings.data.is_dir():
        raise ConfigurationError(f"{settings.data} is no folder", "Name it by --config or --data")
    with serving_lock.nobody_serves(settings.data):
        answer = _upgraded(settings, _backup(settings, config, file))
    said = f"schema {answer.schema_before} -> {answer.schema_now}; the backup is {answer.backup}"
    say(as_json, "upgrade", answer, said)


def _upgraded(settings: Settings, before_it: BackupAnswer) -> UpgradeAnswer:
    from seemly import migrate
    from seemly.store import open_engine

    engine = open_engine(settings.database_url)
    try:
        before = migrate.revision(engine)
        migrate.up(engine)
        return UpgradeAnswer(before_it.file, before, migrate.revision(engine))
    finally:
        engine.dispose()


def _backup(settings: Settings, config: Path | None, file: Path) -> BackupAnswer:
    from seemly.safekeeping import backup as backing_up

    here = Path("seemly.toml")
    config = config or (here if here.is_file() else None)
    return backing_up.run(settings, config, file, time.time())


def _of_backup(answer: BackupAnswer) -> str:
    return "\n".join(
        (
            f"{answer.file}: {answer.size / 1e6:.1f} MB, {answer.pictures} pictures, read again",
            f"sha256 {answer.sha256}",
            "It holds the signing and watermark keys "
            f"({', '.join(answer.keys) or 'none yet'}): keep it like a password.",
            "Not in it, keep your own copies:",
            *(f"  {path}" for path in answer.outside),
        )
    )


def _of_restore(answer: RestoreAnswer) -> str:
    made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(answer.made_at))
    return "\n".join(
        (
            f"{answer.folder}: as of {made}, {answer.pictures} pictures",
            f"removed again: {answer.removed_again}; older pictures kept hidden: {answer.hidden}",
            *_until(answer),
            f"posts to ask the networks about: {answer.to_ask}",
            f"the ledger goes on as {answer.ledger or '(there was none)'}",
            "The brake is on. Put your secrets back, then:",
            f"  seemly check --config {answer.folder}/seemly.toml",
            f"  seemly up --config {answer.folder}/seemly.toml",
            f"  seemly brake off all --config {answer.folder}/seemly.toml",
        )
    )


def _until(answer: RestoreAnswer) -> Iterator[str]:
    """When the log ends: nothing else shows that the second place lagged behind."""
    if answer.removals_until is not None:
        last = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(answer.removals_until))
        yield f"removals.log ends at {last}: was anything removed after that? Then look for more"
    elif not answer.hidden:
        yield "removals.log is empty: was anything ever removed? Then look for its other place"
