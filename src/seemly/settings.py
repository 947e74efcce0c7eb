"""Every setting, read once at the start from seemly.toml and the environment.

seemly.toml            what the operator writes; an unknown name is an error
SEEMLY_DATA            the data folder
SEEMLY_PORT            the port on loopback
SEEMLY_DATABASE_URL    sqlite:///… or postgresql+psycopg://…
SEEMLY_BLUESKY_PASSWORD, SEEMLY_GENERATOR_KEY, SEEMLY_WATERMARK_KEY, SEEMLY_VERIFY_KEY
                       secrets, where no file is named
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from seemly.errors import ConfigurationError

# Of a proxy's network, in bits: whoever stands in it may say who asks.
WIDEST_IPV4, WIDEST_IPV6 = 8, 32
IPV4_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")  # how a listener on IPv6 sees IPv4


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Web(_Section):
    """Where the pages are served. Loopback until told otherwise."""

    host: str = "127.0.0.1"
    port: int = Field(8700, ge=0, le=65535)
    hosts: tuple[str, ...] = ()  # names besides loopback that the Host header may carry

    @property
    def verify_address(self) -> str:
        """Where the first of the public names answers for a public id, which is to be appended."""
        return f"https://{self.hosts[0]}/verify?id=" if self.hosts else ""

    proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For is believed

    @field_validator("proxies")
    @classmethod
    def _each_an_address(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        """Whoever trusts everybody lets everybody say who they are."""
        for proxy in proxies:
            _refuse_crowd(proxy)
        return proxies

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the pages, but for a proxy that stands on it."""
        return self.host in ("localhost", "127.0.0.1", "::1")


def _refuse_crowd(proxy: str) -> None:
    """Raises ValueError for what is no address, and for a network that visitors are in."""
    try:
        network = ipaddress.ip_network(proxy)
    except ValueError as fault:
        raise ValueError(
            f"{fault}. Write the proxy's own address: 127.0.0.1 for one on this machine"
        ) from fault
    bits = network.prefixlen
    if network.version == 4:
        is_crowd = bits < WIDEST_IPV4
    elif network.overlaps(IPV4_MAPPED):
        is_crowd = bits - IPV4_MAPPED.prefixlen < WIDEST_IPV4
    else:
        is_crowd = bits < WIDEST_IPV6
    if is_crowd:
        raise ValueError(f"{proxy} holds too many: write the proxy's own address, like 127.0.0.1")


class Limits(_Section):
    """How much is made, counted over 24 hours."""

    per_asker_day: int = Field(30, ge=0)
    per_pictured_day: int = Field(60, ge=0)
    per_root_picture_day: int = Field(30, ge=0)  # of each poster; three times that of all posters
    per_thread_day: int = Field(30, ge=0)
    total_day: int = Field(5000, ge=0)
    queue: int = Field(500, ge=1)  # open requests; more are told to try later
    generator_requests_day: int = Field(2000, ge=0)
    generator_money_day: float = Field(5.0, ge=0)  # in the operator's currency


class GeneratorSettings(_Section):
    """Who makes pictures."""

    name: Literal["sketch", "openai"] = "sketch"
    base_url: str = ""
    model: str = ""
    key_file: Path | None = None
    key: SecretStr | None = None  # from SEEMLY_GENERATOR_KEY only
    local: bool = False  # True only by the operator's declaration: pixels stay on their machines
    seconds: float = Field(60.0, gt=0, le=600)
    concurrency: int = Field(2, ge=1, le=64)
    cost_per_picture: float = Field(0.0, ge=0)


class BlueskySettings(_Section):
    """The account the bot speaks as."""

    handle: str
    password_file: Path | None = None
    password: SecretStr | None = None  # from SEEMLY_BLUESKY_PASSWORD only
    service: str = "https://bsky.social"
    plc: str = "https://plc.directory"
    poll_seconds: float = Field(3.0, gt=0)
    private_hosts: tuple[str, ...] = ()  # "host:port" that may be private: a network at home
    who_may_ask: Literal["followers", "everyone"] = "followers"


class VerifySettings(_Section):
    """Where anybody asks whether a picture came from here: a page, and in bulk by a key."""

    per_hour: int = Field(120, ge=1)  # pictures from one address
    key_file: Path | None = None  # keys for POST /api/verify, one a line; without any it is off
    key: SecretStr | None = None  # from SEEMLY_VERIFY_KEY only
    bulk_per_hour: int = Field(3600, ge=1)  # pictures by one key


