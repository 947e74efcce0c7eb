"""How the command line speaks: answers to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import getpass
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import structlog

from seemly import envelope
from seemly.settings import Settings, load

if TYPE_CHECKING:
    from seemly.store import Store


def settings_of(config: Path | None, data: Path | None) -> Settings:
    if config is None and Path("seemly.toml").is_file():
        config = Path("seemly.toml")
    settings = load(config)
    return settings.model_copy(update={"data": data}) if data is not None else settings


def with_generator(settings: Settings, chosen: dict[str, Any]) -> Settings:
    """These settings with another generator. The key and the word `local` stay behind: they were
    given to the configured server, and this one is another."""
    left = {"name", "base_url", "model"}
    if chosen["base_url"] != settings.generator.base_url:
        left |= {"key", "key_file", "local"}
    given = settings.generator.model_dump(exclude=left)
    checked = type(settings.generator).model_validate({**given, **chosen})
    return settings.model_copy(update={"generator": checked})


@contextlib.contextmanager
def store_of(config: Path | None, data: Path | None) -> Iterator[Store]:
    from seemly.migrate import open_store

    store = open_store(settings_of(config, data))
    try:
        yield store
    finally:
        store.close()


def write_down_removals(store: Store, config: Path | None, data: Path | None) -> None:
    """What is about to be called removed stands in the log first."""
    from seemly import gone
    from seemly.removals_log import NAME, RemovalsLog

    settings = settings_of(config, data)
    gone.write_down(store, RemovalsLog(settings.data / NAME, settings.removals))


@contextlib.contextmanager
def lines_of(path: Path) -> Iterator[TextIO]:
    try:
        lines = path.open(encoding="utf-8", errors="replace")
    except OSError as fault:
        fail(f"{path} cannot be read: {fault.strerror}")
    with lines:
        yield lines


def say(as_json: bool, schema: str, answer: object, words: str) -> None:
    print(envelope.result(schema, answer) if as_json else words)


_LIGHTS = {"green": ("✓ ok  ", "32"), "yellow": ("! look", "33"), "red": ("✗ FAIL", "31")}


def say_light(light: str, name: str, said: str, todo: str) -> None:
    """One line of a report, and what to do below it. Colour only on a terminal that wants it."""
    sign, code = _LIGHTS[light]
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        sign = f"\033[{code}m{sign}\033[0m"
    print(f"{sign}  {name}: {said}")
    if todo:
        print(f"        {todo}")


def who() -> str:
    """Who at this machine acts; it stands in the deletable part of the ledger."""
    return f"operator:{os.environ.get('SUDO_USER') or getpass.getuser()}"


def progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def fail(words: str) -> NoReturn:
    print(f"seemly: {words}", file=sys.stderr)
    sys.exit(1)


def log_to_stderr() -> None:
    # OpenCV's new engine warns at every model it loads that it has one target alone.
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    level = logging.getLevelNamesMapping().get(os.environ.get("SEEMLY_LOG", "WARNING").upper(), 30)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
