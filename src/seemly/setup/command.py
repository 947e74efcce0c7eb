"""`seemly init` asks, writes and says what comes next; `seemly check` proves what was written."""

from __future__ import annotations

import getpass
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly import envelope
from seemly.terminal import say_light, settings_of

if TYPE_CHECKING:
    from seemly.setup.choices import Choices


class Terminal:
    """Whoever sits at this terminal."""

    def say(self, words: str) -> None:
        """To standard error: nothing of it is an answer."""
        print(words, file=sys.stderr, flush=True)

    def ask(self, question: str, default: str) -> str:
        """A line from standard input. Raises typer.Abort where it has ended."""
        shown = f"{question} [{default}]: " if default else f"{question}: "
        print(shown, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        return line.strip() or default

    def ask_hidden(self, question: str) -> str:
        """Without an echo; where it cannot be hidden, it is not asked for."""
        if not sys.stdin.isatty():
            return ""
        return getpass.getpass(f"{question}: ").strip()


def init(
    config: Annotated[Path, typer.Option("--config", help="The file to write.")] = Path(
        "seemly.toml"
    ),
    network: Annotated[str | None, typer.Option(help="plaza or bluesky")] = None,
    handle: Annotated[str | None, typer.Option(help="The bot's handle.")] = None,
    password_file: Annotated[
        str | None, typer.Option(help="File of the app password, or environment.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="The account's own server.")] = None,
    generator: Annotated[str | None, typer.Option(help="sketch, or a server's address.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name there.")] = None,
    who_may_ask: Annotated[str | None, typer.Option(help="followers or everyone")] = None,
    limits: Annotated[str | None, typer.Option(help='Pictures and money a day: "500 5"')] = None,
    language: Annotated[str | None, typer.Option(help="For instance en or de.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where people reach you.")] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing; take options and defaults.")
    ] = False,
) -> None:
    """Ask ten questions at most, and write seemly.toml with comments.

    Example: seemly init --yes --network bluesky --handle bot.example.org
    """
    from seemly.setup import choices, configuration, questions

    if config.exists():  # before anything is asked
        configuration.create(config, "")
    chosen = choices.Choices()
    read = {
        "network": (network, choices.network),
        "handle": (handle, choices.handle),
        "password_file": (password_file, choices.password_file),
        "service": (service, choices.generator),
        "generator_url": (generator, choices.generator),
        "model": (model, str),
        "who_may_ask": (who_may_ask, choices.who_may_ask),
        "language": (language, choices.language),
        "contact": (contact, choices.contact),
        "data": (data, Path),
    }
    for name, (given, check) in read.items():
        if given is not None:
            chosen = replace(chosen, **{name: check(given)})  # type: ignore[operator]
    if limits is not None:
        pictures, money = choices.limits(limits)
        chosen = replace(chosen, pictures_day=pictures, money_day=money)
    if not yes:
        chosen = questions.ask_all(Terminal(), chosen, keep_secret)
    _complete(chosen)
    configuration.create(config, configuration.written(chosen, time.time()))
    _say_what_is_next(config, chosen)


def check(
    post: Annotated[
        bool, typer.Option("--post", help="Also post on the bot's own account, deleted at once.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option("--config", help="seemly.toml; ./seemly.toml where there is one.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder; also SEEMLY_DATA.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Prove each line of the configuration, and say what to do. Exit 1 where anything is red.

    Example: seemly check --config seemly.toml
    """
    from seemly import check as checking

    settings = settings_of(config, data)
    found = (checking.run_with_post if post else checking.run)(settings)
    if as_json:
        print(envelope.rows("check", found))
    else:
        for one in found:
            say_light(one.light, one.name, one.said, one.todo)
    raise typer.Exit(0 if all(one.ok for one in found) else 1)


def keep_secret(path: Path, secret: str) -> None:
    """In a new file that its owner alone can read."""
    from seemly import private_file

    private_file.write_once(path, f"{secret}\n".encode())


def _complete(chosen: Choices) -> None:
    from seemly.errors import ConfigurationError
    from seemly.setup.choices import Chosen

    if chosen.network is Chosen.BLUESKY and not chosen.handle:
        raise ConfigurationError("Bluesky needs a handle", "Give --handle bot.example.org")
    if chosen.generator_url and not chosen.model:
        raise ConfigurationError("a generator needs the name of a model", "Give --model NAME")


def _say_what_is_next(config: Path, chosen: Choices) -> None:
    from seemly.setup.choices import PASSWORD_VARIABLE, Chosen

    print(f"wrote {config}")
    if chosen.network is Chosen.BLUESKY:
        if chosen.password_file is None:
            print(f"set {PASSWORD_VARIABLE} to the app password")
        elif not chosen.password_file.exists():
            print(f"write the app password into {chosen.password_file}, mode 0600")
    print(f"next: seemly check --config {config}")
    print(f"then: seemly up --config {config}")