class Settings(_Section):
    """The whole configuration."""

    data: Path = Path("seemly-data")
    database: str = ""  # empty: SQLite in the data folder
    policy: str = "default"  # default, strict, school or a path
    origin: str = "seemly.invalid/ledger"  # the ledger's name in its checkpoints
    workers: int = Field(2, ge=1, le=64)
    models: Path | None = None
    models_chosen: tuple[Literal["nudenet"], ...] = ()  # without these Seemly does not serve
    figures: Path | None = None  # a CSV of more people in public life (docs/figures.md)
    certificate: Path | None = None  # the operator's own signing chain (PEM) …
    certificate_key: Path | None = None  # … and its key
    time_stamps: str | None = Field(None, pattern=r"^https?://\S+$")  # a time-stamp authority's URL
    watermark_key_file: Path | None = None  # 64 hexadecimal digits; else made in the data folder
    watermark_key: SecretStr | None = None  # from SEEMLY_WATERMARK_KEY only
    checkpoints: Path | None = None  # where signed checkpoints go; best off this disk
    removals: Path | None = None  # a second place for removals.log; best off this disk
    language: str = Field("en", pattern=r"^[a-z]{2}$")  # where nothing tells the asker's
    contact: str = ""  # the operator's address; servers we fetch pictures from see it
    plaza: bool = True
    web: Web = Web()
    limits: Limits = Limits()
    generator: GeneratorSettings = GeneratorSettings()
    verify: VerifySettings = VerifySettings()
    bluesky: BlueskySettings | None = None

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL."""
        return self.database or f"sqlite:///{self.data.absolute() / 'seemly.db'}"


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the file, then the environment. Raises ConfigurationError naming the line to mend."""
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except OSError as fault:
            raise ConfigurationError(f"{path} cannot be read: {fault.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise ConfigurationError(f"{path} is not TOML: {fault}") from None
        _no_secrets_in(values, path)
    _from_environment(values, environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as fault:
        raise ConfigurationError(_in_words(fault, path)) from None


def secret(named: Path | None, given: SecretStr | None, what: str) -> str | None:
    """A secret from its file or the environment; None where neither is set."""
    if named is None:
        return given.get_secret_value() if given is not None else None
    try:
        return named.read_text("utf-8").strip()
    except OSError as fault:
        raise ConfigurationError(f"{what}: {named} cannot be read: {fault.strerror}") from None


def _no_secrets_in(values: Mapping[str, Any], path: Path) -> None:
    if "watermark_key" in values:
        raise ConfigurationError(
            f"{path}: watermark_key stands in the file itself",
            "Put it into a file of its own (mode 0600) and set watermark_key_file",
        )
    for section, name in (("bluesky", "password"), ("generator", "key"), ("verify", "key")):
        if name in values.get(section, {}):
            raise ConfigurationError(
                f"{path}: [{section}] {name} stands in the file itself",
                f"Put it into a file of its own (mode 0600) and set {name}_file",
            )


def _from_environment(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name, place in (
        ("SEEMLY_DATA", ("data",)),
        ("SEEMLY_DATABASE_URL", ("database",)),
        ("SEEMLY_PORT", ("web", "port")),
        ("SEEMLY_MODELS", ("models",)),
        ("SEEMLY_WATERMARK_KEY", ("watermark_key",)),
        ("SEEMLY_GENERATOR_KEY", ("generator", "key")),
        ("SEEMLY_VERIFY_KEY", ("verify", "key")),
        ("SEEMLY_BLUESKY_PASSWORD", ("bluesky", "password")),
    ):
        if not environment.get(name):
            continue
        if place[0] == "bluesky" and "bluesky" not in values:
            continue  # a password without an account changes nothing
        section = values
        for step in place[:-1]:
            section = section.setdefault(step, {})
        section[place[-1]] = environment[name]


def _in_words(fault: ValidationError, path: Path | None) -> str:
    first = fault.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    message = f"{path or 'settings'}: {where}: {first['msg'].lower()}"
    if first["type"] == "extra_forbidden":
        known = [*Settings.model_fields, *Limits.model_fields, *GeneratorSettings.model_fields]
        near = difflib.get_close_matches(str(first["loc"][-1]), known, 1)
        return f"{path}: there is no setting {where}" + (
            f"; did you mean {near[0]}?" if near else ""
        )
    return message
