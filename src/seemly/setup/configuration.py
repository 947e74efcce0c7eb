"""`seemly.toml` as `seemly init` writes it: every line says what it is for."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

from pydantic import ValidationError

from seemly.errors import ConfigurationError
from seemly.settings import Settings
from seemly.setup.choices import PASSWORD_VARIABLE, Choices, Chosen
from seemly.toml import quoted


def written(chosen: Choices, now: float) -> str:
    """The file. Raises ConfigurationError where it would not be one that Seemly takes."""
    parts = [_top(chosen, now), _web(), _limits(chosen), _generator(chosen)]
    if chosen.network is Chosen.BLUESKY:
        parts.append(_bluesky(chosen))
    text = "\n".join(parts)
    try:
        Settings.model_validate(tomllib.loads(text))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigurationError(f"{where}: {first['msg'].lower()}") from fault
    return text


def create(path: Path, text: str) -> None:
    """Write a new file. Raises ConfigurationError where one is there already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigurationError(
            f"{path} is there already", "Edit it, or name another file by --config"
        ) from None
    except OSError as fault:
        raise ConfigurationError(f"{path} cannot be written: {fault.strerror}") from fault


def _top(chosen: Choices, now: float) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    contact = (
        f"contact = {quoted(chosen.contact)}  # servers that pictures are fetched from see it"
        if chosen.contact
        else '# contact = "ops@example.org"  # servers that pictures are fetched from see it'
    )
    return f"""\
# Written by `seemly init` on {day}. Every line may be changed; `seemly check` proves them.

data = {quoted(str(chosen.data))}  # database, pictures and keys
origin = {quoted(chosen.origin)}  # the name of your ledger; it cannot change later
language = {quoted(chosen.language)}  # where nothing tells the asker's
{contact}
plaza = true  # the small built-in network, on this machine
policy = "default"  # default, strict, school, or a file (docs/policy.md)
# Both of these are worth most on another disk or machine:
# removals = "/mnt/other/removals.log"  # what was removed; no backup comes back without it
# checkpoints = "/mnt/other/checkpoints.txt"  # proves that nobody rewrote the ledger
"""


def _web() -> str:
    return """\
[web]
host = "127.0.0.1"
port = 8700
# hosts = ["seemly.example.org"]  # the public name, behind a proxy with TLS (docs/first-day.md)
# proxies = ["127.0.0.1"]  # that proxy: visitors are told apart by what it says of them
"""


def _limits(chosen: Choices) -> str:
    return f"""\
[limits]
per_asker_day = {min(30, chosen.pictures_day)}
total_day = {chosen.pictures_day}  # requests by everybody together
generator_requests_day = {chosen.pictures_day}
generator_money_day = {chosen.money_day!r}  # counted by cost_per_picture below
"""


def _generator(chosen: Choices) -> str:
    if not chosen.generator_url:
        return '[generator]\nname = "sketch"  # the built-in artist; others: docs/generators.md\n'
    return f"""\
[generator]
name = "openai"
base_url = {quoted(chosen.generator_url)}
model = {quoted(chosen.model)}
# key_file = "generator.key"  # mode 0600; or SEEMLY_GENERATOR_KEY
local = false  # true only where pictures never leave your own machines
cost_per_picture = 0.0  # in your currency; without it money is not counted
"""


def _bluesky(chosen: Choices) -> str:
    password = (
        f"password_file = {quoted(str(chosen.password_file))}  # mode 0600"
        if chosen.password_file is not None
        else f"# The app password is in the environment: {PASSWORD_VARIABLE}"
    )
    return f"""\
[bluesky]
handle = {quoted(chosen.handle)}
{password}
service = {quoted(chosen.service)}  # the account's own server
who_may_ask = {quoted(chosen.who_may_ask)}  # followers or everyone
"""
