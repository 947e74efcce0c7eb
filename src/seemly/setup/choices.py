"""What `seemly init` has to know, with answers that do no harm where nobody answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from seemly.errors import ConfigurationError
from seemly.guard.text.language import LANGUAGES

PASSWORD_VARIABLE = "SEEMLY_BLUESKY_PASSWORD"  # noqa: S105 - its name
ARTIST_EXAMPLE = "http://127.0.0.1:8000/v1 FLUX.2-klein-4B"
#: A host name of at least two parts: what Bluesky calls a handle.
_HANDLE = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
_APP_PASSWORD = re.compile(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}")


class Chosen(StrEnum):
    """The network to begin with."""

    PLAZA = "plaza"
    BLUESKY = "bluesky"


@dataclass(frozen=True)
class Choices:
    """Everything that is written. No secret is in here, only where one lies."""

    network: Chosen = Chosen.PLAZA
    handle: str = ""
    password_file: Path | None = None  # None: in the environment
    service: str = "https://bsky.social"
    generator_url: str = ""  # "": the built-in artist
    model: str = ""
    who_may_ask: Literal["followers", "everyone"] = "followers"
    pictures_day: int = 500
    money_day: float = 5.0  # in the operator's currency
    language: str = "en"
    contact: str = ""
    data: Path = Path("seemly-data")

    @property
    def origin(self) -> str:
        """The ledger's name: of the contact's domain, or of the handle; else the one of nobody."""
        domain = self.contact.rpartition("@")[2] if "@" in self.contact else self.handle
        return f"{domain or 'seemly.invalid'}/ledger"


def network(text: str) -> Chosen:
    """Raises ConfigurationError, like all below."""
    try:
        return Chosen(text.lower())
    except ValueError:
        raise ConfigurationError(f"there is no network {text!r}", "Say plaza or bluesky") from None


def handle(text: str) -> str:
    """A handle as it is written after the at sign."""
    bare = text.removeprefix("@").lower()
    if _HANDLE.fullmatch(bare) is None:
        raise ConfigurationError(
            f"{text!r} is no handle", "It looks like a host name: bot.example.org"
        )
    return bare


def password_file(text: str) -> Path | None:
    """A file's name, or None for `environment`. Never the password itself."""
    if looks_like_password(text):
        raise ConfigurationError(
            "that looks like the password itself",
            "Nothing was kept of it. It was on the screen: withdraw it and make another",
        )
    return None if text.lower() == "environment" else Path(text)


def looks_like_password(text: str) -> bool:
    """Whether somebody typed an app password where its place was asked for."""
    return _APP_PASSWORD.fullmatch(text.strip().lower()) is not None


def generator(text: str) -> str:
    """An address, or "" for the built-in artist."""
    if text.lower() in ("", "sketch"):
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.password:
        raise ConfigurationError(
            f"{text!r} is no address of a generator",
            "Say sketch, or an address such as http://127.0.0.1:8000/v1, without a key in it",
        )
    return text.rstrip("/")


def artist(text: str) -> tuple[str, str]:
    """An address and the model's name there, or twice "" for the built-in artist."""
    address, _, model = (part.strip() for part in text.strip().partition(" "))
    url = generator(address)
    if bool(url) != bool(model):
        raise ConfigurationError(
            f"{text!r} is not an address and the name of a model",
            f"Say sketch, or both with a space between: {ARTIST_EXAMPLE}",
        )
    return url, model


def who_may_ask(text: str) -> Literal["followers", "everyone"]:
    """Who may ask on Bluesky."""
    if text.lower() == "followers":
        return "followers"
    if text.lower() == "everyone":
        return "everyone"
    raise ConfigurationError(f"{text!r} is neither", "Say followers or everyone")


def limits(text: str) -> tuple[int, float]:
    """Pictures a day and money a day, as "500 5"."""
    pictures, _, money = text.replace("/", " ").strip().partition(" ")
    try:
        found = int(pictures), float(money or 0)
        if found[0] < 0 or not 0 <= found[1] < 1e9:
            raise ValueError
    except ValueError:
        raise ConfigurationError(
            f"{text!r} are no limits", 'Two numbers, such as "500 5": pictures, and money'
        ) from None
    return found


def language(text: str) -> str:
    """One of the ten that Seemly answers in."""
    if text.lower() not in LANGUAGES:
        raise ConfigurationError(
            f"Seemly does not speak {text!r}", f"One of {', '.join(LANGUAGES)}"
        )
    return text.lower()


def contact(text: str) -> str:
    """A mail or web address, or nothing. It goes into an HTTP header."""
    if text and (not text.isascii() or not text.isprintable() or any(c in text for c in ' "()')):
        raise ConfigurationError(f"{text!r} is no address", "A mail or web address, without spaces")
    if text and "@" not in text and "://" not in text:
        raise ConfigurationError(f"{text!r} is no address", "For instance ops@example.org")
    return text
